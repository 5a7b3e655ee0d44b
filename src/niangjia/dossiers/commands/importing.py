"""Writing a checked workbook household by household; the dry run is the same run, each transaction undone."""

from collections.abc import Callable

from django.db import DataError, IntegrityError, transaction
from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit, User
from niangjia.accounts.queries import units_by_name
from niangjia.dossiers import access
from niangjia.dossiers.commands.dossiers import file_dossier, revise_dossier
from niangjia.dossiers.import_records import dossier_record
from niangjia.dossiers.intake import Book, CheckedHousehold, Finding, check_workbook
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.report import Report
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.people.errors import ConsentMissing, OtherName, PersonDied, PersonElsewhere, PersonInTwoHouseholds
from niangjia.people.queries import identity_index, open_memberships_of

Progress = Callable[[int, int], None]


def import_workbook(book: Book, *, unit: Unit, by: User, is_dry_run: bool, progress: Progress | None = None) -> Report:
    """Check and write a workbook: one transaction a household, nothing of a refused one.

    `unit` is where a new household goes whose employer names no unit below it. `progress` is called with steps done and
    in all (rows while checking, then households). Raises UnreadableWorkbook; writes nothing at all when it does.
    """
    checked = check_workbook(book, progress)
    report = Report(
        households=len(checked.households), findings=list(checked.findings), ignored=checked.ignored_columns
    )
    units = _units_by_name(by)
    for done, household in enumerate(checked.households, start=1):
        if household.is_refused:
            report.refused += 1
        else:
            named = units.get(household.head.employer or "")
            _count(report, _write(household, named, unit, by, is_dry_run=is_dry_run))
        if progress:
            progress(done, len(checked.households))
    return report


def _units_by_name(by: User) -> dict[str, Unit]:
    """Units that someone may import for, by a name, present or former, that only one of them has or had."""
    return units_by_name(access.where_may(by, "import").homes())


def _count(report: Report, outcome: "str | Finding") -> None:
    if isinstance(outcome, Finding):
        report.refused += 1
        report.findings.append(outcome)
    elif outcome == "unchanged":
        report.unchanged += 1
    else:
        report.accepted += 1


def _write(
    household: CheckedHousehold, named: Unit | None, otherwise: Unit, by: User, *, is_dry_run: bool
) -> "str | Finding":
    """`accepted`, `unchanged`, or the finding for which the household was refused by what is already on file."""
    try:
        return _try_to_write(household, named, otherwise, by, is_dry_run=is_dry_run)
    except DataError:  # a value that this database cannot hold refuses its household, not the file
        number = household.head.identity_number
        return household.finding_about(number, "too-long", _("A text is longer than the database takes. Shorten it."))
    except IntegrityError:  # someone else filed one of these people at the same moment; now they are found
        return _try_to_write(household, named, otherwise, by, is_dry_run=is_dry_run)


def _try_to_write(
    household: CheckedHousehold, named: Unit | None, otherwise: Unit, by: User, *, is_dry_run: bool
) -> "str | Finding":
    record = dossier_record(household)
    try:
        with transaction.atomic():
            dossier = _dossier_on_file(household)
            if dossier is None and _was_filed_before(household):
                return "unchanged"
            if dossier and dossier.fingerprint == household.fingerprint:
                return "unchanged"
            if dossier:
                _refuse_unseen(dossier, by)
                revise_dossier(dossier, record, unit=named or dossier.unit, by=by)
            else:
                file_dossier(record, unit=named or otherwise, by=by)
            transaction.set_rollback(is_dry_run)
    except PersonInTwoHouseholds as error:
        return household.finding_about(error.number, "duplicate-person", _told_where(error, by))
    except (OtherName, PersonDied) as error:
        return household.finding_about(error.number, error.code, lazystr(error))
    except PersonElsewhere as error:
        return household.finding_about(error.number, "not-yours", lazystr(error))
    except ConsentMissing as error:
        return household.finding_about(household.head.identity_number, "consent-withdrawn", lazystr(error))
    except Forbidden as error:
        return household.finding_about(household.head.identity_number, "not-yours", lazystr(error))
    except InvalidInput as error:
        return household.finding_about(household.head.identity_number, "out-of-range", lazystr(error))
    return "accepted"


def _refuse_unseen(dossier: Dossier, by: User) -> None:
    """Raises Forbidden that does not say where the household is, for those who may not see it."""
    if not access.may(by, "read", dossier.unit):
        raise Forbidden(
            _("This person is already a member of another open household."),
            remedy=_("Check the identity number; if it is right, end the other membership first."),
        )


def _told_where(error: PersonInTwoHouseholds, by: User) -> Promise:
    """Where the other household is, for those who may see it."""
    if not access.may(by, "read", error.unit):
        return lazystr(error)
    where = _("This person is already a member of another open household at {unit}.")
    return format_lazy("{} {}", format_lazy(where, unit=error.unit), error.remedy)


def _dossier_on_file(household: CheckedHousehold) -> Dossier | None:
    """The open dossier of the head, or of a head who now stands in the file as another member."""
    membership = open_memberships_of([household.head.identity_number]).get(household.head.identity_number)
    if membership is None:
        return None
    if not membership.is_head:
        members = {identity_index(member.identity_number) for member in household.members}
        if not membership.household.memberships.filter(
            ended_on=None, is_head=True, person__identity_index__in=members
        ).exists():
            return None
    return Dossier.objects.filter(household=membership.household, closed_on=None).select_related("unit").first()


def _was_filed_before(household: CheckedHousehold) -> bool:
    """Whether this very row led to a dossier that has been closed since: it is no news of a relapse."""
    worker = identity_index(household.head.identity_number)
    return Dossier.objects.filter(worker__identity_index=worker, fingerprint=household.fingerprint).exists()
