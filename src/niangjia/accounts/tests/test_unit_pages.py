"""Pages of the union tree: for whom, in how many queries, and that nothing happens before it is confirmed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from niangjia.accounts import commands
from niangjia.accounts.models import Role, Unit, UnitKind
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db
LIST = reverse("accounts:list-units")
READERS = {Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.SECURITY_AUDITOR, Role.AUDITOR}
CHANGES = ("add", "rename", "move", "merge", "close")


def page(name, thing):
    return reverse(f"accounts:{name}", args=[getattr(thing, "pk", thing)])


def sent(**changes):
    return {"from_on": clock.today().isoformat(), "document": "", **changes}


@pytest.fixture
def as_administrator(administrator, signed_in):
    return signed_in(administrator)


@pytest.mark.parametrize("role", sorted(Role.values))
def test_who_reads_and_who_changes(someone, signed_in, bureau, farm, role):
    client = signed_in(someone(role, bureau))
    status = 200 if role in READERS else 403
    assert client.get(LIST).status_code == status
    assert client.get(page("show-unit", farm)).status_code == (200 if role in READERS else 404)
    for verb in CHANGES:
        expected = 200 if role == Role.ADMINISTRATOR else 404
        assert client.get(page(f"{verb}-unit", farm)).status_code == expected
        assert client.post(page(f"{verb}-unit", farm)).status_code == (422 if expected == 200 else 404)
    shown = client.get("/").content.decode()
    assert (f'href="{LIST}"' in shown) == (role in READERS)


def test_what_lies_elsewhere_looks_as_if_it_were_not_there(someone, signed_in, bureau, farm, other_farm):
    client = signed_in(someone(Role.ADMINISTRATOR, farm))
    text = client.get(LIST).content.decode()
    assert str(farm) in text
    assert str(other_farm) not in text
    for verb in ("show", *CHANGES):
        for unit in (bureau, other_farm, uuid4()):
            assert client.get(page(f"{verb}-unit", unit)).status_code == 404
            assert client.post(page(f"{verb}-unit", unit), sent()).status_code in {404, 405}
    choices = client.get(page("move-unit", farm)).content.decode()
    assert str(other_farm) not in choices
    answer = client.post(page("merge-unit", farm), sent(into=str(other_farm.pk), step="confirm"))
    assert answer.status_code == 422


def test_without_a_sign_in_there_is_only_the_way_to_it(client, farm):
    for path in (LIST, page("show-unit", farm), page("move-unit", farm)):
        assert client.get(path).status_code == 302


def test_the_number_of_queries_does_not_grow(
    as_administrator, bureau, farm, system, officer, django_assert_max_num_queries
):
    paths = (LIST, f"{LIST}?q=场&closed=all", page("show-unit", bureau))
    commands.rename_unit(bureau, name="新局", by=system)
    few = []
    for path in paths:
        as_administrator.get(path)
        with django_assert_max_num_queries(16) as caught:
            as_administrator.get(path)
        few.append(len(caught))
    for place in range(12):
        plant = commands.add_unit(name=f"{place}场", kind=UnitKind.FARM, parent=bureau, by=system)
        commands.add_unit(name=f"{place}站", kind=UnitKind.PLANT, parent=plant, by=system)
        commands.appoint_user(officer, role=Role.REVIEWER, unit=plant, starts_on=clock.today(), by=system)
        commands.rename_unit(bureau, name=f"{place}局", by=system)
    many = []
    for path in paths:
        with django_assert_max_num_queries(16) as caught:
            as_administrator.get(path)
        many.append(len(caught))
    assert many == few


def test_the_tree_is_narrowed_and_shows_closed_units_when_asked(as_administrator, farm, other_farm, bureau, system):
    commands.close_unit(other_farm, by=system)

    def shown(query):
        return [row.unit for row in as_administrator.get(LIST + query).context["rows"]]

    assert shown("") == [bureau, farm]
    assert shown("?closed=all") == [bureau, farm, other_farm]
    assert shown("?q=桦林") == [farm]
    assert shown("?q=桦林&closed=castle") == [farm]
    found = as_administrator.get(LIST + "?q=桦林")
    assert found.context["rows"][0].trail == str(bureau)
    assert as_administrator.get(LIST + "?q=nowhere").status_code == 200
    part = as_administrator.get(LIST, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_a_unit_is_added_below_another(as_administrator, farm):
    values = {"name": "新站", "name_en": "New Station", "kind": UnitKind.PLANT, "opened_on": "2026-01-05"}
    answer = as_administrator.post(page("add-unit", farm), values)
    assert answer.status_code == 302
    made = Unit.objects.get(name="新站")
    assert made.is_child_of(Unit.objects.get(pk=farm.pk))
    again = as_administrator.post(page("add-unit", farm), values)  # sent twice: the namesake is refused
    assert again.status_code == 422
    assert "New Station" in again.content.decode()
    assert Unit.objects.filter(name="新站").count() == 1


def test_only_kinds_that_fit_are_offered(as_administrator, farm):
    offered = [
        code for code, _label in as_administrator.get(page("add-unit", farm)).context["form"]["kind"].field.choices
    ]
    assert UnitKind.PLANT in offered
    assert UnitKind.BUREAU not in offered
    values = {"name": "新局", "kind": UnitKind.BUREAU}
    assert as_administrator.post(page("add-unit", farm), values).status_code == 422


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("rename", {"name": "白桦分场", "kind": UnitKind.PLANT}),
        ("move", {"to": "other"}),
        ("merge", {"into": "other"}),
        ("close", {}),
    ],
)
def test_what_comes_of_a_change_is_shown_before_it_is_confirmed(as_administrator, farm, other_farm, verb, typed):
    typed = {name: str(other_farm.pk) if value == "other" else value for name, value in typed.items()}
    before = Unit.objects.filter(pk=farm.pk).values().get()
    asked = as_administrator.post(page(f"{verb}-unit", farm), sent(**typed))
    assert asked.status_code == 200
    assert len(asked.context["consequences"]) >= 2
    assert Unit.objects.filter(pk=farm.pk).values().get() == before
    assert not Unit.objects.get(pk=farm.pk).changes.exists()
    back = as_administrator.post(page(f"{verb}-unit", farm), sent(**typed, step="edit"))
    assert not back.context["consequences"]
    done = as_administrator.post(page(f"{verb}-unit", farm), sent(**typed, step="confirm"))
    assert (done.status_code, done["Location"]) == (302, page("show-unit", farm))
    assert Unit.objects.get(pk=farm.pk).changes.count() == 1
    again = as_administrator.post(page(f"{verb}-unit", farm), sent(**typed, step="confirm"))
    assert again.status_code == 422
    assert Unit.objects.get(pk=farm.pk).changes.count() == 1
    assert as_administrator.get(page("show-unit", farm)).status_code == 200


def test_a_refusal_is_told_before_anything_is_confirmed(as_administrator, farm, officer):
    answer = as_administrator.post(page("close-unit", farm), sent(document="〔2026〕9号"))
    assert answer.status_code == 422
    assert not answer.context["consequences"]
    assert "〔2026〕9号" in answer.content.decode()


@pytest.mark.parametrize("verb", CHANGES)
def test_fields_that_no_form_has_are_not_read(as_administrator, bureau, farm, other_farm, verb):
    """P4: what is sent beyond the form (place, state, ids, actor) changes nothing."""
    extra = {
        "path": "0009", "depth": "1", "numchild": "99", "id": str(uuid4()), "pk": str(other_farm.pk),
        "unit": str(other_farm.pk), "parent": str(other_farm.pk), "successor": str(other_farm.pk),
        "closed_on": "2020-01-01", "by": str(uuid4()), "is_system": "on", "role": "administrator",
    }  # fmt: skip
    typed = {
        "add": {"name": "新站", "kind": UnitKind.PLANT},
        "rename": {"name": "新名", "kind": UnitKind.FARM},
        "move": {"to": str(other_farm.pk)},
        "merge": {"into": str(other_farm.pk)},
        "close": {},
    }[verb]
    assert as_administrator.post(page(f"{verb}-unit", farm), sent(**extra | typed, step="confirm")).status_code == 302
    unit = Unit.objects.get(name="新站") if verb == "add" else Unit.objects.get(pk=farm.pk)
    today = clock.today()
    assert unit.closed_on == (today if verb in {"merge", "close"} else None)
    assert unit.successor == (other_farm if verb == "merge" else None)
    upper = {"add": farm, "move": other_farm}.get(verb, bureau)
    assert unit.is_child_of(Unit.objects.get(pk=upper.pk))
    assert unit.numchild == 0
    assert Unit.objects.get(pk=other_farm.pk).closed_on is None


def test_a_merged_unit_leads_to_its_successor(as_administrator, farm, other_farm, system):
    commands.merge_unit(farm, into=other_farm, by=system)
    answer = as_administrator.get(page("show-unit", farm))
    assert str(other_farm) in answer.content.decode()
    assert page("rename-unit", farm) not in answer.content.decode()
