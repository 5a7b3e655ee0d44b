"""Courses and vacancies: which are near, which are open, what is left of them."""

from collections.abc import Collection
from datetime import date
from hashlib import sha256

from django.db.models import Count, F, Q, QuerySet

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.dossiers.models import Dossier
from niangjia.training.models import (
    Attendance,
    Course,
    CourseState,
    Vacancy,
    VacancyState,
)
from niangjia.training.queries.rows import courses, vacancies


def is_near(unit: Unit, where: Jurisdiction) -> bool:
    """Whether a unit lies in a jurisdiction or above a part of it: what a bureau offers is offered to its farms."""
    return where.covers(unit) or any(path.startswith(unit.path) for path in where.paths)


def near(where: Jurisdiction) -> Q:
    """The same of rows with a unit."""
    if where.covers_all():
        return Q()
    found = Q(pk__in=[])
    for path in where.paths:
        above = [path[: length * Unit.steplen] for length in range(1, len(path) // Unit.steplen + 1)]
        found |= Q(unit__path__startswith=path) | Q(unit__path__in=above)
    return found


def near_unit(unit: Unit) -> Q:
    """Courses and vacancies that are offered to people of a unit: at it, below it and above it."""
    return near(Jurisdiction((unit.path,)))


def open_courses(today: date) -> "QuerySet[Course]":
    """Courses that can still be joined, the next first."""
    return courses().filter(state=CourseState.OPEN, starts_on__gte=today).order_by("starts_on", "id")


def open_vacancies(today: date) -> "QuerySet[Vacancy]":
    """Vacancies that are open with a post left."""
    left = Q(taken__lt=F("posts"))
    found = vacancies().filter(left, state=VacancyState.OPEN, last_on__gte=today)
    return found.order_by("last_on", "id")


def free_seat(course: Course) -> int | None:
    """The smallest place of a locked course that nobody holds; None when it is full."""
    held = set(course.enrolments.exclude(seat=None).values_list("seat", flat=True))
    return _free(held, course.seats)


def free_post(vacancy: Vacancy) -> int | None:
    """The smallest post of a locked vacancy that nobody holds; None when all are taken."""
    return _free(set(vacancy.placements.exclude(post=None).values_list("post", flat=True)), vacancy.posts)


def _free(held: Collection[int | None], most: int) -> int | None:
    if len(held) >= most:
        return None
    return next(place for place in range(1, most + 1) if place not in held)


def attendance_seen(course: Course) -> str:
    """A mark of everything that was noted of who came to a course, for the form to send back. One query."""
    rows = Attendance.objects.filter(enrolment__course=course).order_by("enrolment", "on")
    told = [f"{who} {on} {presence}" for who, on, presence in rows.values_list("enrolment", "on", "presence")]
    return sha256("\n".join(told).encode()).hexdigest()[:32]


def count_courses_at(units: "QuerySet[Unit]") -> int:
    """How many open courses some units have."""
    return Course.objects.filter(unit__in=units, state=CourseState.OPEN).count()


def count_vacancies_at(units: "QuerySet[Unit]") -> int:
    """How many open vacancies some units have, or are the place of."""
    at = Q(unit__in=units) | Q(at__in=units)
    return Vacancy.objects.filter(at, state=VacancyState.OPEN).count()


def usual_region(where: Jurisdiction) -> str:
    """The division in which most households of a jurisdiction live; "" for none."""
    homes = Dossier.objects.filter(unit__in=where.units(), closed_on=None).values_list("household__region")
    found = homes.annotate(count=Count("pk")).order_by("-count", "household__region").first()
    return str(found[0]) if found else ""
