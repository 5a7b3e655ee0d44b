"""Courses: announced, changed, called off, closed; and who came on which day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.access import require_open
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.chain_access import require_not_own
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.training import access, queries
from niangjia.training.commands.departed import let_go_of_places
from niangjia.training.commands.enrolments import fill_seats, let_wishes_wait
from niangjia.training.commands.steps import (
    checked,
    code_of,
    codes_of,
    fen,
    require_seen,
    same_again,
    under_lock_of_course,
)
from niangjia.training.models import (
    SEATED,
    Attendance,
    Course,
    CourseKind,
    CourseState,
    Enrolment,
    EnrolmentState,
    Presence,
)

MOST_SEATS, MOST_DAYS = 500, 366


@dataclass(frozen=True, slots=True)
class CourseWords:
    """What is announced of a course. `level` 0: no certificate of a level. `cost_fen` for one person."""

    title: str
    kind: str
    skill: str
    starts_on: date
    ends_on: date
    place: str
    seats: int
    payer: str
    level: int = 0
    provider: str = ""
    audience: str = ""
    asks: Collection[str] = ()
    cost_fen: int = 0


@transaction.atomic
def announce_course(unit: Unit, said: CourseWords, *, by: User) -> Course:
    """Announce a course of a unit; the same again by the same person is the one there is. Locks the unit.

    Raises Forbidden, Conflict for a closed unit or one that differs in little, InvalidInput for days, places or codes.
    """
    access.require(by, "announce-course", unit)
    require_open(unit)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    course = Course(unit=unit, made_by=by, made_at=clock.now(), changed_at=clock.now())
    _take(course, said)
    if said.ends_on < clock.today():
        raise InvalidInput(_("The course is over already."), code="day")
    same = {name: getattr(course, name) for name in ("title", "skill", "starts_on", "ends_on", "place", "seats")}
    known = Course.objects.filter(unit=unit, made_by=by, state=CourseState.OPEN, **same).first()
    if known is not None:
        return same_again(known, course)
    course.save(force_insert=True)
    audit("training.course.announced", course, by=by, unit=unit, **_told(course))
    return course


@transaction.atomic
def revise_course(course: Course, said: CourseWords, *, seen: str, by: User) -> Course:
    """Change a course that is as it was when `seen`; places that are added go to those who wait. Locks the course.

    Raises Forbidden, Conflict, ChangedMeanwhile, InvalidInput, also for fewer places than people have.
    """
    access.require(by, "revise-course", course.unit)
    course = under_lock_of_course(course, "revise-course")
    require_seen(course.seen, seen)
    taken = course.enrolments.filter(state__in=SEATED).count()
    if said.seats < taken:
        raise InvalidInput(
            _("%(count)s people have a place already.") % {"count": taken},
            remedy=_("Keep as many places, or withdraw somebody first."),
            code="seats",
        )
    _take(course, said)
    course.changed_at = clock.now()
    course.save()
    audit("training.course.revised", course, by=by, unit=course.unit, **_told(course))
    fill_seats(course, by=by)
    return course


@transaction.atomic
def cancel_course(course: Course, *, why: str, by: User) -> Course:
    """Call a course off: whoever was in it or waited for it is in it no more, and a wish
    that it had answered waits again. Locks the course.

    Raises Forbidden, Conflict when it is over or somebody has finished it, InvalidInput without a reason.
    """
    access.require(by, "revise-course", course.unit)
    course = under_lock_of_course(course, "revise-course")
    if course.enrolments.filter(state__in=[EnrolmentState.COMPLETED, EnrolmentState.CERTIFIED]).exists():
        raise Conflict(_("Somebody has finished this course."), remedy=_("Close it instead."), code="finished")
    course.why_cancelled = checked(why, what=pgettext_lazy("training", "Why"), is_needed=True, longest=120)
    course.state, course.changed_at = CourseState.CANCELLED, clock.now()
    course.save(update_fields=["state", "why_cancelled", "changed_at"])
    let_wishes_wait(course, by)
    waiting = [EnrolmentState.PROPOSED, EnrolmentState.WAITING, EnrolmentState.ENROLLED]
    course.enrolments.filter(state__in=waiting).update(
        state=EnrolmentState.CANCELLED, seat=None, ended_on=clock.today()
    )
    audit("training.course.cancelled", course, by=by, unit=course.unit, title=course.title)
    return course


@transaction.atomic
def close_course(course: Course, *, by: User) -> Course:
    """Close a course that is over, once it is known of everybody what came of it; who still waited is withdrawn.

    Locks the course. Raises Forbidden, Conflict.
    """
    access.require(by, "revise-course", course.unit)
    course = under_lock_of_course(course, "revise-course")
    if course.ends_on > clock.today():
        raise Conflict(_("The course is not over yet."), remedy=_("Change its last day first."), code="not-over")
    let_go_of_places(course, by=by)
    if left := course.enrolments.filter(state=EnrolmentState.ENROLLED).count():
        raise Conflict(
            _("Of %(count)s people it is not known what came of it.") % {"count": left},
            remedy=_("Enter for each: the certificate, took part, or left."),
            code="outcomes",
        )
    let_wishes_wait(course, by)
    waiting = [EnrolmentState.PROPOSED, EnrolmentState.WAITING]
    course.enrolments.filter(state__in=waiting).update(state=EnrolmentState.WITHDRAWN, ended_on=clock.today())
    course.state, course.changed_at = CourseState.CLOSED, clock.now()
    course.save(update_fields=["state", "changed_at"])
    audit("training.course.closed", course, by=by, unit=course.unit, title=course.title)
    return course


@transaction.atomic
def mark_attendance(course: Course, *, on: date, presences: Mapping[UUID, str], seen: str, by: User) -> int:
    """Note who came on a day, of those who have a place; what was noted before is changed. Locks the course.

    `seen`: `queries.attendance_seen` as the form was opened; the same words again change nothing. How many came. Raises
    Forbidden, NeedsAnother, Conflict, ChangedMeanwhile when somebody noted something else, InvalidInput for a day
    outside the course or still to come, for somebody who has no place, or an unknown word.
    """
    access.require(by, "mark-attendance", course.unit)
    course = under_lock_of_course(course, "mark-attendance")
    if not course.starts_on <= on <= min(course.ends_on, clock.today()):
        raise InvalidInput(_("Choose a day of the course that is not still to come."), code="day")
    seats = Enrolment.objects.filter(course=course, state__in=SEATED)
    seated = {each.pk: each for each in seats.select_related("dossier")}
    for each in seated.values():
        if each.pk in presences:
            require_not_own(by, access.households_around(each), act=access.RIGHTS["mark-attendance"].label)
    if set(presences) - set(seated) or set(presences.values()) - set(Presence.values):
        raise InvalidInput(_("Only those who have a place can be noted."), code="no-place")
    known = {each.enrolment_id: each for each in Attendance.objects.filter(enrolment__course=course, on=on)}
    present = sum(each == Presence.PRESENT for each in presences.values())
    if {pk: row.presence for pk, row in known.items() if pk in presences} == dict(presences):
        return present
    require_seen(queries.attendance_seen(course), seen)
    for pk, presence in presences.items():
        row = known.get(pk) or Attendance(enrolment=seated[pk], on=on)
        row.presence = presence
        row.save()
    told = {"title": course.title, "day": on.isoformat(), "present": present, "count": len(presences)}
    audit("training.attendance.marked", course, by=by, unit=course.unit, **told)
    return present


def _take(course: Course, said: CourseWords) -> None:
    if said.kind not in CourseKind.values or not 0 <= said.level <= 5:
        raise InvalidInput(_("Choose the kind of course and the level of its certificate."), code="choice")
    if not 0 <= (said.ends_on - said.starts_on).days <= MOST_DAYS:
        raise InvalidInput(_("The last day lies before the first, or more than a year after it."), code="day")
    if not 1 <= said.seats <= MOST_SEATS:
        raise InvalidInput(_("A course has from 1 to %(most)s places.") % {"most": MOST_SEATS}, code="seats")
    course.title = checked(said.title, what=_("Title"), is_needed=True, longest=60)
    course.kind, course.level, course.seats = said.kind, said.level, said.seats
    course.skill = code_of("skills", said.skill, what=_("Skill"))
    course.payer = code_of("payers", said.payer, what=_("Who pays"))
    course.provider = checked(said.provider, what=_("Held by"), longest=60)
    course.place = checked(said.place, what=_("Place"), is_needed=True, longest=60)
    course.audience = checked(said.audience, what=_("For whom"), longest=120)
    course.asks = codes_of("abilities", said.asks)
    course.starts_on, course.ends_on = said.starts_on, said.ends_on
    course.cost_fen = fen(said.cost_fen, what=_("Cost"))


def _told(course: Course) -> dict[str, object]:
    return {"title": course.title, "seats": course.seats, "starts": course.starts_on.isoformat()}
