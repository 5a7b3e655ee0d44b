"""Pairs, promises and visits: who may, what is refused, what is told."""

from datetime import timedelta

import pytest

from niangjia.accounts.commands import end_appointment
from niangjia.accounts.models import Notice, Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.pairing import access, queries
from niangjia.pairing.commands import (
    add_cadre,
    ask_for_another,
    end_pair,
    exclude_cadre,
    extend_pair,
    hand_over_pair,
    lift_exclusion,
    place_unit,
    promise_help,
    retire_cadre,
    reveal_contact,
    revise_cadre,
    revise_needs,
    settle_promise,
)
from niangjia.pairing.errors import CadreFull, NotToPair, PairedAlready
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.models import Cadre, Exclusion, Pair, Promise
from niangjia.pairing.records import CadreRecord
from niangjia.pairing.tests.factories import a_cadre, a_pair
from niangjia.people.commands import link_worker
from niangjia.plans.commands import settle_cause
from niangjia.plans.tests.factories import cause
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db
TODAY = clock.today()
YEAR = timedelta(days=365)


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="pairing.").order_by("pk").values_list("act", flat=True))


def household(farm, clerk, name="王秀英"):
    return file(person(name, is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)


def test_somebody_with_the_role_becomes_a_cadre_once(cadre_user, bureau, clerk, officer, leader):
    cadre = a_cadre(cadre_user, bureau, by=clerk, skills=("law", "work"))
    assert a_cadre(cadre_user, bureau, by=clerk, skills=("work", "law")) == cadre
    with pytest.raises(Conflict) as refusal:
        a_cadre(cadre_user, bureau, by=clerk, skills=("law",))
    assert refusal.value.code == "known", "what is typed is not dropped under a message that it was added"
    assert cadre.skills == ["law", "work"]
    with pytest.raises(Forbidden):
        a_cadre(officer, bureau, by=officer)
    with pytest.raises(Conflict):
        a_cadre(leader, bureau, by=clerk)
    assert acts().count("pairing.cadre.added") == 1


@pytest.mark.parametrize(
    "said",
    [
        CadreRecord("king", 2),
        CadreRecord("leader", 13),
        CadreRecord("leader", 2, skills=("magic",)),
        CadreRecord("leader", 2, latitude=1),
        CadreRecord("leader", 2, latitude=91_000_000, longitude=0),
    ],
)
def test_what_cannot_be_said_of_a_cadre_is_refused(cadre_user, bureau, clerk, said):
    with pytest.raises(InvalidInput):
        add_cadre(cadre_user, said, unit=bureau, by=clerk)


def test_a_pair_is_started_told_and_recorded(dossier, cadre, clerk, officer):
    with pytest.raises(Forbidden):
        a_pair(dossier, cadre, by=officer)
    pair = a_pair(dossier, cadre, by=clerk)
    assert a_pair(dossier, cadre, by=clerk) == pair, "pressed twice"
    notice = Notice.objects.get(to=cadre.user)
    assert dossier.worker.name not in str(notice.text)
    assert dossier.number not in str(notice.text)
    assert acts().count("pairing.pair.started") == 1


def test_capacity_is_met_by_hand_too(farm, clerk, cadre, dossier, other):
    pair = a_pair(dossier, cadre, by=clerk)
    a_pair(household(farm, clerk), cadre, by=clerk)
    third = household(farm, clerk, "赵一")
    with pytest.raises(CadreFull):
        a_pair(third, cadre, by=clerk)
    theirs = a_pair(third, other, by=clerk)
    with pytest.raises(CadreFull):
        hand_over_pair(theirs, cadre, on=TODAY, ends_on=TODAY + YEAR, by=clerk)
    assert Pair.objects.get(pk=theirs.pk).ended_on is None, "nothing of a refused hand-over stays"
    end_pair(pair, why="term", by=clerk)
    hand_over_pair(theirs, cadre, on=TODAY, ends_on=TODAY + YEAR, by=clerk)
    assert queries.load_of([cadre.pk]) == {cadre.pk: 2}


def test_a_household_has_one_cadre(dossier, cadre, other, clerk):
    a_pair(dossier, cadre, by=clerk)
    with pytest.raises(PairedAlready):
        a_pair(dossier, other, by=clerk)


def test_who_is_not_on_file_or_not_available_is_not_paired(dossier, cadre, other, clerk, system):
    retire_cadre(other, on=TODAY, by=clerk)
    with pytest.raises(Conflict) as refusal:
        a_pair(dossier, other, by=clerk)
    assert refusal.value.code == "not-available"
    end_appointment(cadre.user.appointments.get(), reason="调出", last_on=TODAY - timedelta(days=1), by=system)
    with pytest.raises(Conflict):
        a_pair(dossier, cadre, by=clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    with pytest.raises(Conflict) as refusal:
        a_pair(dossier, cadre, by=clerk)
    assert refusal.value.code == "not-on-file"


@pytest.mark.parametrize(("begins", "ends"), [(-400, 10), (100, 200), (0, -1), (0, 2000)])
def test_days_that_cannot_be_are_refused(dossier, cadre, clerk, begins, ends):
    from niangjia.pairing.commands import start_pair

    days = {"starts_on": TODAY + timedelta(days=begins), "ends_on": TODAY + timedelta(days=ends)}
    with pytest.raises(InvalidInput):
        start_pair(dossier, cadre, by=clerk, **days)


def test_kin_superiors_and_the_excluded_are_not_paired(dossier, farm, someone, clerk, system, cadre, other):
    superior = a_cadre(someone(Role.PAIRING_CADRE, farm, "head"), farm, by=clerk, leads_unit=True)
    exclude_cadre(dossier, cadre, why="declined", by=clerk)
    someone(Role.WORKER, farm, "x")
    relative = someone(Role.PAIRING_CADRE, farm, "kin")
    link_user_to(dossier, relative, farm, system, clerk)
    kin = a_cadre(relative, farm, by=clerk)
    found = queries.excluded_from([dossier], list(Cadre.objects.all()))[dossier.pk]
    assert found == {superior.pk: "superior", cadre.pk: "declined", kin.pk: "kin"}
    for each in (superior, cadre, kin):
        with pytest.raises(NotToPair):
            a_pair(dossier, each, by=clerk)
    lift_exclusion(Exclusion.objects.get(), by=clerk)
    a_pair(dossier, cadre, by=clerk)


def link_user_to(dossier, user, farm, system, clerk):
    from datetime import date

    from niangjia.accounts.commands import appoint_user

    appoint_user(user, role=Role.WORKER, unit=farm, starts_on=date(2020, 1, 1), by=system)
    link_worker(user, person=dossier.worker, checked_on=TODAY, by=clerk)


def test_a_successor_sees_what_was_promised(pair, cadre_user, other, clerk, dossier):
    kept = promise_help(pair, what="开学前送书包", due_on=TODAY + timedelta(days=10), by=cadre_user)
    still = promise_help(pair, what="带去局医院问报销", due_on=TODAY + timedelta(days=20), by=cadre_user)
    settle_promise(kept, is_kept=True, words="", by=cadre_user)
    a_visit(dossier, cadre_user, note="都好")
    after = hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + YEAR, by=clerk)
    assert hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + YEAR, by=clerk) == after
    assert {each.pk for each in queries.promises_of(dossier)} == {still.pk, kept.pk}
    still.refresh_from_db()
    assert (still.pair, still.made_in, still.made_by) == (after, pair, cadre_user)
    assert after.visited_on == TODAY
    settle_promise(still, is_kept=False, words="医院停诊，改到下月", by=other.user)
    with pytest.raises(Forbidden):
        promise_help(Pair.objects.get(pk=pair.pk), what="再来", due_on=TODAY, by=cadre_user)


def test_a_promise_is_kept_or_it_is_said_why(pair, cadre_user, clerk, someone, bureau):
    made = promise_help(pair, what="  联系技校  ", due_on=TODAY, by=cadre_user)
    assert promise_help(pair, what="联系技校", due_on=TODAY, by=cadre_user) == made
    assert made.what.reveal() == "联系技校"
    with pytest.raises(InvalidInput) as refusal:
        settle_promise(made, is_kept=False, words=" ", by=cadre_user)
    assert refusal.value.code == "words"
    stranger = a_cadre(someone(Role.PAIRING_CADRE, bureau, "stranger"), bureau, by=clerk)
    with pytest.raises(Forbidden):
        settle_promise(made, is_kept=True, words="", by=stranger.user)
    settle_promise(made, is_kept=True, words="", by=cadre_user)
    assert settle_promise(made, is_kept=True, words="", by=cadre_user).state == "kept"
    with pytest.raises(Conflict):
        settle_promise(made, is_kept=False, words="没做", by=clerk)
    with pytest.raises(InvalidInput):
        promise_help(pair, what="\u202e", due_on=TODAY, by=cadre_user)
    with pytest.raises(InvalidInput):
        promise_help(pair, what="x", due_on=TODAY - timedelta(days=1), by=cadre_user)
    assert "联系技校" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_a_visit_of_the_cadre_counts_and_nothing_else_does(pair, dossier, cadre_user, officer):
    due = rhythm_now().next_due(pair.starts_on, None)
    a_visit(dossier, cadre_user, how="call")
    a_visit(dossier, cadre_user, met=())
    a_visit(dossier, cadre_user, visited_on=TODAY - timedelta(days=1))
    a_visit(dossier, officer)
    pair.refresh_from_db()
    assert pair.visited_on is None
    a_visit(dossier, officer, visitor=cadre_user, how="elsewhere")
    pair.refresh_from_db()
    assert pair.visited_on == TODAY
    assert rhythm_now().next_due(pair.starts_on, TODAY).on >= due.on


def test_the_last_visit_is_the_latest_whenever_it_is_written_down(dossier, cadre, cadre_user, clerk):
    pair = a_pair(dossier, cadre, by=clerk, on=TODAY - timedelta(days=30))
    for days in (5, 20):
        a_visit(dossier, cadre_user, visited_on=TODAY - timedelta(days=days))
    pair.refresh_from_db()
    assert pair.visited_on == TODAY - timedelta(days=5)


def test_visits_are_for_the_cadre_of_the_pair_in_force(pair, dossier, other, cadre_user, clerk):
    with pytest.raises(Forbidden):
        a_visit(dossier, other.user)
    hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + YEAR, by=clerk)
    assert a_visit(dossier, other.user)
    with pytest.raises(Forbidden):
        a_visit(dossier, cadre_user)


def test_the_household_asks_for_another_without_a_reason(pair, clerk, cadre, cadre_user, leader, other):
    with pytest.raises(Forbidden):
        ask_for_another(pair, by=leader)
    before = Notice.objects.filter(to=cadre_user).count()
    ask_for_another(pair, by=clerk)
    assert ask_for_another(pair, by=clerk).other_asked_at
    assert acts().count("pairing.pair.asked") == 1
    assert Notice.objects.filter(to=cadre_user).count() == before, "the cadre is not told"
    assert Pair.objects.filter(queries.to_hand_over(TODAY)).get() == pair
    hand_over_pair(pair, other, on=TODAY, ends_on=TODAY + YEAR, by=clerk)
    assert not Pair.objects.filter(queries.to_hand_over(TODAY)).exists()
    after = Pair.objects.get(ended_on=None)
    with pytest.raises(NotToPair):
        hand_over_pair(after, cadre, on=TODAY, ends_on=TODAY + YEAR, by=clerk)


def test_the_worker_asks_from_the_own_page(pair, someone, farm, system, clerk, dossier):
    worker = someone(Role.WORKER, farm, "worker")
    with pytest.raises(Forbidden):
        ask_for_another(pair, by=worker)
    link_worker(worker, person=dossier.worker, checked_on=TODAY, by=clerk)
    assert access.own_pair(worker) == pair
    assert ask_for_another(pair, by=worker).other_asked_at


def test_a_pair_is_extended_and_ended(pair, clerk, cadre_user):
    with pytest.raises(InvalidInput):
        extend_pair(pair, ends_on=pair.ends_on - timedelta(days=1), by=clerk)
    longer = extend_pair(pair, ends_on=pair.ends_on + timedelta(days=30), by=clerk)
    assert extend_pair(pair, ends_on=longer.ends_on, by=clerk) == longer
    promise_help(pair, what="来年再来", due_on=TODAY, by=cadre_user)
    with pytest.raises(Conflict) as refusal:
        end_pair(pair, why="term", by=clerk)
    assert refusal.value.code == "promises-open"
    settle_promise(Promise.objects.get(), is_kept=True, words="", by=cadre_user)
    with pytest.raises(InvalidInput):
        end_pair(pair, why="handed", by=clerk)
    assert end_pair(pair, why="other", by=clerk).ended_on == TODAY
    assert end_pair(pair, why="term", by=clerk).ended_why == "other"
    with pytest.raises(Conflict):
        extend_pair(pair, ends_on=TODAY + YEAR, by=clerk)


def test_a_cadre_who_leaves_has_households_to_hand_over(pair, cadre, clerk, bureau):
    retire_cadre(cadre, on=TODAY, by=clerk)
    assert retire_cadre(cadre, on=TODAY, by=clerk).ended_on == TODAY
    assert list(Pair.objects.filter(queries.to_hand_over(TODAY))) == [pair]
    back = add_cadre(cadre.user, CadreRecord("leader", 4), unit=bureau, by=clerk)
    assert (back.pk, back.ended_on, back.capacity) == (cadre.pk, None, 4)
    assert not Pair.objects.filter(queries.to_hand_over(TODAY)).exists()
    with pytest.raises(InvalidInput):
        retire_cadre(cadre, on=TODAY + timedelta(days=400), by=clerk)


def test_a_smaller_capacity_takes_nobody_away(pair, cadre, clerk, bureau, farm):
    revise_cadre(cadre, CadreRecord("section", 0), unit=bureau, by=clerk)
    assert Pair.objects.get(pk=pair.pk).ended_on is None
    with pytest.raises(CadreFull):
        a_pair(household(farm, clerk), cadre, by=clerk)


def test_needs_follow_from_the_causes_until_somebody_says_otherwise(dossier, clerk, officer, auditor):
    assert queries.needs_of([dossier])[dossier.pk] == (["medical"], "")
    found = cause(dossier, clerk, "family-unemployment")
    assert queries.needs_of([dossier])[dossier.pk] == (["work"], ""), "written down for the plan: nearer than stated"
    settle_cause(found, why="已经上班", by=clerk)
    assert queries.needs_of([dossier])[dossier.pk] == (["medical"], "")
    with pytest.raises(Forbidden):
        revise_needs(dossier, needs=["law"], language="", by=auditor)
    revise_needs(dossier, needs=["law"], language="evenki", by=officer)
    assert queries.needs_of([dossier])[dossier.pk] == (["law"], "evenki")
    with pytest.raises(InvalidInput):
        revise_needs(dossier, needs=["law"], language="klingon", by=officer)


def test_a_unit_lies_where_it_or_the_one_above_lies(bureau, farm, clerk, officer):
    assert queries.places_of([farm]) == {}
    place_unit(bureau, latitude=50_780_000, longitude=121_520_000, by=clerk)
    assert queries.places_of([farm]) == {farm.pk: (50_780_000, 121_520_000)}
    place_unit(farm, latitude=50_900_000, longitude=121_700_000, by=clerk)
    assert queries.places_of([farm, bureau])[farm.pk] == (50_900_000, 121_700_000)
    with pytest.raises(Forbidden):
        place_unit(farm, latitude=0, longitude=0, by=officer)


@pytest.mark.django_db(transaction=True)
def test_telephone_and_address_are_shown_to_the_cadre_alone_and_counted(farm, clerk, cadre, cadre_user):
    worker = person("刘心红", is_head=True, wage_fen=1_200_000, particulars={"phone": "13800004444"})
    pair = a_pair(file(worker, unit=farm, by=clerk), cadre, by=clerk)
    pair = access.get_pair_for(cadre_user, pair.pk)
    with pytest.raises(InvalidInput):
        reveal_contact(pair, purpose="pay", device="x", by=cadre_user)
    with pytest.raises(Forbidden):
        reveal_contact(pair, purpose="contact", device="x", by=clerk)
    assert reveal_contact(pair, purpose="contact", device="x", by=cadre_user)["phone"] == "13800004444"
    entry = Entry.objects.get(act="pairing.contact.revealed")
    assert entry.details["why"]
    assert "13800004444" not in str(entry.details)
