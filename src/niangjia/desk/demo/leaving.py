"""Households on their way out of help in the demo bureau: one at every step of the exit, and what comes after it."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from niangjia.accounts.models import Unit
from niangjia.desk.demo.cast import Staff, consent, days_ago
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import (
    approve_exit,
    confirm_exit,
    draft_dossier,
    end_watch,
    file_dossier,
    post_exit_notice,
    propose_exit,
    propose_relapse,
    record_follow_up,
    record_income,
    record_objection,
    redraft_dossier,
    remove_notice,
    review_exit,
    start_watch,
    watch_dossier,
)
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import latest_notice
from niangjia.dossiers.queries_of_leaving import next_follow_up
from niangjia.dossiers.step_records import ExitNoticeRecord, FollowUpRecord
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months

EXIT = ("propose", "review", "confirm", "post-notice", "approve", "start-watch")
WAYS: tuple[tuple[tuple[str, int], ...], ...] = (
    (("income-but-one", 5),),
    (("income", 4),),
    (("propose", 2),),
    (("propose", 6), ("review", 3)),
    (("propose", 9), ("review", 6), ("confirm", 1)),
    (("propose", 13), ("review", 10), ("confirm", 7), ("post-notice", 3), ("object", 1)),
    (("propose", 30), ("review", 27), ("confirm", 25), ("post-notice", 23)),
    (("propose", 100), ("review", 97), ("confirm", 95), ("post-notice", 93), ("approve", 70)),
    (("propose", 230), ("review", 227), ("confirm", 225), ("post-notice", 223), ("approve", 190)),
    (*zip(EXIT, (270, 267, 265, 263, 230, 33), strict=True),),
    (*zip(EXIT, (370, 367, 365, 363, 330, 140), strict=True), ("well", 108), ("trouble", 46), ("relapse", 2)),
    (
        *zip(EXIT, (690, 687, 685, 683, 650, 460), strict=True),
        *(("well", day) for day in (428, 366, 274, 92)),
        ("end-watch", 91),
        ("redraft", 2),
    ),
)
"""What was done how many days ago; what comes next waits for somebody."""

FILED_BEFORE = 200
"""Days from filing to the first act of a way."""

SALARIES_FEN = (121_000, 118_500, 124_300, 119_800, 131_200, 126_700)
"""Net income a head in six months, above every line of these years."""


def let_leave(unit: Unit, staff: Staff, *, seed: int) -> None:
    """File households at a unit and take each as far as WAYS says; and watch one that is not filed."""
    random = Random(f"{seed}/leaving")  # noqa: S311 (repeatable on purpose)
    taken: set[str] = set()
    for acts in WAYS:
        with days_ago(acts[0][1] + FILED_BEFORE):
            record = year_record(invent_family(random, [unit], taken), clock.today())
            dossier = file_dossier(record, unit=unit, by=staff.officer)
            consent(dossier, ("sensitive", "notice"), by=staff.officer)
        for act, day in acts:
            with days_ago(day):
                ACTS[act](dossier, staff)
    with days_ago(40):
        record = year_record(invent_family(random, [unit], taken), clock.today())
        near = draft_dossier(record, unit=unit, by=staff.officer)
    with days_ago(36):
        why = "人均收入略高于标准，先不建档，按预警户监测"
        watch_dossier(near, note=why, **_told(), by=staff.reviewer)


def _told() -> dict[str, Any]:
    return {"told_on": clock.today(), "told_how": "in-person", "told_by": "关志林"}


def _state_income(dossier: Dossier, staff: Staff, *, is_one_missing: bool = False) -> None:
    """The six months that count today, or all but the third of them."""
    this_month = clock.today().replace(day=1)
    for place, net in enumerate(SALARIES_FEN):
        if not (is_one_missing and place == 2):
            month: date = add_months(this_month, place - len(SALARIES_FEN))
            record_income(dossier, month=month, net_per_head_fen=net, source="payslip", by=staff.officer)


def _propose(dossier: Dossier, staff: Staff) -> None:
    _state_income(dossier, staff)
    propose_exit(dossier, note="家里收入稳定下来，当初的困难已经过去", by=staff.officer)


def _object(dossier: Dossier, staff: Staff) -> None:
    notice = latest_notice(dossier)
    if notice is not None:
        told = {"told_by": "同班组工友", "text": "听说他家最近又有人住院，请再看看是不是脱困太早"}
        record_objection(notice, received_on=clock.today(), **told, by=staff.officer)


def _approve(dossier: Dossier, staff: Staff) -> None:
    notice = latest_notice(dossier)
    if notice is not None:
        remove_notice(notice, by=staff.officer)
    approve_exit(dossier, note="同意，进入渐退期", by=staff.approver)


def _follow_up(dossier: Dossier, staff: Staff, finding: str, words: str) -> None:
    planned = next_follow_up(dossier)
    told = FollowUpRecord(clock.today(), "visit", finding, words, planned.pk if planned else None)
    record_follow_up(dossier, told, by=staff.officer)


ACTS: dict[str, Callable[[Dossier, Staff], object]] = {
    "income": _state_income,
    "income-but-one": lambda dossier, staff: _state_income(dossier, staff, is_one_missing=True),
    "propose": _propose,
    "review": lambda dossier, staff: review_exit(dossier, note="收入与工资条一致", by=staff.reviewer),
    "confirm": lambda dossier, staff: confirm_exit(dossier, **_told(), note="本人同意", by=staff.officer),
    "post-notice": lambda dossier, staff: post_exit_notice(
        dossier, ExitNoticeRecord(clock.today(), "林场公示栏"), by=staff.officer
    ),
    "object": _object,
    "approve": _approve,
    "start-watch": lambda dossier, staff: start_watch(dossier, by=staff.officer),
    "well": lambda dossier, staff: _follow_up(dossier, staff, "well", "全家收入稳定，没有新的困难"),
    "trouble": lambda dossier, staff: _follow_up(dossier, staff, "trouble", "家里有人查出重病，正在筹手术费"),
    "relapse": lambda dossier, staff: propose_relapse(
        dossier, note="手术费自付部分超过六万元，家中已无积蓄", rests_on=["follow-up", "papers"], by=staff.officer
    ),
    "end-watch": lambda dossier, staff: end_watch(dossier, note="回访都很好，结束监测", by=staff.clerk),
    "redraft": lambda dossier, staff: redraft_dossier(dossier, reason="工伤停工，收入中断", by=staff.officer),
}
