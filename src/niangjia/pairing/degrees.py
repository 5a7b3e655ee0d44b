"""Degrees as people write them (121.345678), kept as whole micro-degrees: no floats."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

MICRO = 1_000_000
_WRITTEN = re.compile(r"(-?)(\d{1,3})(?:\.(\d{1,9}))?")


def micro_degrees(text: str) -> int:
    """Degrees in micro-degrees; more than six places are cut. Raises ValueError.

    >>> micro_degrees("48.2034567"), micro_degrees("-0.5"), micro_degrees("121")
    (48203456, -500000, 121000000)
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    whole = int(found[2]) * MICRO + int((found[3] or "")[:6].ljust(6, "0"))
    return -whole if found[1] else whole


def in_degrees(micro: int) -> str:
    """Micro-degrees as degrees.

    >>> in_degrees(48203456), in_degrees(-500000)
    ('48.203456', '-0.500000')
    """
    sign = "-" if micro < 0 else ""
    return f"{sign}{abs(micro) // MICRO}.{abs(micro) % MICRO:06d}"


class DegreesField(forms.CharField):
    """Degrees of latitude or longitude; its value is in micro-degrees, None when it is empty."""

    def __init__(self, most: int, **given: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "placeholder": "48.203456"})
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
