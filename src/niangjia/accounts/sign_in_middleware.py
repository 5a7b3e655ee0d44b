"""The end of sessions, and the steps between a right password and the program."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from niangjia.accounts import marks
from niangjia.accounts.commands.sessions import expire_session
from niangjia.accounts.halfway import hold_back, send_to, step_of
from niangjia.accounts.models import User
from niangjia.accounts.queries_of_sign_in import sign_in_policy
from niangjia.accounts.second_factors import next_step
from niangjia.accounts.senders import may_send

LARGEST_FORM_BEFORE = 64 * 1024
"""Far more than any form that someone fills in before the sign-in; none of them takes a file."""


class NoUploadsMiddleware:
    """Refuses files from whoever is not signed in, before anything reads them into memory.

    It stands right behind the sessions: the check of forged requests would read the whole form first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 to a form with files that is large, or does not tell its size."""
        if request.content_type == "multipart/form-data" and self._is_large(request) and not self._is_known(request):
            return HttpResponse(_("Sign in before you send files."), status=413)
        return self.get_response(request)

    @staticmethod
    def _is_large(request: HttpRequest) -> bool:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        is_told = length.isascii() and length.isdigit() and "HTTP_TRANSFER_ENCODING" not in request.META
        return not is_told or int(length) > LARGEST_FORM_BEFORE

    @staticmethod
    def _is_known(request: HttpRequest) -> bool:
        return SESSION_KEY in request.session or may_send(request)


class SessionEndMiddleware:
    """Ends sessions that lay unused or lasted too long, and holds back who has not passed every step of the sign-in.

    It stands behind Django's own middleware of sign-ins and before everything that asks who someone is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the session of someone signed in; pass the others on."""
        if isinstance(request.user, User):
            self._look(request, request.user)
        return self.get_response(request)

    def _look(self, request: HttpRequest, user: User) -> None:
        policy = sign_in_policy()
        why = marks.why_ended(request.session, policy)
        if why:
            expire_session(request, user, why=why)
            request.session_ended = why  # type: ignore[attr-defined] # ours, read below and by the sign-in page
            return
        marks.see(request.session)
        step = next_step(user, request.session, policy)
        if step:
            hold_back(request, step)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends who is not known to the sign-in, who is halfway to the next step, and says why a session has ended."""

    def handle_no_permission(self, request: HttpRequest, _view: Any) -> HttpResponse:  # type: ignore[override] # narrower
        why = getattr(request, "session_ended", "")
        return send_to(request, step_of(request) or "accounts:sign-in", **({"why": why} if why else {}))
