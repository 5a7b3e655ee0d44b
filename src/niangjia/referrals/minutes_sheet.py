"""The minutes of a joint meeting on paper: who met, what was decided, who sees to it, and how matters stand. No names
of households."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Unit
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.referrals import queries
from niangjia.referrals.models import Meeting, MeetingDecision
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "minutes.typ"

TITLE = Text("困难职工帮扶联席会议纪要", "Minutes of the joint meeting on help for workers in hardship")
LEAD = Text("党委领导、行政支持、工会牵头、部门联动", "Union, administration and departments together")
DAY, PLACE, CHAIR = Text("时间", "Day"), Text("地点", "Place"), Text("主持人", "Chaired by")
PRESENT, NUMBER = Text("参加单位和人员", "Present"), Text("会议编号", "No.")
NOTES, DECISIONS = Text("会议情况", "What was said"), Text("议定事项", "What was decided")
NONE = Text("本次会议没有议定事项。", "Nothing was decided.")
COLUMNS = (
    Text("序", "#"),
    Text("议定事项", "Decision"),
    Text("责任单位", "Seen to by"),
    Text("完成时限", "By"),
    Text("落实情况", "What came of it"),
)
BOARD = Text("未办结事项", "Open matters")
BOARD_LEAD = Text(
    "截至{day}，未办结 {total} 件，其中超期 {late} 件，已答复待工会办理 {union} 件。",
    "On {day}: {total} open, {late} of them late, {union} answered and with the union.",
)
BOARD_COLUMNS = (Text("部门、单位", "Department or partner"),)
TOTAL, LATE = Text("合计", "Total"), Text("超期", "Late")
OPEN_YET, OVERDUE = Text("未落实", "not done yet"), Text("未落实，已超期", "not done yet, late")
SIGN = (Text("主持人签字：", "Chair: "), Text("记录人签字：", "Minutes taken by: "))
PRINTED_ON = Text("打印日期", "Printed on")
KEEP = Text("内部资料，不含职工姓名", "Internal; names nobody of a household")
PAGE = Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")


def age_label(place: int) -> Text:
    """The words of an age of AGES."""
    first, last = queries.AGES[place]
    if last is None:
        return Text(f"{first} 天以上", f"{first} days or more")
    return Text(f"{first}—{last} 天", f"{first}–{last} days")


def words_of_day(day: date) -> Text:
    """A day as it stands on paper."""
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def minutes_sheet(meeting: Meeting) -> bytes:
    """The minutes as a PDF in the reader's language, with open matters as they stand today."""
    today = clock.today()
    return render(TEMPLATE, minutes_data(meeting, today), printed_on=today)


def minutes_data(meeting: Meeting, today: date) -> dict[str, Any]:
    """Everything the sheet says."""
    root = next(iter([*Unit.objects.get_ancestors(meeting.unit), meeting.unit]))
    number = f"{meeting.held_on:%Y%m%d}-{meeting.pk.hex[-4:].upper()}"
    found = queries.board(queries.open_matters(Jurisdiction((meeting.unit.path,))), today)
    day = words_of_day(meeting.held_on)
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(TITLE),
        "lead": str(LEAD),
        "union": str(meeting.unit),
        "number": number,
        "running": f"{root} · {TITLE} · {day}",
        "facts": [
            [str(DAY), str(day), False],
            [str(NUMBER), number, False],
            [str(PLACE), meeting.place or "—", False],
            [str(CHAIR), meeting.chair, False],
            [str(PRESENT), meeting.present, True],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{PRINTED_ON} {words_of_day(today)} · {KEEP}",
        "page": str(PAGE),
        "notes": {"title": str(NOTES), "text": meeting.notes},
        "decisions": {
            "title": str(DECISIONS),
            "none": str(NONE),
            "columns": [str(each) for each in COLUMNS],
            "rows": [_row(place, each) for place, each in enumerate(queries.decisions_of(meeting), start=1)],
        },
        "board": {
            "title": str(BOARD),
            "lead": str(BOARD_LEAD).format(
                day=words_of_day(today), total=found.total, late=found.late, union=found.with_union
            ),
            "columns": [str(each) for each in (*BOARD_COLUMNS, *map(age_label, range(len(queries.AGES))), TOTAL, LATE)],
            "rows": [[str(row.partner), *map(str, row.by_age), str(row.total), str(row.late)] for row in found.rows],
        },
        "sign": [str(each) for each in SIGN],
    }


def _row(place: int, decision: MeetingDecision) -> list[str]:
    referral = decision.referral
    about = f"〔{referral.label} {referral.reference}〕" if referral else ""
    done = (
        f"{decision.done_on.isoformat()} {decision.outcome}"
        if decision.done_on
        else str(OVERDUE if decision.is_late else OPEN_YET)
    )
    return [str(place), f"{about}{decision.text}", str(decision.owner), decision.due_on.isoformat(), done]
