"""The limits: every group on one page, and setting one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.limits import access, commands, queries
from niangjia.limits.forms import LimitForm


@require_safe
def list_limits(request: HttpRequest) -> HttpResponse:
    """Every limit: where it comes from, whether anybody has confirmed it, and what it was before."""
    user = user_of(request)
    access.require(user, "read")
    groups = [(group, [(limit, before) for limit, *before in versions]) for group, versions in queries.all_versions()]
    assumed = sum(limit.is_assumed for _group, rows in groups for limit, _before in rows)
    context = {"groups": groups, "assumed": assumed, "may_change": access.may(user, "change")}
    return render(request, "limits/list-limits.html", context)


@require_http_methods(["GET", "POST"])
def change_limit(request: HttpRequest, group: str, code: str) -> HttpResponse:
    """Set one."""
    user = user_of(request)
    found, limit = access.get_limit_for(user, group, code)
    form = LimitForm(request.POST if request.method == "POST" else None, limit)
    if form.is_bound and form.is_valid():
        try:
            commands.change_limit(group, code, **form.cleaned_data, by=user)
        except (InvalidInput, Conflict) as refusal:
            form.add_error("values" if refusal.code == "value" else None, str(refusal))
            found, limit = access.get_limit_for(user, group, code)
        else:
            messages.success(request, _("The limit is set; it counts from now on."))
            return redirect(f"{reverse('limits:list-limits')}#{group}")
    context = {"form": form, "limit": limit, "group": found}
    return render(request, "limits/change-limit.html", context, status=422 if form.errors else 200)
