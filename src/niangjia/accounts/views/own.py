"""One's own sign-in: password, second factors, sessions, linked accounts."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts import commands
from niangjia.accounts.forms.sign_in import ChangePasswordForm
from niangjia.accounts.going import next_page
from niangjia.accounts.halfway import for_step, half_user, someone
from niangjia.accounts.models import Authenticator, Identity, Passkey, RecoveryCode
from niangjia.accounts.providers import providers
from niangjia.accounts.queries_of_sign_in import live_sessions, sign_in_policy
from niangjia.accounts.second_factors import CHANGE_PASSWORD, has_to_have_factor
from niangjia.accounts.sessions import kept
from niangjia.accounts.views.again import ask_again
from niangjia.kernel.errors import NotFoundOrForbidden


@require_safe
def my_sign_in(request: HttpRequest) -> HttpResponse:
    """What someone signs in with, and where they are signed in."""
    user = someone(request)
    linked = {each.provider: each for each in Identity.objects.filter(user=user)}
    context = {
        "authenticator": Authenticator.objects.filter(user=user).first(),
        "passkeys": Passkey.objects.filter(user=user),
        "codes_left": RecoveryCode.objects.filter(user=user, used_at=None).count(),
        "has_to": has_to_have_factor(user, sign_in_policy()),
        "services": [(service, linked.get(slug)) for slug, service in providers().items()],
        "sessions": live_sessions(user),
        "this_session": kept(request.session.session_key),
    }
    return render(request, "accounts/my-sign-in.html", context)


@login_not_required
@never_cache
@for_step("", CHANGE_PASSWORD)
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """The old password and a new one; also the step of a first sign-in."""
    user = someone(request)
    form = ChangePasswordForm(request, user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commands.change_password(request, user, form.cleaned_data["new"])
        messages.success(request, _("Your password is changed. Other sessions of yours have ended."))
        return HttpResponseRedirect(next_page(request, "accounts:my-sign-in"))
    context = {"form": form, "next": request.GET.get("next", ""), "has_to": half_user(request) is not None}
    return render(request, "accounts/change-password.html", context, status=422 if form.errors else 200)


@require_POST
def end_session(request: HttpRequest, key: str) -> HttpResponse:
    """End one of one's own sessions."""
    user = someone(request)
    commands.end_session(user, key, by=user)
    return redirect("accounts:my-sign-in")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    user = someone(request)
    commands.end_other_sessions(user, but=kept(request.session.session_key), by=user)
    return redirect("accounts:my-sign-in")


@ask_again
@require_POST
def unlink_identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A sign-in service signs this person in no longer."""
    user = someone(request)
    identity = Identity.objects.filter(pk=pk, user=user).first()
    if identity is None:
        raise NotFoundOrForbidden(_("There is no such page, or it is not yours to see."))
    commands.unlink_identity(identity, by=user)
    return redirect("accounts:my-sign-in")
