"""The registry of who sees to a measure by a role that belongs to one household: the app that knows says so.

A role such as that of the clerk is held over a unit; a pairing cadre is one only to the households they look after.
"""

from collections.abc import Callable

from django.db.models import Exists, Q

from niangjia.accounts.models import User

_seers: dict[str, Callable[[User], Exists]] = {}


def register_seer(role: str, seen_by: "Callable[[User], Exists]") -> None:
    """Add how a role is held: `seen_by(user)` says of a dossier, OuterRef("plan__dossier"), whether `user` is it.

    The same role again takes the place of the first.
    """
    _seers[role] = seen_by


def seen_to_by(user: User) -> Q:
    """Measures that someone sees to: named in person, or by a role that they hold for that household. No query."""
    found = Q(responsible_user=user)
    for role, seen_by in _seers.items():
        found |= Q(seen_by(user), responsible_role=role)
    return found
