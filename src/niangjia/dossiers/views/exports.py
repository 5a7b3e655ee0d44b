"""Exports: asked for, decided on by another person, fetched once."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import user_of
from niangjia.audit import acts
from niangjia.audit.queries import entries_about
from niangjia.dossiers import access, commands, queries, tasks
from niangjia.dossiers.exports import needs_approval
from niangjia.dossiers.forms import DecisionForm, ExportForm, FilterForm
from niangjia.dossiers.models import Export, ExportKind, ExportState
from niangjia.dossiers.models.exports import ALONE_WITHIN, FILE_LASTS, PEOPLE_WITHOUT_APPROVAL
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CONTENT_TYPES = {ExportKind.WORKBOOK: XLSX, ExportKind.NATIONAL: XLSX, ExportKind.SHEET: "application/pdf"}
TONES = {
    ExportState.WAITING: "warn",
    ExportState.READY: "good",
    ExportState.APPROVED: "good",
    ExportState.REFUSED: "bad",
}
LIMITS = {"people_alone": PEOPLE_WITHOUT_APPROVAL, "hours": FILE_LASTS // timedelta(hours=1)}


@require_safe
def list_exports(request: HttpRequest) -> HttpResponse:
    """One's own exports, what waits for one's decision, and what one decided."""
    user = user_of(request)
    where = access.where_may(user, "decide-export")
    context = {
        "may_export": bool(access.where_may(user, "export")),
        "may_decide": bool(where),
        "own": _toned(queries.exports_of(user)),
        "waiting": _toned(queries.exports_waiting(where, besides=user)) if where else [],
        "decided": _toned(queries.exports_decided(user)) if where else [],
        **LIMITS,
    }
    return render(request, "dossiers/list-exports.html", context)


@ask_again
@require_http_methods(["GET", "POST"])
def request_export(request: HttpRequest) -> HttpResponse:
    """For what the list (narrowed by the address, as the list itself) is exported, and which columns in full."""
    user = user_of(request)
    where = access.require_somewhere(user, "export")
    narrowed = FilterForm(request.GET, list(where.unions()), reader=user)
    form = ExportForm(request.POST if request.method == "POST" else None, kind=request.GET.get("kind", ""))
    if request.method == "POST" and form.is_valid():
        try:
            export = commands.request_export(form.asked(narrowed), by=user)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.expire_after(export.expires_at)
            return redirect("dossiers:show-export", pk=export.pk)
    found = narrowed.wanted().apply(queries.visible_to(where))
    earlier = queries.taken_out(user, since=clock.now() - ALONE_WITHIN)
    people, together = queries.people_in(found), queries.people_in(found, earlier)
    context = {
        "form": form,
        "words": narrowed.words(),
        "people": people,
        "together": together,
        "is_for_approval": needs_approval(together, form["full"].value() or ())
        or form["kind"].value() == ExportKind.NATIONAL,
        "query": request.GET.urlencode(),
        **LIMITS,
    }
    return render(request, "dossiers/request-export.html", context, status=422 if form.errors else 200)


@require_safe
def show_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One export: what is in it, for what, where it stands, and what the reader may do about it; never its content."""
    return _page(request, access.get_export_for(user_of(request), pk), DecisionForm())


def _page(request: HttpRequest, export: Export, form: DecisionForm) -> HttpResponse:
    user = user_of(request)
    is_own = export.asked_by_id == user.pk
    context = {
        "export": export,
        "tone": TONES.get(ExportState(export.standing), "neutral"),
        "is_own": is_own,
        "why_not": access.why_not_decide(user, export) if export.is_waiting else "",
        "nobody_decides": is_own and export.is_waiting and not access.has_someone_to_decide(export),
        "form": form,
        "entries": [(entry, acts.sentence(entry.act, entry.told)) for entry in entries_about([export.pk])],
        **LIMITS,
    }
    return render(request, "dossiers/show-export.html", context, status=422 if form.errors else 200)


def _sent_back(request: HttpRequest, export: Export, refusal: InvalidInput) -> HttpResponse:
    """The page with the note as it was typed, and what is wrong with it."""
    form = DecisionForm(request.POST)
    form.add_error("note", str(refusal))
    return _page(request, export, form)


@ask_again
@require_POST
def approve_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let another person's export be fetched."""
    user = user_of(request)
    export = access.get_export_for(user, pk)
    try:
        export = commands.approve_export(export, by=user, note=request.POST.get("note", ""))
    except InvalidInput as refusal:
        return _sent_back(request, export, refusal)
    except (Conflict, Forbidden) as refusal:  # decided meanwhile, or one's own: show where it stands
        messages.error(request, str(refusal))
    else:
        tasks.expire_after(export.expires_at)
        told = _("Approved. The person who asked can fetch the file once, within %(hours)s hours.") % LIMITS
        messages.success(request, told)
    return redirect("dossiers:show-export", pk=pk)


@require_POST
def refuse_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Turn another person's export down, with a note."""
    user = user_of(request)
    export = access.get_export_for(user, pk)
    try:
        commands.refuse_export(export, note=request.POST.get("note", ""), by=user)
    except InvalidInput as refusal:
        return _sent_back(request, export, refusal)
    except (Conflict, Forbidden) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Refused. The person who asked sees your note."))
    return redirect("dossiers:show-export", pk=pk)


@ask_again
@require_POST
def fetch_export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, once, for who asked for it; a second time, or too late, is a page that says so."""
    user = user_of(request)
    export = access.get_own_export_for(user, pk)
    content = commands.fetch_export(export, by=user)
    response = HttpResponse(content, content_type=CONTENT_TYPES[ExportKind(export.kind)])
    response["Content-Disposition"] = f'attachment; filename="{export.file_name}"'
    response["Cache-Control"] = "no-store"
    return response


def _toned(exports: Iterable[Export]) -> list[tuple[Export, str]]:
    return [(each, TONES.get(ExportState(each.standing), "neutral")) for each in exports]
