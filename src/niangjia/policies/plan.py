"""Write the straight-line program that computes one household, and compile it once per rule set.

The program only calls the rule functions by name, in the wired order, and keeps every value in a local variable:
about ten microseconds a household, where looking each name up at run time would cost far more.
"""

import linecache
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from niangjia.policies.arithmetic import NO_DAY
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN, Column
from niangjia.policies.parameters import Value
from niangjia.policies.variables import Fold, Variable
from niangjia.policies.wiring import Wiring

EPOCH = 719163
"""The ordinal of 1970-01-01."""

MemberValues = tuple[int, ...] | None
"""Values of the member variables in wired order; None for a member who does not count."""

Plan = Callable[[Any, tuple[Value, ...]], tuple[tuple[int, ...], tuple[MemberValues, ...]]]
"""From facts (anything with their attributes) and parameter values to household and member values, in wired order."""

STARTS: dict[Fold, str] = {"sum": "0", "any": "False", "max": "0", "count": "0"}
"""What a folded variable is before the first member."""


def compile_plan(name: str, wiring: Wiring) -> Plan:
    """Compile the program of a rule set; its text shows in tracebacks."""
    text = "\n".join(_program(wiring)) + "\n"
    file = f"<rule set {name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    space: dict[str, Any] = {
        f"rule_{variable.name}": variable.function for variable in wiring.household + wiring.member if variable.function
    }
    # The text holds only names that `wire` has checked; nothing typed by a user reaches it.
    exec(compile(text, file, "exec"), space)  # noqa: S102
    plan: Plan = space["plan"]
    return plan


def _program(wiring: Wiring) -> Iterator[str]:
    folds = [variable for variable in wiring.after if variable.fold]
    yield "def plan(facts, parameters):"
    yield f"    ({_names(wiring.parameters)}) = parameters"
    for name in wiring.household_facts:
        yield f"    {_read(HOUSEHOLD_COLUMN[name], 'facts')}"
    for variable in wiring.before:
        yield f"    {call_of(variable)}"
    for variable in folds:
        yield f"    {variable.name} = {STARTS[variable.fold or 'sum']}"
    yield "    members = []"
    yield "    for member in facts.members:"
    yield "        if not member.is_counted:"
    yield "            members.append(None)"
    yield "            continue"
    for name in wiring.member_facts:
        yield f"        {_read(MEMBER_COLUMN[name], 'member')}"
    for variable in wiring.member:
        yield f"        {call_of(variable)}"
    for variable in folds:
        yield f"        {_gather(variable)}"
    yield f"        members.append(({_names(v.name for v in wiring.member)}))"
    for variable in wiring.after:
        if not variable.fold:
            yield f"    {call_of(variable)}"
    yield f"    return ({_names(v.name for v in wiring.household)}), tuple(members)"


def _names(names: Iterable[str]) -> str:
    return "".join(f"{name}, " for name in names)


def _read(column: Column, owner: str) -> str:
    value = f"{owner}.{column.name}"
    if column.unit != "day":
        return f"{column.name} = {value}"
    counted = f"{value}.toordinal() - {EPOCH}"
    return f"{column.name} = " + (f"{NO_DAY} if {value} is None else {counted}" if column.is_nullable else counted)


def call_of(variable: Variable) -> str:
    """The line that computes a variable, here and in the compiled pass."""
    return f"{variable.name} = rule_{variable.name}({', '.join(variable.inputs)})"


def _gather(variable: Variable) -> str:
    over = variable.over
    match variable.fold:
        case "any":
            return f"if {over}: {variable.name} = True"
        case "max":
            return f"if {over} > {variable.name}: {variable.name} = {over}"
        case "count" if over:
            return f"if {over}: {variable.name} += 1"
        case "count":
            return f"{variable.name} += 1"
        case _:
            return f"{variable.name} += {over}"
