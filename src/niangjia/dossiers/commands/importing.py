"""Writing a checked workbook household by household; the dry run is the same run, each transaction undone."""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.functional import lazystr

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import access
from niangjia.dossiers.commands.dossiers import file_dossier, revise_dossier
from niangjia.dossiers.import_records import dossier_record
from niangjia.dossiers.intake import CheckedHousehold, Finding, check_workbook, read_workbook
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.report import Report
from niangjia.kernel.errors import Forbidden
from niangjia.people.commands.households import PersonInTwoHouseholds
from niangjia.people.queries import open_memberships_of

Progress = Callable[[int, int], None]


def import_workbook(
    content: bytes, file_name: str, *, unit: Unit, by: User, is_dry_run: bool, progress: Progress | None = None
) -> Report:
    """Read, check and write a workbook: one transaction a household, nothing of a refused one.

    `unit` is where a household goes whose employer names no unit below it. `progress` is called with households done
    and in all. Raises UnreadableWorkbook; writes nothing at all when it does.
    """
    checked = check_workbook(read_workbook(content, file_name))
    report = Report(households=len(checked.households), findings=list(checked.findings))
    units = {each.name: each for each in access.where_may(by, "import").units()}
    for done, household in enumerate(checked.households, start=1):
        if household.is_refused:
            report.refused += 1
        else:
            _count(
                report,
                _write(household, units.get(household.head.employer or "", unit), by, is_dry_run=is_dry_run),
            )
        if progress:
            progress(done, len(checked.households))
    return report


def _count(report: Report, outcome: "str | Finding") -> None:
    if isinstance(outcome, Finding):
        report.refused += 1
        report.findings.append(outcome)
    elif outcome == "unchanged":
        report.unchanged += 1
    else:
        report.accepted += 1


def _write(household: CheckedHousehold, unit: Unit, by: User, *, is_dry_run: bool) -> "str | Finding":
    """`accepted`, `unchanged`, or the finding for which the household was refused by what is already on file."""
    try:
        return _try_to_write(household, unit, by, is_dry_run=is_dry_run)
    except IntegrityError:  # someone else filed one of these people at the same moment; now they are found
        return _try_to_write(household, unit, by, is_dry_run=is_dry_run)


def _try_to_write(household: CheckedHousehold, unit: Unit, by: User, *, is_dry_run: bool) -> "str | Finding":
    record = dossier_record(household)
    try:
        with transaction.atomic():
            membership = open_memberships_of([household.head.identity_number]).get(household.head.identity_number)
            dossier = None
            if membership and membership.is_head:
                dossier = Dossier.objects.filter(household=membership.household, closed_on=None).first()
            if dossier and dossier.fingerprint == household.fingerprint:
                return "unchanged"
            if dossier:
                revise_dossier(dossier, record, unit=unit, by=by)
            else:
                file_dossier(record, unit=unit, by=by)
            transaction.set_rollback(is_dry_run)
    except PersonInTwoHouseholds as error:
        return household.finding_about(error.number, "duplicate-person", lazystr(error))
    except Forbidden as error:
        return household.finding_about(household.head.identity_number, "not-yours", lazystr(error))
    return "accepted"
