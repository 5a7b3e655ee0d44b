"""What the program told someone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts import commands, notices
from niangjia.accounts.views.requests import user_of


@require_safe
def list_notices(request: HttpRequest) -> HttpResponse:
    """One's own notices, the newest first."""
    page = notices.page(user_of(request), request.GET.get("cursor", ""))
    return render(request, "accounts/list-notices.html", {"page": page})


@require_POST
def read_notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a notice as read and go to the page it is about."""
    user = user_of(request)
    notice = commands.read_notice(notices.get_notice_for(user, pk), by=user)
    if notice.address and url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None):
        return HttpResponseRedirect(notice.address)
    return redirect("accounts:list-notices")


@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    commands.read_notices(by=user_of(request))
    return redirect("accounts:list-notices")
