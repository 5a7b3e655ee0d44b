"""Words that are data: the same label in Simplified Chinese and in English."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, override


@dataclass(frozen=True, slots=True)
class Text:
    """A label with both languages; `str()` gives the one the reader uses (Chinese unless it is English)."""

    zh: str
    en: str

    def __str__(self) -> str:
        # Without settings (the rules may run outside the program) the reader is taken to read Chinese.
        language = get_language() if settings.configured else None
        return self.en if (language or "").startswith("en") else self.zh


def in_both_languages(message: object) -> Text:
    """A message that is translated when it is read (a lazy one, or an error made of such), kept in both languages."""
    with override("zh-hans"):
        zh = str(message)
    with override("en"):
        return Text(zh, str(message))
