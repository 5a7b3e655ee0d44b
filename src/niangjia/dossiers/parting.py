"""The registry of what hangs on a dossier in apps above: each deletes its own rows when a dossier goes."""

from collections.abc import Callable, Sequence

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.people.erasure import Erased

Part = Callable[[Dossier, Sequence[str], User], Erased]
"""Given the dossier, the names of everyone who ever belonged to its household, and who carries it out."""

_parts: dict[str, Part] = {}


def register_part(name: str, part: Part) -> None:
    """Add the part of an app, run before the dossier itself goes. The same name again takes the place of the first."""
    _parts[name] = part


def part_with(dossier: Dossier, names: Sequence[str], by: User) -> Erased:
    """Let every registered part delete its own, in the transaction of the whole."""
    erased = Erased()
    for part in _parts.values():
        erased.add(part(dossier, names, by))
    return erased
