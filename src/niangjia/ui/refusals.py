"""Refusals of the product as pages: what happened, which value, what to do next; and nothing more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError, NotFoundOrForbidden

STATUSES: list[tuple[type[NiangjiaError], int]] = [
    (NotFoundOrForbidden, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (InvalidInput, 422),
]


def status_of(refusal: NiangjiaError) -> int | None:
    """The status of a refusal; None for an error that is nobody's to read."""
    return next((status for kind, status in STATUSES if isinstance(refusal, kind)), None)


def answer(request: HttpRequest, refusal: NiangjiaError) -> HttpResponse | None:
    """The page of a refusal with its status; None for an error that is nobody's to read."""
    status = status_of(refusal)
    if status is None:
        return None
    template = "404.html" if status == 404 else "ui/refusal.html"
    return render(request, template, {"refusal": refusal, "status": status}, status=status)


def wrong_method(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """The page of an address that only takes what a form sends, opened by hand. Says nothing of what lies there."""
    words = _("This address only takes what is sent from a form. Go back to the page, and fill it in there again.")
    page = render(request, "ui/refusal.html", {"refusal": words, "status": 405}, status=405)
    page["Allow"] = ", ".join(allowed)
    return page


class RefusalMiddleware:
    """Answers a NiangjiaError that a view let through with its status and words; other errors go on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a refusal; what is missing and what is forbidden share the page of a missing one."""
        return answer(request, exception) if isinstance(exception, NiangjiaError) else None
