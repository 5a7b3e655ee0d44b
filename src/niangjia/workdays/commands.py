"""Every write of this app: the special days, kept by people over the shipped ones."""

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import Text, in_both_languages
from niangjia.workdays import access, queries
from niangjia.workdays.models import SpecialDay
from niangjia.workdays.notices import ReadDay
from niangjia.workdays.queries import ListedDay
from niangjia.workdays.shipped import feast_named

OFF, WORKED = pgettext_lazy("special day", "a day off"), pgettext_lazy("special day", "worked")


@transaction.atomic
def add_day(day: date, *, is_working: bool, name: Text, source: str, by: User) -> SpecialDay:
    """List a day as special. Pressed twice, it is one.

    Raises Forbidden, InvalidInput without name or source, Conflict when the day is listed as something else.
    """
    access.require(by, "keep")
    _check(name, source)
    known = queries.day_in_list(day)
    if known and known.kept and _says(known, is_working, name, source):
        return known.kept
    if known and not known.is_removed:
        raise Conflict(
            _("%(day)s is listed already: %(name)s.") % {"day": day, "name": known.name},
            remedy=_("Change that day instead."),
            code="listed-already",
        )
    kept = _write(day, known, is_working=is_working, name=name, source=source, by=by)
    audit("workdays.day.added", kept, by=by, day=str(day), name=name, kind=_kind(is_working=is_working), source=source)
    return kept


@transaction.atomic
def change_day(day: date, *, is_working: bool, name: Text, source: str, by: User) -> SpecialDay:
    """Let a listed day count otherwise. The same again changes nothing.

    Raises Forbidden, InvalidInput without name or source, Conflict when the day is not listed.
    """
    access.require(by, "keep")
    _check(name, source)
    known = _listed(day)
    if known.kept and _says(known, is_working, name, source):
        return known.kept
    kept = _write(day, known, is_working=is_working, name=name, source=source, by=by)
    kind, before = _kind(is_working=is_working), _kind(is_working=known.is_working)
    audit("workdays.day.changed", kept, by=by, day=str(day), name=name, kind=kind, before=before, source=source)
    return kept


@transaction.atomic
def remove_day(day: date, *, by: User) -> SpecialDay:
    """Take a day back: it is an ordinary one from now on. Raises Forbidden, Conflict when it is not listed."""
    access.require(by, "keep")
    known = _listed(day)
    kept = _write(
        day,
        known,
        is_working=known.is_working,  # what it said stays readable
        name=known.name,
        source=known.source,
        by=by,
        is_removed=True,
    )
    audit("workdays.day.removed", kept, by=by, day=str(day), name=known.name)
    return kept


@transaction.atomic
def import_days(days: Collection[ReadDay], *, year: int, source: str, by: User) -> int:
    """List the days that were read out of a notice, in place of what was listed for each. Says how many were new.

    What is listed so already stays as it is; days that the notice does not name are not touched. All or nothing.
    Raises Forbidden, InvalidInput without source or without days.
    """
    access.require(by, "keep")
    if not source.strip() or not days:
        raise InvalidInput(_("A notice has a number and names days."), remedy=_("Give both."))
    require_readable(source)
    known = {listed.day: listed for each in {day.day.year for day in days} for listed in queries.days_of(each)}
    new = 0
    for each in days:
        listed, name = known.get(each.day), feast_named(each.name)
        is_so = listed is not None and not listed.is_removed
        if is_so and listed is not None and (listed.is_working, listed.name) == (each.is_working, name):
            continue
        _write(each.day, listed, is_working=each.is_working, name=name, source=source.strip(), by=by)
        new += 1
    if new:
        audit("workdays.days.imported", by, by=by, count=new, year=year, source=source.strip())
    return new


def _write(
    day: date,
    known: ListedDay | None,
    *,
    is_working: bool,
    name: Text,
    source: str,
    by: User,
    is_removed: bool = False,
) -> SpecialDay:
    """Set the row of a day as it was `known`. Of two people at once the second is told, and nothing of theirs is kept.

    Raises Conflict when the row has come or changed since.
    """
    kept = SpecialDay.objects.select_for_update().filter(day=day).first()
    before = known.kept.changed_at if known and known.kept else None
    if (kept.changed_at if kept else None) != before:
        raise _changed(day)
    kept = kept or SpecialDay(day=day)
    kept.is_working, kept.is_removed = is_working, is_removed
    kept.name_zh, kept.name_en, kept.source = name.zh, name.en, source.strip()
    kept.changed_by, kept.changed_at = by, clock.now()
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise _changed(day) from error
    return kept


def _changed(day: date) -> Conflict:
    return Conflict(_("Someone else has just listed %(day)s.") % {"day": day}, remedy=_("Look at the list again."))


def _listed(day: date) -> ListedDay:
    known = queries.day_in_list(day)
    if known is None or known.is_removed:
        raise Conflict(_("%(day)s is not listed.") % {"day": day}, remedy=_("Add it."), code="not-listed")
    return known


def _says(known: ListedDay, is_working: bool, name: Text, source: str) -> bool:  # noqa: FBT001 (compared, not a switch)
    return (known.is_removed, known.is_working, known.name, known.source) == (False, is_working, name, source.strip())


def _check(name: Text, source: str) -> None:
    if not (name.zh.strip() and name.en.strip() and source.strip()):
        raise InvalidInput(
            _("A special day has a name and a source."), remedy=_("The source is the number of the notice.")
        )
    require_readable(name.zh, name.en, source)


def _kind(*, is_working: bool) -> Text:
    return in_both_languages(WORKED if is_working else OFF)
