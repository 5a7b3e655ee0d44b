"""What is said of a measure of a plan in force."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.chain_access import require_not_own
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.plans import access, queries
from niangjia.plans.commands.steps import checked
from niangjia.plans.errors import PlanTaken
from niangjia.plans.models import MeasureState, PlannedMeasure
from niangjia.plans.rules import AT_END, may_follow, needs_words


@transaction.atomic
def report_progress(measure: PlannedMeasure, state: str, words: str, by: User) -> PlannedMeasure:
    """Say how a measure stands: "under-way", "reached", "not-reached", "dropped", in words where they are needed.

    Of an older version of the plan, the row in force is meant (`queries.standing_of`). The same said again by the same
    person is said once. Locks the dossier and the measure. Apps above that found it out call this as whoever did.
    A plan that is still to begin follows. Raises Forbidden, NeedsAnother, Conflict when the dossier is closed,
    InvalidInput for an unknown state or no words, PlanTaken when the plan is not in force or the state cannot follow.
    """
    lock_dossier(Dossier(pk=measure.plan.dossier_id))
    standing = queries.standing_of(measure)
    measure = lock(queries.measures().select_related("plan__dossier__unit"), standing.pk)
    dossier = measure.plan.dossier
    if not access.works_on(by, measure):
        raise Forbidden(
            _("You neither see to this measure nor work on the plans of %(unit)s.") % {"unit": dossier.unit},
            remedy=_("Ask the assistance clerk, or whoever sees to it."),
        )
    require_not_own(by, [dossier.household_id], act=access.RIGHTS["report"].label)
    if dossier.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": dossier.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    if not access.RIGHTS["report"].allows_state(measure.plan.stands):
        raise PlanTaken(_("This plan is not in force."), remedy=_("Look at the plan as it stands now."))
    if state not in MeasureState.values:
        raise InvalidInput(_("Choose how it stands."), code="state")
    text = checked(words, what=gettext_lazy("What was done"), is_needed=needs_words(measure.state, state))
    last = measure.progress.order_by("-at", "-id").first()
    if last and (last.state, last.by_id) == (state, by.pk) and (last.words.reveal() if last.words else "") == text:
        return measure
    if not may_follow(measure.state, state):
        stands = MeasureState(measure.state).label
        raise PlanTaken(
            _("It stands at “%(state)s” already.") % {"state": stands}, remedy=_("Look at it as it is now.")
        )
    before, now = measure.state, clock.now()
    measure.progress.create(before=before, state=state, words=text, by=by, at=now)
    measure.state, measure.ended_on = state, clock.today() if state in AT_END else None
    measure.save(update_fields=["state", "ended_on"])
    queries.rows_ahead(measure).update(state=measure.state, ended_on=measure.ended_on)
    entry = queries.entries_now().get(measure.code)
    audit(
        "plans.progress.reported",
        dossier,
        by=by,
        unit=dossier.unit,
        number=dossier.number,
        measure=entry.label if entry else measure.code,
        before=in_both_languages(MeasureState(before).label),
        state=in_both_languages(MeasureState(state).label),
    )
    return measure
