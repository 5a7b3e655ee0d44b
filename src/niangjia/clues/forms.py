"""Forms of clues: the first word, the filters of the list, the first help, and the ends."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit
from niangjia.clues.models import ClueState, LookedFor, Source, ToldHow
from niangjia.clues.queries import WAITS, Filter
from niangjia.clues.records import Word
from niangjia.kernel import resident_numbers
from niangjia.kernel.ids import new_id

LONGEST_STORY, LONGEST_REASON = 1000, 500


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ClueForm(forms.Form):
    """The first word, short enough for a phone: who, where, what happened, who knew and when."""

    name = forms.CharField(label=pgettext_lazy("clue", "Who"), max_length=60)
    unit = forms.ChoiceField(label=_("Unit"))
    story = forms.CharField(
        label=_("What happened"),
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("One or two sentences; it is kept sealed.")}),
    )
    source = forms.ChoiceField(
        label=pgettext_lazy("clue", "Where the word comes from"), choices=Source.choices, initial=Source.VISIT
    )
    known_by = forms.CharField(label=_("Who knew first"), max_length=60)
    known_on = forms.DateField(label=_("Known since"), widget=_day())
    is_emergency = forms.BooleanField(label=_("Emergency: help is needed today, papers follow"), required=False)
    identity_number = forms.CharField(
        label=_("Identity number"),
        required=False,
        max_length=18,
        help_text=_("If known: finds the same person."),
    )
    phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, units: list[Unit], *, today: date, who: str, is_own: bool, is_informant: bool
    ) -> None:
        initial = {"known_on": today, "known_by": who, "form_key": new_id()}
        if is_own:
            initial |= {"name": who, "source": Source.OWN}
        elif is_informant:
            initial["source"] = Source.INFORMANT
        super().__init__(data, initial=initial, label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        choices = [(pk, str(unit)) for pk, unit in self.units.items()]
        self.only_unit = units[0] if len(units) == 1 else None
        self.fields["unit"].choices = choices if self.only_unit else [("", _("Choose")), *choices]  # type: ignore[attr-defined] # a ChoiceField
        if self.only_unit:  # most who report from a phone: one question less
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = str(self.only_unit.pk)
        self.fields["known_on"].widget.attrs["max"] = today.isoformat()

    def clean_identity_number(self) -> str:
        """The number in its normal form; one that does not hold together is refused."""
        text = "".join(self.cleaned_data["identity_number"].split())
        if not text:
            return ""
        try:
            return resident_numbers.parse(text).number
        except resident_numbers.ResidentNumberError as error:
            message = _("This is no identity number: check the digits, or leave it empty.")
            raise forms.ValidationError(message) from error

    def word(self) -> Word:
        """What was said. Only after `is_valid`."""
        names = ("name", "story", "source", "known_by", "known_on", "identity_number", "phone", "is_emergency")
        return Word(**{name: self.cleaned_data[name] for name in names})

    @property
    def chosen_unit(self) -> Unit:
        """The unit it is about. Only after `is_valid`."""
        return self.units[self.cleaned_data["unit"]]

    @property
    def key(self) -> UUID:
        """The key of this form. Only after `is_valid`."""
        found: UUID = self.cleaned_data["form_key"]
        return found


class FilterForm(forms.Form):
    """What the list is narrowed to. Everything is optional; a value that is none of the choices is left out."""

    q = forms.CharField(
        required=False,
        max_length=60,
        label=_("Search"),
        widget=forms.TextInput(attrs={"pattern": r"(?!.*\d{12}).*"}),  # addresses end in logs
    )
    state = forms.ChoiceField(required=False, label=pgettext_lazy("clue", "State"))
    unit = forms.ChoiceField(required=False, label=_("Unit"))
    source = forms.ChoiceField(required=False, label=pgettext_lazy("clue", "Source"))
    only = forms.ChoiceField(required=False, label=pgettext_lazy("clue", "Urgency"))
    waits = forms.ChoiceField(required=False, choices=[("", ""), *WAITS.items()], widget=forms.HiddenInput)

    def __init__(self, data: Any, units: list[Unit]) -> None:
        super().__init__(data, auto_id="filter_%s", label_suffix="")
        self.units = {str(unit.pk): unit for unit in units}
        choices: dict[str, list[tuple[str, Any]]] = {
            "state": [
                ("", pgettext_lazy("clues", "Under way")),
                *ClueState.choices,
                ("all", pgettext_lazy("clues", "All")),
            ],
            "unit": [("", _("All units")), *((pk, str(unit)) for pk, unit in self.units.items())],
            "source": [("", pgettext_lazy("clues", "All sources")), *Source.choices],
            "only": [
                ("", pgettext_lazy("clues", "Late or not")),
                ("late", pgettext_lazy("clues", "Late")),
                ("emergency", pgettext_lazy("clues", "Emergencies")),
            ],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined] # a ChoiceField
        self.is_valid()

    def wanted(self) -> Filter:
        """The filter; what could not be understood narrows nothing."""
        given = self.cleaned_data
        unit = self.units.get(given.get("unit", ""))
        state = given.get("state") or "under-way"
        return Filter(
            text=given.get("q", "").strip(),
            unit_path=unit.path if unit else "",
            state="" if state == "all" else state,
            source=given.get("source", ""),
            is_late=given.get("only") == "late",
            is_emergency=given.get("only") == "emergency",
            waits=given.get("waits", ""),
        )

    @property
    def waits_words(self) -> Any:
        """Which count of the home page led here, in words; "" for none."""
        return WAITS.get(self.cleaned_data.get("waits", ""), "")


class HelpForm(forms.Form):
    """The first help: when, by whom, what."""

    helped_on = forms.DateField(label=_("Helped on"), widget=_day())
    helped_by = forms.CharField(label=_("Who helped"), max_length=60)
    help_given = forms.CharField(
        label=_("What help"), max_length=LONGEST_REASON, widget=_lines(2), help_text=_("Such as: 500 yuan and rice.")
    )
    is_emergency = forms.BooleanField(label=_("Emergency help: its papers follow"), required=False)

    def __init__(self, data: Any = None, *, today: date, who: str, is_emergency: bool) -> None:
        initial = {"helped_on": today, "helped_by": who, "is_emergency": is_emergency}
        super().__init__(data, initial=initial, label_suffix="", auto_id="help_%s")


class _EndForm(forms.Form):
    """What every end knows: how the clue stood when the form was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, seen: str, prefix_of_ids: str, **initial: Any) -> None:
        super().__init__(data, initial={"seen": seen, **initial}, label_suffix="", auto_id=f"{prefix_of_ids}_%s")


class LinkForm(_EndForm):
    """The dossier it became."""

    number = forms.CharField(label=pgettext_lazy("dossier", "Number"), max_length=12)


class WatchForm(_EndForm):
    """Until when, and why."""

    next_look_on = forms.DateField(label=_("Next look"), widget=_day())
    reason = forms.CharField(label=_("Why it is watched"), max_length=LONGEST_REASON, widget=_lines(2))


class RefuseForm(_EndForm):
    """Why not, and how the person was told."""

    reason = forms.CharField(label=_("Reason, as the person was told it"), max_length=LONGEST_REASON, widget=_lines(2))
    told_on = forms.DateField(label=_("Told on"), widget=_day())
    told_how = forms.ChoiceField(label=_("Told how"), choices=ToldHow.choices)


class MergeForm(_EndForm):
    """The other clue."""

    into = forms.UUIDField(widget=forms.HiddenInput)


class RevealForm(forms.Form):
    """What for somebody wants to see what was said."""

    purpose = forms.ChoiceField(label=_("What for"), choices=LookedFor.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="", auto_id="reveal_%s")
