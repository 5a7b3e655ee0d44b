"""The form by which an installation says what its public notices show, and who takes objections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.commands.public_notices import LONGEST
from niangjia.dossiers.models import NoticeSettings
from niangjia.dossiers.notice_fields import CATALOGUE


class NoticeSettingsForm(forms.Form):
    """What may be left out, a name in full, a public page, and whom to turn to."""

    fields_shown = forms.MultipleChoiceField(
        label=_("Besides the name the notice shows"), required=False, widget=forms.CheckboxSelectMultiple
    )
    has_full_name = forms.BooleanField(
        label=_("The name in full"),
        required=False,
        help_text=_("Otherwise only its first character shows. Names of minors are always masked."),
    )
    has_page = forms.BooleanField(
        label=_("A public page with a QR code"),
        required=False,
        help_text=_("Whoever has the address reads it without signing in, until the notice ends."),
    )
    contact = forms.CharField(
        label=_("Who takes objections"),
        required=False,
        max_length=LONGEST["contact"],
        help_text=_("For example: the bureau union's assistance centre, room 203."),
    )
    phone = forms.CharField(label=_("Telephone for objections"), required=False, max_length=LONGEST["phone"])
    reason = forms.CharField(
        label=_("Why it is changed"), max_length=LONGEST["reason"], help_text=_("It stands on the record.")
    )

    def __init__(self, data: Any, known: NoticeSettings) -> None:
        initial = {name: getattr(known, name) for name in ("has_full_name", "has_page", "contact", "phone")}
        super().__init__(data, label_suffix="", initial=initial | {"fields_shown": known.fields})
        self.fields["fields_shown"].choices = [  # type: ignore[attr-defined] # a choice field
            (each.code, each.label) for each in CATALOGUE.fields.values() if not each.is_always
        ]

    def settings(self) -> dict[str, Any]:
        """What was chosen, for the command. Only after `is_valid`."""
        given = dict(self.cleaned_data)
        return {"fields": given.pop("fields_shown"), **given}
