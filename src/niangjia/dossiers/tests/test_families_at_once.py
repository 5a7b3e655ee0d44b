"""Families that change at the same moment: real threads on the database, nothing lost, and nobody waits for ever."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import OperationalError

from niangjia.accounts.tests.racing import at_once
from niangjia.dossiers.commands import (
    close_dossier,
    merge_household,
    record_death,
    redraft_dossier,
    revise_dossier,
    split_household,
)
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.tests.factories import file, person, record
from niangjia.dossiers.tests.test_families import ALIKE, family, fresh, hangs_together, ids, money, things
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, NiangjiaError
from niangjia.people.models import Household, Person
from niangjia.people.records import AmountRecord, AssetRecord, Heir, Joining, Parting, Share
from niangjia.people.tests.factories import YEAR

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
ASSETS, SHARED = (AssetRecord("savings", 1, 900),), (AmountRecord("shared", 700, *YEAR),)


def answered(answers):
    """No thread was left waiting, none was thrown out by the database; how many were done."""
    for each in answers:
        assert each is not None, "a thread hangs"
        assert not isinstance(each, OperationalError), each
        assert isinstance(each, Dossier | NiangjiaError), repr(each)
    return len([each for each in answers if isinstance(each, Dossier)])


def joins(one, other):
    """One dossier goes on, everybody of the other joins."""
    heirs = tuple(Heir(pk, "other-relative") for pk in ids(other).values())
    return partial(merge_household, one, other, Joining(heirs), on=clock.today(), by=one.by)


def leaves(dossier, name, *shares):
    """One member leaves."""
    parting = Parting((Heir(ids(dossier)[name], "self", is_head=True),), shares)
    return partial(split_household, dossier, parting, on=clock.today(), by=dossier.by, **ALIKE)


def of(unit, by, *names):
    """A family with something to be lost, and who works on it."""
    dossier = family(unit, by, *names, assets=ASSETS, incomes=SHARED)
    dossier.by = by
    return dossier


def test_twenty_presses_of_one_split_are_one_household(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    parting = Parting((Heir(ids(dossier)["王秀英"], "self", is_head=True),))
    seen = dossier.versions.count()
    do = partial(split_household, dossier, parting, on=clock.today(), by=clerk, seen=seen, **ALIKE)
    answers = at_once(*[do] * 20)
    assert len([each for each in answers if isinstance(each, Dossier)]) == 1, answers
    assert all(isinstance(each, Dossier | Conflict) for each in answers), answers
    assert Household.objects.count() == 2
    hangs_together(*Dossier.objects.all())


def test_two_households_that_join_each_other_at_once(farm, other_farm, clerk):
    for turn in range(ROUNDS):
        first, second = of(farm, clerk, f"刘{turn}"), of(other_farm, clerk, f"王{turn}", f"王小{turn}")
        before = money(), things()
        assert answered(at_once(joins(first, second), joins(second, first))) == 1
        assert [fresh(first).closed_on, fresh(second).closed_on].count(None) == 1
        assert (money(), things()) == before
        hangs_together(first, second)


def test_three_households_that_join_in_a_ring(farm, clerk):
    for turn in range(ROUNDS):
        ring = [of(farm, clerk, f"{name}{turn}") for name in "刘王赵"]
        before = money(), things()
        done = answered(at_once(*(joins(ring[place], ring[(place + 1) % 3]) for place in range(3))))
        alive = [each for each in ring if fresh(each).closed_on is None]
        assert len(alive) == 3 - done >= 1
        assert (money(), things()) == before
        hangs_together(*ring)


def test_a_merger_and_a_split_at_once(farm, clerk):
    for turn in range(ROUNDS):
        first, second = of(farm, clerk, f"刘{turn}", f"刘妻{turn}"), of(farm, clerk, f"王{turn}", f"王妻{turn}")
        line = second.household.incomelines.get(person=None)
        before, known = (money(), things()), Dossier.objects.count()
        done = answered(at_once(joins(first, second), leaves(second, f"王妻{turn}", Share(line.pk, 300))))
        assert done == 1, "whoever comes second finds another household than was looked at"
        assert Dossier.objects.count() - known == (fresh(second).closed_on is None)
        assert (money(), things()) == before
        hangs_together(*Dossier.objects.filter(pk__gte=first.pk))


def test_a_death_and_a_revision_at_once(farm, clerk):
    for turn in range(ROUNDS):
        told = [person(f"刘{turn}", is_head=True), person(f"刘妻{turn}"), person(f"刘春{turn}")]
        dossier = file(*told, unit=farm, by=clerk)
        gone = ids(dossier)[f"刘妻{turn}"]
        seen = dossier.versions.count()
        answers = at_once(
            partial(record_death, dossier, person=gone, on=clock.today(), by=clerk),
            partial(revise_dossier, dossier, record(*told, note="新"), unit=farm, by=clerk, seen=seen),
        )
        assert isinstance(answers[0], Dossier), answers
        assert answered(answers) in {1, 2}, "a revision that came after the death is told of it"
        now = fresh(dossier)
        assert now.size == 2
        assert Person.objects.get(pk=gone).died_on == clock.today()
        assert not now.household.memberships.filter(person=gone, ended_on=None).exists()
        hangs_together(dossier)


def test_deaths_of_both_at_once(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    known = ids(dossier)
    heirs = [Heir(known["王秀英"], "self", is_head=True)]
    answers = at_once(
        partial(record_death, dossier, person=known["刘心红"], on=clock.today(), heirs=heirs, by=clerk),
        partial(record_death, dossier, person=known["王秀英"], on=clock.today(), by=clerk),
    )
    assert answered(answers) in {1, 2}
    hangs_together(dossier)


def test_a_split_a_merger_and_a_dossier_drafted_again_share_ended_ones(farm, clerk):
    """All of them lock the ended dossier of the same worker, and two the counter of numbers."""
    for turn in range(ROUNDS):
        worker = person(f"刘{turn}", is_head=True)
        son = person(f"刘春{turn}")
        alone = replace(son, is_head=True, relation="self")
        ended = file(worker, son, unit=farm, by=clerk)
        close_dossier(ended, reason="retired", by=clerk)
        dossier = file(worker, person(f"刘夏{turn}"), unit=farm, by=clerk)
        dossier.by = clerk
        other = of(farm, clerk, f"王{turn}")
        answered(
            at_once(
                leaves(dossier, f"刘夏{turn}"),
                joins(dossier, other),
                partial(redraft_dossier, ended, reason="旧病复发", by=clerk),
                partial(file, alone, unit=farm, by=clerk) if turn % 2 else joins(other, dossier),
            )
        )
        hangs_together(*Dossier.objects.filter(household__closed_on=None))
        numbers = Version.objects.filter(dossier=ended).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
