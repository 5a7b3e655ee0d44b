"""The review record: every step with who, when, by when and what was said; the meeting; and that the hands differ."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.dossiers.models import Dossier, Step
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import Block, Cell, Column, grid, lines, note, opinion, section, table
from niangjia.dossiers.official.household import finding_cells
from niangjia.dossiers.official.reading import Reading, day, listed
from niangjia.dossiers.official.steps import History, deadlines, found_at, history_of, notice_in_words, recorded
from niangjia.kernel.text import Text

STEPS = Text("办理经过", "The steps")
NUMBER, STEP, LEADS_TO = Text("序号", "No."), Text("环节", "Step"), Text("办理后状态", "State after")
BY, AT, DUE = Text("办理人", "By"), Text("办理时间", "When"), Text("期限", "Deadline")
OPINION = Text("意见和结果", "Opinion and result")
NOTHING_YET = Text("还没有办理记录。", "Nothing is on record yet.")
MEETING = Text("民主评议会议纪要（摘要）", "Minutes of the appraisal meeting")
MEETING_NOT_YET = Text("还没有评议会议的记录。", "No meeting is on record yet.")
NOTICES = Text("公示", "Public notice")
NOT_POSTED = Text("还没有公示。", "Nothing was posted yet.")
SEPARATION = Text("岗位分离", "Separation of duties")
GROUPS = {
    "review": Text("初审", "First review"),
    "approval": Text("复审", "Second review"),
    "filing": Text("备案", "Filing"),
}
APART = Text(
    "初审、复审、备案由不同的人办理。", "First review, second review and filing were done by different people."
)
APART_SO_FAR = Text(
    "已办的各项由不同的人办理，其余尚未办理。",
    "What was done so far was done by different people; the rest is to come.",
)
ONE_HAND = Text(
    "有人办理了其中不止一项，请核实：{names}。", "Somebody did more than one of these, please look into it: {names}."
)
NONE_YET = Text("初审、复审、备案都还没有办理。", "None of the three is done yet.")
CONFIRMED = Text("审核确认", "Confirmed")
UNION, UPPER = Text("基层工会", "The union"), Text("上级工会", "The union above")


def review_record(dossier: Dossier, reading: Reading, _today: date) -> Iterator[Block]:
    """The record of a dossier loaded by `queries.whole`."""
    history = history_of(dossier)
    yield grid(finding_cells(dossier))
    yield section(STEPS)
    yield _steps(history, reading)
    yield section(MEETING)
    yield from _meetings(history, reading)
    yield section(NOTICES)
    yield from _notices(history)
    yield section(SEPARATION)
    yield from _separation(history)
    yield section(CONFIRMED)
    for label in (UNION, UPPER):
        yield opinion(label, "", "", (words.HEAD_SIGN, words.SEAL, words.DATE))


def _steps(history: History, reading: Reading) -> Block:
    columns = [
        Column(NUMBER, 0.5), Column(STEP, 1.2), Column(LEADS_TO, 1), Column(BY, 0.9), Column(AT, 1.1),
        Column(DUE, 1.1), Column(OPINION, 3),
    ]  # fmt: skip
    rows = [
        [
            step.number,
            history.label(step),
            step.get_to_state_display(),
            step.by,
            day(step.at),
            due,
            found_at(history, step, reading),
        ]
        for step, due in deadlines(history.steps)
    ]
    return table(columns, rows, NOTHING_YET)


def _meetings(history: History, reading: Reading) -> Iterator[Block]:
    steps = history.all_of("appraisal")
    for step in steps:
        meeting = step.appraisal
        favour = pgettext("appraisal", "In favour") if meeting.is_in_favour else pgettext("appraisal", "Against")
        yield grid(
            [
                Cell(_("Met on"), day(meeting.met_on)),
                Cell(_("People at the meeting"), str(meeting.attendees)),
                Cell(_("The meeting was"), favour),
            ]
        )
        yield lines(_("Minutes"), reading.words(meeting.minutes), 1)
        yield note(recorded(step))
    if not steps:
        yield note(MEETING_NOT_YET)


def _notices(history: History) -> Iterator[Block]:
    for notice in reversed(history.notices):
        yield note(notice_in_words(notice))
    if not history.notices:
        yield note(NOT_POSTED)


def _separation(history: History) -> Iterator[Block]:
    hands = {group: _hands(history, group) for group in GROUPS}
    yield grid(Cell(label, listed([str(step.by) for step in hands[group].values()])) for group, label in GROUPS.items())
    yield note(_apart(hands))


def _hands(history: History, group: str) -> dict[object, Step]:
    """By person, a step of a group that they did."""
    return {step.by_id: step for step in history.steps if history.chain.acts[step.act].group == group}


def _apart(hands: dict[str, dict[object, Step]]) -> str:
    persons = [person for each in hands.values() for person in each]
    twice = {str(each[person].by) for each in hands.values() for person in each if persons.count(person) > 1}
    if twice:
        return str(ONE_HAND).format(names=listed(sorted(twice)))
    if not persons:
        return str(NONE_YET)
    return str(APART if all(hands.values()) else APART_SO_FAR)
