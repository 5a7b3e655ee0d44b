"""A signed plan decided on by somebody who had no part in it: approved, or sent back."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.commands import send_notice
from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.text import in_both_languages
from niangjia.plans import access, queries
from niangjia.plans.cases import warnings_about
from niangjia.plans.commands.steps import back_to_draft, checked, locked_plan, require_seen, told, under_lock_for
from niangjia.plans.errors import NeedsAnotherPerson, OverWarnings, PlanTaken
from niangjia.plans.models import LIVE, MeasureState, Plan, PlanState, Progress
from niangjia.plans.warnings import in_words


@transaction.atomic
def return_plan(plan: Plan, *, seen: str, why: str, by: User) -> Plan:
    """Send a signed plan, as it was when `seen` (its changed_at, ISO), back with the reason, and tell who drew it up.
    Locks it.

    Raises Forbidden, NeedsAnotherPerson, PlanTaken also when it was changed meanwhile, InvalidInput without a reason.
    """
    access.require(by, "return", plan.dossier.unit)
    plan = under_lock_for(plan, "return")
    _require_another(by, plan)
    require_seen(plan, seen)
    plan.returned_why = checked(why, what=gettext_lazy("The reason"))
    back_to_draft(plan)
    audit("plans.plan.returned", plan.dossier, by=by, unit=plan.dossier.unit, **told(plan))
    text = in_both_languages(gettext_lazy("A plan of help of %(unit)s was sent back."), unit=plan.dossier.unit.name)
    to = [plan.drawn_by] if plan.drawn_by.is_active else []
    send_notice(to, text=text, by=by, address=reverse("plans:show-plan", args=[plan.pk]))
    return plan


@transaction.atomic
def approve_plan(plan: Plan, *, seen: str, shown: Collection[str], why: str, by: User) -> Plan:
    """Approve a signed plan as it was when `seen` (its changed_at, ISO). `shown` are the marks of the warnings that the
    page showed (`Caution.mark`). Over warnings it takes a reason in words; one that was not shown, or says something
    else by now, and it is to be looked at again. Locks it.

    A plan of this year is in force at once and follows the one before: what a measure has reached meanwhile there goes
    along, what was left out of the new one is dropped there. One of the next year begins on 1 January; until then that
    of this year holds. Raises Forbidden, NeedsAnotherPerson, PlanTaken also when it was changed meanwhile or a plan of
    a later year is in force, OverWarnings.
    """
    access.require(by, "approve", plan.dossier.unit)
    now = locked_plan(plan)
    if now.state == PlanState.APPROVED and now.approved_by_id == by.pk:
        return now
    plan = under_lock_for(plan, "approve")
    _require_another(by, plan)
    require_seen(plan, seen)
    _require_latest_year(plan)
    warned = warnings_about(plan)
    if {each.mark for each in warned} - set(shown):
        raise OverWarnings(
            _("There are more warnings than when you opened this page."),
            remedy=_("Read them, then decide."),
            code="more",
        )
    plan.overruled_why = checked(why, what=gettext_lazy("Why it is right all the same"), is_needed=bool(warned))
    plan.begins_on = max(clock.today(), date(plan.year, 1, 1))
    _follow(plan, by)
    plan.overruled, plan.state = list(dict.fromkeys(each.code for each in warned)), PlanState.APPROVED
    plan.approved_by, plan.approved_on, plan.changed_at = by, clock.today(), clock.now()
    plan.save()
    words, unit = in_words(plan.overruled), plan.dossier.unit
    audit("plans.plan.approved", plan.dossier, by=by, unit=unit, overruled=words, **told(plan))
    text = in_both_languages(gettext_lazy("A plan of help of %(unit)s was approved."), unit=plan.dossier.unit.name)
    to = [plan.drawn_by] if plan.drawn_by.is_active else []
    send_notice(to, text=text, by=by, address=reverse("plans:show-plan", args=[plan.pk]))
    return plan


def _require_latest_year(plan: Plan) -> None:
    now = queries.plan_in_force(plan.dossier)
    if now is not None and now.year > plan.year:
        raise PlanTaken(
            _("The plan of %(year)s is in force already.") % {"year": now.year},
            remedy=_("Send this one back; whoever drew it up puts what is still open into the later plan."),
        )


def _follow(plan: Plan, by: User) -> None:
    """Let the plan in force be over from the day on which a new one begins, and give up what it replaces before that.

    Of a year that is still to begin, the plan in force goes on until then. Of this year, one of the next stays ahead.
    """
    before, ahead = queries.plan_in_force(plan.dossier), queries.plan_ahead(plan.dossier)
    if plan.begins_on is None:
        raise ValueError("A plan is followed by one that begins on a day.")
    if before is not None:
        _carry_states(before, plan)
    if plan.begins_on > clock.today():
        if ahead is not None:
            ahead.state, ahead.ended_on = PlanState.DISCARDED, clock.today()
            ahead.save(update_fields=["state", "ended_on"])
        if before is not None:
            before.ended_on = plan.begins_on
            before.save(update_fields=["ended_on"])
        return
    if before is not None:
        _drop_left_out(before, plan, by)
        before.state, before.ended_on = PlanState.ENDED, clock.today()
        before.save(update_fields=["state", "ended_on"])
    plan.ended_on = ahead.begins_on if ahead else None


def _carry_states(before: Plan, plan: Plan) -> None:
    new = {each.thread: each for each in plan.measures.select_for_update()}
    for old in before.measures.all():
        taken = new.get(old.thread)
        if taken is not None and (taken.state, taken.ended_on) != (old.state, old.ended_on):
            taken.state, taken.ended_on = old.state, old.ended_on
            taken.save(update_fields=["state", "ended_on"])


def _drop_left_out(before: Plan, plan: Plan, by: User) -> None:
    kept = set(plan.measures.values_list("thread", flat=True))
    for old in before.measures.all():
        if old.thread not in kept and old.state in LIVE:
            Progress.objects.create(measure=old, before=old.state, state=MeasureState.DROPPED, by=by, at=clock.now())
            old.state, old.ended_on = MeasureState.DROPPED, clock.today()
            old.save(update_fields=["state", "ended_on"])


def _require_another(by: User, plan: Plan) -> None:
    if access.has_part_in(by, plan):
        raise NeedsAnotherPerson(
            _("You had a part in this plan, or belong to the household, so that somebody else has to decide on it."),
            remedy=_("Another approver or reviewer of the unit, or of the one above, does this."),
        )
