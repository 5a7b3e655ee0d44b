"""The page about the state of the system, and the answer for whoever watches it from outside."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from niangjia.config import health


@require_safe
def show_health(request: HttpRequest) -> HttpResponse:
    """Every finding, with what to do about it."""
    found = health.findings()
    worst = next(
        (state for state in (health.BAD, health.WARN) if any(each.state == state for each in found)), health.GOOD
    )
    return render(request, "config/show-health.html", {"findings": found, "worst": worst})


@login_not_required
@never_cache
@require_safe
def tell_health(_request: HttpRequest) -> HttpResponse:
    """`ok` with 200, or `not ok` with 503; why is for those who sign in."""
    is_ready = health.is_ready()
    return HttpResponse("ok" if is_ready else "not ok", status=200 if is_ready else 503, content_type="text/plain")
