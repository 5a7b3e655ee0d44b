"""Someone who has given a password but not all that the policy asks for.

For the rest of the program `request.user` is then nobody: only the pages of the missing step know who it is.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from niangjia.accounts.models import User

View = Callable[..., HttpResponse]


def hold_back(request: HttpRequest, step: str) -> None:
    """From here on the request is nobody's, save for the pages of the step."""
    request.halfway = (request.user, step)  # type: ignore[attr-defined] # ours, read below only
    request.user = AnonymousUser()


def half_user(request: HttpRequest) -> User | None:
    """Who has come half the way."""
    user, _step = getattr(request, "halfway", (None, ""))
    return user if isinstance(user, User) else None


def step_of(request: HttpRequest) -> str:
    """The address of the step that is missing, or ""."""
    _user, step = getattr(request, "halfway", (None, ""))
    return str(step)


def someone(request: HttpRequest) -> User:
    """Whoever uses a page marked with `for_step`."""
    user = request.user if isinstance(request.user, User) else half_user(request)
    if user is None:
        raise LookupError("the page is not marked with for_step")
    return user


def for_step(*steps: str) -> Callable[[View], View]:
    """A page for those who are signed in and those who come to it as one of these steps; others are sent on."""

    def mark(view: View) -> View:
        @wraps(view)
        def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_here = step_of(request) in steps if half_user(request) else "" in steps and request.user.is_authenticated
            if is_here:
                return view(request, *args, **kwargs)
            return send_to(request, step_of(request) or "accounts:sign-in")

        return ask

    return mark


def send_to(request: HttpRequest, address: str, **query: str) -> HttpResponse:
    """Redirect to an address that leads back here. A part of a page is not the place for it: the browser goes there."""
    is_part = request.headers.get("HX-Request") == "true"
    back = _page_of(request)
    to = f"{reverse(address)}?{urlencode({**query, 'next': back}, safe='/')}"
    if is_part:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return redirect(to)


def _page_of(request: HttpRequest) -> str:
    """The page that is open in the browser, without host: of a form or a part the page it stands on."""
    own = f"{request.scheme}://{request.get_host()}"
    shown = request.headers.get("HX-Current-URL") or (
        request.headers.get("Referer", "") if request.method == "POST" else ""
    )
    if shown.startswith(f"{own}/"):
        return shown.removeprefix(own)
    return "/" if request.method == "POST" else request.get_full_path()
