"""Proposals: from the database to the assignment and back, changed by hand, confirmed; two clerks at once."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.pairing import queries
from niangjia.pairing.commands import (
    ask_for_another,
    change_line,
    confirm_proposal,
    discard_proposal,
    exclude_cadre,
    place_unit,
    retire_cadre,
    revise_needs,
    start_pair,
    suggest_pairs,
)
from niangjia.pairing.errors import LinesStale, ProposalTaken
from niangjia.pairing.models import Pair, Proposal, ProposalLine
from niangjia.pairing.presenting import told_lines
from niangjia.pairing.tests.factories import a_cadre, a_pair

TODAY = clock.today()
TERM = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=365)}
NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七")


def households(unit, clerk, count):
    return [file(person(name, is_head=True, wage_fen=1_200_000), unit=unit, by=clerk) for name in NAMES[:count]]


@pytest.mark.django_db
def test_the_nearest_with_the_right_skill_are_proposed_and_confirmed(bureau, farm, other_farm, someone, clerk):
    for unit, north in ((bureau, 0), (farm, 100_000), (other_farm, 400_000)):
        place_unit(unit, latitude=50_000_000 + north, longitude=121_000_000, by=clerk)
    near = a_cadre(someone(Role.PAIRING_CADRE, farm, "near"), farm, by=clerk, skills=("medical",))
    far = a_cadre(someone(Role.PAIRING_CADRE, other_farm, "far"), other_farm, by=clerk, languages=("evenki",))
    (one,), (two,) = households(farm, clerk, 1), households(other_farm, clerk, 1)
    revise_needs(two, needs=[], language="evenki", by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    assert proposal.cost == proposal.bound
    assert (proposal.households, proposal.cadres, proposal.pairs_looked_at) == (2, 2, 4)
    lines = {each.dossier: each for each in proposal.lines.all()}
    assert (lines[one].cadre, lines[one].metres, lines[one].met) == (near, 0, ["medical"])
    assert (lines[two].cadre, lines[two].is_language_met) == (far, True)
    assert lines[one].next_best == far
    assert lines[one].next_extra > 30_000
    assert all(each.reasons and each.further for each in told_lines(proposal.lines.all()))
    assert not Pair.objects.exists(), "nobody is paired by a proposal"
    confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    assert confirm_proposal(proposal, seen=0, by=clerk, **TERM).state == "confirmed"
    assert {each.dossier: each.cadre for each in Pair.objects.all()} == {one: near, two: far}
    with pytest.raises(Conflict) as refusal:
        suggest_pairs(bureau, by=clerk)
    assert refusal.value.code == "nobody"


@pytest.mark.django_db
def test_who_has_no_cadre_is_told_why(bureau, farm, cadre, clerk):
    made = households(farm, clerk, 4)
    exclude_cadre(made[0], cadre, why="kin", by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    lines = {each.dossier: each.why_not for each in proposal.lines.all()}
    assert lines.pop(made[0]) == "barred"
    assert sorted(lines.values()) == ["", "", "full"], "the cadre takes on two"
    retire_cadre(cadre, on=TODAY, by=clerk)
    assert set(suggest_pairs(bureau, by=clerk).lines.values_list("why_not", flat=True)) == {"nobody"}


@pytest.mark.django_db
def test_a_line_is_changed_by_hand(bureau, farm, cadre, other, clerk, officer):
    households(farm, clerk, 1)
    proposal = suggest_pairs(bureau, by=clerk)
    line = proposal.lines.get()
    chosen = other if line.cadre == cadre else cadre
    with pytest.raises(Forbidden):
        change_line(line, chosen, seen=0, by=officer)
    assert change_line(line, chosen, seen=0, by=clerk).turn == 1
    with pytest.raises(ProposalTaken):
        change_line(line, None, seen=0, by=clerk)
    with pytest.raises(ProposalTaken):
        confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    change_line(line, None, seen=1, by=clerk)
    with pytest.raises(InvalidInput):
        confirm_proposal(proposal, seen=2, by=clerk, **TERM)
    change_line(line, chosen, seen=2, by=clerk)
    confirm_proposal(proposal, seen=3, by=clerk, **TERM)
    assert Pair.objects.get().cadre == chosen
    (told,) = told_lines(proposal.lines.all())
    assert told.is_changed


@pytest.mark.django_db
def test_what_changed_meanwhile_is_named_and_nothing_is_done(bureau, farm, cadre, clerk):
    one, _two = households(farm, clerk, 2)
    proposal = suggest_pairs(bureau, by=clerk)
    close_dossier(one, reason="retired", by=clerk)
    with pytest.raises(LinesStale) as refusal:
        confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    assert refusal.value.lines == {str(proposal.lines.get(dossier=one).pk)}
    assert not Pair.objects.exists()
    discard_proposal(proposal, by=clerk)
    assert discard_proposal(proposal, by=clerk).state == "discarded"
    with pytest.raises(ProposalTaken):
        confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    assert Entry.objects.filter(act="pairing.proposal.discarded").count() == 1


@pytest.mark.django_db
def test_a_household_whose_cadre_goes_is_handed_over_by_the_proposal(bureau, farm, cadre, other, clerk):
    one, two, three = households(farm, clerk, 3)
    gone = a_pair(one, cadre, by=clerk)
    asked = a_pair(two, other, by=clerk)
    stays = a_pair(three, other, by=clerk)
    ask_for_another(asked, by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    line = proposal.lines.get()
    assert (line.dossier, line.replaces, line.cadre) == (two, asked, cadre)
    confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    retire_cadre(cadre, on=TODAY, by=clerk)
    assert queries.households_to_pair(queries.Unit.objects.all(), TODAY).count() == 2
    later = suggest_pairs(bureau, by=clerk)
    places = {each.dossier: each.cadre for each in later.lines.all()}
    assert sorted(str(each) for each in places.values()).count("None") == 1, "the other one has a place left"
    confirm_proposal(later, seen=0, by=clerk, **TERM)
    gone.refresh_from_db()
    stays.refresh_from_db()
    assert stays.ended_on is None
    assert queries.load_of([other.pk])[other.pk] == 2


@pytest.mark.django_db
def test_a_clerk_of_a_farm_proposes_own_cadres_alone(farm, other_farm, someone, clerk):
    farm_clerk = someone(Role.ASSISTANCE_CLERK, farm, "farm-clerk")
    outside = a_cadre(someone(Role.PAIRING_CADRE, other_farm, "outside"), other_farm, by=clerk)
    (one,) = households(farm, clerk, 1)
    proposal = suggest_pairs(farm, by=farm_clerk)
    assert proposal.lines.get().why_not == "nobody"
    with pytest.raises(Forbidden):
        change_line(proposal.lines.get(), outside, seen=0, by=farm_clerk)
    with pytest.raises(Forbidden):
        suggest_pairs(other_farm, by=farm_clerk)
    with pytest.raises(Forbidden):
        start_pair(one, outside, by=farm_clerk, **TERM)


def at_once(*works):
    """Run each in a thread of its own, from the same instant; what each raised, or None."""
    found: list[object] = [None] * len(works)
    barrier = Barrier(len(works))

    def run(place, work):
        try:
            barrier.wait()
            work()
        except NiangjiaError as error:
            found[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_two_clerks_at_once_give_nobody_more_than_they_take_on(bureau, farm, other_farm, someone, clerk, attempt):
    second = someone(Role.ASSISTANCE_CLERK, bureau, "second")
    cadres = [a_cadre(someone(Role.PAIRING_CADRE, bureau, f"c{n}"), bureau, by=clerk, capacity=2) for n in range(2)]
    households(farm, clerk, 3)
    households(other_farm, clerk, 3)
    one, two = suggest_pairs(farm, by=clerk), suggest_pairs(other_farm, by=second)
    errors = at_once(
        lambda: confirm_proposal(one, seen=0, by=clerk, **TERM),
        lambda: confirm_proposal(two, seen=0, by=second, **TERM),
    )
    assert sum(error is None for error in errors) == 1
    assert sum(isinstance(error, LinesStale) for error in errors) == 1
    assert Pair.objects.count() == 3
    assert max(queries.load_of([each.pk for each in cadres]).values()) <= 2
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["confirmed", "open"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_the_same_household_is_paired_once(bureau, farm, someone, clerk, cadre, other, attempt):
    second = someone(Role.ASSISTANCE_CLERK, bureau, "second")
    households(farm, clerk, 2)
    one, two = suggest_pairs(farm, by=clerk), suggest_pairs(bureau, by=second)
    errors = at_once(
        lambda: confirm_proposal(one, seen=0, by=clerk, **TERM),
        lambda: confirm_proposal(two, seen=0, by=second, **TERM),
    )
    assert sum(error is None for error in errors) == 1
    assert Pair.objects.count() == 2
    assert ProposalLine.objects.count() == 4
