"""Three years of the demo bureau, day by day: households come, are reviewed each year, leave, and some come back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from random import Random

from django.db import transaction

from niangjia.accounts.models import Unit, User
from niangjia.desk.demo.households import Family, invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import close_dossier, file_dossier, revise_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock

YEARS = 3
OVER, LEFT, RETURNS, FORGOTTEN = 0.32, 0.04, 0.05, 0.05
"""A year's share that retires or is found not to qualify any more, that dies or moves away, of the first the share that
comes back, and the share that nobody reviews: the list of dossiers unchanged for a year is there for them. Those who
come out of hardship by the way of an exit are in `leaving`."""
ROWS_IN_A_TRANSACTION = 40


@dataclass(order=True)
class _Turn:
    """What comes next in a family's life."""

    on: date
    order: int
    what: str = field(compare=False)
    family: Family = field(compare=False)
    dossier: Dossier | None = field(compare=False, default=None)


def live(units: list[Unit], *, households: int, seed: int, by: User, progress: Callable[[int, int], None]) -> None:
    """Let `households` families live through three years up to today.

    `progress` is called with families filed and in all.
    """
    random, today, taken = Random(seed), clock.today(), set[str]()  # noqa: S311 (repeatable on purpose)
    start = today - timedelta(days=365 * YEARS)
    turns = [
        _Turn(start + timedelta(days=random.randrange(365 * YEARS)), order, "file", invent_family(random, units, taken))
        for order in range(households)
    ]
    heapify(turns)
    filed = 0
    while turns:
        with transaction.atomic():
            for _row in range(min(ROWS_IN_A_TRANSACTION, len(turns))):
                turn = heappop(turns)
                filed += turn.what == "file"
                following = _take(turn, random, by)
                if following and following.on <= today:
                    heappush(turns, following)
        progress(min(filed, households), households)


def _take(turn: _Turn, random: Random, by: User) -> _Turn | None:
    """Do what the turn says on its day; returns the family's next turn, if it has one."""
    with clock.set_to(turn.on, hour=random.randint(8, 16)):
        if turn.what == "file":
            dossier = file_dossier(year_record(turn.family, turn.on), unit=turn.family.unit, by=by)
            return _Turn(turn.on + timedelta(days=365), turn.order, "review", turn.family, dossier)
        if turn.dossier is None:
            return None
        fate = random.random()
        if fate < OVER + LEFT:
            reasons = ("not-qualified", "retired") if fate < OVER else ("died", "transferred")
            close_dossier(turn.dossier, reason=random.choice(reasons), by=by)
            if fate < OVER * RETURNS:
                return _Turn(turn.on + timedelta(days=random.randint(60, 330)), turn.order, "file", turn.family)
            return None
        if fate > 1 - FORGOTTEN:
            return _Turn(turn.on + timedelta(days=365), turn.order, "review", turn.family, turn.dossier)
        dossier = revise_dossier(turn.dossier, year_record(turn.family, turn.on), unit=turn.family.unit, by=by)
        return _Turn(turn.on + timedelta(days=365), turn.order, "review", turn.family, dossier)
