"""The working days: the list of a year, one day added, changed or removed, a whole notice taken in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.workdays import access, calendar, commands, queries
from niangjia.workdays.forms import DayForm, NoticeForm
from niangjia.workdays.notices import read_days


@require_safe
def list_days(request: HttpRequest) -> HttpResponse:
    """The special days of a year; `?year=` names it."""
    user, now = user_of(request), clock.today().year
    access.require(user, "read")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and 1 < len(asked) < 5 and int(asked) > 0 else now
    known = calendar.current()
    context = {
        "year": year,
        "years": sorted({each.year for each in known.days} | {now, now + 1, year}),
        "days": queries.days_of(year),
        "is_known": known.is_known(year),
        "may_keep": access.may(user, "keep"),
    }
    return render(request, "workdays/list-days.html", context)


@require_http_methods(["GET", "POST"])
def add_day(request: HttpRequest) -> HttpResponse:
    """List one more day."""
    user = user_of(request)
    access.require(user, "keep")
    form = DayForm(request.POST if request.method == "POST" else None, initial={"day": request.GET.get("day", "")})
    if form.is_bound and form.is_valid():
        try:
            kept = commands.add_day(form.cleaned_data["day"], **form.said(), by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, _("%(day)s is listed.") % {"day": kept.day})
            return redirect(_list_of(kept.day.year))
    return render(request, "workdays/add-day.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_day(request: HttpRequest, day: str) -> HttpResponse:
    """Let a listed day count otherwise."""
    user = user_of(request)
    listed = access.get_day_for(user, day)
    initial = {"kind": "worked" if listed.is_working else "off", "name": listed.name.zh, "source": listed.source}
    form = DayForm(request.POST if request.method == "POST" else None, initial=initial, is_fixed=True)
    if form.is_bound and form.is_valid():
        try:
            commands.change_day(listed.day, **form.said(), by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(day)s was changed.") % {"day": listed.day})
            return redirect(_list_of(listed.day.year))
    context = {"form": form, "listed": listed}
    return render(request, "workdays/change-day.html", context, status=422 if form.errors else 200)


@require_POST
def remove_day(request: HttpRequest, day: str) -> HttpResponse:
    """Take a day back."""
    user = user_of(request)
    listed = access.get_day_for(user, day)
    commands.remove_day(listed.day, by=user)
    messages.success(request, _("%(day)s is an ordinary day again.") % {"day": listed.day})
    return redirect(_list_of(listed.day.year))


@require_http_methods(["GET", "POST"])
def import_days(request: HttpRequest) -> HttpResponse:
    """Paste a notice: first it is shown what was read, then it is kept."""
    user = user_of(request)
    access.require(user, "keep")
    form = NoticeForm(request.POST if request.method == "POST" else None, year=clock.today().year + 1)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        year, source = form.cleaned_data["year"], form.cleaned_data["source"]
        try:
            days = read_days(form.cleaned_data["text"], year=year)
            if form.cleaned_data["is_seen"]:
                count = commands.import_days(days, year=year, source=source, by=user)
                messages.success(
                    request, ngettext("%(n)s day was taken in.", "%(n)s days were taken in.", count) % {"n": count}
                )
                return redirect(_list_of(year))
            context |= {"days": days, "off": sum(not each.is_working for each in days)}
        except (InvalidInput, Conflict) as refusal:
            form.add_error("text", str(refusal))
    return render(request, "workdays/import-days.html", context, status=422 if form.errors else 200)


def _list_of(year: int) -> str:
    return f"{reverse('workdays:list-days')}?year={year}"
