"""The registry of what belongs to a unit and goes to another when units are merged. The apps above fill it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from niangjia.accounts.models import Unit, User


@dataclass(frozen=True, slots=True)
class Succession:
    """Things of one kind that units have.

    `count` says how many of some units are in use today; what is counted keeps a unit from closing. `move` gives all
    of one unit's to another, in the transaction of the merger, records it and says how many.
    """

    name: str
    label: "str | Promise"
    count: "Callable[[QuerySet[Unit]], int]"
    move: Callable[[Unit, Unit, User], int]


_successions: dict[str, Succession] = {}


def register(succession: Succession) -> None:
    """Add a kind of thing; the same name again replaces it. Mergers move them in the order of registration."""
    _successions[succession.name] = succession


def counted(units: "QuerySet[Unit]") -> list[tuple["str | Promise", int]]:
    """Of each kind, how many some units have."""
    return [(each.label, each.count(units)) for each in _successions.values()]


def move_all(unit: Unit, *, to: Unit, by: User) -> None:
    """Give everything of a unit to another."""
    for each in _successions.values():
        each.move(unit, to, by)
