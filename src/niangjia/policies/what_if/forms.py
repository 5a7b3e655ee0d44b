"""The form of a what-if run: every parameter with an empty box for each scenario. It lives in the page's address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Unit
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import Text
from niangjia.policies.form_fields import day_field, refuse_unseen
from niangjia.policies.groups import grouped
from niangjia.policies.parameter_checks import bounds_of, check_value, in_unit, read_in_unit, unit_words
from niangjia.policies.parameters import Parameter, Value
from niangjia.policies.presenting import told_value
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.what_if.inputs import Proposal, Question
from niangjia.policies.what_if.labels import AID_LABELS
from niangjia.policies.what_if.outcome import AID
from niangjia.policies.what_if.values import is_amount, read_value, typed_value, value_of

SCENARIOS = ("a", "b")
GROUPS_OPEN = 2
NOT_UNDERSTOOD = _("“%(text)s” cannot be taken: %(wanted)s")
AMOUNT_WANTED = _("an amount in yuan is wanted, such as 1200 or 1200.50.")


class ParameterField(forms.CharField):
    """A parameter's value as people type it; comes out as its Value, or None when left empty."""

    def __init__(self, parameter: Parameter, label: Any) -> None:
        keyboard = {} if parameter.stages else {"inputmode": "decimal" if is_amount(parameter.unit) else "numeric"}
        widget = forms.TextInput(attrs={**keyboard, "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=200, widget=widget)
        self.parameter = parameter

    def clean(self, value: Any) -> Any:
        """The value; says what was typed and what is wanted when it cannot be taken."""
        text = super().clean(value)
        if not text:
            return None
        try:
            value = read_value(self.parameter, text)
        except ValueError:
            raise forms.ValidationError(NOT_UNDERSTOOD, params={"text": text, "wanted": self._wanted()}) from None
        try:
            check_value(self.parameter.name, self.parameter.unit, value, stages=self.parameter.stages)
        except InvalidInput as error:
            wanted = self._wanted() if error.code == "wrong-shape" else self._bounds()
            raise forms.ValidationError(NOT_UNDERSTOOD, params={"text": text, "wanted": wanted}) from error
        return value

    def _bounds(self) -> Any:
        highest = in_unit(self.parameter.unit, bounds_of(self.parameter.name, self.parameter.unit).highest)
        return format_lazy(_("it can lie between 0 and {highest}."), highest=highest)

    def _wanted(self) -> Any:
        if self.parameter.stages:
            return _("nine numbers between spaces, one for each schooling stage.")
        return AMOUNT_WANTED if is_amount(self.parameter.unit) else _("a whole number is wanted.")


class SwitchField(forms.TypedChoiceField):
    """A parameter that is yes or no; None when left as it is."""

    def __init__(self, label: Any) -> None:
        choices = [("", _("as it is")), ("1", _("Yes")), ("0", _("No"))]
        super().__init__(label=label, required=False, choices=choices, coerce=int, empty_value=None)


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One line of the form: the parameter, its value now, and its box for each scenario."""

    label: Text
    unit: Text
    now: object
    is_staged: bool
    a: BoundField
    b: BoundField


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """Lines that belong together; open when something in them is filled."""

    title: Text
    is_open: bool
    rows: list[ParameterRow]


class YuanField(forms.CharField):
    """An amount typed in yuan; comes out as fen, or None when left empty."""

    def __init__(self, label: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=False, max_length=30, widget=widget)

    def clean(self, value: Any) -> Any:
        """The amount."""
        text = super().clean(value)
        try:
            fen = read_in_unit("fen", text) if text else None
        except ValueError as error:
            raise forms.ValidationError(NOT_UNDERSTOOD, params={"text": text, "wanted": AMOUNT_WANTED}) from error
        if fen is not None and fen < 0:
            raise forms.ValidationError(_("A budget cannot be negative."))
        return fen


class WhatIfForm(forms.Form):
    """What is tried. Everything is optional; `a-NAME` and `b-NAME` are the parameters of the scenarios.

    `is_asked`: something was sent, be it only which households.
    """

    unit = forms.ChoiceField(label=_("Households of"))
    rules = forms.ChoiceField(label=_("Rule set, as things are"))
    on = day_field(_("Values as of a day"), _("Empty: as of the day each household applied on."))

    def __init__(
        self, data: Mapping[str, str], *, rule_sets: Sequence[RuleSet], in_force: RuleSet, units: Sequence[Unit]
    ) -> None:
        self.is_asked = bool(data)
        self.rule_sets = {one.name: one for one in rule_sets}
        self.units = {str(unit.pk): unit for unit in units}
        self.rule_set = self.rule_sets.get(data.get("rules", ""), in_force)
        highest = min(units, key=lambda unit: (unit.depth, unit.path))
        self.chosen_unit = self.units.get(data.get("unit", ""), highest)
        super().__init__({"rules": self.rule_set.name, "unit": str(self.chosen_unit.pk), **data}, label_suffix="")
        titles: list[tuple[str, Any]] = [(one.name, one.title) for one in rule_sets]
        self.fields["on"].required = False
        self._offer("rules", titles)
        self._offer("unit", [(pk, str(unit)) for pk, unit in self.units.items()])
        for letter in SCENARIOS:
            self._add_scenario(letter, titles)
        for kind in AID:
            self.fields[f"budget-{kind}"] = YuanField(AID_LABELS[kind])

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # each of these is a ChoiceField

    def _add_scenario(self, letter: str, titles: Sequence[tuple[str, Any]]) -> None:
        if len(titles) > 1:
            self.fields[f"{letter}-rules"] = forms.ChoiceField(
                label=_of_scenario(letter, Text("规则集", "Rule set")),
                required=False,
                choices=[("", _("the same")), *titles],
            )
        for parameter in self.rule_set.table.parameters:
            label = _of_scenario(letter, parameter.label)
            field = SwitchField(label) if parameter.unit == "switch" else ParameterField(parameter, label)
            self.fields[f"{letter}-{parameter.name}"] = field

    def question(self) -> Question:
        """What was asked; only of a valid form. Scenario B is there when something is filled in it."""
        proposals = [self._proposal(letter) for letter in SCENARIOS]
        if not proposals[1].changes and proposals[1].rule_set.name == self.rule_set.name:
            del proposals[1]
        budgets = {kind: self.cleaned_data[f"budget-{kind}"] for kind in AID}
        return Question(
            self.rule_set,
            tuple(proposals),
            self.cleaned_data["on"],
            {kind: fen for kind, fen in budgets.items() if fen is not None},
        )

    def _proposal(self, letter: str) -> Proposal:
        values = {one.name: self.cleaned_data.get(f"{letter}-{one.name}") for one in self.rule_set.table.parameters}
        rule_set = self.rule_sets.get(self.cleaned_data.get(f"{letter}-rules") or "", self.rule_set)
        return Proposal(rule_set, {name: value for name, value in values.items() if value is not None})

    def clean(self) -> dict[str, Any]:
        """A parameter that the rule set of its scenario does not have is refused at its box."""
        for letter in SCENARIOS:
            rule_set = self.rule_sets.get(self.cleaned_data.get(f"{letter}-rules") or "", self.rule_set)
            for parameter in self.rule_set.table.parameters:
                name = f"{letter}-{parameter.name}"
                if self.cleaned_data.get(name) is not None and parameter.name not in rule_set.table.names:
                    self.add_error(name, _("The rule set of this scenario has no such parameter."))
        return self.cleaned_data

    @property
    def rules_of_scenarios(self) -> list[BoundField]:
        """Where there are several rule sets: the box of each scenario for another one."""
        return [self[f"{letter}-rules"] for letter in SCENARIOS if f"{letter}-rules" in self.fields]

    @property
    def budgets(self) -> list[BoundField]:
        """The boxes for yearly budgets."""
        return [self[f"budget-{kind}"] for kind in AID]

    @property
    def has_budgets(self) -> bool:
        """Whether one of them is filled."""
        return any(box.data for box in self.budgets)

    def groups(self, now: Mapping[str, Value]) -> list[ParameterGroup]:
        """The parameters in their groups, with the values `now`; the first two groups stand open."""
        found = []
        for place, (title, parameters) in enumerate(grouped(self.rule_set.table.parameters)):
            rows = [self._row(parameter, now) for parameter in parameters]
            is_filled = any(box.errors or box.data for row in rows for box in (row.a, row.b))
            found.append(ParameterGroup(title, is_filled or place < GROUPS_OPEN, rows))
        return found

    def _row(self, parameter: Parameter, now: Mapping[str, Value]) -> ParameterRow:
        value = now.get(parameter.name)
        told: object = "—"
        if value is not None and parameter.stages:
            told = typed_value(parameter.unit, value)
        elif value is not None:
            told = told_value(parameter.unit, value)
        boxes = (self[f"{letter}-{parameter.name}"] for letter in SCENARIOS)
        return ParameterRow(parameter.label, unit_words(parameter.unit), told, bool(parameter.stages), *boxes)


def _of_scenario(letter: str, label: Text) -> Any:
    """The name of a box, as it is read out."""
    return Text(f"方案 {letter.upper()}：{label.zh}", f"Scenario {letter.upper()}: {label.en}")


class TitleForm(forms.Form):
    """The name under which a run is kept."""

    title = forms.CharField(
        max_length=80,
        validators=[refuse_unseen],
        label=_("Title"),
        help_text=_("So that others know what was tried, such as: 2027 line, first draft."),
        error_messages={"required": _("Give it a title.")},
    )


def kept_address(data: Mapping[str, str]) -> dict[str, str]:
    """What of an address is filled in; when only scenario B is, it becomes scenario A."""
    filled = {name: text.strip() for name, text in data.items() if text.strip() and name != "csrfmiddlewaretoken"}
    if not any(name.startswith("a-") for name in filled) and "on" not in filled:
        return {f"a-{name[2:]}" if name.startswith("b-") else name: text for name, text in filled.items()}
    return filled


def address_of(question: Mapping[str, Any], units: Mapping[str, str], unit: str) -> dict[str, str]:
    """The address that asks a saved question again; `units` are those of the changed parameters."""
    filled = {"rules": question["rules"]["name"], "unit": unit, "on": question["values_on"] or ""}
    for letter, proposal in zip(SCENARIOS, question["proposals"], strict=False):
        if proposal["rules"]["name"] != question["rules"]["name"]:
            filled[f"{letter}-rules"] = proposal["rules"]["name"]
        for name, value in proposal["changes"].items():
            filled[f"{letter}-{name}"] = typed_value(units[name], value_of(value))
    filled |= {f"budget-{kind}": in_unit("fen", fen) for kind, fen in question["budgets_fen"].items()}
    return {name: text for name, text in filled.items() if text}
