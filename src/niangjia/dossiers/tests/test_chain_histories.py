"""Random histories end in no undefined state, their steps told again give the same dossier; many at one button."""

import random
from datetime import timedelta
from functools import partial

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.dossiers import commands
from niangjia.dossiers.chain import FAMILIES, NATIONAL
from niangjia.dossiers.errors import NeedsAnother, NotReady, StepTaken
from niangjia.dossiers.models import ENDED, RESTING, WATCHING, Dossier, DossierState, Step
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    appraisal,
    draft,
    earn,
    follow_up,
    give_consents,
    give_papers,
    ready,
)
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock

ROLES = (Role.UNIT_OFFICER, Role.ASSISTANCE_CLERK, Role.REVIEWER, Role.APPROVER)


@pytest.fixture
def staff(someone, bureau):
    """Three of each role over the whole bureau."""
    return {role: [someone(role, bureau, f"{role}-{place}") for place in (1, 2, 3)] for role in ROLES}


def live(dossier: Dossier, staff, chance: random.Random) -> Dossier:
    """Let time pass and people act as they may, until it ends or thirty things were tried."""
    day = DAY
    for _try in range(30):
        day += timedelta(days=chance.choice((0, 1, 4, 9)))
        acts = NATIONAL.pressed(dossier.state)
        if not acts or (dossier.state == "open" and chance.random() < 0.2):
            break
        if dossier.state in RESTING:
            day += timedelta(days=chance.choice((10, 100, 200)))
        forward = [act for act in acts if NATIONAL.acts[act].forward]
        act = forward[0] if forward and chance.random() < 0.8 else chance.choice(acts)
        if act == "propose-exit" and chance.random() < 0.9:
            with clock.set_to(day):
                earn(dossier, staff[Role.UNIT_OFFICER][0])
        role = chance.choice([role for role in ROLES if act in NATIONAL.allowed(dossier.state, role)])
        with clock.set_to(day, hour=11):
            try:
                dossier = _do(dossier, act, chance.choice(staff[role]), chance)
            except (NeedsAnother, NotReady):
                continue
    return Dossier.objects.get(pk=dossier.pk)


def _do(dossier, act, by, chance):
    if act == "appraise" and chance.random() < 0.3:
        return commands.appraise_dossier(dossier, appraisal(is_in_favour=False), by=by)
    if act == "record-follow-up" and chance.random() < 0.2:
        return commands.record_follow_up(dossier, follow_up(dossier, finding="trouble"), by=by)
    return DO[act](dossier, by=by)


def _live_through(count, farm, staff, clerk):
    seen = set()
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311 (of a test)
        with clock.set_to(DAY):
            if chance.random() < 0.1:
                begun = file(person(f"户{seed}", is_head=True), unit=farm, by=clerk, on=DAY)
            else:
                begun = draft(farm, clerk, person(f"户{seed}", is_head=True), is_emergency=chance.random() < 0.3)
                Dossier.objects.filter(pk=begun.pk).update(is_temporary=chance.random() < 0.3)
            if chance.random() < 0.9:
                give_papers(begun, clerk)
            give_consents(begun, clerk)
        lived = live(begun, staff, chance)
        told = replay(lived.steps.order_by("number"))
        assert lived.state in DossierState.values
        assert (told.state, told.due_on, told.filed_on, told.closed_on) == (
            lived.state,
            lived.due_on,
            lived.filed_on,
            lived.closed_on,
        ), (seed, list(lived.steps.values_list("act", flat=True)))
        assert bool(NATIONAL.pressed(lived.state)) == (lived.state not in ENDED)
        for first, second in _pairs_of_groups(lived):
            assert first.by_id != second.by_id, (seed, first, second)
        assert bool(lived.follow_ups.filter(done_on=None)) <= (lived.state in (*WATCHING, "relapse-proposed"))
        seen |= set(lived.steps.values_list("to_state", flat=True))
    return seen


def _pairs_of_groups(dossier):
    """Two steps of different groups of one family, in one round of it."""
    rounds, found = dict.fromkeys(FAMILIES.values(), 0), []
    for step in dossier.steps.order_by("number"):
        row = NATIONAL.acts[step.act]
        if row.group:
            family = FAMILIES[row.group]
            rounds[family] += row.anew
            found.append((step, row.group, family, rounds[family]))
    for first in found:
        for second in found:
            if first[1] != second[1] and first[2:] == second[2:]:
                yield first[0], second[0]


@pytest.mark.django_db
def test_fifty_random_histories(farm, staff, clerk):
    reached = _live_through(50, farm, staff, clerk)
    assert {"open", "closed", "refused", "withdrawn", "tapering", "watched", "early-watched"} <= reached


@pytest.mark.nightly
@pytest.mark.django_db
def test_a_thousand_random_histories(farm, staff, clerk):
    assert _live_through(1000, farm, staff, clerk) == set(DossierState.values)


@pytest.mark.django_db
def test_a_history_that_does_not_hang_together_is_not_told(farm, clerk):
    with clock.set_to(DAY):
        dossier = draft(farm, clerk)
    Step.objects.create(
        dossier=dossier, number=2, act="review", from_state="submitted", to_state="reviewed", by=clerk, at=clock.now()
    )
    with pytest.raises(ValueError, match="2"):
        replay(dossier.steps.order_by("number"))


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_of_one_button_are_one_step(farm, someone, bureau):
    officer, reviewer = someone(Role.UNIT_OFFICER, farm), someone(Role.REVIEWER, bureau)
    dossier = commands.submit_dossier(ready(farm, officer), by=officer)
    answers = at_once(*[partial(commands.review_dossier, dossier, by=reviewer, seen=2)] * 20)
    assert all(isinstance(answer, Dossier) for answer in answers), answers
    assert [step.act for step in dossier.steps.all()] == ["draft", "submit", "review"]


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_one_button_give_one_step_and_nineteen_are_told_who(farm, someone, bureau):
    officer = someone(Role.UNIT_OFFICER, farm)
    crowd = [someone(Role.REVIEWER, bureau, f"reviewer-{place}") for place in range(20)]
    dossier = commands.submit_dossier(ready(farm, officer), by=officer)
    answers = at_once(*[partial(commands.review_dossier, dossier, by=each, seen=2) for each in crowd])
    done = [answer for answer in answers if isinstance(answer, Dossier)]
    assert len(done) == 1, answers
    assert {type(answer) for answer in answers} == {Dossier, StepTaken}
    assert dossier.steps.filter(act="review").count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_buttons_at_once_give_one_step(farm, someone, bureau):
    officer = someone(Role.UNIT_OFFICER, farm)
    reviewers = [someone(Role.REVIEWER, bureau, f"reviewer-{place}") for place in range(3)]
    dossier = commands.submit_dossier(ready(farm, officer), by=officer)
    works = [
        partial(DO[act], dossier, by=by, seen=2)
        for act, by in zip(("review", "return", "refuse"), reviewers, strict=True)
    ]
    answers = at_once(*works)
    assert len([answer for answer in answers if isinstance(answer, Dossier)]) == 1, answers
    assert dossier.steps.count() == 3
