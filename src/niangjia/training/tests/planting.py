"""Rows with a value of their own in each field of words, for tests of deletion and of what lies on disk."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.training.models import (
    Attendance,
    Certificate,
    Course,
    Enrolment,
    Instalment,
    Placement,
    Project,
    ProjectVisit,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; `new` makes the values. Returns ids that are to be gone too."""
    name, now, today, unit = dossier.worker.name, clock.now(), clock.today(), dossier.unit
    of: dict[str, Any] = {"dossier": dossier, "person": dossier.worker}
    made: dict[str, Any] = {"made_by": by, "made_at": now}
    profile = SkillsProfile.objects.create(
        **of, can=new(), note=new(), skills={"x": new()}, wishes=[new()], terms=[new()], recorded_by=by, recorded_at=now
    )
    Certificate.objects.create(profile=profile, skill=new(), level=5, number=new(), added_at=now)
    words = dict.fromkeys(("title", "provider", "place", "audience", "why_cancelled"), f"{name}的班")
    course = Course.objects.create(
        unit=unit, kind="own", skill="fungus", payer="union", starts_on=today, ends_on=today, seats=2, changed_at=now,
        **words, **made,
    )  # fmt: skip
    enrolment = Enrolment.objects.create(
        **of, **made, course=course, state="certified", seat=1, agreed_on=today, note=new(), certificate_number=new(),
        agreed_how=new(), why_left=new(),
    )  # fmt: skip
    Attendance.objects.create(enrolment=enrolment, on=today, presence="present")
    told = dict.fromkeys(("title", "employer", "place", "contact"), f"{name}的岗")
    vacancy = Vacancy.objects.create(
        unit=unit, kind="job", skill="fungus", terms="full-day", region="150785", posts=2, pay_from_fen=1, pay_to_fen=2,
        last_on=today, changed_at=now, **told, **made,
    )  # fmt: skip
    placement = Placement.objects.create(
        **of, **made, vacancy=vacancy, enrolment=enrolment, title=new()[:60], employer=new()[:60], offered_on=today,
        note=new(), agreed_how=new(), contract=new(), why_left=new(),
    )  # fmt: skip
    WorkFollowUp.objects.create(placement=placement, months=3, due_on=today, note=new())
    project = Project.objects.create(
        **of, **made, kind=new(), plan=new(), lent_fen=100, lender=new(), agreed_on=today, agreed_how=new(),
        proposed_why=new(), proposed_plan=[new()],
    )  # fmt: skip
    Instalment.objects.create(project=project, due_on=today, amount_fen=100)
    ProjectVisit.objects.create(project=project, on=today, words=new(), by=by, at=now)
    where = {"to": by, "at": now, "text": {"zh": "看", "en": "look"}}
    Notice.objects.create(**where, address=f"/training/enrolments/{enrolment.pk}/")
    Notice.objects.create(**where, address=f"/training/placements/{placement.pk}/")
    return [str(each.pk) for each in (profile, enrolment, placement, project)]
