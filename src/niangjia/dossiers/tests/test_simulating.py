"""What the rule book's what-if runs are told of the dossiers, and `niangjia simulate` over them."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from niangjia.accounts.commands import appoint_user
from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers import simulating
from niangjia.dossiers.access import where_may
from niangjia.dossiers.commands import close_dossier, confirm_fact
from niangjia.dossiers.decisions import decide_dossier
from niangjia.dossiers.models import Decision
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests.factories import file, household, person, rows
from niangjia.kernel.errors import InvalidInput
from niangjia.policies import load_rule_set

pytestmark = pytest.mark.django_db
RULES = load_rule_set("national-2019")
FAR_AWAY = "110101"
"""No line stands in the rule book for this division."""


@pytest.fixture
def poor(farm, clerk):
    """Nothing but a child to look after: deep hardship."""
    return file(person("刘心红", is_head=True, wage_fen=0), unit=farm, by=clerk)


@pytest.fixture
def well_off(other_farm, clerk):
    """2,000.00 a month for one person: above twice the line, below three times."""
    return file(person("张铁柱", is_head=True, wage_fen=2_400_000), unit=other_farm, by=clerk)


def found(user):
    return {each.key: each for each in simulating.households(where_may(user, "count"))}


def test_facts_are_those_that_decide_the_dossier_today(clerk, poor, well_off):
    for dossier in (poor, well_off):
        assembled, decision = decide_dossier(whole(type(dossier).objects.filter(pk=dossier.pk)).get())
        light = found(clerk)[str(dossier.pk)]
        values = RULES.parameters_for(assembled.facts.region, assembled.facts.applied_on).values
        assert RULES.plan(light.facts, values)[0] == decision.household_values
        assert light.unit == str(dossier.unit_id)


def test_the_latest_decision_counts(clerk, poor):
    for is_rural in (True, False, True):
        confirm_fact(poor, name="is_rural", value=is_rural, by=clerk)
        assert found(clerk)[str(poor.pk)].facts.is_rural is is_rural
    assert poor.decisions.count() == 4  # the first stood on an assumption


def test_everyone_counts_their_own_units(clerk, officer, leader, auditor, administrator, poor, well_off):
    both = {str(poor.pk), str(well_off.pk)}
    assert set(found(clerk)) == set(found(leader)) == set(found(auditor)) == both
    assert set(found(officer)) == {str(poor.pk)}
    assert found(administrator) == {}
    assert set(simulating.describe(where_may(officer, "read"), both)) == {str(poor.pk)}
    assert simulating.describe(where_may(leader, "read"), both) == {}
    described = simulating.describe(where_may(clerk, "read"), [str(poor.pk)])[str(poor.pk)]
    assert (described.number, described.name, described.unit) == (poor.number, "刘心红", "白桦林场")


def test_closed_dossiers_stay_out(clerk, poor, well_off):
    close_dossier(poor, reason="retired", by=clerk)
    assert set(found(clerk)) == {str(well_off.pk)}


def test_dossiers_that_cannot_be_decided_say_why(farm, clerk):
    far = file(unit=farm, by=clerk, home=household(particulars={"region": FAR_AWAY}))
    plain = rows(farm, [{"category": 2}])[0]
    older = file(person("仇海", is_head=True), unit=farm, by=clerk)
    kept = older.decisions.get()
    del kept.facts["homes"]
    Decision.objects.filter(pk=kept.pk).update(facts=kept.facts)
    told = found(clerk)
    assert all(told[str(each.pk)].facts is None for each in (far, plain, older))
    assert FAR_AWAY in told[str(far.pk)].problem.zh
    assert told[str(plain.pk)].problem == simulating.NOT_DECIDED
    assert told[str(older.pk)].problem == simulating.OLDER_FACTS


def test_the_region_is_that_of_most(clerk, farm, poor, well_off):
    where = where_may(clerk, "count")
    assert (simulating.region(where), simulating.region(where_may(clerk, "export"))) == ("150785", "150785")
    close_dossier(poor, reason="retired", by=clerk)
    close_dossier(well_off, reason="retired", by=clerk)
    assert simulating.region(where) == ""


def test_queries_do_not_grow_with_the_dossiers(clerk, farm, poor, django_assert_num_queries):
    for name in ("宋海英", "韩秀兰", "孟繁林"):
        file(person(name, is_head=True), unit=farm, by=clerk)
    where = where_may(clerk, "count")
    where.covers_all()  # asks once, for the roots of the tree
    with django_assert_num_queries(1):
        assert len(list(simulating.households(where))) == 4


def simulate(*arguments):
    out = StringIO()
    call_command("simulate", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_everything_as_json(poor, well_off, other_farm):
    told = json.loads(simulate("--set", "relative_percent=300", "--set-b", "deep_percent=0", "--json"))
    assert told["rules"] == {"name": "national-2019", "version": RULES.version}
    assert [each["changes"] for each in told["proposals"]] == [{"relative_percent": 300}, {"deep_percent": 0}]
    assert (told["households"], told["not_decided"], told["baseline"]["eligible"]) == (2, 0, 1)
    a, b = told["scenarios"]
    assert (a["eligible"], a["entrants"], b["eligible"], b["movers"]) == (2, 1, 1, 1)
    assert [each[:4] for each in told["affected"][0]] == [[str(well_off.pk), "entrant", "edge", "relative"]]
    assert told["affected"][1][0][:4] == [str(poor.pk), "mover", "deep", "relative"]
    assert a["cost_fen"]["total"] - told["baseline"]["cost_fen"]["total"] == told["affected"][0][0][4]
    assert told["units"][str(other_farm.pk)] == "红松林场"
    assert "张铁柱" not in json.dumps(told, ensure_ascii=False)


def test_the_command_tells_it_in_words_without_names(poor, well_off):
    told = simulate("--set", "relative_percent=300")
    assert well_off.number in told
    assert poor.number not in told
    assert "张铁柱" not in told


def test_the_command_changes_nothing(poor):
    before = Entry.objects.count(), Decision.objects.count()
    simulate("--set", "deep_percent=0")
    poor.refresh_from_db()
    assert (poor.category, Entry.objects.count(), Decision.objects.count()) == (1, *before)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "nothing-to-try"),
        (["--set", "deep_percent"], "not-a-setting"),
        (["--set", "deep=1"], "unknown-parameter"),
        (["--set-b", "deep_percent=-1"], "out-of-range"),
        (["--on", "2026-13-01"], "not-a-day"),
    ],
)
def test_the_command_says_what_it_cannot_take(poor, arguments, code):
    with pytest.raises(InvalidInput) as refused:
        simulate(*arguments)
    assert refused.value.code == code


def test_two_appointments_count_both_units(clerk, system, officer, other_farm, poor, well_off):
    appoint_user(officer, role=Role.UNIT_OFFICER, unit=other_farm, starts_on=date(2020, 1, 1), by=system)
    assert len(found(type(officer).objects.get(pk=officer.pk))) == 2
