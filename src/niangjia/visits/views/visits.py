"""Visits as a tab of the dossier, the form on the phone, one visit, and its photos."""

from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers.chain_access import is_of_own_household
from niangjia.dossiers.commands import read_dossier
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.views.dossiers import opened_dossier, show_tab
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import NiangjiaError
from niangjia.people.access import has_consent
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.evidence_files import RefusedFile, refuse_large
from niangjia.visits import access, commands, queries
from niangjia.visits.callers import way_back
from niangjia.visits.commands.visits import may_fill_step
from niangjia.visits.errors import SentBefore
from niangjia.visits.forms import VisitForm
from niangjia.visits.models import Purpose, Visit
from niangjia.visits.presenting import rows_of, told_all, told_place

BEFORE_FILING = (DossierState.DRAFT, DossierState.SUBMITTED, DossierState.REVIEWED, DossierState.RETURNED)
"""A home visit before filing may be written down."""
_FIELDS = {
    "how": "how", "visited-on": "visited_on", "came-along": "came_along", "note": "note", "needs": "needs",
    "living": "living", "causes": "causes", "met": "met", "photos": "photos",
}  # fmt: skip


@require_safe
def show_visits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who went when, what for, and what of it is to be taken up."""
    dossier, user = opened_dossier(request, pk), user_of(request)
    visits = list(queries.visits_of(dossier)[:100])
    is_own = is_of_own_household(user, dossier)
    more: dict[str, Any] = {
        "rows": rows_of(visits, queries.names_of(dossier)),
        "findings": told_all(queries.open_findings_of(dossier), dossier=dossier),
        "may_record": dossier.closed_on is None and not is_own and access.may_record(user, dossier),
        "may_decide": not is_own and access.may(user, "decide", dossier.unit),
    }
    return show_tab(request, dossier, "show-visits", template="visits/show-visits.html", **more)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables()
def record_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of a visit; what cannot be taken is told on it, with everything that was typed."""
    user = user_of(request)
    dossier = access.get_dossier_to_visit(user, pk)
    form, sent_before = _form(request, dossier), None
    if form.is_bound and form.is_valid():
        try:
            visit = _send(request, dossier, form)
        except SentBefore as refusal:
            form.add_error(None, str(refusal))
            form.begin_anew()
            sent_before = refusal.visit
        except NiangjiaError as refusal:
            place = _FIELDS.get(refusal.code, "photos" if isinstance(refusal, RefusedFile) else "")
            form.add_error(place if place in form.fields else None, str(refusal))
        else:
            _say(request, visit)
            return redirect("visits:show-visit", pk=visit.pk)
    else:
        read_dossier(dossier, page="record-visit", device=device_of(request), by=user)
    context = {
        "form": form,
        "sent_before": sent_before,
        "dossier": dossier,
        "may_photograph": "photos" in form.fields,
        "fills_step": may_fill_step(user, dossier, Purpose.ENTRY),
        "may_read": access.may(user, "read", dossier.unit),
        "back": way_back(user, dossier),
    }
    return render(request, "visits/record-visit.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, dossier: Dossier) -> VisitForm:
    user, is_sent = user_of(request), request.method == "POST"
    return VisitForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        members=dossier.household.members,  # type: ignore[attr-defined] # set by queries.whole
        visitors=access.visitors_for(user, dossier),
        purposes=_purposes(dossier, is_caller=access.looks_after(user, dossier)),
        may_photograph=has_consent(dossier.worker, SENSITIVE),
    )


def _purposes(dossier: Dossier, *, is_caller: bool) -> list[Purpose]:
    """What a visit may be for, the likeliest first."""
    found = [Purpose.FOLLOW_UP, Purpose.PAIRING, Purpose.CAMPAIGN]
    if is_caller:
        found.sort(key=lambda each: each != Purpose.PAIRING)
    if dossier.state in BEFORE_FILING:
        found.insert(0, Purpose.ENTRY)
    return found


def _send(request: HttpRequest, dossier: Dossier, form: VisitForm) -> Visit:
    photos = []
    for each in form.photos_given():
        refuse_large(each.size or 0)
        photos.append(each.read())
    key = form.cleaned_data["form_key"]
    return commands.record_visit(dossier, form.said(), form_key=key, by=user_of(request), photos=photos)


def _say(request: HttpRequest, visit: Visit) -> None:
    messages.success(request, _("Sent and kept. Thank you for going."))
    if visit.step is not None:
        messages.info(request, _("The home visit of the dossier is done with it."))
    elif visit.purpose == Purpose.ENTRY:
        messages.info(request, _("The clerk takes it over into the home visit of the dossier."))


@never_cache
@require_safe
def show_visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One visit with what was written and found; that somebody looked at the household is on the record."""
    user = user_of(request)
    visit = access.get_visit_for(user, pk)
    dossier = visit.dossier
    read_dossier(dossier, page="show-visit", device=device_of(request), by=user)
    is_own = is_of_own_household(user, dossier)
    context = {
        "visit": visit,
        "row": rows_of([visit], queries.names_of(dossier))[0],
        "dossier": dossier,
        "findings": told_all(visit.findings.all(), dossier=dossier),
        "place": told_place(visit),
        "may_read": access.may(user, "read", dossier.unit),
        "may_decide": not is_own and access.may(user, "decide", dossier.unit),
        "back": way_back(user, dossier),
    }
    return render(request, "visits/show-visit.html", context)


@require_safe
def show_photo(request: HttpRequest, pk: UUID, photo: UUID) -> HttpResponseBase:
    """A photo alone, never as a part of a page: each look is one on the record."""
    user = user_of(request)
    visit = access.get_visit_for(user, pk)
    found = access.get_photo_of(visit, photo)
    content = commands.read_photo(found, by=user)
    name = f"{visit.dossier.number}-{visit.visited_on:%Y%m%d}-{str(found.pk)[-6:]}.{found.ending}"

    @csp({"default-src": [NONE], "frame-ancestors": [NONE], "sandbox": [True]})
    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content, content_type=found.media_type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store, private"
        return response

    return answer(request)
