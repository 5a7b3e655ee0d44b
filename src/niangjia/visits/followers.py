"""The registry of what apps above do with a visit, in the transaction of the command that records it."""

from collections.abc import Callable

from niangjia.accounts.models import User
from niangjia.visits.models import Visit

Follow = Callable[[Visit, User], None]
"""Given the visit, with its dossier, and who recorded it. What it raises keeps the visit from being recorded."""

_followers: dict[str, Follow] = {}


def register(name: str, follow: Follow) -> None:
    """Add what an app does. The same name again takes the place of the first."""
    _followers[name] = follow


def follow_visit(visit: Visit, by: User) -> None:
    """Let every app do its own."""
    for follow in _followers.values():
        follow(visit, by)
