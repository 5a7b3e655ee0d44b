"""Changing a dossier by hand, without undoing what somebody else wrote meanwhile."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.errors import ChangedMeanwhile
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.on_file_forms import NumberForm
from niangjia.dossiers.queries_of_versions import changes_of, number_of_newest, versions_after
from niangjia.dossiers.revise_forms import Revision
from niangjia.dossiers.revising import newest_stand, stand_at
from niangjia.dossiers.version_pages import ToldVersion, told_changes
from niangjia.dossiers.views.requests import device_of, seen_by, tell_odds, tell_saved
from niangjia.kernel.errors import NiangjiaError, NotFoundOrForbidden
from niangjia.people.errors import NumberOnFile


@require_http_methods(["GET", "POST"])
def revise_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is on file, to be changed. Where somebody else saved first, the page comes back with what they changed."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "revise")
    if request.method == "GET":
        return _closed(request, dossier) or _page(request, dossier, Revision(None, newest_stand(dossier)))
    page = Revision(request.POST, stand_at(dossier, seen_by(request)))
    if not page.is_whole():
        return _page(request, dossier, page, status=422)
    try:
        record, seen = page.record(dossier), page.stand.number
        saved = commands.revise_dossier(dossier, record, unit=dossier.unit, by=user, seen=seen)
    except ChangedMeanwhile:
        return _told(request, dossier, page)
    except NumberOnFile as refusal:
        page.case.add_error(None, str(commands.count_number(refusal, device=device_of(request), by=user)))
        return _page(request, dossier, page, status=422)
    except NiangjiaError as refusal:
        page.case.add_error(None, str(refusal))
        return _page(request, dossier, page, status=422)
    tell_odds(request, saved)
    tell_saved(request, saved)
    return redirect("dossiers:show-dossier", pk=pk)


@ask_again
@require_http_methods(["GET", "POST"])
def correct_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the right identity number of a member (`?person=`) in the place of a mistyped one."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "revise")
    wanted = request.GET.get("person", "")
    person = next((each.person for each in dossier.household.members if str(each.person_id) == wanted), None)  # type: ignore[attr-defined] # set by queries.whole
    if person is None:
        raise NotFoundOrForbidden(_("There is no such person in this dossier."))
    if closed := _closed(request, dossier):
        return closed
    form = NumberForm(request.POST if "paper" in request.POST else None)
    if form.is_valid():
        told = {"number": form.cleaned_data["identity_number"], "paper": form.cleaned_data["paper"]}
        try:
            saved = commands.correct_number(dossier, person, **told, by=user, seen=seen_by(request))
        except NumberOnFile as refusal:
            form.add_error(None, str(commands.count_number(refusal, device=device_of(request), by=user)))
        except NiangjiaError as refusal:
            form.add_error(None, str(refusal))
        else:
            tell_saved(request, saved)
            return redirect("dossiers:show-members", pk=pk)
    commands.read_dossier(dossier, page="correct-number", device=device_of(request), by=user)
    context = {"form": form, "dossier": dossier, "person": person, "seen": number_of_newest(dossier)}
    return render(request, "dossiers/correct-number.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest, dossier: Dossier, page: Revision) -> HttpResponse:
    """What was changed meanwhile, by whom and when, with the page over it; done, if all that was typed is on file."""
    over = page.over(newest_stand(dossier))
    if over is None:
        messages.info(request, _("What you typed is on file already."))
        return redirect("dossiers:show-dossier", pk=dossier.pk)
    told = told_changes(changes_of(dossier, versions_after(dossier, page.stand.number)))
    return _page(request, dossier, over, told=told, status=409)


def _page(
    request: HttpRequest, dossier: Dossier, page: Revision, *, told: list[ToldVersion] | None = None, status: int = 200
) -> HttpResponse:
    context = {"dossier": dossier, "page": page, "told": told or []}
    return render(request, "dossiers/revise-dossier.html", context, status=status)


def _closed(request: HttpRequest, dossier: Dossier) -> HttpResponse | None:
    if dossier.closed_on is None:
        return None
    messages.error(request, _("This dossier is closed: nothing is changed in it any more."))
    return redirect("dossiers:show-dossier", pk=dossier.pk)
