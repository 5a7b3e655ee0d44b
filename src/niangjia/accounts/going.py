"""Where someone goes after a step: to the page that was wanted, never off this site."""

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def wanted_page(request: HttpRequest) -> str:
    """The page named by `next`, "" when it is missing or not ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def next_page(request: HttpRequest, default: str = settings.LOGIN_REDIRECT_URL) -> str:
    """The page named by `next`, or the default."""
    return wanted_page(request) or resolve_url(default)
