"""Asking once more who is there, before paying, exporting, changing rights and the like.

    @ask_again
    @require_http_methods(["GET", "POST"])
    def pay_batch(request, pk): ...

The page opens for five minutes after password, code or passkey were given in this session. Put it on the page with the
form as well as on what the form is sent to: best to be asked before typing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
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
IS_ANSWER = "is-answer"
WAITING = "waiting-"


def ask_again(view: View) -> View:
    """A view that opens only when password or factor were given within the last five minutes of this session.

    A form that comes too late is asked about in its place and loses nothing: what was typed waits in the page that asks
    and goes on once the answer is right. Uploaded files cannot wait so; the views marked here take none.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = _typed(request)
        if not marks.was_asked_again(request.session):
            is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
            if request.method != "POST" or is_part:
                return send_to(request, "accounts:again")
            asking = _ask(request, waiting=typed)
            if asking is not None:
                return asking
        request.POST = typed  # type: ignore[assignment] # the class of a request read is Django's own, private one
        return view(request, *args, **kwargs)

    return asked


@login_not_required
@never_cache
@for_step("", SET_UP)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for the password, a code or a passkey, then go back to the page that wanted to know."""
    return _ask(request) or HttpResponseRedirect(next_page(request))


def _ask(request: HttpRequest, *, waiting: QueryDict | None = None) -> HttpResponse | None:
    """The page that asks, with the form that waits for the answer; None once the answer is right."""
    user = someone(request)
    has_app = Authenticator.objects.filter(user=user).exists()
    is_answer = request.method == "POST" and (waiting is None or IS_ANSWER in request.POST)
    form = AgainForm(request.POST if is_answer else None, has_app=has_app)
    if is_answer:
        if _is_right(request, user, form):
            marks.asked_again(request.session)
            return None
        if not form.errors:
            form.add_error(None, _("That was not right, or it is locked after too many wrong tries. Try again."))
    context = {
        "form": form,
        "has_app": has_app,
        "next": request.GET.get("next", ""),
        "to": request.get_full_path(),
        "is_answer": IS_ANSWER,
        "waits": waiting is not None,
        "waiting": [
            (f"{WAITING}{name}", value)
            for name, values in (waiting or QueryDict()).lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ],
    }
    context["has_passkeys"] = passkeys.is_possible(request) and Passkey.objects.filter(user=user).exists()
    answer = render(request, "accounts/again.html", context, status=422 if form.errors else 200)
    add_never_cache_headers(answer)
    return answer


def _typed(request: HttpRequest) -> QueryDict:
    """The form itself, without what was answered to the question."""
    if IS_ANSWER not in request.POST:
        return request.POST
    typed = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name.startswith(WAITING):
            typed.setlist(name.removeprefix(WAITING), values)
    typed._mutable = False  # noqa: SLF001 - Django offers no other way to close one
    return typed


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
