"""Own accounts that ended: a link that was wrong from the start is removed, so that it counts no more."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import user_of
from niangjia.kernel.errors import InvalidInput
from niangjia.people import access, commands
from niangjia.people.forms import EndedAccountForm

ROWS = 50


@ask_again
@require_safe
def list_ended_accounts(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    page = Paginator(access.ended_accounts_for(user_of(request)), ROWS).get_page(request.GET.get("page"))
    rows = [(each, EndedAccountForm(auto_id=f"{each.pk}_%s")) for each in page]
    return render(request, "people/list-ended-accounts.html", {"page": page, "rows": rows})


@ask_again
@require_POST
def remove_ended_account(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove one."""
    user = user_of(request)
    ended = access.get_ended_account_for(user, pk)
    try:
        commands.remove_ended_account(ended, reason=request.POST.get("reason", ""), by=user)
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The link counts no more."))
    return redirect("people:list-ended-accounts")
