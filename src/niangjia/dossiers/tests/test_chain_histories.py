"""Random histories end in no undefined state, their steps told again give the same dossier; many at one button."""

import random
from datetime import timedelta
from functools import partial

import pytest

from niangjia.accounts.models import Role
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers import commands
from niangjia.dossiers.chain import FAMILIES, NATIONAL
from niangjia.dossiers.commands.stepping import Seen
from niangjia.dossiers.errors import NeedsAnother, NotDue, NotReady, StepTaken
from niangjia.dossiers.models import ENDED, RESTING, WATCHING, Dossier, DossierState, Step
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    LEAVING,
    appraisal,
    draft,
    earn,
    follow_up,
    give_consents,
    give_papers,
    leave,
    ready,
    stand_before,
)
from niangjia.dossiers.tests.chain_factories import staff as make_staff
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.family_factories import APART, hand_over
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.commands import record_consent
from niangjia.people.errors import ConsentMissing

ROLES = (Role.UNIT_OFFICER, Role.ASSISTANCE_CLERK, Role.REVIEWER, Role.APPROVER)


@pytest.fixture
def staff(someone, bureau):
    """Three of each role over the whole bureau."""
    return {role: [someone(role, bureau, f"{role}-{place}") for place in (1, 2, 3)] for role in ROLES}


def live(dossier: Dossier, staff, chance: random.Random, other_farm) -> Dossier:
    """Let time pass, families change and people act as they may, until it ends or thirty things were tried."""
    day = DAY
    for _try in range(30):
        day += timedelta(days=chance.choice((0, 1, 4, 9)))
        if dossier.state not in ENDED and chance.random() < (0.4 if dossier.state == "relapse-proposed" else 0.1):
            with clock.set_to(day, hour=9):
                dossier = _change_family(dossier, staff, chance, other_farm)
        acts = NATIONAL.pressed(dossier.state)
        if not acts or (dossier.state == "open" and chance.random() < 0.2):
            break
        if dossier.state in RESTING:
            day += timedelta(days=chance.choice((10, 100, 200)))
        forward = [act for act in acts if NATIONAL.acts[act].forward]
        is_turned_down = dossier.state == "relapse-proposed" and chance.random() < 0.5
        act = forward[0] if forward and chance.random() < 0.8 and not is_turned_down else chance.choice(acts)
        if act == "propose-exit" and chance.random() < 0.9:
            with clock.set_to(day):
                earn(dossier, staff[Role.UNIT_OFFICER][0])
        role = chance.choice([role for role in ROLES if act in NATIONAL.allowed(dossier.state, role)])
        with clock.set_to(day, hour=11):
            try:
                dossier = _do(dossier, act, chance.choice(staff[role]), chance)
            except (ConsentMissing, NeedsAnother, NotReady):
                continue
    return Dossier.objects.get(pk=dossier.pk)


def _change_family(dossier, staff, chance, other_farm):
    """Something beside the chain, if it may be in this state."""
    officer, second, _third = staff[Role.UNIT_OFFICER]
    what = chance.choice((*APART, "transfer"))
    now = Dossier.objects.select_related("household", "unit", "worker").get(pk=dossier.pk)
    try:
        if what == "transfer":
            return hand_over(now, other_farm, by=officer, accepted_by=second)
        return APART[what](now, by=officer) if now.size > 1 else now
    except (InvalidInput, NotDue, NotReady):  # to the unit that has it, or in a state in which it is not done
        return Dossier.objects.get(pk=dossier.pk)


def _do(dossier, act, by, chance):
    if act == "appraise" and chance.random() < 0.3:
        return commands.appraise_dossier(dossier, appraisal(is_in_favour=False), by=by)
    if act == "record-follow-up" and chance.random() < 0.2:
        return commands.record_follow_up(dossier, follow_up(dossier, finding="trouble"), by=by)
    return DO[act](dossier, by=by)


def _live_through(count, farm, staff, clerk, other_farm):
    seen = set()
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311 (of a test)
        with clock.set_to(DAY):
            if chance.random() < 0.1:
                begun = file(*_family(seed, chance), unit=farm, by=clerk, on=DAY)
            else:
                begun = draft(farm, clerk, *_family(seed, chance), is_emergency=chance.random() < 0.3)
                Dossier.objects.filter(pk=begun.pk).update(is_temporary=chance.random() < 0.3)
            if chance.random() < 0.9:
                give_papers(begun, clerk)
            give_consents(begun, clerk)
            _sign_all(begun, clerk)
        lived = live(begun, staff, chance, other_farm)
        told = replay(lived.steps.order_by("number"))
        assert lived.state in DossierState.values
        assert (told.state, told.due_on, told.filed_on, told.closed_on) == (
            lived.state,
            lived.due_on,
            lived.filed_on,
            lived.closed_on,
        ), (seed, list(lived.steps.values_list("act", flat=True)))
        assert bool(NATIONAL.pressed(lived.state)) == (lived.state not in ENDED)
        assert _returns(lived) == [], seed
        for first, second in _pairs_of_groups(lived):
            assert first.by_id != second.by_id, (seed, first, second)
        assert bool(lived.follow_ups.filter(done_on=None)) <= (lived.state in (*WATCHING, "relapse-proposed"))
        seen |= set(lived.steps.values_list("to_state", flat=True))
    return seen


def _family(seed, chance):
    """A worker, and two others or none."""
    others = [person(f"户{seed}妻", relation="spouse"), person(f"户{seed}弟")] if chance.random() < 0.7 else []
    return [person(f"户{seed}", is_head=True), *others]


def _sign_all(dossier, by):
    """Whoever lives there has signed that the check may be made."""
    signed = {"given_how": "paper", "signed_by": "self", "signed_on": clock.today(), "unit": dossier.unit, "by": by}
    for each in dossier.household.memberships.filter(is_head=False).select_related("person"):
        record_consent(each.person, purpose="verification", **signed)


def _returns(dossier):
    """Proposals to help again that were turned down, after which the dossier is not where it was when they were made.

    Told from the proposals alone: neither the program nor `replay` is asked.
    """
    stood, wrong = "", []
    for step in dossier.steps.order_by("number"):
        stood = step.from_state if step.act == "propose-relapse" else stood
        if step.act == "return-relapse" and step.to_state != stood:
            wrong.append((step.number, stood, step.to_state))
    return wrong


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
def test_fifty_random_histories(farm, staff, clerk, other_farm):
    reached = _live_through(50, farm, staff, clerk, other_farm)
    assert {"open", "closed", "refused", "withdrawn", "tapering", "watched", "early-watched"} <= reached


@pytest.mark.nightly
@pytest.mark.django_db
def test_a_thousand_random_histories(farm, staff, clerk, other_farm):
    assert _live_through(1000, farm, staff, clerk, other_farm) == set(DossierState.values)


@pytest.mark.django_db
def test_help_that_is_turned_down_goes_on_as_before_whatever_happened_meanwhile(farm, staff, clerk, other_farm):
    happened = set()
    for seed in range(8):
        chance = random.Random(seed)  # noqa: S311 (of a test)
        officer, approver = staff[Role.UNIT_OFFICER][0], staff[Role.APPROVER][0]
        by = dict.fromkeys(LEAVING, officer) | {"review-exit": staff[Role.REVIEWER][0], "approve-exit": approver}
        with clock.set_to(DAY):
            members = [person("配偶", relation="spouse"), *(person(f"孩子{place}") for place in range(4))]
            begun = file(person(f"户{seed}", is_head=True), *members, unit=farm, by=clerk, on=DAY)
            give_consents(begun, clerk)
            lived = leave(begun, by, until=chance.choice(("approve-exit", "start-watch")))
        with clock.set_to(lived.changed_at.date() + timedelta(days=3)):
            for _again in range(2):
                lived = DO["propose-relapse"](lived, by=officer)
                for _each in range(chance.randrange(3)):
                    lived = _change_family(lived, staff, chance, other_farm)
                lived = DO["return-relapse"](lived, by=approver)
        steps = lived.steps.order_by("number")
        assert _returns(lived) == [], seed
        assert (replay(steps).state, replay(steps).due_on) == (lived.state, lived.due_on), seed
        happened |= set(steps.values_list("act", flat=True))
    assert "death" in happened


@pytest.mark.django_db
def test_a_history_that_does_not_hang_together_is_not_told(farm, clerk):
    with clock.set_to(DAY):
        dossier = draft(farm, clerk)
    Step.objects.create(
        dossier=dossier, number=2, act="review", from_state="submitted", to_state="reviewed", by=clerk, at=clock.now()
    )
    with pytest.raises(ValueError, match="2"):
        replay(dossier.steps.order_by("number"))


APPROVING = {
    "review": (Role.REVIEWER, commands.review_dossier),
    "recheck": (Role.APPROVER, commands.recheck_dossier),
    "file": (Role.ASSISTANCE_CLERK, commands.file_rechecked),
    "review-exit": (Role.REVIEWER, commands.review_exit),
    "approve-exit": (Role.APPROVER, commands.approve_exit),
    "approve-relapse": (Role.APPROVER, commands.approve_relapse),
}
"""The buttons by which somebody approves, and who presses them."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", APPROVING)
def test_twenty_presses_of_one_button_are_one_step(act, farm, someone, bureau):
    role, command = APPROVING[act]
    dossier, day = stand_before(act, farm, make_staff(someone, bureau, farm))
    by, seen = someone(role, bureau, "who-presses"), dossier.steps.count()
    with clock.set_to(day, hour=11):
        answers = at_once(*[partial(command, dossier, by=by, note="同意", seen=Seen(seen))] * 20)
    assert all(isinstance(answer, Dossier) for answer in answers), answers
    assert [step.act for step in dossier.steps.all()[seen:]] == [act]
    assert Entry.objects.filter(act__in=NATIONAL.rights[act].records).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", APPROVING)
def test_twenty_people_at_one_button_give_one_step_and_nineteen_are_told_who(act, farm, someone, bureau):
    role, command = APPROVING[act]
    dossier, day = stand_before(act, farm, make_staff(someone, bureau, farm))
    crowd, seen = [someone(role, bureau, f"one-of-{place}") for place in range(20)], dossier.steps.count()
    with clock.set_to(day, hour=11):
        answers = at_once(*[partial(command, dossier, by=each, seen=Seen(seen)) for each in crowd])
    done = [answer for answer in answers if isinstance(answer, Dossier)]
    assert len(done) == 1, answers
    assert {type(answer) for answer in answers} == {Dossier, StepTaken}
    assert [step.act for step in dossier.steps.all()[seen:]] == [act]


@pytest.mark.django_db(transaction=True)
def test_different_words_at_once_by_one_person_keep_one_and_drop_none_in_silence(farm, someone, bureau):
    dossier, day = stand_before("recheck", farm, make_staff(someone, bureau, farm))
    by, seen = someone(Role.APPROVER, bureau, "who-presses"), dossier.steps.count()
    said = [f"第{place}种说法" for place in range(20)]
    with clock.set_to(day, hour=11):
        answers = at_once(
            *[partial(commands.recheck_dossier, dossier, by=by, note=each, seen=Seen(seen)) for each in said]
        )
    kept = dossier.steps.get(act="recheck").note.reveal()
    assert [each for each, answer in zip(said, answers, strict=True) if isinstance(answer, Dossier)] == [kept]
    assert {type(answer) for answer in answers} == {Dossier, StepTaken}


@pytest.mark.django_db(transaction=True)
def test_different_buttons_at_once_give_one_step(farm, someone, bureau):
    officer = someone(Role.UNIT_OFFICER, farm)
    reviewers = [someone(Role.REVIEWER, bureau, f"reviewer-{place}") for place in range(3)]
    dossier = commands.submit_dossier(ready(farm, officer), by=officer)
    works = [
        partial(DO[act], dossier, by=by, seen=Seen(2))
        for act, by in zip(("review", "return", "refuse"), reviewers, strict=True)
    ]
    answers = at_once(*works)
    assert len([answer for answer in answers if isinstance(answer, Dossier)]) == 1, answers
    assert dossier.steps.count() == 3
