"""What the page of money shows: income and spending, line by line, and the sums the rules start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from niangjia.dossiers.models import Dossier
from niangjia.kernel.periods import in_window
from niangjia.people.models import IncomeLine, SpendingLine

L = TypeVar("L", IncomeLine, SpendingLine)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Income and spending lines of a household, newest period first, with the sums of the newest period."""

    incomes: list[IncomeLine]
    spending: list[SpendingLine]
    income_fen: int
    spending_fen: int


def ledger(dossier: Dossier) -> Ledger:
    """The lines of a dossier loaded by `queries.whole`."""
    incomes = _newest_first(dossier.household.incomelines.select_related("person"))
    spending = _newest_first(dossier.household.spendinglines.select_related("person"))
    return Ledger(incomes, spending, _sum(incomes, dossier), _sum(spending, dossier))


def _newest_first(lines: Iterable[L]) -> list[L]:
    return sorted(lines, key=lambda line: (line.to_on, line.amount_fen), reverse=True)


def _sum(lines: Iterable[IncomeLine | SpendingLine], dossier: Dossier) -> int:
    return sum(line.amount_fen for line in lines if in_window(line.to_on, dossier.applied_on))
