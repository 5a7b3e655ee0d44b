"""Reading the days out of a pasted notice of the State Council, or out of a plain list; pure.

A notice is read in its own words, a numbered paragraph a feast:

    七、国庆节：10月1日（周五）至7日（周四）放假。9月26日（周日）上班。

A plain list has a day or a stretch a line:

    2027-10-01/2027-10-07 休 国庆节
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from niangjia.kernel.errors import InvalidInput
from niangjia.workdays.shipped import stretch

LONGEST_STRETCH = 15
"""Days; a longer one is a mistake of reading."""

_WEEKDAYS = "一二三四五六日"
_YEAR = re.compile(r"(20\d\d)年(?:元旦|部分节假日)")
_FEAST = re.compile(r"^[一二三四五六七八九十]+、\s*([^：:]{2,20})[：:](.+)$")
_DAY = r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^）]*)）)?"
_OFF = re.compile(_DAY + r"(?:至" + _DAY + r")?(?=放假|起放假)")
_WORKED = re.compile(r"((?:\d{1,2}月\d{1,2}日(?:（[^）]*）)?[、和]?)+)上班")
_ONE = re.compile(r"(\d{1,2})月(\d{1,2})日(?:（([^）]*)）)?")
_CLAUSE = re.compile(r"[^。；;]*(?:放假|上班)")
_LINE = re.compile(r"^(\d{4}-\d\d-\d\d)(?:\s*[/~至]\s*(\d{4}-\d\d-\d\d))?\s+(休|班|off|work)\s+(\S.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day as it was read, with the Chinese name of its feast."""

    day: date
    is_working: bool
    name: str


def read_days(text: str, *, year: int) -> list[ReadDay]:
    """The days in a pasted text, in order; `year` is that of a notice, and every day has to lie in it or beside it.

    Raises InvalidInput that names the line for a day that does not exist, that falls on another weekday than the text
    says, that is listed twice, or when nothing could be read.
    """
    found: dict[date, ReadDay] = {}
    text = text.replace("(", "（").replace(")", "）").replace("\u3000", " ")
    stated = _YEAR.search(text)
    if stated and int(stated[1]) != year:
        raise InvalidInput(
            _("The text is that of %(stated)s, and the year chosen is %(year)s.") % {"stated": stated[1], "year": year},
            remedy=_("Choose the year that the text names."),
        )
    for line in text.splitlines():
        for each in _read_line(line.strip(), year):
            if each.day in found:
                raise InvalidInput(_("%(day)s is listed twice.") % {"day": each.day}, remedy=_look(line))
            found[each.day] = each
    if not found:
        raise InvalidInput(
            _("No days could be read in this text."),
            remedy=_("Paste the numbered paragraphs of the notice, or one day a line as in the example."),
        )
    return [found[day] for day in sorted(found)]


def _read_line(line: str, year: int) -> Iterator[ReadDay]:
    if plain := _LINE.match(line):
        first, last = _iso(plain[1], line), _iso(plain[2] or plain[1], line)
        yield from _stretch(first, last, line, is_working=plain[3].lower() in {"班", "work"}, name=plain[4].strip())
    elif feast := _FEAST.match(line):
        name, words = feast[1].strip(), feast[2]
        _require_all_read(words, line)
        for off in _OFF.finditer(words):
            from_year, month, day, beside, to_year, to_month, to_day, to_beside = off.groups()
            is_over_new_year = bool(to_month) and int(month or 0) > int(to_month)
            began = int(from_year) if from_year else year - is_over_new_year
            first = _of_notice(began, month, day, beside, line)
            ended = int(to_year) if to_year else began + is_over_new_year
            last = _of_notice(ended, to_month or month, to_day, to_beside, line) if to_day else first
            yield from _stretch(first, last, line, is_working=False, name=name)
        for worked in _WORKED.finditer(words):
            for one in _ONE.finditer(worked[1]):
                yield ReadDay(_of_notice(year, one[1], one[2], one[3], line), is_working=True, name=name)


def _require_all_read(words: str, line: str) -> None:
    """Refuse a paragraph of which a day would be passed over in silence."""
    read = [found.span() for pattern in (_OFF, _WORKED) for found in pattern.finditer(words)]
    for clause in _CLAUSE.finditer(words):
        for one in _ONE.finditer(clause[0]):
            at = clause.start() + one.start()
            if not any(begins <= at < ends for begins, ends in read):
                raise InvalidInput(_("%(day)s could not be read.") % {"day": one[0]}, remedy=_look(line))


def _stretch(first: date, last: date, line: str, *, is_working: bool, name: str) -> Iterator[ReadDay]:
    if not 0 <= (last - first).days < LONGEST_STRETCH:
        raise InvalidInput(
            _("From %(first)s to %(last)s is no stretch of days off.") % {"first": first, "last": last},
            remedy=_look(line),
        )
    return (ReadDay(day, is_working=is_working, name=name) for day in stretch(first, last))


def _of_notice(year: int, month: str | None, day: str, beside: str | None, line: str) -> date:
    """A day of a notice. What stands in brackets beside it has to name its weekday, if it names one."""
    found = _iso(f"{year:04}-{int(month or 0):02}-{int(day):02}", line)
    said = re.search(rf"(?:周|星期)([{_WEEKDAYS}])", beside or "")
    if said and said[1] != _WEEKDAYS[found.weekday()]:
        raise InvalidInput(
            _("%(day)s is no 周%(weekday)s.") % {"day": found, "weekday": said[1]},
            remedy=_("Check the year, and the line: %(line)s") % {"line": line[:60]},
        )
    return found


def _iso(text: str, line: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(_("There is no day %(text)s.") % {"text": text}, remedy=_look(line)) from error


def _look(line: str) -> str:
    return _("Look at the line: %(line)s") % {"line": line[:60]}
