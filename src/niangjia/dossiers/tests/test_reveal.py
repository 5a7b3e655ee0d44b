"""Seeing sealed values in full: recorded first, on one page alone, and in the open nowhere else."""

import logging
from importlib import import_module

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from niangjia.accounts.models import Role, Session
from niangjia.audit.models import Entry
from niangjia.dossiers import access
from niangjia.dossiers.commands import reading, reveal_values
from niangjia.dossiers.purposes import FIELDS
from niangjia.dossiers.tests.factories import plant
from niangjia.privacy.tests.planted import assert_absent

pytestmark = pytest.mark.django_db
TABS = ("show-dossier", "show-members", "show-money", "show-decision", "show-history")
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML) Chrome/140.0 Safari/537.36 Edg/140.0"


@pytest.fixture
def planted(farm, clerk):
    return plant(farm, clerk)


def reveal(client, dossier, *fields, person=None, purpose="contact", **more):
    asked = {"person": str(person or dossier.worker_id), "fields_wanted": fields, "purpose": purpose, **more}
    return client.post(reverse("dossiers:reveal-values", args=[dossier.pk]), asked, headers={"User-Agent": WINDOWS})


def test_a_value_is_shown_on_one_page_and_recorded_with_all_that_is_asked_of_a_record(as_clerk, clerk, planted):
    dossier, values = planted
    answer = reveal(as_clerk, dossier, "phone", "address")
    assert answer.status_code == 200
    assert values["phone"] in answer.content.decode()
    assert values["address"] in answer.content.decode()
    assert_absent(values, answer.content.decode(), besides=("phone", "address"))
    entry = Entry.objects.get(act="dossiers.value.revealed")
    assert (entry.by, entry.subject_id, entry.unit) == (clerk, dossier.worker_id, dossier.unit)
    told = entry.details
    assert (told["fields"], told["purpose"], told["result"]) == (["address", "phone"], "contact", "shown")
    assert (told["device"], told["number"]) == ("Edge, Windows, 127.0.0.1", dossier.number)
    assert "no-store" in answer["Cache-Control"]
    for tab in TABS:
        assert_absent(values, as_clerk.get(reverse(f"dossiers:{tab}", args=[dossier.pk])).content.decode())


def test_every_field_can_be_seen_by_someone_and_no_page_shows_it_before(as_clerk, planted):
    dossier, values = planted
    for tab in TABS:
        assert_absent(values, as_clerk.get(reverse(f"dossiers:{tab}", args=[dossier.pk])).content.decode())
    purposes = {"identity_number": "fill-form", "card_number": "pay"}
    for field in FIELDS:
        answer = reveal(as_clerk, dossier, field, purpose=purposes.get(field, "contact"))
        assert values[field] in answer.content.decode(), field


def test_a_member_has_no_values_of_the_worker(as_clerk, planted):
    dossier, values = planted
    son = dossier.household.memberships.get(position=1).person
    answer = reveal(as_clerk, dossier, "identity_number", person=son.pk, purpose="fill-form")
    assert son.identity_number.reveal() in answer.content.decode()
    assert_absent(values, answer.content.decode())
    assert reveal(as_clerk, dossier, "address", person=son.pk).status_code == 422


@pytest.mark.parametrize("error", [OperationalError("database is locked"), RuntimeError("broken")])
def test_no_record_no_value(as_clerk, planted, monkeypatch, error):
    dossier, values = planted

    def fail(*_args, **_details):
        raise error

    monkeypatch.setattr("niangjia.dossiers.commands.reading.audit", fail)
    monkeypatch.setattr("niangjia.dossiers.sealed.value_of", lambda *_: pytest.fail("read before it was recorded"))
    as_clerk.raise_request_exception = False
    answer = reveal(as_clerk, dossier, "phone")
    assert answer.status_code == (409 if isinstance(error, OperationalError) else 500)
    assert_absent(values, answer.content.decode())
    page = as_clerk.get(reverse("dossiers:show-dossier", args=[dossier.pk]))
    assert page.status_code == answer.status_code
    assert dossier.worker.name not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_record_is_committed_before_anything_is_unsealed(as_clerk, planted, monkeypatch):
    dossier, _values = planted
    seen, unseal = [], reading.value_of

    def watch(*which):
        seen.append((connection.in_atomic_block, Entry.objects.filter(act="dossiers.value.revealed").count()))
        return unseal(*which)

    monkeypatch.setattr(reading, "value_of", watch)
    assert reveal(as_clerk, dossier, "phone").status_code == 200
    assert seen == [(False, 1)]


def test_a_refused_look_is_recorded_and_shows_nothing(as_clerk, planted, signed_in, officer):
    dossier, values = planted
    asked = [(as_clerk, ("card_number",), "contact"), (signed_in(officer), ("card_number",), "pay")]
    asked += [(signed_in(officer), ("phone", "identity_number"), "contact"), (as_clerk, ("address",), "audit")]
    for client, fields, purpose in asked:
        answer = reveal(client, dossier, *fields, purpose=purpose)
        assert answer.status_code == 403
        assert_absent(values, answer.content.decode())
    refused = Entry.objects.filter(act="dossiers.value.refused", details__result="purpose-not-allowed").order_by("id")
    assert [(each.by.username, each.details["purpose"]) for each in refused] == [
        ("clerk", "contact"), ("officer", "pay"), ("officer", "contact"), ("clerk", "audit"),
    ]  # fmt: skip
    assert not Entry.objects.filter(act="dossiers.value.revealed").exists()


@pytest.mark.parametrize(
    ("who", "where", "status"),
    [
        (Role.LEADER, "bureau", 404), (Role.ADMINISTRATOR, "bureau", 404), (Role.SECURITY_ADMINISTRATOR, "bureau", 404),
        (Role.SECURITY_AUDITOR, "bureau", 404), (Role.WORKER, "bureau", 404), (Role.APPROVER, "bureau", 404),
        (Role.UNIT_OFFICER, "other_farm", 404), (Role.UNIT_OFFICER, "farm", 200), (Role.CRISIS_DUTY, "bureau", 403),
    ],
)  # fmt: skip
def test_who_is_shown_a_telephone(request, planted, signed_in, someone, who, where, status):
    dossier, values = planted
    client = signed_in(someone(who, request.getfixturevalue(where), "asks"))
    answer = reveal(client, dossier, "phone")
    assert answer.status_code == status
    assert (values["phone"] in answer.content.decode()) is (status == 200)
    assert Entry.objects.filter(act="dossiers.value.revealed").count() == (status == 200)


@pytest.mark.parametrize("role", [Role.FINANCE_CLERK, Role.CASHIER])
def test_those_who_pay_see_the_card_and_nothing_of_the_case(planted, signed_in, someone, bureau, role):
    dossier, values = planted
    client = signed_in(someone(role, bureau, "pays"))
    answer = reveal(client, dossier, "card_number", purpose="pay")
    assert values["card_number"] in answer.content.decode()
    assert_absent(values, answer.content.decode(), besides=("card_number",))
    assert reverse("dossiers:show-money", args=[dossier.pk]) not in answer.content.decode()
    assert client.get(reverse("dossiers:show-dossier", args=[dossier.pk])).status_code == 404


@pytest.mark.parametrize(
    ("purpose", "words", "code"),
    [("other", "", "words"), ("other", "太短", "words"), ("other", "电话 13800004321 要核对", "words"),
     ("contact", "电话 13800004321", "words"), ("", "", "purpose"), ("gossip", "", "purpose")],
)  # fmt: skip
def test_a_purpose_is_wanted_and_what_was_typed_stays(as_clerk, planted, purpose, words, code):
    dossier, _values = planted
    answer = reveal(as_clerk, dossier, "address", purpose=purpose, words=words)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {code}
    assert words in answer.content.decode()
    assert not Entry.objects.filter(act="dossiers.value.revealed").exists()


def test_other_with_words_keeps_them(as_clerk, planted):
    dossier, _values = planted
    assert reveal(as_clerk, dossier, "address", purpose="other", words="送防寒物资，需要找到门").status_code == 200
    assert Entry.objects.get(act="dossiers.value.revealed").details["words"] == "送防寒物资，需要找到门"
    shown = as_clerk.get(reverse("dossiers:show-history", args=[dossier.pk])).content.decode()
    assert "送防寒物资，需要找到门" in shown


def test_nothing_in_plain_stays_in_record_log_or_session(as_clerk, clerk, planted, caplog):
    dossier, values = planted
    caplog.set_level(logging.DEBUG)
    for field, purpose in (("identity_number", "fill-form"), ("phone", "contact"), ("card_number", "pay")):
        reveal(as_clerk, dossier, field, purpose=purpose)
    reveal(as_clerk, dossier, "address", "note", "dossier_note", "other_contact", purpose="contact")
    reveal(as_clerk, dossier, "address", purpose="gossip", words=values["phone"])
    find = as_clerk.post(reverse("dossiers:find-dossier"), {"number": values["identity_number"]})
    assert find["Location"] == reverse("dossiers:show-dossier", args=[dossier.pk])
    kept = [str(row) for row in Entry.objects.values()]
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    kept += [str(store.decode(session.session_data)) for session in Session.objects.all()]
    kept += [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert Entry.objects.filter(act="dossiers.value.revealed").count() == 4
    assert_absent(values, "\n".join(kept))
    page = as_clerk.get(reverse("dossiers:show-history", args=[dossier.pk])).content.decode()
    assert values["dossier_note"] not in page
    assert page.count(clerk.display_name) >= 4


def test_a_person_of_another_dossier_is_not_there(as_clerk, clerk, planted, farm):
    dossier, _values = planted
    other, _more = plant(farm, clerk)
    assert reveal(as_clerk, dossier, "phone", person=other.worker_id).status_code == 404
    assert reveal(as_clerk, dossier, "phone", person="x").status_code == 404


def test_the_form_offers_what_the_role_may_see(as_clerk, planted, signed_in, auditor):
    dossier, _values = planted
    page = reverse("dossiers:show-members", args=[dossier.pk])
    offered = {
        form.of.person.name: [name for name, _label in form.fields["fields_wanted"].choices]
        for form in as_clerk.get(page).context["sealed"]
    }
    assert offered == {
        "刘心红": ["identity_number", "phone", "other_contact", "card_number", "address", "note", "dossier_note"],
        "刘春生": ["identity_number"],
    }
    for form in signed_in(auditor).get(page).context["sealed"]:
        assert {name for name, _label in form.fields["fields_wanted"].choices} <= {"identity_number", "card_number"}
        assert [code for code, _label in form.fields["purpose"].choices] == ["", "audit"]


def test_the_first_opening_of_a_day_is_recorded_for_each_who_opens(as_clerk, clerk, officer, signed_in, planted):
    dossier, _values = planted
    for tab in TABS:
        as_clerk.get(reverse(f"dossiers:{tab}", args=[dossier.pk]))
    signed_in(officer).get(reverse("dossiers:show-money", args=[dossier.pk]))
    read = Entry.objects.filter(act="dossiers.dossier.read", subject_id=dossier.pk)
    assert sorted(entry.by.username for entry in read) == ["clerk", "officer"]


@pytest.mark.parametrize("form", ["record-consents", "place-hold", "link-worker"])
def test_a_form_that_names_the_people_of_a_dossier_is_an_opening_too(as_clerk, clerk, planted, form):
    dossier, _values = planted
    address = reverse(f"dossiers:{form}", args=[dossier.pk])
    assert as_clerk.get(address, {"person": str(dossier.worker_id)}).status_code == 200
    assert Entry.objects.filter(act="dossiers.dossier.read", subject_id=dossier.pk, by=clerk).count() == 1


def test_who_looked_is_told_to_clerk_and_auditor(as_clerk, planted, signed_in, auditor, officer):
    dossier, _values = planted
    reveal(as_clerk, dossier, "phone")
    page = reverse("dossiers:show-history", args=[dossier.pk])
    looks = signed_in(auditor).get(page).context["looks"]
    assert [(entry.act, name) for entry, name in looks] == [
        ("dossiers.dossier.read", ""),
        ("dossiers.value.revealed", "刘心红"),
    ]
    assert signed_in(officer).get(page).context["looks"] is None


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_no_transaction_around_it(clerk, planted):
    dossier, values = planted
    asked = {"person": dossier.worker_id, "fields": ["phone"], "purpose": "contact", "device": "?", "by": clerk}
    loaded = access.get_dossier_for(clerk, dossier.pk)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        reveal_values(loaded, **asked)
    assert reveal_values(loaded, **asked) == {"phone": values["phone"]}
