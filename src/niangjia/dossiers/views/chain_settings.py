"""The chain as it holds here: shown, changed, and one step of a dossier read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, chain_access, commands
from niangjia.dossiers.chain_pages import matrix, way
from niangjia.dossiers.chain_settings_forms import ChainForm
from niangjia.dossiers.commands.chain import TOLD_HOW
from niangjia.dossiers.commands.watching import RESTS_ON
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import ChainSettings, Step
from niangjia.dossiers.queries_of_chain import chain_in_force, settings_in_force
from niangjia.dossiers.queries_of_leaving import LEAVING
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.kernel.errors import InvalidInput
from niangjia.limits.queries import limits_of

EARLIER = 10


@require_safe
def show_chain(request: HttpRequest) -> HttpResponse:
    """The way from draft to file, and the table of state, act and role."""
    user = user_of(request)
    access.require_somewhere(user, "see-chain")
    chain = chain_in_force()
    context = {
        "way": way(chain),
        "leaving": way(chain, "propose-exit"),
        "terms": list(limits_of(LEAVING).values()),
        "matrix": matrix(chain),
        "limits": chain.limits,
        "settings": list(ChainSettings.objects.select_related("by").order_by("-at", "-id")[:EARLIER]),
        "may_configure": bool(access.where_may(user, "configure-chain")),
    }
    return render(request, "dossiers/show-chain.html", context)


@require_http_methods(["GET", "POST"])
def configure_chain(request: HttpRequest) -> HttpResponse:
    """Change limits, roles, and what is done at once."""
    user = user_of(request)
    access.require_somewhere(user, "configure-chain")
    known = settings_in_force()
    form = ChainForm(request.POST if request.method == "POST" else None, chain_in_force())
    if form.is_valid():
        try:
            commands.configure_chain(**form.settings(), by=user, seen=request.POST.get("seen", ""))
        except (InvalidInput, StepTaken) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The chain is changed from now on. Deadlines already set stay."))
            return redirect("dossiers:show-chain")
    page = {"form": form, "seen": known.pk if known else ""}
    return render(request, "dossiers/configure-chain.html", page, status=422 if form.is_bound else 200)


@require_safe
def show_step(request: HttpRequest, pk: UUID, step: UUID) -> HttpResponse:
    """What was written at one step, in full; that it was read is on the record."""
    dossier = opened_dossier(request, pk)
    found = commands.read_step(dossier, chain_access.get_step_of(dossier, step), by=user_of(request))
    label = chain_in_force().acts[found.act].label
    return show_tab(request, dossier, "show-step", step=found, label=label, **_said_at(found))


def _said_at(step: Step) -> dict[str, Any]:
    """Codes of a step in words."""
    shown = [RESTS_ON[code] for code in step.details.get("rests_on", ()) if code in RESTS_ON]
    return {"rests_on": shown, "told_how": TOLD_HOW.get(step.details.get("told_how", ""), "")}
