"""Causes: what a colleague wrote is not lost, a visit's finding is closed by the same cause alone, and only those who
count are named. And what the warnings take from the household: who is gone, whose account was closed, shared ceilings.
"""

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role, User
from niangjia.dossiers.commands import record_death
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.models import IncomeLine
from niangjia.plans import cases, commands, queries
from niangjia.plans.finding import found_by_rules
from niangjia.plans.models import Cause
from niangjia.plans.sources import told_as_aid
from niangjia.plans.tests.factories import agree, approve, cause, dossier_at, draft, fresh, persons_of, said
from niangjia.visits.queries import causes_seen
from niangjia.visits.records import Noticed
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db
WORKER, WIFE, GUEST = UUID(int=1), UUID(int=2), UUID(int=3)


def codes_of(plan):
    return [each.code for each in cases.warnings_about(fresh(plan))]


def test_what_a_colleague_wrote_is_kept(dossier, clerk, officer, signed_in):
    first = cause(dossier, clerk, "accident", words="采伐时被砸伤")
    second = cause(dossier, officer, "accident", words="复查后在家休养", weight=1)
    assert (second.pk != first.pk, second.added_by) == (True, officer)
    assert [each.pk for each in queries.causes_of(dossier)] == [second.pk]
    tab = signed_in(officer).get(reverse("plans:show-plans", args=[dossier.pk])).content.decode()
    assert "采伐时被砸伤" in tab
    assert "复查后在家休养" in tab
    assert cause(dossier, officer, "accident", words="在家休养", weight=1).pk == second.pk, "one's own is put right"


@pytest.mark.parametrize(("code", "is_closed"), [("natural-disaster", True), ("schooling", False)])
def test_a_finding_is_closed_by_the_same_cause_alone(code, is_closed, dossier, clerk, signed_in):
    a_visit(dossier, clerk, Noticed("trouble", "natural-disaster"))
    seen = causes_seen(dossier).get()
    address = f"{reverse('plans:add-cause', args=[dossier.pk])}?seen={seen.pk}"
    typed = {"code": code, "person": "", "weight": 2, "origin": "visit", "words": "见走访记录"}
    assert signed_in(clerk).post(address, typed).status_code == 302
    assert Cause.objects.get().code == code
    assert causes_seen(dossier).exists() != is_closed


def test_a_finding_of_others_closes_nothing(dossier, farm, clerk):
    other = dossier_at(farm, clerk)
    a_visit(other, clerk, Noticed("trouble", "natural-disaster"))
    with pytest.raises(InvalidInput):
        cause(dossier, clerk, "natural-disaster", seen=causes_seen(other).get())


class Decision:
    """A kept decision of a worker, a wife and somebody who does not count."""

    persons = tuple(map(str, (WORKER, WIFE, GUEST)))

    def __init__(self, bit, *changes):
        first = {
            "has_serious_illness": False, "medical_fen": 0, "disability_grade": 0, "identity": 0, "is_able": True,
            "stage": 0, "is_counted": True,
        }  # fmt: skip
        self.facts = {"members": [first | each for each in changes]}
        self.outputs = {"causes": bit, "main_cause": bit}


def found(*said):
    return [(each.code, each.person) for each in found_by_rules(Decision(*said), worker=WORKER, stated_event="")]


def test_only_those_who_count_are_named():
    away = {"is_counted": False}
    ill = {"has_serious_illness": True}
    assert found(1, {}, ill, ill | away) == [("dependant-serious-illness", WIFE)]
    assert found(4, {}, {"stage": 3}, {"stage": 3} | away) == [("schooling", WIFE)]


def test_only_severe_disability_is_a_cause():
    graded = [{"disability_grade": each} for each in (4, 2, 3)]
    assert found(2, *graded) == [("family-disability", WIFE)]
    assert found(2, {"disability_grade": 1}, {}, {}) == [("own-disability", WORKER)]


def test_somebody_who_died_is_told_of_once_for_each_cause_and_measure(dossier, clerk, approver):
    son = persons_of(dossier)[2]
    cause(dossier, clerk, "schooling", person=son)
    plan = draft(dossier, clerk, said("schooling-aid", person=son, causes=frozenset({"schooling"})))
    agree(plan, clerk)
    approve(plan, approver)
    assert "somebody-gone" not in codes_of(plan)
    record_death(dossier, person=son.pk, on=clock.today(), by=clerk)
    assert codes_of(plan).count("somebody-gone") == 2


def test_a_closed_account_sees_to_nothing(dossier, clerk, someone, bureau):
    who = someone(Role.COUNSELLOR, bureau, "who")
    plan = draft(dossier, clerk, said(person=dossier.worker, role="", user=who))
    assert "nobody-responsible" not in codes_of(plan)
    User.objects.filter(pk=who.pk).update(is_active=False)
    assert "nobody-responsible" in codes_of(plan)


def test_a_ceiling_is_shared_by_all_who_get_of_it(dossier, clerk, approver, monkeypatch):
    monkeypatch.setattr(cases, "ceilings_of", lambda _dossier: {"schooling_ceiling": 300_000})
    _worker, wife, son = persons_of(dossier)
    aid = [said("schooling-aid", person=each, amount_fen=200_000, causes=frozenset()) for each in (wife, son)]
    plan = draft(dossier, clerk, *aid)
    assert codes_of(plan).count("above-ceiling") == 1
    agree(plan, clerk)
    approve(plan, approver)
    commands.report_progress(plan.measures.first(), "not-reached", "没有批下来", by=clerk)
    assert "above-ceiling" not in codes_of(plan), "what was not given counts no more"


def test_money_of_goals_reached_is_given_and_counted_once(dossier, clerk, approver, signed_in):
    def given():
        return signed_in(clerk).get(reverse("plans:show-map", args=[dossier.pk])).context["given_fen"]

    plan = draft(
        dossier,
        clerk,
        said(person=dossier.worker, amount_fen=300_000),
        said("heating-aid", amount_fen=50_000),
        said("production-loan", amount_fen=2_000_000),
    )
    agree(plan, clerk)
    approve(plan, approver)
    assert given() == 0
    for each in plan.measures.all():
        commands.report_progress(each, "reached", "办到了", by=clerk)
    assert given() == 350_000, "what was lent is not given"
    today = clock.today()
    IncomeLine.objects.create(
        household=dossier.household, kind="union-aid", amount_fen=300_000, from_on=today, to_on=today
    )
    assert given() == 350_000, "an income line of the same money"
    IncomeLine.objects.create(
        household=dossier.household, kind="union-aid", amount_fen=80_000, from_on=today, to_on=today
    )
    assert given() == 430_000


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        ([(1, 300, date(2026, 3, 20))], {1}),
        ([(1, 300, date(2026, 6, 20))], set()),
        ([(1, 200, date(2026, 3, 20))], set()),
        ([(1, 100, date(2026, 3, 20)), (2, 200, date(2026, 3, 1))], {1, 2}),
        ([(1, 300, date(2026, 3, 20)), (2, 300, date(2026, 3, 21))], {1}),
    ],
)
def test_an_income_line_stands_for_what_it_comes_of(reached, told):
    assert told_as_aid(reached, [(300, date(2026, 3, 1), date(2026, 3, 31))]) == told
