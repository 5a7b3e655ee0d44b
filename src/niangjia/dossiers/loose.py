"""The registry of rows about people that hang on no dossier: a deletion run takes those whose own term is over, too."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time

from niangjia.dossiers.retention_terms import TERMS, latest_due
from niangjia.kernel import clock
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Loose:
    """Rows of one class, by its code in dossiers/data/retention.toml: how many ended before an instant, and their end.

    `erase` runs in the transaction that certifies the run, and answers how many went, by class. Rows with files of
    their own have no place here.
    """

    code: str
    count: Callable[[datetime], int]
    erase: Callable[[datetime], Counter[str]]


_loose: dict[str, Loose] = {}


def register_loose(loose: Loose) -> None:
    """Add the rows of an app. The same class again takes the place of the first."""
    _loose[loose.code] = loose


def loose_due() -> list[tuple[Text, int]]:
    """The classes with rows that are due today, and how many."""
    counted = [(TERMS[code].label, each.count(_before(code))) for code, each in _loose.items()]
    return [(label, count) for label, count in counted if count]


def erase_loose() -> Counter[str]:
    """Delete what is due; how many went, by class. Call inside the transaction of the run."""
    return sum((each.erase(_before(code)) for code, each in _loose.items()), Counter())


def _before(code: str) -> datetime:
    """What ended before this instant has been kept for its term."""
    return datetime.combine(latest_due(clock.today(), code), time.max, tzinfo=clock.SHANGHAI)
