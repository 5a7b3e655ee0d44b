"""Words that are data: the same label in Simplified Chinese and in English."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Text:
    """A label with both languages; `str()` gives the one the reader uses (Chinese unless it is English)."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh
