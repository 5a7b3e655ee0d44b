"""The next visit is counted from the last one; telephone and address are shown to the cadre for a purpose."""

from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.limits import count_look, looking_of
from niangjia.dossiers.purposes import table
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.pairing import access
from niangjia.pairing.commands.pairs import lock_pair
from niangjia.pairing.models import Pair
from niangjia.visits.models import Visit

PURPOSES = ("contact", "emergency")
"""For what a cadre is shown telephone and address; their words stand in the dossiers' table of purposes."""


def follow_visit(visit: Visit, _by: User) -> None:
    """This app's part of recording a visit, in its transaction: when the cadre of the household met somebody of it in
    person, the next visit is counted from that day. Locks the pair.
    """
    held = Pair.objects.filter(dossier=visit.dossier_id, ended_on=None, cadre__user=visit.visitor_id)
    found = held.filter(starts_on__lte=visit.visited_on).first()
    if found is None or not visit.is_meeting:
        return
    pair = lock_pair(found)
    if pair.ended_on is None and (pair.visited_on is None or pair.visited_on < visit.visited_on):
        pair.visited_on = visit.visited_on
        pair.save(update_fields=["visited_on"])


def reveal_contact(pair: Pair, *, purpose: str, device: str, by: User) -> dict[str, str]:
    """Telephone, other contact and address of the worker in plain, for the cadre of the pair alone.

    Recorded and committed before anything is unsealed; counts as a look at a person like every other. Runs in no
    transaction of the caller. Raises Forbidden, InvalidInput, TooManyLooks, NotRecorded.
    """
    if not access.is_own(by, pair):
        raise Forbidden(_("These are shown to the cadre of the household alone."))
    if purpose not in PURPOSES:
        raise InvalidInput(_("Say what you need them for."), code="no-purpose")
    dossier, worker = pair.dossier, pair.dossier.worker
    told = {
        "number": dossier.number,
        "dossier": str(dossier.pk),
        "why": table().purposes[purpose].label,
        "device": device,
    }
    with looking_of(by):
        refusal = count_look(by, worker.pk)
        if refusal is None:
            audit("pairing.contact.revealed", worker, by=by, unit=dossier.unit, result="shown", **told)
        else:
            audit("pairing.contact.refused", worker, by=by, unit=dossier.unit, result=refusal.code, **told)
    if refusal is not None:
        raise refusal
    sealed = {"phone": worker.phone, "other_contact": worker.other_contact, "address": dossier.household.address}
    return {name: value.reveal() for name, value in sealed.items() if value}
