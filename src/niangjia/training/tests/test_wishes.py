"""Who said at a visit that they would like work or a trade stands where people are invited, until it is answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import close_dossier
from niangjia.kernel import clock
from niangjia.people.models import Membership
from niangjia.training import commands, queries
from niangjia.training.tests.factories import (
    a_course,
    a_start,
    a_vacancy,
    dossier_at,
    enrolment_at,
    placement_at,
    profile_of,
    say_yes,
)
from niangjia.visits.commands import close_finding
from niangjia.visits.findings import newest
from niangjia.visits.models import Finding
from niangjia.visits.presenting import told_all
from niangjia.visits.records import Noticed
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db
PEOPLE = reverse("training:list-people")


@pytest.fixture
def dossier(farm, clerk):
    return dossier_at(farm, clerk, name="赵晓光")


def wish(dossier, by, *values):
    """The worker says these at visits."""
    for value in values:
        a_visit(dossier, by, Noticed("job", value, dossier.worker_id))


def shown(client):
    return [(each.finding.person.name, str(each.words)) for each in client.get(PEOPLE).context["wishes"]]


def test_the_question_of_a_visit_has_the_answers_this_app_knows():
    asked = [each for each in newest().questions.values() if each.goes_to == queries.GOES_TO]
    assert [set(each.options) for each in asked] == [{queries.WANTS_WORK, queries.WANTS_TRADE}]


def test_what_is_said_at_a_visit_stands_where_people_are_invited(dossier, officer, clerk, signed_in):
    wish(dossier, officer, "training")
    a_visit(dossier, officer, Noticed("talk", "yes", dossier.worker_id), Noticed("debt", "yes"))
    client = signed_in(clerk)
    assert shown(client) == [("赵晓光", "想学门手艺")]
    enter = reverse("training:record-profile", args=[dossier.pk, dossier.worker_id])
    assert enter in client.get(PEOPLE).content.decode()
    profile = profile_of(dossier, dossier.worker, clerk)
    assert enter not in client.get(PEOPLE).content.decode()
    for page in (reverse("training:show-person", args=[profile.pk]), reverse("training:show-work", args=[dossier.pk])):
        text = client.get(page).content.decode()
        assert "想学门手艺" in text
        assert "心理辅导员" not in text


def test_who_may_not_read_people_of_the_unit_sees_nothing(dossier, officer, other_farm, someone, signed_in, cadre):
    wish(dossier, officer, "training")
    assert shown(signed_in(officer)) != []
    assert shown(signed_in(someone(Role.UNIT_OFFICER, other_farm))) == []
    assert shown(signed_in(cadre)) == []
    auditor = someone(Role.AUDITOR, dossier.unit)
    assert signed_in(auditor).get(PEOPLE).status_code == 403
    page = signed_in(auditor).get(reverse("training:show-work", args=[dossier.pk]))
    assert [said for _person, _profile, said in page.context["people"]] == [()]


def test_a_yes_to_a_course_answers_the_wish_for_a_trade_alone(dossier, farm, clerk, signed_in):
    wish(dossier, clerk, "training", "work")
    profile = profile_of(dossier, dossier.worker, clerk)
    enrolment = commands.propose_enrolment(profile, a_course(farm, clerk), by=clerk)
    assert len(shown(signed_in(clerk))) == 2
    say_yes(enrolment, clerk)
    trade, work = Finding.objects.order_by("id")
    assert (trade.state, trade.decided_by, work.state) == ("closed", clerk, "open")
    assert "食用菌栽培班" in trade.why.reveal()
    assert Entry.objects.filter(act="visits.wish.answered", subject_id=str(dossier.pk)).count() == 1


@pytest.mark.parametrize("state", ["proposed", "declined", "withdrawn"])
def test_without_a_yes_the_wish_stands(dossier, clerk, state):
    wish(dossier, clerk, "training", "work")
    profile = profile_of(dossier, dossier.worker, clerk)
    enrolment_at(state, profile, clerk)
    placement_at("offered" if state == "proposed" else state, profile, clerk)
    assert set(Finding.objects.values_list("state", flat=True)) == {"open"}


def test_a_yes_to_a_post_or_work_found_answers_the_wish_for_work_alone(farm, clerk):
    for how in ("accepted", "found"):
        dossier = dossier_at(farm, clerk, name=how)
        wish(dossier, clerk, "training", "work")
        profile = profile_of(dossier, dossier.worker, clerk)
        if how == "accepted":
            placement_at("accepted", profile, clerk)
        else:
            commands.add_placement(profile, title="厨师", employer="饭店", start=a_start(), by=clerk)
        states = Finding.objects.filter(visit__dossier=dossier).order_by("id").values_list("state", flat=True)
        assert list(states) == ["open", "closed"]


def test_a_cadre_who_notes_the_yes_answers_it_too(dossier, farm, clerk, cadre):
    wish(dossier, clerk, "training")
    profile = profile_of(dossier, dossier.worker, clerk, cadre=cadre)
    say_yes(commands.propose_enrolment(profile, a_course(farm, clerk), by=clerk), cadre)
    assert (Finding.objects.get().state, Finding.objects.get().decided_by) == ("closed", cadre)


def test_the_wish_of_another_is_left_alone(dossier, farm, clerk):
    wish(dossier, clerk, "training")
    other = dossier_at(farm, clerk, name="王二")
    enrolment_at("enrolled", profile_of(other, other.worker, clerk), clerk)
    assert Finding.objects.get().state == "open"


def test_what_is_noted_as_done_or_is_of_nobody_here_stands_no_more(farm, clerk, signed_in):
    done, gone, closed = (dossier_at(farm, clerk, name=name) for name in ("一", "二", "三"))
    for each in (done, gone, closed):
        wish(each, clerk, "work")
    client = signed_in(clerk)
    assert len(shown(client)) == 3
    close_finding(Finding.objects.get(visit__dossier=done), by=clerk, words="已介绍")
    Membership.objects.filter(person=gone.worker).update(ended_on=clock.today())
    close_dossier(closed, reason="retired", by=clerk)
    assert shown(client) == []


def test_done_is_pressed_on_the_list_and_leads_back_to_it(dossier, clerk, signed_in):
    wish(dossier, clerk, "work")
    client, address = signed_in(clerk), reverse("visits:close-finding", args=[Finding.objects.get().pk])
    assert address in client.get(PEOPLE).content.decode()
    assert client.post(address, {"back": PEOPLE})["Location"] == PEOPLE
    assert shown(client) == []


def test_a_course_names_who_would_like_to_learn_a_trade(dossier, farm, clerk, signed_in):
    course = a_course(farm, clerk)
    page, client = reverse("training:show-course", args=[course.pk]), signed_in(clerk)

    def asked():
        context = client.get(page).context
        return [(each.person.name, is_said) for each, is_said in context["candidates"]], context["unasked"]

    wish(dossier, clerk, "training")
    work = dossier_at(farm, clerk, name="只要工作")
    wish(work, clerk, "work")
    assert asked() == ([], 1)
    profile = profile_of(dossier, dossier.worker, clerk, wishes=["shop"], is_looking=False)
    assert asked() == ([("赵晓光", True)], 0)
    say_yes(commands.propose_enrolment(profile, course, by=clerk), clerk)
    assert asked() == ([], 0)


def test_the_wish_leads_to_the_tab_where_it_is_seen_to(dossier, clerk):
    a_visit(dossier, clerk, Noticed("job", "work", dossier.worker_id), Noticed("talk", "yes", dossier.worker_id))
    job, talk = told_all(Finding.objects.select_related("visit__dossier", "person").order_by("id"))
    assert job.address == reverse("training:show-work", args=[dossier.pk])
    assert talk.address == reverse("dossiers:show-dossier", args=[dossier.pk])


def test_many_wishes_take_as_many_queries_as_few(farm, clerk, signed_in):
    client = signed_in(clerk)

    def ask():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PEOPLE).status_code == 200
        return len(asked)

    def more(count):
        for place in range(count):
            dossier = dossier_at(farm, clerk, name=f"林{place}")
            wish(dossier, clerk, "training")
            if place % 2:
                placement_at("offered", profile_of(dossier, dossier.worker, clerk, is_looking=False), clerk)

    more(2)
    ask()
    few = ask()
    more(6)
    assert ask() == few


def test_a_vacancy_offered_to_who_wished_for_work_is_shown_beside_the_wish(dossier, farm, clerk, signed_in):
    wish(dossier, clerk, "work")
    profile = profile_of(dossier, dossier.worker, clerk)
    commands.offer_placement(profile, a_vacancy(farm, clerk), by=clerk)
    [row] = signed_in(clerk).get(PEOPLE).context["wishes"]
    assert [each.title for each in row.going] == ["菌棒车间工人"]


def test_a_wish_waits_again_when_the_course_comes_to_nothing(dossier, officer, clerk, farm, signed_in):
    wish(dossier, officer, "training", "work")
    profile = profile_of(dossier, dossier.worker, clerk)
    client = signed_in(clerk)
    enrolment = enrolment_at("enrolled", profile, clerk)
    assert len(shown(client)) == 1
    course = enrolment.course
    commands.cancel_course(course, why="人数不足", by=clerk)
    assert len(shown(client)) == 2
    assert Entry.objects.filter(act="visits.wish.reopened").count() == 1
    first, second = (enrolment_at("enrolled", profile, clerk, title=each) for each in ("甲班", "乙班"))
    commands.cancel_course(first.course, why="人数不足", by=clerk)
    assert len(shown(client)) == 1, "another course goes on"
    commands.cancel_course(second.course, why="人数不足", by=clerk)
    assert len(shown(client)) == 1, "the wish was answered by the first"


def test_a_wish_that_somebody_noted_as_done_stays_done(dossier, officer, clerk, signed_in):
    wish(dossier, officer, "training")
    close_finding(Finding.objects.get(), by=clerk)
    profile = profile_of(dossier, dossier.worker, clerk)
    commands.cancel_course(enrolment_at("enrolled", profile, clerk).course, why="人数不足", by=clerk)
    assert shown(signed_in(clerk)) == []
