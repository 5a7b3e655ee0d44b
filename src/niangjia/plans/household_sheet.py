"""The household's own sheet: what is done for whom, who sees to it, by when, and what counts as success. Plain words,
without causes, categories and numbers of people: it lies on a kitchen table. One page, unless there are many measures.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from niangjia.accounts.models import Unit
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.plans import queries
from niangjia.plans.catalogue import Entry
from niangjia.plans.marks import mark_of
from niangjia.plans.models import MeasureState, Plan
from niangjia.plans.presenting import MeasureRow, rows_of
from niangjia.plans.tiers import Tier
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "plan.typ"

TITLE = Text("{year} 年家庭帮扶方案", "Plan of help for {year}")
LEAD = Text("一户一策 · 一起商量、一起办", "One household, one plan: settled together, done together")
NAME, UNIT, MADE, VERSION = (
    Text("姓名", "Name"),
    Text("所在工会", "Union"),
    Text("日期", "Day"),
    Text("方案编号", "Plan"),
)
MARK = Text("核对码", "mark")
TIERS: dict[str, Text] = {
    Tier.EMERGENCY: Text("眼前急着办的", "What is urgent now"),
    Tier.SAFETY_NET: Text("全年有保障的", "What secures the year"),
    Tier.FUNDAMENTAL: Text("往后靠自己的", "What lets us stand by ourselves"),
}
COLUMNS = (
    Text("办什么", "What"),
    Text("给谁", "For whom"),
    Text("找谁", "Whom to ask"),
    Text("到什么时候", "By"),
    Text("怎样算办成", "What counts as success"),
)
MONEY = Text("金额 {amount} 元", "{amount} yuan")
NOBODY, NO_GOAL = Text("待定", "to be settled"), Text("商量后填写", "to be settled")
KNOW = Text("请您知道", "Please know")
TEXTS = (
    Text(
        "这张方案是和您家商量定的，有不合适的，随时可以提出修改。",
        "This plan was settled with you. Say so at any time if something does not fit.",
    ),
    Text(
        "到日子没有办的，请直接找上面写的人，也可以找本单位工会。",
        "If something is not done by its day, ask whoever is named above, or the union of your unit.",
    ),
    Text(
        "家里情况有变化，请早点告诉工会，好及时调整。",
        "If things change at home, tell the union soon, so that the plan can change with them.",
    ),
    Text("帮扶不收任何费用，也不用给任何人送东西。", "Help costs nothing; nobody is to be given anything for it."),
)
SIGN = (
    Text("家庭代表签字：", "For the household: "),
    Text("工会经办人签字：", "For the union: "),
    Text("日期：", "Day: "),
)
PRINTED_ON, KEEP = (
    Text("打印日期", "Printed on"),
    Text("一式两份，家庭和工会各留一份", "Two copies: one for you, one for the union"),
)
PAGE = Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")


def household_sheet(plan: Plan) -> bytes:
    """The sheet of a plan as a PDF in the reader's language. The plan loaded with its measures."""
    today = clock.today()
    return render(TEMPLATE, sheet_data(plan, today), printed_on=today)


def sheet_data(plan: Plan, today: date) -> dict[str, Any]:
    """Everything the sheet says. What was dropped is left out."""
    dossier = plan.dossier
    root = next(iter([*Unit.objects.get_ancestors(dossier.unit), dossier.unit]))
    kept = [each for each in plan.measures.all() if each.state != MeasureState.DROPPED]
    entries = queries.entries_now()
    rows = rows_of(kept, entries)
    title = str(TITLE).format(year=plan.year)
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": title,
        "lead": str(LEAD),
        "union": str(root),
        "number": f"{dossier.number}-{plan}",
        "running": f"{dossier.worker.name} · {title}",
        "facts": [
            [str(NAME), dossier.worker.name, False],
            [str(UNIT), str(dossier.unit), False],
            [str(VERSION), f"{dossier.number}-{plan} · {MARK} {mark_of(plan)}", False],
            [str(MADE), str(words_of_day(today)), False],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{PRINTED_ON} {words_of_day(today)} · {KEEP}",
        "page": str(PAGE),
        "columns": [str(each) for each in COLUMNS],
        "tiers": [
            {"title": str(label), "rows": [_row(each, entries) for each in rows if each.tier == tier]}
            for tier, label in TIERS.items()
            if any(each.tier == tier for each in rows)
        ],
        "know": {"title": str(KNOW), "texts": [str(each) for each in TEXTS]},
        "sign": [str(each) for each in SIGN],
    }


def words_of_day(day: date) -> Text:
    """A day as it stands on paper."""
    return Text(f"{day.year}年{day.month}月{day.day}日", day.isoformat())


def _row(row: MeasureRow, entries: Mapping[str, Entry]) -> list[str]:
    """The name of the measure, what exactly is done (else what such a measure is), and the rest."""
    entry = entries.get(row.measure.code)
    what = row.note or (str(entry.what) if entry else "")
    goal = row.goal or str(NO_GOAL)
    if row.amount:
        goal = f"{goal}；{str(MONEY).format(amount=row.amount)}"
    return [
        str(row.label),
        what,
        row.for_whom,
        row.responsible or str(NOBODY),
        str(words_of_day(row.measure.due_on)),
        goal,
    ]
