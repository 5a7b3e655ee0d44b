"""Asking once more who is there, before paying, exporting, changing rights and the like.

    @ask_again
    @require_http_methods(["GET", "POST"])
    def pay_batch(request, pk): ...

The page opens for five minutes after password, code or passkey were given in this session. Put it on the page with the
form as well as on what the form is sent to: who is asked at the form has not typed anything yet.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from niangjia.accounts import commands, marks, passkeys
from niangjia.accounts.commands.second_factor import PASSKEY
from niangjia.accounts.forms.sign_in import AgainForm
from niangjia.accounts.going import next_page
from niangjia.accounts.halfway import for_step, send_to, someone
from niangjia.accounts.models import Authenticator, Passkey, User
from niangjia.accounts.second_factors import SET_UP
from niangjia.kernel.errors import InvalidInput

View = Callable[..., HttpResponse]


def ask_again(view: View) -> View:
    """A view that opens only when password or factor were given within the last five minutes of this session."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if marks.was_asked_again(request.session):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.warning(request, _("Nothing was done yet. Confirm that it is you, then press the button again."))
        return send_to(request, "accounts:again")

    return asked


@login_not_required
@never_cache
@for_step("", SET_UP)
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the password, a code or a passkey, then go back to the page that wanted to know."""
    user = someone(request)
    has_app = Authenticator.objects.filter(user=user).exists()
    form = AgainForm(request.POST if request.method == "POST" else None, has_app=has_app)
    if request.method == "POST":
        if _is_right(request, user, form):
            marks.asked_again(request.session)
            return HttpResponseRedirect(next_page(request))
        if not form.errors:
            form.add_error(None, _("That was not right, or it is locked after too many wrong tries. Try again."))
    context = {"form": form, "next": request.GET.get("next", ""), "has_app": has_app}
    context["has_passkeys"] = passkeys.is_possible(request) and Passkey.objects.filter(user=user).exists()
    return render(request, "accounts/again.html", context, status=422 if form.errors else 200)


def _is_right(request: HttpRequest, user: User, form: AgainForm) -> bool:
    answer = request.POST.get("credential", "")
    if answer:
        form.errors.clear()
        return bool(commands.try_factor(user, lambda: _passkey(request, user, answer)))
    if not form.is_valid():
        return False
    if form.cleaned_data["password"]:
        return commands.try_password(request, user.username, form.cleaned_data["password"]) == user
    return bool(commands.try_factor(user, lambda: commands.take_code(user, form.cleaned_data["code"])))


def _passkey(request: HttpRequest, user: User, answer: str) -> str:
    try:
        return PASSKEY if commands.use_passkey(*passkeys.used(request, answer, user)) == user else ""
    except InvalidInput:
        return ""
