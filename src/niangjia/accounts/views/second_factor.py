"""The second factor: asked for at the sign-in, set up, given up."""

from urllib.parse import urlencode
from uuid import UUID

import pyotp
import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts import commands, marks, passkeys, setting_up
from niangjia.accounts.commands.second_factor import APP, PASSKEY
from niangjia.accounts.forms.sign_in import AuthenticatorForm, CodeForm, PasskeyForm, PasskeyNameForm
from niangjia.accounts.going import next_page
from niangjia.accounts.halfway import for_step, half_user, someone
from niangjia.accounts.models import Passkey, User
from niangjia.accounts.queries_of_sign_in import has_factor
from niangjia.accounts.second_factors import PRIVILEGED, SECOND_FACTOR, SET_UP
from niangjia.accounts.sessions import kept
from niangjia.accounts.views.again import ask_again
from niangjia.kernel.errors import InvalidInput, NiangjiaError, NotFoundOrForbidden


@login_not_required
@never_cache
@for_step(SECOND_FACTOR)
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password: a code of the app, a recovery code, or a passkey."""
    user = someone(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        kind = commands.try_factor(user, lambda: commands.take_code(user, code))
        if kind:
            commands.pass_second_factor(request, user, kind=kind)
            return HttpResponseRedirect(next_page(request))
        form.add_error(
            "code", _("This code is not right, was used already, or codes are locked after too many wrong ones.")
        )
    context = {"form": form, "next": request.GET.get("next", ""), "has_app": hasattr(user, "authenticator")}
    context["has_passkeys"] = passkeys.is_possible(request) and Passkey.objects.filter(user=user).exists()
    return render(request, "accounts/second-factor.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@for_step("", SET_UP)
@ask_again
@require_http_methods(["GET", "POST"])
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """A picture for the code app and the field for its first code; beside it, a passkey."""
    user = someone(request)
    secret = setting_up.secret(request, user)
    form = AuthenticatorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.add_authenticator(user, secret, form.cleaned_data["code"], but=_own(request), by=user)
        except InvalidInput as refusal:
            form.add_error("code", str(refusal))
        else:
            setting_up.forget(request)
            return _added(request, user, APP)
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="Niangjia")
    context = {
        "form": form,
        "passkey_form": PasskeyForm(initial={"name": marks.device_of(request)}),
        "picture": segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "next": request.GET.get("next", ""),
        "has_to": half_user(request) is not None,
        "has_passkeys": passkeys.is_possible(request),
        "roles": PRIVILEGED,
    }
    return render(request, "accounts/set-up-factor.html", context, status=422 if form.errors else 200)


@login_not_required
@never_cache
@for_step("", SET_UP)
@ask_again
@require_http_methods(["GET", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    """GET: what the browser is to make. POST: the passkey it has made."""
    user = someone(request)
    if request.method == "GET":
        return JsonResponse(dict(passkeys.ask_to_make(request, user)))
    form = PasskeyForm(request.POST)
    try:
        if not form.is_valid():
            raise InvalidInput(_("Give the passkey a name."))
        made = passkeys.made(request, form.cleaned_data["credential"])
        commands.add_passkey(user, made, name=form.cleaned_data["name"], but=_own(request), by=user)
    except NiangjiaError as refusal:
        messages.error(request, str(refusal))
        return redirect(SET_UP)
    return _added(request, user, PASSKEY)


@ask_again
@require_POST
def remove_authenticator(request: HttpRequest) -> HttpResponse:
    """Give up the code app."""
    user = someone(request)
    commands.remove_authenticator(user, but=_own(request), by=user)
    return _removed(request, user)


@require_POST
def rename_passkey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Call one of one's own passkeys something else."""
    passkey, form = _own_passkey(request, pk), PasskeyNameForm(request.POST)
    if form.is_valid():
        commands.rename_passkey(passkey, name=form.cleaned_data["name"], by=someone(request))
    return redirect("accounts:my-sign-in")


@ask_again
@require_POST
def remove_passkey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up one of one's own passkeys."""
    user = someone(request)
    commands.remove_passkey(_own_passkey(request, pk), but=_own(request), by=user)
    return _removed(request, user)


@ask_again
@require_POST
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes in place of the old."""
    user = someone(request)
    setting_up.keep_codes(request, user, commands.renew_recovery_codes(user, by=user))
    return redirect("accounts:show-recovery-codes")


@never_cache
@require_safe
def show_recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes that were just made, this once."""
    codes = setting_up.take_codes(request, someone(request))
    shown = [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]
    return render(request, "accounts/show-recovery-codes.html", {"codes": shown, "next": next_page(request)})


def _added(request: HttpRequest, user: User, kind: str) -> HttpResponse:
    """The sign-in is complete; with the first factor come recovery codes."""
    commands.pass_second_factor(request, user, kind=kind)
    messages.success(request, _("Done. From now on you are asked for it when you sign in."))
    if user.recovery_codes.filter(used_at=None).exists():
        return redirect("accounts:my-sign-in")
    setting_up.keep_codes(request, user, commands.renew_recovery_codes(user, by=user))
    wanted = urlencode({"next": next_page(request, "accounts:my-sign-in")})
    return redirect(f"{reverse('accounts:show-recovery-codes')}?{wanted}")


def _removed(request: HttpRequest, user: User) -> HttpResponse:
    if not has_factor(user):
        marks.put(request.session, factor=marks.NONE)
    messages.success(request, _("Removed. Other sessions of yours have ended."))
    return redirect("accounts:my-sign-in")


def _own_passkey(request: HttpRequest, pk: UUID) -> Passkey:
    found = Passkey.objects.filter(pk=pk, user=someone(request)).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such page, or it is not yours to see."))
    return found


def _own(request: HttpRequest) -> str:
    """The digest of this session's key: it stays when others end."""
    return kept(request.session.session_key)
