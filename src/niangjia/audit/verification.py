"""Reading the whole record and saying what in it is not as it was written. Writes nothing.

Rows are read as the database has them, as text: a value that no longer means anything is a finding, not a crash.
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.audit import chain
from niangjia.audit.checking import Checker, Finding, Kind, Row
from niangjia.audit.keys import AuditKeys
from niangjia.kernel.errors import Message

CHUNK = 5_000
KEPT = 1_000
"""Findings told one by one; beyond, they are only counted."""

COLUMNS = (
    "id, CAST(at AS text), CAST(by_id AS text), act, subject_type, CAST(subject_id AS text), CAST(unit_id AS text), "
    "CAST(details AS text), key_id, algorithm, seal, sequence, digest"
)
LINKED = (
    f"SELECT {COLUMNS} FROM audit_entry WHERE sequence >= %s AND (sequence > %s OR id > %s) "  # noqa: S608 (constants)
    "ORDER BY sequence, id LIMIT %s"
)
WAITING = f"SELECT {COLUMNS} FROM audit_entry WHERE sequence IS NULL ORDER BY id"  # noqa: S608
DIGESTS = "SELECT sequence, digest FROM audit_entry WHERE sequence >= %s AND sequence < %s"
NUMBERED = "SELECT digest FROM audit_entry WHERE sequence = %s"
HEAD = "SELECT sequence, digest, CAST(at AS text), key_id, algorithm, seal FROM audit_chainhead"


@dataclass(frozen=True, slots=True)
class PaperHead:
    """A head kept outside: a number and the digest that stood at it, or the beginning of it."""

    sequence: int
    digest: str

    @classmethod
    def read(cls, text: str) -> "PaperHead":
        """`SEQ:DIGEST` as printed, with or without the strokes. Raises ValueError when it is not."""
        sequence, _colon, digits = text.partition(":")
        digest = "".join(each for each in digits.lower() if each not in "- ")
        if not chain.SHORT_DIGITS <= len(digest) <= 64 or set(digest) - set("0123456789abcdef"):
            raise ValueError(text)
        return cls(int(sequence), digest)


@dataclass(slots=True)
class Report:
    """What a verification found; `sequence` is the last number read, `counts` how many findings of each kind."""

    from_sequence: int
    sequence: int = 0
    rows: int = 0
    waiting: int = 0
    linked_late: int = 0
    counts: Counter[Kind] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    unguarded: list[str] = field(default_factory=list)
    head: dict[str, object] | None = None
    paper: PaperHead | None = None
    seconds: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether everything stands as it was written."""
        return not self.findings

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(self.counts.values())

    @property
    def first(self) -> Finding | None:
        """The finding of the lowest number; one of no number (a row that was never linked) comes last."""
        return min(self.findings, key=lambda each: (each.sequence is None, each.sequence or 0), default=None)

    def add(self, finding: Finding) -> None:
        """Count a finding, and keep it among the first ones."""
        self.counts[finding.kind] += 1
        if len(self.findings) < KEPT:
            self.findings.append(finding)

    def words(self) -> Message:
        """What came out, in a few words of the reader's language."""
        first = self.first
        if first is None:
            return pgettext_lazy("the record is", "whole")
        where = first.sequence if first.sequence is not None else "—"
        return format_lazy(_("not whole: no. {where} {what}"), where=where, what=first.kind.words)

    def as_json(self) -> dict[str, object]:
        """As docs/audit.md describes it."""
        return {
            "whole": self.is_whole,
            "from": self.from_sequence,
            "to": self.sequence,
            "rows": self.rows,
            "waiting": self.waiting,
            "linked_late": self.linked_late,
            "head": self.head,
            "paper": asdict(self.paper) if self.paper else None,
            "unguarded": self.unguarded,
            "counts": {kind.value: count for kind, count in sorted(self.counts.items())},
            "first": self.first.as_json() if self.first else None,
            "findings": [each.as_json() for each in self.findings],
            "seconds": round(self.seconds, 3),
        }


def verify(
    keys: AuditKeys,
    *,
    from_sequence: int = 1,
    paper: PaperHead | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Every row, the chain, the numbers and the head, from a number on; the row before it is taken as it is.

    Rows that are added meanwhile do no harm.
    """
    started, report = time.perf_counter(), Report(from_sequence, paper=paper)
    with _any_text():
        head = _head()
        checker = Checker(keys, from_sequence, _digest_at(from_sequence - 1) if from_sequence > 1 else "")
        goal = max(0, (head[0] if head else 0) - from_sequence + 1)
        for rows in linked_rows(from_sequence):
            for row in rows:
                for finding in checker.check(row):
                    report.add(finding)
            report.rows += len(rows)
            if progress:
                progress(report.rows, max(goal, report.rows))
        report.sequence = checker.expected - 1
        for finding in (*checker.end(head, _head()), *_paper_findings(paper)):
            report.add(finding)
        for row in _rows(WAITING, ()):
            finding_of_row = checker.check_waiting(row)
            if finding_of_row:
                report.add(finding_of_row)
            else:
                report.waiting += 1
    if head:
        report.head = {"sequence": head[0], "digest": head[1], "at": head[2]}
    report.seconds = time.perf_counter() - started
    return report


def _paper_findings(paper: PaperHead | None) -> Iterator[Finding]:
    if paper and not (_digest_at(paper.sequence) or "").startswith(paper.digest):
        says = _("The head kept on paper is not that of the record: it was rewritten, or the number is another.")
        yield Finding(Kind.PAPER, paper.sequence, says=says)


def linked_rows(from_sequence: int) -> Iterator[list[Row]]:
    """The linked rows in order, in chunks."""
    sequence: Any = from_sequence
    last = 0
    while rows := _rows(LINKED, (sequence, sequence, last, CHUNK)):
        yield rows
        sequence, last = rows[-1].sequence, rows[-1].id


def _rows(sql: str, parameters: tuple[Any, ...]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Row(*values) for values in cursor.fetchall()]


def _digest_at(sequence: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED, (sequence,))
        found = cursor.fetchone()
        return str(found[0]) if found else None


def digests_from(sequence: int) -> dict[int, str]:
    """The digests of a chunk of rows by number."""
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS, (sequence, sequence + CHUNK))
        return dict(cursor.fetchall())


def _head() -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


@contextmanager
def _any_text() -> Iterator[None]:
    """SQLite gives back whatever bytes were put in place of a text; here, those too."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    usual = raw.text_factory
    raw.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = usual
