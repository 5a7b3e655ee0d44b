"""Every page of this app for each role: what is not yours looks as if it were not there."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person

pytestmark = pytest.mark.django_db
TABS = ("show-dossier", "show-members", "show-money", "show-decision", "show-history")
LIST, EXPORT = reverse("dossiers:list-dossiers"), reverse("dossiers:request-export")
ANSWER = {"fact": "is_rural", "value": "yes"}


@pytest.fixture
def ours(farm, clerk) -> Dossier:
    return file(person("刘心红", is_head=True), unit=farm, by=clerk)


@pytest.fixture
def theirs(other_farm, clerk) -> Dossier:
    return file(person("张铁柱", is_head=True), unit=other_farm, by=clerk)


@pytest.fixture
def browser(request, signed_in):
    """A browser for the role a test is given by name."""
    return lambda who: signed_in(request.getfixturevalue(who))


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk if isinstance(dossier, Dossier) else dossier])


def told(answer):
    """The page without what is different each time: tokens, and the address that was asked for."""
    text = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]+"', "", answer.content.decode())
    return re.sub(r'"X-CSRFToken": "\w+"', "", text)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize(
    ("who", "status_of_ours", "status_of_theirs"),
    [
        ("clerk", 200, 200),
        ("officer", 200, 404),
        ("auditor", 200, 200),
        ("leader", 404, 404),
        ("administrator", 404, 404),
    ],
)
def test_a_dossier_is_read_by_those_who_may(browser, ours, theirs, tab, who, status_of_ours, status_of_theirs):
    client = browser(who)
    assert client.get(page(tab, ours)).status_code == status_of_ours
    assert client.get(page(tab, theirs)).status_code == status_of_theirs


@pytest.mark.parametrize("who", ["officer", "leader", "administrator"])
def test_missing_and_forbidden_look_the_same(browser, theirs, who):
    client = browser(who)
    for name in (*TABS, "confirm-fact"):
        ask = client.post if name == "confirm-fact" else client.get
        forbidden, missing = ask(page(name, theirs), ANSWER), ask(page(name, uuid4()), ANSWER)
        assert forbidden.status_code == missing.status_code == 404
        assert told(forbidden) == told(missing)
        assert "张铁柱" not in told(forbidden)


@pytest.mark.parametrize(
    ("who", "names"),
    [("clerk", {"刘心红", "张铁柱"}), ("auditor", {"刘心红", "张铁柱"}), ("officer", {"刘心红"})],
)
@pytest.mark.usefixtures("ours", "theirs")
def test_the_list_has_what_someone_may_read(browser, who, names):
    answer = browser(who).get(LIST)
    assert {dossier.worker.name for dossier in answer.context["page"].rows} == names
    assert answer.context["count"] == len(names)
    assert browser(who).get(LIST, {"q": "张铁柱"}).context["count"] == ("张铁柱" in names)


@pytest.mark.parametrize("who", ["leader", "administrator"])
@pytest.mark.usefixtures("ours")
def test_the_list_is_closed_to_those_who_read_no_dossier(browser, who):
    client = browser(who)
    assert client.get(LIST).status_code == 403
    home = client.get(reverse("desk:show-home")).content.decode()
    assert f'"{LIST}' not in home
    assert "刘心红" not in home


@pytest.mark.usefixtures("theirs")
def test_filters_reach_no_further_than_the_own_units(browser, other_farm):
    client = browser("officer")
    assert str(other_farm.pk) not in client.get(LIST).content.decode()
    assert client.get(LIST, {"unit": str(other_farm.pk)}).context["count"] == 0


@pytest.mark.parametrize(
    ("who", "status", "people"),
    [("clerk", 302, 2), ("auditor", 302, 2), ("officer", 403, 0), ("leader", 403, 0), ("administrator", 403, 0)],
)
@pytest.mark.usefixtures("ours", "theirs")
def test_the_export_is_for_clerks_and_auditors(browser, entries, who, status, people):
    client = browser(who)
    assert client.post(EXPORT, {"purpose": "年度经审核对", "kind": "xlsx"}).status_code == status
    assert [each["people"] for each in entries("dossiers.export.requested")] == ([people] if people else [])
    assert client.get(EXPORT).status_code == (200 if people else 403)
    assert (EXPORT in client.get(LIST).content.decode()) is bool(people)


@pytest.fixture
def entries():
    """The details of the entries of an act."""
    return lambda act: list(Entry.objects.filter(act=act).values_list("details", flat=True))


@pytest.mark.parametrize(("who", "status"), [("clerk", 302), ("officer", 302), ("auditor", 404)])
def test_who_reads_does_not_always_write(browser, ours, who, status):
    client = browser(who)
    assert client.post(page("confirm-fact", ours), ANSWER).status_code == status
    ours.household.refresh_from_db()
    assert ours.household.is_rural is (True if status == 302 else None)
    shown = client.get(page("show-decision", ours)).content.decode()
    assert (page("confirm-fact", ours) in shown) is (status == 302)


@pytest.mark.parametrize("name", TABS)
def test_without_a_sign_in_there_is_only_the_way_to_it(client, ours, name):
    answer = client.get(page(name, ours))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("accounts:sign-in"))
    assert client.post(page("confirm-fact", ours), ANSWER).status_code == 302
    ours.household.refresh_from_db()
    assert ours.household.is_rural is None


@pytest.mark.usefixtures("ours")
def test_an_appointment_that_ended_opens_nothing(officer, signed_in):
    officer.appointments.update(ends_on="2026-01-01")
    client = signed_in(officer)
    assert client.get(LIST).status_code == 403
    assert client.get(page("show-dossier", Dossier.objects.get())).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_that_show_take_nothing(as_clerk, ours, method):
    for name in TABS:
        assert getattr(as_clerk, method)(page(name, ours)).status_code == 405
    assert as_clerk.get(page("confirm-fact", ours)).status_code == 405
