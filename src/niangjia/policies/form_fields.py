"""Fields of the forms of the rule book: days, and whole numbers in a unit. Amounts are typed in yuan, leave as fen."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.text import unseen_in
from niangjia.policies.parameter_checks import FIRST_DAY, LAST_DAY, read_in_unit


class DayInput(forms.DateInput):
    """A day as the browser lets people choose it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    """A field for a day; `hint` stands under it."""
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=DayInput(attrs={"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}),
        error_messages={"invalid": _("This is not a day. Give it as 2026-07-01.")},
    )


class WholeField(forms.CharField):
    """A whole number in a unit; amounts are typed in yuan with up to two decimals and come out as fen."""

    def __init__(self, *, unit: str, **options: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)
        self.unit = unit

    def clean(self, value: Any) -> Any:
        """The number; says what was typed and what is wanted when it is none."""
        text = super().clean(value).strip()
        is_amount = self.unit.startswith("fen")
        wanted = _("Give an amount in yuan, such as 1200 or 1200.50.") if is_amount else _("Give a whole number.")
        try:
            return read_in_unit(self.unit, text)
        except ValueError as error:
            message = format_lazy(_("“{text}” was not understood. {wanted}"), text=text, wanted=wanted)
            raise forms.ValidationError(message) from error


def refuse_unseen(text: str) -> None:
    """A validator of texts that other people will read. Raises ValidationError."""
    if unseen := unseen_in(text):
        raise forms.ValidationError(
            _("There is a character in it that nobody sees (%(code)s). Type it anew."), params={"code": unseen}
        )


def read_day(text: str) -> date | None:
    """A day of an address; None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
