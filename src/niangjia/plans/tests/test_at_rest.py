"""Nothing written in plans and talks lies readable anywhere; talks show on nothing that leaves the house; a deletion
takes everything along."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from niangjia.accounts.commands import close_unit, merge_unit
from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.models import Version
from niangjia.dossiers.notice_fields import VALUES
from niangjia.dossiers.official.catalogue import FORMS
from niangjia.dossiers.official.making import form_data
from niangjia.dossiers.official.reading import Reading
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests.export_factories import fetched
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden
from niangjia.plans import commands
from niangjia.plans.cases import proposals_for, warnings_about
from niangjia.plans.household_sheet import sheet_data
from niangjia.plans.interview import Answers
from niangjia.plans.models import Cause, Interview, Plan, PlannedMeasure, Progress
from niangjia.plans.tests.factories import agree, approve, cause, draft, fresh, measure_of, said, send_back
from niangjia.plans.timeline import marks_of
from niangjia.privacy.tests.planted import Plants, Search, columns_without, everything_in_the_database
from niangjia.referrals.tests.factories import partner_of

READING = Reading(has_words=True)
PRINTABLE = [form for code, form in FORMS.items() if code != "visit-form"]
"""Forms that print of a dossier nobody has visited."""


@pytest.mark.django_db(transaction=True)
def test_a_whole_life_leaves_nothing_readable(dossier, clerk, approver, tmp_path, caplog):
    plants = Plants()

    def say(kind):
        return plants.text(kind, "说")

    with caplog.at_level(logging.DEBUG):
        found = cause(dossier, clerk, words=say("words"))
        answers = Answers({"trade": "would-learn"}, say("talk"))
        talk = commands.record_interview(dossier, dossier.worker, answers, held_on=clock.today(), by=clerk)
        plants.new("answers", talk.answers.reveal())
        plan = draft(dossier, clerk, said(person=dossier.worker, note=say("note"), goal_words=say("goal")))
        agree(plan, clerk)
        send_back(plan, approver, say("returned"))
        agree(plan, clerk)
        approve(plan, approver, say("overruled"))
        commands.report_progress(measure_of(plan), "reached", say("progress"), by=clerk)
        commands.settle_cause(found, why=say("settled"), by=clerk)
    missing = {each for each in columns_without(plants) if each.startswith("plans.")}
    assert missing == {"plans.Plan.returned_why"}, "it is empty again once the plan is signed anew"
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(plants)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.django_db
def test_a_talk_is_on_nothing_that_leaves_the_house(dossier, clerk, approver):
    """Neither what was answered nor that there was a talk shows in exports, notices, forms, the household's sheet, the
    map, versions of the dossier, proposals or warnings: all are the same with and without it.
    """
    plan = draft(dossier, clerk)

    def shown():
        now, whole_dossier = fresh(plan), _whole(dossier)
        return [
            sheet_data(now, clock.today()),
            marks_of(whole_dossier),
            [(each.entry.code, each.reason) for each in proposals_for(now, whole_dossier)],
            warnings_about(now),
            Version.objects.filter(dossier=dossier).count(),
            [form_data(each, whole_dossier, READING, clock.today(), by=clerk) for each in PRINTABLE],
            [value(whole_dossier) for value in VALUES.values()],
            [[cell.value for cell in row] for row in fetched(clerk)],
        ]

    before = shown()
    given = {"trade": "would-learn", "finding": "asked-more", "plan": "no-idea", "first-step": "not-now"}
    words = Answers(given, "没有手艺，想有人一起商量")
    commands.record_interview(dossier, dossier.worker, words, held_on=clock.today(), by=clerk)
    assert shown() == before
    assert not [
        each for each in Entry.objects.all() if "would-learn" in str(each.details) or "手艺" in str(each.details)
    ]
    plain = [each.name for each in Interview._meta.get_fields() if each.concrete]
    assert plain == ["id", "dossier", "person", "questions", "answers", "held_on", "by", "at"], "no column tells more"


@pytest.mark.django_db
def test_only_those_who_work_on_the_plan_hold_and_read_talks(dossier, clerk, officer, approver, auditor, leader):
    answers = Answers({}, "想学一门手艺")
    talk = commands.record_interview(dossier, dossier.worker, answers, held_on=clock.today(), by=officer)
    assert commands.read_interview(talk, by=clerk)
    for other in (approver, auditor, leader):
        with pytest.raises(Forbidden):
            commands.read_interview(talk, by=other)
        with pytest.raises(Forbidden):
            commands.record_interview(dossier, dossier.worker, answers, held_on=clock.today(), by=other)
    assert Entry.objects.filter(act="plans.interview.read", by=clerk).count() == 1
    with pytest.raises(Exception, match="谈心日期"):
        commands.record_interview(
            dossier, dossier.worker, answers, held_on=clock.today() + timedelta(days=1), by=officer
        )


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_plans_causes_and_talks_along(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    for model in (Plan, PlannedMeasure, Progress, Cause, Interview):
        assert not model.objects.exists(), model
        assert certificate.counts[model._meta.label_lower] == 1


@pytest.mark.django_db
def test_measures_go_to_the_successor_of_a_department(dossier, clerk, system, bureau):
    gone, successor = partner_of(bureau, system), partner_of(bureau, system, name="局人社科", kind="labour")
    plan = draft(dossier, clerk, said("warm-visit", role="", unit=gone))
    with pytest.raises(Conflict):
        close_unit(gone, by=system)
    merge_unit(gone, into=successor, by=system)
    assert measure_of(plan).responsible_unit == successor
    assert Entry.objects.filter(act="plans.measures.moved").count() == 1


def _whole(dossier):
    return whole(type(dossier).objects.all()).get(pk=dossier.pk)
