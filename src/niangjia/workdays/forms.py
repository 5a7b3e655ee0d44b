"""Forms of the working days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.text import Text
from niangjia.workdays.shipped import feast_named

KINDS = [
    ("off", pgettext_lazy("special day", "Day off")),
    ("worked", pgettext_lazy("special day", "Worked in place of a day off")),
]
SOURCE_HELP = _("Number and day of the notice, such as 国办发明电〔2025〕7号（2025-11-04）.")


class DayForm(forms.Form):
    """A special day: off or worked, what it is called, and who says so. The day itself is fixed when it is changed."""

    day = forms.DateField(
        label=pgettext_lazy("calendar", "Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(label=pgettext_lazy("special day", "What it is"), choices=KINDS, initial="off")
    name = forms.CharField(label=pgettext_lazy("special day", "Name"), max_length=40, help_text=_("Such as 春节."))
    source = forms.CharField(label=pgettext_lazy("special day", "Source"), max_length=120, help_text=SOURCE_HELP)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, is_fixed: bool = False) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        if is_fixed:
            del self.fields["day"]

    def said(self) -> dict[str, Any]:
        """What the commands take."""
        cleaned = self.cleaned_data
        name: Text = feast_named(cleaned["name"].strip())
        return {"is_working": cleaned["kind"] == "worked", "name": name, "source": cleaned["source"].strip()}


class NoticeForm(forms.Form):
    """The text of a notice, for which year, and its number."""

    year = forms.IntegerField(label=pgettext_lazy("calendar", "Year"), min_value=2000, max_value=2200)
    source = forms.CharField(label=pgettext_lazy("special day", "Source"), max_length=120, help_text=SOURCE_HELP)
    text = forms.CharField(
        label=_("Text of the notice"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The numbered paragraphs as published. Or a day a line: 2027-10-01/2027-10-07 休 国庆节"),
    )
    is_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, year: int) -> None:
        super().__init__(data, initial={"year": year}, label_suffix="")
