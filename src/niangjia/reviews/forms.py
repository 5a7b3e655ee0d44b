"""Forms of reviews: a campaign, filters, the review itself, reopening, the draw, a check."""

import json
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.reviews.commands.reviews import LONGEST_NOTE
from niangjia.reviews.models import CheckResult, How, Outcome, Review
from niangjia.reviews.queries import Filter
from niangjia.reviews.records import Said

DAYS_TO_NEXT_TRY = 7


def _day(**attributes: str) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", **attributes}, format="%Y-%m-%d")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _search() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=60,
        label=_("Search"),
        widget=forms.TextInput(attrs={"pattern": r"(?!.*\d{12}).*"}),  # addresses end in logs
    )


class CampaignForm(forms.Form):
    """Where, which year, until when."""

    unit = forms.ChoiceField(label=pgettext_lazy("review", "Unit, with all below it"))
    year = forms.TypedChoiceField(label=pgettext_lazy("review", "Year"), coerce=int)
    last_on = forms.DateField(label=pgettext_lazy("review", "To be done by"), widget=_day())

    def __init__(self, data: Any, units: list[Unit], *, today: date, last_on: date) -> None:
        initial = {"year": today.year, "last_on": last_on, "unit": str(units[0].pk) if units else ""}
        super().__init__(data, initial=initial, label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(pk, str(unit)) for pk, unit in self.units.items()]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["year"].choices = [(year, str(year)) for year in (today.year, today.year - 1)]  # type: ignore[attr-defined] # a ChoiceField
        self.fields["last_on"].widget.attrs["min"] = today.isoformat()

    @property
    def chosen_unit(self) -> Unit:
        """The unit. Only after `is_valid`."""
        return self.units[self.cleaned_data["unit"]]


class UnitFilterForm(forms.Form):
    """A search and a unit: what every list here is narrowed by. A value that is none of the choices is left out."""

    q = _search()
    unit = forms.ChoiceField(required=False, label=_("Unit"))

    def __init__(self, data: Any, units: list[Unit]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [("", _("All units")), *((pk, str(unit)) for pk, unit in self.units.items())]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def text(self) -> str:
        """What is searched for. Only after `is_valid` was asked."""
        return str(self.cleaned_data.get("q") or "").strip()

    @property
    def unit_path(self) -> str:
        """The chosen unit's path; "" for all. Only after `is_valid` was asked."""
        unit = self.units.get(self.cleaned_data.get("unit") or "")
        return unit.path if unit else ""


class WorkForm(UnitFilterForm):
    """What a work list is narrowed to."""

    state = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("review", "State"),
        choices=[
            ("", pgettext_lazy("reviews", "Left to do")),
            ("unreached", pgettext_lazy("reviews", "Not reached yet")),
            ("try-due", pgettext_lazy("reviews", "To be tried again")),
            ("done", pgettext_lazy("reviews", "Reviewed")),
            ("off", pgettext_lazy("reviews", "Fallen off")),
            ("all", pgettext_lazy("reviews", "All")),
        ],
    )
    outcome = forms.ChoiceField(
        required=False,
        label=pgettext_lazy("review", "Outcome"),
        choices=[("", pgettext_lazy("reviews", "Every outcome")), *Outcome.choices],
    )

    def wanted(self) -> Filter:
        """The filter; what could not be understood narrows nothing. An outcome alone is looked for in every state."""
        self.is_valid()
        outcome, state = self.cleaned_data.get("outcome") or "", self.cleaned_data.get("state") or ""
        return Filter(self.text, self.unit_path, state or ("all" if outcome else "left"), outcome)


class StudentForm(UnitFilterForm):
    """What the list of students is narrowed to: a month of graduation."""

    month = forms.ChoiceField(required=False, label=_("Graduates in"))

    def __init__(self, data: Any, units: list[Unit], months: list[tuple[str, Any]]) -> None:
        super().__init__(data, units)
        self.fields["month"].choices = [("", _("Every student")), *months]  # type: ignore[attr-defined] # a ChoiceField


class ReviewForm(forms.Form):
    """What came of a visit, call or talk. Opened again after a look at the dossier it holds what was typed."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("review", "Outcome"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    found_on = forms.DateField(label=pgettext_lazy("review", "On"), widget=_day())
    how = forms.ChoiceField(label=pgettext_lazy("review", "How"), choices=How.choices)
    is_worker_present = forms.BooleanField(
        label=pgettext_lazy("review", "The worker took part"), required=False, initial=True
    )
    next_try_on = forms.DateField(
        label=_("Next try on"),
        required=False,
        widget=_day(),
        help_text=_("Only for who could not be reached."),
    )
    note = forms.CharField(
        label=pgettext_lazy("review", "What stands, what has changed"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=_lines(3),
        help_text=_("Kept sealed. Facts belong in the dossier itself: go there with the second button."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    TYPED = ("outcome", "found_on", "how", "is_worker_present", "next_try_on", "note")

    def __init__(self, data: Any = None, *, review: Review, today: date, typed: dict[str, Any] | None = None) -> None:
        initial = {"found_on": today, "how": How.HOME, "seen": review.turn, **(typed or {})}
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["found_on"].widget.attrs["max"] = today.isoformat()
        self.fields["next_try_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def said(self) -> Said:
        """What was said. Only after `is_valid`. A day for another try is left out where there is nothing to try."""
        given = {name: self.cleaned_data[name] for name in self.TYPED}
        if given["outcome"] == Outcome.UNREACHED:
            given["is_worker_present"] = False
        else:
            given["next_try_on"] = None
        return Said(**(given | {"note": given["note"].strip()}))


def typed_in(data: Any) -> dict[str, Any]:
    """What a form holds that was sent half filled in, to be shown again."""
    typed: dict[str, Any] = {name: str(data.get(name, ""))[: LONGEST_NOTE * 2] for name in ReviewForm.TYPED}
    typed["is_worker_present"] = "is_worker_present" in data
    return typed


def typed_before(draft: str) -> dict[str, Any]:
    """The same from where it was kept."""
    found: dict[str, Any] = json.loads(draft)
    return {name: found[name] for name in ReviewForm.TYPED if name in found}


class ReopenForm(forms.Form):
    """Why."""

    why = forms.CharField(label=pgettext_lazy("review", "Why it is to be done again"), max_length=300, widget=_lines(2))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, review: Review) -> None:
        super().__init__(data, initial={"seen": review.turn}, label_suffix="", auto_id="reopen_%s")


class DrawForm(forms.Form):
    """How much is checked."""

    percent = forms.IntegerField(label=_("Share in percent"), min_value=1, max_value=100)

    def __init__(self, data: Any = None, *, least: int) -> None:
        super().__init__(data, initial={"percent": least}, label_suffix="", auto_id="draw_%s")
        self.fields["percent"].widget.attrs["min"] = least


class CheckForm(forms.Form):
    """What a check found."""

    result = forms.ChoiceField(
        label=pgettext_lazy("spot check", "Result"),
        choices=[each for each in CheckResult.choices if each[0] != CheckResult.WAITING],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=pgettext_lazy("spot check", "Checked on"), widget=_day())
    how = forms.ChoiceField(label=pgettext_lazy("review", "How"), choices=How.choices, initial=How.CALL)
    what = forms.CharField(
        label=pgettext_lazy("spot check", "What differs, or a note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=_lines(3),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, label_suffix="")
        self.fields["on"].widget.attrs["max"] = today.isoformat()
