"""Sign-in and sign-out."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from niangjia.accounts import commands, passkeys
from niangjia.accounts.commands.second_factor import PASSKEY
from niangjia.accounts.forms.sign_in import CredentialForm, SignInForm
from niangjia.accounts.going import next_page, wanted_page
from niangjia.accounts.halfway import half_user, step_of
from niangjia.accounts.models import User
from niangjia.accounts.providers import ProvidersMisconfigured, providers
from niangjia.accounts.second_factors import SECOND_FACTOR
from niangjia.kernel.errors import InvalidInput


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password, then go where the person wanted to go."""
    if request.user.is_authenticated:
        return redirect(next_page(request))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        commands.sign_in(request, user)
        return HttpResponseRedirect(next_page(request))
    try:
        services, refusal = list(providers().values()), None
    except ProvidersMisconfigured as error:
        services, refusal = [], error
    context = {"form": form, "next": request.GET.get("next", ""), "why": request.GET.get("why", "")}
    context |= {"services": services, "refusal": refusal, "has_passkeys": passkeys.is_possible(request)}
    return render(request, "accounts/sign-in.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """GET: what the browser is to ask for. POST: the passkey, as the whole sign-in or as the second factor of one."""
    half = half_user(request) if step_of(request) == SECOND_FACTOR else None
    if request.method == "GET":
        known = request.user if isinstance(request.user, User) else half
        return JsonResponse(dict(passkeys.ask_to_use(request, known)))
    if request.user.is_authenticated:
        return redirect(next_page(request))
    try:
        user = commands.use_passkey(*passkeys.used(request, _answer(request), half))
        if user is None:
            raise passkeys.refused()
    except InvalidInput as refusal:
        messages.error(request, str(refusal))
        return redirect(
            f"{reverse(SECOND_FACTOR if half else 'accounts:sign-in')}?{urlencode({'next': wanted_page(request)})}"
        )
    if half is not None:
        commands.pass_second_factor(request, user, kind=PASSKEY)
    else:
        commands.sign_in(request, user, via="passkey", factor=PASSKEY)
    return HttpResponseRedirect(next_page(request))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, also one that has come half the way only."""
    commands.sign_out(request, request.user if isinstance(request.user, User) else half_user(request))
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _answer(request: HttpRequest) -> str:
    form = CredentialForm(request.POST)
    return str(form.cleaned_data["credential"]) if form.is_valid() else ""
