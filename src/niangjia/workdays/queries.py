"""The special days of a year as a list: shipped ones, and what people keep over them."""

from dataclasses import dataclass
from datetime import date

from niangjia.kernel.text import Text
from niangjia.workdays.models import SpecialDay
from niangjia.workdays.shipped import ShippedDay, shipped_days


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A special day as it counts, where that comes from, and what was shipped for it."""

    day: date
    is_working: bool
    is_removed: bool
    name: Text
    source: str
    address: str
    kept: SpecialDay | None
    shipped: ShippedDay | None


def days_of(year: int) -> list[ListedDay]:
    """The special days of a year in order; those removed stay in the list and say so. One query."""
    kept = {each.day: each for each in SpecialDay.objects.filter(day__year=year).select_related("changed_by")}
    days = {day for day in shipped_days() if day.year == year} | set(kept)
    return [_listed(day, kept.get(day)) for day in sorted(days)]


def day_in_list(day: date) -> ListedDay | None:
    """One special day, also a removed one; None for an ordinary day. One query."""
    kept = SpecialDay.objects.filter(day=day).select_related("changed_by").first()
    return _listed(day, kept) if kept or day in shipped_days() else None


def _listed(day: date, kept: SpecialDay | None) -> ListedDay:
    shipped = shipped_days().get(day)
    if kept:
        return ListedDay(day, kept.is_working, kept.is_removed, kept.name, kept.source, "", kept, shipped)
    if shipped is None:
        raise ValueError(f"{day} is no special day")
    return ListedDay(day, shipped.is_working, False, shipped.name, shipped.source, shipped.address, None, shipped)  # noqa: FBT003 (in the order of the fields)
