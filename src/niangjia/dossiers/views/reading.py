"""Looking at what is sealed: showing values for a purpose, and finding a dossier by an identity number."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts.access import holds
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.dossiers.purposes import label_of, table
from niangjia.dossiers.reading_forms import FindForm, RevealForm
from niangjia.dossiers.sealed import sealed_of
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput, NotFoundOrForbidden


@never_cache
@require_POST
def reveal_values(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Values of one person in plain, on this one page: kept in no address, session or message."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk, "reveal")
    form = _form_of(request, dossier)
    context = {"form": form, "dossier": next(iter(name_categories([dossier]))), "tab": "show-members"}
    context |= {"members": dossier.household.members, "may_read": _may_read(request, dossier)}  # type: ignore[attr-defined] # set by queries.whole
    if form.is_valid():
        wanted, code = form.cleaned_data["fields_wanted"], form.cleaned_data["purpose"]
        told = {"fields": wanted, "purpose": code, "words": form.cleaned_data["words"], "device": device_of(request)}
        try:
            shown = commands.reveal_values(dossier, person=form.of.person.pk, by=user, **told)
        except InvalidInput as error:
            form.add_error("words" if error.code in {"no-reason", "number-in-reason"} else None, str(error))
        else:
            context["shown"] = [(label_of(field), value) for field, value in shown.items()]
            context |= {"purpose": table().purposes[code].label, "at": clock.now()}
    if form.errors:
        form.offer()
    return render(request, "dossiers/reveal-values.html", context, status=422 if form.errors else 200)


def _form_of(request: HttpRequest, dossier: Dossier) -> RevealForm:
    person = request.POST.get("person", "")
    of = next((each for each in sealed_of(dossier) if str(each.person.pk) == person), None)
    if of is None:
        raise NotFoundOrForbidden(_("There is no such person in this dossier."))
    return RevealForm(of, access.roles_to_reveal(user_of(request), dossier), request.POST)


def _may_read(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the pages of the dossier are theirs too; those who pay see what they pay to and nothing else."""
    return bool(dossier.glass) or access.may(user_of(request), "read", dossier.unit)  # type: ignore[attr-defined] # set by access


@never_cache
@require_http_methods(["GET", "POST"])
def find_dossier(request: HttpRequest) -> HttpResponse:
    """Ask for an identity number in the body of the request, where no log of addresses keeps it."""
    user = user_of(request)
    form = FindForm(request.POST if request.method == "POST" else None, label_suffix="")
    context = {"form": form, "may_break_glass": holds(user, access.RIGHTS["break-glass"])}
    if form.is_bound and form.is_valid():
        found = commands.find_dossier(form.cleaned_data["number"], device=device_of(request), by=user)
        if found is not None:
            return redirect("dossiers:show-dossier", pk=found.pk)
        context["is_missing"] = True
    return render(request, "dossiers/find-dossier.html", context, status=422 if form.errors else 200)
