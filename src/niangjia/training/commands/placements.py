"""A post for a person: offered, answered, begun, ended, and whether they are still there. Pay in fen a month."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.text import in_both_languages
from niangjia.training import access, queries
from niangjia.training.catalogue import label
from niangjia.training.commands.departed import let_go_of_posts
from niangjia.training.commands.steps import (
    checked,
    fen,
    lock_profile,
    lock_to_begin,
    past,
    post_words,
    require_there,
    under_lock_of_follow_up,
    under_lock_of_placement,
    under_lock_of_vacancy,
    yes,
)
from niangjia.training.commands.working import Start, begin, leave
from niangjia.training.errors import NoPlaceLeft
from niangjia.training.limits import value_of
from niangjia.training.models import (
    FINISHED,
    UNDER_WAY,
    Enrolment,
    FollowUpState,
    Placement,
    PlacementState,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)
from niangjia.visits.commands import answer_wishes


@transaction.atomic
def offer_placement(profile: SkillsProfile, vacancy: Vacancy, *, by: User) -> Placement:
    """Offer a post to somebody; it waits for their answer and takes no post yet. Offered already is the same.

    Locks vacancy and profile. Raises Forbidden, Conflict for a closed dossier or a vacancy that is over, NoPlaceLeft,
    InvalidInput for a vacancy of other units.
    """
    access.require_on(by, "offer-placement", profile)
    vacancy = under_lock_of_vacancy(vacancy, "revise-vacancy")
    profile = lock_to_begin(profile, "offer-placement", by)
    known = Placement.objects.filter(vacancy=vacancy, person=profile.person, state__in=UNDER_WAY).first()
    if known is not None:
        return known
    if vacancy.last_on < clock.today():
        raise Conflict(_("The last day of this vacancy is over."), remedy=_("Choose another."), code="vacancy-over")
    if not queries.vacancies().filter(queries.near_unit(profile.dossier.unit), pk=vacancy.pk).exists():
        raise InvalidInput(_("This vacancy is not for people of this unit."), code="vacancy")
    let_go_of_posts(vacancy, by=by)
    _require_post(vacancy)
    placement = _new(profile, by, vacancy.title, vacancy.employer)
    placement.vacancy = vacancy
    placement.save(force_insert=True)
    audit("training.placement.offered", placement, by=by, unit=profile.dossier.unit, title=vacancy.title)
    return placement


@transaction.atomic
def add_placement(profile: SkillsProfile, *, title: str, employer: str, start: Start, by: User) -> Placement:
    """Enter work that somebody found themselves; follow-ups are planned. The same again is the one there is.

    Locks the profile. Raises Forbidden, Conflict for a closed dossier, InvalidInput.
    """
    access.require_on(by, "offer-placement", profile)
    profile = lock_to_begin(profile, "offer-placement", by)
    placement = _new(profile, by, *post_words(title, employer))
    same = {"person": profile.person, "vacancy": None, "state": PlacementState.STARTED, "title": placement.title}
    told = {"contract": start.contract, "contract_term": start.contract_term, "pay_fen": start.pay_fen}
    told |= {"pay_before_fen": start.pay_before_fen, "started_on": start.started_on}
    known = Placement.objects.filter(**same, **told, employer=placement.employer).first()
    if known is not None:
        return known
    placement.agreed_on, placement.agreed_how = past(start.started_on, what=_("First day")), "in-person"
    begin(placement, start, profile)
    audit("training.placement.added", placement, by=by, unit=profile.dossier.unit)
    _answer_wish(placement, by)
    return placement


@transaction.atomic
def accept_placement(placement: Placement, *, agreed_on: date, agreed_how: str, by: User) -> Placement:
    """Note that the person said yes: one of the posts is theirs. Locks vacancy and placement.

    Raises Forbidden, Conflict when it was answered, NoPlaceLeft, InvalidInput.
    """
    access.require_on(by, "answer-placement", placement)
    placement = under_lock_of_placement(placement, "answer-placement")
    require_there(placement)
    placement.agreed_on, placement.agreed_how = yes(agreed_on, agreed_how)
    if placement.vacancy is not None:
        let_go_of_posts(placement.vacancy, by=by)
        placement.post = _require_post(placement.vacancy)
    placement.state = PlacementState.ACCEPTED
    placement.save(update_fields=["agreed_on", "agreed_how", "post", "state"])
    audit("training.placement.accepted", placement, by=by, unit=placement.dossier.unit, title=placement.title)
    _answer_wish(placement, by)
    return placement


@transaction.atomic
def decline_placement(placement: Placement, *, note: str = "", by: User) -> Placement:
    """Note that the person did not wish to; nothing follows from it. Locks. Raises Forbidden, Conflict."""
    access.require_on(by, "answer-placement", placement)
    placement = under_lock_of_placement(placement, "answer-placement")
    _end(placement, PlacementState.DECLINED, note)
    audit("training.placement.declined", placement, by=by, unit=placement.dossier.unit, title=placement.title)
    return placement


@transaction.atomic
def withdraw_placement(placement: Placement, *, note: str = "", by: User) -> Placement:
    """Note that the post did not come about; it is free again. Locks. Raises Forbidden, Conflict."""
    access.require_on(by, "withdraw-placement", placement)
    placement = under_lock_of_placement(placement, "withdraw-placement")
    _end(placement, PlacementState.WITHDRAWN, note)
    audit("training.placement.withdrawn", placement, by=by, unit=placement.dossier.unit, title=placement.title)
    return placement


@transaction.atomic
def start_placement(placement: Placement, start: Start, *, by: User) -> Placement:
    """Note the start of work and its contract; follow-ups are planned. Locks.

    Raises Forbidden, Conflict, InvalidInput.
    """
    access.require_on(by, "start-placement", placement)
    placement = under_lock_of_placement(placement, "start-placement")
    require_there(placement)
    found = SkillsProfile.objects.filter(person=placement.person).first()
    begin(placement, start, lock_profile(found) if found else None)
    audit("training.placement.started", placement, by=by, unit=placement.dossier.unit, title=placement.title)
    return placement


@transaction.atomic
def end_placement(placement: Placement, *, on: date, why: str, note: str = "", by: User) -> Placement:
    """Note that work has ended, and why; follow-ups that wait are not needed any more. Locks.

    Raises Forbidden, Conflict, InvalidInput.
    """
    access.require_on(by, "end-placement", placement)
    placement = under_lock_of_placement(placement, "end-placement")
    leave(placement, on, why, checked(note, what=pgettext_lazy("training", "Note")))
    told = {"title": placement.title, "why": label("why-left", why)}
    audit("training.placement.ended", placement, by=by, unit=placement.dossier.unit, **told)
    return placement


@transaction.atomic
def record_follow_up(
    follow_up: WorkFollowUp, *, result: str, on: date, pay_fen: int = 0, left_on: date | None = None, why: str = "",
    note: str = "", by: User,
) -> WorkFollowUp:  # fmt: skip
    """Note whether somebody is still there, and the pay then; who is not has left on a day, for a reason. Locks.

    Raises Forbidden, Conflict when it is done or the work has ended, InvalidInput, also when it is too early to say.
    """
    access.require_on(by, "follow-up", follow_up.placement)
    follow_up = under_lock_of_follow_up(follow_up, "follow-up")
    placement = follow_up.placement
    if result not in {FollowUpState.THERE, FollowUpState.LEFT, FollowUpState.MISSED}:
        raise InvalidInput(_("Say whether the person is still there."), code="choice")
    follow_up.state, follow_up.done_by = FollowUpState(result), by
    follow_up.done_on = past(on, what=_("Day"), since=placement.started_on)
    if result != FollowUpState.LEFT and on < follow_up.due_on - timedelta(days=value_of("early")):
        raise InvalidInput(
            _("It is too early for this follow-up: its day is %(day)s.") % {"day": follow_up.due_on.isoformat()},
            remedy=_("Ask nearer to that day, or note that the work has ended."),
            code="early",
        )
    follow_up.pay_fen = fen(pay_fen, what=_("Pay")) if result == FollowUpState.THERE else 0
    follow_up.note = checked(note, what=pgettext_lazy("training", "Note"))
    follow_up.save()
    if result == FollowUpState.LEFT:
        leave(placement, left_on or on, why, "")
    words_of = in_both_languages(FollowUpState(result).label)
    told = {"months": follow_up.months, "result": words_of}
    audit("training.follow-up.recorded", placement, by=by, unit=placement.dossier.unit, **told)
    return follow_up


def _answer_wish(placement: Placement, by: User) -> None:
    """Who said at a visit that they would like work has some, or said yes to it."""
    why = _("Work: %(title)s.") % {"title": placement.title}
    answer_wishes(placement.person, goes_to=queries.GOES_TO, values={queries.WANTS_WORK}, why=str(why), by=by)


def _new(profile: SkillsProfile, by: User, title: str, employer: str) -> Placement:
    placement = Placement(dossier=profile.dossier, person=profile.person, title=title, employer=employer, made_by=by)
    placement.offered_on, placement.made_at = clock.today(), clock.now()
    placement.pay_before_fen = profile.pay_now_fen
    placement.enrolment = _trained(profile)
    placement.measure = queries.measure_for(profile.dossier, profile.person, queries.WORK_MEASURES)
    return placement


def _trained(profile: SkillsProfile) -> Enrolment | None:
    """The last course that the person finished."""
    found: QuerySet[Enrolment] = Enrolment.objects.filter(person=profile.person, state__in=FINISHED)
    return found.order_by("-ended_on", "-pk").first()


def _end(placement: Placement, state: PlacementState, note: str) -> None:
    placement.state, placement.post, placement.note = state, None, checked(note, what=pgettext_lazy("training", "Note"))
    placement.save(update_fields=["state", "post", "note"])


def _require_post(vacancy: Vacancy) -> int:
    post = queries.free_post(vacancy)
    if post is None:
        raise NoPlaceLeft(_("Every post of this vacancy is taken."), remedy=_("Choose another, or add posts to it."))
    return post
