"""The dossier form: who they are, each member as full as the worker, money, causes, papers, opinions and the notice."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import Block, Column, grid, lines, opinion, section, signatures, table, text
from niangjia.dossiers.official.household import (
    finding_cells,
    home_cells,
    members_of,
    money,
    person_cells,
    worker_member,
)
from niangjia.dossiers.official.reading import Reading, day, in_row
from niangjia.dossiers.official.steps import (
    History,
    appraisal_in_words,
    history_of,
    notice_in_words,
    recorded,
)
from niangjia.dossiers.purposes import label_of
from niangjia.dossiers.queries import evidence_of
from niangjia.kernel.text import Text
from niangjia.people.models import Evidence

WORKER, MEMBERS = Text("职工基本情况", "The worker"), Text("家庭成员", "Members of the household")
MEMBER = Text("成员 {place}：{name}", "Member {place}: {name}")
ALONE = Text("没有其他成员。", "There is nobody else.")
HOME = Text("家庭基本情况", "The household")
MONEY = Text("家庭收支和财产", "Income, spending and property")
CAUSES = Text("困难类别和致困原因", "Category and causes")
NEEDS = Text("帮扶需求和计划", "What is needed, and the plan")
NEEDS_TOLD = Text("入户时了解的需求", "As told at the visit")
PLAN = Text("帮扶计划", "Plan of help")
PAPERS = Text("证明材料", "Evidence")
NO_PAPERS = Text("尚未登记材料。", "None on record yet.")
DECLARATION = Text("本人声明", "Declaration")
DECLARED = Text(
    "本人所填家庭成员、收入、支出、财产和困难情况属实。情况有变化时，及时告诉工会。",
    "What is stated here of the household, its income, spending, property and hardship is true. "
    "I tell the union when things change.",
)
OPINIONS = Text("审核意见和公示结果", "Opinions and the public notice")
PARTY = Text("基层党组织或行政意见", "Party organisation or administration")
FIRST, APPRAISAL = Text("基层工会初审意见", "First review by the union"), Text("民主评议", "Appraisal meeting")
NOTICE, SECOND = Text("公示结果", "Public notice"), Text("上级工会复审意见", "Second review")
FILING = Text("备案", "Filing")
PASSED = Text("{act}。", "{act}.")
FILED_BY, REVIEWED_BY, TYPED_BY = (
    Text("建档人", "Filed by"),
    Text("审核人", "Reviewed by"),
    Text("录入人", "Entered by"),
)


def dossier_form(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    """The whole form of a dossier loaded by `queries.whole`."""
    history = history_of(dossier)
    yield section(WORKER)
    yield grid(person_cells(dossier, dossier.worker, worker_member(dossier), reading, today))
    yield section(HOME)
    yield grid(home_cells(dossier, reading))
    yield from _members(dossier, reading, today)
    yield section(MONEY)
    yield from money(dossier)
    yield section(CAUSES)
    yield grid(finding_cells(dossier))
    yield lines(label_of("dossier_note"), reading.value("dossier_note", dossier.note), 1)
    yield from _needs(history, reading)
    yield section(PAPERS)
    yield _papers(dossier)
    yield section(DECLARATION)
    yield text(DECLARED)
    yield signatures(words.WORKER_SIGN, words.DATE)
    yield from _opinions(history, reading)


def _members(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    yield section(MEMBERS)
    others = [each for each in members_of(dossier) if each.person_id != dossier.worker_id]
    for place, each in enumerate(others, start=1):
        title = str(MEMBER).format(place=place, name=each.person.name)
        yield grid(person_cells(dossier, each.person, each, reading, today), title)
    if not others:
        yield text(ALONE)


def _needs(history: History, reading: Reading) -> Iterator[Block]:
    visit = history.last("record-visit")
    yield section(NEEDS)
    yield lines(NEEDS_TOLD, reading.words(visit.visit.needs) if visit and hasattr(visit, "visit") else "", 2)
    yield lines(PLAN, "", 2)


def _papers(dossier: Dossier) -> Block:
    columns = [
        Column(pgettext("evidence", "Kind"), 1.7), Column(pgettext("evidence", "About"), 1),
        Column(_("Handed in"), 1), Column(_("Original seen"), 1.7),
    ]  # fmt: skip
    return table(columns, [evidence_row(each) for each in papers_on_file(dossier)], NO_PAPERS)


def papers_on_file(dossier: Dossier) -> list[Evidence]:
    """The evidence that counts, in the order of the official list, the earliest of a kind first."""
    order = {code: place for place, (code, _label) in enumerate(Evidence._meta.get_field("kind").flatchoices)}  # noqa: SLF001 (the public list of fields)
    found = evidence_of(dossier.household).filter(withdrawn_at=None)
    return sorted(found, key=lambda each: (order.get(each.kind, len(order)), each.uploaded_at, each.pk))


def evidence_row(paper: Evidence) -> list[str]:
    """Kind, whose it is, when it was handed in, and who saw the original when."""
    return [paper.get_kind_display(), about(paper), day(paper.uploaded_at), original_seen(paper)]


def about(paper: Evidence) -> str:
    """Whom a paper is about."""
    return paper.person.name if paper.person else pgettext("evidence", "The household")


def original_seen(paper: Evidence) -> str:
    """When who saw the original."""
    return in_row(day(paper.original_seen_on), paper.original_seen_by) if paper.original_seen_on else _("not yet")


def _opinions(history: History, reading: Reading) -> Iterator[Block]:
    first, second, filed = (history.last(act) for act in ("review", "recheck", "file"))
    meeting = history.last("appraise")
    notice = history.notices[0] if history.last("post-notice") and history.notices else None
    stamp = (words.SIGN, words.SEAL, words.DATE)
    yield section(OPINIONS)
    yield table(
        [Column(FILED_BY, 1), Column(REVIEWED_BY, 1), Column(TYPED_BY, 1)],
        [[_who(filed), in_row(*dict.fromkeys(filter(None, (_who(first), _who(second))))), _who(_typed(history))]],
    )
    yield opinion(PARTY, "", "", stamp)
    yield opinion(FIRST, *_passed(history, "review", reading), stamp)
    yield opinion(APPRAISAL, appraisal_in_words(meeting), recorded(meeting), (words.SIGN, words.DATE))
    yield opinion(
        NOTICE,
        notice_in_words(notice),
        recorded(history.last("post-notice")),
        (words.HEAD_SIGN, words.SEAL, words.DATE),
    )
    yield opinion(SECOND, *_passed(history, "recheck", reading), stamp)
    yield opinion(FILING, *_passed(history, "file", reading), stamp)


def _passed(history: History, act: str, reading: Reading) -> tuple[str, str]:
    step = history.last(act)
    if step is None:
        return "", ""
    said = str(PASSED).format(act=history.label(step))
    return str(words.GAP).join(filter(None, (said, reading.words(step.note)))), recorded(step)


def _typed(history: History) -> object:
    return history.steps[0] if history.steps else None


def _who(step: object) -> str:
    by = getattr(step, "by", None)
    return str(by) if by else ""
