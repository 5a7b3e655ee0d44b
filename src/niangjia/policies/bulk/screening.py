"""Decide all households of an Arrow table in memory."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from niangjia.policies.bulk.columns import buffers_of, numbers, offsets_of
from niangjia.policies.bulk.compiling import Kernel, kernel_of
from niangjia.policies.bulk.diagnosis import find_null, refusal_of
from niangjia.policies.bulk.program import household_facts
from niangjia.policies.bulk.schema import ANSWER, check_schema
from niangjia.policies.bulk.tables import DenseTables
from niangjia.policies.fact_columns import HOUSEHOLD_COLUMN, MEMBER_COLUMN
from niangjia.policies.rule_sets import OUTPUTS, RuleSet

STRETCH = 1 << 15
"""Households that one thread takes at a time; a multiple of 8, because flags come out as bits."""


def screen(rule_set: RuleSet, facts: pa.Table, *, threads: int | None = None) -> pa.Table:
    """Decide every household of a table with the columns of `schema.FACTS`; the answers have those of `schema.ANSWER`.

    Uses all cores unless `threads` says otherwise. Raises SchemaError, or RowError for the first household that cannot
    be decided, naming row, column and value.
    """
    check_schema(facts.schema)
    screener, count = Screener(rule_set), threads or os.cpu_count() or 1
    batches, row = [], 0
    with ThreadPoolExecutor(count) as pool:
        for batch in facts.to_batches():
            batches.append(screener.decide(batch, pool=pool if count > 1 else None, first_row=row))
            row += len(batch)
    return pa.Table.from_batches(batches, ANSWER)


@dataclass(frozen=True)
class Screener:
    """A rule set ready to decide batches; compiled or loaded when first used. Threads may share it."""

    rule_set: RuleSet

    @cached_property
    def kernel(self) -> Kernel:
        """The compiled pass."""
        return kernel_of(self.rule_set)

    @cached_property
    def tables(self) -> DenseTables:
        """The parameters."""
        return DenseTables(self.rule_set.table)

    def decide(
        self, batch: pa.RecordBatch, *, pool: ThreadPoolExecutor | None = None, first_row: int = 0
    ) -> pa.RecordBatch:
        """Decide one batch that fits the schema; rows in errors count on from `first_row`.

        Raises RowError, and ArrowInvalid for arrays that point outside themselves, as those of a damaged file may.
        """
        batch.validate(full=True)  # the compiled pass follows every place it is given
        if (null := find_null(batch)) is not None:
            self.decide(batch.slice(0, null), pool=pool, first_row=first_row)  # another fault may come before
            raise refusal_of(self.rule_set, batch, null, first_row)
        outputs = _Outputs(len(batch))
        arguments = [*map(_read_only, self._inputs(batch)), *outputs.arrays]
        kernel, size = self.kernel, len(batch)

        def decide(start: int) -> int:
            return kernel(np.uint64(start), np.uint64(min(start + step, size)), *arguments)

        step = size if pool is None else STRETCH
        places = range(0, size, max(step, 1))
        rows = [row for row in (map if pool is None else pool.map)(decide, places) if row >= 0]
        if rows:
            raise refusal_of(self.rule_set, batch, min(rows), first_row)
        return outputs.batch(batch.column("household_id"))

    def _inputs(self, batch: pa.RecordBatch) -> Iterator[Any]:
        wiring, tables = self.rule_set.wiring, self.tables
        region = batch.column("region")
        if not pa.types.is_dictionary(region.type):
            region = region.dictionary_encode()
        places, slots, dated = tables.of_regions(region.dictionary.to_pylist())
        yield from (tables.fixed, dated, slots, tables.period_of, tables.first_day, places)
        indices = region.indices
        yield numbers(indices, indices.type.to_pandas_dtype()).astype(np.int32, copy=False)
        yield from buffers_of((HOUSEHOLD_COLUMN[name], batch.column(name)) for name in household_facts(wiring))
        members = batch.column("members")
        yield offsets_of(members)
        struct = members.values
        yield from buffers_of((MEMBER_COLUMN[name], struct.field(name)) for name in wiring.member_facts)


def _read_only(argument: Any) -> Any:
    """An input as the pass takes it. Buffers of some origins are read-only and others not, and Numba would compile a
    pass of its own, for some seconds, for each mixture of them."""
    if isinstance(argument, np.ndarray):
        argument = argument.view()
        argument.flags.writeable = False
    return argument


class _Outputs:
    """Room for the answers to a batch."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.types = [ANSWER.field(name).type for name in OUTPUTS]
        self.arrays = [
            np.zeros((size + 7) // 8, np.uint8) if kind == pa.bool_() else np.empty(size, kind.to_pandas_dtype())
            for kind in self.types
        ]

    def batch(self, household_id: pa.Array) -> pa.RecordBatch:
        """The answers as Arrow, not copied."""
        columns = [
            pa.Array.from_buffers(kind, self.size, [None, pa.py_buffer(array)])
            for kind, array in zip(self.types, self.arrays, strict=True)
        ]
        return pa.RecordBatch.from_arrays([household_id, *columns], schema=ANSWER)
