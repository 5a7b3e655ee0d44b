"""Stating what a household earns, spends and owns."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.dossiers.facts import without_income, without_stage
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.money_forms import MoneyPage
from niangjia.dossiers.official.reading import listed
from niangjia.dossiers.queries_of_versions import changes_of, number_of_newest, versions_after
from niangjia.dossiers.version_pages import ToldVersion, told_changes
from niangjia.dossiers.views.requests import seen_by, tell_saved
from niangjia.kernel.errors import NiangjiaError
from niangjia.people.models import Membership

_UNSTAGED = gettext_lazy(
    "At which stage of schooling is %(names)s? State it: until then their age decides what counts."
)


@require_http_methods(["GET", "POST"])
def state_money(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The amounts on file, to be stated and changed. Where somebody saved first, the page comes back with theirs."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "revise")
    if dossier.closed_on is not None:
        messages.error(request, _("This dossier is closed: nothing is changed in it any more."))
        return redirect("dossiers:show-money", pk=pk)
    page = MoneyPage(request.POST if request.method == "POST" else None, dossier, _members(dossier))
    if request.method == "GET" or not page.is_valid():
        return _page(request, dossier, page, status=200 if request.method == "GET" else 422)
    try:
        saved = commands.state_money(dossier, page.stated(), by=user, seen=seen_by(request))
    except ChangedMeanwhile:
        told = told_changes(changes_of(dossier, versions_after(dossier, seen_by(request))))
        dossier = access.get_dossier_to_act_on(user, pk, "revise")
        return _page(request, dossier, page.over(dossier, _members(dossier)), told=told, status=409)
    except NiangjiaError as refusal:
        page.household.add_error(None, str(refusal))
        return _page(request, dossier, page, status=422)
    tell_saved(request, saved)
    if unstaged := without_stage(saved.household, saved.applied_on):
        messages.warning(request, _UNSTAGED % {"names": listed([each.name for each in unstaged])})
    return redirect("dossiers:show-money", pk=pk)


def _members(dossier: Dossier) -> list[Membership]:
    return list(dossier.household.members)  # type: ignore[attr-defined] # set by queries.whole


def _page(
    request: HttpRequest, dossier: Dossier, page: MoneyPage, *, told: list[ToldVersion] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "dossier": dossier,
        "page": page,
        "unknown": without_income(dossier.household, dossier.applied_on),
        "unstaged": without_stage(dossier.household, dossier.applied_on),
        "told": told or [],
        "seen": number_of_newest(dossier),
    }
    return render(request, "dossiers/state-money.html", context, status=status)
