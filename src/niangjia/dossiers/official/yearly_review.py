"""The form of the yearly review, to take along: what the dossier says, what changed in the year, boxes, signatures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from niangjia.dossiers.comparing import change_since
from niangjia.dossiers.ledger import ledger
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import (
    Block,
    Cell,
    Column,
    grid,
    lines,
    note,
    opinion,
    section,
    signatures,
    table,
    text,
    ticks,
)
from niangjia.dossiers.official.household import family, finding_cells, sum_cells, sums_note
from niangjia.dossiers.official.reading import Reading, cell
from niangjia.dossiers.purposes import label_of
from niangjia.dossiers.queries import latest_decision
from niangjia.dossiers.queries_of_versions import VersionChange, changes_of, versions_between
from niangjia.dossiers.version_pages import ToldVersion, told_changes
from niangjia.kernel.text import Text

YEAR = timedelta(days=365)
VERSIONS_TOLD = 60
ON_THE_WAY = frozenset({"state", "due_on", "filed_on", "questions"})

NOW = Text("档案现在写的", "What the dossier says now")
CHANGED = Text("近一年的变动（{since} 至 {until}）", "Changes of the last year ({since} to {until})")
DAY, THING, FIELD = Text("日期", "Day"), Text("对象", "What"), Text("项目", "Field")
BEFORE, AFTER, WHY = Text("原来", "Before"), Text("现在", "After"), Text("缘由和登记人", "Why, and by whom")
UNCHANGED = Text("近一年没有登记过变动，请逐项问清。", "Nothing was changed in the last year: please ask item by item.")
BEGUN = Text("从此日起留存版本", "Versions are kept from here on")
LEFT_OUT = Text(
    "变动较多，只列最近 {count} 次；其余见系统“历史”页。",
    "Only the latest {count} are listed; see History for the rest.",
)
SAME_LOOK = Text("（内容已变，此处遮盖）", "(changed; masked here)")
RULES = Text("按现行规则重新测算的差别", "What the rules say otherwise today")
NEWER = Text("现在按 {rules} 测算。", "Now {rules} counts.")
NEWER_BUT_SAME = Text("现在按 {rules} 测算，结果不变。", "Now {rules} counts; by it the answer is the same.")
ASKED = Text("本次复核", "This review")
SAME, DIFFERENT, HOW = Text("无变化", "no change"), Text("有变化", "changed"), Text("变化情况：", "How: ")
ITEMS = (
    Text("家庭成员（增减、婚姻、去世）", "Members (come, gone, married, died)"),
    Text("健康和残疾", "Health and disability"),
    Text("工作和就学", "Work and schooling"),
    Text("收入", "Income"),
    Text("医疗、就学等支出", "Medical, schooling and other spending"),
    Text("住房、车辆、存款", "Housing, vehicles, savings"),
    Text("住址和电话", "Address and telephone"),
    Text("致困原因", "Causes"),
    Text("低保等其他救助", "Minimum-living allowance and other help"),
)
NEEDED = Text("还需要哪些帮扶", "What help is needed")
RESULT, PROPOSED = Text("复核意见", "Outcome"), Text("拟办", "Proposed")
OUTCOMES = (
    Text("继续在档", "stays on file"),
    Text("调整困难类别", "another category"),
    Text("进入渐退期", "tapers off"),
    Text("解困脱困，拟撤档", "out of hardship, to be closed"),
    Text("其他", "other"),
)
REASON = Text("理由：", "Reason: ")
TRUE = Text(
    "以上情况我看过，属实。以后有变化，及时告诉工会。",
    "I have read the above and it is true. I tell the union when something changes.",
)
UNION = Text("基层工会意见", "The union")


def yearly_review(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    """The form for a dossier on file, loaded by `queries.whole`; the year ends today."""
    yield section(NOW)
    yield grid(_now(dossier, reading))
    yield from sums_note(dossier)
    yield family(dossier, today)
    yield from _changes(dossier, today)
    yield from _rules(dossier)
    yield section(ASKED)
    yield ticks((item, "", (SAME, DIFFERENT), HOW) for item in ITEMS)
    yield lines(NEEDED, "", 2)
    yield section(RESULT)
    yield ticks([(PROPOSED, "", OUTCOMES, REASON)])
    yield text(TRUE)
    yield signatures(words.WORKER_SIGN, words.DATE)
    yield signatures(*words.VISITOR_SIGNS, words.DATE)
    yield opinion(UNION, "", "", (words.HEAD_SIGN, words.SEAL, words.DATE))


def _now(dossier: Dossier, reading: Reading) -> Iterator[Cell]:
    home, worker = dossier.household, dossier.worker
    yield Cell(_("Identity number"), reading.value("identity_number", worker.identity_number), 2)
    yield Cell(label_of("phone"), reading.value("phone", worker.phone))
    yield Cell(label_of("address"), reading.value("address", home.address), 2)
    yield cell("household", home, "housing")
    yield cell("members", worker, "employer", 2)
    yield cell("household", home, "receives_dibao")
    yield from finding_cells(dossier)
    yield from sum_cells(dossier, ledger(dossier))


def _changes(dossier: Dossier, today: date) -> Iterator[Block]:
    since = today - YEAR
    versions = versions_between(dossier, since, today)
    count = versions.count()
    found = changes_of(dossier, versions[max(0, count - VERSIONS_TOLD) :])
    told = told_changes(_of_the_household(each) for each in found)
    columns = [
        Column(DAY, 1), Column(THING, 1.6), Column(FIELD, 1.2), Column(BEFORE, 1.3), Column(AFTER, 1.3),
        Column(WHY, 1.6),
    ]  # fmt: skip
    yield section(str(CHANGED).format(since=since, until=today))
    yield table(columns, [row for each in told for row in _rows(each)], UNCHANGED)
    if count > VERSIONS_TOLD:
        yield note(str(LEFT_OUT).format(count=VERSIONS_TOLD))


def _of_the_household(change: VersionChange) -> VersionChange:
    """Without how the dossier moved along the chain: the review record has that."""
    changes = {
        path: values
        for path, values in change.changes.items()
        if path.section != "dossier" or path.name not in ON_THE_WAY
    }
    return replace(change, changes=changes)


def _rows(version: ToldVersion) -> Iterator[list[object]]:
    why = f"{str(version.why).rstrip('。.')} · {version.version.by}"
    if not version.changes and version.version.number == 1:
        yield [version.day, "", "", "", BEGUN, why]
    for change in version.changes:
        after = f"{change.after}{SAME_LOOK}" if change.looks_the_same else change.after
        yield [version.day, change.thing, change.label, change.before, after, why]


def _rules(dossier: Dossier) -> Iterator[Block]:
    """What the rules would say today where it is not what they said: advice to those who go."""
    kept = latest_decision(dossier) if dossier.category is not None else None
    since = change_since(kept, dossier) if kept else None
    if since is None:
        return
    yield section(RULES)
    for each in (*since.answers, *since.reasons, *filter(None, (since.problem,))):
        yield note(each)
    if since.newer is not None:
        words = NEWER if since.answers or since.reasons else NEWER_BUT_SAME
        yield note(str(words).format(rules=since.newer))
