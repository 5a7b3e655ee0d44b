"""Dossiers of the last weeks on their way to being filed, one in every state of the chain, with papers and consents."""

from base64 import b64decode
from random import Random

import segno

from niangjia.accounts.models import Unit, User
from niangjia.desk.demo.cast import Staff, consent, days_ago
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import (
    add_evidence,
    appraise_dossier,
    draft_dossier,
    file_rechecked,
    post_notice,
    recheck_dossier,
    record_objection,
    record_visit,
    remove_notice,
    return_dossier,
    review_dossier,
    submit_dossier,
    verify_dossier,
)
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import latest_notice, papers_of
from niangjia.dossiers.step_records import AppraisalRecord, NoticeRecord, VerificationRecord, VisitRecord
from niangjia.kernel import clock

WAY = ("submit", "review", "record-visit", "verify", "appraise", "post-notice", "recheck")
DAYS = {"submit": 1, "review": 2, "record-visit": 3, "verify": 4, "appraise": 2, "post-notice": 1, "recheck": 17}
"""Days from the act before; a notice hangs seventeen at most, with the longest holiday of a year in it."""
OBJECTED_TO = ("post-notice", 1)
GOES_TO = (
    ("", 1),
    ("submit", 2),
    ("review", 1),
    ("record-visit", 2),
    ("verify", 1),
    ("appraise", 2),
    OBJECTED_TO,
    ("post-notice", 10),
    ("recheck", 1),
)
"""The last act of each and how many days ago it was; "" is a draft whose papers are not complete. The second notice
is over."""

TEMPORARY_FILED = 165
"""Days ago: its term of six months is over soon."""


def send_on_their_way(unit: Unit, staff: Staff, *, seed: int) -> None:
    """Begin dossiers at a unit and take each as far as GOES_TO says, so that the last act was done these days."""
    random = Random(f"{seed}/way")  # noqa: S311 (repeatable on purpose)
    taken: set[str] = set()
    for last, since in GOES_TO:
        acts = WAY[: WAY.index(last) + 1] if last else ()
        began = sum(DAYS[act] for act in acts) + since
        with days_ago(began):
            dossier = draft_dossier(
                year_record(invent_family(random, [unit], taken), clock.today()), unit=unit, by=staff.officer
            )
            _papers(dossier, staff.officer, are_complete=bool(last))
        for act in acts:
            began -= DAYS[act]
            with days_ago(began):
                _do(act, dossier, staff)
        if (last, since) == OBJECTED_TO:
            _object(dossier, staff)
    _send_back(unit, staff, random, taken)
    _file_temporary(unit, staff, random, taken)


def _do(act: str, dossier: Dossier, staff: Staff) -> None:
    today = clock.today()
    if act == "submit":
        submit_dossier(dossier, by=staff.officer)
    elif act == "review":
        review_dossier(dossier, note="材料齐全，情况属实", by=staff.reviewer)
    elif act == "record-visit":
        told = {"housing": "房屋保暖一般，屋里收拾得干净", "causes": "家里开支大，收入少", "needs": "缓解生活困难"}
        record_visit(dossier, VisitRecord(today, "关志林、尤春林", **told), by=staff.officer)
    elif act == "verify":
        verify_dossier(dossier, VerificationRecord(today, "civil-affairs", "agrees", "与申报一致"), by=staff.clerk)
    elif act == "appraise":
        appraise_dossier(dossier, AppraisalRecord(today, 9, "九人到会，一致同意", is_in_favour=True), by=staff.officer)
    elif act == "post-notice":
        post_notice(dossier, NoticeRecord(today, "林场公示栏"), by=staff.officer)
    else:
        recheck_dossier(dossier, by=staff.approver)


def _papers(dossier: Dossier, by: User, *, are_complete: bool) -> None:
    """A picture for each paper the causes ask for, and the consents of everybody."""
    for paper in papers_of(dossier)[: None if are_complete else 1]:
        kind = paper.kinds[0]
        add_evidence(dossier, _picture(), kind=kind, file_name=f"{kind}.png", is_original_seen=True, by=by)
    consent(dossier, ("sensitive", "verification", "notice"), by=by)


def _picture() -> bytes:
    return b64decode(segno.make("demo").png_data_uri(scale=8).partition(",")[2])


def _object(dossier: Dossier, staff: Staff) -> None:
    notice = latest_notice(dossier)
    if notice is not None:
        told = {"told_by": "一位邻居", "text": "听说他家去年买了车，请核实"}
        record_objection(notice, received_on=clock.today(), **told, by=staff.clerk)


def _send_back(unit: Unit, staff: Staff, random: Random, taken: set[str]) -> None:
    """An emergency, whose papers come later, and one that was sent back."""
    with days_ago(3):
        record = year_record(invent_family(random, [unit], taken), clock.today())
        submit_dossier(draft_dossier(record, unit=unit, is_emergency=True, by=staff.officer), by=staff.officer)
        record = year_record(invent_family(random, [unit], taken), clock.today())
        back = submit_dossier(draft_dossier(record, unit=unit, by=staff.officer), by=staff.officer)
    with days_ago(1):
        return_dossier(back, missing=["application"], note="申请书还没有本人签字", by=staff.reviewer)


def _file_temporary(unit: Unit, staff: Staff, random: Random, taken: set[str]) -> None:
    """A temporary dossier that went the whole way, and whose term is nearly over."""
    began = sum(DAYS.values()) + TEMPORARY_FILED
    with days_ago(began):
        record = year_record(invent_family(random, [unit], taken), clock.today())
        dossier = draft_dossier(record, unit=unit, is_temporary=True, by=staff.officer)
        _papers(dossier, staff.officer, are_complete=True)
    for act in WAY:
        began -= DAYS[act]
        with days_ago(began):
            _do(act, dossier, staff)
    with days_ago(TEMPORARY_FILED):
        notice = latest_notice(dossier)
        if notice is not None:
            remove_notice(notice, by=staff.officer)
        file_rechecked(dossier, by=staff.clerk)
