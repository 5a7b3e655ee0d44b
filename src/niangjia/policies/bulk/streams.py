"""Facts from a Parquet file, worked on piece by piece in the order of the file, on several threads, in bounded memory.

Each thread takes a row group at a time and reads it in pieces; what it has made of them waits in a short queue until
the pieces before have been taken. Whoever takes them (and writes) runs beside the threads.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from niangjia.policies.bulk.errors import UnreadableFactsError
from niangjia.policies.bulk.schema import FACTS, check_schema

PIECE = 1 << 17
"""Households read at a time: some 45 MB of facts."""
WAITING = 8
"""Pieces that may wait in one row group's queue: of answers, 95 bytes a household."""
LOOK_UP = 0.1
"""Seconds after which a waiting thread looks whether it should stop."""

Made = TypeVar("Made")
Work = Callable[[pa.RecordBatch, int], Made]
"""From a piece of the facts, and the number of rows before it, to what is wanted of it."""


class FactsFile:
    """A Parquet file of facts. Raises UnreadableFactsError, or SchemaError when a column is wrong."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            file = pq.ParquetFile(path)
        except (OSError, pa.ArrowException, UnicodeError) as error:
            raise UnreadableFactsError(path, error) from error
        with file:
            check_schema(file.schema_arrow)
            self._metadata = file.metadata
        self.households: int = self._metadata.num_rows
        sizes = (self._metadata.row_group(place).num_rows for place in range(self._metadata.num_row_groups))
        self._firsts = list(accumulate(sizes, initial=0))[:-1]

    def pieces(self, work: Work[Made], threads: int) -> Iterator[Made]:
        """Work on the whole file, and give what was made in its order. Raises what `work` raises, the first first."""
        stop = Event()
        queues: deque[Queue[Made | BaseException | None]] = deque()
        with ThreadPoolExecutor(threads) as pool:
            try:
                for place in range(len(self._firsts)):
                    queues.append(Queue(WAITING))
                    pool.submit(self._work_on_group, place, work, queues[-1], stop)
                    if len(queues) > threads:
                        yield from _taken(queues.popleft())
                while queues:
                    yield from _taken(queues.popleft())
            finally:
                stop.set()

    def _work_on_group(
        self, place: int, work: Work[Made], queue: Queue[Made | BaseException | None], stop: Event
    ) -> None:
        """What a thread does; whatever goes wrong, and None at the end, is handed to the taker."""
        try:
            row = self._firsts[place]
            for piece in self._read(place):
                if not _put(queue, work(piece, row), stop):
                    return
                row += len(piece)
            _put(queue, None, stop)
        except (OSError, pa.ArrowException, UnicodeError) as error:
            _put(queue, UnreadableFactsError(self.path, error), stop)
        except BaseException as error:  # noqa: BLE001 (raised again by the taker)
            _put(queue, error, stop)

    def _read(self, group: int) -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(self.path, metadata=self._metadata, read_dictionary=["region"], pre_buffer=False) as file:
            yield from file.iter_batches(PIECE, row_groups=[group], columns=FACTS.names, use_threads=False)


def _put(queue: Queue[Made | BaseException | None], item: Made | BaseException | None, stop: Event) -> bool:
    """Put an item into a queue; False when nobody will take it any more."""
    while not stop.is_set():
        with suppress(Full):
            queue.put(item, timeout=LOOK_UP)
            return True
    return False


def _taken(queue: Queue[Made | BaseException | None]) -> Iterator[Made]:
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
