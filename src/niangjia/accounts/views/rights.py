"""The table of rights, as the program applies it."""

from itertools import groupby

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.accounts.forms.rights import RoleForm
from niangjia.accounts.models import Role
from niangjia.accounts.rights import EVERY_ROLE, Right, Where, all_rights


@require_safe
def show_rights(request: HttpRequest) -> HttpResponse:
    """Who may do what, where and when, one table an app; `?role=` narrows to what one role may do."""
    form = RoleForm(request.GET, label_suffix="")
    role = form.cleaned_data["role"] if form.is_valid() else ""
    tables = [
        (apps.get_app_config(app).verbose_name, [(right, _who(right)) for right in rights])
        for app, rights in groupby((each for each in all_rights() if _is_of(each, role)), key=lambda each: each.app)
    ]
    return render(request, "accounts/show-rights.html", {"tables": tables, "form": form})


def _is_of(right: Right, role: str) -> bool:
    is_everyones = not right.roles and right.where is not Where.SYSTEM
    return not role or role in right.roles or is_everyones


def _who(right: Right) -> list[str]:
    """The roles in words, in the order of the list of roles; none stands for everyone."""
    return [] if right.roles == EVERY_ROLE else [str(role.label) for role in Role if role in right.roles]
