"""The words for what a version says: names of fields, values as people read them, and why it came to be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from niangjia.audit import acts
from niangjia.dossiers.models import ClosingReason, Version
from niangjia.dossiers.naming import category_words
from niangjia.dossiers.version_content import SECTIONS, SINGLE, UNREADABLE, Path, fields_of, line_key
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.rules import FACTS
from niangjia.policies.presenting import YES_NO
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.masking import MASKS

NOTHING = "—"
IS_DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""What a version was about, where that is a day: of the visit at which a change was seen."""

LABELS: dict[str, str | Promise] = {
    "unit": _("Unit"),
    "worker": _("Filed worker"),
    "position": _("Place on the form"),
    "undecided_reason": _("Why the rules could not be applied"),
}
"""Fields whose own name is for programs."""

TITLES: dict[str, str | Promise] = {
    "dossier": _("Dossier"),
    "household": _("Household"),
    "members": _("Members"),
    "incomes": _("Income"),
    "spendings": _("Unavoidable spending"),
    "assets": _("What the household owns"),
    "events": _("Disaster, accident or sudden illness"),
}

WHY: dict[str, str | Promise] = {
    "dossiers.dossier.filed": pgettext_lazy("version", "Filed"),
    "dossiers.dossier.revised": pgettext_lazy("version", "Brought up to date"),
    "dossiers.money.stated": pgettext_lazy("version", "Income and spending were stated"),
    "dossiers.number.corrected": pgettext_lazy("version", "An identity number was corrected"),
    "dossiers.dossier.assessed": pgettext_lazy("version", "The rules were applied again"),
    "dossiers.dossier.closed": pgettext_lazy("version", "Closed"),
    "dossiers.transfer.accepted": pgettext_lazy("version", "Went over to another unit"),
    "dossiers.death.recorded": pgettext_lazy("version", "A member passed away"),
    "dossiers.household.split": pgettext_lazy("version", "Some members became a household of their own"),
    "dossiers.household.merged": pgettext_lazy("version", "Two households became one"),
    "dossiers.dossiers.moved": pgettext_lazy("version", "Its unit was merged into another"),
    "dossiers.versions.begun": pgettext_lazy("version", "Taken over as it was on file; versions are kept from here on"),
    "dossiers.notice.posted": pgettext_lazy("version", "The public notice began"),
    "dossiers.exit-notice.posted": pgettext_lazy("version", "The notice of the exit began"),
    "dossiers.exit.approved": pgettext_lazy("version", "The exit was approved, help tapers off"),
    "dossiers.follow-up.recorded": pgettext_lazy("version", "A follow-up was recorded"),
    "dossiers.dossier.redrafted": pgettext_lazy("version", "Drafted again from an earlier dossier"),
    "people.fact.confirmed": pgettext_lazy("version", "A fact was confirmed"),
}
"""By the act that made a version. Other acts are told as in the record, without their details."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what the ids in a version mean: names of people, titles of units."""

    persons: Mapping[str, str]
    units: Mapping[str, object]


def why(version: Version) -> str:
    """On which act a version came to be, and what it was about."""
    told = str(WHY.get(version.act) or acts.kind(version.act, number=version.dossier.number))
    about: object = FACTS[version.about].question if version.about in FACTS else ""
    if version.about in ClosingReason.values:
        about = ClosingReason(version.about).label
    if IS_DAY.fullmatch(version.about):
        about = version.about
    if not about:
        return told
    return pgettext("version", "%(why)s: %(about)s") % {"why": told, "about": about}


def label_of(section: str, name: str) -> str:
    """The name of a field; the bare one of a field that the program does not know any more."""
    field = fields_of(section).get(name)
    told = LABELS.get(name) or (field.verbose_name if field else name)
    return capfirst(str(told))


def is_sealed(section: str, name: str) -> bool:
    """Whether a value is shown masked only; so is one of a field that the program does not know any more."""
    field = fields_of(section).get(name)
    return field is None or isinstance(field, EncryptedTextField)


def value_in_words(path: Path, value: Any, names: Names, applied_on: str) -> str:
    """A value as people read it: masked where it is sealed, amounts in yuan, codes by their labels."""
    if value is None:
        return NOTHING
    if is_sealed(path.section, path.name):
        return _masked(fields_of(path.section).get(path.name), value)
    if path.name == "category":
        return str(category_words(date.fromisoformat(applied_on), value)) if applied_on else str(value)
    if path.name.endswith("_fen"):
        return pgettext("amount of money", "%(amount)s yuan") % {"amount": yuan(value)}
    if isinstance(value, bool):
        return str(YES_NO[value])
    if path.name == "position":
        return str(value + 1)
    if path.section == "assets" and value == 0:
        return pgettext("asset", "none")
    if isinstance(value, list):
        return "、".join(_cause(each) for each in value)
    if isinstance(value, dict):
        return str(Text(value.get("zh", ""), value.get("en", "")))
    known = {"worker": names.persons, "unit": names.units}.get(path.name, {})
    return str(known.get(value) or _by_choice(fields_of(path.section)[path.name], value))


def thing_in_words(section: str, key: str, names: Names) -> str:
    """What one thing of a section is called: a member by name, a line by kind, person and period."""
    if section in SINGLE:
        return str(TITLES[section])
    if section == "members":
        return names.persons.get(key, NOTHING)
    if section == "events":
        return f"{TITLES[section]} {key}" if key != "1" else str(TITLES[section])
    if section == "assets":
        return _by_choice(SECTIONS[section][0]._meta.get_field("kind"), key)  # noqa: SLF001 (the public list of fields)
    line = line_key(key)
    kind = _by_choice(SECTIONS[section][0]._meta.get_field("kind"), line.kind)  # noqa: SLF001
    whose = names.persons.get(line.person, NOTHING) if line.person else _("the household")
    return f"{kind} · {whose} · {line.from_on} – {line.to_on}"


def _masked(field: Any, value: object) -> str:
    if value == UNREADABLE:
        return str(_("cannot be opened any more"))
    return MASKS[field.mask if field else "note"](str(value))


def _cause(code: str) -> str:
    return str(codes.CAUSES.label(code)) if code in codes.CAUSES else str(code)


def _by_choice(field: Any, value: object) -> str:
    return str(dict(field.flatchoices).get(value, value))
