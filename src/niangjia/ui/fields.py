"""Form fields that more than one app has."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.money import to_fen, yuan

DJANGO_SAYS = (_("This field is required."),)
"""Words of the framework that our own catalogue says otherwise."""


class YuanField(forms.CharField):
    """An amount typed in yuan, as people type it (`1200`, `1,200.50`, `¥1200`); cleaned it is whole fen, or None."""

    def __init__(self, *, may_be_negative: bool = False, required: bool = False, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, required=required, **options)
        self.may_be_negative = may_be_negative

    def prepare_value(self, value: Any) -> Any:
        """Fen as an amount in yuan; what was typed stays as it was typed."""
        return yuan(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """The amount. Raises ValidationError for what is none."""
        text = super().clean(value).strip().lstrip("¥￥").removesuffix("元").replace("，", ",")
        if not text:
            return None
        try:
            fen = to_fen(text)
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in yuan, such as 1200 or 1200.50."), code="amount") from error
        if fen < 0 and not self.may_be_negative:
            raise forms.ValidationError(_("An amount is not below 0."), code="negative")
        return fen
