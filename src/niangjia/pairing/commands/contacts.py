"""Contacts with a household: recorded; and telephone and address, shown to its cadre for a purpose."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.commands.limits import count_look, looking_of
from niangjia.dossiers.purposes import table
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages
from niangjia.pairing import access
from niangjia.pairing.commands.pairs import lock_pair
from niangjia.pairing.models import IN_PERSON, Contact, How, Pair

LONGEST = 1000
LATEST = timedelta(days=92)
PURPOSES = ("contact", "emergency")
"""For what a cadre is shown telephone and address; their words stand in the dossiers' table of purposes."""


@transaction.atomic
def record_contact(pair: Pair, *, on: date, how: str, note: str, by: User) -> Contact:
    """Note a visit, talk or call. Locks the pair; the latest one in person is what the next visit is counted from.

    The same day and way again by the same person is one. Raises Forbidden, InvalidInput, Conflict when it has ended.
    """
    pair, note = lock_pair(pair), note.strip()
    access.require_look_after(by, pair)
    if pair.ended_on is not None:
        raise Conflict(_("This pairing has ended."), remedy=_("Look at the household."), code="pair-ended")
    if how not in How.values:
        raise InvalidInput(_("Say how you met."), code="how")
    today = clock.today()
    if not max(pair.starts_on, today - LATEST) <= on <= today:
        raise InvalidInput(
            _("A contact lies between the start of the pairing and today, at most three months ago."), code="on"
        )
    require_readable(note)
    if len(note) > LONGEST:
        raise InvalidInput(_("At most %(most)s characters.") % {"most": LONGEST}, code="note")
    known = pair.contacts.filter(on=on, how=how, recorded_by=by).first()
    if known is not None and (known.note.reveal() if known.note else "") == note:
        return known
    made = Contact.objects.create(pair=pair, on=on, how=how, note=note, recorded_by=by, recorded_at=clock.now())
    if how in IN_PERSON and (pair.visited_on is None or pair.visited_on < on):
        pair.visited_on = on
        pair.save(update_fields=["visited_on"])
    told = {"number": pair.dossier.number, "on": on.isoformat(), "how": in_both_languages(How(how).label)}
    audit("pairing.contact.recorded", pair.dossier, by=by, unit=pair.dossier.unit, **told)
    return made


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
