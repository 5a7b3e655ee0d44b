"""What a form was opened with, sent back with it: two people do not overwrite each other unnoticed."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext as _

from niangjia.pairing.errors import ChangedMeanwhile


def stamp(said: Mapping[str, object]) -> str:
    """What is said of something, by name, as a form sends it back."""
    return json.dumps(said, sort_keys=True)


def require_seen(now: Mapping[str, object], seen: str | None) -> None:
    """Raises ChangedMeanwhile, with the names of what was changed, when something else was said when `seen` was made.

    None: whoever asks has looked at what is said now.
    """
    if seen is None or stamp(now) == seen:
        return
    try:
        before = json.loads(seen)
    except ValueError:
        before = {}
    known = before if isinstance(before, dict) else {}
    refusal = ChangedMeanwhile(
        _("Somebody else has changed this since you opened it."),
        remedy=_("What they changed is told below, and what you typed is still there: save again if it is to hold."),
    )
    refusal.changed = tuple(name for name, value in now.items() if name not in known or known[name] != value)
    raise refusal
