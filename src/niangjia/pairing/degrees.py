"""Degrees as people write them (121.345678), typed into a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from niangjia.kernel.places import MICRO, in_degrees, micro_degrees

LARGEST_LATITUDE = 90


class DegreesField(forms.CharField):
    """Degrees of latitude or longitude; its value is in micro-degrees, None when it is empty."""

    def __init__(self, most: int, **given: Any) -> None:
        example = "48.203456" if most <= LARGEST_LATITUDE else "121.345678"
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": example})
        super().__init__(max_length=16, widget=widget, **given)
        self.most = most * MICRO

    def prepare_value(self, value: Any) -> Any:
        """What stands in the control."""
        return in_degrees(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The micro-degrees."""
        text = super().clean(value)
        if not text:
            return None
        try:
            found = micro_degrees(text)
        except ValueError as error:
            raise forms.ValidationError(_("Degrees look like 121.345678.")) from error
        if abs(found) > self.most:
            raise forms.ValidationError(_("At most %(most)s degrees.") % {"most": self.most // MICRO})
        return found
