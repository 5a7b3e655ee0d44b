"""Forms of a transfer: where a dossier is to go and why, and why it is not taken or not given."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import TransferReason

LONGEST = 500


class TransferForm(forms.Form):
    """Where a dossier is to go, and why."""

    to = forms.ChoiceField(label=pgettext_lazy("transfer", "To which unit"))
    reason = forms.ChoiceField(label=_("Why"), choices=[("", _("Please choose")), *TransferReason.choices])
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("The unit that is asked reads this before it accepts: no names, no numbers of people."),
    )

    def __init__(self, data: Any, units: Iterable[Unit]) -> None:
        super().__init__(data, label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        named = [(pk, str(unit)) for pk, unit in self.units.items()]
        self.fields["to"].choices = [("", _("Please choose")), *named]  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Another reason is said in words."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reason") == TransferReason.OTHER and not given.get("words"):
            self.add_error("words", _("Say what the other reason is."))
        return given

    def stated(self) -> dict[str, Any]:
        """What the command takes. Only after `is_valid`."""
        return self.cleaned_data | {"to": self.units[self.cleaned_data["to"]]}


class AnswerForm(forms.Form):
    """Why a dossier is not taken over, or why the proposal is taken back."""

    answer = forms.CharField(label=_("Why"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": "2"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
