"""Courses: the list, one with its people, and what is done with it."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.training import access, commands, queries
from niangjia.training.catalogue import label
from niangjia.training.forms import AttendanceForm, CourseForm, ReasonForm
from niangjia.training.models import ACTIVE, SEATED, Course, CourseState
from niangjia.training.presenting import CERTIFICATE_LEVELS, tone_of
from niangjia.training.views.acting import act_on, press, taken
from niangjia.training.views.showing import done_with


@require_safe
def list_courses(request: HttpRequest) -> HttpResponse:
    """The courses near one's units: those to come and under way, then those that are over."""
    user, today = user_of(request), clock.today()
    where = access.require_somewhere(user, "read")
    found = queries.courses().filter(queries.near(where))
    going = list(found.filter(state=CourseState.OPEN).order_by("starts_on", "pk")[: queries.ROWS])
    context = {
        "going": [(each, _phase(each, today)) for each in going],
        "over": list(found.exclude(state=CourseState.OPEN).order_by("-ends_on", "-pk")[:20]),
        "may_announce": bool(access.where_may(user, "announce-course")),
    }
    return render(request, "training/list-courses.html", context)


def _phase(course: Course, today: Any) -> tuple[str, str]:
    """How far a course has come: words and tone; one that is closed or called off by its state."""
    if course.state != CourseState.OPEN:
        return str(course.get_state_display()), "neutral"
    if today < course.starts_on:
        return _("to come"), "info"
    return (_("under way"), "good") if today <= course.ends_on else (_("over: note what came of it"), "warn")


@require_http_methods(["GET", "POST"])
def announce_course(request: HttpRequest) -> HttpResponse:
    """Announce a course."""
    user = user_of(request)
    where = access.require_somewhere(user, "announce-course")
    form = CourseForm(request.POST if request.method == "POST" else None, access.units_of(where))
    made = taken(form, lambda: commands.announce_course(form.unit, form.said(), by=user))
    if isinstance(made, Course):
        return redirect("training:show-course", pk=made.pk)
    return render(request, "training/announce-course.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def revise_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change one."""
    user = user_of(request)
    course = access.get_course_for(user, pk, "revise-course")
    form = CourseForm(request.POST if request.method == "POST" else None, [], course)
    made = taken(form, lambda: commands.revise_course(course, form.said(), seen=form.cleaned_data["seen"], by=user))
    if isinstance(made, Course):
        return redirect("training:show-course", pk=made.pk)
    context = {"form": form, "course": course}
    return render(request, "training/announce-course.html", context, status=422 if form.errors else 200)


@require_safe
def show_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One course: what it is, who is in it and waits, of one's own units, and what may be done."""
    return page_of(request, access.get_course_for(user_of(request), pk))


def page_of(request: HttpRequest, course: Course, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a course, with forms as they were sent in place of empty ones."""
    user, today = user_of(request), clock.today()
    course = queries.courses().get(pk=course.pk)
    mine = access.rows_for(user, "read", queries.enrolments().filter(course=course))
    rows = list(mine.order_by("made_at", "pk").prefetch_related("attendances"))
    may_revise = access.may(user, "revise-course", course.unit) and course.state == CourseState.OPEN
    may_propose = course.state == CourseState.OPEN and course.ends_on >= today
    may_propose = may_propose and bool(access.where_may(user, "propose-enrolment"))
    context = {
        "course": course,
        "phase": _phase(course, today),
        "asks": [label("abilities", code) for code in course.asks],
        "level": CERTIFICATE_LEVELS.get(course.level),
        "left": max(0, course.seats - course.seated),  # type: ignore[attr-defined] # set by courses()
        "rows": [(each, tone_of(each.state), _came(each)) for each in rows],
        "elsewhere": course.seated + course.queue - sum(each.state in {*SEATED, "waiting"} for each in rows),  # type: ignore[attr-defined]
        **(_candidates(user, course, rows) if may_propose else {}),
        "may_propose": may_propose,
        "may_revise": may_revise,
        "may_mark": may_revise and course.starts_on <= today and access.may(user, "mark-attendance", course.unit),
        "may_close": may_revise and course.ends_on <= today,
        "reason_form": ReasonForm(),
        "entries": done_with(course.pk),
        **bound,
    }
    return render(request, "training/show-course.html", context, status=status)


def _came(enrolment: Any) -> str:
    days = list(enrolment.attendances.all())
    return f"{sum(each.presence == 'present' for each in days)}/{len(days)}" if days else ""


def _candidates(user: Any, course: Course, rows: list[Any]) -> dict[str, Any]:
    """People of one's own who wish for this, or said at a visit that they would like to learn a trade, and are not in
    it, those without work longest first; and how many who said so nobody has asked what they can do.
    """
    known = {each.person_id for each in rows if each.state in ACTIVE}
    said = queries.want_a_trade(access.where_may(user, "propose-enrolment")) - known
    mine = access.rows_for(user, "propose-enrolment", queries.profiles(), cadre="cadre")
    people = mine.filter(access.not_own(user)).exclude(person__in=known)
    found = people.filter(queries.here(), Q(is_looking=True) | Q(person__in=said)).order_by("jobless_since", "pk")
    wishing = [each for each in found[: queries.ROWS * 5] if course.skill in each.wishes or each.person_id in said]
    unasked = said - set(queries.profiles_of(said))
    return {"candidates": [(each, each.person_id in said) for each in wishing[:20]], "unasked": len(unasked)}


@require_POST
def cancel_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call one off."""
    user = user_of(request)
    course = access.get_course_for(user, pk, "revise-course")
    form = ReasonForm(request.POST)
    return act_on(
        request, form, lambda: commands.cancel_course(course, why=form.cleaned_data["why"], by=user),
        page=lambda **more: page_of(request, course, **more), name="reason_form", to=("training:show-course", pk),
        done=_("The course is called off. Tell those who were in it."),
    )  # fmt: skip


@require_POST
def close_course(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close one."""
    user = user_of(request)
    course = access.get_course_for(user, pk, "revise-course")
    return press(
        request, lambda: commands.close_course(course, by=user), to=("training:show-course", pk),
        done=_("The course is closed."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def mark_attendance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note who came on a day."""
    user, today = user_of(request), clock.today()
    course = access.get_course_for(user, pk, "mark-attendance")
    on = parse_date(request.GET.get("on", "")) or min(today, course.ends_on)
    rows = access.rows_for(user, "mark-attendance", queries.enrolments().filter(course=course, state__in=SEATED))
    others = rows.filter(access.not_own(user))
    is_own = others.count() != rows.count()
    rows = others.order_by("person__name", "pk").prefetch_related("attendances")
    before = {(one.enrolment_id, one.on): one.presence for each in rows for one in each.attendances.all()}
    people = [(each.pk, each.person.name, before.get((each.pk, on), "")) for each in rows]
    form = AttendanceForm(
        request.POST if request.method == "POST" else None, people, on=on, seen=queries.attendance_seen(course)
    )

    def mark() -> bool:
        presences = {UUID(key): presence for key, presence in form.presences().items()}
        told = {"on": form.cleaned_data["on"], "seen": form.cleaned_data["seen"]}
        commands.mark_attendance(course, presences=presences, **told, by=user)
        return True

    if taken(form, mark):
        return redirect("training:show-course", pk=pk)
    context = {"form": form, "course": course, "people": people, "is_own": is_own}
    return render(request, "training/mark-attendance.html", context, status=422 if form.errors else 200)
