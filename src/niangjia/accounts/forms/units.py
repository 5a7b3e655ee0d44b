"""Forms of the union tree. Only the fields named here are read from what is sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.accounts.unit_kinds import CHOICES, kind_of
from niangjia.kernel import clock

CHOOSE = _("Choose a unit")


class DayField(forms.DateField):
    """A day, from the browser's calendar."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class UnitField(forms.ChoiceField):
    """One of some units, shown as they stand in the tree; cleaned to the unit, or None."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.units: dict[str, Unit] = {}

    def offer(self, units: Iterable[Unit], *, empty: Any = CHOOSE) -> None:
        """Name the units to choose from."""
        self.units = {str(unit.pk): unit for unit in units}
        top = min((unit.depth for unit in self.units.values()), default=1)
        shown = [(pk, "\u3000" * (unit.depth - top) + str(unit)) for pk, unit in self.units.items()]
        self.choices = [("", empty), *shown]

    def clean(self, value: Any) -> Any:
        """The unit itself."""
        return self.units.get(str(super().clean(value)))


class UnitFilterForm(forms.Form):
    """What the tree is narrowed to."""

    q = forms.CharField(required=False, max_length=60, label=_("Search"))
    closed = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("unit", "State"),
        choices=[("", _("Open units")), ("all", _("Open and closed units"))],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")


class _UnitForm(forms.Form):
    """Labels without colons; texts as long as their columns."""

    def __init__(self, data: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")


class AddUnitForm(_UnitForm):
    """A new unit below one that the address names."""

    name = forms.CharField(max_length=80, label=pgettext_lazy("unit", "Name"))
    name_en = forms.CharField(max_length=80, required=False, label=_("English name"))
    kind = forms.ChoiceField(label=pgettext_lazy("unit", "Kind"))
    opened_on = DayField(
        required=False, label=pgettext_lazy("unit", "Opened on"), help_text=_("Empty when nobody knows.")
    )

    def __init__(self, data: Any, *, parent: Unit) -> None:
        super().__init__(data)
        above = parent.details
        self.fields["kind"].choices = [  # type: ignore[attr-defined] # a ChoiceField
            (code, label) for code, label in CHOICES() if kind_of(code).may_stand_under(above)
        ]


class ChangeForm(_UnitForm):
    """From which day a change holds, and by which document."""

    from_on = DayField(label=_("From which day on"))
    document = forms.CharField(
        max_length=120, required=False, label=_("Document"), help_text=_("Title or number of the decision.")
    )

    def __init__(self, data: Any, **more: Any) -> None:
        super().__init__(data, {"from_on": clock.today(), **more})


class RenameUnitForm(ChangeForm):
    """Another name, and another kind where that changed too."""

    name = forms.CharField(max_length=80, label=pgettext_lazy("unit", "Name"))
    name_en = forms.CharField(max_length=80, required=False, label=_("English name"))
    kind = forms.ChoiceField(label=pgettext_lazy("unit", "Kind"), choices=CHOICES)
    field_order = ("name", "name_en", "kind", "from_on", "document")

    def __init__(self, data: Any, *, unit: Unit) -> None:
        super().__init__(data, name=unit.name, name_en=unit.name_en, kind=unit.kind)


class MoveUnitForm(ChangeForm):
    """Another place."""

    to = UnitField(label=_("Goes under"))
    field_order = ("to", "from_on", "document")

    def __init__(self, data: Any, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["to"].offer(units)  # type: ignore[attr-defined]


class MergeUnitForm(ChangeForm):
    """The unit that takes over."""

    into = UnitField(label=_("Taken over by"))
    field_order = ("into", "from_on", "document")

    def __init__(self, data: Any, *, units: Iterable[Unit]) -> None:
        super().__init__(data)
        self.fields["into"].offer(units)  # type: ignore[attr-defined]


class CloseUnitForm(ChangeForm):
    """A unit that is no more."""
