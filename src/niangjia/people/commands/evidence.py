"""Taking evidence in, marking it, giving it out."""

from pathlib import PurePath

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import unseen_in
from niangjia.people import codes
from niangjia.people.evidence_files import CleanFile, RefusedFile
from niangjia.people.models import Evidence, Household, Person, WithdrawalReason
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.files import read_sealed, remove_sealed, write_sealed

MAX_HOUSEHOLD_BYTES = 200 * 1024 * 1024


@transaction.atomic
def add_evidence(
    household: Household,
    file: CleanFile,
    *,
    kind: str,
    file_name: str,
    by: User,
    person: Person | None = None,
    is_original_seen: bool = False,
) -> Evidence:
    """Keep a cleaned file (people.evidence_files.clean) sealed, for a household or one of its members.

    The same content again under the same heading adds nothing and gives back what is there. Locks the household row.
    Raises InvalidInput for an unknown kind or a person of another household, RefusedFile when the household's room
    (MAX_HOUSEHOLD_BYTES, withdrawn files included) is full.
    """
    household = Household.objects.select_for_update().get(pk=household.pk)
    if kind not in codes.ATTACHMENT_KINDS:
        raise InvalidInput(_("There is no such kind of evidence."), code="unknown-kind")
    if person is not None and not household.memberships.filter(person=person, ended_on=None).exists():
        raise InvalidInput(_("This person is not a member of the household."), code="member-missing")
    same = household.evidence.filter(kind=kind, person=person, sha256=file.sha256, withdrawn_at=None).first()
    if same is not None:
        return same
    _refuse_when_full(household, len(file.content))
    evidence = Evidence(
        household=household,
        person=person,
        kind=kind,
        file_name=_plain_name(file_name),
        media_type=file.media_type,
        size=len(file.content),
        sha256=file.sha256,
        uploaded_at=clock.now(),
        uploaded_by=by,
        original_seen_on=clock.today() if is_original_seen else None,
        original_seen_by=by if is_original_seen else None,
    )
    write_sealed(evidence.sealed_name, file.content)  # first: a row never points at nothing
    try:
        evidence.save(force_insert=True)
        audit("people.evidence.added", household, by=by, unit=household.unit, **_told(evidence))
    except BaseException:
        remove_sealed(evidence.sealed_name)
        raise
    return evidence


def _refuse_when_full(household: Household, size: int) -> None:
    kept = household.evidence.aggregate(total=Sum("size"))["total"] or 0
    if kept + size > MAX_HOUSEHOLD_BYTES:
        raise RefusedFile(
            _("The evidence of this household would be more than %(limit)s MB.")
            % {"limit": MAX_HOUSEHOLD_BYTES // 2**20},
            remedy=_("Hand in smaller photos, or one PDF in place of many photos."),
            code="quota",
        )


def _plain_name(file_name: str) -> str:
    """The name alone, without folders and without what cannot be seen."""
    name = PurePath(file_name.replace("\\", "/")).name
    return "".join(letter for letter in name if not unseen_in(letter))[:200]


@transaction.atomic
def confirm_evidence(evidence: Evidence, *, by: User) -> Evidence:
    """Note that someone has held the original beside the file today. Locks the row; raises Conflict when withdrawn."""
    evidence = _lock(evidence)
    if evidence.original_seen_on is None:
        evidence.original_seen_on, evidence.original_seen_by = clock.today(), by
        evidence.save(update_fields=["original_seen_on", "original_seen_by"])
        audit("people.evidence.confirmed", evidence.household, by=by, unit=evidence.household.unit, **_told(evidence))
    return evidence


@transaction.atomic
def withdraw_evidence(evidence: Evidence, *, reason: str, by: User) -> Evidence:
    """Let a file count no more, for a reason (WithdrawalReason); it stays sealed. Locks the row.

    Raises Conflict when it is withdrawn already, InvalidInput for an unknown reason.
    """
    evidence = _lock(evidence)
    if reason not in WithdrawalReason.values:
        raise InvalidInput(_("Say why the file is withdrawn."), code="reason-missing")
    evidence.withdrawn_at, evidence.withdrawn_by, evidence.withdrawal_reason = clock.now(), by, reason
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    audit("people.evidence.withdrawn", evidence.household, by=by, unit=evidence.household.unit, **_told(evidence))
    return evidence


@transaction.atomic
def download_evidence(evidence: Evidence, *, by: User) -> bytes:
    """The content of a file, once it is on the record that someone has read it.

    Raises Conflict when it is withdrawn, UnreadableValue when it does not open.
    """
    _refuse_withdrawn(evidence)
    audit("people.evidence.downloaded", evidence.household, by=by, unit=evidence.household.unit, **_told(evidence))
    try:
        return read_sealed(evidence.sealed_name)
    except FileNotFoundError as error:
        raise UnreadableValue("A stored file is missing.") from error


def _lock(evidence: Evidence) -> Evidence:
    locked = lock(Evidence.objects.select_related("household__unit"), evidence.pk)
    _refuse_withdrawn(locked)
    return locked


def _refuse_withdrawn(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        raise Conflict(
            _("This file was withdrawn."), remedy=_("Look at the list of evidence as it is now."), code="withdrawn"
        )


def _told(evidence: Evidence) -> dict[str, object]:
    return {"kind": evidence.kind_label, "evidence": str(evidence.pk)}
