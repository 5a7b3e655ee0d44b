"""The catalogue of acts: each app registers its codes with the sentence people read."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.kernel.text import Text

ACTS = {
    "audit.record.verified": _(
        "The record of acts was verified from no. %(from_sequence)s to %(sequence)s: %(outcome)s."
    ),
    "audit.record.copied": _("The record of acts was copied from no. %(from_sequence)s to %(sequence)s."),
    "audit.head.printed": _("The head of the record was printed: no. %(sequence)s, %(digest)s."),
    "audit.key.rotated": _("The record is sealed with the new key %(key)s (%(algorithm)s)."),
}
"""The acts of this app itself."""

SAY_NOTHING_OF_CASES = {"accounts", "audit", "delivery", "limits", "policies", "privacy", "workdays"}
"""Apps whose acts are about users, rights, rules and keys. Those of every other app are about people in hardship."""

Sentences = Mapping[str, str | Promise]
Codes = Collection[str]

_SENTENCES: dict[str, str | Promise] = {}
_WITHOUT_CONTENT: set[str] = set()
_RETIRED: set[str] = set()


def register_all(sentences: Sentences, *, without_content: Codes = (), retired: Codes = ()) -> None:
    """Add acts `app.thing.done` with their sentences, which may name the placeholders that the details fill.

    Acts on cases are for the auditor of their unit and for nobody who looks after the system, but for those
    `without_content`: they say nothing of anyone (how many were exported, say). Those `retired` are written no longer;
    what was recorded of them is still read.
    """
    for code, sentence in sentences.items():
        if code.count(".") != 2:
            raise ValueError(f"An act is app.thing.done, not {code!r}.")
        if _SENTENCES.setdefault(code, sentence) is not sentence:
            raise ValueError(f"The act {code!r} is registered twice.")
    unknown = {*without_content, *retired} - set(sentences)
    if unknown:
        raise ValueError(f"Acts without content or retired that are none of these: {sorted(unknown)}.")
    _WITHOUT_CONTENT.update(without_content)
    _RETIRED.update(retired)


def is_case(code: str) -> bool:
    """Whether an act is about people in hardship."""
    return code.partition(".")[0] not in SAY_NOTHING_OF_CASES


def is_registered(code: str) -> bool:
    """Whether the catalogue knows the code, and it may still be written."""
    return code in _SENTENCES and code not in _RETIRED


def registered() -> list[str]:
    """Every code that may still be written, sorted."""
    return sorted(set(_SENTENCES) - _RETIRED)


def readable() -> list[str]:
    """Every code, with those that were written in former times, sorted."""
    return sorted(_SENTENCES)


def about_cases() -> list[str]:
    """The codes of acts on cases."""
    return [code for code in readable() if is_case(code)]


def without_content() -> list[str]:
    """The codes of acts that say nothing of a case: users, rights, rules, exports, keys, the record itself."""
    return [code for code in readable() if not is_case(code) or code in _WITHOUT_CONTENT]


def sentence(code: str, details: dict[str, object]) -> str:
    """What happened, in the reader's language; the bare code when the app that wrote it is gone."""
    template = str(_SENTENCES.get(code, code))
    try:
        return template % {name: _words(value) for name, value in details.items()}
    except (KeyError, TypeError, ValueError):
        return template


def kind(code: str, **known: object) -> str:
    """The sentence with those details that are known, the others left open: "Dossier … was filed."."""
    return str(_SENTENCES.get(code, code)) % defaultdict(lambda: "…", known)


def _words(value: object) -> object:
    """A detail that was recorded in both languages, in the reader's; a user whom nobody has named (`Entry.told`): …"""
    if isinstance(value, dict) and set(value) == {"user"}:
        return "…"
    return str(Text(value["zh"], value["en"])) if isinstance(value, dict) and set(value) == {"zh", "en"} else value
