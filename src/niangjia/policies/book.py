"""The rule book as it stands here: the shipped rule sets with every change that was approved in this installation.

A rule set without changes has its shipped version, `2019.1`; after the third approved change it is `2019.1+3`. One
opened here as a draft has the version `local+1` and counts on. What was read is kept in the process and read again when
the database has a newer number: that costs one tiny query a call, and is right in every process.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.policies import queries
from niangjia.policies.amendments import OF_LIFE, OPEN_DRAFT, Amendment, amended, check
from niangjia.policies.errors import (
    AmendmentError,
    NoRuleSetError,
    UnknownRuleSetError,
    UnknownVersionError,
)
from niangjia.policies.models import Change, VersionCounter
from niangjia.policies.rule_sets import RuleSet, in_force_on, list_rule_sets, load_rule_set

DEFAULT = "national-2019"
"""What commands over files use unless told otherwise."""
DRAFT_NAME = r"[a-z][a-z0-9-]{2,39}"
NAMES_OF_PAGES = frozenset({"changes", "scenarios", "what-if", "simulations"})
"""What addresses below `/rules/` are called, now or soon."""
LOCAL = "local"
"""Stands where a shipped version would, for rule sets opened here."""

Key = tuple[tuple[str, int, UUID | None], ...]


@dataclass(frozen=True, slots=True)
class _Book:
    """Everything as of `key`: the latest number of each rule set that has changes, and which change has it.

    The number alone would not do: one given in a transaction that was rolled back is given again to another change.
    `earlier` keeps the versions that somebody asked for.
    """

    key: Key
    changes: Mapping[str, tuple[Amendment, ...]]
    sets: Mapping[str, RuleSet]
    earlier: dict[tuple[str, int], RuleSet] = field(default_factory=dict)


_kept: _Book | None = None
_has_tables = False


def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set, as it stands here, by name."""
    return tuple(_book().sets.values())


def rule_set(name: str) -> RuleSet:
    """A rule set by name, as it stands here; raises UnknownRuleSetError."""
    return _found(_book(), name)


def rule_set_for(day: date) -> RuleSet:
    """The rule set in force for an application on the day: of several, the one that began last.

    Raises NoRuleSetError naming the day.
    """
    known = rule_sets()
    found = in_force_on(known, day)
    if found is None:
        raise NoRuleSetError(day, min(one.in_force_from for one in known if one.in_force_from))
    return found


def rule_set_at(name: str, version: str) -> RuleSet:
    """A rule set as it stood in an earlier version, `2019.1` or `2019.1+3`.

    Raises UnknownRuleSetError, and UnknownVersionError for one that it has not reached here, or whose shipped part
    another release of the program had.
    """
    book = _book()
    newest = _found(book, name)
    number = version.partition("+")[2]
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    if version == newest.version:
        return newest
    stood = book.earlier.get((name, wanted))
    if stood is None and (0 if name in list_rule_sets() else 1) <= wanted <= last_number(newest):
        stood = book.earlier[name, wanted] = _at(name, wanted, book.changes)
    if stood is None or stood.version != version:
        raise UnknownVersionError(name, version)
    return stood


def last_number(one: RuleSet) -> int:
    """The number of the last approved change in a version of a rule set; 0 as shipped."""
    return int(one.version.partition("+")[2] or 0)


def check_amendment(amendment: Amendment) -> None:
    """Whether a change can be made to the book as it stands; raises AmendmentError naming the field, or
    UnknownRuleSetError."""
    if amendment.kind == OPEN_DRAFT:
        _check_draft(amendment)
        return
    amended_one = rule_set(amendment.rule_set)
    check(amended_one, amendment)
    if amendment.kind in OF_LIFE:
        others = [one for one in rule_sets() if one.name != amendment.rule_set]
        _check_days([*others, amended_one], [*others, amended(amended_one, [amendment])])


def _check_days(before: Sequence[RuleSet], after: Sequence[RuleSet]) -> None:
    """Whether each day that had a rule set keeps one, and none gets two that begin on it."""
    beginnings = [one.in_force_from for one in after if one.in_force_from]
    for one in after[:-1]:
        if one.in_force_from and beginnings.count(one.in_force_from) > 1:
            raise AmendmentError(
                format_lazy(_("“{title}” is in force from the same day."), title=one.title),
                field="from_on",
                remedy=_("Choose another day: on each day one rule set decides."),
            )
    ends = [one.in_force_until + timedelta(days=1) for one in after if one.in_force_until]
    for day in sorted([*ends, *(one.in_force_from for one in before if one.in_force_from)]):
        if any(one.is_in_force_on(day) for one in before) and not any(one.is_in_force_on(day) for one in after):
            raise AmendmentError(
                format_lazy(_("No rule set would be left for applications of {day}."), day=day.isoformat()),
                field="from_on",
                remedy=_("Put another one in force for that time first, or choose another day."),
            )


def _check_draft(amendment: Amendment) -> None:
    base = rule_set(amendment.base)
    if not re.fullmatch(DRAFT_NAME, amendment.rule_set) or amendment.rule_set in NAMES_OF_PAGES:
        raise AmendmentError(
            format_lazy(_("“{name}” cannot be the short name of a rule set."), name=amendment.rule_set),
            field="name",
            remedy=_("Begin with a small letter, then small letters, digits, hyphens."),
        )
    if amendment.base_number > last_number(base):
        raise UnknownVersionError(base.name, str(amendment.base_number))
    if amendment.rule_set in _book().sets:
        raise AmendmentError(
            format_lazy(_("There is a rule set {name} already."), name=amendment.rule_set),
            field="name",
            remedy=_("Choose another short name."),
        )


def _found(book: _Book, name: str) -> RuleSet:
    if name not in book.sets:
        raise UnknownRuleSetError(
            format_lazy(_("There is no rule set {name}."), name=name),
            remedy=format_lazy(_("Rule sets: {names}."), names=", ".join(book.sets)),
        )
    return book.sets[name]


def _book() -> _Book:
    """What this process keeps, or the book read anew when the database has other numbers."""
    global _kept
    key = _key()
    book = _kept
    if book is None or book.key != key:
        book = _kept = _read(key)
    return book


def _key() -> Key:
    if not _is_prepared():
        return ()
    counters = VersionCounter.objects.filter(last__gt=0).order_by("rule_set")
    return tuple(counters.values_list("rule_set", "last", "latest"))


def _is_prepared() -> bool:
    """Whether the database has tables; a machine that only screens files may have none, and has the shipped book."""
    global _has_tables
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False  # asking would make an empty one
    _has_tables = _has_tables or Change._meta.db_table in connection.introspection.table_names()  # noqa: SLF001
    return _has_tables


def _read(key: Key) -> _Book:
    last = {name: number for name, number, _latest in key}
    changes: dict[str, list[Amendment]] = {name: [] for name in last}
    for change in queries.approved() if key else ():
        # One that was approved since the numbers were read belongs to the next reading.
        if change.rule_set in last and (change.number or 0) <= last[change.rule_set]:
            changes[change.rule_set].append(change.amendment)
    whole = {name: tuple(some) for name, some in changes.items()}
    names = sorted({*list_rule_sets(), *last})
    return _Book(key, whole, {name: _at(name, last.get(name, 0), whole) for name in names})


def _at(name: str, number: int, changes: Mapping[str, tuple[Amendment, ...]]) -> RuleSet:
    """A rule set after its first `number` changes."""
    own = changes.get(name, ())[:number]
    if name in list_rule_sets():
        shipped = load_rule_set(name)
        return _numbered(amended(shipped, own), shipped.version, number) if own else shipped
    opening, rest = own[0], own[1:]
    base = _at(opening.base, opening.base_number, changes)
    draft = replace(base, name=name, title=opening.title, in_force_from=None, in_force_until=None)
    return _numbered(amended(draft, rest), LOCAL, number)


def _numbered(one: RuleSet, version: str, number: int) -> RuleSet:
    return replace(one, version=f"{version}+{number}")
