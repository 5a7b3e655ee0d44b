"""The way to a sign-in service and back."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from niangjia.accounts import commands, marks
from niangjia.accounts.going import next_page, wanted_page
from niangjia.accounts.models import Identity, User
from niangjia.accounts.providers import Found, Provider, ProviderFailed, Start, providers
from niangjia.accounts.queries_of_sign_in import sign_in_policy
from niangjia.kernel.errors import Conflict, NotFoundOrForbidden

logger = logging.getLogger(__name__)
AWAY = "sign-in-service"
SIGN_IN, LINK = "sign-in", "link"


@login_not_required
@never_cache
@require_safe
def go_to_provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the browser to a service: to sign in, or, for someone signed in, to link the account there."""
    provider = _provider(slug)
    start = Start.make(slug, purpose=LINK if request.user.is_authenticated else SIGN_IN, next_page=wanted_page(request))
    if start.purpose == LINK and not marks.was_asked_again(request.session):
        return redirect(f"{reverse('accounts:again')}?{urlencode({'next': request.get_full_path()})}")
    try:
        address = provider.address(start, _back(request, slug), agent=request.headers.get("User-Agent", ""))
    except ProviderFailed as refusal:
        return _told(request, refusal, start)
    request.session[AWAY] = start.as_json()
    return HttpResponseRedirect(address)


@login_not_required
@never_cache
@require_safe
def return_from_provider(request: HttpRequest, slug: str) -> HttpResponse:
    """Take up what was begun: the state is this browser's and is used once."""
    provider = _provider(slug)
    kept = request.session.pop(AWAY, None)
    start = Start(**kept) if kept else Start.make(slug, purpose=SIGN_IN, next_page="")
    try:
        found = _found(request, provider, start)
        if start.purpose == LINK:
            return _link(request, found, start)
        return _sign_in(request, found, start)
    except (ProviderFailed, Conflict) as refusal:
        return _told(request, refusal, start)


def _found(request: HttpRequest, provider: Provider, start: Start) -> Found:
    state = request.GET.get("state", "")
    code = request.GET.get(provider.code_name) or request.GET.get("code", "")
    issuer = request.GET.get("iss")
    if start.slug != provider.slug or not constant_time_compare(state, start.state):
        raise ProviderFailed(_("This way back was used already, or it was begun in another browser."))
    if request.GET.get("error") or not code or (issuer and issuer != getattr(provider, "issuer", issuer)):
        detail = request.GET.get("error", "no code")
        raise ProviderFailed(_("You did not agree there, or the service did not let you in."), detail=detail[:80])
    return provider.identify(code, start, _back(request, provider.slug))


def _sign_in(request: HttpRequest, found: Found, start: Start) -> HttpResponse:
    identity = Identity.objects.filter(provider=start.slug, subject=found.subject).select_related("user").first()
    if identity is None or not identity.user.is_active:
        raise ProviderFailed(
            _("No user here is linked to this account. Sign in with your password, then link it under “My sign-in”.")
        )
    is_enough = found.has_factor and sign_in_policy().trusts_provider_factor
    commands.sign_in(request, identity.user, via=start.slug, factor="provider" if is_enough else "")
    return HttpResponseRedirect(start.next or next_page(request))


def _link(request: HttpRequest, found: Found, start: Start) -> HttpResponse:
    if not isinstance(request.user, User):
        raise ProviderFailed(_("Your session has ended meanwhile."))
    commands.link_identity(request.user, provider=start.slug, subject=found.subject, by=request.user)
    messages.success(request, _("Linked. From now on you can sign in with it."))
    return redirect("accounts:my-sign-in")


def _told(request: HttpRequest, refusal: ProviderFailed | Conflict, start: Start) -> HttpResponse:
    detail = getattr(refusal, "detail", "")
    if detail:
        logger.warning("sign-in service %s: %s", start.slug, detail)
    messages.error(request, str(refusal))
    if request.user.is_authenticated:
        return redirect("accounts:my-sign-in")
    return redirect(f"{reverse('accounts:sign-in')}?{urlencode({'next': start.next})}")


def _provider(slug: str) -> Provider:
    found = providers().get(slug)
    if found is None:
        raise NotFoundOrForbidden(_("There is no such page, or it is not yours to see."))
    return found


def _back(request: HttpRequest, slug: str) -> str:
    """Our own address for the way back, as the service has it on its list."""
    address = request.build_absolute_uri(reverse("accounts:return-from-provider", args=[slug]))
    return address.replace("http:", "https:", 1) if settings.SESSION_COOKIE_SECURE else address
