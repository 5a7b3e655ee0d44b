"""Dated, regional parameters: rows of data, each with the document it comes from."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from niangjia.kernel.text import Text
from niangjia.policies.errors import MissingParameterError, RuleSetError
from niangjia.policies.parameter_checks import check_value

COUNTRY = "000000"
ALWAYS = date(1, 1, 1)

Value = int | tuple[int, ...]
"""A whole number in the parameter's unit, or one such number per schooling stage 0 to 8."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that a parameter or clause rests on."""

    code: str
    title: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One dated value, in force in `region` from `from_on` until the next row; not `is_confirmed`: still to confirm.

    `page` is where in the document the value stands, as people cite it; "" when nobody has said.
    """

    region: str
    from_on: date
    value: Value
    source: Source
    note: Text
    is_confirmed: bool
    page: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named parameter and all its rows; without `is_regional` all rows are the country's."""

    name: str
    label: Text
    unit: str
    is_regional: bool
    rows: tuple[Row, ...]

    @property
    def stages(self) -> int:
        """How many values it has, one for each schooling stage; 0 for a single one."""
        value = self.rows[0].value
        return len(value) if isinstance(value, tuple) else 0


@dataclass(frozen=True, slots=True)
class Parameters:
    """The values in force for one region on one day, in the order of `names`, and the row each came from."""

    names: tuple[str, ...]
    values: tuple[Value, ...]
    rows: tuple[Row, ...]

    def __getitem__(self, name: str) -> Value:
        return self.values[self.names.index(name)]

    def number(self, name: str) -> int:
        """Return a single value; raises TypeError for one that has a value per schooling stage."""
        value = self[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} has a value per schooling stage")
        return value

    def row(self, name: str) -> Row:
        """Return the row that a value came from."""
        return self.rows[self.names.index(name)]


def region_chain(region: str) -> tuple[str, ...]:
    """Where a region looks for its rows, nearest first.

    >>> region_chain("150785")
    ('150785', '150700', '150000', '000000')
    """
    chain = (region, f"{region[:4]}00", f"{region[:2]}0000", COUNTRY)
    return tuple(dict.fromkeys(chain))


class ParameterTable:
    """All parameters of a rule set, answering for a region and a day. Answers are kept: a bureau asks for few."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self.parameters = tuple(parameters)
        self.names = tuple(parameter.name for parameter in self.parameters)
        self._by_region = [_rows_by_region(parameter) for parameter in self.parameters]
        self.changes = sorted({row.from_on for parameter in self.parameters for row in parameter.rows})
        self._regions = frozenset(row.region for parameter in self.parameters for row in parameter.rows)
        self._answers: dict[tuple[str, int], Parameters] = {}

    def at(self, region: str, day: date) -> Parameters:
        """The values in force; raises MissingParameterError naming parameter, region and day."""
        period = bisect_right(self.changes, day)
        try:
            return self._answers[region, period]
        except KeyError:
            pass
        chain = [one for one in region_chain(region) if one in self._regions]
        rows = tuple(self._row(index, chain, region, day) for index in range(len(self.parameters)))
        answer = Parameters(self.names, tuple(row.value for row in rows), rows)
        if len(self._answers) >= 10_000:
            self._answers.clear()
        self._answers[region, period] = answer
        return answer

    def replaced(self, values: Mapping[str, Value]) -> "ParameterTable":
        """The same table with some parameters fixed to one value for every region and day.

        Raises RuleSetError for an unknown one, and ParameterValueError for a value that it cannot have.
        """
        unknown = sorted(set(values) - set(self.names))
        if unknown:
            raise RuleSetError(f"No such parameter: {', '.join(unknown)}.")
        return ParameterTable(
            _fixed(parameter, values[parameter.name]) if parameter.name in values else parameter
            for parameter in self.parameters
        )

    def pinned(self, day: date) -> "ParameterTable":
        """The same table with the values of one day in force on every day; what had none on it has none at all."""
        return ParameterTable(replace(one, rows=_pinned(one, day)) for one in self.parameters)

    def _row(self, index: int, chain: Sequence[str], region: str, day: date) -> Row:
        by_region = self._by_region[index]
        for one in chain:
            rows = by_region.get(one, ())
            place = bisect_right(rows, day, key=lambda row: row.from_on)
            if place:
                return rows[place - 1]
        raise MissingParameterError(self.names[index], region, day, label=self.parameters[index].label)


def _rows_by_region(parameter: Parameter) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(parameter.rows, key=lambda row: row.from_on):
        rows = found.setdefault(row.region, [])
        if rows and rows[-1].from_on == row.from_on:
            raise RuleSetError(f"{parameter.name} has two rows for {row.region} from {row.from_on}.")
        rows.append(row)
    return found


def _pinned(parameter: Parameter, day: date) -> tuple[Row, ...]:
    latest = {row.region: row for row in sorted(parameter.rows, key=lambda row: row.from_on) if row.from_on <= day}
    if latest:
        return tuple(replace(row, from_on=ALWAYS) for row in latest.values())
    return tuple(replace(row, from_on=date.max) for row in parameter.rows[:1])  # keeps the shape of its values


def _fixed(parameter: Parameter, value: Value) -> Parameter:
    check_value(parameter.name, parameter.unit, value, stages=parameter.stages)
    trial = Source("trial", Text("试算值", "Trial value"))
    row = Row(COUNTRY, ALWAYS, value, trial, Text("", ""), is_confirmed=False)
    return Parameter(parameter.name, parameter.label, parameter.unit, parameter.is_regional, (row,))
