"""Who may not do what on one dossier: two of review, approval and filing, or anything for their own household."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers import commands
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.standing import standing_of
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    FORWARD,
    also,
    ready,
    staff,
    walk,
)
from niangjia.dossiers.tests.factories import make_own, person, record
from niangjia.kernel import clock
from niangjia.people.commands import unlink_worker
from niangjia.people.models import EndedAccount, PersonAccount
from niangjia.people.records import MoneyRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(someone, bureau, farm):
    return staff(someone, bureau, farm)


@pytest.fixture
def at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(farm, people, at):
    return ready(farm, people["submit"])


def walk_on(dossier, people, *acts):
    for act in acts:
        dossier = DO[act](dossier, by=people[act])
    return dossier


@pytest.mark.parametrize(
    ("first", "then"), [("review", "recheck"), ("review", "file"), ("recheck", "file")], ids=lambda each: each
)
def test_nobody_does_two_of_review_second_review_and_filing(dossier, people, someone, bureau, first, then):
    everything = someone(Role.REVIEWER, bureau, "everything")
    also(everything, bureau, Role.APPROVER, Role.ASSISTANCE_CLERK)
    dossier = walk(dossier, people | {first: everything}, until=FORWARD[FORWARD.index(then) - 1])
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO[then](dossier, by=everything)
    with clock.set_to(DAY + timedelta(days=9)):
        DO[then](dossier, by=people[then])


def test_separation_outlives_a_return(dossier, people, someone, bureau):
    both = someone(Role.REVIEWER, bureau, "both")
    also(both, bureau, Role.APPROVER)
    dossier = walk(dossier, people | {"review": both}, until="review")
    DO["return"](dossier, by=people["return"])
    dossier = walk(dossier, people, until="post-notice")
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO["recheck"](dossier, by=both)


def test_an_objection_is_handled_by_someone_who_reviewed_nothing(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    objection = commands.record_objection(
        hung, received_on=DAY, told_by="王某", text="他家有两套房", by=people["submit"]
    )
    again = commands.record_objection(hung, received_on=DAY, told_by="王某", text="他家有两套房", by=people["submit"])
    assert again == objection
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](dossier, by=people["recheck"])
        assert refusal.value.code == "objection-open"
        with pytest.raises(NeedsAnother):
            commands.handle_objection(objection, outcome="unfounded", answer="已查", by=people["review"])
        commands.handle_objection(objection, outcome="unfounded", answer="查过产权，只有一套", by=people["verify"])
        assert DO["recheck"](dossier, by=people["recheck"]).state == "rechecked"


def test_who_looked_into_an_objection_does_not_do_the_second_review(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    objection = commands.record_objection(hung, received_on=DAY, told_by="", text="有车", by=people["submit"])
    commands.handle_objection(objection, outcome="unfounded", answer="无车", by=people["recheck"])
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO["recheck"](dossier, by=people["recheck"])


@pytest.mark.parametrize("act", ["review", "record-visit", "verify", "appraise", "post-notice", "recheck", "file"])
def test_nobody_takes_a_step_for_their_own_household(act, dossier, people):
    walk(dossier, people, until=FORWARD[FORWARD.index(act) - 1])
    by, day = people[act], clock.today() + timedelta(days=8 if act in {"recheck", "file"} else 0)
    own = PersonAccount.objects.create(
        user=by, person=dossier.worker, checked_on=DAY, linked_by=people["file"], linked_at=clock.now()
    )
    with clock.set_to(day):
        with pytest.raises(NeedsAnother):
            DO[act](dossier, by=by)
        dossier.refresh_from_db()
        assert not [each for each in standing_of(dossier, by).buttons if each.is_forward]
        own.delete()
        assert [each for each in standing_of(dossier, by).buttons if each.is_forward]
        DO[act](dossier, by=by)


def test_an_undone_link_frees_nobody_of_the_rules_on_their_own_household(dossier, people, clerk):
    walk(dossier, people, until="submit")
    by, colleague = people["file"], people["submit"]
    make_own(by, dossier)
    unlink_worker(dossier.worker, by=clerk)
    assert not PersonAccount.objects.exists()
    with pytest.raises(NeedsAnother):
        commands.confirm_fact(dossier, name="homes", value=0, by=by)
    commands.confirm_fact(dossier, name="homes", value=0, by=colleague)
    EndedAccount.objects.all().delete()
    commands.confirm_fact(dossier, name="homes", value=0, by=by)


def test_nobody_looks_into_an_objection_to_their_own_household(dossier, people):
    walk(dossier, people, until="post-notice")
    found = commands.record_objection(
        dossier.notices.get(), received_on=DAY, told_by="", text="收入不实", by=people["submit"]
    )
    by = people["file"]
    PersonAccount.objects.create(
        user=by, person=dossier.worker, checked_on=DAY, linked_by=people["submit"], linked_at=clock.now()
    )
    with pytest.raises(NeedsAnother):
        commands.handle_objection(found, outcome="unfounded", answer="已核实", by=by)


def test_looking_into_an_objection_is_offered_to_those_alone_who_may(dossier, people, signed_in):
    walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    found = commands.record_objection(hung, received_on=clock.today(), told_by="", text="收入不实", by=people["submit"])
    handle = reverse("dossiers:handle-objection", args=[dossier.pk, found.pk])
    address = reverse("dossiers:show-dossier", args=[dossier.pk])
    by = people["file"]
    assert handle in signed_in(by).get(address).content.decode()
    own = make_own(by, dossier)
    assert handle not in signed_in(by).get(address).content.decode()
    own.delete()
    dossier.steps.filter(act="review").update(by=by)
    assert handle not in signed_in(by).get(address).content.decode()


def test_nobody_changes_their_own_case_once_it_is_handed_in(dossier, people):
    """To fill in one's own application is to apply; what is on file of one's own household others change."""
    by = people["submit"]
    PersonAccount.objects.create(
        user=by, person=dossier.worker, checked_on=DAY, linked_by=people["file"], linked_at=clock.now()
    )
    stated = MoneyRecord((DAY, DAY), {(dossier.worker_id, "wage"): 100})
    commands.state_money(dossier, stated, by=by)
    DO["submit"](dossier, by=by)
    changes = [
        lambda: commands.state_money(dossier, stated, by=by),
        lambda: commands.revise_dossier(dossier, record(person(is_head=True)), unit=dossier.unit, by=by),
        lambda: commands.confirm_fact(dossier, name="homes", value=0, by=by),
        lambda: commands.record_death(dossier, person=dossier.worker_id, on=DAY, by=by),
    ]
    for change in changes:
        with pytest.raises(NeedsAnother):
            change()
