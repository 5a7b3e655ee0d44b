"""Students of households on file, and when they are taken to leave school: from the year of entry and the length of
schooling. Where one of the two is not known, that is a question; no day is guessed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from niangjia.dossiers.models import Dossier
from niangjia.people.models import Membership
from niangjia.reviews.lists import on_file, told_term
from niangjia.reviews.rules import end_of_month, graduates_on

UNKNOWN, PASSED = "unknown", "passed"
YEAR = F("person__entered_school_in") + F("person__school_years")
IS_KNOWN = Q(person__entered_school_in__gt=0, person__school_years__gt=0)


@dataclass(frozen=True, slots=True)
class Student:
    """A member of a household who goes to school. `graduates_on` is None when it cannot be reckoned."""

    member: Membership
    dossier: Dossier
    graduates_on: date | None
    when: str
    is_over: bool


def students(dossiers: "QuerySet[Dossier]", *, which: str, month: int, today: date) -> "QuerySet[Membership]":
    """The students of some dossiers, who graduates first first. `which`: "2027-06", unknown, passed, or "" for all."""
    found = _in_school(dossiers)
    over = Q(graduation_year__lt=_first_year(month, today))
    if which == UNKNOWN:
        found = found.exclude(IS_KNOWN)
    elif which == PASSED:
        found = found.filter(IS_KNOWN & over)
    elif which[:4].isdigit():
        found = found.filter(IS_KNOWN & Q(graduation_year=int(which[:4])))
    return found.select_related("person").order_by(F("graduation_year").asc(nulls_last=True), "person__born_on", "id")


def months(dossiers: "QuerySet[Dossier]", *, month: int, today: date) -> list[tuple[str, int]]:
    """How many graduate in which month to come, then how many should have, and of how many it is not known."""
    years = _in_school(dossiers).order_by(YEAR).values_list(YEAR)
    counted = list(years.annotate(count=Count("pk"), known=Count("pk", filter=IS_KNOWN)))
    first = _first_year(month, today)
    coming = [(f"{year}-{month:02d}", known) for year, _all, known in counted if known and year >= first]
    passed = sum(known for year, _all, known in counted if known and year < first)
    return [*coming, (PASSED, passed), (UNKNOWN, sum(count - known for _year, count, known in counted))]


def told(members: Collection[Membership], dossiers: "QuerySet[Dossier]", *, month: int, today: date) -> list[Student]:
    """A page of students, each with the dossier of the household and the day. One query."""
    homes = {each.household_id for each in members}
    by_home = {each.household_id: each for each in on_file(dossiers).filter(household__in=homes).select_related("unit")}
    told = []
    for each in members:
        day = graduates_on(each.person.entered_school_in, each.person.school_years, month=month)
        when = told_term(day, today) if day else ""
        told.append(Student(each, by_home[each.household_id], day, when, day is not None and day <= today))
    return told


def count_due(dossiers: "QuerySet[Dossier]", *, month: int, today: date) -> int:
    """How many students should have graduated, or are of an unknown day: those who want something done."""
    over = Q(graduation_year__lt=_first_year(month, today))
    return _in_school(dossiers).filter(~IS_KNOWN | (IS_KNOWN & over)).count()


def _in_school(dossiers: "QuerySet[Dossier]") -> "QuerySet[Membership]":
    members = Membership.objects.filter(ended_on=None, household__in=on_file(dossiers).order_by().values("household"))
    return members.exclude(person__stage="none").annotate(graduation_year=YEAR)


def _first_year(month: int, today: date) -> int:
    """The first year whose day of graduation is still to come."""
    return today.year + (end_of_month(today.year, month) <= today)
