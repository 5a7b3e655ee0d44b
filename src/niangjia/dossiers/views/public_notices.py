"""Public notices: those that hang and must come down, printed, set, and the page that anyone with the address reads."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from niangjia.accounts.models import Unit
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, chain_access, commands, notice_words
from niangjia.dossiers.errors import StepTaken
from niangjia.dossiers.models import PublicNotice
from niangjia.dossiers.notice_access import get_unit_to_print, open_notice_of
from niangjia.dossiers.notice_fields import CATALOGUE, told
from niangjia.dossiers.notice_pages import address_of, split
from niangjia.dossiers.notice_settings_forms import NoticeSettingsForm
from niangjia.dossiers.queries_of_notices import ROWS, hanging_in, notice_settings
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.ui.pdf import answer_pdf


@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """The notices that must come down, and those that hang, unit by unit."""
    user = user_of(request)
    where = access.require_somewhere(user, "see-notices")
    rows = hanging_in(where, clock.today())
    down, groups = split(rows)
    context = {
        "down": down,
        "groups": groups,
        "is_cut": len(rows) == ROWS,
        "tops": where.units().filter(path__in=where.paths)[:5] if len(groups) > 1 else [],
        "may_print": bool(access.where_may(user, "print-notice")),
        "may_remove": bool(access.where_may(user, "remove-notice")),
        "may_configure": bool(access.where_may(user, "configure-notices")),
    }
    return render(request, "dossiers/list-notices.html", context)


@require_GET
def print_notice(request: HttpRequest, pk: UUID, notice: UUID) -> HttpResponseBase:
    """One notice on paper, to be hung up."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "print-notice")
    found = chain_access.get_notice_of(dossier, notice)
    try:
        sheet = commands.print_notice(found, address=address_of(found, request.build_absolute_uri), by=user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:show-dossier", pk=pk)
    return answer_pdf(request, sheet, f"notice-{dossier.number}.pdf")


@require_GET
def print_notices(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """All notices that hang at a unit on one sheet."""
    user = user_of(request)
    unit = get_unit_to_print(user, pk)
    try:
        sheet = commands.print_notices(unit, by=user)
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect("dossiers:list-notices")
    return answer_pdf(request, sheet, f"notices-{clock.today():%Y%m%d}.pdf")


@require_http_methods(["GET", "POST"])
def configure_notices(request: HttpRequest) -> HttpResponse:
    """Choose what notices show, within what the law and the signed consent allow."""
    user = user_of(request)
    access.require_somewhere(user, "configure-notices")
    known = notice_settings()
    form = NoticeSettingsForm(request.POST if request.method == "POST" else None, known)
    if form.is_valid():
        try:
            commands.configure_notices(**form.settings(), by=user, seen=request.POST.get("seen", ""))
        except (InvalidInput, StepTaken) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Set. Notices that hang already show what they showed."))
            return redirect("dossiers:list-notices")
    page = {"form": form, "seen": "" if known.is_as_shipped else known.pk, "catalogue": CATALOGUE, "known": known}
    return render(request, "dossiers/configure-notices.html", page, status=422 if form.is_bound else 200)


@login_not_required
@require_safe
def open_notice(request: HttpRequest, token: str) -> HttpResponse:
    """What a notice says, for whoever has its address while it hangs; the same answer for anything else.

    Nothing is written: neither who opened it nor how often, and nobody fills the disk by opening it.
    """
    found = open_notice_of(token)
    context = _page_of(found) if found else {"notice": None}
    response = render(request, "dossiers/open-notice.html", context, status=200 if found else 404)
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _page_of(notice: PublicNotice) -> dict[str, object]:
    unit = notice.dossier.unit
    return {
        "notice": notice,
        "unit": unit,
        "words": notice_words,
        "told": told(notice.shown),
        "title": notice_words.title([notice.step.act]),
        "opening": notice_words.opening(notice.step.act, [notice.dossier.number], is_alone=True),
        "period": notice_words.period(notice.starts_on, notice.ends_on),
        "how": notice_words.how_to_object(unit, Unit.objects.get_root(unit), notice_settings(), notice.ends_on),
    }
