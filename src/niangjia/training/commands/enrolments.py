"""A person in a course: proposed, answered, seated, and what came of it. There are never more than there are places."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import Text, in_both_languages
from niangjia.training import access, queries
from niangjia.training.catalogue import label
from niangjia.training.commands.departed import let_go_of_places
from niangjia.training.commands.profiles import keep_certificate
from niangjia.training.commands.steps import (
    checked,
    code_of,
    fen,
    lock_profile,
    lock_to_begin,
    past,
    require_there,
    tell,
    under_lock_of_course,
    under_lock_of_enrolment,
    yes,
)
from niangjia.training.limits import value_of
from niangjia.training.models import ACTIVE, FINISHED, Course, CourseState, Enrolment, EnrolmentState, SkillsProfile
from niangjia.training.rules import subsidy_ceiling
from niangjia.visits.commands import answer_wishes, reopen_wishes

HOPING = (EnrolmentState.WAITING, EnrolmentState.ENROLLED)
"""Said yes, and nothing has come of it yet."""


@transaction.atomic
def propose_enrolment(profile: SkillsProfile, course: Course, *, by: User) -> Enrolment:
    """Propose a course to somebody; it waits for their answer and takes no place yet. Proposed already is the same.

    Locks course and profile. Raises Forbidden, Conflict for a closed dossier or a course that is over, InvalidInput
    for a course of other units.
    """
    access.require_on(by, "propose-enrolment", profile)
    course = under_lock_of_course(course, "revise-course")
    profile = lock_to_begin(profile, "propose-enrolment", by)
    known = Enrolment.objects.filter(course=course, person=profile.person, state__in=ACTIVE).first()
    if known is not None:
        return known
    _require_to_come(course)
    if not queries.courses().filter(queries.near_unit(profile.dossier.unit), pk=course.pk).exists():
        raise InvalidInput(_("This course is not for people of this unit."), code="course")
    enrolment = Enrolment(course=course, dossier=profile.dossier, person=profile.person, made_by=by)
    enrolment.made_at = clock.now()
    enrolment.measure = queries.measure_for(profile.dossier, profile.person, queries.TRAINING_MEASURES)
    enrolment.save(force_insert=True)
    audit("training.enrolment.proposed", enrolment, by=by, unit=profile.dossier.unit, title=course.title)
    return enrolment


@transaction.atomic
def accept_enrolment(enrolment: Enrolment, *, agreed_on: date, agreed_how: str, by: User) -> Enrolment:
    """Note that the person said yes: they get a place, or stand at the end of the waiting list when there is none.

    Locks course and enrolment. Raises Forbidden, Conflict when it was answered or the course is over, InvalidInput.
    """
    access.require_on(by, "answer-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "answer-enrolment")
    require_there(enrolment)
    _require_to_come(enrolment.course)
    enrolment.agreed_on, enrolment.agreed_how = yes(agreed_on, agreed_how)
    enrolment.state, enrolment.queued_at = EnrolmentState.WAITING, clock.now()
    enrolment.save(update_fields=["agreed_on", "agreed_how", "state", "queued_at"])
    unit = enrolment.dossier.unit
    audit("training.enrolment.accepted", enrolment, by=by, unit=unit, title=enrolment.course.title)
    why = str(_answer_of(enrolment.course))
    answer_wishes(enrolment.person, goes_to=queries.GOES_TO, values={queries.WANTS_TRADE}, why=why, by=by)
    if enrolment.course.starts_on >= clock.today():
        fill_seats(enrolment.course, by=by, told=enrolment)
    elif queries.free_seat(enrolment.course) is not None:  # it has begun: those who waited are asked anew, not seated
        seat_enrolment(enrolment, by=by)
    enrolment.refresh_from_db(fields=["state", "seat"])
    return enrolment


def _answer_of(course: Course) -> Text:
    return in_both_languages(_("Said yes to the course “%(title)s”."), title=course.title)


def let_wishes_wait(course: Course, by: User) -> None:
    """A locked course comes to nothing for who said yes to it and has nothing of it yet: their wish to learn a trade
    waits again, unless another course they said yes to goes on or was finished.
    """
    answer = _answer_of(course)
    for each in course.enrolments.filter(state__in=HOPING).select_related("person"):
        others = Enrolment.objects.filter(person=each.person_id, state__in=[*HOPING, *FINISHED]).exclude(pk=each.pk)
        if each.queued_at is not None and not others.exists():
            reopen_wishes(
                each.person, goes_to=queries.GOES_TO, values={queries.WANTS_TRADE}, whys={answer.zh, answer.en},
                since=each.queued_at, by=by,
            )  # fmt: skip


def fill_seats(course: Course, *, by: User, told: Enrolment | None = None) -> None:
    """Give the free places of a locked course to those who wait, in the order of their yes, until it begins.

    Who has died, and whose dossier has ended, gets none. `told` need not be told: they are being dealt with.
    """
    let_go_of_places(course, by=by)
    if course.state != CourseState.OPEN or course.starts_on < clock.today():
        return
    waiting = course.enrolments.filter(queries.here(), state=EnrolmentState.WAITING).order_by("queued_at", "pk")
    for each in waiting.select_related("dossier__unit", "made_by"):
        if queries.free_seat(course) is None:
            return
        each.course = course
        seat_enrolment(each, by=by)
        if told is None or each.pk != told.pk:
            text = _("A place in the course “%(title)s” became free for somebody who waited for it.")
            tell(each, in_both_languages(text, title=course.title), by=by)


@transaction.atomic
def seat_enrolment(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Give a waiting enrolment of a locked course a free place. Raises Conflict for none, or one settled."""
    seat = queries.free_seat(enrolment.course)
    if seat is None or enrolment.state != EnrolmentState.WAITING:
        raise Conflict(_("There is no place left in this course."), code="no-place")
    enrolment.state, enrolment.seat = EnrolmentState.ENROLLED, seat
    enrolment.save(update_fields=["state", "seat"])
    title = enrolment.course.title
    audit("training.enrolment.seated", enrolment, by=by, unit=enrolment.dossier.unit, title=title)
    return enrolment


@transaction.atomic
def decline_enrolment(enrolment: Enrolment, *, note: str = "", by: User) -> Enrolment:
    """Note that the person did not wish to; nothing follows from it. Locks. Raises Forbidden, Conflict."""
    access.require_on(by, "answer-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "answer-enrolment")
    _end(enrolment, EnrolmentState.DECLINED, clock.today(), note)
    title = enrolment.course.title
    audit("training.enrolment.declined", enrolment, by=by, unit=enrolment.dossier.unit, title=title)
    return enrolment


@transaction.atomic
def withdraw_enrolment(enrolment: Enrolment, *, note: str = "", by: User) -> Enrolment:
    """Withdraw an enrolment; its place goes to the next who waits. Locks. Raises Forbidden, Conflict."""
    access.require_on(by, "withdraw-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "withdraw-enrolment")
    _end(enrolment, EnrolmentState.WITHDRAWN, clock.today(), note)
    title = enrolment.course.title
    audit("training.enrolment.withdrawn", enrolment, by=by, unit=enrolment.dossier.unit, title=title)
    fill_seats(enrolment.course, by=by)
    return enrolment


@transaction.atomic
def complete_enrolment(enrolment: Enrolment, *, on: date, paid_fen: int = 0, by: User) -> Enrolment:
    """Note that somebody took part, without a certificate. Locks. Raises Forbidden, Conflict, InvalidInput."""
    access.require_on(by, "settle-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "settle-enrolment")
    enrolment.paid_fen = fen(paid_fen, what=_("Paid by the person"))
    _end(enrolment, EnrolmentState.COMPLETED, _day_in(enrolment.course, on), "")
    _has_learnt(enrolment)
    title = enrolment.course.title
    audit("training.enrolment.completed", enrolment, by=by, unit=enrolment.dossier.unit, title=title)
    return enrolment


@transaction.atomic
def certify_enrolment(enrolment: Enrolment, *, on: date, number: str = "", paid_fen: int = 0, by: User) -> Enrolment:
    """Note the certificate; one of a level goes into the person's profile. Locks.

    Raises Forbidden, Conflict, InvalidInput for the day or the amount.
    """
    access.require_on(by, "settle-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "settle-enrolment")
    enrolment.certificate_number = checked(number, what=_("Number of the certificate"), longest=40)
    enrolment.paid_fen = fen(paid_fen, what=_("Paid by the person"))
    _end(enrolment, EnrolmentState.CERTIFIED, _day_in(enrolment.course, on), "")
    profile = _has_learnt(enrolment)
    course = enrolment.course
    if profile is not None and course.level:
        keep_certificate(profile, skill=course.skill, level=course.level, number=number, issued_on=on)
    audit("training.enrolment.certified", enrolment, by=by, unit=enrolment.dossier.unit, title=course.title)
    return enrolment


@transaction.atomic
def leave_enrolment(enrolment: Enrolment, *, on: date, why: str, note: str = "", by: User) -> Enrolment:
    """Note that somebody left before the end, and why; the place becomes free. Locks.

    Raises Forbidden, Conflict, InvalidInput.
    """
    access.require_on(by, "settle-enrolment", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "settle-enrolment")
    enrolment.why_left = code_of("why-left", why, what=pgettext_lazy("training", "Why"))
    _end(enrolment, EnrolmentState.LEFT, past(on, what=_("Day")), note)
    told = {"title": enrolment.course.title, "why": label("why-left", why)}
    audit("training.enrolment.left", enrolment, by=by, unit=enrolment.dossier.unit, **told)
    fill_seats(enrolment.course, by=by)
    return enrolment


@transaction.atomic
def grant_subsidy(enrolment: Enrolment, *, amount_fen: int, on: date, by: User) -> Enrolment:
    """Note what was paid back after the certificate, once: at most the limit, and what the person paid. Locks.

    Raises Forbidden, Conflict when it was noted or there is no certificate, InvalidInput for more.
    """
    access.require_on(by, "grant-subsidy", enrolment)
    enrolment = under_lock_of_enrolment(enrolment, "grant-subsidy")
    if enrolment.subsidy_fen:
        raise Conflict(_("The subsidy was entered already."), code="granted")
    most = subsidy_ceiling(enrolment.paid_fen, value_of("subsidy"))
    if not 0 < amount_fen <= most:
        raise InvalidInput(
            _("At most %(yuan)s yuan: what the person paid, up to the limit.")
            % {"yuan": f"{most // 100}.{most % 100:02d}"},
            remedy=_("Correct the amount."),
            code="amount",
        )
    enrolment.subsidy_fen = amount_fen
    enrolment.subsidy_on = past(on, what=_("Day"), since=enrolment.ended_on)
    enrolment.save(update_fields=["subsidy_fen", "subsidy_on"])
    audit("training.subsidy.granted", enrolment, by=by, unit=enrolment.dossier.unit, title=enrolment.course.title)
    return enrolment


def _require_to_come(course: Course) -> None:
    if course.state != CourseState.OPEN or course.ends_on < clock.today():
        raise Conflict(_("This course is over."), remedy=_("Choose another."), code="course-over")


def _day_in(course: Course, on: date) -> date:
    return past(on, what=_("Day"), since=course.starts_on)


def _has_learnt(enrolment: Enrolment) -> SkillsProfile | None:
    """The profile, locked, with the skill of the course begun at least."""
    found = SkillsProfile.objects.filter(person=enrolment.person).first()
    if found is None:
        return None
    profile = lock_profile(found)
    if enrolment.course.skill not in profile.skills:
        profile.skills = profile.skills | {enrolment.course.skill: 1}
        profile.save(update_fields=["skills"])
    return profile


def _end(enrolment: Enrolment, state: EnrolmentState, on: date, note: str) -> None:
    """Save a state in which nothing more is to come; only those who finished keep their place."""
    enrolment.state, enrolment.ended_on = state, on
    if state not in {EnrolmentState.COMPLETED, EnrolmentState.CERTIFIED}:
        enrolment.seat = None
    enrolment.note = checked(note, what=pgettext_lazy("training", "Note"))
    enrolment.save()
