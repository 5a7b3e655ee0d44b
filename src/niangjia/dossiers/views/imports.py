"""The workbook import: hand in, look at what was found, confirm, follow."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands, tasks
from niangjia.dossiers.forms import WorkbookForm
from niangjia.dossiers.import_pages import marked_workbook, report_of, told_report
from niangjia.dossiers.models import ImportState
from niangjia.dossiers.queries import recent_imports
from niangjia.dossiers.views.exports import XLSX
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict

RECENT_RUNS = 10


@require_http_methods(["GET", "POST"])
def start_import(request: HttpRequest) -> HttpResponse:
    """Hand in a workbook; it is read in the background first, nothing is written yet."""
    user = user_of(request)
    unit = access.unit_to_import_for(user)
    form = WorkbookForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        run = commands.start_import(file.read(), file.name, by=user)
        tasks.check.enqueue(str(run.pk))
        return redirect("dossiers:show-import", pk=run.pk)
    runs = recent_imports(user, RECENT_RUNS)
    status = 422 if form.is_bound else 200
    return render(request, "dossiers/start-import.html", {"form": form, "unit": unit, "runs": runs}, status=status)


@require_safe
def show_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a run stands. While it is at work the page asks again; htmx gets the part that changes."""
    run = access.get_import_for(user_of(request), pk)
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    template = "dossiers/_import.html" if is_part else "dossiers/show-import.html"
    context = {"run": run, "told": told_report(run, code=request.GET.get("code", ""))}
    return render(request, template, context)


@require_POST
def confirm_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what was read."""
    user = user_of(request)
    run = access.get_import_for(user, pk)
    try:
        commands.confirm_import(run, by=user)
    except Conflict as conflict:  # pressed twice, or by someone whose page was old: show where it stands
        messages.info(request, str(conflict))
    else:
        tasks.write.enqueue(str(run.pk))
    return redirect("dossiers:show-import", pk=run.pk)


@require_POST
def discard_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Drop what was read."""
    user = user_of(request)
    commands.discard_import(access.get_import_for(user, pk), by=user)
    return redirect("dossiers:start-import")


@require_safe
def download_marked(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The clerk's own workbook with every finding marked in its cell."""
    user = user_of(request)
    run = access.get_import_for(user, pk)
    if run.state not in {ImportState.CHECKED, ImportState.DONE}:
        raise Http404
    try:
        content = commands.download_marked(run, device=device_of(request), by=user)
    except FileNotFoundError as error:
        raise Http404 from error  # kept for a week only
    response = HttpResponse(marked_workbook(content, run), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="findings.xlsx"'
    return response


@require_safe
def download_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The report in the JSON shape of `niangjia import-dossiers --report`."""
    run = access.get_import_for(user_of(request), pk)
    return JsonResponse(report_of(run), json_dumps_params={"ensure_ascii": False, "indent": 1})
