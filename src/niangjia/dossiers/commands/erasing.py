"""Deleting one dossier for good, and deleting it again where an older copy of the database brought it back."""

from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.commands.forgetting import forget_dossier, forget_failures, workbooks_over
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.erasures import digest_of, has_key, known_digests, require_key
from niangjia.dossiers.models import DeletionItem, DeletionOutcome, DeletionRun, Dossier, ErasedCase
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people import commands as people
from niangjia.people.erasure import Erased
from niangjia.privacy.files import remove_sealed
from niangjia.privacy.tags import begin_key

Progress = Callable[[int, int], None]


@transaction.atomic
def erase_dossier(dossier: Dossier, *, by: User, is_again: bool = False) -> Erased:
    """Delete a dossier with its decisions, household and people; figures without a name stay. Locks its row.

    Whether it may go is for the caller: `run_deletion` asks for the term, the hold and the approval. `is_again`: it was
    deleted before and came back with an older copy, maybe still open. Raises Conflict for an open one otherwise,
    Forbidden. The caller removes the files once committed.
    """
    dossier = lock_dossier(dossier)
    access.require_somewhere(by, "run-deletion")
    if dossier.closed_on is None and not is_again:
        raise Conflict(dossier.number, code="dossier-open")
    household, number, unit = dossier.household, dossier.number, dossier.unit
    closed_on = dossier.closed_on or clock.today()
    ErasedCase.objects.create(
        unit=unit,
        opened_in=dossier.opened_on.year,
        closed_in=closed_on.year,
        category=dossier.category,
        level=dossier.level,
        main_cause=dossier.main_cause,
        closing_reason=dossier.closing_reason,
    )
    audit("dossiers.dossier.erased", dossier, by=by, unit=unit, number=number)
    erased = forget_dossier(dossier, by=by)
    deleted = Dossier.objects.filter(pk=dossier.pk).delete()
    erased.counts += Counter({label.lower(): count for label, count in deleted[1].items()})
    if not household.dossiers.exists():
        erased.add(people.erase_household(household, by=by, is_again=is_again))
    return erased


def reapply_erasures(
    *, by: User, lists: Collection[Path] = (), is_key_lost: bool = False, progress: Progress | None = None
) -> int:
    """Delete again whatever stands on the list of deletions (and on further `lists`) and is there all the same.

    For a restore, before anybody is let in. Each dossier is a transaction of its own. Returns how many; raises
    Forbidden, and TagsKeyMissing when the list cannot be told with the keys at hand, unless `is_key_lost`: what can be
    told is deleted, the rest is not, and a lost key is begun anew for what is deleted and exported from now on.
    """
    access.require_somewhere(by, "run-deletion")
    gone = known_digests(lists)
    if gone and not is_key_lost:
        require_key(*lists)
    gone |= set(DeletionItem.objects.filter(outcome=DeletionOutcome.ERASED).values_list("digest", flat=True))
    back = (
        [pk for pk in Dossier.objects.values_list("pk", flat=True).iterator() if digest_of(pk) in gone]
        if has_key()
        else []
    )
    for done, pk in enumerate(back, start=1):
        with transaction.atomic():
            erased = erase_dossier(Dossier.objects.get(pk=pk), by=by, is_again=True)
            DeletionItem.objects.filter(dossier_id=pk, outcome=DeletionOutcome.WAITING).update(
                outcome=DeletionOutcome.ERASED, dossier_id=None, digest=digest_of(pk), done_at=clock.now()
            )
            if done == len(back):
                audit("dossiers.erasures.reapplied", by, by=by, count=len(back))
            for name in erased.files:  # before the commit: killed in between, the rows are found and deleted again
                remove_sealed(name)
        if progress:
            progress(done, len(back))
    remove_files_left()
    if back:
        for name in workbooks_over():
            remove_sealed(name)
        forget_failures()
    if is_key_lost:
        begin_key()
    return len(back)


def remove_files_left(run: DeletionRun | None = None) -> None:
    """Remove the files that dossiers of a run (of any) left after their commit, and forget their names."""
    left = DeletionItem.objects.exclude(files=[])
    for item in left.filter(run=run) if run else left:
        for name in item.files:
            remove_sealed(name)
        DeletionItem.objects.filter(pk=item.pk).update(files=[])
