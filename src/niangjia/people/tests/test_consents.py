"""Consents: who signs, from when to when they count, and the doors that ask for them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from niangjia.audit.models import Entry
from niangjia.kernel import clock, resident_numbers
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.people import access
from niangjia.people.commands import record_consent, register_household, withdraw_consent
from niangjia.people.consent_rules import counts, needs_guardian, standing
from niangjia.people.consent_texts import PURPOSES, read_purposes
from niangjia.people.errors import ConsentMissing
from niangjia.people.models import Consent, Person
from niangjia.people.tests.factories import APPLIED_ON, household, person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def child(name, born_on):
    return person(name, identity_number=resident_numbers.make("150785", born_on, 910), relation="son")


@pytest.fixture
def home(clerk, farm):
    """A worker, the spouse, and a child who turns 14 on the day the tests take for today."""
    members = (
        person("刘心红", is_head=True, wage_fen=2_400_000),
        person("赵桂兰", relation="spouse"),
        child("刘小满", date(2012, 7, 1)),
    )
    return register_household(household(*members), unit=farm, on=APPLIED_ON, by=clerk)


def named(name):
    return Person.objects.get(name=name)


def sign(who, clerk, farm, *, purpose="verification", signed_on=TODAY, **changes):
    given = {"given_how": "paper", "signed_by": "self"} | changes
    return record_consent(who, purpose=purpose, signed_on=signed_on, unit=farm, by=clerk, **given)


def test_no_verification_without_every_adults_authorisation(home, clerk, farm):
    assert [each.name for each in access.missing_consents(home, "verification")] == ["刘心红", "赵桂兰"]
    sign(named("刘心红"), clerk, farm)
    with pytest.raises(ConsentMissing) as refusal:
        access.require_consents(home, "verification")
    assert refusal.value.persons == [named("赵桂兰")]
    assert "赵桂兰" in str(refusal.value)
    assert "刘心红" not in str(refusal.value)
    assert refusal.value.remedy
    sign(named("赵桂兰"), clerk, farm)
    access.require_consents(home, "verification")
    access.require_consent(named("赵桂兰"), "verification")


def test_no_notice_without_the_separate_consent(home, clerk, farm):
    sign(named("刘心红"), clerk, farm, purpose="sensitive")
    with pytest.raises(ConsentMissing):
        access.require_consents(home, "notice")
    sign(named("刘心红"), clerk, farm, purpose="notice")
    access.require_consents(home, "notice")
    assert access.missing_consents(home, "media") == []


def test_a_member_who_does_not_count_need_not_sign(home, clerk, farm):
    sign(named("刘心红"), clerk, farm)
    home.memberships.filter(person=named("赵桂兰")).update(is_counted=False)
    assert access.missing_consents(home, "verification") == []


@pytest.mark.parametrize("size", [3, 9])
def test_missing_consents_take_two_queries_whatever_the_size(clerk, farm, size, django_assert_num_queries):
    members = [person("刘心红", is_head=True, wage_fen=1), *(person(f"刘{place}") for place in range(size))]
    home = register_household(household(*members), unit=farm, on=APPLIED_ON, by=clerk)
    for each in home.memberships.all():
        sign(each.person, clerk, farm, purpose="notice")
    with django_assert_num_queries(2):
        assert len(access.missing_consents(home, "verification")) == size + 1


def test_under_14_a_guardian_signs_and_on_the_birthday_the_child(home, clerk, farm):
    minor = named("刘小满")
    day_before = date(2026, 6, 30)
    with pytest.raises(InvalidInput) as refusal:
        sign(minor, clerk, farm, purpose="sensitive", signed_on=day_before)
    assert refusal.value.code == "guardian-needed"
    with pytest.raises(InvalidInput) as refusal:
        sign(minor, clerk, farm, purpose="sensitive", signed_on=day_before, signed_by="guardian")
    assert refusal.value.code == "guardian-name"
    sign(minor, clerk, farm, purpose="sensitive", signed_on=TODAY)
    assert Consent.objects.get().signed_by == "self"


def test_a_guardians_name_is_sealed(home, clerk, farm):
    guardian = {"signed_by": "guardian", "guardian_name": "刘心红", "guardian_relation": "parent"}
    kept = sign(named("刘小满"), clerk, farm, purpose="sensitive", signed_on=date(2026, 6, 30), **guardian)
    again = Consent.objects.get(pk=kept.pk)
    assert str(again.guardian_name) == "****"
    assert again.guardian_name.reveal() == "刘心红"
    raw = Consent.objects.filter(pk=kept.pk).values_list("guardian_name", flat=True).get()
    assert "刘心红" not in str(raw)


@pytest.mark.parametrize(
    ("born_on", "signed_on", "is_needed"),
    [
        (date(2012, 7, 1), date(2026, 6, 30), True),
        (date(2012, 7, 1), date(2026, 7, 1), False),
        (date(2012, 2, 29), date(2026, 2, 28), True),
        (date(2012, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_the_day_of_signing_decides_who_signs(born_on, signed_on, is_needed):
    assert needs_guardian(born_on, signed_on) is is_needed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"signed_on": date(2026, 7, 2)}, "wrong-day"),
        ({"signed_on": date(2020, 1, 1)}, "no-wording"),
        ({"given_how": "oral"}, "witness-missing"),
        ({"purpose": "everything"}, "no-wording"),
        ({"evidence": "x" * 201}, "wrong-text"),
        ({"evidence": "\u202etxt"}, "wrong-text"),
    ],
)
def test_what_cannot_be_right_is_refused(home, clerk, farm, changes, code):
    with pytest.raises(InvalidInput) as refusal:
        sign(named("刘心红"), clerk, farm, **changes)
    assert refusal.value.code == code
    assert not Consent.objects.exists()


def test_the_database_wants_a_guardians_name_and_a_witness(home, clerk):
    plain = {
        "person": named("刘心红"),
        "purpose": "media",
        "text_version": "2026.1",
        "text_digest": "",
        "signed_on": TODAY,
    }
    plain |= {"recorded_by": clerk, "recorded_at": clock.now()}
    for wrong in ({"signed_by": "guardian", "given_how": "paper"}, {"signed_by": "self", "given_how": "oral"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.create(**plain, **wrong)
    Consent.objects.create(**plain, signed_by="self", given_how="oral", witness="关志林")


def test_recording_twice_is_one_consent(home, clerk, farm):
    first, second = sign(named("刘心红"), clerk, farm), sign(named("刘心红"), clerk, farm)
    assert first.pk == second.pk
    entry = Entry.objects.get(act="people.consent.recorded")
    assert "刘心红" not in str(entry.details)
    assert entry.unit == farm


def test_withdrawing_is_a_new_fact_and_counts_from_its_day(home, clerk, farm):
    who = named("刘心红")
    consent = sign(who, clerk, farm, signed_on=date(2026, 6, 1))
    before = Consent.objects.filter(pk=consent.pk).values().get()
    withdraw_consent(consent, withdrawn_on=date(2026, 6, 20), told_how="oral", unit=farm, by=clerk)
    assert Consent.objects.filter(pk=consent.pk).values().get() == before
    assert access.has_consent(who, "verification", date(2026, 6, 19))
    assert not access.has_consent(who, "verification", date(2026, 6, 20))
    assert not access.has_consent(who, "verification", date(2026, 5, 31))
    with pytest.raises(Conflict):
        withdraw_consent(consent, withdrawn_on=TODAY, told_how="oral", unit=farm, by=clerk)
    sign(who, clerk, farm)
    assert access.has_consent(who, "verification")


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 7, 2)])
def test_a_withdrawal_lies_between_the_signing_and_today(home, clerk, farm, day):
    consent = sign(named("刘心红"), clerk, farm, signed_on=date(2026, 6, 1))
    with pytest.raises(InvalidInput):
        withdraw_consent(consent, withdrawn_on=day, told_how="paper", unit=farm, by=clerk)


TWO_VERSIONS = """
[notice]
zh = "公示"
en = "Notice"
of = "head"
stops_zh = "停"
stops_en = "Stops"
[[notice.versions]]
version = "1"
valid_from = 2020-01-01
source = "[D]"
mark = "to-confirm"
zh = "甲"
en = "One"
[[notice.versions]]
version = "2"
valid_from = 2026-01-01
source = "[D]"
mark = "confirmed"
zh = "乙"
en = "Two"
"""


def test_a_new_wording_leaves_old_consents_valid_and_wants_another():
    purpose = read_purposes(TWO_VERSIONS)["notice"]
    assert (purpose.text_on(date(2019, 1, 1)), purpose.text_on(date(2025, 12, 31)).version) == (None, "1")
    old = Consent(purpose="notice", text_version="1", signed_by="self", signed_on=date(2025, 5, 5))
    now = {"born_on": date(1980, 1, 1), "is_needed_now": True}
    assert standing(purpose, [(old, None)], **now, on=date(2025, 12, 31)).state == "given"
    later = standing(purpose, [(old, None)], **now, on=date(2026, 1, 1))
    assert (later.state, later.why, later.counts) == ("renew", "wording", True)
    assert standing(purpose, [], **now, on=date(2026, 1, 1)).state == "missing"


@pytest.mark.parametrize("wrong", [("2020-01-01", "2027-01-01"), ('"confirmed"', '"sure"'), ('"head"', '"some"')])
def test_a_file_of_wordings_that_cannot_be_right_is_refused(wrong):
    with pytest.raises(ValueError, match="notice"):
        read_purposes(TWO_VERSIONS.replace(*wrong))


def test_what_a_guardian_signed_wants_renewal_at_14_and_ends_at_18():
    purpose = PURPOSES["sensitive"]
    signed = Consent(purpose="sensitive", text_version="2026.1", signed_by="guardian", signed_on=date(2024, 1, 1))
    born_on = date(2012, 7, 1)
    told = {"born_on": born_on, "is_needed_now": True}
    assert standing(purpose, [(signed, None)], **told, on=date(2026, 6, 30)).state == "given"
    assert standing(purpose, [(signed, None)], **told, on=date(2026, 7, 1)).why == "age"
    assert counts(signed, born_on, None, date(2030, 6, 30))
    assert not counts(signed, born_on, None, date(2030, 7, 1))
    grown = Consent(purpose="sensitive", text_version="2026.1", signed_by="guardian", signed_on=date(2024, 1, 1))
    assert counts(grown, date(1950, 1, 1), None, date(2026, 7, 1))


def test_wordings_that_may_have_been_signed_stay_as_they_are():
    assert {code: [text.digest[:12] for text in each.versions] for code, each in PURPOSES.items()} == DIGESTS


DIGESTS = {
    "sensitive": ["5d15a85f6211"],
    "verification": ["b32477a06858"],
    "notice": ["38780e7450d2"],
    "third-party": ["729ab3165543"],
    "media": ["c4b62a179d91"],
    "counselling": ["b60f0e3fe709"],
}
"""Whoever changes a wording adds a version with its own digest, and leaves these alone."""
