"""What several commands share: locks, checks of what was typed, telling people. No command of its own."""

from collections.abc import Collection
from datetime import date
from typing import TypeVar

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text
from niangjia.privacy.fields import Sealed
from niangjia.training import access, queries
from niangjia.training.access import OfSomebody
from niangjia.training.catalogue import codes
from niangjia.training.errors import ChangedMeanwhile
from niangjia.training.models import (
    Course,
    Enrolment,
    EnrolmentState,
    Placement,
    PlacementState,
    Project,
    ProjectState,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)

LONGEST = 600
MOST_FEN = 10**10
"""A hundred million yuan: more is a typing error."""


def checked(text: str, *, what: object, is_needed: bool = False, longest: int = LONGEST) -> str:
    """What people typed without blank ends. Raises InvalidInput for none where needed, too long, unreadable."""
    text = text.strip()
    if is_needed and not text:
        raise InvalidInput(format_lazy(_("{what}: please say it in a few words."), what=what), code="empty")
    if len(text) > longest:
        raise InvalidInput(format_lazy(_("At most {limit} characters fit."), limit=longest), code="too-long")
    require_readable(text)
    return text


def code_of(name: str, code: str, *, what: object) -> str:
    """A code of a list. Raises InvalidInput for another."""
    if code not in codes(name):
        raise InvalidInput(format_lazy(_("{what}: choose one of the list."), what=what), code="choice")
    return code


def codes_of(name: str, given: Collection[str]) -> list[str]:
    """Codes of a list in its order. Raises InvalidInput for one that it does not have."""
    if unknown := set(given) - set(codes(name)):
        raise InvalidInput(format_lazy(_("{value} is not in the list."), value=min(unknown)[:30]), code="choice")
    return [each for each in codes(name) if each in given]


def fen(amount: int, *, what: object) -> int:
    """An amount in fen, nothing or more. Raises InvalidInput."""
    if not 0 <= amount <= MOST_FEN:
        raise InvalidInput(format_lazy(_("{what}: the amount cannot be right."), what=what), code="amount")
    return amount


def post_words(title: str, employer: str) -> tuple[str, str]:
    """Title and employer of a post. Raises InvalidInput."""
    return (
        checked(title, what=_("Title"), is_needed=True, longest=60),
        checked(employer, what=pgettext_lazy("vacancy", "Employer"), is_needed=True, longest=60),
    )


def past(day: date, *, what: object, since: date | None = None) -> date:
    """A day that is not still to come, nor before another. Raises InvalidInput."""
    if day > clock.today():
        raise InvalidInput(format_lazy(_("{what}: this day is still to come."), what=what), code="day")
    if since is not None and day < since:
        raise InvalidInput(
            format_lazy(_("{what}: this day lies before {since}."), what=what, since=since.isoformat()), code="day"
        )
    return day


def yes(agreed_on: date, agreed_how: str) -> tuple[date, str]:
    """When and how the person said yes. Raises InvalidInput."""
    return past(agreed_on, what=_("Said yes on")), code_of("agreed-how", agreed_how, what=_("How"))


def require_going_on(dossier: Dossier) -> None:
    """Raises Conflict for a dossier that is closed: nothing new begins in it."""
    if dossier.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": dossier.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )


def require_there(row: OfSomebody) -> Dossier:
    """The open dossier to which something new for the person of a row belongs. Raises Conflict when they have died, or
    none is open: nothing new begins then.
    """
    home = queries.home_of(row.person, row.dossier)
    if home is not None:
        return home
    if row.person.died_on is not None:
        raise Conflict(
            _("This person has passed away: nothing new begins."),
            remedy=_("What is owed of a loan is settled on its page."),
            code="died",
        )
    require_going_on(row.dossier)
    raise Conflict(_("No dossier of this person is open."), code="dossier-closed")


def require_seen(now: str, seen: str) -> None:
    """Raises ChangedMeanwhile when a form was opened before the latest change."""
    if now != seen:
        raise ChangedMeanwhile(
            _("Someone else has changed this since you opened it."),
            remedy=_("Open it again. What you typed is still below."),
        )


_OF_ITSELF = frozenset({"id", "made_at", "changed_at"})
Announced = TypeVar("Announced", Course, Vacancy)


def same_again(known: Announced, new: Announced) -> Announced:
    """What was announced already, when the new one says the same in everything; else nothing typed is dropped.

    Raises Conflict.
    """
    for field in known._meta.concrete_fields:  # noqa: SLF001 (the public name of a model is there)
        before, after = getattr(known, field.attname), getattr(new, field.attname)
        if field.name not in _OF_ITSELF and _plain(before) != _plain(after):
            raise Conflict(
                _("You have announced “%(title)s” already, and it differs a little.") % {"title": known.title},
                remedy=_("Change the one there is, or give this one another title. What you typed is still below."),
                code="announced",
            )
    return known


def _plain(value: object) -> object:
    return value.reveal() if isinstance(value, Sealed) else value


def over(state: object) -> Conflict:
    """The refusal of an act that the state forbids."""
    return Conflict(
        format_lazy(_("This is not possible any more: {state}."), state=state),
        remedy=_("Look at where it stands now."),
        code="state",
    )


def under_lock_of_course(course: Course, act: str) -> Course:
    """The row as it is now, locked; whoever takes or frees a place of it waits. Raises Conflict by its state."""
    locked = lock(Course.objects.select_related("unit", "made_by"), course.pk, no_key=True)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(locked.get_state_display())
    return locked


def under_lock_of_vacancy(vacancy: Vacancy, act: str) -> Vacancy:
    """The same of a vacancy and its posts."""
    locked = lock(Vacancy.objects.select_related("unit", "at"), vacancy.pk, no_key=True)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(locked.get_state_display())
    return locked


def under_lock_of_enrolment(enrolment: Enrolment, act: str) -> Enrolment:
    """The row as it is now, locked after its course. Raises Conflict when its state forbids the act."""
    course = lock(Course.objects.select_related("unit"), enrolment.course_id, no_key=True)
    locked = lock(Enrolment.objects.select_related("dossier__unit", "person", "made_by"), enrolment.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(EnrolmentState(locked.state).label)
    locked.course = course
    return locked


def under_lock_of_placement(placement: Placement, act: str) -> Placement:
    """The row as it is now, locked after its vacancy. Raises Conflict when its state forbids the act."""
    vacancy = None
    if placement.vacancy_id is not None:
        vacancy = lock(Vacancy.objects.select_related("unit"), placement.vacancy_id, no_key=True)
    locked = lock(Placement.objects.select_related("dossier__unit", "person"), placement.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(PlacementState(locked.state).label)
    locked.vacancy = vacancy
    return locked


def under_lock_of_project(project: Project, act: str) -> Project:
    """The row as it is now, locked. Raises Conflict when its state forbids the act."""
    locked = lock(Project.objects.select_related("dossier__unit", "person"), project.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(ProjectState(locked.state).label)
    return locked


def under_lock_of_follow_up(follow_up: WorkFollowUp, act: str) -> WorkFollowUp:
    """The row as it is now, locked after its placement. Raises Conflict when it is done or not needed any more."""
    placement = under_lock_of_placement(follow_up.placement, "end-placement")
    locked = lock(WorkFollowUp.objects.all(), follow_up.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise over(locked.get_state_display())
    locked.placement = placement
    return locked


def lock_profile(profile: SkillsProfile) -> SkillsProfile:
    """The profile as it is now, locked: two enrolments or offers of one person wait for each other."""
    return lock(SkillsProfile.objects.select_related("dossier__unit", "person"), profile.pk, no_key=True)


def lock_to_begin(profile: SkillsProfile, act: str, by: User) -> SkillsProfile:
    """The profile, locked, for something new: it goes along to the dossier of the household the person lives in now.

    Raises Conflict as `require_there`, and Forbidden or NeedsAnother when that household is not somebody's to act for.
    """
    profile = lock_profile(profile)
    home = require_there(profile)
    if home.pk != profile.dossier_id:
        profile.dossier = home
        access.require_on(by, act, profile)
        profile.save(update_fields=["dossier"])
    return profile


def tell(row: Enrolment | Placement, text: Text, *, by: User) -> None:
    """Tell who proposed something, and the cadre of the person, without naming anybody."""
    profile = queries.profiles().filter(person=row.person_id).first()
    to = [each for each in (row.made_by, profile.cadre if profile else None) if each and each.is_active and each != by]
    page = "training:show-enrolment" if isinstance(row, Enrolment) else "training:show-placement"
    send_notice(list(dict.fromkeys(to)), text=text, by=by, address=reverse(page, args=[row.pk]))
