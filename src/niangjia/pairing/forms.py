"""Forms of pairing: pairs and promises."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.dossiers.purposes import table
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.pairing import limits
from niangjia.pairing.commands.contacts import PURPOSES
from niangjia.pairing.commands.promises import LONGEST
from niangjia.pairing.models import Cadre, ExcludedWhy, Pair
from niangjia.plans.models import PlannedMeasure

PROMISE_AHEAD = timedelta(days=30)


def _day(**attributes: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ToCadreForm(forms.Form):
    """A cadre chosen from those there are, with how many households each has."""

    cadre = forms.ChoiceField(label=_("Cadre"))

    def __init__(self, data: Any, cadres: Iterable[Cadre], *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.cadres = {str(each.pk): each for each in cadres}
        self.fields["cadre"].choices = [(pk, self._told(each)) for pk, each in self.cadres.items()]  # type: ignore[attr-defined] # a ChoiceField

    def _told(self, cadre: Cadre) -> str:
        return f"{cadre}（{cadre.unit}，{cadre.households}/{cadre.capacity}）"  # type: ignore[attr-defined] # annotated by cadres_in

    @property
    def chosen(self) -> Cadre | None:
        """None: nobody. Only after `is_valid`."""
        return self.cadres.get(self.cleaned_data["cadre"])


class LineForm(ToCadreForm):
    """Another cadre for a line of a proposal, or nobody."""

    def __init__(self, data: Any, cadres: Iterable[Cadre], *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, cadres, initial=initial)
        self.fields["cadre"].required = False
        self.fields["cadre"].choices = [("", _("Leave out for now")), *self.fields["cadre"].choices]  # type: ignore[attr-defined] # a ChoiceField


class ExcludeForm(ToCadreForm):
    """With whom a household is not paired, and why."""

    why = forms.ChoiceField(
        label=_("Why"), choices=[each for each in ExcludedWhy.choices if each[0] != ExcludedWhy.ASKED]
    )


class TermForm(forms.Form):
    """From when to when."""

    starts_on = forms.DateField(label=pgettext_lazy("pair", "Begins on"), widget=_day())
    ends_on = forms.DateField(label=pgettext_lazy("pair", "Until"), widget=_day())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial=term_from(clock.today()), label_suffix="")


class PairForm(ToCadreForm):
    """A pair by hand, or the cadre to whom it is handed over."""

    starts_on = forms.DateField(label=pgettext_lazy("pair", "Begins on"), widget=_day())
    ends_on = forms.DateField(label=pgettext_lazy("pair", "Until"), widget=_day())

    def __init__(self, data: Any, cadres: Iterable[Cadre]) -> None:
        super().__init__(data, cadres, initial=term_from(clock.today()))


class ExtendForm(forms.Form):
    """The new last day of a term."""

    ends_on = forms.DateField(label=pgettext_lazy("pair", "Until"), widget=_day())

    def __init__(self, data: Any, pair: Pair) -> None:
        months = limits.limits_now()[limits.TERM]
        super().__init__(
            data, initial={"ends_on": add_months(max(pair.ends_on, clock.today()), months)}, label_suffix=""
        )


class EndForm(forms.Form):
    """Why a pair ends without a successor."""

    why = forms.ChoiceField(
        label=_("Why"), choices=[each for each in Pair.EndedWhy.choices if each[0] != Pair.EndedWhy.HANDED]
    )


class PromiseForm(forms.Form):
    """What was promised, by when."""

    what = forms.CharField(
        label=_("What I promise"),
        max_length=LONGEST,
        widget=_words(2),
        help_text=_("In words the family would use. No illness, no numbers."),
    )
    due_on = forms.DateField(label=pgettext_lazy("promise", "By"), widget=_day())
    measure = forms.ChoiceField(
        label=_("Part of the plan of help"),
        required=False,
        help_text=_("When it is kept you are asked how this measure stands."),
    )

    def __init__(self, data: Any, measures: Iterable[tuple[PlannedMeasure, str]]) -> None:
        super().__init__(data, initial={"due_on": clock.today() + PROMISE_AHEAD}, auto_id="promise-%s", label_suffix="")
        told = {str(each.pk): (each, words) for each, words in measures}
        self.measures = {pk: each for pk, (each, _words) in told.items()}
        if told:
            choices = [("", _("Something besides it")), *((pk, words) for pk, (_each, words) in told.items())]
            self.fields["measure"].choices = choices  # type: ignore[attr-defined] # a ChoiceField
        else:
            del self.fields["measure"]

    @property
    def chosen(self) -> PlannedMeasure | None:
        """What of the plan it is a part of. Only after `is_valid`."""
        return self.measures.get(self.cleaned_data.get("measure", ""))


class SettleForm(forms.Form):
    """What became of a promise."""

    is_kept = forms.TypedChoiceField(
        label=_("What became of it"),
        choices=[("yes", pgettext_lazy("promise", "Kept")), ("no", pgettext_lazy("promise", "Could not be kept"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=LONGEST,
        widget=_words(3),
        help_text=_("Needed when it could not be kept: why, and what happens instead."),
    )


class RevealForm(forms.Form):
    """For what telephone and address are needed."""

    purpose = forms.ChoiceField(label=_("What for"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="reveal-%s", label_suffix="")
        purposes = table().purposes
        self.fields["purpose"].choices = [(code, purposes[code].label) for code in PURPOSES]  # type: ignore[attr-defined] # a ChoiceField


class ListForm(forms.Form):
    """What the list of pairs is narrowed to. There is no order to choose: it is by the name of the household."""

    q = forms.CharField(
        required=False,
        max_length=60,
        label=_("Search"),
        widget=forms.TextInput(attrs={"pattern": r"(?!.*\d{12}).*"}),  # addresses end in logs
    )
    state = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("pair", "State"),
        choices=[
            ("", pgettext_lazy("pairs", "In force")),
            ("hand-over", pgettext_lazy("pairs", "To have another cadre")),
            ("unvisited", pgettext_lazy("pairs", "Not visited for some time")),
            ("promised", pgettext_lazy("pairs", "With a promise past its day")),
            ("over", pgettext_lazy("pairs", "Term is over")),
        ],
    )
    unit = forms.ChoiceField(required=False, label=_("Unit"))

    def __init__(self, data: Any, units: list[Unit]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [("", _("All units")), *((pk, str(unit)) for pk, unit in self.units.items())]  # type: ignore[attr-defined] # a ChoiceField


def term_from(day: date) -> dict[str, date]:
    """The days of a term that begins on a day."""
    months = limits.limits_now()[limits.TERM]
    return {"starts_on": day, "ends_on": add_months(day, months) - timedelta(days=1)}
