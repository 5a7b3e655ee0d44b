"""Forms of the sign-in: name and password, a code, a new password, the policy."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import commands
from niangjia.accounts.models import SecondFactorFor, SignInPolicy, User
from niangjia.accounts.queries_of_sign_in import sign_in_policy

PASSWORD_NOW = forms.PasswordInput(attrs={"autocomplete": "current-password"})
PASSWORD_NEW = forms.PasswordInput(attrs={"autocomplete": "new-password"})
CODE = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}


class SignInForm(AuthenticationForm):
    """User name and password; the same answer whether the name or the password is wrong, or the name is locked."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # Django's own signature is untyped here
        self.label_suffix = ""

    def clean(self) -> dict[str, Any]:
        """Try the password; the try is counted."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password and self.request:
            self.user_cache = commands.try_password(self.request, username, password)
            if self.user_cache is None:
                policy = sign_in_policy()
                raise ValidationError(
                    _(
                        "User name and password do not belong together. After %(tries)s wrong tries in a row a user"
                        " name is locked for %(minutes)s minutes, even for the right password."
                    ),
                    params={"tries": policy.lock_tries, "minutes": policy.lock_minutes},
                    code="invalid_login",
                )
        return self.cleaned_data


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs={**CODE, "autofocus": True}))


class AgainForm(forms.Form):
    """The password once more, or a code of the app instead."""

    password = forms.CharField(label=_("Password"), required=False, strip=False, widget=PASSWORD_NOW)
    code = forms.CharField(
        label=_("Code of the app"), max_length=40, required=False, widget=forms.TextInput(attrs=CODE)
    )

    def __init__(self, *args: Any, has_app: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not has_app
        if not has_app:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        if not self.cleaned_data.get("password") and not self.cleaned_data.get("code"):
            raise ValidationError(_("Enter your password or a code."))
        return self.cleaned_data


class ChangePasswordForm(forms.Form):
    """The old password, and twice the new one."""

    old = forms.CharField(label=_("Password until now"), strip=False, widget=PASSWORD_NOW)
    new = forms.CharField(label=_("New password"), strip=False, max_length=200, widget=PASSWORD_NEW)
    repeat = forms.CharField(label=_("New password once more"), strip=False, max_length=200, widget=PASSWORD_NEW)

    def __init__(self, request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.user = request, user
        self.fields["new"].help_text = " ".join(filter(None, password_validators_help_texts()))

    def clean_new(self) -> str:
        """Not too easy."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new

    def clean(self) -> dict[str, Any]:
        """The two are the same, the old one is right; that is asked last, so that a slip elsewhere is no wrong try."""
        given = self.cleaned_data
        if "new" in given and "repeat" in given and given["new"] != given["repeat"]:
            self.add_error("repeat", _("This differs from the new password above."))
        if "old" in given and given.get("new") == given["old"]:
            self.add_error("new", _("This is the password you have already."))
        if not self.errors and commands.try_password(self.request, self.user.username, given["old"]) != self.user:
            self.add_error("old", _("This is not your password, or it is locked after too many wrong tries."))
        return given


class AuthenticatorForm(forms.Form):
    """The first code of a new code app."""

    code = forms.CharField(label=_("Code the app shows now"), max_length=10, widget=forms.TextInput(attrs=CODE))


class PasskeyForm(forms.Form):
    """What the browser made, and what its owner calls it."""

    name = forms.CharField(label=_("Name of this device"), max_length=40)
    credential = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


class PasskeyNameForm(forms.Form):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name"), max_length=40)


class CredentialForm(forms.Form):
    """What the browser answers with a passkey."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000)


class SignInFilterForm(forms.Form):
    """Whom the list of sign-ins is narrowed to; what is not understood narrows nothing."""

    q = forms.CharField(required=False, max_length=60)

    def wanted(self) -> str:
        """What was understood."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class IdentityForm(forms.Form):
    """A user's name with a sign-in service, typed by the security administrator."""

    provider = forms.ChoiceField(label=_("Sign-in service"))
    subject = forms.CharField(
        label=_("Account with that service"), max_length=255, help_text=_("Those who run that service know it.")
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = choices  # type: ignore[attr-defined] # a ChoiceField


class SignInPolicyForm(forms.ModelForm[SignInPolicy]):
    """The settings of the sign-in."""

    class Meta:
        model = SignInPolicy
        fields = [
            "second_factor",
            "trusts_provider_factor",
            "idle_minutes",
            "absolute_hours",
            "lock_tries",
            "lock_minutes",
        ]
        widgets = {"second_factor": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.second_factor != SecondFactorFor.OPTIONAL:  # chosen by the demo bureau alone
            field = self.fields["second_factor"]
            field.choices = [each for each in SecondFactorFor.choices if each[0] != SecondFactorFor.OPTIONAL]  # type: ignore[attr-defined] # a ChoiceField
