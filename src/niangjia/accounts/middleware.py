"""The door of every address: who holds no right that opens it goes no further."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import Where, openers
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.ui.refusals import answer, wrong_method


class RightsMiddleware:
    """Asks the table of rights before the view does. It stands behind the sign-in: who is not known is sent there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse as if a thing were not there; a page that concerns no one thing says that the role lacks it."""
        match = request.resolver_match
        by_method = openers().get(match.view_name, {}) if match else {}
        method = "GET" if request.method == "HEAD" else request.method or ""
        if by_method and method not in by_method:
            return wrong_method(request, [*by_method, *(["HEAD"] if "GET" in by_method else [])])
        rights = by_method.get(method, ())
        user = request.user
        if any(right.where is Where.PUBLIC for right in rights):
            return None
        if isinstance(user, User) and any(holds(user, right) for right in rights):
            return None
        if not rights or any(isinstance(value, UUID) for value in kwargs.values()):
            return answer(request, NotFoundOrForbidden(_("There is no such page, or it is not yours to see.")))
        return answer(
            request,
            Forbidden(
                _("Your role does not include this page. If it should, ask the security administrator of your union.")
            ),
        )
