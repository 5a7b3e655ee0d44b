"""Which language a request is answered in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

LANGUAGE_NAMES = {"zh-hans": "zh-Hans", "en": "en"}
"""Our language codes as browsers and screen readers know them."""


class LanguageMiddleware:
    """Chinese, unless the reader switched to English.

    The browser's own wish (Accept-Language) is not asked: on shared office machines it is the installer's, not the
    reader's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request and name it in the answer."""
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = "en" if wanted == "en" else "zh-hans"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", LANGUAGE_NAMES[language])
        patch_vary_headers(response, ["Cookie"])
        return response


class PersonalPagesMiddleware:
    """Tells browsers to keep nothing of what someone signed in has seen: offices share machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer, unless a view has said how it may be kept."""
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store, private"
        return response
