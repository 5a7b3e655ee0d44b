"""Reads of transfers: what waits for whom, what comes and goes."""

from django.db.models import QuerySet

from niangjia.accounts.access import Jurisdiction, where_may
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.dossiers.models import Dossier, Transfer, TransferState

SHOWN = 50
"""Decided ones that a list shows."""


def open_transfer_of(dossier: Dossier) -> Transfer | None:
    """The transfer of a dossier that waits for an answer; None when none does."""
    return dossier.transfers.filter(state=TransferState.PROPOSED).select_related("to_unit", "proposed_by").first()


def told_transfers() -> "QuerySet[Transfer]":
    """Transfers with all that a row shows."""
    return Transfer.objects.select_related("dossier__unit", "from_unit", "to_unit", "proposed_by", "decided_by")


def waiting() -> "QuerySet[Transfer]":
    """Those that wait for an answer that can be given, the most urgent first.

    What ended meanwhile, or is leaving help, waits for nobody: once it is on file or watched again it goes on.
    """
    open_ones = told_transfers().filter(
        state=TransferState.PROPOSED, dossier__state__in=rights_of("dossiers")["transfer"].states
    )
    return open_ones.order_by("due_on", "id")


def coming_to(where: Jurisdiction) -> "QuerySet[Transfer]":
    """Those that wait for the answer of a unit inside a jurisdiction."""
    return waiting().filter(to_unit__in=where.units())


def going_from(where: Jurisdiction) -> "QuerySet[Transfer]":
    """Those of units inside that others have not answered."""
    return waiting().filter(from_unit__in=where.units())


def decided_in(where: Jurisdiction) -> "QuerySet[Transfer]":
    """The latest that were decided, from or to a unit inside."""
    units = where.units()
    found = told_transfers().exclude(state=TransferState.PROPOSED)
    return (found.filter(from_unit__in=units) | found.filter(to_unit__in=units)).order_by("-decided_at", "-id")[:SHOWN]


def transfers_waiting_for(user: User) -> "QuerySet[Transfer]":
    """The transfers that someone may answer: at their units, and not proposed by themselves; the most urgent first."""
    where = where_may(user, rights_of("dossiers")["accept-transfer"])
    if not where:
        return Transfer.objects.none()
    return coming_to(where).exclude(proposed_by=user)
