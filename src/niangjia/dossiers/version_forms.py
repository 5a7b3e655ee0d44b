"""The days that pages of versions are asked for."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.consent_forms import day_input
from niangjia.kernel import clock

FIRST_DAY = date(1990, 1, 1)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=day_input(),
        validators=[
            MinValueValidator(FIRST_DAY, _("Nothing is kept from so long ago.")),
            MaxValueValidator(clock.today, _("This day is still to come.")),
        ],
        error_messages={"invalid": _("This is not a day. Give it as 2026-07-01.")},
    )


class AsOfForm(forms.Form):
    """One day."""

    on = _day(_("Day"))

    def __init__(self, data: Any) -> None:
        super().__init__({"on": data.get("on") or clock.today().isoformat()}, label_suffix="")


class ChangesForm(forms.Form):
    """Two days, the earlier one first; what was changed after the end of the first, up to the end of the second."""

    since = _day(_("State on"))
    until = _day(_("Compared with"))

    def __init__(self, data: Any, first: date) -> None:
        """`first` is the day that is taken when none is asked for."""
        days = {"since": first, "until": clock.today()}
        super().__init__({name: data.get(name) or day.isoformat() for name, day in days.items()}, label_suffix="")

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        days = super().clean() or {}
        if days.get("since") and days.get("until") and days["since"] > days["until"]:
            self.add_error("until", _("The second day lies before the first."))
        return days
