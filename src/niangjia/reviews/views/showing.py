"""The page of one review, also with a form that could not be taken."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.labels import CATEGORIES
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.presenting import explained_today, questions_of
from niangjia.dossiers.views.dossiers import opened_dossier
from niangjia.kernel import clock
from niangjia.kernel.errors import NiangjiaError
from niangjia.reviews import access, queries
from niangjia.reviews.forms import ReopenForm, ReviewForm, typed_before
from niangjia.reviews.models import Review

ACTS = ("review", "reopen")


def render_review(
    request: HttpRequest, review: Review, *, bound: forms.Form | None = None, typed: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of a review that someone was let in to; `bound` stands in for the form of its kind, `typed` is what
    was typed in one that could not be put aside.

    The dossier is shown as it now is, with what the rules would say of that today: nothing is kept by looking.
    """
    user, today = user_of(request), clock.today()
    dossier = opened_dossier(request, review.dossier_id)
    is_under_way = not review.campaign.ended_at
    is_mine = review.draft_by_id == user.pk and bool(review.draft)
    is_taken = typed is not None
    if typed is None and is_mine:
        typed = typed_before(review.draft.reveal())
    fresh: dict[str, forms.Form] = {
        "form": ReviewForm(review=review, today=today, typed=typed),
        "reopen_form": ReopenForm(review=review),
    }
    may = {act: is_under_way and access.may(user, act, dossier.unit) for act in ACTS}
    is_own = any(may.values()) and is_of_own_household(user, dossier)
    may = {act: allowed and not is_own for act, allowed in may.items()}
    context: dict[str, Any] = {
        "review": review,
        "dossier": next(iter(name_categories([dossier]))),
        "members": dossier.household.members,  # type: ignore[attr-defined] # set by queries.whole
        "listed_as": CATEGORIES[review.listed_category],
        **_by_the_rules(dossier, review),
        "findings": list(queries.findings_of(review)),
        "is_off": queries.is_off(review),
        "is_over": review.campaign.last_on < today and is_under_way,
        "today": today,
        "is_resumed": typed is not None and bound is None and not is_taken,
        "is_own": is_own,
        "may_record": may["review"]
        and access.RIGHTS["review"].allows_state(review.state)
        and not queries.is_off(review),
        "may_reopen": may["reopen"] and access.RIGHTS["reopen"].allows_state(review.state),
        **{name: bound if isinstance(bound, type(form)) else form for name, form in fresh.items()},
    }
    return render(request, "reviews/show-review.html", context, status=422 if bound else 409 if is_taken else 200)


def _by_the_rules(dossier: Dossier, review: Review) -> dict[str, Any]:
    """What the rules say of the household as it is today, against the category when the review was opened."""
    found = explained_today(dossier)
    if isinstance(found, NiangjiaError):
        return {"problem": str(found), "questions": []}
    outputs = found[1].decision.outputs
    return {
        "category_number": outputs.category,
        "category_today": CATEGORIES[outputs.category],
        "net_today": outputs.net_monthly_per_head,
        "is_changed": outputs.category != review.listed_category,
        "questions": questions_of(found),
    }
