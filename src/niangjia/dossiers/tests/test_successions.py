"""What becomes of dossiers and households when their unit is merged or closed."""

import pytest

from niangjia.accounts import successions
from niangjia.accounts.commands import close_unit, merge_unit
from niangjia.accounts.models import Unit
from niangjia.accounts.tests.racing import at_once
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file
from niangjia.kernel.errors import Conflict
from niangjia.people.models import Household

pytestmark = pytest.mark.django_db


def test_a_merged_unit_gives_everything_to_its_successor(farm, other_farm, clerk, system):
    open_one = file(unit=farm, by=clerk)
    close_dossier(file(unit=farm, by=clerk), reason="retired", by=clerk)
    changed_at = Dossier.objects.get(pk=open_one.pk).changed_at
    merge_unit(farm, into=other_farm, by=system, document="〔2026〕3号")
    assert not Household.objects.filter(unit=farm).exists()
    assert {each.unit_id for each in Dossier.objects.all()} == {other_farm.pk}
    assert Dossier.objects.get(pk=open_one.pk).changed_at == changed_at
    recorded = dict(Entry.objects.filter(subject_id=farm.pk).values_list("act", "details__count"))
    assert (recorded["dossiers.dossiers.moved"], recorded["people.households.moved"]) == (2, 2)
    assert "accounts.unit.merged" in recorded


def test_a_unit_with_open_households_is_not_closed(farm, clerk, system):
    dossier = file(unit=farm, by=clerk)
    here = Unit.objects.filter(pk=farm.pk)
    assert sorted(count for _label, count in successions.counted(here) if count) == [1, 1]
    with pytest.raises(Conflict):
        close_unit(farm, by=system)
    close_dossier(dossier, reason="retired", by=clerk)
    close_unit(farm, by=system)


def test_a_merger_moves_dossiers_in_as_many_queries_whatever_their_number(
    farm, other_farm, clerk, system, bureau, django_assert_max_num_queries
):
    file(unit=farm, by=clerk)
    with django_assert_max_num_queries(90) as few:
        merge_unit(farm, into=other_farm, by=system)
    for _turn in range(4):
        file(unit=other_farm, by=clerk)
    with django_assert_max_num_queries(90) as many:
        merge_unit(other_farm, into=bureau, by=system)
    assert len(many) == len(few)


def test_nobody_is_filed_at_a_closed_unit(farm, other_farm, clerk, system):
    close_unit(other_farm, by=system)
    with pytest.raises(Conflict) as refusal:
        file(unit=other_farm, by=clerk)
    assert refusal.value.code == "unit-closed"
    assert not Household.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_filed_while_a_unit_is_merged_does_not_stay_behind(farm, other_farm, clerk, system):
    def some():
        for _turn in range(3):
            file(unit=farm, by=clerk)

    file(unit=farm, by=clerk)
    answers = at_once(some, lambda: merge_unit(farm, into=other_farm, by=system), some)
    assert isinstance(answers[1], Unit), answers
    assert all(answer is None or getattr(answer, "code", "") == "unit-closed" for answer in answers[::2]), answers
    assert not Household.objects.filter(unit=farm).exists()
    assert not Dossier.objects.filter(unit=farm).exists()
    assert Dossier.objects.count() == Household.objects.count() >= 1
