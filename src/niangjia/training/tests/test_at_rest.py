"""What tells of health, what was typed and numbers of certificates lie readable nowhere, and go with the dossier."""

import logging
from pathlib import Path

import pytest
from django.conf import settings

from niangjia.accounts.commands import close_unit, merge_unit
from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people.consent_texts import SENSITIVE
from niangjia.people.consenting import what_stops
from niangjia.privacy.tests.planted import Plants, Search, columns_without, everything_in_the_database
from niangjia.training import commands, queries
from niangjia.training.models import Course, Enrolment, Placement, Project, SkillsProfile, Vacancy
from niangjia.training.tests.factories import (
    LENT,
    a_course,
    a_profile,
    a_vacancy,
    enrolment_at,
    placement_at,
    plan_of,
)


@pytest.mark.django_db(transaction=True)
def test_a_whole_life_leaves_nothing_readable(farm, clerk, approver, tmp_path, caplog):
    plants = Plants()
    today = clock.today()

    def say(kind):
        return plants.text(kind, "说")

    with caplog.at_level(logging.DEBUG):
        profile = a_profile(farm, clerk, note=say("note"))
        plants.new("can", SkillsProfile.objects.get().can.reveal())
        number = plants.digits("number", "99", 12)
        commands.add_certificate(profile, skill="shop", level=4, number=number, issued_on=today, by=clerk)
        enrolment = enrolment_at("enrolled", profile, clerk)
        got = plants.digits("certificate_number", "98", 12)
        commands.certify_enrolment(enrolment, on=today, number=got, by=clerk)
        leaving = enrolment_at("enrolled", profile, clerk)
        commands.leave_enrolment(leaving, on=today, why="other", note=say("left"), by=clerk)
        a_vacancy(farm, clerk, contact=say("contact"))
        placement = placement_at("started", profile, clerk)
        placement.follow_ups.update(due_on=today)
        follow_up = queries.follow_ups().filter(placement=placement).first()
        commands.record_follow_up(follow_up, result="there", on=today, note=say("follow"), by=clerk)
        commands.end_placement(placement, on=today, why="other", note=say("end"), by=clerk)
        agreed = {"agreed_on": today, "agreed_how": "signed"}
        project = commands.plan_project(profile, kind="bees", plan=say("plan"), **agreed, by=clerk)
        begun = {"started_on": today, "lender": "union", "lent_fen": LENT, "plan": plan_of()}
        lending = commands.start_project(project, **begun, by=clerk)
        commands.release_loan(lending, seen=lending.proposal, by=approver)
        commands.record_look(project, on=today, said=say("look"), by=clerk)
        commands.propose_end(project, end="written-off", why=say("why"), by=clerk)
    assert not {each for each in columns_without(plants) if each.startswith("training.")}
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(plants)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(settings.MEDIA_ROOT)) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_it_all_along_and_names_out_of_courses(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    for model in (SkillsProfile, Enrolment, Placement, Project):
        assert not model.objects.exists(), model
        assert certificate.counts[model._meta.label_lower] == 1
    assert (Course.objects.get().title, Vacancy.objects.get().title) == ("…的班", "…的岗")
    assert Vacancy.objects.get().contact.reveal() == "…的岗"
    assert one.dossier.worker.name not in str(list(Course.objects.values()) + list(Vacancy.objects.values()))


@pytest.mark.django_db
def test_what_others_have_stays_when_one_dossier_goes(farm, clerk):
    gone, stays = a_profile(farm, clerk, name="林一"), a_profile(farm, clerk, name="王二")
    for each in (gone, stays):
        enrolment_at("certified", each, clerk)
        placement_at("started", each, clerk)
    commands.forget_training(gone.dossier, ["林一"], clerk)
    assert SkillsProfile.objects.get() == stays
    assert Enrolment.objects.get().person == Placement.objects.get().person == stays.person


@pytest.mark.django_db
def test_a_merged_unit_gives_its_courses_and_vacancies_to_its_successor(farm, other_farm, clerk, system):
    course, vacancy = a_course(farm, clerk), a_vacancy(farm, clerk, at=farm)
    with pytest.raises(Conflict):
        close_unit(farm, by=system)
    merge_unit(farm, into=other_farm, by=system)
    course.refresh_from_db()
    vacancy.refresh_from_db()
    assert course.unit == vacancy.unit == vacancy.at == other_farm
    assert Entry.objects.filter(act__in=["training.courses.moved", "training.vacancies.moved"]).count() == 2


@pytest.mark.django_db
def test_who_takes_the_consent_back_is_told_what_stops(farm, clerk):
    asked, not_asked = a_profile(farm, clerk), a_profile(farm, clerk, name="林一", can=None)
    assert [str(each) for each in what_stops(asked.person, SENSITIVE) if "技能" in str(each)]
    assert not [str(each) for each in what_stops(not_asked.person, SENSITIVE) if "技能" in str(each)]


@pytest.mark.django_db
def test_notices_and_the_record_name_nobody(farm, clerk, profile):
    placement_at("ended", profile, clerk)
    enrolment_at("certified", profile, clerk)
    told = str(list(Entry.objects.filter(act__startswith="training.").values_list("details", flat=True)))
    for secret in (profile.person.name, profile.dossier.number, profile.person.identity_number.reveal(), "0815"):
        assert secret not in told
