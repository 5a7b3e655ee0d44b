"""Printing for people outside the program; what leaves it on paper goes on the record."""

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.sheet import decision_sheet


def print_decision(dossier: Dossier, *, by: User) -> bytes:
    """The decision on a dossier loaded by `queries.whole` as a sheet for the worker: a PDF in the reader's language.

    Raises Forbidden, and Conflict when the rules could not be applied. Made outside the transaction of the record, so
    that nobody waits for the typesetting.
    """
    access.require(by, "read", dossier.unit)
    sheet = decision_sheet(dossier)
    with transaction.atomic():
        audit("dossiers.decision.printed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return sheet
