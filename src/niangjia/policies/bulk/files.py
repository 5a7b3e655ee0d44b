"""Decide a Parquet file of facts into a Parquet file of answers."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.policies.bulk.columns import numbers
from niangjia.policies.bulk.schema import ANSWER
from niangjia.policies.bulk.screening import Screener
from niangjia.policies.bulk.streams import FactsFile
from niangjia.policies.rule_sets import RuleSet

Progress = Callable[[int, int], None]
"""Called with the households decided so far and all of them."""

METADATA = {"rule_set": b"niangjia.rule_set", "version": b"niangjia.rule_set_version"}
"""Keys under which a file of answers names the rules that made it."""


VARIED = ["household_id", "annual_income", "unavoidable_spending", "net_monthly_per_head", "medical_ceiling"]
"""Columns whose values seldom repeat."""
WRITING = {
    "compression": "zstd",
    "use_dictionary": [name for name in ANSWER.names if name not in {*VARIED, "is_eligible"}],
    "column_encoding": dict.fromkeys(VARIED, "DELTA_BINARY_PACKED"),
    "write_statistics": False,
}
"""Measured: less than half the processor time of PyArrow's own choice, and a smaller file (docs/performance.md)."""


@dataclass(slots=True)
class Summary:
    """What came out of a file: how many households, how many are eligible, and how many fell into each category."""

    households: int = 0
    eligible: int = 0
    categories: Counter[int] = field(default_factory=Counter)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch of answers."""
        self.households += len(batch)
        self.eligible += pc.sum(batch.column("is_eligible")).as_py() or 0
        counts = np.bincount(numbers(batch.column("category"), np.int8), minlength=1)
        self.categories.update({code: int(count) for code, count in enumerate(counts) if count})


def decide_file(
    rule_set: RuleSet, facts: Path, out: Path, *, threads: int | None = None, progress: Progress | None = None
) -> Summary:
    """Decide every household of `facts` and write the answers to `out`, in the same order.

    Memory does not grow with the file. `out` is written under another name and takes its own only when whole; a file of
    that name is then replaced. Raises UnreadableFactsError, SchemaError, or RowError for the first household that
    cannot be decided; nothing is left behind.
    """
    if os.path.realpath(facts) == os.path.realpath(out):
        raise InvalidInput(_("The answers cannot take the place of the facts."), remedy=_("Name another file."))
    source, screener, summary = FactsFile(facts), Screener(rule_set), Summary()

    def decide(piece: pa.RecordBatch, row: int) -> pa.RecordBatch:
        return screener.decide(piece, first_row=row)

    with _writer(out, rule_set) as writer:
        for batch in source.pieces(decide, threads or os.cpu_count() or 1):
            writer.write_batch(batch)
            summary.add(batch)
            if progress:
                progress(summary.households, source.households)
    return summary


@contextmanager
def _writer(out: Path, rule_set: RuleSet) -> Iterator[pq.ParquetWriter]:
    """A writer whose file takes its name at the end, and is removed when anything goes wrong."""
    draft = out.parent / f".{out.name}.{token_hex(8)}.partial"  # on a shared folder a process number is no name
    named = {METADATA["rule_set"]: rule_set.name, METADATA["version"]: rule_set.version}
    try:
        if out.exists() and not out.is_file():  # a folder, or a device, whose place a rename would take
            raise InvalidInput(format_lazy(_("{file} is no file."), file=out), remedy=_("Name another file."))
        with pq.ParquetWriter(draft, ANSWER.with_metadata(named), **WRITING) as writer:
            yield writer
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(out)
    except OSError as error:
        raise InvalidInput(
            format_lazy(_("{file} cannot be written: {problem}."), file=out, problem=error.strerror or error),
            remedy=_("Look whether the folder is there, may be written to, and has room."),
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
