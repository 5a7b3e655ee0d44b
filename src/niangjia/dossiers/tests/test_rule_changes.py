"""A change of the rules never rewrites a decision: it stands with its version until the rules are applied again."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.dossiers.commands import assess_dossier
from niangjia.dossiers.models import Decision, Dossier
from niangjia.dossiers.presenting import explained
from niangjia.dossiers.queries import whole
from niangjia.dossiers.tests.factories import file, person
from niangjia.policies.codes import DEEP, RELATIVE
from niangjia.policies.tests.book_factories import NAME, approve, value

pytestmark = pytest.mark.django_db
WAGE = 12 * 90_000
"""Alone, this is 900 yuan a month: relative under a line of 840, deep under one of 1,200."""


@pytest.fixture
def dossier(farm, clerk):
    return file(person(is_head=True, wage_fen=WAGE), unit=farm, by=clerk)


def raise_the_line(clerk, leader):
    for region in ("150000", "150785"):
        approve(value(120_000, region=region, from_on=date(2019, 1, 1)), clerk, leader)


def test_a_value_is_first_proposed_for_the_division_of_ones_own_households(dossier, as_clerk):
    page = reverse("policies:show-parameter", args=[NAME, "dibao_urban_monthly"])
    assert as_clerk.get(page).context["form"]["region"].value() == dossier.household.region
    Dossier.objects.all().delete()
    assert as_clerk.get(page).context["form"]["region"].value() == ""


def loaded(dossier):
    return whole(Dossier.objects.filter(pk=dossier.pk)).get()


def test_a_decision_stands_as_it_was_made(dossier, clerk, leader, as_clerk):
    before = list(Decision.objects.values())
    raise_the_line(clerk, leader)
    assert list(Decision.objects.values()) == before
    assert loaded(dossier).category == RELATIVE
    _facts, explanation = explained(loaded(dossier))
    assert explanation.decision.outputs._asdict() == before[0]["outputs"]
    assert explanation.decision.rule_set.version == before[0]["rule_version"] == "2019.1"
    since = as_clerk.get(reverse("dossiers:show-decision", args=[dossier.pk])).context["since"]
    assert since.newer.en == "“Three categories of hardship (from 2019)”, version 2019.1+2"
    assert since.answers


def test_the_rules_of_now_make_a_new_decision_beside_it(dossier, clerk, leader, as_clerk):
    raise_the_line(clerk, leader)
    assess_dossier(dossier, by=clerk)
    assert loaded(dossier).category == DEEP
    assert list(Decision.objects.order_by("at", "id").values_list("rule_version", flat=True)) == ["2019.1", "2019.1+2"]
    context = as_clerk.get(reverse("dossiers:show-decision", args=[dossier.pk])).context
    assert (context["told"].rule_set.version, context["since"]) == ("2019.1+2", None)


def test_a_version_of_another_release_is_told_with_the_values_kept(dossier):
    Decision.objects.update(rule_version="2017.4")
    _facts, explanation = explained(loaded(dossier))
    assert explanation.decision.rule_set.version == "2017.4"


def test_a_dossier_not_decided_is_explained_by_the_rules_of_now(dossier, clerk, leader):
    raise_the_line(clerk, leader)
    Dossier.objects.update(category=None)
    _facts, explanation = explained(loaded(dossier))
    assert explanation.decision.rule_set.version == "2019.1+2"
