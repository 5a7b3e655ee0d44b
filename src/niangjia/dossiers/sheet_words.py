"""The words of the printed decision: plain, respectful, addressed to the worker. Both languages side by side."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from niangjia.accounts.models import Unit
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.policies.codes import NOT_IN_HARDSHIP
from niangjia.policies.deciding import Outputs

TITLE = Text("困难认定情况说明", "How the rules read your household")
LEAD = Text(
    "写给职工本人和家人：规则怎样看您家的情况，每一步依据什么",
    "For you and your family: what the rules say, and what each step rests on",
)
WORKER, NUMBER = Text("职工", "Worker"), Text("档案编号", "Dossier number")
UNIT, APPLIED_ON = Text("所属工会", "Union"), Text("申请日期", "Applied on")
RULES, PRINTED_ON = Text("适用规则", "Rules applied"), Text("打印日期", "Printed on")
PAGE = Text("第 {page} 页，共 {pages} 页", "Page {page} of {pages}")
STOP = Text("；", "; ")
ADVICE = Text("供参考，最后由工会组织研究决定", "Advice only: people decide")

LOOKED = Text("需要和您一起核实的事", "What we would like to look into with you")
LOOKED_LEAD = Text(
    "这些是要弄清楚的问题，不是拒绝的理由。登记有误，或者有特殊原因的，请带上材料告诉工会。",
    "These are questions, not refusals. If the record is wrong, or there is a special reason, please tell the union.",
)
STORY = Text("怎么算出来的", "How it was worked out")
DISTANCES = Text("离各条标准还有多远", "How far the standards are")
DISTANCE_COLUMNS = (
    Text("标准", "Standard"),
    Text("界线（元）", "Boundary (yuan)"),
    Text("您家的数字", "Your household"),
    Text("相差多少", "How far"),
)
QUESTIONS = Text("还没有确认的情况，请告诉工会", "Not confirmed yet: please tell the union")
QUESTIONS_LEAD = Text(
    "下面这些情况还没有人确认过，计算时暂按右边的答案。注明“可能影响结果”的，请先告诉我们。",
    "Nobody has confirmed these yet; for now the answers at the right were used. Those that may change the result come"
    " first.",
)
MATTERS = Text("可能影响结果", "may change the result")
QUESTION_COLUMNS = (Text("情况", "Question"), Text("暂按", "Taken as"))
SECOND = Text("如果核对后有变化", "If checked again")
CEILINGS = Text("可以得到的帮扶，最多是多少", "Help: the most it may come to")
VALUES = Text("计算用到的标准和依据", "Values in force and documents")
VALUES_LEAD = Text(
    "以下是申请当日生效的标准。“待确认”表示还没有查到明确的文件，工会正在核对；确认后结果可能变化。",
    "In force on the day of application. “To confirm”: no document settles it yet; the result may change once it is"
    " settled.",
)
VALUE_COLUMNS = (
    Text("项目", "Item"),
    Text("数值", "Value"),
    Text("起始日", "From"),
    Text("依据和说明", "Document and note"),
    Text("标记", "Mark"),
)
CONFIRMED, TO_CONFIRM = Text("已确认", "confirmed"), Text("待确认", "to confirm")
DOCUMENTS = Text("文中 [S15] 这样的记号指下列文件：", "Marks such as [S15] stand for these documents:")
NAMES_SHOWN = 6


def day(on: date) -> Text:
    """A day in full."""
    return Text(f"{on.year} 年 {on.month} 月 {on.day} 日", f"{on.day} {on:%B} {on.year}")


def names(persons: Sequence[str]) -> Text:
    """Some members in one line."""
    shown, count = persons[:NAMES_SHOWN], len(persons)
    if count <= NAMES_SHOWN:
        return Text("、".join(shown), ", ".join(shown))
    return Text(f"{'、'.join(shown)}等 {count} 人", f"{', '.join(shown)} and {count - NAMES_SHOWN} more")


def figures(outputs: Outputs) -> Text:
    """The two figures that the answer rests on."""
    net, line = yuan(outputs.net_monthly_per_head), yuan(outputs.line)
    return Text(
        f"算得您家人均月净收入 {net} 元；适用的低保标准是每人每月 {line} 元。",
        f"Net income comes to {net} yuan a head a month; the minimum-living line is {line} yuan.",
    )


def verdict(category: Text, outputs: Outputs, *, is_filed: bool, looked: int) -> list[Text]:
    """The answer in one respectful sentence, then what else belongs to it; `looked` things are to be looked into."""
    zh, en = "按适用的规则和目前登记的情况计算，", "By the rules that apply and what is on record so far, "
    more = [_LOOKED_FIRST] if looked else []
    if is_filed and looked:
        zh += f"您家的收入和支出在“{category.zh}”的范围内。"
        en += f"your household's income and spending are within “{category.en}”."
    elif is_filed:
        zh += f"您家符合“{category.zh}”的条件，可以进入建档程序。"
        en += f"your household meets the conditions of “{category.en}”, and filing can go ahead."
    elif outputs.category != NOT_IN_HARDSHIP:
        zh += f"您家离建档标准不远，属于“{category.zh}”，工会会继续关心。"
        en += f"your household is close to the standards for filing: “{category.en}”. The union stays in touch."
        more.append(_NOT_THE_END)
    else:
        zh += "您家的情况目前不在建档标准以内。"
        en += "your household is not within the standards for filing at present."
        more.append(_NOT_THE_END)
    return [Text(zh, en), *more]


_LOOKED_FIRST = Text(
    "下面第一部分列出的事要先和您一起核实，核实之前不作结论。",
    "What part 1 lists will be looked into with you first; nothing is concluded before that.",
)
_NOT_THE_END = Text(
    "这只是按数字算出来的结果，不等于您家没有难处；情况有变化，或者登记的数字不对，随时可以请工会重新核算。",
    "These are only figures and do not mean that life is easy. Whenever things change, or a figure on record is wrong,"
    " ask the union to work it out again.",
)


def distance(to_cross: int, *, is_within: bool) -> Text:
    """How far a boundary is: `to_cross` is the change, in fen, that brings one to its other side."""
    gap, more = yuan(abs(to_cross)), to_cross > 0
    zh, en = ("再多", "more") if more else ("再少", "less")
    if is_within:
        return Text(f"标准以内，{zh} {gap} 元就不在其内", f"within; {gap} yuan {en} would leave it")
    return Text(f"标准以外，{zh} {gap} 元就在其内", f"outside; {gap} yuan {en} would enter it")


def second_lead(left_out: int) -> Text:
    """What the near-misses are, and that some may be left out."""
    zh = (
        "登记的数字和情况与实际不符的，请带证明材料来核对。下面每一条说的是：只改动这一项，至少变到多少，结果才会不同。"
    )
    en = (
        "If anything on record is not as it is, please bring papers and have it checked. Each line says how much that"
        " one fact alone would have to change for the answer to be another."
    )
    if left_out:
        zh += f"只列最接近的几条，另有 {left_out} 条可请工会在电脑上给您看。"
        en += f" Only the nearest are listed; the union can show you {left_out} more."
    return Text(zh, en)


def ceilings_lead(*, is_open: bool) -> Text:
    """What a ceiling is; `is_open` while something is still to be looked into."""
    zh, en = (
        "这是规则允许的上限，不是一定能领到的数额；给哪些、给多少，由工会组织研究决定。",
        ("The most the rules allow, not an amount that is due: which help is given, and how much, people decide."),
    )
    if is_open:
        zh, en = "核实之后符合条件的，按下面的上限帮扶。" + zh, "If all is found in order. " + en
    return Text(zh, en)


def closing(unions: Sequence[Unit]) -> dict[str, Any]:
    """Who decides, where to ask and to object (the household's own union, then the one above), and where to sign."""
    unit, above = unions[-1], unions[-2] if len(unions) > 1 else None
    zh = f"不明白、认为登记或计算有误，或者不同意，请找{unit.name}的帮扶工作人员当面核对"
    unit_en = unit.name_en or unit.name
    en = f"If anything is unclear or wrong, or you do not agree, ask the assistance clerk of {unit_en}"
    if above is not None:
        zh += f"；也可以向{above.name}提出"
        en += f", or turn to {above.name_en or above.name}"
    texts = [
        Text(
            "这份说明由程序按规则算出，只供参考；是否建档、怎样帮扶，由工会组织研究决定。",
            "This was worked out from the rules and is advice; filing and help are decided by people.",
        ),
        Text(
            f"{zh}。提出核对或者异议，不影响您申请和接受帮扶。",
            f"{en}. Asking or objecting never counts against you.",
        ),
    ]
    return {
        "title": str(Text("谁来决定，找谁询问", "Who decides, and whom to ask")),
        "texts": [str(text) for text in texts],
        "sign": [
            str(each)
            for each in (Text("工会经办人", "For the union"), Text("职工本人", "Worker"), Text("日期", "Date"))
        ],
        "signing": str(
            Text(
                "签名只表示已经收到并听过说明，不表示同意，也不影响提出异议。",
                "Signing says only that this was received and explained. It is not agreement; you may still object.",
            )
        ),
    }


def value(unit: str, number: int | tuple[int, ...]) -> Text:
    """A value in force with its unit; of one for each schooling stage, the amounts there are."""
    numbers = number if isinstance(number, tuple) else (number,)
    if isinstance(number, tuple):
        numbers = tuple(dict.fromkeys(each for each in number if each)) or (0,)
    if unit.startswith("fen"):
        plain = " / ".join(yuan(each) for each in numbers)
        return Text(f"{plain} 元", f"{plain} yuan")
    plain = " / ".join(str(each) for each in numbers)
    if unit == "switch":
        return Text("是", "yes") if number else Text("否", "no")
    zh, en = {
        "percent": ("%", "%"), "months": (" 个月", " months"), "years": (" 岁", " years"), "count": ("", ""),
    }.get(unit, ("", ""))  # fmt: skip
    return Text(plain + zh, plain + en)


def document_order(code: str) -> tuple[int, str]:
    """[S9] before [S15]; the convention of the rule set last."""
    digits = code[1:]
    return (int(digits), code) if code[:1] == "S" and digits.isdigit() else (10**6, code)
