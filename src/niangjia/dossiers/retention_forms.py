"""The form of a hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.consent_forms import day_input
from niangjia.dossiers.models import HoldReason


class HoldForm(forms.Form):
    """Why a dossier must stay, on which document, until when."""

    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason.choices)
    reference = forms.CharField(
        label=_("Number of the document"), max_length=60, help_text=_("The number only; no names of people.")
    )
    until_on = forms.DateField(
        label=_("Until"), required=False, widget=day_input(), help_text=_("Empty: until somebody lifts it.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
