"""Erasing people for good: each app erases its own part through the registry here, in the transaction of the whole.

An eraser gets the ids of the persons that go and of the household, deletes its own rows of them, and says what it
deleted and which sealed files have to go with it. The files are removed once the transaction is committed; their names
are kept until then, so that a process that was killed in between leaves none behind.
"""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(slots=True)
class Erased:
    """What was deleted, by class (the label of a model, as `people.person`), and sealed files still to be removed."""

    counts: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    kept: int = 0
    """Persons who stay, because another household or dossier needs them."""

    def add(self, other: "Erased") -> None:
        """Take in what another part deleted."""
        self.counts += other.counts
        self.files += other.files
        self.kept += other.kept


Eraser = Callable[[Collection[UUID], UUID], Erased]
_erasers: dict[str, Eraser] = {}


def register_eraser(name: str, eraser: Eraser) -> None:
    """Add the part of an app: `eraser(persons, household)`. The same name again takes the place of the first."""
    _erasers[name] = eraser


def erase_elsewhere(persons: Collection[UUID], household: UUID) -> Erased:
    """Let every registered part erase its own. Call inside the transaction, before the persons themselves go."""
    erased = Erased()
    for eraser in _erasers.values():
        erased.add(eraser(persons, household))
    return erased
