"""Real threads, each with its own connection: what the locks are for."""

from dataclasses import replace
from functools import partial

import pytest

from niangjia.accounts.tests.racing import at_once
from niangjia.dossiers.commands import assess_dossier, close_dossier, confirm_fact, import_workbook, revise_dossier
from niangjia.dossiers.intake import read_workbook
from niangjia.dossiers.models import Dossier, NumberCounter
from niangjia.dossiers.tests.data.workbooks import bureau as workbook
from niangjia.dossiers.tests.factories import APPLIED_ON, file, identity, person, record
from niangjia.kernel.errors import Conflict
from niangjia.people.models import Household, Membership, Person
from niangjia.policies import book, load_rule_set

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, EACH = 4, 5


def test_numbers_taken_at_the_same_time_are_consecutive(farm, clerk):
    def some():
        return [file(unit=farm, by=clerk).number for _turn in range(EACH)]

    answers = at_once(*[some] * THREADS)
    numbers = sorted(number for answer in answers for number in answer)
    assert numbers == [f"2026{place:07d}" for place in range(1, THREADS * EACH + 1)]
    assert NumberCounter.objects.get(year=2026).last == THREADS * EACH
    assert list(Dossier.objects.order_by("number").values_list("number", flat=True)) == numbers


def test_one_person_filed_twice_at_the_same_time_is_filed_once(farm, other_farm, clerk):
    number = identity()
    answers = at_once(
        *[
            lambda unit=unit: file(person(is_head=True, identity_number=number), unit=unit, by=clerk)
            for unit in (farm, other_farm)
        ]
    )
    filed = [answer for answer in answers if isinstance(answer, Dossier)]
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert (len(filed), len(refused)) == (1, 1), answers
    assert Person.objects.count() == Household.objects.count() == Membership.objects.count() == 1
    assert Dossier.objects.get() == filed[0]


def test_one_workbook_imported_twice_at_the_same_time_is_written_once(bureau, clerk):
    content = workbook(4).xlsx()
    work = partial(import_workbook, read_workbook(content, "x.xlsx"), unit=bureau, by=clerk, is_dry_run=False)
    reports = at_once(work, work)
    assert not [report for report in reports if isinstance(report, Exception)]
    assert not [finding for report in reports for finding in report.findings]
    assert sum(report.accepted for report in reports) == sum(report.unchanged for report in reports) == 4
    assert Dossier.objects.count() == 4


def test_a_dossier_closed_twice_at_the_same_time_is_closed_once(farm, clerk):
    dossier = file(unit=farm, by=clerk)
    answers = at_once(*[lambda: close_dossier(dossier, reason="retired", by=clerk)] * 2)
    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [Conflict]


def test_answers_given_at_the_same_time_are_all_kept(farm, clerk):
    dossier = file(unit=farm, by=clerk)
    facts = {"is_rural": True, "homes": 1, "savings_fen": 100_00, "union_aid_fen": 200_00}
    answers = at_once(
        *[
            lambda name=name, value=value: confirm_fact(dossier, name=name, value=value, by=clerk)
            for name, value in facts.items()
        ]
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    latest = dossier.decisions.order_by("-at").first()
    assert {name: latest.facts[name] for name in facts} == facts
    dossier.refresh_from_db()
    assert dossier.questions == len(latest.assumed)


def test_a_revision_waits_for_an_answer(farm, clerk):
    dossier = file(unit=farm, by=clerk)
    head = person(is_head=True, identity_number=dossier.worker.identity_number.reveal(), wage_fen=1_200_000)
    answers = at_once(
        lambda: confirm_fact(dossier, name="is_able", value=False, person=dossier.worker, by=clerk),
        lambda: revise_dossier(dossier, record(head, applied_on=APPLIED_ON), unit=farm, by=clerk),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    latest = dossier.decisions.order_by("-at").first()
    assert latest.facts["members"][0]["is_able"] is False
    assert latest.facts["members"][0]["wage_fen"] == 1_200_000


def test_rules_applied_again_by_several_at_the_same_time_keep_one_decision(farm, clerk, monkeypatch):
    dossier = file(person(is_head=True, wage_fen=1_200_000), person("刘春生"), unit=farm, by=clerk)
    changed = replace(load_rule_set("national-2019").with_parameters({"deep_percent": 10}), version="2019.1+9")
    monkeypatch.setattr(book, "rule_set_for", lambda _day: changed)
    answers = at_once(*[partial(assess_dossier, dossier, by=clerk)] * THREADS)
    assert all(isinstance(answer, Dossier) for answer in answers), answers
    assert sorted(dossier.decisions.values_list("rule_version", flat=True)) == ["2019.1", "2019.1+9"]
