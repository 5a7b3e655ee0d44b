"""Evidence of a dossier: who may, and then what `people` does and records."""

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.dossiers.commands.limits import count_look
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel.errors import Conflict
from niangjia.people import commands as people
from niangjia.people.evidence_files import clean
from niangjia.people.models import Evidence, Person


def add_evidence(
    dossier: Dossier,
    content: bytes,
    *,
    kind: str,
    file_name: str,
    by: User,
    person: Person | None = None,
    is_original_seen: bool = False,
) -> Evidence:
    """Take in a file of an open dossier. It is cleaned before any row is locked.

    Raises Forbidden, Conflict when the dossier is closed, RefusedFile for what is not taken.
    """
    access.require(by, "revise", dossier.unit)
    cleaned = clean(content)
    with transaction.atomic():
        return people.add_evidence(
            _lock(dossier).household,
            cleaned,
            kind=kind,
            file_name=file_name,
            person=person,
            is_original_seen=is_original_seen,
            by=by,
        )


@transaction.atomic
def confirm_evidence(dossier: Dossier, evidence: Evidence, *, by: User) -> Evidence:
    """Note that the original of a file was seen today. Raises Forbidden, Conflict when closed or withdrawn."""
    access.require(by, "revise", _lock(dossier).unit)
    return people.confirm_evidence(evidence, by=by)


@transaction.atomic
def withdraw_evidence(dossier: Dossier, evidence: Evidence, *, reason: str, by: User) -> Evidence:
    """Let a file count no more. Raises Forbidden, Conflict when the dossier is closed or the file withdrawn."""
    access.require(by, "revise", _lock(dossier).unit)
    return people.withdraw_evidence(evidence, reason=reason, by=by)


def download_evidence(dossier: Dossier, evidence: Evidence, *, by: User) -> bytes:
    """The content of a file, its reading recorded; a paper tells what is sealed, so it counts as a look at a person.

    The look stays counted and its alarm raised when it is refused. Locks the user's row for that. Raises Forbidden,
    Conflict when withdrawn, TooManyLooks.
    """
    access.require(by, "read", dossier.unit)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one look at a time, as `looking_of`
        refusal = count_look(by, evidence.person_id or dossier.worker_id)
    if refusal is not None:
        raise refusal
    return people.download_evidence(evidence, by=by)


def _lock(dossier: Dossier) -> Dossier:
    locked = lock_dossier(dossier)
    if locked.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": locked.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    return locked
