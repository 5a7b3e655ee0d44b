"""Dossiers of the last weeks on their way to being filed, one in every state of the chain, with papers and consents."""

from base64 import b64decode
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import segno

from niangjia.accounts.models import Unit, User
from niangjia.desk.demo.households import invent_family
from niangjia.desk.demo.years import year_record
from niangjia.dossiers.commands import (
    add_evidence,
    appraise_dossier,
    draft_dossier,
    post_notice,
    recheck_dossier,
    record_consents,
    record_objection,
    record_visit,
    return_dossier,
    review_dossier,
    submit_dossier,
    verify_dossier,
)
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.queries_of_chain import latest_notice, papers_of
from niangjia.dossiers.step_records import AppraisalRecord, NoticeRecord, VerificationRecord, VisitRecord
from niangjia.kernel import clock
from niangjia.kernel.periods import completed_years
from niangjia.people.models import Person

WAY = ("submit", "review", "record-visit", "verify", "appraise", "post-notice", "recheck")
DAYS = {"submit": 1, "review": 2, "record-visit": 3, "verify": 4, "appraise": 2, "post-notice": 1, "recheck": 14}
"""Days from the act before."""
GOES_TO = ("", "submit", "review", "record-visit", "verify", "appraise", "post-notice", "post-notice", "recheck")
"""The last act of each; "" is a draft whose papers are not complete."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what."""

    officer: User
    clerk: User
    reviewer: User
    approver: User


def send_on_their_way(unit: Unit, staff: Staff, *, seed: int) -> None:
    """Begin dossiers at a unit and take each as far as GOES_TO says, so that the last act was done these days."""
    random = Random(f"{seed}/way")  # noqa: S311 (repeatable on purpose)
    taken: set[str] = set()
    for place, last in enumerate(GOES_TO):
        acts = WAY[: WAY.index(last) + 1] if last else ()
        began = sum(DAYS[act] for act in acts) + 1 + place % 2
        with _days_ago(began):
            dossier = draft_dossier(
                year_record(invent_family(random, [unit], taken), clock.today()), unit=unit, by=staff.officer
            )
            _papers(dossier, staff.officer, are_complete=bool(last))
        for act in acts:
            began -= DAYS[act]
            with _days_ago(began):
                _do(act, dossier, staff)
        if place == GOES_TO.index("post-notice"):
            _object(dossier, staff)
    _send_back(unit, staff, random, taken)


def _do(act: str, dossier: Dossier, staff: Staff) -> None:
    today = clock.today()
    if act == "submit":
        submit_dossier(dossier, by=staff.officer)
    elif act == "review":
        review_dossier(dossier, note="材料齐全，情况属实", by=staff.reviewer)
    elif act == "record-visit":
        told = {"housing": "砖瓦平房两间，屋里收拾得干净", "causes": "家中有人患病，收入少", "needs": "缓解医药费"}
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
    for person in Person.objects.filter(memberships__household=dossier.household):
        is_child = completed_years(person.born_on, clock.today()) < 14
        told = {"guardian_name": dossier.worker.name, "guardian_relation": "parent"} if is_child else {}
        record_consents(
            dossier,
            person,
            purposes=("sensitive", "verification", "notice"),
            given_how="paper",
            signed_by="guardian" if is_child else "self",
            signed_on=clock.today(),
            by=by,
            **told,
        )


def _picture() -> bytes:
    return b64decode(segno.make("demo").png_data_uri(scale=8).partition(",")[2])


def _object(dossier: Dossier, staff: Staff) -> None:
    notice = latest_notice(dossier)
    if notice is not None:
        told = {"told_by": "一位邻居", "text": "听说他家去年买了车，请核实"}
        record_objection(notice, received_on=clock.today(), **told, by=staff.clerk)


def _send_back(unit: Unit, staff: Staff, random: Random, taken: set[str]) -> None:
    """An emergency, whose papers come later, and one that was sent back."""
    with _days_ago(3):
        record = year_record(invent_family(random, [unit], taken), clock.today())
        submit_dossier(draft_dossier(record, unit=unit, is_emergency=True, by=staff.officer), by=staff.officer)
        record = year_record(invent_family(random, [unit], taken), clock.today())
        back = submit_dossier(draft_dossier(record, unit=unit, by=staff.officer), by=staff.officer)
    with _days_ago(1):
        return_dossier(back, missing=["application"], note="申请书还没有本人签字", by=staff.reviewer)


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.set_to(clock.today() - timedelta(days=days), hour=9)
