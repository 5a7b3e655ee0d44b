"""The controls that the forms of this app are made of; amounts are typed in yuan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.kernel.money import to_fen, yuan
from niangjia.training.catalogue import codes

PLEASE_CHOOSE = ("", _("Please choose"))


LONGEST = 600


class YuanField(forms.CharField):
    """An amount typed in yuan; comes out as whole fen, 0 when left empty."""

    def __init__(self, label: Any, *, required: bool = False, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=required, max_length=20, widget=widget, **more)

    def clean(self, value: Any) -> Any:
        """The amount."""
        text = super().clean(value)
        try:
            amount = to_fen(text) if text else 0
        except ValueError as error:
            raise forms.ValidationError(_("Give an amount in yuan, such as 1200 or 1200.50.")) from error
        if amount < 0:
            raise forms.ValidationError(_("Give an amount that is not below nothing."))
        return amount


class PlainForm(forms.Form):
    """A form whose labels stand without a colon."""

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)


def typed(fen: int) -> str:
    """An amount as it stands in its control; empty for nothing."""
    return yuan(fen).replace(",", "") if fen else ""


def day_of(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def text_of(label: Any, *, required: bool = False, rows: int = 2, **more: Any) -> forms.CharField:
    """A few lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=widget, **more)


def listed(name: str) -> list[tuple[str, Any]]:
    """The choices of a list."""
    return list(codes(name).items())


def choice_of(name: str, label: Any, *, required: bool = True) -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(label=label, required=required, choices=[PLEASE_CHOOSE, *listed(name)])


def choices_of(name: str, label: Any, **more: Any) -> forms.MultipleChoiceField:
    """Any of a list."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=listed(name), widget=forms.CheckboxSelectMultiple, **more
    )


def by_id(units: Sequence[Unit]) -> dict[str, Unit]:
    """Units by what stands in a control."""
    return {str(each.pk): each for each in units}
