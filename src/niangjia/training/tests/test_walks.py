"""From the first page to the last: a profile, a course, work, a loan; what was typed is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.kernel import clock
from niangjia.training import queries
from niangjia.training.models import (
    Certificate,
    Course,
    Enrolment,
    Placement,
    Project,
    SkillsProfile,
    Vacancy,
    WorkFollowUp,
)
from niangjia.training.tests.factories import (
    a_profile,
    dossier_at,
)

pytestmark = pytest.mark.django_db


def of(name, *args):
    return reverse(f"training:{name}", args=args)


def test_skills_and_wishes_are_entered_and_lost_by_nobody(as_clerk, farm, clerk):
    dossier = dossier_at(farm, clerk)
    page = of("record-profile", dossier.pk, dossier.worker_id)
    typed = {
        "is_looking": "on", "wishes": ["fungus", "berries"], "terms": ["full-day"], "reach": "2", "pay_now": "800.50",
        "is_asked": "on", "can": ["walk-far"], "skill-fungus": "2", "note": "愿意去合作社", "seen": "",
        "jobless_since": "2025-03-01",
    }  # fmt: skip
    assert as_clerk.get(page).status_code == 200
    wrong = as_clerk.post(page, typed | {"pay_now": "八百", "jobless_since": "2125-01-01"})
    assert wrong.status_code == 422
    assert "愿意去合作社" in wrong.content.decode()
    assert "八百" in wrong.content.decode()
    done = as_clerk.post(page, typed)
    profile = SkillsProfile.objects.get()
    assert done["Location"] == of("show-person", profile.pk)
    assert (profile.skills, profile.pay_now_fen, profile.abilities()) == ({"fungus": 2}, 80_050, {"walk-far"})
    again = as_clerk.post(page, typed | {"note": "改"})
    assert again.status_code == 422, "it was opened before the latest change"
    assert "改" in again.content.decode()
    as_clerk.post(page, typed | {"note": "改", "seen": profile.seen})
    assert SkillsProfile.objects.get().note.reveal() == "改"


def test_what_the_body_allows_needs_the_consent(as_clerk, farm, clerk):
    from niangjia.people.commands import withdraw_consent
    from niangjia.people.models import Consent

    dossier = dossier_at(farm, clerk)
    page = of("record-profile", dossier.pk, dossier.worker_id)
    assert 'name="can"' in as_clerk.get(page).content.decode()
    profile = a_profile(farm, clerk, name="林一")
    consent = Consent.objects.get(person=dossier.worker)
    said = {"withdrawn_on": clock.today(), "told_how": "oral", "unit": dossier.unit, "by": clerk}
    withdraw_consent(consent, **said)
    assert 'name="can"' not in as_clerk.get(page).content.decode()
    can = "可以长距离行走"
    assert can in as_clerk.get(of("show-person", profile.pk)).content.decode()
    withdraw_consent(Consent.objects.get(person=profile.person), **said)
    assert can not in as_clerk.get(of("show-person", profile.pk)).content.decode(), "taken back: not used, not shown"


def test_a_course_from_its_announcement_to_the_subsidy(as_clerk, signed_in, farm, clerk, profile):
    today = clock.today()
    typed = {
        "union": str(farm.pk), "title": "菌类初级班", "kind": "own", "skill": "fungus", "level": "5", "place": "场部",
        "starts_on": today.isoformat(), "ends_on": (today + timedelta(days=3)).isoformat(), "seats": "1",
        "payer": "person", "cost": "1500",
    }  # fmt: skip
    assert as_clerk.get(of("announce-course")).status_code == 200
    assert as_clerk.post(of("announce-course"), typed | {"seats": "0"}).status_code == 422
    as_clerk.post(of("announce-course"), typed)
    course = Course.objects.get()
    page = as_clerk.get(of("show-course", course.pk)).content.decode()
    assert profile.person.name in page, "who wishes for it is named"
    as_clerk.post(of("propose-enrolment", profile.pk), {"course": str(course.pk)})
    enrolment = Enrolment.objects.get()
    as_clerk.post(of("accept-enrolment", enrolment.pk), {"agreed_on": "2125-01-01", "agreed_how": "in-person"})
    enrolment.refresh_from_db()
    assert enrolment.state == "proposed"
    as_clerk.post(of("accept-enrolment", enrolment.pk), {"agreed_on": today.isoformat(), "agreed_how": "in-person"})
    marked = {"on": today.isoformat(), str(enrolment.pk): "present"}
    marked["seen"] = as_clerk.get(of("mark-attendance", course.pk)).context["form"]["seen"].value()
    for _again in range(2):
        assert as_clerk.post(of("mark-attendance", course.pk), marked).status_code == 302
    assert enrolment.attendances.get().presence == "present"
    other = as_clerk.post(of("mark-attendance", course.pk), marked | {str(enrolment.pk): "absent"})
    assert other.status_code == 422, "it was opened before the latest change"
    assert enrolment.attendances.get().presence == "present"
    as_clerk.post(of("certify-enrolment", enrolment.pk), {"on": today.isoformat(), "number": "A1", "paid": "1500"})
    assert Certificate.objects.get().level == 5
    too_much = {"amount": "1500.01", "on": today.isoformat()}
    refused = as_clerk.post(of("grant-subsidy", enrolment.pk), too_much)
    assert refused.status_code == 422
    assert "1500.01" in refused.content.decode()
    as_clerk.post(of("grant-subsidy", enrolment.pk), too_much | {"amount": "1500"})
    as_clerk.post(of("grant-subsidy", enrolment.pk), too_much | {"amount": "1"})
    enrolment.refresh_from_db()
    assert enrolment.subsidy_fen == 150_000
    with clock.set_to(today + timedelta(days=4)):
        signed_in(clerk).post(of("close-course", course.pk))
    course.refresh_from_db()
    assert course.state == "closed"


def test_work_from_the_offer_to_the_last_follow_up(as_clerk, signed_in, farm, clerk, profile):
    today = clock.today()
    typed = {
        "union": str(farm.pk), "title": "护林员", "kind": "job", "employer": "白桦林场", "posts": "1",
        "pay_from": "2600", "pay_to": "3200", "terms": "full-day",
        "last_on": (today + timedelta(days=9)).isoformat(), "at": str(farm.pk),
        "place": "场部", "region": "150785", "skill": "fungus", "skill_level": "0", "level": "0",
    }  # fmt: skip
    assert "150785" in as_clerk.get(of("announce-vacancy")).content.decode()
    assert as_clerk.post(of("announce-vacancy"), typed | {"pay_to": "1"}).status_code == 422
    as_clerk.post(of("announce-vacancy"), typed)
    vacancy = Vacancy.objects.get()
    assert profile.person.name in as_clerk.get(of("show-vacancy", vacancy.pk)).content.decode()
    as_clerk.post(of("offer-placement", profile.pk), {"vacancy": str(vacancy.pk)})
    placement = Placement.objects.get()
    as_clerk.post(of("accept-placement", placement.pk), {"agreed_on": today.isoformat(), "agreed_how": "telephone"})
    begun = {"started_on": today.isoformat(), "contract": "labour", "contract_term": "7-to-18", "pay_before": "800"}
    as_clerk.post(of("start-placement", placement.pk), begun | {"pay": "2800"})
    placement.refresh_from_db()
    assert (placement.state, placement.pay_before_fen, placement.pay_fen) == ("started", 80_000, 280_000)
    three, six, twelve = WorkFollowUp.objects.order_by("months")
    assert [each.months for each in (three, six, twelve)] == [3, 6, 12]
    early = {"on": today.isoformat(), "result": "there", "pay": "3000"}
    assert as_clerk.post(of("record-follow-up", three.pk), early).status_code == 422, "nobody stayed yet"
    with clock.set_to(three.due_on):
        then = signed_in(clerk)
        assert then.get(of("record-follow-up", three.pk)).status_code == 200
        said = {"on": clock.today().isoformat(), "pay": "3000"}
        then.post(of("record-follow-up", three.pk), said | {"result": "there"})
    with clock.set_to(six.due_on):
        said = {"on": clock.today().isoformat(), "result": "left"}
        then = signed_in(clerk)
        assert then.post(of("record-follow-up", six.pk), said).status_code == 422, "who left, left for a reason"
        then.post(of("record-follow-up", six.pk), said | {"why": "season-over"})
    states = list(WorkFollowUp.objects.order_by("months").values_list("state", "pay_fen"))
    assert states == [("there", 300_000), ("left", 0), ("void", 0)]
    placement.refresh_from_db()
    assert (placement.state, placement.post) == ("ended", None)
    assert SkillsProfile.objects.get().is_looking


def test_a_loan_to_its_end_by_two_people(as_clerk, signed_in, approver, profile):
    today = clock.today()
    planned = {"kind": "fungus", "plan": "五千棒", "agreed_on": today.isoformat(), "agreed_how": "signed"}
    as_clerk.post(of("plan-project", profile.pk), planned)
    project = Project.objects.get()
    begun = {"started_on": today.isoformat(), "lender": "union", "lent": "1000", "count": "3"}
    assert as_clerk.post(of("start-project", project.pk), begun).status_code == 422, "from which day on?"
    as_clerk.post(of("start-project", project.pk), begun | {"first_on": (today + timedelta(days=30)).isoformat()})
    project.refresh_from_db()
    assert (project.state, queries.balance_of(project), project.instalments.count()) == ("lending", 0, 0)
    assert as_clerk.post(of("release-loan", project.pk), {"seen": project.proposal}).status_code == 404
    signed_in(approver).post(of("release-loan", project.pk), {"seen": project.proposal})
    amounts = list(project.instalments.values_list("amount_fen", flat=True))
    assert amounts == [33_334, 33_333, 33_333]
    first = project.instalments.first()
    paid = {"instalment": str(first.pk), "seen": "0", "amount": "333.34", "on": today.isoformat()}
    for _twice in range(2):
        as_clerk.post(of("record-payment", project.pk), paid)
    project.refresh_from_db()
    assert queries.balance_of(project) == 66_666
    look = {"on": today.isoformat(), "said": "雹灾伤了一半", "income": "200", "loss": "900"}
    for _twice in range(2):
        as_clerk.post(of("record-look", project.pk), look)
    assert project.visits.get().loss_fen == 90_000
    new = {"end": "rescheduled", "why": "雹灾", "count": "2", "first_on": (today + timedelta(days=90)).isoformat()}
    as_clerk.post(of("propose-end", project.pk), new)
    assert as_clerk.post(of("approve-end", project.pk)).status_code == 404
    second = signed_in(approver)
    assert "雹灾" in second.get(of("show-project", project.pk)).content.decode()
    project.refresh_from_db()
    second.post(of("approve-end", project.pk), {"seen": project.proposal})
    project.refresh_from_db()
    now = list(project.instalments.filter(round=1).values_list("amount_fen", flat=True))
    assert (project.state, sum(now), project.round) == ("running", 66_666, 1)
    as_clerk.post(of("propose-end", project.pk), {"end": "written-off", "why": "绝收"})
    project.refresh_from_db()
    second.post(of("approve-end", project.pk), {"seen": project.proposal})
    project.refresh_from_db()
    assert (project.state, project.written_off_fen, queries.balance_of(project)) == ("written-off", 66_666, 0)
