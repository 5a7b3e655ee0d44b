"""Help without change: each thing that is noticed has a case where it speaks and a near one where it is silent."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock
from niangjia.people.models import IncomeLine
from niangjia.plans import commands, watching
from niangjia.plans.cases import warnings_about
from niangjia.plans.tests.factories import agree, approve, cause, dossier_at, draft, persons_of, said
from niangjia.plans.unchanged import watches

pytestmark = pytest.mark.django_db
TODAY, PAGE = clock.today(), reverse("plans:list-unchanged")
YEAR = TODAY.year


def aid(dossier, first, last, fen=50_000):
    IncomeLine.objects.create(household=dossier.household, kind="union-aid", amount_fen=fen, from_on=first, to_on=last)


def in_force(dossier, clerk, approver, *measures):
    plan = draft(dossier, clerk, *measures)
    agree(plan, clerk)
    return approve(plan, approver)


def stands_on(narrow, dossier):
    return narrow(Dossier.objects.filter(state__in=ON_FILE), TODAY).filter(pk=dossier.pk).exists()


@pytest.mark.parametrize(
    ("spans", "is_told"),
    [
        ([(YEAR - back, YEAR - back) for back in (0, 1, 2)], True),
        ([(YEAR - back, YEAR - back) for back in (1, 2, 3)], True),
        ([(YEAR - back, YEAR - back) for back in (0, 1, 3)], False),
        ([(YEAR - back, YEAR - back) for back in (2, 3, 4)], False),
        ([(YEAR - 3, YEAR - 1)], True),
        ([(YEAR - 2, YEAR - 1)], False),
    ],
)
def test_relief_three_years_running(dossier, spans, is_told):
    for first, last in spans:
        aid(dossier, date(first, 1, 1), date(last, 12, 31))
    assert stands_on(watching.relief_for_years, dossier) == is_told


def test_a_year_across_two_counts_once(dossier):
    for back in (1, 2):
        aid(dossier, date(YEAR - back, 5, 1), date(YEAR - back + 1, 4, 30))
    assert not stands_on(watching.relief_for_years, dossier)
    aid(dossier, date(YEAR - 3, 5, 1), date(YEAR - 2, 4, 30), fen=0)
    assert not stands_on(watching.relief_for_years, dossier), "nothing was given"
    aid(dossier, date(YEAR - 3, 5, 1), date(YEAR - 2, 4, 30))
    assert stands_on(watching.relief_for_years, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(state="tapering")
    assert not stands_on(watching.relief_for_years, dossier), "something has changed"


def test_a_measure_of_relief_that_was_reached_counts_as_money_does(dossier, clerk, approver):
    for back in (1, 2):
        aid(dossier, date(YEAR - back, 5, 1), date(YEAR - back, 5, 1))
    plan = in_force(
        dossier,
        clerk,
        approver,
        said("medical-aid", person=dossier.worker),
        said("informant-contact", goal_kind="words", goal_words="每月联系"),
    )
    yearly = plan.measures.get(code="informant-contact")
    commands.report_progress(yearly, "reached", "送到了", by=clerk)
    assert not stands_on(watching.relief_for_years, dossier), "what is meant to come each year does not count"
    commands.report_progress(plan.measures.get(code="medical-aid"), "reached", "到账", by=clerk)
    assert stands_on(watching.relief_for_years, dossier)


WITHOUT = {"medical-aid": "received"}
WITH = WITHOUT | {"skills-training": "certificate"}


@pytest.mark.parametrize("code", ["own-serious-illness", "no-social-insurance", "own-disability"])
@pytest.mark.parametrize("measures", [WITHOUT, WITH])
@pytest.mark.parametrize(
    "wife",
    [
        {},
        {"is_able": False},
        {"is_able": None},
        {"disability_grade": 2},
        {"disability_grade": 3},
        {"work_status": "retired"},
        {"work_status": "on-post"},
        {"stage": "college"},
        {"born_on": TODAY.replace(year=YEAR - 16)},
        {"born_on": TODAY.replace(year=YEAR - 16) + timedelta(days=1)},
        {"born_on": TODAY.replace(year=YEAR - 60)},
        {"born_on": TODAY.replace(year=YEAR - 60) + timedelta(days=1)},
    ],
)
def test_the_lists_say_what_the_warnings_of_the_plan_say(dossier, clerk, approver, code, measures, wife):
    worker, partner, _son = persons_of(dossier)
    for person, changes in ((worker, {"is_able": False}), (partner, wife)):
        type(person).objects.filter(pk=person.pk).update(**changes)
    cause(dossier, clerk, code)
    planned = [said(each, person=worker, goal_kind=goal) for each, goal in measures.items()]
    plan = in_force(dossier, clerk, approver, *planned)
    warned = warnings_about(plan)
    is_missing = any(each.code == "tier-missing" and "fundamental" in each.reason.en for each in warned)
    assert stands_on(watching.no_root, dossier) == is_missing
    assert stands_on(watching.relief_alone, dossier) == any(each.code == "relief-only" for each in warned)


def test_a_plan_that_is_not_in_force_says_nothing_yet(dossier, clerk):
    cause(dossier, clerk)
    draft(dossier, clerk)
    assert not stands_on(watching.no_root, dossier)
    assert not stands_on(watching.relief_alone, dossier)


def test_a_measure_that_was_dropped_is_none(dossier, clerk, approver):
    cause(dossier, clerk)
    who = dossier.worker
    plan = in_force(dossier, clerk, approver, *[said(each, person=who, goal_kind=goal) for each, goal in WITH.items()])
    assert not stands_on(watching.no_root, dossier)
    commands.report_progress(plan.measures.get(code="skills-training"), "dropped", "改期", by=clerk)
    assert stands_on(watching.no_root, dossier)
    assert stands_on(watching.relief_alone, dossier)


def test_the_clerk_sees_who_and_a_leader_sees_how_many(dossier, clerk, approver, leader, someone, bureau, signed_in):
    cause(dossier, clerk)
    in_force(dossier, clerk, approver)
    page = signed_in(clerk).get(PAGE)
    assert dossier.worker.name in page.content.decode()
    counts = {watch.code: count for watch, count in page.context["counted"]}
    assert (counts["no-root"], counts["relief-for-years"]) == (1, 0)
    assert counts.keys() >= {"relief-for-years", "no-root", "relief-alone", "not-visited", "unplaced"}
    for watch, count in page.context["counted"]:
        listed = signed_in(clerk).get(PAGE, {"which": watch.code})
        assert listed.context["page"].paginator.count == count, watch.code
    seen = signed_in(leader).get(PAGE)
    assert {watch.code: count for watch, count in seen.context["counted"]} == counts
    text = seen.content.decode()
    assert reverse("plans:show-map", args=[dossier.pk]) in text
    for each in persons_of(dossier):
        assert each.name not in text
    assert reverse("plans:show-plans", args=[dossier.pk]) not in text
    far = signed_in(someone(Role.SUPERIOR, bureau, "superior")).get(PAGE)
    assert far.status_code == 200
    assert dossier.number not in far.content.decode()
    assert signed_in(someone(Role.PAIRING_CADRE, bureau, "cadre")).get(PAGE).status_code == 403


def test_an_officer_counts_the_own_farm(dossier, clerk, approver, other_farm, someone, signed_in):
    cause(dossier, clerk)
    in_force(dossier, clerk, approver)
    page = signed_in(someone(Role.UNIT_OFFICER, other_farm, "elsewhere")).get(PAGE)
    assert not any(count for _watch, count in page.context["counted"])
    assert dossier.worker.name not in page.content.decode()


def test_it_asks_no_more_for_more(clerk, approver, farm, signed_in):
    client = signed_in(clerk)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE, {"which": "no-root"})
        return len(queries)

    counts = []
    for _turn in range(3):
        made = dossier_at(farm, clerk)
        cause(made, clerk)
        in_force(made, clerk, approver)
        client.get(PAGE)
        counts.append(asked())
    assert counts[0] == counts[-1] <= 16 + 4 * len(watches()), counts
