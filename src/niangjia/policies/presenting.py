"""Words for rule sets, rows and changes: what the pages and the record of acts say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.kernel.errors import Message
from niangjia.kernel.text import Text, in_both_languages
from niangjia.policies import amendments, book
from niangjia.policies.amendments import Amendment, amended, parameter_of, row_at
from niangjia.policies.codes import STAGES
from niangjia.policies.errors import MissingParameterError
from niangjia.policies.groups import grouped
from niangjia.policies.models import Change, ChangeState
from niangjia.policies.parameter_checks import in_unit, unit_words
from niangjia.policies.parameters import COUNTRY, Parameter, Row, Value
from niangjia.policies.rule_sets import RuleSet

YES_NO = (Text("否", "no"), Text("是", "yes"))


@dataclass(frozen=True, slots=True)
class Life:
    """Where a rule set stands: `code` is draft, coming, in-force or retired; `days` are those it decides for."""

    code: str
    words: Message
    days: Message
    tone: str


def life_of(rule_set: RuleSet, today: date) -> Life:
    """Where a rule set stands on a day, in words."""
    begins, ends = rule_set.in_force_from, rule_set.in_force_until
    if begins is None:
        return Life("draft", pgettext_lazy("rule set", "Draft"), "", "info")
    days = format_lazy(_("from {first} to {last}"), first=begins, last=ends)
    if ends is None:
        days = format_lazy(_("from {first}"), first=begins)
    if ends is not None and today > ends:
        return Life("retired", pgettext_lazy("rule set", "Retired"), days, "neutral")
    if today < begins:
        return Life("coming", pgettext_lazy("rule set", "Will be in force"), days, "info")
    return Life("in-force", pgettext_lazy("rule set", "In force"), days, "good")


def told_value(unit: str, value: Value) -> Message | Text:
    """A value in words with its unit: amounts in yuan, a switch as yes or no, one after another for each stage."""
    if isinstance(value, tuple):
        return Text(
            "；".join(f"{STAGES[stage].zh} {in_unit(unit, one)}" for stage, one in enumerate(value) if stage),
            "; ".join(f"{STAGES[stage].en} {in_unit(unit, one)}" for stage, one in enumerate(value) if stage),
        )
    if unit == "switch":
        return YES_NO[bool(value)]
    words = unit_words(unit)
    return Text(f"{in_unit(unit, value)} {words.zh}".strip(), f"{in_unit(unit, value)} {words.en}".strip())


def told_region(region: str) -> Text:
    """A division by its code; the country by name."""
    return Text("全国", "Whole country") if region == COUNTRY else Text(region, region)


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row as pages show it; `change` is the approved change it came from, if any."""

    row: Row
    region: Text
    value: Message | Text
    values: list[tuple[Text, str]]
    document: Text
    change: UUID | None


def told_rows(parameter: Parameter, changes: Mapping[str, UUID]) -> list[ToldRow]:
    """Its rows by region and first day. `changes` are ids of approved changes by the code of the source they are."""
    rows = sorted(parameter.rows, key=lambda row: (row.region, row.from_on))
    return [told_row(parameter, row, changes) for row in rows]


def told_row(parameter: Parameter, row: Row, changes: Mapping[str, UUID]) -> ToldRow:
    """One row."""
    stages = row.value if isinstance(row.value, tuple) else ()
    return ToldRow(
        row,
        told_region(row.region),
        told_value(parameter.unit, row.value),
        [(STAGES[stage], in_unit(parameter.unit, one)) for stage, one in enumerate(stages) if stage],
        row.source.title,
        changes.get(row.source.code),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the book is narrowed to: words of a label or a name, rows of one region, rows with one mark."""

    text: str = ""
    region: str = ""
    is_confirmed: bool | None = None

    def takes(self, row: Row) -> bool:
        """Whether a row is among what is wanted."""
        return (not self.region or row.region == self.region) and self.is_confirmed in (None, row.is_confirmed)

    def names(self, parameter: Parameter) -> bool:
        """Whether a parameter is."""
        words = (parameter.label.zh, parameter.label.en, parameter.name)
        return any(self.text.casefold() in each.casefold() for each in words)


@dataclass(frozen=True, slots=True)
class ToldParameter:
    """A parameter with the rows that are wanted."""

    parameter: Parameter
    rows: list[ToldRow]


def sections_of(
    rule_set: RuleSet, wanted: Wanted, changes: Mapping[str, UUID]
) -> list[tuple[Text, list[ToldParameter]]]:
    """The book in its groups, narrowed; a group of which nothing is wanted is left out."""
    found = []
    for title, parameters in grouped(rule_set.table.parameters):
        told = [
            ToldParameter(one, [row for row in told_rows(one, changes) if wanted.takes(row.row)])
            for one in parameters
            if wanted.names(one)
        ]
        if any(each.rows for each in told):
            found.append((title, [each for each in told if each.rows]))
    return found


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change in one line of a list."""

    change: Change
    what: Text
    tone: str


TONES = {
    ChangeState.PROPOSED: "warn",
    ChangeState.APPROVED: "good",
    ChangeState.REJECTED: "bad",
    ChangeState.WITHDRAWN: "neutral",
}


def told_changes(changes: Iterable[Change]) -> list[ToldChange]:
    """Changes as lists show them, in their order."""
    known = known_rule_sets()
    return [ToldChange(one, described(one.amendment, known), TONES[ChangeState(one.state)]) for one in changes]


@dataclass(frozen=True, slots=True)
class Use:
    """A rule that asks for a parameter: its label, and what it rests on."""

    label: Text
    basis: Text


def uses_of(rule_set: RuleSet, parameter: str) -> list[Use]:
    """The rules of a rule set that ask for a parameter, in computing order."""
    variables = (*rule_set.wiring.before, *rule_set.wiring.member, *rule_set.wiring.after)
    return [Use(variable.label, variable.basis) for variable in variables if parameter in variable.inputs]


def count_to_confirm(rule_set: RuleSet) -> int:
    """How many rows are still to confirm."""
    return sum(not row.is_confirmed for parameter in rule_set.table.parameters for row in parameter.rows)


def known_rule_sets() -> dict[str, RuleSet]:
    """Every rule set by name, read once for the words of many changes."""
    return {one.name: one for one in book.rule_sets()}


def described(amendment: Amendment, known: Mapping[str, RuleSet]) -> Text:
    """What a change does, in one sentence of both languages; it names codes where the book no longer has the thing."""
    return in_both_languages(_sentence(amendment, known))


def _sentence(change: Amendment, known: Mapping[str, RuleSet]) -> Message:
    day = change.from_on.isoformat() if change.from_on else ""
    if change.kind == amendments.OPEN_DRAFT:
        return format_lazy(
            _("A draft “{title}” is opened as a copy of {base}."), title=change.title, base=_copied(change)
        )
    if change.kind == amendments.PUT_IN_FORCE:
        return format_lazy(_("The rule set is put in force from {day}."), day=day)
    if change.kind == amendments.RETIRE:
        return format_lazy(_("The rule set is retired from {day}."), day=day)
    parameter = parameter_of(known.get(change.rule_set), change.parameter)
    value = told_value(parameter.unit if parameter else "", change.value) if change.value is not None else ""
    words = {"label": parameter.label if parameter else change.parameter, "region": told_region(change.region)}
    if change.kind == amendments.WITHDRAW_ROW:
        return format_lazy(_("{label}, {region}: the value from {day} on is withdrawn."), day=day, **words)
    if change.kind == amendments.CONFIRM_ROW:
        return format_lazy(
            _("{label}, {region}: the value from {day} on, {value}, is confirmed."), day=day, value=value, **words
        )
    return format_lazy(_("{label}, {region}: {value} from {day} on."), day=day, value=value, **words)


def _copied(change: Amendment) -> str:
    return f"{change.base} (+{change.base_number})" if change.base_number else change.base


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a change does beside what was there: the row in its place, or else what applied there on its first day."""

    parameter: Parameter | None
    before: ToldRow | None
    is_in_place: bool
    after: Message | Text | None
    step: str


def compared(change: Change, known: Mapping[str, RuleSet]) -> Comparison:
    """Before and after: of an approved change as the book stood then, of any other as it stands now."""
    amendment = change.amendment
    rule_set = _before(change, known)
    parameter = parameter_of(rule_set, amendment.parameter)
    if rule_set is None or parameter is None:
        return Comparison(None, None, is_in_place=False, after=None, step="")
    own = row_at(rule_set, parameter.name, amendment.place)
    row = own or _applying(rule_set, parameter.name, amendment)
    is_gone = amendment.kind == amendments.WITHDRAW_ROW
    return Comparison(
        parameter,
        told_row(parameter, row, {}) if row else None,
        is_in_place=own is not None,
        after=None if is_gone or amendment.value is None else told_value(parameter.unit, amendment.value),
        step=_step(row.value if row else None, amendment.value),
    )


def compared_lives(change: Change, known: Mapping[str, RuleSet], today: date) -> tuple[Life, Life] | None:
    """Where the rule set stands on a day without and with a change of its life; None when it is not known here."""
    rule_set = _before(change, known)
    if rule_set is None:
        return None
    return life_of(rule_set, today), life_of(amended(rule_set, [change.amendment]), today)


def _before(change: Change, known: Mapping[str, RuleSet]) -> RuleSet | None:
    now = known.get(change.rule_set)
    if now is None or change.state != ChangeState.APPROVED or change.number is None:
        return now
    first = now.version.partition("+")[0]
    number = change.number - 1
    if number == 0:
        return book.rule_set_at(now.name, first) if first != book.LOCAL else None
    return book.rule_set_at(now.name, f"{first}+{number}")


def _applying(rule_set: RuleSet, name: str, amendment: Amendment) -> Row | None:
    region, day = amendment.place
    try:
        return rule_set.parameters_for(region, day).row(name)
    except MissingParameterError:
        return None


def _step(before: Value | None, after: Value | None) -> str:
    """By how much a single value grows or shrinks, in whole tenths of a per cent: `+2.4 %`."""
    if not isinstance(before, int) or not isinstance(after, int) or before <= 0 or before == after:
        return ""
    tenths = (abs(after - before) * 1000 + before // 2) // before
    return f"{'+' if after > before else '−'}{tenths // 10}.{tenths % 10} %"


def approved_by_source(changes: Iterable[Change]) -> dict[str, UUID]:
    """The ids of the approved ones among some changes, by the code under which rows cite them."""
    return {change.amendment.source.code: change.pk for change in changes if change.number is not None}
