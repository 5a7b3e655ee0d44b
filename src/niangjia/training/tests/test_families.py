"""Households become one, part, or go over to another unit: what is under way for their people goes along."""

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import merge_household, split_household
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, household, person
from niangjia.dossiers.tests.family_factories import hand_over
from niangjia.kernel import clock
from niangjia.people.records import Heir, Joining, Parting
from niangjia.training import access, commands, queries
from niangjia.training.models import Enrolment, Placement, Project, SkillsProfile
from niangjia.training.tests.factories import (
    a_course,
    a_profile,
    dossier_at,
    enrolment_at,
    placement_at,
    profile_of,
    project_at,
    say_yes,
)

pytestmark = pytest.mark.django_db


def test_two_households_become_one(farm, clerk, approver, as_clerk):
    joined = a_profile(farm, clerk, name="王秀英")
    staying = dossier_at(farm, clerk)
    enrolment, placement = enrolment_at("proposed", joined, clerk), placement_at("started", joined, clerk)
    loan = project_at("settling", joined, clerk, approver)
    joining = Joining((Heir(joined.person_id, "spouse"),))
    merge_household(staying, joined.dossier, joining, on=clock.today(), by=clerk)
    for row in (joined, enrolment, placement, loan):
        row.refresh_from_db()
        assert row.dossier_id == staying.pk
    entry = Entry.objects.get(act="training.rows.carried")
    assert entry.told["count"] == 4
    tab = as_clerk.get(reverse("training:show-work", args=[staying.pk])).content.decode()
    assert {placement.title in tab, "王秀英" in tab} == {True}
    say_yes(queries.enrolments().get(pk=enrolment.pk), clerk)
    commands.approve_end(queries.projects().get(pk=loan.pk), seen=loan.proposal, by=approver)
    assert Project.objects.get().state == "written-off"
    with clock.set_to(placement.follow_ups.first().due_on):
        row = queries.follow_ups().filter(queries.here("placement__")).first()
        commands.record_follow_up(row, result="there", on=clock.today(), by=clerk)


def test_a_household_without_any_of_it_leaves_no_trace(farm, clerk):
    other = dossier_at(farm, clerk, name="王秀英")
    joining = Joining((Heir(other.worker_id, "spouse"),))
    merge_household(dossier_at(farm, clerk), other, joining, on=clock.today(), by=clerk)
    assert not Entry.objects.filter(act="training.rows.carried").exists()


def test_who_parts_is_asked_in_the_household_they_live_in_now(farm, clerk, as_clerk):
    home = household(person("刘心红", is_head=True), person("刘春生", relation="son"))
    dossier = file(home=home, unit=farm, by=clerk)
    son = dossier.household.memberships.get(person__name="刘春生").person
    profile = profile_of(dossier, son, clerk, can=None)
    course = a_course(farm, clerk)
    placement = placement_at("offered", profile, clerk)
    alone = Parting((Heir(son.pk, "self", is_head=True),))
    new = split_household(dossier, alone, on=clock.today(), main_cause="serious-illness", level="grassroots", by=clerk)
    assert list(access.people_for(clerk).filter(queries.here())) == [profile]
    tab = as_clerk.get(reverse("training:show-work", args=[new.pk])).content.decode()
    assert placement.title in tab, "what was under way is shown where they live now"
    enrolment = commands.propose_enrolment(profile, course, by=clerk)
    profile.refresh_from_db()
    assert {enrolment.dossier_id, profile.dossier_id} == {new.pk}
    assert Placement.objects.get().dossier_id == dossier.pk, "what was offered stays help to that household"


def test_another_unit_goes_on_with_everything_and_the_cadre_stays_behind(
    farm, other_farm, clerk, someone, signed_in, officer, approver
):
    cadre = someone(Role.PAIRING_CADRE, farm, "cadre-of-farm")
    profile = a_profile(farm, clerk, cadre=cadre)
    enrolment, placement = enrolment_at("proposed", profile, clerk), placement_at("started", profile, clerk)
    project_at("running", profile, clerk, approver)
    Dossier.objects.filter(pk=profile.dossier_id).update(state="open", filed_on=clock.today())
    there = someone(Role.UNIT_OFFICER, other_farm, "officer-there")
    assert access.get_enrolment_for(cadre, enrolment.pk) == enrolment
    hand_over(Dossier.objects.get(pk=profile.dossier_id), other_farm, by=officer, accepted_by=there)
    assert access.people_for(there).get() == profile
    assert not access.people_for(officer).exists()
    for model in (Enrolment, Placement, Project, SkillsProfile):
        assert {each.dossier.unit for each in model.objects.all()} == {other_farm}
    assert not access.people_for(cadre).exists()
    assert not access.may_on(cadre, "answer-enrolment", queries.enrolments().get(pk=enrolment.pk))
    say_yes(queries.enrolments().get(pk=enrolment.pk), there)
    with clock.set_to(placement.follow_ups.first().due_on):
        entries = signed_in(there).get(reverse("desk:show-home")).context["entries"]
    assert "training.follow-ups" in {each.waiting.code for each in entries}
