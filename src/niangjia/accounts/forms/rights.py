"""The choice of a role above the table of rights."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Role


class RoleForm(forms.Form):
    """One role, or every role."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Every role")), *Role.choices], required=False)
