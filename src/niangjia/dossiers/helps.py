"""The registry of what counts as help given to a household: each app adds how it knows of it.

`never_helped` is the one question every list and figure asks.
"""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, QuerySet

from niangjia.dossiers.models import Dossier
from niangjia.people.models import IncomeKind, IncomeLine

_helps: dict[str, Callable[[], Exists]] = {}


def register_help(name: str, help_of: "Callable[[], Exists]") -> None:
    """Add a kind of help: `help_of()` says of a dossier (OuterRef) whether there was any. The same name again takes the
    place of the first.
    """
    _helps[name] = help_of


def never_helped(dossiers: "QuerySet[Dossier]") -> "QuerySet[Dossier]":
    """Those of some dossiers whose household no kind of help is on record for."""
    for help_of in _helps.values():
        dossiers = dossiers.exclude(help_of())
    return dossiers


def union_aid_is_stated() -> Exists:
    """Whether a household states money of the union, as imported or entered."""
    return Exists(
        IncomeLine.objects.filter(household=OuterRef("household"), kind=IncomeKind.UNION_AID, amount_fen__gt=0)
    )
