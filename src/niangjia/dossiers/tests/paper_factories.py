"""Households for tests of printed forms: one with everything and its whole way, one with little, one of nine."""

from datetime import date, timedelta

from niangjia.dossiers import queries
from niangjia.dossiers.commands import appraise_dossier, confirm_fact, record_objection, record_visit
from niangjia.dossiers.commands.notices import handle_objection, remove_notice
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    appraisal,
    draft,
    give_consents,
    give_papers,
    visit,
)
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.kernel import clock
from niangjia.people.commands import record_consent
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord
from niangjia.people.tests.factories import YEAR, identity

PHONE, CARD, OTHER_PHONE = "13847000001", "6228489990000000003", "04701234567"
ADDRESS = "根河市白桦岭林海路 12 号院 3 栋 2 单元 501 室"
NOTE, DOSSIER_NOTE = "冬季哮喘加重，入户请先打电话", "上级要求七月底前再走访一次"
HOUSING = "砖木结构平房两间，屋顶漏雨，冬季靠烧柴取暖。" * 6
NEEDS = "丈夫每月化疗自付约三千元，盼望先解决医药费；儿子九月升高中，担心住宿费。"
MINUTES = "与会九人逐一发言，认为情况属实，家庭确有困难，同意建档；建议同时申请医疗互助。" * 5


def paid(kind, yuan, since=YEAR):
    """An amount of the year."""
    return AmountRecord(kind, yuan * 100, *since)


def worker(name="刘心红", **changes):
    """A worker with everything that a form asks."""
    particulars = {
        "phone": PHONE, "other_contact": OTHER_PHONE, "note": NOTE, "health": "malignant-tumour",
        "ethnicity": "mongol", "political_status": "party", "marital_status": "married", "hukou": "non-agricultural",
        "disability_type": "physical", "disability_grade": 2, "medical_insurance": "urban-employee",
        "model_worker": "none", "started_work_on": date(2001, 7, 1),
        "employer": "内蒙古大兴安岭白桦岭森林经营有限责任公司第三林场营林作业所", "industry": "agriculture",
    }  # fmt: skip
    return person(
        name,
        is_head=True,
        wage_fen=2_400_000,
        spending=(paid("medical", 30_000),),
        bank={"bank": "中国农业银行", "branch": "根河市支行林海路分理处", "card_number": CARD},
        particulars=particulars | changes,
    )


def child(name="刘春生", **changes):
    """A child at school."""
    at_school = {
        "stage": "junior", "work_status": "student", "school": "根河市第一中学", "school_kind": "public",
        "entered_school_in": 2024, "school_years": 3,
    }  # fmt: skip
    number = identity(date(2012, 3, 4))
    return person(name, identity_number=number, particulars=at_school | changes, spending=(paid("tuition", 1_200),))


def full_home():
    """Three members with income, spending, property and an event."""
    wife = person("包秀英", relation="spouse", wage_fen=600_000, particulars={"phone": "13847000002"})
    return household(
        worker(),
        wife,
        child(),
        particulars={"address": ADDRESS, "postcode": "022350", "housing": "self-built", "is_union_member": True},
        assets=(AssetRecord("dwelling", 1), AssetRecord("savings", value_fen=300_000)),
        events=(EventRecord(9_500_000, 1_000_000, date(2026, 3, 4)),),
        incomes=(paid("shared", 2_000),),
    )


def nine_home():
    """A worker and eight others, with rare and long names."""
    names = "春生来华明光𫖯𬀩"
    others = [
        person(f"欧阳{name}", relation="son", wage_fen=(place % 3) * 600_000, particulars={"note": NOTE})
        for place, name in enumerate(names)
    ]
    return household(worker("欧阳䶮"), *others, particulars={"address": ADDRESS})


def whole(dossier):
    """As the pages load it."""
    return queries.whole(Dossier.objects.filter(pk=dossier.pk)).get()


def authorise_others(dossier, by):
    """The authorisation to check of every adult beside the worker."""
    for each in dossier.household.memberships.exclude(person=dossier.worker).select_related("person"):
        if each.person.born_on.year < 2000:
            told = {"purpose": "verification", "given_how": "paper", "signed_by": "self", "signed_on": clock.today()}
            record_consent(each.person, unit=dossier.unit, by=by, **told)


def walked(people, farm, home=None):
    """A dossier that went the whole way: returned once, an objection during the notice, then filed."""
    with clock.set_to(DAY):
        dossier = draft(farm, people["submit"], home=home or full_home(), note=DOSSIER_NOTE)
        DO["submit"](dossier, by=people["submit"])
        DO["return"](dossier, by=people["review"])
    with clock.set_to(DAY + timedelta(days=2)):
        give_papers(dossier, people["submit"])
        give_consents(dossier, people["submit"])
        authorise_others(dossier, people["submit"])
        for act in ("submit", "review"):
            DO[act](dossier, by=people[act])
        told = {"housing": HOUSING, "needs": NEEDS, "spoken_with": "包秀英"}
        record_visit(dossier, visit(**told), by=people["record-visit"])
        DO["verify"](dossier, by=people["verify"])
        appraise_dossier(dossier, appraisal(minutes=MINUTES), by=people["appraise"])
        DO["post-notice"](dossier, by=people["post-notice"])
        objection = record_objection(
            dossier.notices.get(),
            received_on=clock.today(),
            told_by="邻居王某",
            text="他家有一辆小汽车",
            by=people["submit"],
        )
    with clock.set_to(DAY + timedelta(days=14)):
        handle_objection(objection, outcome="unfounded", answer="车是亲戚的，已核对", by=people["refuse"])
        remove_notice(dossier.notices.get(), by=people["submit"])
        DO["recheck"](dossier, by=people["recheck"])
        DO["file"](dossier, by=people["file"])
    with clock.set_to(DAY + timedelta(days=60)):
        confirm_fact(whole(dossier), name="union_aid_fen", value=0, by=people["file"])
    return whole(dossier)


def sparse(farm, clerk):
    """A dossier taken over from paper, of one worker without anything more than must be."""
    return whole(file(person("王一", is_head=True), unit=farm, by=clerk))
