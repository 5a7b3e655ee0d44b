"""Pages of users."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts import access, commands, queries
from niangjia.accounts.forms.users import AddUserForm, ReasonForm, ResetPasswordForm, UserFilterForm
from niangjia.accounts.models import User
from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import done, user_of


@require_safe
def list_users(request: HttpRequest) -> HttpResponse:
    """A page of the users someone may see. htmx gets the rows alone."""
    user = user_of(request)
    where = access.require_somewhere(user, "read-people")
    form, units = UserFilterForm(request.GET, where.units().filter(closed_on=None)), where.limits()
    found = form.wanted().apply(queries.users_within(units), units)
    context = {
        "form": form,
        "page": queries.page_of_users(found, request.GET.get("page", ""), units),
        "may_add": bool(access.where_may(user, access.RIGHTS["manage-users"])),
    }
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "accounts/_users.html" if is_part else "accounts/list-users.html", context)


@require_safe
def show_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Someone, with the roles held now, later and earlier, and what the reader may do."""
    user = user_of(request)
    shown = access.get_user_for(user, pk)
    where_appointing = access.where_may(user, access.RIGHTS["appoint"])
    context = {
        "shown": shown,
        "offices": queries.offices_of(shown, access.require_somewhere(user, "read-people").limits()),
        "may_appoint": bool(where_appointing) and shown.is_active and shown.pk != user.pk,
        "may_end": bool(where_appointing) and shown.pk != user.pk,
        "may_disable": not access.why_not_sign_in(user, "disable-users", shown),
        "may_reset": shown.is_active and not access.why_not_sign_in(user, "reset-password", shown),
    }
    return render(request, "accounts/show-user.html", context)


@ask_again
@require_http_methods(["GET", "POST"])
def add_user(request: HttpRequest) -> HttpResponse:
    """Make someone who can sign in, with a password to begin with that is shown once."""
    user = user_of(request)
    units = access.require_somewhere(user, "manage-users").units().filter(closed_on=None)
    form = AddUserForm(request.POST if request.method == "POST" else None, units=units)
    made: list[User] = []
    if done(form, lambda: made.append(commands.add_user(by=user, must_change_password=True, **form.cleaned_data))):
        messages.success(request, _("Added. Without an appointment this user may do nothing yet."))
        return redirect("accounts:show-user", pk=made[0].pk)
    context = {
        "form": form,
        "title": _("Add a user"),
        "lead": _("The security administrator then appoints the person to a role."),
        "label": _("Add"),
        "icon": "user-plus",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)


@ask_again
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give someone a new password to begin with; it is shown before it is set, and never again."""
    user = user_of(request)
    shown = access.get_user_for(user, pk, "reset-password")
    form = ResetPasswordForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: commands.reset_password(shown, by=user, **form.cleaned_data)):
        messages.success(request, _("The password is set. Sessions that were open have ended."))
        return redirect("accounts:show-user", pk=pk)
    context = {
        "shown": shown,
        "form": form,
        "title": _("Reset the password"),
        "lead": _("The old password stops working, and open sessions end."),
        "label": _("Set this password"),
        "icon": "lock",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)


@ask_again
@require_http_methods(["GET", "POST"])
def disable_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Shut someone out."""
    user = user_of(request)
    shown = access.get_user_for(user, pk, "disable-users")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: commands.disable_user(shown, by=user, **form.cleaned_data)):
        messages.success(request, _("Disabled. The person is out from the next click on."))
        return redirect("accounts:show-user", pk=pk)
    context = {
        "shown": shown,
        "form": form,
        "title": _("Disable the user"),
        "lead": _("The person is out at once. Appointments stay and give nothing meanwhile; end those that are over."),
        "label": _("Disable"),
        "icon": "lock",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)


@ask_again
@require_http_methods(["GET", "POST"])
def enable_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let someone in again."""
    user = user_of(request)
    shown = access.get_user_for(user, pk, "disable-users")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: commands.enable_user(shown, by=user, **form.cleaned_data)):
        messages.success(request, _("Enabled. The password is the one from before."))
        return redirect("accounts:show-user", pk=pk)
    context = {
        "shown": shown,
        "form": form,
        "title": _("Enable the user"),
        "lead": _("The appointments in force count again: look at them first."),
        "label": _("Enable"),
        "icon": "lock-open",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)
