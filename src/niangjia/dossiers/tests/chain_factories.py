"""Drafts, papers and consents for tests of the chain, and every act of it as somebody would do it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from niangjia.accounts.models import Appointment, Role, User
from niangjia.dossiers import commands
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.papers import papers_for
from niangjia.dossiers.queries_of_leaving import next_follow_up
from niangjia.dossiers.step_records import (
    AppraisalRecord,
    ExitNoticeRecord,
    FollowUpRecord,
    NoticeRecord,
    VerificationRecord,
    VisitRecord,
)
from niangjia.dossiers.tests.factories import record
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.people.commands import record_consent
from niangjia.people.models import Evidence

DAY = date(2026, 6, 1)
"""A Monday: drafts of tests are begun on it."""


def draft(unit: Any, by: User, *members: Any, is_emergency: bool = False, **changes: Any) -> Dossier:
    """A dossier begun by hand."""
    return commands.draft_dossier(record(*members, **changes), unit=unit, by=by, is_emergency=is_emergency)


def give_papers(dossier: Dossier, by: User, *, is_original_seen: bool = True) -> None:
    """A row of evidence for each paper that the causes ask for; no file lies behind it."""
    for paper in papers_for([dossier.main_cause, *dossier.secondary_causes], {}):
        seen = {"original_seen_on": clock.today(), "original_seen_by": by} if is_original_seen else {}
        Evidence.objects.create(
            household=dossier.household,
            kind=paper.kinds[0],
            file_name="a.jpg",
            media_type="image/jpeg",
            size=1,
            sha256="0" * 64,
            uploaded_at=clock.now(),
            uploaded_by=by,
            **seen,
        )


def give_consents(dossier: Dossier, by: User, *purposes: str) -> None:
    """The consents of the head: checking and publication unless told otherwise."""
    for purpose in purposes or ("verification", "notice"):
        record_consent(
            dossier.worker,
            purpose=purpose,
            given_how="paper",
            signed_by="self",
            signed_on=clock.today(),
            unit=dossier.unit,
            by=by,
        )


def ready(unit: Any, by: User, *members: Any, **changes: Any) -> Dossier:
    """A draft with everything the chain will ask for."""
    dossier = draft(unit, by, *members, **changes)
    give_papers(dossier, by)
    give_consents(dossier, by)
    return dossier


def visit(**changes: Any) -> VisitRecord:
    """A visit of today."""
    told = {"visitors": "张工、李工", "housing": "平房两间", "causes": "丈夫患病", "needs": "医药费"}
    return VisitRecord(**{"visited_on": clock.today(), **told, **changes})


def verification(**changes: Any) -> VerificationRecord:
    """A check answered today."""
    return VerificationRecord(
        **{
            "answered_on": clock.today(),
            "source": "civil-affairs",
            "result": "agrees",
            "findings": "无变动",
            **changes,
        }
    )


def appraisal(**changes: Any) -> AppraisalRecord:
    """A meeting of today."""
    return AppraisalRecord(
        **{"met_on": clock.today(), "attendees": 9, "minutes": "一致同意", "is_in_favour": True, **changes}
    )


def notice(**changes: Any) -> NoticeRecord:
    """A notice from today on, for the shortest time."""
    return NoticeRecord(**{"starts_on": clock.today(), "place": "林场公示栏", **changes})


def talked() -> dict[str, Any]:
    """That something was talked over with the worker today."""
    return {"told_on": clock.today(), "told_how": "in-person", "told_by": "张工"}


def exit_notice(**changes: Any) -> ExitNoticeRecord:
    """A notice of an exit from today on, for the shortest time."""
    return ExitNoticeRecord(**{"starts_on": clock.today(), "place": "林场公示栏", **changes})


def follow_up(dossier: Dossier, **changes: Any) -> FollowUpRecord:
    """The follow-up that is due next, or, long before its day, one that nobody had planned, made today."""
    planned = next_follow_up(dossier)
    if planned is not None and planned.due_on > clock.today() + timedelta(days=14):
        planned = None
    told = {"how": "call", "finding": "well", "words": "工资正常", "planned": planned.pk if planned else None}
    return FollowUpRecord(**{"done_on": clock.today(), **told, **changes})


def earn(dossier: Dossier, by: User, *, yuan: int = 3000, months: int = 6) -> None:
    """State the income of the last full months."""
    for back in range(1, months + 1):
        month = add_months(clock.today(), -back)
        commands.record_income(dossier, month=month, net_per_head_fen=yuan * 100, source="bank", by=by)


DO: dict[str, Callable[..., Dossier]] = {
    "submit": commands.submit_dossier,
    "review": commands.review_dossier,
    "record-visit": lambda dossier, **more: commands.record_visit(dossier, visit(), **more),
    "verify": lambda dossier, **more: commands.verify_dossier(dossier, verification(), **more),
    "appraise": lambda dossier, **more: commands.appraise_dossier(dossier, appraisal(), **more),
    "post-notice": lambda dossier, **more: commands.post_notice(dossier, notice(), **more),
    "recheck": commands.recheck_dossier,
    "file": commands.file_rechecked,
    "return": lambda dossier, **more: commands.return_dossier(dossier, missing=["application"], **more),
    "refuse": lambda dossier, **more: commands.refuse_dossier(
        dossier, reason="收入超过标准", told_on=clock.today(), told_how="in-person", **more
    ),
    "withdraw": commands.withdraw_dossier,
    "propose-exit": lambda dossier, **more: commands.propose_exit(dossier, note="病已治好，已上岗", **more),
    "review-exit": commands.review_exit,
    "confirm-exit": lambda dossier, **more: commands.confirm_exit(dossier, **talked(), **more),
    "post-exit-notice": lambda dossier, **more: commands.post_exit_notice(dossier, exit_notice(), **more),
    "approve-exit": commands.approve_exit,
    "start-watch": commands.start_watch,
    "record-follow-up": lambda dossier, **more: commands.record_follow_up(dossier, follow_up(dossier), **more),
    "end-watch": commands.end_watch,
    "decline-exit": lambda dossier, **more: commands.decline_exit(dossier, note="药费还高", **talked(), **more),
    "return-exit": lambda dossier, **more: commands.return_exit(dossier, note="再看一年", **more),
    "propose-relapse": lambda dossier, **more: commands.propose_relapse(
        dossier, note="旧病复发", rests_on=["follow-up"], **more
    ),
    "approve-relapse": commands.approve_relapse,
    "return-relapse": lambda dossier, **more: commands.return_relapse(dossier, note="收入仍稳定", **more),
    "watch": lambda dossier, **more: commands.watch_dossier(dossier, note="略高于标准", **talked(), **more),
    "resume": commands.resume_dossier,
    "regularise": lambda dossier, **more: commands.regularise_dossier(dossier, note="困难仍在", **more),
    "end-temporary": lambda dossier, **more: commands.end_temporary(dossier, note="难关已过", **more),
    "close": lambda dossier, *, by, seen=None: commands.close_dossier(dossier, reason="retired", by=by),  # noqa: ARG005 (has no page)
}
"""Each act as somebody does it: `DO["review"](dossier, by=reviewer)`."""

LEAVING = ("propose-exit", "review-exit", "confirm-exit", "post-exit-notice", "approve-exit", "start-watch")
"""The acts of an ordinary exit, up to the watch."""
FORWARD = ("submit", "review", "record-visit", "verify", "appraise", "post-notice", "recheck", "file")
WAYS = {
    **dict.fromkeys(("return", "refuse", "withdraw", "watch"), ("submit",)),
    "resume": ("submit", "watch"),
    **dict.fromkeys(("regularise", "end-temporary", "close"), FORWARD),
    "return-exit": (*FORWARD, *LEAVING[:1]),
    "decline-exit": (*FORWARD, *LEAVING[:2]),
    "propose-relapse": (*FORWARD, *LEAVING[:5]),
    **dict.fromkeys(("approve-relapse", "return-relapse"), (*FORWARD, *LEAVING[:5], "propose-relapse")),
    "record-follow-up": (*FORWARD, *LEAVING),
    "end-watch": (*FORWARD, *LEAVING, *["record-follow-up"] * 4),
}
"""The acts before each that is not of the ordinary way itself."""
WAITS = {"recheck": 9, "approve-exit": 20, "start-watch": 190}
"""Days that pass before an act."""


def staff(someone: Callable[..., User], bureau: Any, farm: Any) -> dict[str, User]:
    """Who does which act in an ordinary case."""
    officer, second = someone(Role.UNIT_OFFICER, farm, "farm-officer"), someone(Role.UNIT_OFFICER, farm, "second")
    clerk, approver = someone(Role.ASSISTANCE_CLERK, bureau, "the-clerk"), someone(Role.APPROVER, bureau, "chair")
    reviewer = someone(Role.REVIEWER, bureau, "the-reviewer")
    by = dict.fromkeys(("submit", "record-visit", "appraise", "post-notice", "withdraw", "return"), officer)
    by |= {"review": second, "verify": clerk, "recheck": approver, "file": clerk, "refuse": reviewer}
    by |= dict.fromkeys(("propose-exit", "confirm-exit", "decline-exit", "post-exit-notice"), officer)
    by |= dict.fromkeys(("start-watch", "record-follow-up", "propose-relapse", "resume"), officer)
    by |= dict.fromkeys(("approve-exit", "approve-relapse", "return-relapse", "regularise", "end-temporary"), approver)
    by |= {"review-exit": reviewer, "return-exit": reviewer, "watch": reviewer, "end-watch": clerk}
    return by | {"close": clerk}


def walk(dossier: Dossier, people: dict[str, User], *, until: str) -> Dossier:
    """Do the acts of an ordinary case in order, a working week apart after the notice, up to and with one of them."""
    day = clock.today()
    for act in FORWARD[: FORWARD.index(until) + 1]:
        day += timedelta(days=8 if act == "recheck" else 0)
        with clock.set_to(day, hour=10):
            dossier = DO[act](dossier, by=people[act])
    return dossier


def leave(dossier: Dossier, people: dict[str, User], *, until: str) -> Dossier:
    """Do the acts of an ordinary exit in order, up to and with one of them: a notice and a tapering period later."""
    earn(dossier, people["propose-exit"])
    day = clock.today()
    for act in LEAVING[: LEAVING.index(until) + 1]:
        day += timedelta(days=20 if act == "approve-exit" else 190 if act == "start-watch" else 0)
        with clock.set_to(day, hour=10):
            dossier = DO[act](dossier, by=people[act])
    return dossier


def _way_to(act: str) -> tuple[str, ...]:
    """The acts before one, from the draft on."""
    if act in FORWARD:
        return FORWARD[: FORWARD.index(act)]
    if act in LEAVING:
        return (*FORWARD, *LEAVING[: LEAVING.index(act)])
    return WAYS[act]


def stand_before(act: str, unit: Any, people: dict[str, User]) -> tuple[Dossier, date]:
    """A dossier that real acts brought to where an act may be done, and a day on which it may."""
    day = DAY
    with clock.set_to(day):
        dossier = ready(unit, people["submit"])
    Dossier.objects.filter(pk=dossier.pk).update(is_temporary=act in {"regularise", "end-temporary"})
    for each in (*_way_to(act), act):
        day += timedelta(days=WAITS.get(each, 0))
        if each == "record-follow-up" and dossier.due_on:
            day = dossier.due_on
        with clock.set_to(day, hour=10):
            if each == "propose-exit":
                earn(dossier, people[each])
            if each != act:
                dossier = DO[each](dossier, by=people[each])
    return dossier, day


def also(user: User, unit: Any, *roles: str) -> None:
    """Give someone further roles at a unit."""
    for role in roles:
        Appointment.objects.create(user=user, role=role, unit=unit, starts_on=date(2020, 1, 1))
