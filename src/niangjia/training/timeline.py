"""What this app knows of help to a household, for its map of help: no names, no words that people typed."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import Sum
from django.urls import reverse

from niangjia.dossiers.models import Dossier
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.plans.tiers import Tier
from niangjia.plans.timeline import Mark, MarkKind
from niangjia.training.models import (
    ACTIVE,
    FINISHED,
    Enrolment,
    EnrolmentState,
    FollowUpState,
    Placement,
    PlacementState,
    Project,
    ProjectState,
)

STAYED = 12
"""Months at work after which the goal of a placement is reached."""


def marks_of(dossier: Dossier) -> Iterator[Mark]:
    """Courses, work and household production. Four queries."""
    enrolments = Enrolment.objects.filter(dossier=dossier).select_related("course")
    placements = Placement.objects.filter(dossier=dossier).prefetch_related("follow_ups")
    yield from chain.from_iterable(_of_enrolment(each) for each in enrolments)
    yield from chain.from_iterable(_of_placement(each) for each in placements)
    projects = Project.objects.filter(dossier=dossier).annotate(paid_fen=Sum("instalments__paid_fen"))
    yield from chain.from_iterable(_of_project(each) for each in projects)


def _of_enrolment(enrolment: Enrolment) -> Iterator[Mark]:
    course, skill = enrolment.course, enrolment.course.skill_label
    label = Text(f"培训：{skill.zh}", f"Course: {skill.en}")
    address = reverse("training:show-enrolment", args=[enrolment.pk])
    if enrolment.state in ACTIVE and enrolment.state != EnrolmentState.PROPOSED:
        yield Mark(MarkKind.PROMISED, course.starts_on, label, Tier.FUNDAMENTAL, until=course.ends_on, address=address)
    elif enrolment.state in FINISHED and enrolment.ended_on:
        note = Text("取得证书", "certificate") if enrolment.state == EnrolmentState.CERTIFIED else None
        begun = min(course.starts_on, enrolment.ended_on)
        yield Mark(MarkKind.GIVEN, begun, label, Tier.FUNDAMENTAL, until=enrolment.ended_on, note=note, address=address)


def _of_placement(placement: Placement) -> Iterator[Mark]:
    label, address = Text("上岗就业", "In work"), reverse("training:show-placement", args=[placement.pk])
    if placement.state == PlacementState.ACCEPTED and placement.agreed_on:
        yield Mark(MarkKind.PROMISED, placement.agreed_on, label, Tier.FUNDAMENTAL, address=address)
    if placement.started_on is None:
        return
    note = Text("已离岗", "no longer there") if placement.ended_on else None
    until = placement.ended_on
    yield Mark(MarkKind.GIVEN, placement.started_on, label, Tier.FUNDAMENTAL, until=until, note=note, address=address)
    for each in placement.follow_ups.all():
        if each.state == FollowUpState.THERE and each.months >= STAYED and each.done_on:
            stayed = Text(f"上岗{each.months}个月后仍在岗", f"Still at work after {each.months} months")
            yield Mark(MarkKind.REACHED, each.done_on, stayed, Tier.FUNDAMENTAL, address=address)


def _of_project(project: Project) -> Iterator[Mark]:
    """Money that is lent is told in words, and is no help that was given: it is paid back."""
    if project.started_on is None or project.state == ProjectState.LENDING:
        return
    kind, address = project.kind_label, reverse("training:show-project", args=[project.pk])
    label = Text(f"家庭生产：{kind.zh}", f"Household production: {kind.en}")
    until, note = project.ended_on, _told_loan(project) if project.lent_fen else None
    yield Mark(MarkKind.GIVEN, project.started_on, label, Tier.FUNDAMENTAL, until=until, note=note, address=address)
    if project.state == ProjectState.REPAID and project.ended_on and project.lent_fen:
        repaid = Text(f"{label.zh}，借款还清", f"{label.en}, loan repaid")
        yield Mark(MarkKind.REACHED, project.ended_on, repaid, Tier.FUNDAMENTAL, address=address)


def _told_loan(project: Project) -> Text:
    """What was lent and what was paid back, and what was written off."""
    lent, paid, off = yuan(project.lent_fen), yuan(project.paid_fen or 0), yuan(project.written_off_fen)  # type: ignore[attr-defined] # set by marks_of
    told = Text(f"借出{lent}元，已还{paid}元", f"lent {lent} yuan, paid back {paid} yuan")
    if not project.written_off_fen:
        return told
    return Text(f"{told.zh}，核销{off}元", f"{told.en}, written off {off} yuan")
