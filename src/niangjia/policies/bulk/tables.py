"""Dated, regional parameters as dense tables: resolved once for each region and period, never joined row by row."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock

import numpy as np
import numpy.typing as npt

from niangjia.policies.errors import FactError, MissingParameterError
from niangjia.policies.facts import check_region
from niangjia.policies.parameters import ALWAYS, COUNTRY, Parameter, ParameterTable, Value
from niangjia.policies.plan import EPOCH

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]

NOWHERE = -1
"""In a table of places: no values there."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Which parameters are one value everywhere and always (`fixed`), and which depend on region or day (`dated`)."""

    fixed: tuple[Parameter, ...]
    dated: tuple[Parameter, ...]

    @property
    def width(self) -> int:
        """How many numbers a row of dated values has."""
        return sum(width_of(parameter) for parameter in self.dated)


def partition(table: ParameterTable) -> Partition:
    """Split the parameters of a table."""
    fixed: list[Parameter] = []
    dated: list[Parameter] = []
    for parameter in table.parameters:
        is_one_value = len(parameter.rows) == 1 and parameter.rows[0].region == COUNTRY
        (fixed if is_one_value else dated).append(parameter)
    return Partition(tuple(fixed), tuple(dated))


def width_of(parameter: Parameter) -> int:
    """How many numbers a value of the parameter has: 1, or one for each schooling stage."""
    value = parameter.rows[0].value
    return len(value) if isinstance(value, tuple) else 1


class DenseTables:
    """The values a pass reads. `slots[region, period]` is a row of `dated`, NOWHERE where a parameter has no value.

    Periods begin on the days on which any parameter changes; `period_of[day - first_day]`, held to its ends, names the
    period of a day. Regions are added as they turn up. Safe to use from several threads.
    """

    def __init__(self, table: ParameterTable) -> None:
        self.table = table
        self.partition = partition(table)
        self.fixed = _numbers(parameter.rows[0].value for parameter in self.partition.fixed)
        self.first_day, self.period_of = _calendar(table.changes)
        self._days = (date.min, *table.changes)
        self._regions: dict[str, int] = {}
        self._rows: dict[bytes, int] = {}
        self._dated = np.zeros((0, self.partition.width), np.int64)
        self._slots = np.zeros((0, len(self._days)), np.int32)
        self._lock = Lock()

    def of_regions(self, codes: Sequence[str | None]) -> tuple[Places, Places, Numbers]:
        """For each code its row of `slots` (NOWHERE when it is no division code), and the tables as they stand."""
        with self._lock:
            new = [code for code in codes if code not in self._regions and code is not None and _is_region(code)]
            if new:
                self._add(list(dict.fromkeys(new)))
            places = np.array([self._regions.get(code or "", NOWHERE) for code in codes], np.int32)
            return places, self._slots, self._dated

    def _add(self, regions: list[str]) -> None:
        rows = list(self._dated)
        slots = np.full((len(regions), len(self._days)), NOWHERE, np.int32)
        for place, region in enumerate(regions):
            self._regions[region] = len(self._regions)
            for period, day in enumerate(self._days):
                row = self._row(region, day)
                if row is not None:
                    key = row.tobytes()
                    if key not in self._rows:
                        self._rows[key] = len(rows)
                        rows.append(row)
                    slots[place, period] = self._rows[key]
        self._dated = np.array(rows, np.int64).reshape(len(rows), self.partition.width)
        self._slots = np.concatenate([self._slots, slots])

    def _row(self, region: str, day: date) -> Numbers | None:
        try:
            values = self.table.at(region, day)
        except MissingParameterError:
            return None
        return _numbers(values[parameter.name] for parameter in self.partition.dated)


def _numbers(values: Iterable[Value]) -> Numbers:
    flat: list[int] = []
    for value in values:
        flat.extend(value if isinstance(value, tuple) else (value,))
    return np.array(flat, np.int64)


def _calendar(changes: Sequence[date]) -> tuple[int, Places]:
    """From the eve of the first change to the day of the last: the number of changes that have happened."""
    real = [day for day in changes if day > ALWAYS]
    if not real:
        return 0, np.array([len(changes)], np.int32)
    eve, last = real[0].toordinal() - 1, real[-1].toordinal()
    counts = [bisect_right(changes, date.fromordinal(day)) for day in range(eve, last + 1)]
    return eve - EPOCH, np.array(counts, np.int32)


def _is_region(code: str) -> bool:
    try:
        check_region(code)
    except FactError:
        return False
    return True
