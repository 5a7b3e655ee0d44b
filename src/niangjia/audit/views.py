"""The record of acts for those who audit, and its head on paper."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.audit import access, chain, commands, queries
from niangjia.audit.forms import RecordForm
from niangjia.kernel import clock
from niangjia.ui.pdf import answer_pdf


@require_safe
def show_record(request: HttpRequest) -> HttpResponse:
    """What was done, newest first, in sentences; htmx gets the results alone."""
    user = user_of(request)
    form = RecordForm(request.GET, access.acts_for(user))
    page = queries.page(form.wanted().apply(access.entries_for(user)), cursor=request.GET.get("cursor", ""))
    head = queries.head()
    context = {
        "form": form,
        "page": page,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "head": head,
        "short": chain.short(head.digest) if head else "",
        "standing": queries.standing(),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "audit/_results.html" if is_part else "audit/show-record.html", context)


@require_GET
def print_head(request: HttpRequest) -> HttpResponseBase:
    """Today's head as a sheet to file, as a PDF."""
    sheet = commands.print_head(by=user_of(request))
    return answer_pdf(request, sheet, f"record-head-{clock.today():%Y%m%d}.pdf")
