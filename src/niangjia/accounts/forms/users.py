"""Forms of users. Only the fields named here are read from what is sent."""

import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.forms.units import UnitField
from niangjia.accounts.models import Role, Unit
from niangjia.accounts.queries import UserFilter

UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


def suggested_password() -> str:
    """A new random password that can be read out: four groups of four (79 bits), without look-alikes."""
    return "-".join("".join(secrets.choice(UNMISTAKABLE) for _place in range(4)) for _group in range(4))


class UserFilterForm(forms.Form):
    """What the list is narrowed to. Everything is optional; a value that is none of the choices is left out."""

    q = forms.CharField(required=False, max_length=60, label=_("Search"))
    role = forms.ChoiceField(required=False, label=_("Role"), choices=[("", _("Every role")), *Role.choices])
    unit = UnitField(required=False, label=_("Unit"))
    state = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("user", "State"),
        choices=[("", _("Active users")), ("disabled", _("Disabled users")), ("all", _("Active and disabled users"))],
    )

    def __init__(self, data: Any, units: Iterable[Unit]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.fields["unit"].offer(units, empty=_("All units"))  # type: ignore[attr-defined]

    def wanted(self) -> UserFilter:
        """The filter of what was understood."""
        self.is_valid()
        value = self.cleaned_data.get
        return UserFilter(
            text=(value("q") or "").strip(),
            role=value("role") or "",
            unit=value("unit"),
            is_active={"disabled": False, "all": None}.get(value("state") or "", True),
        )


class _UserForm(forms.Form):
    def __init__(self, data: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class _PasswordForm(_UserForm):
    password = forms.CharField(
        max_length=128,
        label=_("Password for the first sign-in"),
        help_text=_(
            "Write it down and hand it over in person: it is shown only here, and must be changed at the first sign-in."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, {"password": suggested_password()})


class AddUserForm(_PasswordForm):
    """Someone new, with a password to begin with."""

    username = forms.CharField(
        max_length=40,
        label=_("User name"),
        help_text=_("Letters, digits, and . - _ without spaces; it is typed at each sign-in."),
        validators=[RegexValidator(r"\A[\w.-]+\Z", _("Only letters, digits, and . - _ are possible."))],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(max_length=40, label=_("Name of a person"))
    unit = UnitField(label=_("Belongs to"), help_text=_("This gives no right; a role comes with an appointment."))
    field_order = ("username", "display_name", "unit", "password")

    def __init__(self, data: Any, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["unit"].offer(units)  # type: ignore[attr-defined]


class ResetPasswordForm(_PasswordForm):
    """A new password to begin with."""


class ReasonForm(_UserForm):
    """Why someone is shut out or let in again."""

    reason = forms.CharField(max_length=200, label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
