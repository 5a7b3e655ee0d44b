"""The nearest other values of one fact for which something holds, searched exactly."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from niangjia.kernel.periods import add_years
from niangjia.policies.fact_columns import Column
from niangjia.policies.trials import Trial

Test = Callable[[Any], bool]

TURNING_POINTS = {"wage_fen": "business_fen", "business_fen": "wage_fen"}
"""Amounts at whose sum of zero a wage may be imputed: there, and only there, the answer may jump."""


def nearest_values(trial: Trial, place: int | None, column: Column, holds: Test) -> Iterator[Any]:
    """Give the nearest value below and above the recorded one; for a flag or code, each other one that will do."""
    now = trial.value(place, column.name)
    match column.unit:
        case "flag":
            candidates: Iterable[Any] = (not now,)
        case "code":
            candidates = (code for code in range((column.highest or 0) + 1) if code != now)
        case "day":
            yield from _nearest_days(now, sorted(_turning_days(trial, place)), holds)
            return
        case _:
            yield from _nearest_numbers(trial, place, column, holds)
            return
    yield from filter(holds, candidates)


def _nearest_numbers(trial: Trial, place: int | None, column: Column, holds: Test) -> Iterator[int]:
    now = trial.value(place, column.name)
    other = TURNING_POINTS.get(column.name)
    turn = None if other is None else -trial.value(place, other)
    for limit in (column.lowest or 0, column.highest or 0):
        if limit != now and (found := _towards(holds, now, limit, turn)) is not None:
            yield found


def _towards(holds: Test, now: int, limit: int, turn: int | None) -> int | None:
    """Search from `now` (left out) to `limit`; at `turn` the test may jump, so it is looked at by itself."""
    step = 1 if limit > now else -1
    if turn is None or (turn - now) * step <= 0 or (limit - turn) * step < 0:
        return first_that_holds(holds, now + step, limit)
    if turn != now + step and (found := first_that_holds(holds, now + step, turn - step)) is not None:
        return found
    if holds(turn):
        return turn
    return first_that_holds(holds, turn + step, limit) if turn != limit else None


def first_that_holds(holds: Test, near: int, far: int) -> int | None:
    """Bisect for the number nearest to `near`, on the way to `far`, that passes; None when neither end does.

    Once the test passes it must pass all the way, unless it passes at `near`.

    >>> first_that_holds(lambda number: number >= 7, 0, 100), first_that_holds(lambda number: number <= 7, 100, 0)
    (7, 7)
    """
    if holds(near):
        return near
    if not holds(far):
        return None
    while abs(far - near) > 1:
        middle = (near + far) // 2
        if holds(middle):
            far = middle
        else:
            near = middle
    return far


def _nearest_days(now: date | None, days: list[date], holds: Test) -> Iterator[date]:
    if now is None:
        yield from list(filter(holds, days))[-1:]
        return
    yield from list(filter(holds, (day for day in days if day < now)))[-1:]
    yield from list(filter(holds, (day for day in days if day > now)))[:1]


def _turning_days(trial: Trial, place: int | None) -> set[date]:
    """The days on which the answer can turn: both sides of the window, or of a birthday that the rules name."""
    facts, parameters = trial.decision.facts, trial.decision.parameters
    if place is None:
        eve = add_years(facts.applied_on, -1)
        return {eve, eve + timedelta(days=1), facts.applied_on}
    ages = {
        value
        for name, value in zip(parameters.names, parameters.values, strict=True)
        if trial.decision.rule_set.units[name] == "years" and isinstance(value, int)
    }
    birthdays = {add_years(facts.applied_on, -age) for age in ages}
    return birthdays | {day + timedelta(days=1) for day in birthdays}
