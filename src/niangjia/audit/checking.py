"""The checks on one row after another: pure, of rows as a database gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from json import loads
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.audit import chain
from niangjia.audit.chain import Fields, Key
from niangjia.audit.keys import AuditKeys
from niangjia.kernel.errors import Message


class Row(NamedTuple):
    """A row as text; any column may hold anything."""

    id: Any
    at: Any
    by: Any
    act: Any
    subject_type: Any
    subject_id: Any
    unit: Any
    details: Any
    key_id: Any
    algorithm: Any
    seal: Any
    sequence: Any
    digest: Any


class Kind(StrEnum):
    """What is wrong."""

    EDITED = "edited", pgettext_lazy("entry of the record", "was edited")
    MISSING = "missing", pgettext_lazy("entry of the record", "is missing")
    INSERTED = "inserted", pgettext_lazy("entry of the record", "was put in")
    MOVED = "moved", pgettext_lazy("entry of the record", "was moved")
    CUT_OFF = "cut-off", pgettext_lazy("entry of the record", "and what follows was cut off")
    KEYLESS = "keyless", pgettext_lazy("entry of the record", "is sealed with a key that is not there")
    HEAD = "head", pgettext_lazy("entry of the record", "does not agree with the head")
    COPY = "copy", pgettext_lazy("entry of the record", "does not agree with the copy")
    PAPER = "paper", pgettext_lazy("entry of the record", "does not agree with the head on paper")

    words: Any

    def __new__(cls, value: str, words: object) -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, at a number of the chain; of a row that is there also its id, instant and act."""

    kind: Kind
    sequence: int | None
    id: int | None = None
    at: str | None = None
    act: str | None = None
    says: Message = ""

    def as_json(self) -> dict[str, object]:
        """With the words in the reader's language."""
        told: dict[str, object] = {"kind": self.kind.value, "sequence": self.sequence}
        return told | {"id": self.id, "at": self.at, "act": self.act, "says": str(self.says or self.kind.words)}


def content(row: Row) -> Fields | None:
    """What the row says, as it was sealed; None when it no longer says anything."""
    try:
        return (
            str(row.id),
            chain.instant(_instant(row.at)),
            row.by.replace("-", ""),
            row.act,
            row.subject_type,
            row.subject_id.replace("-", ""),
            row.unit and row.unit.replace("-", ""),
            chain.canonical(loads(row.details)),
        )
    except (ValueError, AttributeError, TypeError, RecursionError, OverflowError):
        return None


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


NOTHING = "nothing"


class Checker:
    """Goes over the linked rows in order of their numbers.

    What stands behind a row whose own digest cannot be trusted is checked for its seal but not for its place.
    """

    def __init__(self, keys: AuditKeys, expected: int, previous: str | None) -> None:
        self.expected = expected
        self._keys = keys.keys
        self._previous = previous
        """Digest of the row before as it stands there; None when there is none to go by."""
        self._otherwise: str | None = None
        """What that digest should have been, where it is another."""
        self._is_after_bad = False
        self._doubtful: tuple[Row, bool] | None = None
        """A row whose place is not right, and whether its seal is: what happened to it the row behind it tells."""

    def check(self, row: Row) -> Iterator[Finding]:
        """The findings about the next row, and about a gap before it."""
        if not isinstance(row.sequence, int):
            yield _finding(Kind.EDITED, row, self.expected)
            return
        if row.sequence < self.expected:
            yield _finding(Kind.INSERTED, row, row.sequence)
            return
        if row.sequence > self.expected:
            yield from self._settle(None)
            yield Finding(Kind.MISSING, self.expected, says=_missing(self.expected, row.sequence - 1))
            self._previous = self._otherwise = None
        self.expected = row.sequence + 1
        key = self._keys.get(row.key_id)
        if key is None:
            yield from self._settle(None)
            yield _finding(Kind.EDITED if row.key_id == "" else Kind.KEYLESS, row, row.sequence)
            self._go_on(row, is_bad=True)
            return
        yield from self._check_sealed(row, key)

    def _check_sealed(self, row: Row, key: Key) -> Iterator[Finding]:
        is_sealed, behind = _is_sealed(row, key), self._behind(row, key)
        yield from self._settle(behind)
        if behind != NOTHING:
            if not is_sealed:
                yield _finding(Kind.EDITED, row, row.sequence)
            self._go_on(row, is_bad=False)
        elif is_sealed and self._is_after_bad:
            self._go_on(row, is_bad=False)
        else:
            self._doubtful = row, is_sealed
            fields = chain.link_fields(row.sequence, self._previous or "", str(row.seal))
            self._go_on(row, is_bad=True, otherwise=key.digest(chain.LINK, fields))

    def _behind(self, row: Row, key: Key) -> str | None:
        """The digest that the row follows; NOTHING when it follows none that stands there; None when there is none."""
        if self._previous is None:
            return None
        if not isinstance(row.seal, str) or not isinstance(row.digest, str):
            return NOTHING
        for each in (self._previous, self._otherwise):
            if each is not None and key.is_seal_of(
                row.digest, chain.LINK, chain.link_fields(row.sequence, each, row.seal)
            ):
                return each
        return NOTHING

    def _settle(self, behind: str | None) -> Iterator[Finding]:
        """Say what a doubtful row was, by what the next row (or the head) follows.

        Its digest as it stands there: a row stood there, and what it says was edited. The digest it should have:
        that was edited. Neither: a row with its own seal was moved, one without was put in.
        """
        if self._doubtful is None:
            return
        row, is_sealed = self._doubtful
        self._doubtful = None
        if behind is not None and behind == (self._otherwise if is_sealed else self._previous):
            yield _finding(Kind.EDITED, row, row.sequence)
        else:
            yield _finding(Kind.MOVED if is_sealed else Kind.INSERTED, row, row.sequence)

    def _go_on(self, row: Row, *, is_bad: bool, otherwise: str | None = None) -> None:
        self._previous = row.digest if isinstance(row.digest, str) else None
        self._otherwise = otherwise
        self._is_after_bad = is_bad

    def check_waiting(self, row: Row) -> Finding | None:
        """A row that is not linked: put in by another hand unless it carries its seal."""
        key = self._keys.get(row.key_id)
        if key is not None and _is_sealed(row, key):
            return None
        return _finding(Kind.INSERTED, row, None)

    def end(self, before: tuple[Any, ...] | None, after: tuple[Any, ...] | None) -> Iterator[Finding]:
        """Compare with the head as it was before the first row was read, and as it is after the last."""
        last = self.expected - 1
        is_end = after is not None and self._previous == after[1]
        yield from self._settle(after[1] if after else None)
        if before is None or after is None:
            if last > 0:
                yield Finding(Kind.HEAD, last, says=_("The head is missing: whether rows were cut off cannot be told."))
            return
        if not (_is_head(before, self._keys) and _is_head(after, self._keys)):
            yield Finding(Kind.HEAD, last, says=_("The head was edited: whether rows were cut off cannot be told."))
        elif last < before[0]:
            yield Finding(Kind.CUT_OFF, last + 1, says=_missing(last + 1, before[0]))
        elif last > after[0]:
            says = format_lazy(_("The head stands at {head}, but rows go on to {last}."), head=after[0], last=last)
            yield Finding(Kind.HEAD, after[0] + 1, says=says)
        elif last == after[0] and not is_end and not self._is_after_bad and self._previous is not None:
            yield Finding(Kind.HEAD, last, says=_("The last row is not the one that the head was written for."))


def _is_sealed(row: Row, key: Key) -> bool:
    fields = content(row)
    if fields is None or row.algorithm != key.algorithm or not isinstance(row.seal, str):
        return False
    try:
        return key.is_seal_of(row.seal, chain.ENTRY, fields)
    except (AttributeError, UnicodeError):  # a column that holds no text
        return False


def _is_head(head: tuple[Any, ...], keys: Any) -> bool:
    sequence, digest, _at, key_id, algorithm, seal = head
    key = keys.get(key_id)
    texts = isinstance(digest, str) and isinstance(seal, str) and isinstance(sequence, int)
    return bool(
        key and texts and algorithm == key.algorithm and key.is_seal_of(seal, chain.HEAD, (str(sequence), digest))
    )


def _finding(kind: Kind, row: Row, sequence: int | None) -> Finding:
    return Finding(kind, sequence, row.id, str(row.at), str(row.act))


def _missing(first: int, last: int) -> Message:
    if first == last:
        return format_lazy(_("No. {first} is missing."), first=first)
    return format_lazy(_("No. {first} to {last} are missing."), first=first, last=last)
