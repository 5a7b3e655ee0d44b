"""The acts of accounts reach the record, which stands above that app."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from niangjia.accounts import commands as accounts
from niangjia.accounts.models import Role
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db


def acts_about(thing):
    return list(Entry.objects.filter(subject_id=thing.pk).order_by("id").values_list("act", flat=True))


def test_units_users_and_appointments_are_recorded(clerk, farm, system):
    assert acts_about(farm) == ["accounts.unit.added"]
    assert acts_about(clerk) == ["accounts.user.added", "accounts.user.appointed"]
    assert not Entry.objects.exclude(by=system).exists()


def test_changes_of_units_tell_both_names(farm, other_farm, bureau, system):
    accounts.rename_unit(farm, name="白桦分场", by=system)
    accounts.move_unit(other_farm, to=farm, by=system)
    accounts.move_unit(other_farm, to=bureau, by=system)
    accounts.merge_unit(farm, into=other_farm, by=system)
    assert acts_about(farm)[1:] == ["accounts.unit.renamed", "accounts.unit.merged"]
    told = [acts.sentence(entry.act, entry.details) for entry in Entry.objects.filter(subject_id=farm.pk)]
    assert "白桦林场" in told[1]
    assert "白桦分场" in told[1]
    assert Entry.objects.filter(act="accounts.unit.moved", unit=other_farm).count() == 2


def test_appointments_and_their_ends_are_recorded_at_their_unit(officer, clerk, farm, system):
    held, today = officer.appointments.get(), clock.today()
    acting = {"role": Role.UNIT_OFFICER, "unit": farm, "starts_on": today, "ends_on": today + timedelta(9)}
    accounts.appoint_user(clerk, **acting, stands_in_for=held, by=system)
    accounts.end_appointment(held, last_on=today, reason="调离", by=system)
    ended = Entry.objects.filter(act="accounts.appointment.ended").order_by("id")
    assert [(entry.unit, entry.told["username"]) for entry in ended] == [(farm, "officer"), (farm, "clerk")]
    assert "单位工会干部（代理）" in acts.sentence(ended[1].act, ended[1].details)
    with override("en"):
        assert "Unit union officer (acting)" in acts.sentence(ended[1].act, ended[1].details)


def test_what_happens_to_a_sign_in_is_recorded_without_the_password(officer, system):
    accounts.disable_user(officer, reason="离职", by=system)
    accounts.enable_user(officer, reason="复职", by=system)
    accounts.reset_password(officer, password="another-long-phrase", by=system)
    assert acts_about(officer)[-3:] == ["accounts.user.disabled", "accounts.user.enabled", "accounts.password.reset"]
    assert "another-long-phrase" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_signing_in_and_out_are_recorded_by_the_person(client, clerk):
    client.post(reverse("accounts:sign-in"), {"username": "clerk", "password": "a-long-test-phrase"})
    client.post(reverse("accounts:sign-out"))
    assert acts_about(clerk)[-2:] == ["accounts.user.signed-in", "accounts.user.signed-out"]
    assert Entry.objects.filter(act="accounts.user.signed-in").get().by == clerk


def test_a_wrong_password_signs_nobody_in(client, clerk):
    client.post(reverse("accounts:sign-in"), {"username": "clerk", "password": "wrong"})
    assert "accounts.user.signed-in" not in acts_about(clerk)


@pytest.mark.usefixtures("clerk")
def test_no_password_is_in_the_record():
    assert "a-long-test-phrase" not in str(list(Entry.objects.values_list("details", flat=True)))
