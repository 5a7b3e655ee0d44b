"""Passwords that people choose and strangers guess: names in pinyin, dates of birth, telephone numbers, the unit."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import product

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

from niangjia.accounts.models import Unit, User

LEAST_LEFT = 6
FEW_SYLLABLES = 4
KINDS_OF_CHARACTERS = 3
DATES = re.compile(
    r"(?:19|20)\d\d(?:[-./]?(?:0[1-9]|1[0-2])(?:[-./]?(?:0[1-9]|[12]\d|3[01]))?)?|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
)
PHONES = re.compile(r"1[3-9]\d{9}")
HABITS = re.compile(
    r"woaini|iloveyou|5201314|1314520|520|1314|admin|root|p[a@]ssw[o0]r?d|mima|niangjia|gonghui|lin(?:ye|chang)|"
    r"qwert(?:yuiop|y)?|asdf(?:ghjkl|gh)?|zxcv(?:bnm|b)?|1qaz(?:2wsx)?(?:3edc)?|qazwsx(?:edc)?|abcd?e?f?g?|"
    r"0?1234(?:5(?:6(?:7(?:890?)?)?)?)?|9?87654(?:3(?:210?)?)?|888+|666+|000+|111+"
)
REPEATED = re.compile(r"(.)\1{2,}")
UNIT_TAILS = ("有限责任公司", "林业局", "森工公司", "工会委员会", "工会", "林场")


class SimilarityValidator(UserAttributeSimilarityValidator):
    """Refuses what is nearly the sign-in name or the name, in our own words."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            told = _("This is too much like your name or your sign-in name.")
            raise ValidationError(told, code="password_too_similar") from error

    def get_help_text(self) -> str:
        """Said by HabitValidator already."""
        return ""


class LengthValidator(MinimumLengthValidator):
    """Refuses what is too short, in our own words."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 (Django's signature)
        """Raise ValidationError."""
        if len(password) < self.min_length:
            raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        """How long it has to be."""
        return _("Your password has at least %(count)s characters.") % {"count": self.min_length}


class CommonValidator(CommonPasswordValidator):
    """Refuses what stands on the list of common passwords, in our own words."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError."""
        try:
            super().validate(password, user)
        except ValidationError as error:
            told = _("Very many people use this password, so that it is tried first.")
            raise ValidationError(told, code="password_too_common") from error

    def get_help_text(self) -> str:
        """Nothing that helps to find one."""
        return ""


class HabitValidator:
    """Refuses a password in which little is left once everything that is easily guessed is taken out of it.

    No kind of character is asked for: a sentence is a good password.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when fewer than six characters are left."""
        rest, found = unicodedata.normalize("NFKC", password).lower(), []
        steps: list[tuple[str, Callable[[str], str]]] = [
            (_("your name, your unit or the bureau"), partial(_without, sorted(_about(user), key=len, reverse=True))),
            (_("a telephone number"), partial(PHONES.sub, " ")),
            (_("a date or year"), partial(DATES.sub, " ")),
            (_("rows of keys and words that many use"), partial(HABITS.sub, " ")),
            (_("pinyin of a name"), _without_short_pinyin),
            (_("one sign again and again"), partial(REPEATED.sub, r"\1")),
        ]
        for words, without in steps:
            before, rest = rest, without(rest)
            found += [words] if rest != before else []
        if len(re.sub(r"[\W_]", "", rest)) < LEAST_LEFT:
            told = _("This password is easily guessed: too little is left of it.")
            if found:
                named = pgettext("list", ", ").join(found)
                told = _("This password is easily guessed: without %(found)s too little is left of it.") % {
                    "found": named
                }
            raise ValidationError(told, code="password_habit")

    def get_help_text(self) -> str:
        """What people read beside the field."""
        return _("Not your name or unit, not a date of birth or telephone number. A sentence of your own is best.")


class CompositionValidator:
    """Asks for three of four kinds of characters: GB/T 22239 8.1.4.1 a, for bureaus bound to its letter."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 (Django's signature)
        """Raise ValidationError for fewer kinds."""
        kinds = (str.isupper, str.islower, str.isdigit, lambda each: not each.isalnum())
        if sum(any(map(kind, password)) for kind in kinds) < KINDS_OF_CHARACTERS:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """What people read beside the field."""
        return _("At least three of: capital letters, small letters, digits, other signs.")


def _without(parts: Iterable[str], text: str) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _about(user: User | None) -> set[str]:
    """What people who know the user or the bureau would try: names as they are, in pinyin, without endings."""
    names = [name for unit in _units_around(user) for name in (unit.name, unit.name_en)]
    names += [user.username, user.display_name] if user else []
    forms = set()
    for name in names:
        for tail in ("", *UNIT_TAILS):
            short = name.removesuffix(tail).strip().lower()
            readings = lazy_pinyin(short)
            forms |= {short, short.replace(" ", ""), "".join(readings), "".join(readings[1:] + readings[:1])}
    return {form for form in forms if len(form) > 2 or (len(form) == 2 and not form.isascii())}


def _units_around(user: User | None) -> list[Unit]:
    """The bureaus at the top, and the units above the user's own; all of a tree of thousands would take seconds."""
    own = user.unit if user else None
    return [
        *Unit.objects.filter(depth=1),
        *((own, *Unit.objects.get_ancestors(own).filter(depth__gt=1)) if own else ()),
    ]


@cache
def _syllables() -> re.Pattern[str]:
    """Runs of whole pinyin syllables, v or u for ü."""
    readings = {reading for entry in pinyin_dict.values() for reading in entry.split(",")}
    plain = {
        "".join(
            each
            for each in unicodedata.normalize("NFD", reading.replace("ü", umlaut))
            if each.isascii() and each.isalpha()
        )
        for reading, umlaut in product(readings, "uv")
    }
    return re.compile("|".join(sorted(filter(None, plain), key=len, reverse=True)))


def _without_short_pinyin(text: str) -> str:
    """The text without runs of letters that are pinyin, if together they are no longer than a name; else as it is."""
    runs = [run for run in re.findall(r"[a-z]+", text) if _count(run)]
    if sum(map(_count, runs)) > FEW_SYLLABLES:
        return text
    return re.sub(r"[a-z]+", lambda found: " " if _count(found[0]) else found[0], text)


def _count(run: str) -> int:
    """The least number of syllables a run of letters is made of; 0 when it is not pinyin."""
    best = {0: 0}
    for end in range(1, len(run) + 1):
        reached = [
            best[start] + 1
            for start in range(max(0, end - 6), end)
            if start in best and _syllables().fullmatch(run, start, end)
        ]
        if reached:
            best[end] = min(reached)
    return best.get(len(run), 0)
