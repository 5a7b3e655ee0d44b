"""Visits in the demo bureau: what cadres found, and what of it the clerk has taken up."""

from datetime import date
from random import Random
from uuid import uuid4

from niangjia.accounts.models import User
from niangjia.dossiers.models import Dossier
from niangjia.pairing.models import UnitPlace
from niangjia.people.queries import members_in_force
from niangjia.visits.commands import accept_finding, close_finding, decline_finding, record_visit
from niangjia.visits.models import Finding, FindingKind, FindingState, Purpose, Visit
from niangjia.visits.records import Noticed, Place, VisitRecord

NOTES = (
    "老人腿脚好些了，孩子准备中考",
    "家里柴火备齐了，说到冬天怎么取暖",
    "谈了公益性岗位，想试试",
    "过节看看老人，家里都好",
)
NEEDS = ("想把慢病门诊报销的手续弄清楚", "孩子上学路远，想问问住校补助", "")
FOUND = (
    Noticed("bill", "yes", words="住院十来天，自付不少"),
    Noticed("income", "down", words="厂子停工，这个月没开工资"),
    Noticed("housing", "rented"),
    Noticed("family", "moved-in", words="老母亲从老家接过来了"),
    Noticed("trouble", "schooling", words="老大考上大专，学费还差一截"),
)
OF_WORKER = (("phone", "13904700000"), ("work", "flexible"), ("job", "work"))
STILL_OPEN = 4
STILL_WISHED = 2
EACH_WISHES = 5
"""At every fifth visit the worker would like to learn a trade."""


def visit_household(dossier: Dossier, by: User, random: Random, *, on: date, how: str = "home") -> Visit:
    """A visit of the cadre; at every third somebody has something to tell."""
    members = list(members_in_force(dossier.household))
    head = next(each.person_id for each in members if each.is_head)
    noticed: tuple[Noticed, ...] = ()
    if random.random() < 0.35:
        noticed = (random.choice(FOUND),)
        if random.random() < 0.5:
            question, value = random.choice(OF_WORKER)
            noticed = (*noticed, Noticed(question, value, head))
    if Visit.objects.count() % EACH_WISHES == 1:
        noticed = (*(each for each in noticed if each.question != "job"), Noticed("job", "training", head))
    said = VisitRecord(
        Purpose.PAIRING,
        how,
        on,
        by,
        met=(head,),
        note=random.choice(NOTES),
        needs=random.choice(NEEDS),
        place=_at_their_door(dossier) if how == "home" else None,
        noticed=noticed,
    )
    return record_visit(dossier, said, form_key=uuid4(), by=by)


def _at_their_door(dossier: Dossier) -> Place | None:
    """A few hundred metres from where the unit lies; nothing for a unit without a place."""
    unit = UnitPlace.objects.filter(unit=dossier.unit).first()
    return Place(unit.latitude + 3_000, unit.longitude + 2_000, 15) if unit else None


def take_up_findings(*, clerk: User) -> None:
    """The clerk took up what was found, but for the latest, and wishes that wait for a course or a post."""
    waiting = list(Finding.objects.filter(state=FindingState.OPEN).order_by("visit__visited_on", "id"))
    wishes = [each for each in waiting if each.kind == FindingKind.WISH][-STILL_WISHED:]
    waiting = [each for each in waiting if each not in wishes]
    for number, each in enumerate(waiting[:-STILL_OPEN]):
        if each.kind != FindingKind.CHANGE:
            close_finding(each, by=clerk)
        elif number % 4 == 3:
            decline_finding(each, why="打电话问过，号码没有换", by=clerk)
        else:
            accept_finding(each, by=clerk)
