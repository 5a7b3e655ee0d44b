"""Where a household is taken to be registered when nobody has said."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, QuerySet

from niangjia.accounts.models import Unit
from niangjia.kernel.errors import NiangjiaError
from niangjia.people.models import Household
from niangjia.policies import RuleSet, book
from niangjia.policies.parameters import COUNTRY

FEW = 5


def default_region(of_number: str, unit: Unit, on: date) -> str:
    """The division of an identity number, where the rules of a day have values for it.

    A card issued elsewhere says where somebody once came from: then the division of most households of the unit is
    taken, else that of most households here, else one that the rules know.
    """
    try:
        rules = book.rule_set_for(on)
    except NiangjiaError:
        return of_number
    likely = (region for region in _likely(of_number, unit, rules) if _is_known(rules, region, on))
    return next(likely, of_number)


def _likely(of_number: str, unit: Unit, rules: RuleSet) -> Iterator[str]:
    yield of_number
    open_ones = Household.objects.filter(closed_on=None)
    yield from _commonest(open_ones.filter(unit=unit))
    yield from _commonest(open_ones)
    yield from sorted({row.region for each in rules.table.parameters for row in each.rows} - {COUNTRY})


def _commonest(households: "QuerySet[Household]") -> "QuerySet[Household, str]":
    counted = households.values("region").annotate(number=Count("pk")).order_by("-number", "region")
    return counted.values_list("region", flat=True)[:FEW]


def _is_known(rules: RuleSet, region: str, on: date) -> bool:
    try:
        rules.parameters_for(region, on)
    except NiangjiaError:
        return False
    return True
