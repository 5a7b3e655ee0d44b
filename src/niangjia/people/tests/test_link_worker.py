"""A worker sees their own record once someone has looked at their identity card, and not before."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import link_worker, register_household, remove_ended_account, unlink_worker
from niangjia.people.models import EndedAccount, PersonAccount
from niangjia.people.queries import account_of
from niangjia.people.tests.factories import household, person

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture
def worker(someone, farm):
    return someone(Role.WORKER, farm, "worker")


def register(unit, by):
    home = register_household(household(person(is_head=True)), unit=unit, on=date(2026, 6, 1), by=by)
    return home.memberships.get().person


def test_a_link_is_recorded_with_the_day_of_the_check(worker, farm, clerk):
    someone_on_file = register(farm, clerk)
    with clock.set_to(DAY):
        account = link_worker(worker, person=someone_on_file, checked_on=DAY, by=clerk)
    assert (account.checked_on, account.linked_by) == (DAY, clerk)
    assert account_of(worker) == account
    entry = Entry.objects.get(act="people.worker.linked")
    assert (entry.by, entry.subject_id, entry.unit) == (clerk, someone_on_file.pk, farm)
    assert entry.told == {"username": "worker", "checked_on": "2026-07-01"}
    unlink_worker(someone_on_file, by=clerk)
    unlink_worker(someone_on_file, by=clerk)
    assert account_of(worker) is None
    assert Entry.objects.filter(act="people.worker.unlinked").count() == 1


@pytest.mark.parametrize(("days", "is_taken"), [(0, True), (-30, True), (-31, False), (1, False)])
def test_the_check_is_of_the_last_thirty_days(worker, farm, clerk, days, is_taken):
    someone_on_file, day = register(farm, clerk), DAY + timedelta(days=days)
    with clock.set_to(DAY):
        if is_taken:
            assert link_worker(worker, person=someone_on_file, checked_on=day, by=clerk)
        else:
            with pytest.raises(InvalidInput):
                link_worker(worker, person=someone_on_file, checked_on=day, by=clerk)
    assert PersonAccount.objects.exists() is is_taken


def test_one_user_is_one_person(worker, farm, clerk, someone):
    first, second = register(farm, clerk), register(farm, clerk)
    other = someone(Role.WORKER, farm, "other")
    with clock.set_to(DAY):
        link_worker(worker, person=first, checked_on=DAY, by=clerk)
        for user, whose in ((worker, second), (other, first), (worker, first)):
            with pytest.raises(Conflict):
                link_worker(user, person=whose, checked_on=DAY, by=clerk)


def test_only_a_user_with_the_role_and_never_oneself(officer, farm, bureau, clerk, someone, system):
    someone_on_file = register(farm, clerk)
    with clock.set_to(DAY):
        with pytest.raises(InvalidInput):
            link_worker(officer, person=someone_on_file, checked_on=DAY, by=clerk)
        with pytest.raises(Forbidden):
            link_worker(clerk, person=someone_on_file, checked_on=DAY, by=clerk)


def test_nobody_undoes_their_own_link(farm, clerk, someone):
    someone_on_file = register(farm, clerk)
    PersonAccount.objects.create(
        user=clerk, person=someone_on_file, checked_on=DAY, linked_by=clerk, linked_at=clock.now()
    )
    with pytest.raises(Forbidden):
        unlink_worker(someone_on_file, by=clerk)
    assert account_of(clerk)
    unlink_worker(someone_on_file, by=someone(Role.ASSISTANCE_CLERK, farm, "colleague"))
    assert account_of(clerk) is None


@pytest.fixture
def ended(worker, farm, clerk):
    someone_on_file = register(farm, clerk)
    with clock.set_to(DAY):
        link_worker(worker, person=someone_on_file, checked_on=DAY, by=clerk)
    unlink_worker(someone_on_file, by=clerk)
    return EndedAccount.objects.get()


def test_a_link_that_was_wrong_is_removed_by_the_approver(ended, farm, other_farm, someone, clerk):
    for user in (clerk, someone(Role.APPROVER, other_farm, "elsewhere"), ended.user):
        with pytest.raises(Forbidden):
            remove_ended_account(ended, reason="user", by=user)
    admin = someone(Role.APPROVER, farm, "chair")
    with pytest.raises(InvalidInput):
        remove_ended_account(ended, reason="刘心红", by=admin)
    EndedAccount.objects.update(user=admin)
    with pytest.raises(Forbidden):
        remove_ended_account(ended, reason="user", by=admin)
    EndedAccount.objects.update(user=ended.user)
    for _turn in range(2):
        remove_ended_account(ended, reason="user", by=admin)
    assert not EndedAccount.objects.exists()
    entry = Entry.objects.get(act="people.ended-account.removed")
    assert (entry.by, entry.subject_id, entry.unit) == (admin, ended.person_id, farm)
    assert entry.told["username"] == "worker"


def test_the_page_names_the_user_and_whose_link_it_was_within_the_units(ended, farm, other_farm, someone, signed_in):
    page = signed_in(someone(Role.APPROVER, farm, "chair"))
    elsewhere = signed_in(someone(Role.APPROVER, other_farm, "elsewhere"))
    address, remove = reverse("people:list-ended-accounts"), reverse("people:remove-ended-account", args=[ended.pk])
    shown = page.get(address).content.decode()
    assert "(worker)" in shown
    assert ended.person.name in shown
    hidden = elsewhere.get(address).content.decode()
    assert "(worker)" not in hidden
    assert ended.person.name not in hidden
    assert elsewhere.post(remove, {"reason": "user"}).status_code == 404
    assert page.post(remove, {"reason": "sonst"}).status_code == 302
    assert EndedAccount.objects.exists()
    assert page.post(remove, {"reason": "person"}).status_code == 302
    assert not EndedAccount.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ASSISTANCE_CLERK])
def test_only_the_clerk_of_the_unit_links(worker, farm, other_farm, clerk, someone, role):
    someone_on_file = register(farm, clerk)
    others = [someone(role, farm, "no-clerk"), someone(Role.ASSISTANCE_CLERK, other_farm, "elsewhere")]
    for user in others:
        with clock.set_to(DAY), pytest.raises(Forbidden):
            link_worker(worker, person=someone_on_file, checked_on=DAY, by=user)
        with pytest.raises(Forbidden):
            unlink_worker(someone_on_file, by=user)
