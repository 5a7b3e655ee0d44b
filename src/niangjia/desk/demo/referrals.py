"""What the demo bureau asks of departments and partners for two households, and the joint meeting on it."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from niangjia.accounts.models import Unit, User
from niangjia.desk.demo.cast import Staff, consent, days_ago
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import file_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.referrals.catalogue import ITEMS
from niangjia.referrals.commands import (
    accept_referral,
    answer_link,
    answer_referral,
    approve_answer,
    chase_referral,
    close_referral,
    draft_referral,
    finish_decision,
    issue_link,
    open_link,
    open_meeting,
    record_decision,
    return_answer,
    send_referral,
)
from niangjia.referrals.models import Referral

FILED = 120


def ask_departments(farm: Unit, staff: Staff, *, seed: int) -> None:
    """File two households at a unit, ask for things in every state a referral can be in, and enter a joint meeting."""
    random = Random(f"{seed}/referrals")  # noqa: S311 (repeatable on purpose)
    taken: set[str] = set()
    with days_ago(FILED):
        records = [year_record(invent_family(random, [farm], taken), clock.today()) for _each in range(2)]
        first, second = (file_dossier(record, unit=farm, by=staff.officer) for record in records)
        for dossier in (first, second):
            consent(dossier, ("sensitive", "third-party"), by=staff.officer)
    late = _late_one(first, staff)
    _with_civil_affairs(first, second, staff)
    _by_link(first, second, staff)
    with days_ago(1):
        _draft(second, "training", "局人力资源和社会保障部", "本人愿意学一门手艺，请看近期有没有培训班", staff.officer)
    _meet(farm.get_parent(), late, staff.clerk)


def _draft(dossier: Dossier, item: str, partner: str, request: str, by: User) -> Referral:
    unit = Unit.objects.get(name=partner)
    facts: Sequence[str] = ITEMS[item].facts
    return draft_referral(dossier, item=item, partner=unit, person=dossier.worker, facts=facts, request=request, by=by)


def _ask(days: int, dossier: Dossier, item: str, partner: str, request: str, by: User) -> Referral:
    with days_ago(days):
        return send_referral(_draft(dossier, item, partner, request, by), by=by)


def _late_one(dossier: Dossier, staff: Staff) -> Referral:
    """Taken on by the hospital and never answered: the ladder has gone up to the leader."""
    request = "腰伤复发，需要到上级医院检查治疗，请帮助联系床位和转诊手续"
    referral = _ask(34, dossier, "treatment", "白桦岭旗人民医院", request, staff.clerk)
    with days_ago(32):
        accept_referral(referral, by=staff.hospital)
    for days in (29, 25, 21, 14):
        with days_ago(days):
            chase_referral(referral.pk)
    return referral


def _with_civil_affairs(first: Dossier, second: Dossier, staff: Staff) -> None:
    """One just sent, one answered, one sent back for more, one closed."""
    office, department = "局民政科", staff.department
    _ask(3, first, "minimum-living", office, "收入减少，请核对能否纳入低保", staff.officer)
    answered = _ask(8, first, "temporary-relief", office, "近期开支大，一时周转不开，请给予临时救助", staff.officer)
    back = _ask(12, second, "minimum-living", office, "家里收入下降，请核对是否符合低保条件", staff.clerk)
    closed = _ask(60, second, "temporary-relief", office, "屋顶漏雨急需维修，请给予临时救助", staff.officer)
    with days_ago(55):
        accept_referral(closed, by=department)
    with days_ago(54):
        answer_referral(closed, result="done", words="已发放临时救助金 2000 元", by=department)
    with days_ago(53):
        approve_answer(closed, by=staff.officer)
    with days_ago(50):
        close_referral(closed, outcome="helped", note="已到账，屋顶已经修好", by=staff.officer)
    with days_ago(7):
        accept_referral(answered, by=department)
        accept_referral(back, by=department)
    with days_ago(4):
        answer_referral(back, result="more-papers", words="还缺户口簿复印件", by=department)
    with days_ago(2):
        return_answer(back, why="户口簿复印件已随档案提供，请再核对一次", by=staff.clerk)
        answer_referral(answered, result="in-part", words="已批 1500 元，其余待下月审核", by=department)


def _by_link(first: Dossier, second: Dossier, staff: Staff) -> None:
    """Two partners without an account: one has answered through its link, the other has not yet."""
    helped = _ask(10, second, "legal-aid", "松涛律师事务所", "工资和社保有争议，请提供法律援助", staff.clerk)
    with days_ago(9):
        issued = issue_link(helped, contact="松涛律师事务所前台", by=staff.clerk)
    with days_ago(6):
        key = open_link(issued.token, code=issued.code).key
        words = "已安排律师，下周一上午到林场面谈"
        answer_link(issued.token, key=key, result="done", words=words, signed_as="接待律师")
    waiting = _ask(5, first, "charity", "白桦岭慈善会", "家里负担重，积蓄已经用完，请看能否给予慈善帮扶", staff.clerk)
    with days_ago(5):
        issue_link(waiting, contact="白桦岭慈善会办公室", by=staff.clerk)


def _meet(bureau: Unit, late: Referral, clerk: User) -> None:
    """One decision is carried out, one is late, one is still to come."""
    with days_ago(12):
        today = clock.today()
        texts = {
            "place": "局机关三楼会议室",
            "chair": "郭建功",
            "present": "局工会、局民政科、局医保办、局教育科、白桦岭旗人民医院",
            "notes": "逐件看了未办结的事项。医疗类事项时间最长，各单位确定了具体联系人。",
        }
        meeting = open_meeting(bureau, held_on=today, texts=texts, by=clerk)

        def decide(text: str, owner: str, days: int, referral: Referral | None = None) -> None:
            unit, due_on = Unit.objects.get(name=owner), today + timedelta(days=days)
            record_decision(meeting, text=text, owner=unit, due_on=due_on, referral=referral, by=clerk)

        decide("一周内落实床位，办好转诊手续，并把结果告诉局工会", "白桦岭旗人民医院", 7, late)
        decide("各单位把经办人姓名和电话报局工会", "局民政科", 5)
        decide("年底前把困难职工子女助学政策印成一页纸，发到各林场", "局教育科", 30)
    done = meeting.decisions.get(owner__name="局民政科")
    with days_ago(6):
        finish_decision(done, outcome="名单已汇总并发到各林场", by=clerk)
