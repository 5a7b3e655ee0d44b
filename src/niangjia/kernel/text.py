"""Words that are data: the same label in Simplified Chinese and in English."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
"""Characters without a shape of their own: control characters, those of no width, marks of direction."""


@dataclass(frozen=True, slots=True)
class Text:
    """A label with both languages; `str()` gives the one the reader uses (Chinese unless it is English)."""

    zh: str
    en: str

    def __str__(self) -> str:
        # Without settings (the rules may run outside the program) the reader is taken to read Chinese.
        language = get_language() if settings.configured else None
        return self.en if (language or "").startswith("en") else self.zh


def in_both_languages(message: object, **values: object) -> Text:
    """A message that is translated when it is read (a lazy one, or an error made of such), kept in both languages.

    `values` fill its named placeholders; a Text among them is taken in each language.
    """
    with override("zh-hans"):
        zh = str(message) % values if values else str(message)
    with override("en"):
        return Text(zh, str(message) % values if values else str(message))


def unseen_in(text: str) -> str:
    """The code of the first of UNSEEN in a text; "" for none. Line ends and tabs are none of these.

    >>> unseen_in("第一行\\r\\n第二行"), unseen_in("\\u202e00.0021"), unseen_in("a\\0")
    ('', 'U+202E', 'U+0000')
    """
    found = UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def as_in_json(text: str) -> set[str]:
    """How a text stands in a JSON column that is searched as text: SQLite keeps escapes, PostgreSQL letters."""
    return {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}


def without(text: str, words: Iterable[str]) -> str:
    """A text with each of some words replaced by "…"; the longest first.

    >>> without("刘心红家的刘心", ["刘心", "刘心红"])
    '…家的…'
    """
    for word in sorted(filter(None, words), key=len, reverse=True):
        text = text.replace(word, "…")
    return text
