"""The form of a measure. Amounts are typed in yuan and leave as fen."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Unit, User
from niangjia.kernel.money import to_fen, yuan
from niangjia.people import codes
from niangjia.people.models import Membership
from niangjia.plans.catalogue import Entry
from niangjia.plans.forms import PLEASE_CHOOSE, RESPONSIBLE_ROLES, day_field, words_field
from niangjia.plans.models import GoalKind, PlannedMeasure
from niangjia.plans.records import MeasureRecord


class MeasureForm(forms.Form):
    """A measure as it is agreed on with the household."""

    person = forms.ChoiceField(label=pgettext_lazy("measure", "For whom"), required=False)
    causes = forms.MultipleChoiceField(
        label=_("Causes it answers"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    note = words_field(_("What exactly is done"), rows=2, required=False)
    responsible = forms.ChoiceField(label=_("Who sees to it"), required=False)
    starts_on = day_field(_("Begins on"))
    due_on = day_field(pgettext_lazy("measure", "To be reached by"))
    goal_kind = forms.ChoiceField(
        label=_("Sign of success"), required=False, choices=[("", _("None yet")), *GoalKind.choices]
    )
    goal_number = forms.CharField(
        label=_("Yuan a head a month, or months in work"),
        required=False,
        max_length=14,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    goal_words = forms.CharField(label=_("The goal in words"), required=False, max_length=200)
    amount = forms.CharField(
        label=_("Money promised (yuan)"),
        required=False,
        max_length=14,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        data: Any,
        entry: Entry,
        *,
        members: Iterable[Membership],
        causes: Iterable[str],
        users: Iterable[User],
        departments: Sequence[Unit],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, label_suffix="", initial=initial)
        self.entry = entry
        self._persons = {str(each.person_id): each.person for each in members}
        self._users = {f"user:{each.pk}": each for each in users}
        self._units = {f"unit:{each.pk}": each for each in departments}
        people = [(key, each.name) for key, each in self._persons.items()]
        first = PLEASE_CHOOSE if entry.is_about_member else ("", _("The whole household"))
        self.fields["person"].choices = [first, *people]  # type: ignore[attr-defined]
        self.fields["person"].required = entry.is_about_member
        self.fields["causes"].choices = [(code, codes.CAUSES.label(code)) for code in dict.fromkeys(causes)]  # type: ignore[attr-defined]
        self.fields["responsible"].choices = [  # type: ignore[attr-defined]
            ("", pgettext_lazy("measure", "Nobody yet")),
            (_("A role"), [(f"role:{each.value}", each.label) for each in RESPONSIBLE_ROLES]),
            (_("A person"), [(key, each.display_name) for key, each in self._users.items()]),
            (_("A department or partner"), [(key, str(each)) for key, each in self._units.items()]),
        ]

    def clean(self) -> dict[str, Any]:
        """The number of the goal belongs to its kind."""
        told: dict[str, Any] = super().clean() or {}
        typed, kind = (told.get("goal_number") or "").strip(), told.get("goal_kind")
        told["goal_value"] = None
        if typed and kind == GoalKind.INCOME:
            told["goal_value"] = self._number(to_fen, typed, "goal_number")
        elif typed and kind == GoalKind.WORK:
            told["goal_value"] = self._number(int, typed, "goal_number")
        amount = (told.get("amount") or "").strip()
        told["amount_fen"] = self._number(to_fen, amount, "amount") if amount else None
        return told

    def _number(self, read: Callable[[str], int], typed: str, field: str) -> int | None:
        try:
            return read(typed)
        except ValueError:
            self.add_error(field, _("This is not a number."))
            return None

    def said(self) -> MeasureRecord:
        """What the command takes. Only after `is_valid`."""
        told = self.cleaned_data
        who = told["responsible"]
        return MeasureRecord(
            code=self.entry.code,
            starts_on=told["starts_on"],
            due_on=told["due_on"],
            causes=frozenset(told["causes"]),
            person=self._persons.get(told["person"]),
            user=self._users.get(who),
            role=who.removeprefix("role:") if who.startswith("role:") else "",
            unit=self._units.get(who),
            goal_kind=told["goal_kind"],
            goal_value=told["goal_value"],
            goal_words=told["goal_words"].strip(),
            amount_fen=told["amount_fen"],
            note=told["note"].strip(),
        )


def typed_of(measure: PlannedMeasure) -> dict[str, Any]:
    """What the form of a measure shows at first."""
    who = f"role:{measure.responsible_role}" if measure.responsible_role else ""
    who = f"user:{measure.responsible_user_id}" if measure.responsible_user_id else who
    who = f"unit:{measure.responsible_unit_id}" if measure.responsible_unit_id else who
    number = "" if measure.goal_value is None else str(measure.goal_value)
    if measure.goal_kind == GoalKind.INCOME and measure.goal_value:
        number = yuan(measure.goal_value)
    return {
        "person": str(measure.person_id or ""),
        "causes": measure.causes,
        "note": measure.note.reveal() if measure.note else "",
        "responsible": who,
        "starts_on": measure.starts_on,
        "due_on": measure.due_on,
        "goal_kind": measure.goal_kind,
        "goal_number": number,
        "goal_words": measure.goal_words.reveal() if measure.goal_words else "",
        "amount": yuan(measure.amount_fen) if measure.amount_fen else "",
        "seen": measure.set_at.isoformat(),
    }
