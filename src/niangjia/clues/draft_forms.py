"""The form by which the dossier of a clue is begun."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.clues.models import Clue
from niangjia.dossiers.draft_forms import DraftForm, IdentityField


class ClueDraftForm(DraftForm):
    """Begun from a clue: an identity number or telephone left empty is the one that was told, unseen by who types."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, units: Sequence[Unit], clue: Clue) -> None:
        super().__init__(data, units)
        self.clue = clue
        self.initial.update(name=clue.name, unit=str(clue.unit_id), is_emergency=clue.is_emergency, seen=clue.seen)
        for name in ("identity_number", "phone"):
            if told := getattr(clue, name):
                self.fields[name].required = False
                self.fields[name].help_text = format_lazy(
                    _("As told: {masked}. Leave it empty to take that."), masked=told
                )

    def clean_identity_number(self) -> Any:
        """The number typed, or the one told. Raises ValidationError when that one cannot be right."""
        typed, told = self.cleaned_data["identity_number"], self.clue.identity_number
        return typed or (IdentityField().clean(told.reveal()) if told else None)

    def clean_phone(self) -> str:
        """The number typed, or the one told."""
        typed: str = self.cleaned_data["phone"]
        return typed or (self.clue.phone.reveal() if self.clue.phone else "")
