"""The pages that show a dossier as it stood on a day, and what changed between two days."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from niangjia.accounts.commands import merge_unit, rename_unit
from niangjia.dossiers.commands import close_dossier, confirm_fact, file_dossier, revise_dossier
from niangjia.dossiers.models import Version
from niangjia.dossiers.tests.factories import file, household, person, planted, record, rows
from niangjia.kernel import clock
from niangjia.people.records import AssetRecord
from niangjia.privacy.tests.planted import Plants, Search

JUNE = [date(2026, 6, day) for day in range(1, 31)]


@pytest.fixture
def lived(farm, clerk, officer):
    """A dossier filed on the 2nd, revised on the 10th and 20th of June 2026, closed on the 25th."""
    worker, son = person(is_head=True, wage_fen=2_400_000), person("刘春生")
    with clock.set_to(JUNE[1]):
        dossier = file_dossier(record(worker, son), unit=farm, by=clerk)
    richer = replace(worker, incomes=tuple(replace(line, amount_fen=3_600_000) for line in worker.incomes))
    with clock.set_to(JUNE[9]):
        home = household(richer, son, assets=(AssetRecord("vehicle", 1, 5_000_000),))
        revise_dossier(dossier, record(home=home, main_cause="other", note="不给人看"), unit=farm, by=officer)
    with clock.set_to(JUNE[19]):
        confirm_fact(dossier, name="receives_dibao", value=True, by=clerk)
    with clock.set_to(JUNE[24]):
        return close_dossier(dossier, reason="retired", by=clerk)


def page(client, name, dossier, **asked):
    client.cookies["django_language"] = "en"
    answer = client.get(reverse(f"dossiers:{name}", args=[dossier.pk]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_past_is_shown_as_it_was_and_said_to_be_past(as_clerk, lived):
    with clock.set_to(JUNE[29]):
        text = page(as_clerk, "show-as-of", lived, on="2026-06-05")
    assert "how the dossier stood at the end of 2026-06-05" in text
    assert "It was changed on 2026-06-10" in text
    assert "24,000.00" in text
    assert "36,000.00" not in text
    assert "Mobile" not in text
    assert "Serious illness" in text
    assert "?on=2026-06-10" in text
    assert "?on=2026-06-02" not in text
    later = page(as_clerk, "show-as-of", lived, on="2026-06-20")
    assert "36,000.00" in later
    assert "50,000.00" in later
    assert "?on=2026-06-10" in later
    assert "?on=2026-06-25" in later


def test_today_is_said_to_be_today(as_clerk, lived):
    with clock.set_to(JUNE[29]):
        text = page(as_clerk, "show-as-of", lived)
        last = page(as_clerk, "show-as-of", lived, on="2026-06-28")
    assert "This is how the dossier stands today." in text
    assert "Unchanged since 2026-06-25: Closed: Retired" in text
    assert "Nothing has changed since." in last


def test_a_day_before_the_first_version_leads_to_it(as_clerk, lived):
    with clock.set_to(JUNE[29]):
        text = page(as_clerk, "show-as-of", lived, on="2026-06-01")
    assert "Nothing is kept of 2026-06-01" in text
    assert "?on=2026-06-02" in text


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "0001-01-01", "9999-12-31", "2026-07-02"])
def test_a_day_that_is_none_is_said_and_kept(as_clerk, lived, day):
    with clock.set_to(JUNE[29]):
        text = page(as_clerk, "show-as-of", lived, on=day)
        other = page(as_clerk, "show-changes", lived, until=day)
    assert f'value="{day}"' in text
    assert f'value="{day}"' in other
    assert "invalid-feedback" in text or "field-error" in text or "aria-invalid" in text
    assert "The past" not in text


def test_days_the_wrong_way_round_are_said(as_clerk, lived):
    with clock.set_to(JUNE[29]):
        text = page(as_clerk, "show-changes", lived, since="2026-06-20", until="2026-06-10")
    assert "The second day lies before the first." in text


def test_changes_are_told_field_by_field_with_who_and_why(as_clerk, lived):
    with clock.set_to(JUNE[29]):
        everything = page(as_clerk, "show-changes", lived)
        middle = page(as_clerk, "show-changes", lived, since="2026-06-05", until="2026-06-15")
        nothing = page(as_clerk, "show-changes", lived, since="2026-06-11", until="2026-06-19")
    for said in ("Filed", "Brought up to date", "A fact was confirmed: Does the household", "Closed: Retired"):
        assert said in everything
    assert "The first version that is kept" in everything
    assert "24,000.00 yuan" in middle
    assert "36,000.00 yuan" in middle
    assert "50,000.00 yuan" in middle
    assert "Wage · 刘心红 · 2025-06-02 – 2026-06-01" in middle
    assert "2026-06-10 09:00" in middle
    assert "Closed: Retired" not in middle
    assert "Nothing changed between these days" in nothing


def test_what_is_sealed_is_masked_on_both_sides(as_clerk, farm, clerk):
    plants = Plants()
    stated = planted(plants, "刘心红", "王海英")
    dossier = file_dossier(stated, unit=farm, by=clerk)
    again = []
    for each in stated.household.persons:
        others = {"phone": plants.digits("phone", "139", 11), "note": plants.text("note", "备注")}
        card = {"card_number": plants.digits("card_number", "622848", 19)}
        again.append(replace(each, particulars=each.particulars | others, bank=each.bank | card))
    home = household(*again, particulars={"address": plants.text("address", "根河市林海路")})
    revise_dossier(dossier, record(home=home, note=plants.text("dossier_note", "档案")), unit=farm, by=clerk)
    for name in ("show-as-of", "show-changes"):
        text = page(as_clerk, name, dossier)
        assert Search(plants).in_answer(text.encode()) == []
    for masked in ("138******77", "139******77", "根河市****"):
        assert masked in text, masked
    assert text.count(">changed<") >= 3  # notes and the address look alike before and after


def test_a_unit_is_called_as_it_was_on_the_day(as_clerk, farm, other_farm, clerk, system):
    with clock.set_to(JUNE[1]):
        dossier = file(unit=farm, by=clerk)
    with clock.set_to(JUNE[9]):
        rename_unit(farm, name="白桦新林场", name_en="", document="（2026）1", from_on=JUNE[9], by=system)
    with clock.set_to(JUNE[19]):
        merge_unit(farm, into=other_farm, document="（2026）2", by=system)
        text = page(as_clerk, "show-as-of", dossier, on="2026-06-05")
        changes = page(as_clerk, "show-changes", dossier)
    assert "白桦林场" in text
    assert "白桦新林场" not in text
    assert "Its unit was merged into another" in changes
    assert "红松林场" in changes


def test_a_dossier_without_versions_says_when_they_begin(as_clerk, farm):
    dossier = rows(farm, [{}])[0]
    assert "A version is kept at the next change" in page(as_clerk, "show-as-of", dossier)
    assert "A version is kept at the next change" in page(as_clerk, "show-changes", dossier)


def test_the_history_leads_to_both(as_clerk, lived):
    text = page(as_clerk, "show-history", lived)
    assert reverse("dossiers:show-as-of", args=[lived.pk]) in text
    assert reverse("dossiers:show-changes", args=[lived.pk]) in text


def test_who_may_not_read_the_dossier_finds_neither(signed_in, someone, other_farm, lived):
    client = signed_in(someone("unit-officer", other_farm))
    for name in ("show-as-of", "show-changes"):
        assert client.get(reverse(f"dossiers:{name}", args=[lived.pk])).status_code == 404


def test_the_number_of_changes_costs_no_more_queries(as_clerk, farm, clerk, lived, django_assert_max_num_queries):
    page(as_clerk, "show-changes", lived)
    with django_assert_max_num_queries(60) as few:
        page(as_clerk, "show-changes", lived)
    worker = person(is_head=True)
    dossier = file_dossier(record(worker), unit=farm, by=clerk)
    for number in range(12):
        revise_dossier(dossier, record(worker, note=f"第{number}次"), unit=farm, by=clerk)
    page(as_clerk, "show-changes", dossier)
    with django_assert_max_num_queries(60) as many:
        page(as_clerk, "show-changes", dossier)
    assert Version.objects.filter(dossier=dossier).count() == 13
    assert len(many) <= len(few) + 1, "of an open one it is asked whose household it is"


def test_long_histories_show_the_newest_changes(as_clerk, farm, clerk, monkeypatch):
    monkeypatch.setattr("niangjia.dossiers.views.versions.CHANGES_SHOWN", 2)
    worker = person(is_head=True)
    dossier = file_dossier(record(worker), unit=farm, by=clerk)
    for cause in ("other", "schooling", "serious-illness"):
        revise_dossier(dossier, record(worker, main_cause=cause), unit=farm, by=clerk)
    text = page(as_clerk, "show-changes", dossier)
    assert "The newest 2 of 4 changes are shown" in text
    assert text.count("Main cause") == 2
