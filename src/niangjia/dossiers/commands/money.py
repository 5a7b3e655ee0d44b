"""Stating what a household earns, spends and owns."""

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.dossiers import assess_dossier, lock_to_change
from niangjia.dossiers.commands.versions import versioned
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.people import commands as people
from niangjia.people.records import MoneyRecord


@versioned("dossiers.money.stated", is_whole=True)
def state_money(dossier: Dossier, stated: MoneyRecord, *, by: User, seen: int | None = None) -> Dossier:
    """Put the amounts stated on file, and apply the rules. Locks the dossier row.

    `seen`: the number of the version that the page was made from. Raises ChangedMeanwhile when a newer one is kept by
    now, InvalidInput and Conflict as `people.commands.state_money` does, ConsentMissing as assessing does, Forbidden.
    """
    dossier = lock_to_change(dossier, by=by, seen=seen)
    people.state_money(dossier.household, stated, by=by)
    dossier.changed_at = clock.now()
    dossier.save(update_fields=["changed_at"])
    audit("dossiers.money.stated", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return assess_dossier(dossier, by=by)
