"""A second copy of the record, one JSON line an entry, in a file that is only added to: on another machine, say.

Numbers without a gap show that no line was lost; digests, compared with those of the database, that none was changed.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files import locks

from niangjia.audit.checking import Finding, Kind, Row
from niangjia.audit.verification import digests_from, linked_rows

LONGEST_LINE = 1 << 20


def copy_rows(path: Path) -> tuple[int, int]:
    """Add the linked rows that the file lacks, flushed to the disk; the numbers of the first and the last of them.

    Begins the file when there is none. A line that an interrupted run left unfinished is cut off and written anew; of
    two runs at once one waits. Raises OSError, and ValueError when the file holds something else.
    """
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "a+b") as file:
        locks.lock(file, locks.LOCK_EX)
        last = _last_number(file)
        first = last + 1
        for rows in linked_rows(first):
            file.write(b"".join(map(_line, rows)))
            last = rows[-1].sequence
        file.flush()
        os.fsync(file.fileno())
    return first, last


def compare_copy(path: Path) -> Iterator[Finding]:
    """Where the copy and the database differ: a line that is out of order, or whose entry has another digest."""
    with path.open("rb") as file:
        ours: dict[int, str] = {}
        number = 0
        for number, line in enumerate(file, start=1):
            if number not in ours:
                ours = digests_from(number)
            told = _told(line)
            if told is None or told[0] != number:
                yield Finding(Kind.COPY, number, says=str(path))
                return
            if ours.get(number) != told[1]:
                yield Finding(Kind.COPY, number)


def _line(row: Row) -> bytes:
    told = {**row._asdict(), "details": json.loads(row.details)}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


def _told(line: bytes) -> tuple[int, str] | None:
    try:
        told = json.loads(line)
        return int(told["sequence"]), str(told["digest"])
    except (ValueError, KeyError, TypeError):
        return None


def _last_number(file: BinaryIO) -> int:
    """The number of the last whole line; what stands behind it is cut off."""
    size = file.seek(0, os.SEEK_END)
    start = max(0, size - LONGEST_LINE)
    file.seek(start)
    tail = file.read()
    end = tail.rfind(b"\n") + 1
    told = _told(tail[tail.rfind(b"\n", 0, max(0, end - 1)) + 1 : end]) if end else None
    if told is None and (end or start or not b'{"id": '.startswith(tail[:7])):
        raise ValueError("not a copy of the record")
    file.truncate(start + end)
    return told[0] if told else 0
