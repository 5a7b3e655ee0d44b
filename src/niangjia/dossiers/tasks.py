"""Work done by the background worker: reading and writing a workbook, ending exports that have run out."""

from datetime import datetime
from uuid import UUID

from django_tasks import task

from niangjia.accounts.models import User
from niangjia.dossiers import commands
from niangjia.dossiers.models import DeletionRun, ImportRun


@task()
def check(run_id: str) -> None:
    """Read a workbook handed in (the dry run)."""
    commands.check_import(ImportRun.objects.select_related("unit", "by").get(pk=UUID(run_id)))


@task()
def write(run_id: str) -> None:
    """Write a confirmed workbook."""
    commands.write_import(ImportRun.objects.select_related("unit", "by").get(pk=UUID(run_id)))


@task()
def expire() -> None:
    """End exports that have run out, and remove their files."""
    commands.expire_exports()


@task()
def delete(run_id: str, user_id: str) -> None:
    """Carry an approved deletion run out, or go on with it."""
    commands.run_deletion(DeletionRun.objects.get(pk=UUID(run_id)), by=User.objects.get(pk=UUID(user_id)))


def expire_after(instant: datetime) -> None:
    """Have exports swept away then, where tasks can wait; the next one who asks or fetches sweeps as well."""
    if expire.get_backend().supports_defer:
        expire.using(run_after=instant).enqueue()
