"""The registry of help without change: households that get help, or were to, and where nothing has become different.

Apps above add what they can see. The page *Help without change* counts each and lists the households behind it.

    unchanged.register_watch(Watch("unplaced", _("Trained, no work yet"), _("…"), _("…"), "training:show-work", narrow))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.functional import Promise

from niangjia.dossiers.models import Dossier

Narrow = Callable[["QuerySet[Dossier]", date], "QuerySet[Dossier]"]


@dataclass(frozen=True, slots=True)
class Watch:
    """One thing to notice: its name, why it matters, what can be done on the page `leads_to` of a dossier.

    `narrow(dossiers, today)` gives those of some dossiers on file of which it holds; a fixed number of queries.
    `place`: which comes first on the page.
    """

    code: str
    label: "str | Promise"
    why: "str | Promise"
    next: "str | Promise"
    leads_to: str
    narrow: Narrow
    place: int = 9


_watches: dict[str, Watch] = {}


def register_watch(watch: Watch) -> None:
    """Add a thing to notice; the same code again takes the place of the first."""
    _watches[watch.code] = watch


def watches() -> list[Watch]:
    """All of them, by their place."""
    return sorted(_watches.values(), key=lambda each: each.place)
