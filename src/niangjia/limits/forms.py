"""The form of a limit: its value or values, and the document that says so."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from niangjia.limits.commands import LONGEST_SOURCE
from niangjia.limits.rules import Limit, Unit

APART = re.compile(r"[\s,，、;；]+")
HELPS = {
    Unit.WORKING_DAYS: gettext_lazy("In working days, from %(least)s to %(most)s."),
    Unit.DAYS: gettext_lazy("In days, from %(least)s to %(most)s."),
    Unit.MONTHS: gettext_lazy("In months, from %(least)s to %(most)s."),
    Unit.MONTH_OF_YEAR: gettext_lazy("A month of the year, from %(least)s to %(most)s; its last day counts."),
    Unit.PERCENT: gettext_lazy("In percent, from %(least)s to %(most)s."),
    Unit.YEARS: gettext_lazy("In years of age, from %(least)s to %(most)s."),
    Unit.YEARS_RUNNING: gettext_lazy("In years, from %(least)s to %(most)s."),
    Unit.PEOPLE: gettext_lazy("A number of people, from %(least)s to %(most)s."),
    Unit.YUAN: gettext_lazy("In whole yuan, from %(least)s to %(most)s."),
}
RISING = gettext_lazy("Several numbers in rising order, with commas between them.")


class LimitForm(forms.Form):
    """One number, or, of a schedule, several with commas between them.

    `seen` is the setting that the page shows; the page writes it anew each time, so that a second try can go through.
    """

    source = forms.CharField(
        label=gettext_lazy("Document that says so"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Its number or title; it stands beside the limit from now on."),
    )
    seen = forms.IntegerField(min_value=0)

    def __init__(self, data: Any, limit: Limit) -> None:
        shown = ", ".join(str(each) for each in limit.values) if limit.is_schedule else limit.value
        super().__init__(data, initial={"values": shown}, label_suffix="")
        self.fields["values"] = _schedule() if limit.is_schedule else _number(limit)
        self.fields["values"].help_text = _help(limit)

    def clean_values(self) -> tuple[int, ...]:
        """The numbers as they were typed; whether they fit, the command says."""
        given = self.cleaned_data["values"]
        if isinstance(given, int):
            return (given,)
        parts = [part for part in APART.split(given) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
            raise forms.ValidationError(_("Whole numbers with commas between them."), code="numbers")
        return tuple(int(part) for part in parts)


def _number(limit: Limit) -> forms.Field:
    return forms.IntegerField(label=pgettext_lazy("limit", "Value"), min_value=limit.least, max_value=limit.most)


def _schedule() -> forms.Field:
    return forms.CharField(label=pgettext_lazy("limit", "Values"), max_length=80)


def _help(limit: Limit) -> str:
    told = HELPS[limit.unit] % {"least": limit.least, "most": limit.most}
    gap = "" if told.endswith("。") else " "
    return f"{told}{gap}{RISING}" if limit.is_schedule else told
