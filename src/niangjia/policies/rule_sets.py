"""Rule sets: a shape (variables) and dated parameters read from a file, loaded once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from operator import itemgetter
from pathlib import Path
from types import ModuleType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.text import Text
from niangjia.policies import codes
from niangjia.policies.boundaries import Boundary
from niangjia.policies.errors import RuleSetError, UnknownRuleSetError
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN
from niangjia.policies.parameter_files import read_parameters, read_rule_set_file, read_sources, read_text
from niangjia.policies.parameters import Parameters, ParameterTable, Source, Value
from niangjia.policies.plan import Plan, compile_plan
from niangjia.policies.rules import categories, causes, ceilings, exclusions, income, low_income, members
from niangjia.policies.variables import Variable, variables_in
from niangjia.policies.wiring import Wiring, wire

FOLDER = Path(__file__).parent / "rulesets"

SHAPES: Mapping[str, tuple[ModuleType, ...]] = {
    "three-categories": (members, income, categories, exclusions, causes, ceilings),
    "low-income": (members, income, low_income, exclusions, causes, ceilings),
}
"""The pages of rules that a rule set's file may name as its `shape`.

One of the pages states the BOUNDARIES of the categories; a page may have LABELS of its own for codes.
"""

OUTPUTS = (
    "category",
    "is_eligible",
    "exclusions",
    "causes",
    "main_cause",
    "counted_members",
    "annual_income",
    "unavoidable_spending",
    "employment_cost",
    "net_monthly_per_head",
    "line",
    "living_ceiling",
    "medical_ceiling",
    "schooling_ceiling",
    "accident_ceiling",
)
"""What every rule set answers after the household's id, in this order."""


@dataclass(frozen=True, slots=True, eq=False)
class RuleSet:
    """A version of the rule book, ready to decide. `plan` and `pick_outputs` are for `decide`.

    It is in force for applications from one day (None: a draft) to another (both included; None: until further notice),
    but decides for any day that its parameters know. `labels` are the labels of each coded fact or variable, by its
    name.
    """

    name: str
    version: str
    title: Text
    in_force_from: date | None
    in_force_until: date | None
    labels: Mapping[str, Mapping[int, Text]] = field(repr=False)
    boundaries: tuple[Boundary, ...] = field(repr=False)
    sources: Mapping[str, Source] = field(repr=False)
    wiring: Wiring = field(repr=False)
    table: ParameterTable = field(repr=False)
    units: Mapping[str, str] = field(repr=False)
    plan: Plan = field(repr=False)
    pick_outputs: Callable[[tuple[int, ...]], tuple[int, ...]] = field(repr=False)

    def is_in_force_on(self, day: date) -> bool:
        """Whether it is the rule for an application on the day, unless a later one took its place before."""
        if self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_until is None or day <= self.in_force_until

    def parameters_for(self, region: str, day: date) -> Parameters:
        """The values in force, each with its row; raises MissingParameterError naming parameter, region and day."""
        return self.table.at(region, day)

    def with_parameters(self, values: Mapping[str, Value]) -> "RuleSet":
        """The same rules with some parameters fixed for every region and day; raises RuleSetError for unknown ones."""
        return replace(self, table=self.table.replaced(values))


def in_force_on(rule_sets: Iterable[RuleSet], day: date) -> RuleSet | None:
    """The rule set for an application on the day, of several the one that began last; None before them all."""
    found = (rule_set for rule_set in rule_sets if rule_set.is_in_force_on(day))
    return max(found, key=lambda rule_set: (rule_set.in_force_from or date.min, rule_set.name), default=None)


def list_rule_sets() -> tuple[str, ...]:
    """The names of the rule sets that can be loaded."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/parameters.toml")))


@cache
def load_rule_set(name: str) -> RuleSet:
    """Load a rule set by name; raises UnknownRuleSetError, or RuleSetError when its file is wrong."""
    if name not in list_rule_sets():
        raise UnknownRuleSetError(
            format_lazy(_("There is no rule set {name}."), name=name),
            remedy=format_lazy(_("Rule sets: {names}."), names=", ".join(list_rule_sets())),
        )
    data = read_rule_set_file(FOLDER / name / "parameters.toml")
    sources = read_sources(data)
    table = ParameterTable(read_parameters(data, sources))
    head = data["rule_set"]
    if head["shape"] not in SHAPES:
        raise RuleSetError(f"{name}: there is no shape {head['shape']!r}.")
    pages = SHAPES[head["shape"]]
    wiring = wire(
        _variables(name, pages, data.get("basis", {})),
        household_facts=tuple(HOUSEHOLD_COLUMN),
        member_facts=tuple(MEMBER_COLUMN),
        parameters=table.names,
    )
    places = {variable.name: place for place, variable in enumerate(wiring.household)}
    return RuleSet(
        name=name,
        version=head["version"],
        title=read_text(head["title"]),
        in_force_from=head["from"],
        in_force_until=head.get("until"),
        labels=_labels(pages),
        boundaries=tuple(boundary for page in pages for boundary in getattr(page, "BOUNDARIES", ())),
        sources=sources,
        wiring=wiring,
        table=table,
        units=_units(wiring, table),
        plan=compile_plan(name, wiring),
        pick_outputs=itemgetter(*(places[output] for output in OUTPUTS)),
    )


def _variables(name: str, pages: tuple[ModuleType, ...], basis: Mapping[str, Mapping[str, str]]) -> Iterator[Variable]:
    """The variables of the pages; on what a step rests in this rule set is said by its file where it differs."""
    variables = variables_in(pages)
    if unknown := set(basis) - {variable.name for variable in variables}:
        raise RuleSetError(f"{name}: the file gives a basis for {min(unknown)!r}, which is no variable.")
    for variable in variables:
        yield replace(variable, basis=read_text(basis[variable.name])) if variable.name in basis else variable


def _labels(pages: tuple[ModuleType, ...]) -> dict[str, Mapping[int, Text]]:
    labels = dict(codes.LABELS)
    for page in pages:
        labels |= getattr(page, "LABELS", {})
    return labels


def _units(wiring: Wiring, table: ParameterTable) -> dict[str, str]:
    """The unit of every name that a sentence may use."""
    units = {column.name: column.unit for column in (*HOUSEHOLD_COLUMN.values(), *MEMBER_COLUMN.values())}
    units |= {parameter.name: parameter.unit for parameter in table.parameters}
    units |= {variable.name: variable.unit for variable in wiring.household + wiring.member}
    return units
