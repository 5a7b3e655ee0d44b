"""What the record is narrowed to."""

from datetime import date
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.audit import acts
from niangjia.audit.queries import Wanted

DAYS_OF_THE_RECORD = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
"""At either end of the calendar there is no midnight in Shanghai, or no day after."""


class RecordForm(forms.Form):
    """Everything is optional; what is not understood narrows nothing."""

    who = forms.CharField(required=False, max_length=40, label=pgettext_lazy("record", "Who"))
    act = forms.ChoiceField(required=False, label=_("Kind of act"))
    since = forms.DateField(
        required=False, label=_("From day"), widget=forms.DateInput({"type": "date"}), validators=DAYS_OF_THE_RECORD
    )
    until = forms.DateField(
        required=False, label=_("To day"), widget=forms.DateInput({"type": "date"}), validators=DAYS_OF_THE_RECORD
    )

    def __init__(self, data: Any, codes: list[str]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.fields["act"].choices = [("", _("All acts")), *_grouped(codes)]  # type: ignore[attr-defined] # it has them

    def wanted(self) -> Wanted:
        """What was understood."""
        self.is_valid()
        value = self.cleaned_data.get
        return Wanted(
            from_on=value("since"), to_on=value("until"), who=(value("who") or "").strip(), act=value("act") or ""
        )


def _grouped(codes: list[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The acts under the name of their app, in words."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code in codes:
        groups.setdefault(code.partition(".")[0], []).append((code, acts.kind(code)))
    return [(apps.get_app_config(app).verbose_name, choices) for app, choices in groups.items()]
