"""The rates of a rule set as peers want them: regional ones dense by period and region, the others as plain numbers."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from niangjia.policies import RuleSet
from niangjia.policies.parameters import COUNTRY

EPOCH = date(1970, 1, 1)
REGIONAL = ("dibao_urban_monthly", "dibao_rural_monthly", "minimum_wage_monthly")
PER_STAGE = ("public_school_cost", "schooling_aid")


@dataclass(frozen=True)
class Rates:
    """`urban[period, region]` and its like in fen; `periods` are their first days; `fixed` holds for all."""

    regions: tuple[str, ...]
    periods: tuple[date, ...]
    urban: np.ndarray
    rural: np.ndarray
    wage: np.ndarray
    school_cost: np.ndarray
    school_aid: np.ndarray
    fixed: dict[str, int]


def rates_of(rule_set: RuleSet, regions: Sequence[str]) -> Rates:
    """The rates of these regions; raises ValueError for a rule set whose other rates are regional or change."""
    table = rule_set.table
    dated = [parameter for parameter in table.parameters if parameter.name in REGIONAL]
    periods = sorted({row.from_on for parameter in dated for row in parameter.rows})
    for parameter in table.parameters:
        if parameter not in dated and [row.region for row in parameter.rows] != [COUNTRY]:
            raise ValueError(f"The peers know one value of {parameter.name} for all.")
    found = [[rule_set.parameters_for(region, day) for region in regions] for day in periods]
    regional = [np.array([[at.number(name) for at in row] for row in found]) for name in REGIONAL]
    first = found[0][0]
    return Rates(
        tuple(regions),
        tuple(periods),
        *regional,
        *(np.array(first[name]) for name in PER_STAGE),
        fixed={name: first.number(name) for name in table.names if name not in (*REGIONAL, *PER_STAGE)},
    )


@dataclass(frozen=True)
class Calendar:
    """What follows from the day of application alone, by `day - first`: days counted from 1970-01-01.

    `born_by[years]` is the last birthday of those who have completed so many years; `eve` opens the 12-month window.
    """

    first: int
    period: np.ndarray
    eve: np.ndarray
    born_by: dict[int, np.ndarray]


def calendar_of(rates: Rates, first: int, last: int) -> Calendar:
    """Work out every day from `first` to `last` (a few thousand), so that no row needs calendar arithmetic."""
    days = [EPOCH + timedelta(days=day) for day in range(first, last + 1)]
    names = ("working_age_from", "working_age_to_male", "working_age_to_female", "adult_age_from")
    return Calendar(
        first,
        np.array([bisect_right(rates.periods, day) - 1 for day in days]),
        _years_before(days, 1),
        {years: _years_before(days, years) for years in {rates.fixed[name] for name in names}},
    )


def _years_before(days: list[date], years: int) -> np.ndarray:
    return np.array([_year_before(day, years) for day in days], dtype=np.int32)


def _year_before(day: date, years: int) -> int:
    try:
        earlier = day.replace(year=day.year - years)
    except ValueError:  # 29 February counts back to 28 February
        earlier = day.replace(year=day.year - years, day=28)
    return (earlier - EPOCH).days
