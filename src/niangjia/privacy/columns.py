"""Every sealed column and blind index of the program, found by looking at the models, and which keys they carry."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Substr

from niangjia.privacy.blind_index import BlindIndexField, head_of
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.files import head_of_file, is_sealed_as_now, sealed_names
from niangjia.privacy.keys import current_head, key_ring
from niangjia.privacy.suites import SUITES


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A model with the columns that hold sealed values, and the blind indexes of some of them."""

    model: type[Model]
    columns: tuple[EncryptedTextField, ...]
    indexes: tuple[BlindIndexField, ...]

    @property
    def rows(self) -> "QuerySet[Any]":
        """All rows, whatever the managers of the model show."""
        return self.model._base_manager.all()  # noqa: SLF001 (the one manager that hides nothing)

    def to_reseal(self) -> "QuerySet[Any]":
        """Rows with a value that is not sealed as new ones are."""
        return _where_any(self.rows, [_other_than(column.name, current_head()) for column in self.columns])

    def to_index(self) -> "QuerySet[Any]":
        """Rows with an index that the current master has not made."""
        return _where_any(self.rows, [_indexed_before(index.name) for index in self.indexes])

    def to_renew(self) -> "QuerySet[Any]":
        """Rows of either."""
        conditions = [_other_than(column.name, current_head()) for column in self.columns]
        return _where_any(self.rows, conditions + [_indexed_before(index.name) for index in self.indexes])


def sealed_tables() -> list[SealedTable]:
    """Every table of the program with sealed columns."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        fields = model._meta.local_concrete_fields  # noqa: SLF001 (the public list of fields is there)
        columns = tuple(each for each in fields if isinstance(each, EncryptedTextField))
        indexes = tuple(each for each in fields if isinstance(each, BlindIndexField))
        if columns and not model._meta.proxy:  # noqa: SLF001
            found.append(SealedTable(model, columns, indexes))
    return found


def _where_any(rows: "QuerySet[Any]", conditions: "list[tuple[dict[str, Any], Q]]") -> "QuerySet[Any]":
    wanted = Q(pk__in=[])
    for heads, condition in conditions:
        rows = rows.annotate(**heads)
        wanted |= condition
    return rows.filter(wanted)


def _other_than(name: str, head: str) -> tuple[dict[str, Any], Q]:
    """The head of a sealed column as an annotation, and the rows where it is filled and another one."""
    alias = f"head_of_{name}"
    return {alias: Substr(name, 1, len(head))}, ~Q(**{name: ""}) & ~Q(**{alias: head})


def _indexed_before(name: str) -> tuple[dict[str, Any], Q]:
    current = key_ring().index_masters[0]
    is_other = ~Q(**{f"{name}__startswith": head_of(current)}) if current.id else Q(**{f"{name}__contains": "."})
    return {}, Q(**{f"{name}__isnull": False}) & is_other


@dataclass(frozen=True, slots=True)
class Standing:
    """How many values and files each key sealed, by the head they carry, and what a rotation has still to do."""

    current: str
    values: dict[str, int]
    files: dict[str, int]
    rows_to_reseal: int
    rows_to_index: int
    rows_to_renew: int
    files_to_reseal: int

    @property
    def is_done(self) -> bool:
        """Whether nothing carries anything but the current key, suite and index master."""
        return not (self.rows_to_renew or self.files_to_reseal)


def standing() -> Standing:
    """Count everything sealed. Reads each sealed table once and the head of each file."""
    tables, names = sealed_tables(), list(sealed_names())
    values: Counter[str] = Counter()
    for table in tables:
        values.update(_heads_in(table))
    return Standing(
        current=current_head(),
        values={head: count for head, count in sorted(values.items()) if count},
        files=dict(Counter(filter(None, map(head_of_file, names)))),
        rows_to_reseal=sum(table.to_reseal().count() for table in tables),
        rows_to_index=sum(table.to_index().count() for table in tables if table.indexes),
        rows_to_renew=sum(table.to_renew().count() for table in tables),
        files_to_reseal=count_files(names),
    )


def count_files(names: Iterable[str]) -> int:
    """How many of some files are not sealed as new ones are."""
    return sum(not is_sealed_as_now(name) for name in names)


def _heads_in(table: SealedTable) -> Counter[str]:
    """Filled values by the head of a known suite and key; the others under `?`."""
    found: Counter[str] = Counter()
    heads = [f"{mark}.{key_id}." for mark in SUITES for key_id in key_ring().keys]
    for column in table.columns:
        known = {f"n{place}": Count("pk", filter=Q(**{f"h{len(head)}": head})) for place, head in enumerate(heads)} | {
            "filled": Count("pk", filter=~Q(**{column.name: ""}))
        }
        lengths = {f"h{length}": Substr(column.name, 1, length) for length in {len(head) for head in heads}}
        counts = table.rows.annotate(**lengths).aggregate(**known)
        by_head = {head: counts[f"n{place}"] for place, head in enumerate(heads)}
        found.update(by_head | {"?": counts["filled"] - sum(by_head.values())})
    return found
