"""Recording what somebody agreed to, and that they took it back. Nothing here is changed or deleted."""

from datetime import date

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import unseen_in
from niangjia.people.consent_rules import check_signing
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import Consent, ConsentWithdrawal, Person
from niangjia.people.queries import consents_of, is_given_here, withdrawn_on

LONGEST = 200


@transaction.atomic
def record_consent(
    person: Person,
    *,
    purpose: str,
    given_how: str,
    signed_by: str,
    signed_on: date,
    unit: Unit,
    by: User,
    guardian_name: str = "",
    guardian_relation: str = "",
    witness: str = "",
    evidence: str = "",
) -> Consent:
    """Record a consent in the wording of the day it was signed. Locks the person.

    The same consent recorded twice is one row. Raises InvalidInput: unknown purpose, no wording on that day, under 14
    without a guardian, no witness, a day that cannot be.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    wanted = PURPOSES.get(purpose)
    text = wanted.text_on(signed_on) if wanted else None
    if wanted is None or text is None:
        raise InvalidInput(
            _("There was no wording for this purpose on the day of signing."),
            remedy=_("Check the day, or have the form of today signed."),
            code="no-wording",
        )
    check_signing(
        born_on=person.born_on,
        signed_by=signed_by,
        guardian_name=guardian_name,
        given_how=given_how,
        witness=witness,
        signed_on=signed_on,
        today=clock.today(),
    )
    is_guardian = signed_by == "guardian"
    names = {"guardian_name": guardian_name if is_guardian else "", "witness": witness, "evidence": evidence}
    consent = Consent(
        person=person,
        purpose=purpose,
        text_version=text.version,
        text_digest=text.digest,
        given_how=given_how,
        signed_by=signed_by,
        signed_on=signed_on,
        guardian_relation=(guardian_relation or "other") if is_guardian else "",
        recorded_by=by,
        recorded_at=clock.now(),
        **{name: _checked(value) for name, value in names.items()},
    )
    for known in consents_of([person.pk]).filter(purpose=purpose, text_version=text.version, signed_on=signed_on):
        if withdrawn_on(known) is None and known.signed_by == signed_by and is_given_here(known):
            return known
    consent.save(force_insert=True)
    audit(
        "people.consent.recorded",
        person,
        by=by,
        unit=unit,
        purpose=wanted.label,
        version=text.version,
        signed_on=signed_on.isoformat(),
    )
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, withdrawn_on: date, told_how: str, unit: Unit, by: User) -> ConsentWithdrawal:
    """Take a consent back from a day on. Locks the person.

    Raises Conflict when it was taken back already, InvalidInput for a day before the signing or in the future.
    """
    person = Person.objects.select_for_update().get(pk=consent.person_id)
    if ConsentWithdrawal.objects.filter(consent=consent).exists():
        raise Conflict(_("This consent has been withdrawn already."), code="withdrawn")
    if not consent.signed_on <= withdrawn_on <= clock.today():
        raise InvalidInput(
            _("The day of the withdrawal lies before the signing or in the future."),
            remedy=_("Take the day on which the person said so."),
            code="wrong-day",
        )
    withdrawal = ConsentWithdrawal.objects.create(
        consent=consent, withdrawn_on=withdrawn_on, told_how=told_how, recorded_by=by, recorded_at=clock.now()
    )
    audit(
        "people.consent.withdrawn",
        person,
        by=by,
        unit=unit,
        purpose=PURPOSES[consent.purpose].label,
        withdrawn_on=withdrawn_on.isoformat(),
    )
    return withdrawal


def _checked(text: str) -> str:
    text = text.strip()
    if len(text) > LONGEST or unseen_in(text):
        raise InvalidInput(
            format_lazy(
                _("A text is longer than {limit} characters or holds some that cannot be seen."), limit=LONGEST
            ),
            remedy=_("Shorten it, or type it anew."),
            code="wrong-text",
        )
    return text
