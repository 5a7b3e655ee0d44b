"""The review of one dossier: put aside, recorded, taken back, read.

Each takes `seen`, the `turn` of the review when the form was shown: of several people who press at once one review
comes about, and the others are told whose. The same sent twice by the same person is one.
"""

import json
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import chain_access
from niangjia.dossiers.commands import assess_dossier
from niangjia.dossiers.commands.reading import check_reason
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries import latest_decision
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import Text, in_both_languages
from niangjia.reviews import access, queries
from niangjia.reviews.errors import NotToReview, OutcomeContradicted, ReviewTaken
from niangjia.reviews.models import Finding, How, Outcome, Review, ReviewState
from niangjia.reviews.records import Said

LONGEST_NOTE = 1000
FURTHEST_TRY = timedelta(days=180)


@transaction.atomic
def pause_review(review: Review, *, typed: dict[str, str], by: User) -> Review:
    """Keep, sealed and for its writer alone, what a form holds while they look at the dossier. Locks the review.

    Raises Forbidden, NotToReview, ReviewTaken when it is done, or while somebody else's words are kept.
    """
    review = _lock(review)
    access.require(by, "review", review.dossier.unit)
    _require_to_do(review)
    if review.draft and review.draft_by_id != by.pk:
        raise ReviewTaken(
            in_both_languages(_("%(name)s has begun this review and put it aside."), name=str(review.draft_by)),
            remedy=_("Speak with them, or record the review without putting it aside. What you typed is below."),
        )
    review.draft, review.draft_by = json.dumps(typed, ensure_ascii=False), by
    review.save(update_fields=["draft", "draft_by"])
    audit("reviews.review.paused", review.dossier, by=by, unit=review.dossier.unit, number=review.dossier.number)
    return review


@transaction.atomic
def record_review(review: Review, said: Said, *, seen: int, by: User) -> Review:
    """Record what came of a visit, call or talk. But for "unreached" the rules are applied to the household as it now
    is, and the outcome has to fit what they say. Locks the dossier and the review.

    Raises Forbidden, NeedsAnother for the own household, InvalidInput (days, what is missing), OutcomeContradicted,
    NotToReview, ReviewTaken, and what `dossiers.assess_dossier` raises.
    """
    review = _lock(review)
    dossier = review.dossier
    access.require(by, "review", dossier.unit)
    chain_access.require_not_own(by, [dossier.household_id], act=access.RIGHTS["review"].label)
    if _is_said_already(review, said, seen=seen, by=by):
        return review
    _require_to_do(review)
    if review.turn != seen:
        raise _taken(review)
    _check(review, said)
    finding = Finding(review=review, by=by, at=clock.now(), category=dossier.category)
    for name in ("outcome", "found_on", "how", "is_worker_present", "next_try_on"):
        setattr(finding, name, getattr(said, name))
    finding.note = said.note.strip()
    if said.outcome != Outcome.UNREACHED:
        dossier = assess_dossier(dossier, by=by)
        require_outcome_fits(said.outcome, before=review.listed_category, now=dossier.category)
        finding.category, finding.decision = dossier.category, latest_decision(dossier)
    finding.save(force_insert=True)
    review.state = ReviewState.UNREACHED if said.outcome == Outcome.UNREACHED else ReviewState.DONE
    review.outcome, review.found_on, review.recorded_by = said.outcome, said.found_on, by
    review.next_try_on, review.draft, review.draft_by = said.next_try_on, "", None
    review.turn += 1
    review.save()
    audit(
        "reviews.review.recorded",
        dossier,
        by=by,
        unit=dossier.unit,
        number=dossier.number,
        on=said.found_on.isoformat(),
        how=in_both_languages(How(said.how).label),
        outcome=in_both_languages(Outcome(said.outcome).label),
    )
    return review


@transaction.atomic
def reopen_review(review: Review, *, why: str, seen: int, by: User) -> Review:
    """Take back what was recorded, with a reason; the review is to be done again. Locks the dossier and the review.

    Raises Forbidden, NeedsAnother for the own household, InvalidInput without a reason in words, NotToReview when the
    campaign has ended, ReviewTaken.
    """
    review = _lock(review)
    dossier = review.dossier
    access.require(by, "reopen", dossier.unit)
    chain_access.require_not_own(by, [dossier.household_id], act=access.RIGHTS["reopen"].label)
    check_reason(why, about=Dossier.objects.filter(pk=dossier.pk))
    if review.campaign.ended_at:
        raise _ended()
    finding = queries.finding_in_force(review)
    if review.turn != seen or finding is None or not access.RIGHTS["reopen"].allows_state(review.state):
        last = review.findings.filter(reopened_by=by).order_by("-reopened_at").first()
        if last is not None and review.turn == seen + 1 and last.reopened_why.reveal() == why.strip():
            return review
        raise _taken(review)
    finding.reopened_by, finding.reopened_at, finding.reopened_why = by, clock.now(), why.strip()
    finding.save(update_fields=["reopened_by", "reopened_at", "reopened_why"])
    review.state, review.outcome, review.found_on, review.recorded_by = ReviewState.WAITING, "", None, None
    review.turn += 1
    review.save()
    audit("reviews.review.reopened", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return review


@transaction.atomic
def read_finding(finding: Finding, *, by: User) -> Finding:
    """Record that somebody read what was written at a review. Raises Forbidden."""
    dossier = finding.review.dossier
    access.require(by, "read", dossier.unit)
    audit("reviews.finding.read", dossier, by=by, unit=dossier.unit, number=dossier.number)
    return finding


def require_outcome_fits(outcome: str, *, before: int | None, now: int | None) -> None:
    """Raises OutcomeContradicted when the rules say otherwise. An exit may be proposed whatever they say."""
    if outcome == Outcome.SAME and before != now:
        raise OutcomeContradicted(
            in_both_languages(
                _("By the rules the category is now “%(now)s”; when the review was opened it was “%(before)s”."),
                now=CATEGORIES[now],
                before=CATEGORIES[before],
            ),
            remedy=_("Choose “category changed”, or correct what the dossier says."),
        )
    if outcome == Outcome.CHANGED and (before == now or now is None):
        raise OutcomeContradicted(
            in_both_languages(_("By the rules the category is “%(now)s”, as before."), now=CATEGORIES[now])
            if before == now
            else Text("规则现在无法判定类别。", "The rules cannot decide the category now."),
            remedy=_("Enter in the dossier what has changed, or choose another outcome."),
        )


def _lock(review: Review) -> Review:
    """The dossier first, as everywhere; then the review as it is now."""
    dossier = lock_dossier(Dossier(pk=review.dossier_id))
    locked = lock(Review.objects.select_related("campaign__unit", "recorded_by", "draft_by"), review.pk)
    locked.dossier = dossier
    return locked


def _require_to_do(review: Review) -> None:
    if review.campaign.ended_at:
        raise _ended()
    if queries.is_off(review):
        raise NotToReview(
            _("Dossier %(number)s is not on file any more: it fell off the list by itself.")
            % {"number": review.dossier.number},
            remedy=_("Nothing is left to do here."),
        )
    if not access.RIGHTS["review"].allows_state(review.state):
        raise _taken(review)


def _is_said_already(review: Review, said: Said, *, seen: int, by: User) -> bool:
    if review.turn != seen + 1 or review.recorded_by_id != by.pk:
        return False
    last = review.findings.filter(by=by, reopened_at=None).order_by("-at", "-id").first()
    return last is not None and said == Said(
        last.outcome, last.found_on, last.how, last.is_worker_present, last.note.reveal() if last.note else "",
        last.next_try_on,
    )  # fmt: skip


def _check(review: Review, said: Said) -> None:
    require_readable(said.note)
    today, is_unreached = clock.today(), said.outcome == Outcome.UNREACHED
    earliest = min(review.campaign.opened_on, date(review.year, 1, 1))
    if said.outcome not in Outcome.values or said.how not in How.values:
        raise InvalidInput(_("Say how the household was reached, and what came of it."), code="incomplete")
    if not earliest <= said.found_on <= today:
        raise InvalidInput(
            _("The day of the review is not before %(day)s, and not a day to come.") % {"day": earliest.isoformat()},
            remedy=_("Check the day."),
            code="found-on",
        )
    if is_unreached != (said.next_try_on is not None) or (
        said.next_try_on is not None and not today < said.next_try_on <= today + FURTHEST_TRY
    ):
        raise InvalidInput(
            _("Whoever could not be reached is tried again on a day to come, within half a year."),
            remedy=_("Give the day of the next try."),
            code="next-try-on",
        )
    if is_unreached and said.is_worker_present:
        raise InvalidInput(_("Somebody who was there was reached."), remedy=_("Choose another outcome."))
    if said.outcome in {Outcome.EXIT, Outcome.UNREACHED} and not said.note.strip():
        raise InvalidInput(
            _("Say why the exit is proposed, or what was tried."), remedy=_("A sentence is enough."), code="note"
        )
    if len(said.note) > LONGEST_NOTE:
        raise InvalidInput(_("The remarks are longer than %(most)s characters.") % {"most": LONGEST_NOTE}, code="note")


def _taken(review: Review) -> ReviewTaken:
    if review.state == ReviewState.WAITING:
        return ReviewTaken(
            _("This review has been reopened meanwhile, or was never recorded."), remedy=_("Look at it as it is now.")
        )
    return ReviewTaken(
        in_both_languages(
            _("Meanwhile %(name)s has recorded: %(outcome)s."),
            name=str(review.recorded_by),
            outcome=in_both_languages(Outcome(review.outcome).label),
        ),
        remedy=_("Look at the review as it is now before you go on. What you typed is kept."),
    )


def _ended() -> NotToReview:
    return NotToReview(
        _("This yearly review has ended."), remedy=_("Changes to the dossier are entered in the dossier itself.")
    )
