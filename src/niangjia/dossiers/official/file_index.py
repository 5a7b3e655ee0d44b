"""The index of a file: every paper in it in order, with its date, its pages, and who saw the original when."""

from collections.abc import Iterator
from datetime import date

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import Block, Column, lines, note, section, signatures, table
from niangjia.dossiers.official.dossier_form import about, original_seen, papers_on_file
from niangjia.dossiers.official.household import members_of
from niangjia.dossiers.official.reading import Reading, day
from niangjia.dossiers.official.steps import History, history_of
from niangjia.dossiers.papers import listed
from niangjia.dossiers.queries import latest_decision
from niangjia.dossiers.queries_of_chain import papers_of
from niangjia.kernel.text import Text
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import Evidence
from niangjia.people.queries import consents_of, withdrawn_on

INDEX = Text("卷内文件", "Papers in the file")
NUMBER, PAPER, ABOUT = Text("序号", "No."), Text("文件名称", "Paper"), Text("责任者", "Whose")
DAY, PAGES, ORIGINAL = Text("日期", "Date"), Text("页数", "Pages"), Text("原件核对", "Original seen")
REMARK = Text("备注", "Remarks")
DOSSIER_FORM = Text("困难职工档案表", "Dossier form")
VISIT, CHECK = Text("入户调查表", "Visit form"), Text("经济状况核对结果", "Result of the check")
MEETING, NOTICE = Text("民主评议会议纪要", "Minutes of the appraisal"), Text("公示", "Public notice")
REVIEWS, DECISION = Text("审核表", "Review record"), Text("困难认定情况说明", "How the rules read the household")
CONSENT = Text("同意书：{purpose}", "Consent: {purpose}")
WITHDRAWN = Text("{day} 已撤回", "withdrawn on {day}")
MISSING = Text("尚缺材料：{what}。", "Still missing: {what}.")
PAGES_BY_HAND = Text(
    "页数空着的，装订时按实际填写。", "Where the number of pages is empty, it is filled in when the file is bound."
)
REMARKS = Text("备考", "Notes on the file")
IMAGE = "image/"
ONE_PAGE = "1"


def file_index(dossier: Dossier, _reading: Reading, _today: date) -> Iterator[Block]:
    """The index of a dossier loaded by `queries.whole`, as it is today."""
    columns = [
        Column(NUMBER, 0.5), Column(PAPER, 2.4), Column(ABOUT, 1.2), Column(DAY, 1.1),
        Column(PAGES, 0.55), Column(ORIGINAL, 1.7), Column(REMARK, 1),
    ]  # fmt: skip
    yield section(INDEX)
    rows = [*_head(dossier), *_evidence(dossier), *_consents(dossier), *_of_the_chain(history_of(dossier))]
    rows += _decisions(dossier)
    yield table(columns, [[place, *row] for place, row in enumerate(rows, start=1)])
    yield note(PAGES_BY_HAND)
    if lacking := [paper for paper in papers_of(dossier) if paper.standing == "missing"]:
        yield note(str(MISSING).format(what=listed(lacking)))
    yield lines(REMARKS, "", 2)
    yield signatures(words.MADE_BY, words.CHECKED_BY, words.DATE)


def _head(dossier: Dossier) -> Iterator[list[object]]:
    yield [DOSSIER_FORM, dossier.worker.name, day(dossier.filed_on or dossier.opened_on), "", "", ""]


def _evidence(dossier: Dossier) -> Iterator[list[object]]:
    for each in papers_on_file(dossier):
        yield [each.get_kind_display(), about(each), day(each.uploaded_at), pages(each), original_seen(each), ""]


def pages(paper: Evidence) -> str:
    """A photo is one page. A document is not opened to be counted, for opening one is a look that goes on record."""
    return ONE_PAGE if paper.media_type.startswith(IMAGE) else ""


def _consents(dossier: Dossier) -> Iterator[list[object]]:
    persons = [each.person_id for each in members_of(dossier)]
    for each in consents_of(persons).select_related("person", "withdrawal"):
        taken_back = withdrawn_on(each)
        remark = str(WITHDRAWN).format(day=taken_back) if taken_back else each.get_given_how_display()
        title = str(CONSENT).format(purpose=PURPOSES[each.purpose].label)
        yield [title, each.person.name, day(each.signed_on), "", "", remark]


def _of_the_chain(history: History) -> Iterator[list[object]]:
    for step in history.steps:
        if hasattr(step, "visit"):
            yield [VISIT, step.visit.visitors, day(step.visit.visited_on), "", "", ""]
        if hasattr(step, "verification"):
            yield [CHECK, step.verification.get_source_display(), day(step.verification.answered_on), "", "", ""]
        if hasattr(step, "appraisal"):
            yield [MEETING, step.by, day(step.appraisal.met_on), "", "", ""]
        if hasattr(step, "notice"):
            period = f"{day(step.notice.starts_on)} – {day(step.notice.ends_on)}"
            yield [NOTICE, step.by, period, "", "", ""]
    if history.steps:
        yield [REVIEWS, "", day(history.steps[-1].at), "", "", ""]


def _decisions(dossier: Dossier) -> Iterator[list[object]]:
    kept = latest_decision(dossier)
    if kept is not None:
        yield [DECISION, kept.by, day(kept.at), "", "", ""]
