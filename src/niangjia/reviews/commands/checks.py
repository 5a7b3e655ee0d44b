"""The spot check by the higher level: the draw, and what each check found."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import chain_access
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages
from niangjia.limits.queries import limits_of
from niangjia.reviews import access, queries_of_checks
from niangjia.reviews.commands.campaigns import AT_ONCE, lock_campaign
from niangjia.reviews.models import Campaign, CheckResult, Draw, How, Review, ReviewState, SpotCheck
from niangjia.reviews.rules import SPOT_CHECK, drawn


@transaction.atomic
def select_checks(campaign: Campaign, *, percent: int, by: User, seed: str = "") -> Draw:
    """Draw at random from what was reviewed and is in no draw yet; `percent` is at least the limit. Locks the campaign.

    The seed is kept, and each review knows the draw it took part in: `rules.drawn` gives the same again.
    Raises Forbidden, InvalidInput, Conflict when nothing is there to draw from.
    """
    campaign = lock_campaign(campaign)
    access.require(by, "check", campaign.unit)
    least = limits_of("reviews")[SPOT_CHECK].value
    if not least <= percent <= 100:
        raise InvalidInput(
            _("At least %(least)s percent are checked.") % {"least": least}, remedy=_("Choose that or more.")
        )
    ids = list(
        queries_of_checks.to_draw(campaign).select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
    )
    if not ids:
        raise Conflict(
            _("There is nothing new to draw from: every review done so far has been in a draw."),
            remedy=_("Draw again when more are done."),
            code="nothing-to-draw",
        )
    seed = seed or secrets.token_hex(16)
    chosen = drawn(ids, seed=seed, percent=percent)
    draw = Draw.objects.create(
        campaign=campaign,
        seed=seed,
        percent=percent,
        population=len(ids),
        size=len(chosen),
        drawn_by=by,
        drawn_at=clock.now(),
    )
    # By their ids: a review that is done while this runs was not drawn from, and waits for the next draw.
    for start in range(0, len(ids), AT_ONCE):
        Review.objects.filter(pk__in=ids[start : start + AT_ONCE]).update(draw=draw)
    SpotCheck.objects.bulk_create((SpotCheck(draw=draw, review_id=pk) for pk in chosen), batch_size=AT_ONCE)
    told = {"size": len(chosen), "count": len(ids), "percent": percent, "seed": seed}
    audit("reviews.checks.selected", campaign, by=by, unit=campaign.unit, **told)
    return draw


@transaction.atomic
def record_check(check: SpotCheck, *, result: str, on: date, how: str, what: str = "", by: User) -> SpotCheck:
    """Record whether a review was found to be right, once; who reviewed does not check. Locks dossier and check.

    The same again by the same person changes nothing. Raises Forbidden, NeedsAnother for the own
    household, InvalidInput, Conflict when it is checked, or the review was reopened and not done again.
    """
    dossier = lock_dossier(Dossier(pk=check.review.dossier_id))
    access.require(by, "check", dossier.unit)
    chain_access.require_not_own(by, [dossier.household_id], act=access.RIGHTS["check"].label)
    review = Review.objects.select_for_update().get(pk=check.review_id)
    check = lock(SpotCheck.objects.select_related("checked_by"), check.pk)
    if check.result != CheckResult.WAITING:
        if (check.checked_by_id, check.result, check.checked_on, check.how) == (by.pk, result, on, how):
            return check
        raise Conflict(
            in_both_languages(_("%(name)s has recorded this check already."), name=str(check.checked_by)),
            remedy=_("Look at it as it is now."),
            code="checked-already",
        )
    if review.state != ReviewState.DONE or review.found_on is None:
        raise Conflict(
            _("This review was reopened and has not been done again."),
            remedy=_("Check it once it is."),
            code="reopened",
        )
    if review.findings.filter(by=by).exists():
        raise Forbidden(_("You took part in this review, so that someone else has to check it."))
    if result not in {CheckResult.AGREES, CheckResult.DIFFERS} or how not in How.values:
        raise InvalidInput(_("Say how you checked, and whether it agrees."), code="incomplete")
    require_readable(what)
    if not review.found_on <= on <= clock.today():
        raise InvalidInput(_("A check is not before the review, and not on a day to come."), code="checked-on")
    if result == CheckResult.DIFFERS and not what.strip():
        raise InvalidInput(_("Where a check differs, say what differs."), code="what")
    check.result, check.what, check.how = result, what.strip(), how
    check.checked_on, check.checked_by, check.checked_at = on, by, clock.now()
    check.save()
    told = in_both_languages(CheckResult(result).label)
    audit("reviews.check.recorded", dossier, by=by, unit=dossier.unit, number=dossier.number, result=told)
    return check
