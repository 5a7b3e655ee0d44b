"""The page of one clue, also with a form that could not be taken."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.views.requests import user_of
from niangjia.audit import acts
from niangjia.audit.queries import entries_about
from niangjia.clues import access, clocks, queries
from niangjia.clues.forms import HelpForm, LinkForm, RefuseForm, RevealForm, WatchForm
from niangjia.clues.models import Clue
from niangjia.kernel import clock
from niangjia.limits.queries import limits_of
from niangjia.workdays import calendar

DAYS_TO_NEXT_LOOK = 30
LABELS = {
    "story": _("What happened"),
    "identity_number": _("Identity number"),
    "phone": _("Telephone"),
    "help_given": _("What help"),
    "reason": _("Reason"),
}


def render_clue(
    request: HttpRequest,
    clue: Clue,
    *,
    bound: forms.Form | None = None,
    shown: dict[str, str] | None = None,
    kept: forms.Form | None = None,
    why: str = "",
) -> HttpResponse:
    """The page of a clue that someone was let in to; `bound` stands in for the form of its kind.

    `kept` is a form that came too late, or from who may not, as `why` says: its words are shown, to be copied.
    """
    user, today = user_of(request), clock.today()
    may = {act: access.may(user, act, clue.unit) for act in ("read", "reveal", "help", "draft", "decide")}
    is_own = may["decide"] and clue.is_under_way and access.is_about_own(user, clue)
    may["decide"] = may["decide"] and not is_own
    words = queries.words_of(clue) if may["read"] else [clue]  # who reported it sees their own word
    may_compare = may["read"] and clue.is_under_way
    readings = clocks.clocks_of(clue, limits_of("clues"), calendar.current(), today)
    context: dict[str, Any] = {
        "clue": clue,
        "words": words,
        "first_reported": min(words, key=lambda each: each.reported_at),
        "first_helped": min(
            (each for each in words if each.helped_on), key=lambda each: each.helped_on or today, default=None
        ),
        "readings": readings,
        "is_uncertain": not all(each.is_certain for each in readings),
        "sealed": [(LABELS[name], getattr(clue, name)) for name in LABELS if getattr(clue, name)],
        "shown": [(LABELS[name], value) for name, value in shown.items()] if shown else None,
        "may": may,
        "is_own": is_own,
        "may_help": may["help"] and not clue.helped_on and clue.state not in {"refused", "merged"},
        "may_complete": may["help"]
        and clocks.wants_papers(clue)
        and bool(clue.first_helped_on)
        and not clue.papers_done_on,
        "alike": queries.likely_same(clue, access.clues_to_read(user)) if may_compare else [],
        "dossiers": access.dossiers_to_link(user, clue) if may_compare else [],
        "entries": [
            (each, acts.sentence(each.act, each.details)) for each in entries_about([each.pk for each in words])
        ]
        if may["read"]  # it says more than who gave the word is told: the dossier's number, who looked
        else [],
        "today": today,
        "to_tell": clue.known_by
        if may["decide"] and not clue.is_under_way and clue.known_by != str(clue.reported_by)
        else "",
        "kept": [(each.label, each.value()) for each in kept.visible_fields() if each.value()] if kept else [],
        "why": why,
        **_forms(clue, str(user), bound),
    }
    return render(request, "clues/show-clue.html", context, status=409 if kept else 422 if bound else 200)


def _forms(clue: Clue, who: str, bound: forms.Form | None) -> dict[str, forms.Form]:
    today, seen = clock.today(), clue.seen
    next_look = today + timedelta(days=DAYS_TO_NEXT_LOOK)
    fresh: dict[str, forms.Form] = {
        "help_form": HelpForm(today=today, who=who, is_emergency=clue.is_emergency),
        "reveal_form": RevealForm(),
        "link_form": LinkForm(seen=seen, prefix_of_ids="link"),
        "watch_form": WatchForm(seen=seen, prefix_of_ids="watch", next_look_on=next_look),
        "refuse_form": RefuseForm(seen=seen, prefix_of_ids="refuse", told_on=today),
    }
    return {name: bound if isinstance(bound, type(form)) else form for name, form in fresh.items()}
