"""Consents of the people of a household, from its dossier: who may record them is asked here."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.consent_sheet import consent_sheet
from niangjia.dossiers.models import Dossier
from niangjia.kernel.errors import InvalidInput
from niangjia.people import commands as people
from niangjia.people.models import Consent, ConsentWithdrawal, Person


@transaction.atomic
def record_consents(
    dossier: Dossier,
    person: Person,
    *,
    purposes: Collection[str],
    given_how: str,
    signed_by: str,
    signed_on: date,
    by: User,
    guardian_name: str = "",
    guardian_relation: str = "",
    witness: str = "",
    evidence: str = "",
) -> list[Consent]:
    """Record what a member agreed to on one occasion; see people.record_consent. All of it, or nothing.

    Raises Forbidden, InvalidInput when nothing was agreed to or the person is no member.
    """
    access.require(by, "keep-consents", dossier.unit)
    if not purposes:
        raise InvalidInput(_("Nothing was agreed to."), remedy=_("Tick what the person signed."), code="no-purpose")
    if not dossier.household.memberships.filter(person=person).exists():
        raise InvalidInput(_("This person is no member of the household."), code="member-missing")
    return [
        people.record_consent(
            person,
            purpose=purpose,
            given_how=given_how,
            signed_by=signed_by,
            signed_on=signed_on,
            guardian_name=guardian_name,
            guardian_relation=guardian_relation,
            witness=witness,
            evidence=evidence,
            unit=dossier.unit,
            by=by,
        )
        for purpose in purposes
    ]


@transaction.atomic
def withdraw_consent(
    dossier: Dossier, consent: Consent, *, withdrawn_on: date, told_how: str, by: User
) -> ConsentWithdrawal:
    """Take back a consent of a member; see people.withdraw_consent. Also of a closed dossier: the right has no end.

    Raises Forbidden.
    """
    access.require(by, "keep-consents", dossier.unit)
    return people.withdraw_consent(consent, withdrawn_on=withdrawn_on, told_how=told_how, unit=dossier.unit, by=by)


def print_consents(dossier: Dossier, person: Person, *, by: User) -> bytes:
    """The form for one member to sign, a PDF in the reader's language. Raises Forbidden.

    Made outside the transaction of the record, so that nobody waits for the typesetting.
    """
    access.require(by, "keep-consents", dossier.unit)
    sheet = consent_sheet(dossier, person)
    with transaction.atomic():
        audit("dossiers.consents.printed", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return sheet
