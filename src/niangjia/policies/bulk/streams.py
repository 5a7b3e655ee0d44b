"""Facts from a Parquet file, decided batch by batch in the order of the file, on several threads, in bounded memory.

Each thread takes a row group at a time and reads it in pieces; what it has decided waits in a short queue until the
pieces before it have been taken. Whoever takes them (and writes) runs beside the threads.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event
from typing import TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from niangjia.policies.bulk.errors import UnreadableFactsError
from niangjia.policies.bulk.schema import FACTS, check_schema
from niangjia.policies.bulk.screening import Screener

PIECE = 1 << 17
"""Households read at a time: some 45 MB of facts."""
WAITING = 8
"""Decided pieces that may wait in one row group's queue: 95 bytes a household."""
LOOK_UP = 0.1
"""Seconds after which a waiting thread looks whether it should stop."""

Item: TypeAlias = pa.RecordBatch | BaseException | None
"""A decided piece, what went wrong, or the end of a row group."""


class FactsFile:
    """A Parquet file of facts. Raises UnreadableFactsError, or SchemaError when a column is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException) as error:
            raise UnreadableFactsError(path, error) from error
        with file:
            check_schema(file.schema_arrow)
            self.households: int = file.metadata.num_rows
            sizes = [file.metadata.row_group(place).num_rows for place in range(file.num_row_groups)]
        self.firsts = [sum(sizes[:place]) for place in range(len(sizes))]

    def decided(self, screener: Screener, threads: int) -> Iterator[pa.RecordBatch]:
        """Decide the whole file in its order. Raises RowError for the first household that cannot be decided."""
        stop = Event()
        queues: deque[Queue[Item]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            try:
                for place in range(len(self.firsts)):
                    queues.append(Queue(WAITING))
                    pool.submit(self._decide_group, place, screener, queues[-1], stop)
                    if len(queues) > threads:
                        yield from _taken(queues.popleft())
                while queues:
                    yield from _taken(queues.popleft())
            finally:
                stop.set()

    def _decide_group(self, place: int, screener: Screener, queue: Queue[Item], stop: Event) -> None:
        """What a thread does; whatever goes wrong is handed to the taker."""
        try:
            row = self.firsts[place]
            with pq.ParquetFile(self.path, read_dictionary=["region"], pre_buffer=False) as file:
                pieces = file.iter_batches(PIECE, row_groups=[place], columns=FACTS.names, use_threads=False)
                for piece in pieces:
                    if not _put(queue, screener.decide(piece, first_row=row), stop):
                        return
                    row += len(piece)
            _put(queue, None, stop)
        except (OSError, pa.ArrowException) as error:
            _put(queue, UnreadableFactsError(self.path, error), stop)
        except BaseException as error:  # noqa: BLE001 (raised again by the taker)
            _put(queue, error, stop)


def _put(queue: Queue[Item], item: Item, stop: Event) -> bool:
    """Put an item into a queue; False when nobody will take it any more."""
    while not stop.is_set():
        with suppress(Full):
            queue.put(item, timeout=LOOK_UP)
            return True
    return False


def _taken(queue: Queue[Item]) -> Iterator[pa.RecordBatch]:
    while True:
        try:
            item = queue.get(timeout=LOOK_UP)
        except Empty:
            continue
        if item is None:
            return
        if isinstance(item, BaseException):
            raise item
        yield item
