"""Keyed blind indexes: equality search and uniqueness over encrypted values, with another key for each field.

A plain hash would not protect an identity number (there are too few of them); the key is not in the database.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

from django.db import models

from niangjia.privacy.keys import IndexMaster, key_ring
from niangjia.privacy.suites import keyed_hash

MAX_LENGTH = 64


@lru_cache(maxsize=64)
def _field_key(master: IndexMaster, label: str) -> bytes:
    return keyed_hash(master.hash, master.key, b"blind-index:" + label.encode())


def _index(master: IndexMaster, label: str, value: str) -> str:
    found = keyed_hash(master.hash, _field_key(master, label), value.encode())
    return head_of(master) + urlsafe_b64encode(found).decode().rstrip("=") if master.id else found.hex()


def head_of(master: IndexMaster) -> str:
    """What indexes of a master begin with; those from before masters had versions begin with nothing."""
    return f"{master.id}." if master.id else ""


def is_current(index: str) -> bool:
    """Whether the current master made an index."""
    head = head_of(key_ring().index_masters[0])
    return index.startswith(head) if head else "." not in index


def blind_index(label: str, value: str) -> str:
    """What is stored for a value in its one normal form; `label` names the field, as people.person.identity."""
    return _index(key_ring().index_masters[0], label, value)


def blind_indexes(label: str, value: str) -> tuple[str, ...]:
    """Everything a value may be stored as, what is stored now first: look up with `__in`.

    While masters are being changed, some rows still have their index from the one before.
    """
    return tuple(_index(master, label, value) for master in key_ring().index_masters)


class BlindIndexField(models.CharField[Any, Any]):
    """The index of an encrypted field `of` the same row under a label; null while that is empty.

    Whoever writes the field writes the index. Rotation finds the columns by this class. To a migration it is a plain
    CharField of MAX_LENGTH.
    """

    def __init__(self, *args: Any, of: str = "", label: str = "", **kwargs: Any) -> None:
        self.of, self.label = of, label
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str | None:  # noqa: FBT001 (Django's signature)
        """An index of an older master is made anew: a row read before a rotation and saved after brings none back."""
        stored: str | None = super().pre_save(model_instance, add)
        if stored is None or is_current(stored):
            return stored
        sealed = getattr(model_instance, self.of)
        if sealed:
            stored = blind_index(self.label, sealed.reveal())
            setattr(model_instance, self.attname, stored)
        return stored

    def clone(self) -> "BlindIndexField":
        """Keep what a migration does not write down."""
        _name, _path, args, kwargs = super().deconstruct()
        return BlindIndexField(*args, of=self.of, label=self.label, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
