"""The acts of accounts reach the record, which stands above that app."""

import pytest
from django.urls import reverse

from niangjia.audit.models import Entry

pytestmark = pytest.mark.django_db


def acts_about(thing):
    return list(Entry.objects.filter(subject_id=thing.pk).order_by("id").values_list("act", flat=True))


def test_units_users_and_appointments_are_recorded(clerk, farm, system):
    assert acts_about(farm) == ["accounts.unit.added"]
    assert acts_about(clerk) == ["accounts.user.added", "accounts.user.appointed"]
    assert not Entry.objects.exclude(by=system).exists()


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
