"""Public notices on paper: one, or all that hang at a unit together. What they say was fixed when each began."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import get_language

from niangjia.accounts.models import Unit
from niangjia.dossiers import notice_words as words
from niangjia.dossiers.models import NoticeSettings, PublicNotice
from niangjia.dossiers.notice_fields import CATALOGUE, told
from niangjia.dossiers.sheet_words import day
from niangjia.kernel import clock
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "notice.typ"


def notice_sheet(notices: Sequence[PublicNotice], unit: Unit, settings: NoticeSettings, *, address: str = "") -> bytes:
    """The notices as one PDF in the reader's language; with the address of a page, its QR code stands on it."""
    today = clock.today()
    return render(TEMPLATE, notice_data(notices, unit, settings, today, address=address), printed_on=today)


def notice_data(
    notices: Sequence[PublicNotice], unit: Unit, settings: NoticeSettings, today: date, *, address: str = ""
) -> dict[str, Any]:
    """Everything the sheet says: what the notices have fixed, and nothing else of the households."""
    by_act: dict[str, list[PublicNotice]] = {}
    for each in notices:
        by_act.setdefault(each.step.act, []).append(each)
    title = words.title(by_act)
    root = Unit.objects.get_root(unit)
    starts = [each.starts_on for each in notices]
    first, last = min(starts), max(each.ends_on for each in notices)
    places = list(dict.fromkeys(each.place for each in notices))
    number = notices[0].dossier.number if len(notices) == 1 else f"{first:%Y%m%d}-{len(notices)}"
    until = f"{words.period(first, last)} · {words.TAKE_DOWN}"
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(title),
        "lead": str(words.LEAD),
        "union": str(root),
        "number": number,
        "running": f"{title} · {unit}",
        "facts": [
            [str(words.UNION), str(unit), False],
            [str(words.NUMBER), number, False],
            [str(words.PERIOD), str(words.period(first, last)), True],
            [str(words.HANGS), "、".join(places[:3]) + (" …" if len(places) > 3 else ""), True],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{words.PRINTED_ON} {day(today)} · {words.TAKE_DOWN}",
        "page": str(words.PAGE),
        "mark": until,
        "openings": [
            str(words.opening(act, [each.dossier.number for each in group], is_alone=len(by_act) == 1))
            for act, group in by_act.items()
        ],
        **_table(notices),
        "object": {
            "title": str(words.OBJECT),
            "texts": [str(each) for each in words.how_to_object(unit, root, settings, last)],
        },
        "closing": [str(words.signed_by(unit)), str(day(max(starts)))],
        "code": {"words": str(words.SCAN), **_code(address)} if address else {},
    }


def _table(notices: Sequence[PublicNotice]) -> dict[str, Any]:
    """The fields that any of the notices shows as columns, with period and number."""
    shown = {code for each in notices for code in each.shown}
    fields = [each for each in CATALOGUE.fields.values() if each.code in shown]
    rows = []
    for place, notice in enumerate(notices, start=1):
        values = {field.code: value for field, value in told(notice.shown)}
        period = f"{notice.starts_on.isoformat()} — {notice.ends_on.isoformat()}"
        rows.append([str(place), *(values.get(each.code, "—") for each in fields), period, notice.dossier.number])
    heads = [str(words.LINE), *(str(each.label) for each in fields), str(words.PERIOD), str(words.NUMBER)]
    return {"columns": heads, "rows": rows}


def _code(address: str) -> dict[str, Any]:
    """A QR code as bars: left edge, line, and length of each run of dark squares."""
    lines = [list(line) for line in segno.make(address, error="m", micro=False).matrix]
    bars = []
    for y, line in enumerate(lines):
        x = 0
        while x < len(line):
            end = x
            while end < len(line) and line[end]:
                end += 1
            if end > x:
                bars.append([x, y, end - x])
            x = max(end, x + 1)
    return {"size": len(lines), "bars": bars}
