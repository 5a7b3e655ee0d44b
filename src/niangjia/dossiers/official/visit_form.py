"""The visit form: as it was recorded, or with what is known and room to write, to take along."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from niangjia.dossiers.ledger import ledger
from niangjia.dossiers.models import Dossier, HomeVisit, Step
from niangjia.dossiers.official import words
from niangjia.dossiers.official.blocks import Block, Cell, grid, lines, note, section, signatures, ticks
from niangjia.dossiers.official.household import family, finding_cells, sum_cells, sums_note
from niangjia.dossiers.official.reading import Reading, cell, day
from niangjia.dossiers.official.steps import history_of, recorded
from niangjia.dossiers.purposes import label_of
from niangjia.kernel.text import Text

KNOWN = Text("档案里已有的情况", "What is on record")
FOUND = Text("入户了解的情况", "What was found at the home")
TRUE, DIFFERS = Text("属实", "as stated"), Text("有出入", "differs")
HOW = Text("实际情况：", "As it is: ")
COMPARED = Text("逐项核对", "Compared item by item")
ITEMS = (
    Text("家庭成员和人口", "Members and size"),
    Text("各成员健康状况", "Health of each member"),
    Text("工作和就学", "Work and schooling"),
    Text("家庭收入", "Income"),
    Text("医疗、就学等支出", "Medical, schooling and other spending"),
    Text("住房", "Housing"),
    Text("车辆、存款等财产", "Vehicles, savings and other property"),
    Text("其他单位的救助", "Help from other bodies"),
)
PHOTOS = Text(
    "拍照、录音须经本人同意；不拍病历和孩子的正脸。",
    "Photos and recordings need consent; no medical papers, no children's faces.",
)


def visit_form(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    """The latest visit on record. Raises LookupError when there was none."""
    step = latest_visit(dossier)
    if step is None:
        raise LookupError("no visit is on record")
    yield from _known(dossier, reading, today)
    yield section(FOUND)
    yield from _found(step, reading)
    yield from _signed()


def blank_visit_form(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    """What is known, and room for what will be found."""
    yield from _known(dossier, reading, today)
    yield section(COMPARED)
    yield ticks((item, "", (TRUE, DIFFERS), HOW) for item in ITEMS)
    yield section(FOUND)
    yield grid([Cell(_("Visited on"), ""), Cell(_("Visited by"), "", 2), Cell(_("Spoken with"), "", 3)])
    for label in (_("How they live"), _("What the hardship comes from"), _("What is needed")):
        yield lines(label, "", 5)
    yield note(PHOTOS)
    yield from _signed()


def latest_visit(dossier: Dossier) -> Step | None:
    """The step of the latest visit on record."""
    found = history_of(dossier).all_of("visit")
    return found[-1] if found else None


def _known(dossier: Dossier, reading: Reading, today: date) -> Iterator[Block]:
    home, worker = dossier.household, dossier.worker
    yield section(KNOWN)
    yield grid(
        [
            Cell(label_of("address"), reading.value("address", home.address), 2),
            cell("household", home, "housing"),
            Cell(label_of("phone"), reading.value("phone", worker.phone)),
            Cell(label_of("other_contact"), reading.value("other_contact", worker.other_contact)),
            cell("members", worker, "employer"),
            *finding_cells(dossier),
            *sum_cells(dossier, ledger(dossier)),
        ]
    )
    yield from sums_note(dossier)
    yield family(dossier, today)


def _found(step: Step, reading: Reading) -> Iterator[Block]:
    visit: HomeVisit = step.visit
    yield grid(
        [
            Cell(_("Visited on"), day(visit.visited_on)),
            Cell(_("Visited by"), visit.visitors, 2),
            Cell(_("Spoken with"), reading.words(visit.spoken_with), 3),
        ]
    )
    yield lines(_("How they live"), reading.words(visit.housing), 1)
    yield lines(_("What the hardship comes from"), reading.words(visit.causes), 1)
    yield lines(_("What is needed"), reading.words(visit.needs), 1)
    yield note(recorded(step))


def _signed() -> Iterator[Block]:
    yield signatures(*words.VISITOR_SIGNS, words.DATE)
    yield signatures(words.PERSON_SIGN, words.DATE)
