"""Pages of the security administrator: who signs in with what, what is locked, and what the sign-in asks for."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts import commands
from niangjia.accounts.access import get_user_for, require_somewhere
from niangjia.accounts.forms.sign_in import IdentityForm, SignInFilterForm, SignInPolicyForm
from niangjia.accounts.halfway import someone
from niangjia.accounts.models import Identity, SecondFactorFor, SignInTries, User
from niangjia.accounts.providers import providers
from niangjia.accounts.queries import users_within
from niangjia.accounts.queries_of_sign_in import live_sessions, sign_in_policy, with_sign_in
from niangjia.accounts.second_factors import PRIVILEGED, has_to_have_factor
from niangjia.accounts.views.again import ask_again
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden

PAGE = 50


@require_safe
def list_sign_ins(request: HttpRequest) -> HttpResponse:
    """Users with their second factors; those who are locked out come first."""
    asked = SignInFilterForm(request.GET).wanted()
    people = users_within(require_somewhere(someone(request), "manage-sign-ins").limits())
    if asked:
        people = people.filter(username__icontains=asked) | people.filter(display_name__icontains=asked)
    page = Paginator(with_sign_in(people), PAGE).get_page(request.GET.get("page"))
    policy = sign_in_policy()
    context = {
        "page": page,
        "q": asked,
        "policy": policy,
        "is_optional": policy.second_factor == SecondFactorFor.OPTIONAL,
    }
    return render(request, "accounts/list-sign-ins.html", context)


@require_safe
def show_sign_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How one user signs in, and what can be done when that does not work."""
    return _page(request, get_user_for(someone(request), pk, "manage-sign-ins"), None)


@require_POST
def unlock_sign_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let someone try again at once."""
    user = get_user_for(someone(request), pk, "manage-sign-ins")
    commands.unlock_sign_in(user, by=someone(request))
    messages.success(request, _("%(name)s may try again.") % {"name": user})
    return redirect("accounts:show-sign-in", pk)


@ask_again
@require_POST
def clear_factors(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The phone is lost: the next sign-in takes the password alone and leads to setting up a new factor."""
    user = get_user_for(someone(request), pk, "manage-sign-ins")
    commands.clear_factors(user, by=someone(request))
    messages.success(
        request, _("The second factors of %(name)s are gone, and every session has ended.") % {"name": user}
    )
    return redirect("accounts:show-sign-in", pk)


@ask_again
@require_POST
def link_identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Link someone's account with a sign-in service."""
    user = get_user_for(someone(request), pk, "manage-sign-ins")
    form = IdentityForm(request.POST, choices=_choices())
    if form.is_valid():
        try:
            commands.link_identity(user, **form.cleaned_data, by=someone(request))
            return redirect("accounts:show-sign-in", pk)
        except (Conflict, Forbidden) as refusal:
            form.add_error(None, str(refusal))
    return _page(request, user, form)


@ask_again
@require_http_methods(["GET", "POST"])
def change_sign_in_policy(request: HttpRequest) -> HttpResponse:
    """The settings of the sign-in."""
    policy = sign_in_policy()
    is_optional = policy.second_factor == SecondFactorFor.OPTIONAL
    form = SignInPolicyForm(request.POST if request.method == "POST" else None, instance=policy)
    if request.method == "POST" and form.is_valid():
        commands.change_sign_in_policy(form.instance, by=someone(request))
        messages.success(request, _("Saved. It holds from now on, for sessions that are open too."))
        return redirect("accounts:change-sign-in-policy")
    context = {
        "form": form,
        "is_optional": is_optional,
        "roles": [(role.label, why) for role, why in PRIVILEGED.items()],
    }
    return render(request, "accounts/change-sign-in-policy.html", context, status=422 if form.errors else 200)


def _choices() -> list[tuple[str, object]]:
    return [(slug, service.label) for slug, service in providers().items()]


def _page(request: HttpRequest, user: User, form: IdentityForm | None) -> HttpResponse:
    choices = _choices()
    context = {
        "person": with_sign_in(User.objects.filter(pk=user.pk)).get(),
        "locks": SignInTries.objects.filter(user=user, locked_until__gt=clock.now()),
        "identities": Identity.objects.filter(user=user),
        "sessions": live_sessions(user).count(),
        "has_to": has_to_have_factor(user, sign_in_policy()),
        "form": form or (IdentityForm(choices=choices) if choices else None),
    }
    return render(request, "accounts/show-sign-in.html", context, status=422 if form else 200)
