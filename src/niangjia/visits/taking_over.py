"""A dossier as it is stated now, with one value otherwise: what `revise_dossier` takes."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.records import DossierRecord
from niangjia.dossiers.revising import Stand, newest_stand
from niangjia.dossiers.version_content import UNREADABLE
from niangjia.kernel.errors import Conflict
from niangjia.people.records import HouseholdRecord, PersonRecord


def record_with(dossier: Dossier, person: UUID | None, field: str, value: str) -> DossierRecord:
    """What the dossier says, with a field of a member, or of the household, otherwise; the dossier is locked.

    What a record does not state stays as it is on file. Raises Conflict for somebody who is no member any more, and
    when no key opens an identity number.
    """
    stand = newest_stand(dossier)
    if person is not None and str(person) not in stand.said["members"]:
        raise Conflict(
            _("This person does not belong to the household any more."),
            remedy=_("Decline the change, and say so."),
            code="member-left",
        )
    members = tuple(_member(stand, each, {field: value} if each == str(person) else {}) for each in stand.persons)
    if any(each.identity_number == UNREADABLE for each in members):
        raise Conflict(
            _("An identity number of this household cannot be opened any more."),
            remedy=_("Ask who looks after the system to bring back the keys."),
            code="number-unreadable",
        )
    home: dict[str, object] = {} if person else {field: value}
    return DossierRecord(HouseholdRecord(members, particulars=home), dossier.applied_on, {}, dossier.fingerprint)


def _member(stand: Stand, person: str, particulars: dict[str, object]) -> PersonRecord:
    told = stand.said["members"][person]
    return PersonRecord(
        name=told["name"],
        identity_number=told["identity_number"],
        born_on=date.fromisoformat(told["born_on"]),
        sex=told["sex"],
        relation=told["relation"],
        is_head=bool(told.get("is_head")),
        particulars=particulars,
    )
