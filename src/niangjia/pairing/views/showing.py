"""The page of one pair, also with a form that could not be taken."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from niangjia.accounts.models import User
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.commands import read_dossier
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel import clock
from niangjia.pairing import access, queries
from niangjia.pairing.catalogues import in_words
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.forms import RevealForm
from niangjia.pairing.models import Pair
from niangjia.pairing.promised import promised_to
from niangjia.visits.access import may_record
from niangjia.visits.presenting import Row, rows_of
from niangjia.visits.queries import names_of, shown_to_callers, visits_of


def render_pair(
    request: HttpRequest, pair: Pair, *, bound: forms.Form | None = None, shown: dict[str, str] | None = None
) -> HttpResponse:
    """The page of a pair that someone was let in to; `bound` stands in for the form of its kind, `shown` are unsealed
    values for this one page. That somebody looked at the household is on the record.
    """
    user, today, dossier = user_of(request), clock.today(), pair.dossier
    read_dossier(dossier, page="show-pair", device=device_of(request), by=user)
    needs, language = queries.needs_of([dossier])[dossier.pk]
    is_mine = access.is_own(user, pair)
    fresh: dict[str, forms.Form] = {"reveal_form": RevealForm()}
    context: dict[str, Any] = {
        "pair": pair,
        "dossier": dossier,
        "needs": in_words(needs),
        "language": next(iter(in_words([language] if language else [])), None),
        "due": rhythm_now().next_due(pair.starts_on, pair.visited_on) if pair.is_in_force else None,
        "promises": promised_to(dossier, user),
        "visits": _visits(user, pair),
        "pairs": list(queries.pairs_of(dossier)),
        "today": today,
        "is_mine": is_mine,
        "may_visit": pair.is_in_force and may_record(user, dossier),
        "may_settle": pair.ended_on is None and access.may_look_after(user, pair),
        "may_promise": pair.is_in_force and access.may_look_after(user, pair),
        "may_pair": pair.is_in_force and access.may(user, "pair", dossier.unit),
        "may_end": pair.ended_on is None and access.may(user, "pair", dossier.unit),
        "may_ask": pair.is_in_force and access.may(user, "ask-for-another", dossier.unit),
        "may_read_dossier": access.may(user, "read", dossier.unit),
        "shown": shown,
        "at": clock.now(),
        **{name: bound if isinstance(bound, type(form)) else form for name, form in fresh.items()},
    }
    return render(request, "pairing/show-pair.html", context, status=422 if bound else 200)


def _visits(user: User, pair: Pair) -> list[Row]:
    """The latest visits to the household: all for those who read its dossier, those of cadres for its cadre."""
    found = visits_of(pair.dossier)
    if not access.may(user, "read", pair.dossier.unit):
        found = found.filter(shown_to_callers(user))
    return rows_of(found[:20], names_of(pair.dossier))
