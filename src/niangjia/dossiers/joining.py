"""The registries of what apps above have on a dossier: what is under way, and what goes along to another dossier."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Open:
    """A thing that is under way: what it is, and what ends it. Names nobody."""

    what: Text
    remedy: Text


OpenOn = Callable[[Dossier], Iterable[Open]]
Carry = Callable[[Dossier, Dossier, User], None]
"""Given the dossier that ends, the one that goes on, and who does it; in the transaction of the whole."""

_open: dict[str, OpenOn] = {}
_carried: dict[str, Carry] = {}


def register_open(name: str, found: OpenOn) -> None:
    """Add what keeps a dossier from going on in another one. The same name again takes the place of the first."""
    _open[name] = found


def register_carried(name: str, carry: Carry) -> None:
    """Add what goes along to the dossier in which another one goes on."""
    _carried[name] = carry


def open_in_apps(dossier: Dossier) -> list[Open]:
    """Everything that is under way on a dossier in apps above."""
    return [each for found in _open.values() for each in found(dossier)]


def carry_over(ended: Dossier, staying: Dossier, by: User) -> None:
    """Let every app carry its own over."""
    for carry in _carried.values():
        carry(ended, staying, by)
