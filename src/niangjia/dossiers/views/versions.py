"""A dossier as it stood on a day, and what changed between two days."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_versions import (
    begin_of,
    changes_of,
    end_of,
    first_version,
    version_before,
    version_from,
    version_on,
    versions_between,
)
from niangjia.dossiers.version_forms import AsOfForm, ChangesForm
from niangjia.dossiers.version_pages import day_of, told_changes, told_sections
from niangjia.dossiers.version_words import why
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel import clock

CHANGES_SHOWN = 100
"""Versions told on one page, the newest ones."""


@require_safe
def show_as_of(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything the dossier said at the end of a day, today unless one is asked for; what is sealed is masked."""
    dossier = opened_dossier(request, pk)
    form = AsOfForm(request.GET)
    page: dict[str, Any] = _as_of(dossier, form.cleaned_data["on"]) if form.is_valid() else {}
    return show_tab(request, dossier, "show-history", template="show-as-of", form=form, **page)


def _as_of(dossier: Dossier, on: Any) -> dict[str, Any]:
    version, following = version_on(dossier, on), version_from(dossier, end_of(on))
    if version is None:
        return {"on": on, "next_on": day_of(following) if following else None}
    earlier = version_before(dossier, begin_of(day_of(version)))
    return {
        "on": on,
        "version": version,
        "why": why(version),
        "since_on": day_of(version),
        "is_present": following is None and on == clock.today(),
        "sections": told_sections(version, on),
        "previous_on": day_of(earlier) if earlier else None,
        "next_on": day_of(following) if following else None,
    }


@require_safe
def show_changes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was changed after the end of one day, up to the end of another, field by field, by whom and on which act."""
    dossier = opened_dossier(request, pk)
    first = first_version(dossier)
    form = ChangesForm(request.GET, (day_of(first) if first else clock.today()) - timedelta(days=1))
    page: dict[str, Any] = {"first_on": day_of(first) if first else None}
    if form.is_valid():
        versions = versions_between(dossier, form.cleaned_data["since"], form.cleaned_data["until"])
        count = versions.count()
        shown = versions[max(0, count - CHANGES_SHOWN) :]
        page |= {"told": told_changes(changes_of(dossier, shown)), "count": count}
    return show_tab(request, dossier, "show-history", template="show-changes", form=form, **page)
