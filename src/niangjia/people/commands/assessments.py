"""The register of impact assessments: drafted, brought up to date while a draft, approved by another person."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.days import require_day_to_come, require_past_day
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.periods import add_years
from niangjia.kernel.readable import require_readable
from niangjia.people import access
from niangjia.people.models import AssessmentState, ImpactAssessment

KEPT_YEARS = 3
"""A report is kept for at least so long (PIPL art. 56)."""
TEXTS = ("title", "kind", "purpose", "necessity", "risks", "measures", "conclusion")


@transaction.atomic
def draft_assessment(
    texts: Mapping[str, str],
    *,
    made_on: date,
    review_on: date,
    kept_until: date | None = None,
    replaces: ImpactAssessment | None = None,
    by: User,
) -> ImpactAssessment:
    """Add a draft. `texts` are those of TEXTS; it is kept for three years at least, from the day it was made.

    Raises Forbidden, InvalidInput for days out of order, Conflict when what it follows is a draft or has a follower.
    """
    access.require(by, "draft-assessments")
    if replaces is not None:
        earlier = ImpactAssessment.objects.select_for_update().get(pk=replaces.pk)
        if earlier.state != AssessmentState.APPROVED or ImpactAssessment.objects.filter(replaces=earlier).exists():
            raise Conflict(
                _("The earlier assessment is a draft, or another one follows it already."),
                remedy=_("Open the register and look at where it stands."),
            )
    assessment = ImpactAssessment(drafted_by=by, drafted_at=clock.now(), replaces=replaces)
    _set(assessment, texts, made_on, review_on, kept_until)
    assessment.save(force_insert=True)
    audit("people.assessment.drafted", assessment, by=by, title=assessment.title)
    return assessment


@transaction.atomic
def revise_assessment(
    assessment: ImpactAssessment,
    texts: Mapping[str, str],
    *,
    made_on: date,
    review_on: date,
    kept_until: date | None = None,
    by: User,
) -> ImpactAssessment:
    """Change a draft; whoever does so becomes its author. Locks it; raises Conflict once approved, else as drafting."""
    assessment = _lock_draft(assessment, "draft-assessments")
    access.require(by, "draft-assessments")
    assessment.drafted_by, assessment.drafted_at = by, clock.now()
    _set(assessment, texts, made_on, review_on, kept_until)
    assessment.save()
    audit("people.assessment.revised", assessment, by=by, title=assessment.title)
    return assessment


@transaction.atomic
def approve_assessment(assessment: ImpactAssessment, *, seen: str = "", by: User) -> ImpactAssessment:
    """Let a draft stand; it is never changed again. Locks it.

    `seen` is the instant of its last change when the approver read it. Raises Forbidden for its author, Conflict when
    it is approved already or was changed since.
    """
    assessment = _lock_draft(assessment, "approve-assessments")
    access.require(by, "approve-assessments")
    if assessment.drafted_by_id == by.pk:
        raise Forbidden(_("You wrote this assessment yourself; another person has to approve it."))
    if seen and seen != assessment.drafted_at.isoformat():
        raise Conflict(
            _("The draft was changed while you were reading it."), remedy=_("Read it once more, then approve it.")
        )
    assessment.state, assessment.approved_by = AssessmentState.APPROVED, by
    assessment.approved_at = clock.now()
    assessment.save(update_fields=["state", "approved_by", "approved_at"])
    audit("people.assessment.approved", assessment, by=by, title=assessment.title)
    return assessment


def _lock_draft(assessment: ImpactAssessment, act: str) -> ImpactAssessment:
    locked = ImpactAssessment.objects.select_for_update().get(pk=assessment.pk)
    if not access.RIGHTS[act].allows_state(locked.state):
        raise Conflict(
            _("This assessment is approved and stays as it is."),
            remedy=_("Draft the next one, which follows it."),
            code="approved",
        )
    return locked


def _set(
    assessment: ImpactAssessment, texts: Mapping[str, str], made_on: date, review_on: date, kept_until: date | None
) -> None:
    require_past_day(made_on, ahead=_("It was made today or earlier, and is reviewed after that."), code="wrong-day")
    for day in filter(None, (review_on, kept_until)):
        require_day_to_come(day, code="wrong-day")
    least = add_years(made_on, KEPT_YEARS)
    if review_on <= made_on:
        raise InvalidInput(
            _("It was made today or earlier, and is reviewed after that."),
            remedy=_("Correct one of the days."),
            code="wrong-day",
        )
    require_readable(*(texts[name] for name in TEXTS))
    for name in TEXTS:
        setattr(assessment, name, texts[name].replace("\r\n", "\n").strip())
    assessment.made_on, assessment.review_on = made_on, review_on
    assessment.kept_until = max(least, kept_until or least)
