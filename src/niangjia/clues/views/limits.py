"""The limits of the clocks: the list, and setting one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.access import holds
from niangjia.accounts.views.requests import user_of
from niangjia.clues import access, commands
from niangjia.clues.forms import LimitForm
from niangjia.clues.limits import limits_now
from niangjia.kernel.errors import Forbidden, InvalidInput, NotFoundOrForbidden


@require_safe
def list_limits(request: HttpRequest) -> HttpResponse:
    """Every limit, where it comes from, and whether anybody has confirmed it."""
    user = user_of(request)
    access.require_somewhere(user, "count")
    context = {"limits": limits_now().values(), "may_change": holds(user, access.RIGHTS["change-limits"])}
    return render(request, "clues/list-limits.html", context)


@require_http_methods(["GET", "POST"])
def change_limit(request: HttpRequest, code: str) -> HttpResponse:
    """Set one."""
    user = user_of(request)
    if not holds(user, access.RIGHTS["change-limits"]):
        raise Forbidden(_("An assistance clerk or the approver of the whole bureau sets the limits."))
    limit = limits_now().get(code)
    if limit is None:
        raise NotFoundOrForbidden(_("There is no such limit."))
    source = limit.kept.source if limit.kept else ""
    data = request.POST if request.method == "POST" else None
    form = LimitForm(data, working_days=limit.working_days, source=source)
    if form.is_bound and form.is_valid():
        try:
            commands.change_limit(code, **form.cleaned_data, by=user)
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The limit is set; it counts for every clue from now on."))
            return redirect("clues:list-limits")
    context = {"form": form, "limit": limit}
    return render(request, "clues/change-limit.html", context, status=422 if form.errors else 200)
