"""What the consent page of a dossier shows: who stands where with each purpose, what is on file, how long it stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_retention import is_kept_by_later
from niangjia.dossiers.retention_terms import kept_until
from niangjia.kernel.text import Text
from niangjia.people import access as people
from niangjia.people.consent_rules import Standing
from niangjia.people.consent_texts import PURPOSES, Purpose
from niangjia.people.consenting import Sentence, what_stops
from niangjia.people.models import Consent, Membership
from niangjia.people.queries import withdrawn_on

_WORDS: dict[str, tuple[str, Promise]] = {
    "given": ("good", pgettext_lazy("consent", "given")),
    "withdrawn": ("bad", pgettext_lazy("consent", "withdrawn")),
    "missing": ("warn", pgettext_lazy("consent", "missing")),
    "not-asked": ("neutral", pgettext_lazy("consent", "not asked")),
    "wording": ("info", _("sign the new wording")),
    "guardian": ("warn", _("the guardian has died: another one signs")),
    "age": ("info", _("now 14: sign oneself")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one member stands with one purpose, in a word and a tone."""

    purpose: Text
    tone: str
    words: "str | Promise"


@dataclass(frozen=True, slots=True)
class Row:
    """One member, and where they stand with every purpose."""

    member: Membership
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class OnFile:
    """A consent on file; `withdrawn_on` when it was taken back, `is_altered` when its wording is not that of then."""

    consent: Consent
    label: Text
    withdrawn_on: date | None
    is_altered: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """The page. `missing` are purposes with the names of those whose consent the household still needs."""

    purposes: list[Purpose]
    rows: list[Row]
    missing: list[tuple[Text, str]]
    on_file: list[OnFile]


def matrix(members: Sequence[Membership], consents: Sequence[Consent], on: date) -> Matrix:
    """The page for some members and their consents. No query."""
    purposes = list(PURPOSES.values())
    standings = people.standings(members, consents, on)
    rows = [
        Row(member, [_cell(purpose, each) for purpose, each in zip(purposes, own, strict=True)])
        for member, own in zip(members, standings, strict=True)
    ]
    missing = [
        (purpose.label, "、".join(names))
        for place, purpose in enumerate(purposes)
        if (names := _needed(members, standings, place, purpose, on))
    ]
    return Matrix(purposes, rows, missing, [_on_file(each) for each in reversed(consents)])


def effects(consent: Consent) -> list[Sentence]:
    """What ends when a consent is taken back: what its purpose says, and each running thing."""
    return [PURPOSES[consent.purpose].stops, *what_stops(consent.person, consent.purpose)]


def kept_words(dossier: Dossier) -> Text:
    """How long a dossier is kept."""
    if dossier.closed_on is None:
        return Text("撤档后保存十年，然后删除。", "Kept for ten years after it is closed, then deleted.")
    if is_kept_by_later(dossier, kept_until(dossier.closed_on)):
        return Text(
            "这户后来又起草了档案，这份随后来的档案一起保存，到那份满十年后删除。",
            "A later dossier was drafted from this one: it is kept until the ten years of that one are over.",
        )
    last = kept_until(dossier.closed_on)
    return Text(f"保存到 {last}，然后删除。", f"Kept until {last}, then deleted.")


def _needed(
    members: Sequence[Membership], standings: list[list[Standing]], place: int, purpose: Purpose, on: date
) -> list[str]:
    return [
        member.person.name
        for member, own in zip(members, standings, strict=True)
        if people.is_needed_of(member, purpose, on) and not own[place].counts
    ]


def _cell(purpose: Purpose, standing: Standing) -> Cell:
    return Cell(purpose.label, *_WORDS[standing.why or standing.state])


def _on_file(consent: Consent) -> OnFile:
    text = PURPOSES[consent.purpose].text(consent.text_version)
    is_altered = text is None or text.digest != consent.text_digest
    return OnFile(consent, PURPOSES[consent.purpose].label, withdrawn_on(consent), is_altered)
