"""Texts that other people will read: nothing in them is hidden from the eye."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import unseen_in


def texts_in(record: object) -> Iterator[str]:
    """Every text in a record of plain data, however deep; keys of mappings are none of them."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, Mapping):
        yield from texts_in(tuple(record.values()))
    elif isinstance(record, Iterable):
        for each in record:
            yield from texts_in(each)
    elif is_dataclass(record):
        yield from texts_in([getattr(record, each.name) for each in fields(record)])


def require_readable(*texts: str) -> None:
    """Raises InvalidInput for a character that nobody sees: it could turn around what a text says."""
    for text in texts:
        if unseen := unseen_in(text):
            raise InvalidInput(
                format_lazy(_("A text has a character that nobody sees ({code})."), code=unseen),
                remedy=_("Type it anew, or paste it without its formatting."),
                code="unseen-character",
            )
