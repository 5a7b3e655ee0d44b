"""Holds, and deletion runs: proposed by the keeper of the archive, approved by another person, run, certified."""

from collections import Counter
from datetime import date, datetime, time
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers import queries_of_retention as queries
from niangjia.dossiers.commands.erasing import Progress, erase_dossier, remove_files_left
from niangjia.dossiers.commands.forgetting import clear_import_findings, forget_failures, workbooks_over
from niangjia.dossiers.erasures import append_digests, digest_of
from niangjia.dossiers.loose import erase_loose, loose_due
from niangjia.dossiers.models import (
    DeletionCertificate,
    DeletionItem,
    DeletionOutcome,
    DeletionRun,
    DeletionState,
    Dossier,
    HoldReason,
    LegalHold,
)
from niangjia.dossiers.retention_terms import IMPORT_REPORTS, kept_until, latest_due
from niangjia.dossiers.scrubbing import delete_securely, scrub
from niangjia.dossiers.what_goes import WRITTEN_ANEW
from niangjia.kernel import clock
from niangjia.kernel.days import require_day_to_come
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.privacy.files import remove_sealed


@transaction.atomic
def place_hold(dossier: Dossier, *, reason: str, reference: str, by: User, until_on: date | None = None) -> LegalHold:
    """Keep a dossier from being deleted until a day, or until lifted. Locks its row.

    The same document twice is one hold. Raises Forbidden, InvalidInput without the number of a document, or for a
    day that is past.
    """
    dossier = lock(Dossier.objects.select_related("unit"), dossier.pk)
    access.require_somewhere(by, "hold")
    if not reference.strip() or (until_on is not None and until_on < clock.today()):
        raise InvalidInput(
            _("A hold names the document behind it, and ends today or later."),
            remedy=_("Give the number of the document; leave the day empty if nobody knows it."),
        )
    require_readable(reference)
    if until_on is not None:
        require_day_to_come(until_on)
    known = LegalHold.objects.filter(dossier=dossier, reference=reference.strip(), lifted_at=None).first()
    if known:
        return known
    hold = LegalHold.objects.create(
        dossier=dossier,
        reason=reason,
        reference=reference.strip(),
        until_on=until_on,
        placed_by=by,
        placed_at=clock.now(),
    )
    words = in_both_languages(HoldReason(reason).label)
    audit("dossiers.hold.placed", dossier, by=by, unit=dossier.unit, number=dossier.number, reason=words)
    return hold


@transaction.atomic
def lift_hold(hold: LegalHold, *, by: User) -> LegalHold:
    """End a hold. Locks it. Raises Forbidden, Conflict when it was lifted already."""
    hold = lock(LegalHold.objects.select_related("dossier__unit"), hold.pk)
    access.require_somewhere(by, "hold")
    if hold.lifted_at is not None:
        raise Conflict(_("This hold has been lifted already."), code="lifted")
    hold.lifted_by, hold.lifted_at = by, clock.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    audit("dossiers.hold.lifted", hold.dossier, by=by, unit=hold.dossier.unit, number=hold.dossier.number)
    return hold


@transaction.atomic
def propose_deletion(*, by: User) -> DeletionRun:
    """Put every dossier that is due today and not held before another person, and loose rows that are due.

    Raises Forbidden, Conflict while another run is not finished or when nothing is due.
    """
    access.require_somewhere(by, "propose-deletion")
    if queries.is_run_unfinished():
        raise Conflict(_("A deletion run is not finished yet."), remedy=_("Decide or finish it first."))
    due = list(queries.due_now(clock.today()).order_by("number").values_list("pk", "number"))
    if not due and not loose_due():
        raise Conflict(_("Nothing is due."), remedy=_("Come back when a term has ended."), code="nothing-due")
    run = DeletionRun.objects.create(due_on=clock.today(), proposed_by=by, proposed_at=clock.now(), total=len(due))
    try:
        with transaction.atomic():
            DeletionItem.objects.bulk_create(
                DeletionItem(run=run, number=number, dossier_id=dossier) for dossier, number in due
            )
    except IntegrityError as error:  # two people at the same moment
        raise Conflict(_("A deletion run is not finished yet."), remedy=_("Decide or finish it first.")) from error
    audit("dossiers.deletion.proposed", run, by=by, count=len(due))
    return run


@transaction.atomic
def approve_deletion(run: DeletionRun, *, by: User) -> DeletionRun:
    """Let a proposed run be carried out. Locks it. Raises Forbidden for who proposed it, Conflict once decided."""
    run = _lock_proposed(run, by)
    run.state, run.decided_by, run.decided_at = DeletionState.APPROVED, by, clock.now()
    run.save(update_fields=["state", "decided_by", "decided_at"])
    audit("dossiers.deletion.approved", run, by=by, count=run.total)
    return run


@transaction.atomic
def reject_deletion(run: DeletionRun, *, by: User) -> DeletionRun:
    """Turn a proposed run down; its dossiers stay and can be proposed again. Locks it. Raises as approving does."""
    run = _lock_proposed(run, by)
    run.state, run.decided_by, run.decided_at = DeletionState.REJECTED, by, clock.now()
    run.save(update_fields=["state", "decided_by", "decided_at"])
    run.items.all().delete()
    audit("dossiers.deletion.rejected", run, by=by, count=run.total)
    return run


def run_deletion(run: DeletionRun, *, by: User, progress: Progress | None = None) -> DeletionCertificate:
    """Carry an approved run out, or go on where it stopped: each dossier is a transaction of its own.

    Hold and term are asked again for each. Called twice, or by two at once, it deletes nothing twice; once done it only
    overwrites the free space of the database, if that is still to be done. Raises Forbidden, Conflict without approval.
    """
    access.require_somewhere(by, "run-deletion")
    with transaction.atomic():
        run = DeletionRun.objects.select_for_update().get(pk=run.pk)
        if not access.RIGHTS["run-deletion"].allows_state(run.state):
            raise Conflict(
                _("This run has not been approved."), remedy=_("Another person has to look at it and approve it.")
            )
        if run.state == DeletionState.APPROVED:
            run.state = DeletionState.RUNNING
            audit("dossiers.deletion.started", run, by=by, count=run.total)
        run.touched_at = clock.now()
        run.save(update_fields=["state", "touched_at"])
    delete_securely()
    waiting = list(run.items.filter(outcome=DeletionOutcome.WAITING).values_list("pk", flat=True))
    for done, pk in enumerate(waiting, start=run.total - len(waiting) + 1):
        _take(run, pk, by)
        DeletionRun.objects.filter(pk=run.pk).update(done=done, touched_at=clock.now())
        if progress:
            progress(done, run.total)
    remove_files_left(run)
    for name in workbooks_over():
        remove_sealed(name)
    forget_failures()
    _keep_list(run)
    with transaction.atomic():
        run = DeletionRun.objects.select_for_update().get(pk=run.pk)
        if run.state == DeletionState.RUNNING:
            certificate = _certify(run)
            count, kept, number = certificate.dossiers, certificate.kept, certificate.number
            audit("dossiers.deletion.finished", run, by=by, count=count, kept=kept, certificate=number)
    certificate = DeletionCertificate.objects.get(run=run)
    if certificate.scrubbed_at is None and scrub(WRITTEN_ANEW):
        DeletionCertificate.objects.filter(pk=certificate.pk).update(scrubbed_at=clock.now())
        certificate.refresh_from_db()
    return certificate


def _lock_proposed(run: DeletionRun, by: User) -> DeletionRun:
    run = DeletionRun.objects.select_for_update().get(pk=run.pk)
    access.require_somewhere(by, "decide-deletion")
    if not access.RIGHTS["decide-deletion"].allows_state(run.state):
        raise Conflict(_("This run has been decided already."), remedy=_("Look at where it stands now."))
    if run.proposed_by_id == by.pk:
        raise Forbidden(_("You proposed this run yourself; another person has to approve it."))
    return run


@transaction.atomic
def _take(run: DeletionRun, pk: UUID, by: User) -> None:
    """One dossier of a run, unless another process took it meanwhile."""
    item = DeletionItem.objects.select_for_update().get(pk=pk)
    if item.outcome != DeletionOutcome.WAITING:
        return
    today = clock.today()
    dossier = Dossier.objects.select_for_update().filter(pk=item.dossier_id or item.pk).first()
    if dossier is None or not _is_over(dossier, today):
        item.outcome = DeletionOutcome.NOT_DUE
    elif queries.held(today).filter(dossier=dossier).exists():
        item.outcome = DeletionOutcome.HELD
    else:
        item.digest = digest_of(dossier.pk)
        erased = erase_dossier(dossier, by=by)
        item.outcome, item.counts, item.kept = DeletionOutcome.ERASED, dict(erased.counts), erased.kept
        item.files = erased.files
    item.dossier_id, item.done_at = None, clock.now()
    item.save()
    transaction.on_commit(lambda: _after(run, item))


def _is_over(dossier: Dossier, today: date) -> bool:
    """Whether the term of a dossier is over, and of those that were drafted from it."""
    is_past = dossier.closed_on is not None and kept_until(dossier.closed_on) < today
    return is_past and not queries.is_kept_by_later(dossier, today)


def _after(run: DeletionRun, item: DeletionItem) -> None:
    """What follows the commit; a process killed here has it made up for at the end of the run."""
    for name in item.files:
        remove_sealed(name)
    if item.digest:
        append_digests([item.digest], run=run.pk, day=clock.today().isoformat())


def _keep_list(run: DeletionRun) -> None:
    digests = run.items.filter(outcome=DeletionOutcome.ERASED).values_list("digest", flat=True)
    append_digests(digests, run=run.pk, day=clock.today().isoformat())


def _certify(run: DeletionRun) -> DeletionCertificate:
    """End a run under its lock: loose rows and old reports of imports go, the certificate says what went."""
    today = clock.today()
    oldest = datetime.combine(latest_due(today, IMPORT_REPORTS), time.min, tzinfo=clock.SHANGHAI)
    cleared = clear_import_findings(before=oldest)
    items = list(run.items.filter(outcome=DeletionOutcome.ERASED))
    counts = erase_loose() + Counter({"dossiers.importrun": cleared} if cleared else {})
    for item in items:
        counts.update(item.counts)
    run.state, run.done = DeletionState.DONE, run.total
    run.save(update_fields=["state", "done"])
    place = DeletionCertificate.objects.filter(number__startswith=f"{today.year}-").count() + 1
    return DeletionCertificate.objects.create(
        run=run,
        number=f"{today.year}-{place:03d}",
        issued_at=clock.now(),
        dossiers=len(items),
        kept=run.total - len(items),
        counts=dict(sorted(counts.items())),
        digests=sorted(item.digest for item in items),
    )
