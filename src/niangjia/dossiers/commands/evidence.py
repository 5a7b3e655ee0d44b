"""Evidence of a dossier: who may, and then what `people` does and records."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.dossiers import access
from niangjia.dossiers.chain_access import require_not_own, require_not_own_case
from niangjia.dossiers.commands.limits import count_look
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel.errors import Conflict
from niangjia.kernel.text import in_both_languages
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

    Raises Forbidden, NeedsAnother for a case of one's own household that was handed in, or for saying of its papers
    that the original was seen; Conflict when the dossier is closed, RefusedFile for what is not taken.
    """
    access.require(by, "revise", dossier.unit)
    cleaned = clean(content)
    with transaction.atomic():
        locked = _lock_to_change(dossier, by)
        if is_original_seen:
            _require_other_eyes(locked, by)
        return people.add_evidence(
            locked.household,
            cleaned,
            kind=kind,
            file_name=file_name,
            person=person,
            is_original_seen=is_original_seen,
            by=by,
        )


@transaction.atomic
def confirm_evidence(dossier: Dossier, evidence: Evidence, *, by: User) -> Evidence:
    """Note that the original of a file was seen today. Nobody does so for their own household, not in a draft either.

    Raises Forbidden, NeedsAnother, Conflict when the dossier is closed or the file withdrawn.
    """
    _require_other_eyes(_lock_to_change(dossier, by), by)
    return people.confirm_evidence(evidence, by=by)


@transaction.atomic
def withdraw_evidence(dossier: Dossier, evidence: Evidence, *, reason: str, by: User) -> Evidence:
    """Let a file count no more.

    Raises Forbidden, NeedsAnother for a case of one's own household that was handed in, Conflict when the dossier is
    closed or the file withdrawn.
    """
    _lock_to_change(dossier, by)
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


def _require_other_eyes(dossier: Dossier, by: User) -> None:
    require_not_own(by, [dossier.household_id], act=in_both_languages(gettext_lazy("Original seen")))


def _lock_to_change(dossier: Dossier, by: User) -> Dossier:
    locked = lock_dossier(dossier)
    access.require(by, "revise", locked.unit)
    require_not_own_case(by, locked, act=access.RIGHTS["revise"].label)
    if locked.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": locked.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    return locked
