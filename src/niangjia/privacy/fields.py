"""Model fields whose database value is ciphertext bound to its column and row."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.keys import current_head, opening, sealing
from niangjia.privacy.masking import MASKS

__all__ = ["EncryptedTextField", "Sealed", "Token", "UnreadableValue", "seal", "unseal"]


class Token(str):
    """Ciphertext as it stands in the database: mark of its suite, key id, then nonce and sealed bytes."""

    __slots__ = ()


def seal(plain: str, place: str) -> Token:
    """Encrypt under the current key; the place (table, column and row) is authenticated with it."""
    suite, key_id, key = sealing()
    return Token(f"{suite.mark}.{key_id}.{urlsafe_b64encode(suite.seal(key, plain.encode(), place.encode())).decode()}")


def unseal(token: str, place: str) -> str:
    """Decrypt. Raises UnreadableValue without telling anything of the value."""
    try:
        mark, key_id, body = token.split(".", 2)
        suite, key = opening(mark, key_id)
        plain = suite.open(key, urlsafe_b64decode(body), place.encode())
    except (ValueError, KeyError, InvalidTag) as error:
        raise UnreadableValue(f"The stored value of {place.split(':', maxsplit=1)[0]} cannot be opened.") from error
    return plain.decode()


class Sealed:
    """A sensitive value in the program's hands: it prints masked; `reveal()` is the one way to the plain text."""

    __slots__ = ("_mask", "_place", "_raw")

    def __init__(self, raw: str, place: str, mask: str) -> None:
        self._raw = raw
        self._place = place
        self._mask = mask

    def reveal(self) -> str:
        """The plain text. Whoever calls this answers for who sees it."""
        return unseal(self._raw, self._place) if isinstance(self._raw, Token) else self._raw

    def masked(self) -> str:
        """The value under the one masking rule."""
        return MASKS[self._mask](self.reveal())

    def __str__(self) -> str:
        return self.masked()

    def __repr__(self) -> str:
        return f"<Sealed {self._place.split(':', maxsplit=1)[0]}>"


class _SealedAttribute(DeferredAttribute):
    """Keeps ciphertext (or a plain value not saved yet) on the instance, and hands out `Sealed`."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        raw = super().__get__(instance, cls)
        if instance is None or not raw:
            return raw
        field = cast("EncryptedTextField", self.field)
        return Sealed(raw, field.place(instance), field.mask)

    def __set__(self, instance: models.Model, value: object) -> None:
        if isinstance(value, Sealed):
            value = value.reveal()
        instance.__dict__[self.field.attname] = value or ""


class EncryptedTextField(models.TextField[Any, Any]):
    """Text that the database never sees: assign plain text, read a `Sealed` (or "" when empty).

    The row must know its id before it is saved (kernel.ids.new_id): ciphertext is bound to table, column and row.
    Lookups by plain value are refused: use a blind index beside the field.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, mask: str = "note", **kwargs: Any) -> None:
        self.mask = mask
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "mask": self.mask}

    def place(self, instance: models.Model) -> str:
        """What the ciphertext is bound to: table, column and row."""
        return self.place_of(instance.pk)

    def place_of(self, pk: object) -> str:
        """The same by the key of the row."""
        return f"{self.model._meta.db_table}.{self.column}:{pk}"  # noqa: SLF001 (a table's name is there)

    def from_db_value(self, value: str | None, *_: object) -> str:
        return Token(value) if value else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001 (Django's signature)
        """Seal what is not sealed yet, and anew what an older key sealed: a row read before brings no old key back."""
        raw = model_instance.__dict__.get(self.attname) or ""
        if raw and not (isinstance(raw, Token) and raw.startswith(current_head())):
            place = self.place(model_instance)
            raw = seal(unseal(raw, place) if isinstance(raw, Token) else raw, place)
            model_instance.__dict__[self.attname] = raw
        return raw

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked of ciphertext; a part of the plain text never matches and would only mislead."""
        if lookup_name not in {"exact", "in", "isnull"}:
            raise TypeError(f"{self.name} is encrypted: {lookup_name} cannot look into it.")
        return super().get_lookup(lookup_name)

    def get_prep_value(self, value: object) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, Token):
            return str(value)
        raise TypeError(f"{self.name} is encrypted: look it up by its blind index, and save it through its row.")
