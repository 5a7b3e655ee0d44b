"""The words of a public notice, the same on paper and on its page: what is posted, for how long, and how to object."""

from collections.abc import Collection, Sequence
from datetime import date

from niangjia.accounts.models import Unit
from niangjia.dossiers.models import NoticeSettings
from niangjia.dossiers.sheet_words import day
from niangjia.kernel.text import Text

FILING, EXIT = "post-notice", "post-exit-notice"
"""Acts of the chain that begin a notice."""

TITLES = {
    frozenset({FILING}): Text("困难职工建档公示", "Public notice: workers to be filed as in hardship"),
    frozenset({EXIT}): Text("困难职工脱困公示", "Public notice: workers out of hardship"),
}
TITLE_OF_BOTH = Text("困难职工建档、脱困公示", "Public notice: workers in hardship, and workers out of it")
LEAD = Text("公开、公平、公正，接受职工群众监督", "In the open, for everyone to look over")
PERIOD, NUMBER, LINE = Text("公示期", "On notice"), Text("编号", "No."), Text("序号", "#")
UNION, HANGS = Text("公示单位", "Posted by"), Text("张贴地点", "Where it hangs")
OBJECT = Text("有异议怎么反映", "How to object")
PRINTED_ON = Text("打印日期", "Printed on")
PAGE = Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
SCAN = Text("扫码查看，期满自动失效", "Scan to read it; it goes dark when the notice ends")
TAKE_DOWN = Text("期满撤下，请勿转发、翻拍", "Comes down when it ends; please do not copy or pass it on")


def signed_by(unit: Unit) -> Text:
    """Who a notice is signed by: the union of a unit, which for a farm has another name than the farm."""
    named = unit.title
    zh = named.zh if named.zh.endswith("工会") else f"{named.zh}工会"
    return Text(zh, named.en if "union" in named.en.lower() or "工会" in named.en else f"Union of {named.en}")


def title(acts: Collection[str]) -> Text:
    """What the notices on one sheet are called."""
    return TITLES.get(frozenset(acts), TITLE_OF_BOTH)


def opening(act: str, numbers: Sequence[str], *, is_alone: bool) -> Text:
    """What some notices of one act are about; where others stand beside them, their numbers say which are meant."""
    count = len(numbers)
    zh = "下列职工" if count == 1 else f"下列 {count} 名职工"
    en = "the worker" if count == 1 else f"the {count} workers"
    if not is_alone:
        zh, en = f"{zh}（编号 {'、'.join(numbers)}）", f"{en} (No. {', '.join(numbers)})"
    if act == EXIT:
        return Text(
            f"经复核并与本人确认，{zh}家庭生活已经好转，拟按规定结束困难职工帮扶、转入渐退期，现予公示。",
            f"After a review, and as agreed, {en} below and the family are doing well again; help ends step by step."
            " This is to let everyone know.",
        )
    return Text(
        f"经本人申请、入户调查、经济状况核对和民主评议，拟将{zh}列为困难职工建立档案，现予公示。",
        f"On application, home visit, check of circumstances and appraisal by colleagues, {en} below will be filed as"
        " in hardship. This is to let everyone know.",
    )


def period(first: date, last: date) -> Text:
    """From when to when, both days included."""
    return Text(f"{day(first).zh}至 {day(last).zh}", f"{day(first).en} to {day(last).en}")


def how_to_object(unit: Unit, above: Unit, settings: NoticeSettings, last: date) -> list[Text]:
    """Who takes objections until when, in what form, and what becomes of them."""
    zh, en = unit.title.zh, unit.title.en
    if settings.contact or above != unit:
        zh += f"，或者{settings.contact or above.title.zh}"
        en += f", or {settings.contact or above.title.en}"
    if settings.phone:
        zh, en = f"{zh}（电话 {settings.phone}）", f"{en} (telephone {settings.phone})"
    return [
        Text(
            f"对公示内容有不同意见的，请在 {day(last).zh}以前向{zh}反映。当面说、打电话、写信都可以，也可以不署名。",
            f"Whoever disagrees tells {en} by {day(last).en}: in person, by telephone or in writing, with a name or"
            " without.",
        ),
        Text(
            "工会为反映人保密，由没有参加审核的人员核实，有联系方式的会得到答复。",
            "The union keeps to itself who spoke. Someone who reviewed nothing of it looks into it and answers.",
        ),
    ]
