"""Write the pass that decides many households, for Numba to compile: the wired rules over columns, one loop.

It is the same order of computing as `policies.plan`, and it calls the very same rule functions. Amounts are checked on
the way by one bitwise "or": its top bits stay clear while every amount lies below 2**43 fen, and only a household that
fails this is looked at value by value. Places are unsigned, or every access would first ask whether it counts from the
end.
"""

from collections.abc import Iterable, Iterator

from niangjia.policies.arithmetic import NO_DAY
from niangjia.policies.bulk.tables import Partition, width_of
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN, MEMBERS_LIMIT, Column
from niangjia.policies.parameters import Parameter
from niangjia.policies.plan import STARTS, call_of
from niangjia.policies.rule_sets import OUTPUTS
from niangjia.policies.variables import Variable
from niangjia.policies.wiring import Wiring

LOW_BITS = 43
FIRST_DAY, LAST_DAY = -719162, 2932896
"""1 January of the year 1 and 31 December 9999, counted from 1970: the days that a date can be."""

_INDENT = "    "


def arguments(wiring: Wiring) -> tuple[str, ...]:
    """The names of the arguments of the pass, in order."""
    return (
        *("_first", "_last", "_fixed", "_dated", "_slots", "_period_of", "_first_day", "_region_of", "_region"),
        "_household_bit",
        *_columns(HOUSEHOLD_COLUMN[name] for name in household_facts(wiring)),
        "_offsets",
        "_member_bit",
        *_columns(MEMBER_COLUMN[name] for name in wiring.member_facts),
        *(f"_{name}_out" for name in OUTPUTS),
    )


def household_facts(wiring: Wiring) -> tuple[str, ...]:
    """The household columns that the pass reads, beside the region."""
    names = {*wiring.household_facts, "applied_on"} - {"region"}
    return tuple(name for name in HOUSEHOLD_COLUMN if name in names)


def write_program(name: str, wiring: Wiring, partition: Partition) -> str:
    """The text of a module with the function `decide_rows`; the rules it calls are made by `bulk.compiling.jitted`."""
    return "\n".join(_module(name, wiring, partition)) + "\n"


def _columns(columns: Iterable[Column]) -> Iterator[str]:
    """A column is its values; those of flags are bits, and so is what says where one is null."""
    for column in columns:
        yield f"_{column.name}"
        if column.is_nullable:
            yield from (f"_{column.name}_valid", f"_{column.name}_valid_bit")


def _module(name: str, wiring: Wiring, partition: Partition) -> Iterator[str]:
    rules = [variable for variable in wiring.household + wiring.member if variable.function]
    modules = sorted({_module_of(variable) for variable in rules})
    yield f'"""Rule set {name}, written by niangjia.policies.bulk.program: not to be edited."""'
    yield "from numba import int64, njit, uint8, uint64"
    yield "from niangjia.policies.bulk.compiling import jitted"
    for place, module in enumerate(modules):
        yield f"import {module} as rules_{place}"
    for variable in rules:
        yield f"rule_{variable.name} = jitted(rules_{modules.index(_module_of(variable))}.{variable.name}.function)"
    yield ""
    yield "@njit(nogil=True, cache=True, error_model='numpy')"
    yield f"def decide_rows({', '.join(arguments(wiring))}):"
    yield from _indented(_body(wiring, partition))


def _module_of(variable: Variable) -> str:
    return variable.function.__module__ if variable.function else ""


def _body(wiring: Wiring, partition: Partition) -> Iterator[str]:
    yield from _fixed(partition.fixed)
    yield "for _row in range(_first, _last):"
    yield from _indented(_household(wiring, partition))
    yield "return -1"


def _household(wiring: Wiring, partition: Partition) -> Iterator[str]:
    folds = [variable for variable in wiring.after if variable.fold]
    columns = [HOUSEHOLD_COLUMN[name] for name in household_facts(wiring)]
    yield "_amounts = int64(0)"
    yield "_is_odd = False"
    yield from _bit_of("_row", "_household_bit")
    for column in sorted(columns, key=lambda column: column.unit != "flag"):  # flags while their bit is at hand
        yield _read(column, "_row")
        yield from _check(column, "_row")
    yield "_start, _stop = uint64(_offsets[_row]), uint64(_offsets[_row + uint64(1)])"
    yield "_place = _region_of[uint64(_region[_row])]"
    yield f"if _is_odd or _place < 0 or _stop - _start > uint64({MEMBERS_LIMIT}):"
    yield "    return int64(_row)"
    yield "_period = _period_of[uint64(min(max(applied_on - _first_day, 0), _period_of.size - 1))]"
    yield "_slot = _slots[uint64(_place), uint64(_period)]"
    yield "if _slot < 0:"
    yield "    return int64(_row)"
    yield from _parameters(partition.dated, "_dated[uint64(_slot), {place}]", "_dated[uint64(_slot), {place}:{end}]")
    for variable in wiring.before:
        yield call_of(variable)
    for variable in folds:
        yield f"{variable.name} = {STARTS[variable.fold or 'sum']}"
    yield "_counted = 0"
    yield "for _place in range(_start, _stop):"
    yield from _indented(_member(wiring, folds))
    yield "if _counted == 0:"
    yield "    return int64(_row)"
    yield f"if uint64(_amounts) >> uint64({LOW_BITS}):"
    yield from _indented(_exact_check([c for c in columns if c.unit not in {"flag", "day"}], wiring.member_facts))
    for variable in wiring.after:
        if not variable.fold:
            yield call_of(variable)
    for name in OUTPUTS:
        if name == "is_eligible":
            yield f"_{name}_out[_row >> uint64(3)] |= uint8(uint64({name}) << (_row & uint64(7)))"
        else:
            yield f"_{name}_out[_row] = {name}"


def _member(wiring: Wiring, folds: Iterable[Variable]) -> Iterator[str]:
    yield from _bit_of("_place", "_member_bit")
    for name in wiring.member_facts:
        yield _read(MEMBER_COLUMN[name], "_place")
        yield from _check(MEMBER_COLUMN[name], "_place")
    yield "if _is_odd:"  # before a code is used as an index
    yield "    return int64(_row)"
    yield "if not is_counted:"
    yield "    continue"
    yield "_counted += 1"
    for variable in wiring.member:
        yield call_of(variable)
    for variable in folds:
        yield _gather(variable)


def _bit_of(place: str, first: str) -> Iterator[str]:
    """Where the bits of a row lie: all flags of a batch begin at the same bit."""
    yield f"_byte, _shift = ({place} + {first}) >> uint64(3), ({place} + {first}) & uint64(7)"


def _read(column: Column, place: str) -> str:
    name = column.name
    if column.unit == "flag":
        return f"{name} = _{name}[_byte] >> _shift & 1 != 0"
    return f"{name} = int64(_{name}[{place}])"


def _check(column: Column, place: str) -> Iterator[str]:
    name = column.name
    if column.is_nullable:
        valid = f"_{name}_valid"
        yield from _bit_of(place, f"{valid}_bit")
        yield f"_is_there = {valid}.size == 0 or {valid}[_byte] >> _shift & 1 != 0"
        yield f"_is_odd |= not {FIRST_DAY} <= {name} <= {LAST_DAY} and _is_there"
        yield f"{name} = {name} if _is_there else int64({NO_DAY})"
    elif column.unit == "day":
        yield f"_is_odd |= not {FIRST_DAY} <= {name} <= {LAST_DAY}"
    elif column.unit == "code":
        yield f"_is_odd |= uint64({name}) > uint64({column.highest})"  # as unsigned, what is negative is large
    elif column.unit != "flag":
        yield f"_amounts |= {f'{name} ^ ({name} >> 63)' if column.lowest else name}"


def _exact_check(columns: Iterable[Column], member_facts: Iterable[str]) -> Iterator[str]:
    """Value by value, as `HouseholdFacts` checks them."""
    for column in columns:
        yield f"if not {column.lowest} <= {column.name} <= {column.highest}:"
        yield "    return int64(_row)"
    yield "for _place in range(_start, _stop):"
    for column in (MEMBER_COLUMN[name] for name in member_facts):
        if column.unit == "fen":
            yield f"    if not {column.lowest} <= _{column.name}[_place] <= {column.highest}:"
            yield "        return int64(_row)"


def _parameters(parameters: Iterable[Parameter], one: str, several: str) -> Iterator[str]:
    place = 0
    for parameter in parameters:
        end = place + width_of(parameter)
        text = several if isinstance(parameter.rows[0].value, tuple) else one
        yield f"{parameter.name} = {text.format(place=place, end=end)}"
        place = end


def _fixed(parameters: Iterable[Parameter]) -> Iterator[str]:
    """Switches, and what is zero, are written into the pass: what is switched off then costs nothing."""
    read = _parameters(parameters, "_fixed[{place}]", "_fixed[{place}:{end}]")
    for parameter, line in zip(parameters, read, strict=True):
        value = parameter.rows[0].value
        is_written_in = value == 0 or parameter.unit == "switch"
        yield f"{parameter.name} = int64({value})" if is_written_in else line


def _gather(variable: Variable) -> str:
    over = variable.over
    match variable.fold:
        case "any":
            return f"{variable.name} |= {over}"
        case "max":
            return f"{variable.name} = max({variable.name}, {over})"
        case "count":
            return f"{variable.name} += {f'int64({over})' if over else 1}"
        case _:
            return f"{variable.name} += {over}"


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (_INDENT + line for line in lines)
