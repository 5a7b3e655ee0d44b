"""The catalogue of acts: each app registers its codes with the sentence people read."""

from collections.abc import Mapping

from django.utils.functional import Promise

from niangjia.kernel.text import Text

_SENTENCES: dict[str, str | Promise] = {}


def register_all(sentences: Mapping[str, str | Promise]) -> None:
    """Add acts `app.thing.done` with their sentences, which may name the placeholders that the details fill."""
    for code, sentence in sentences.items():
        if code.count(".") != 2:
            raise ValueError(f"An act is app.thing.done, not {code!r}.")
        if _SENTENCES.setdefault(code, sentence) is not sentence:
            raise ValueError(f"The act {code!r} is registered twice.")


def is_registered(code: str) -> bool:
    """Whether the catalogue knows the code."""
    return code in _SENTENCES


def registered() -> list[str]:
    """Every code, sorted."""
    return sorted(_SENTENCES)


def sentence(code: str, details: dict[str, object]) -> str:
    """What happened, in the reader's language; the bare code when the app that wrote it is gone."""
    template = str(_SENTENCES.get(code, code))
    try:
        return template % {name: _words(value) for name, value in details.items()}
    except (KeyError, TypeError, ValueError):
        return template


def _words(value: object) -> object:
    """A detail that was recorded in both languages, in the reader's."""
    return str(Text(value["zh"], value["en"])) if isinstance(value, dict) and set(value) == {"zh", "en"} else value
