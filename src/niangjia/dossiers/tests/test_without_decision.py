"""Dossiers that the rules cannot be applied to: every page says the same, in words, with a way to mend it."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.regions import default_region
from niangjia.dossiers.tests.chain_factories import draft
from niangjia.dossiers.tests.factories import APPLIED_ON, file, household, identity, person
from niangjia.dossiers.tests.test_drafts import ADDRESS, typed
from niangjia.kernel import resident_numbers
from niangjia.policies import book

pytestmark = pytest.mark.django_db
FAR_AWAY = "231282"


def page(name, dossier):
    return reverse(f"dossiers:{name}", args=[dossier.pk])


def test_a_draft_without_an_income_has_no_decision_anywhere(farm, clerk, signed_in):
    dossier = draft(farm, clerk, person(is_head=True, is_income_stated=False))
    client = signed_in(clerk)
    for name in ("show-dossier", "show-decision"):
        shown = client.get(page(name, dossier)).content.decode()
        assert "还没有登记每位成年家庭成员的收入" in shown
        assert page("state-money", dossier) in shown
    assert page("print-decision", dossier) not in shown
    assert client.get(page("print-decision", dossier)).status_code == 409
    with pytest.raises(CommandError, match="每位成年家庭成员的收入"):
        call_command("explain", dossier.number)
    with pytest.raises(CommandError, match="每位成年家庭成员的收入"):
        call_command("explain", dossier.number, now=True)


def test_what_was_filed_without_an_income_keeps_its_decision(farm, clerk, signed_in):
    dossier = file(person(is_head=True, is_income_stated=False), unit=farm, by=clerk)
    assert page("print-decision", dossier) in signed_in(clerk).get(page("show-decision", dossier)).content.decode()


def test_a_missing_value_is_told_by_its_label_and_place_with_both_ways_to_mend_it(farm, clerk, signed_in):
    dossier = draft(farm, clerk, home=household(particulars={"region": FAR_AWAY}))
    client, rules = signed_in(clerk), book.rule_set_for(dossier.applied_on).name
    for name in ("show-dossier", "show-decision"):
        shown = client.get(page(name, dossier)).content.decode()
        assert "城市低保标准" in shown
        assert "231282（黑龙江）" in shown
        assert "dibao_urban_monthly</" not in shown
        assert page("revise-dossier", dossier) in shown
        assert reverse("policies:show-parameter", args=[rules, "dibao_urban_monthly"]) in shown


def test_whoever_only_reads_is_not_sent_to_a_form(farm, clerk, someone, signed_in):
    dossier = draft(farm, clerk, home=household(particulars={"region": FAR_AWAY}))
    shown = signed_in(someone("auditor", farm, "sun")).get(page("show-dossier", dossier)).content.decode()
    assert "城市低保标准" in shown
    assert page("revise-dossier", dossier) not in shown


def test_saving_says_what_came_of_it(farm, clerk, signed_in):
    dossier = draft(farm, clerk, home=household(particulars={"region": FAR_AWAY}))
    client = signed_in(clerk)
    data = {"shared": "100", "seen": str(dossier.versions.count())}
    told = client.post(page("state-money", dossier), data, follow=True).content.decode()
    assert "还没有判定困难类别" in told
    assert "已按现在的情况重新认定" not in told
    Dossier.objects.get().household.__class__.objects.update(region="150785")
    data = {"shared": "200", "was-shared": "100", "seen": str(dossier.versions.count())}
    assert "已按现在的情况重新认定" in client.post(page("state-money", dossier), data, follow=True).content.decode()


def test_a_card_issued_far_away_does_not_say_where_the_household_is(farm, other_farm, clerk):
    assert default_region("150785", farm, APPLIED_ON) == "150785"
    assert default_region(FAR_AWAY, farm, APPLIED_ON) == "150000"  # what the rules know, with no household on file
    file(home=household(particulars={"region": "150784"}), unit=other_farm, by=clerk)
    assert default_region(FAR_AWAY, farm, APPLIED_ON) == "150784"
    for region in ("150783", "150783", FAR_AWAY, FAR_AWAY, FAR_AWAY):
        file(home=household(particulars={"region": region}), unit=farm, by=clerk)
    assert default_region(FAR_AWAY, farm, APPLIED_ON) == "150783"
    assert default_region(FAR_AWAY, farm, APPLIED_ON.replace(year=1990)) == FAR_AWAY


def test_a_draft_takes_that_division_and_says_so(officer, farm, signed_in):
    read = resident_numbers.parse(identity())
    number = resident_numbers.make(FAR_AWAY, read.born_on, 901)
    told = signed_in(officer).post(ADDRESS, typed(farm, identity_number=number), follow=True).content.decode()
    assert Dossier.objects.get().household.region == "150000"
    assert "150000（内蒙古）" in told
