"""Writing a workbook household by household."""

import json
from datetime import date

import pytest
from django.apps import apps
from django.utils.functional import Promise

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import close_dossier, confirm_fact, importing, record_consents, withdraw_consent
from niangjia.dossiers.commands.importing import import_workbook
from niangjia.dossiers.intake import UnreadableWorkbook, read_workbook
from niangjia.dossiers.models import Decision, Dossier
from niangjia.dossiers.tests.data.workbooks import Workbook, head, identity, member
from niangjia.dossiers.tests.data.workbooks import bureau as bureau_of
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.people.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(bureau, clerk):
    """Imports a workbook for the bureau: `run(book)`, `run(book, is_dry_run=True)`."""
    unit = bureau

    def run(book, *, is_dry_run=False, by=clerk, at=unit, progress=None):
        content = book.xlsx() if isinstance(book, Workbook) else book
        return import_workbook(
            read_workbook(content, "book.xlsx"), unit=at, by=by, is_dry_run=is_dry_run, progress=progress
        )

    return run


def counts(report):
    return report.households, report.accepted, report.unchanged, report.refused


def codes(report):
    return [(finding.household_no, finding.column, finding.code) for finding in report.findings]


def everything():
    """Every row of every table."""
    return {model._meta.db_table: sorted(map(str, model._base_manager.values_list())) for model in apps.get_models()}


def mixed():
    """A sound household of two, a refused one, and a sound one with a note."""
    book = bureau_of(3)
    book.heads[1]["姓名"] = None
    book.heads[2]["身份证号"] = "".join(chr(ord(char) + 0xFEE0) for char in book.heads[2]["身份证号"])
    return book


def test_sound_households_are_written(run, bureau, clerk):
    report = run(bureau_of(2))
    assert counts(report) == (2, 2, 0, 0)
    assert report.findings == []
    first, second = Dossier.objects.order_by("number")
    assert (first.size, second.size) == (2, 2)
    assert first.unit == second.unit == bureau
    assert first.category is not None
    assert first.decisions.get().by == clerk
    assert (first.household.region, first.household.housing) == ("150785", "bought")
    assert first.worker.bank_account.card_number.reveal() == "6228489990000000003"
    assert (first.applied_on, first.main_cause) == (date(2026, 6, 18), "serious-illness")


def test_refused_households_leave_nothing_and_do_not_hold_up_others(run):
    report = run(mixed())
    assert counts(report) == (3, 2, 0, 1)
    assert [code for _number, _column, code in codes(report)] == ["required", "normalised-full-width"]
    assert [finding.accepted for finding in report.findings] == [False, True]
    assert Dossier.objects.count() == Household.objects.count() == 2
    assert Person.objects.count() == 4


@pytest.mark.parametrize("day", ["1950-05-01", "2099-05-01"])
def test_an_application_of_a_year_that_cannot_be_meant_refuses_its_household(run, day):
    book = bureau_of(2)
    book.heads[0]["申请日期"] = day
    report = run(book)
    assert counts(report) == (2, 1, 0, 1)
    assert [code for _no, _column, code in codes(report)][-1] == "out-of-range"


def test_the_dry_run_says_the_same_and_leaves_no_trace_at_all(run):
    run(bureau_of(1))
    book = mixed()
    before = everything()
    with clock.set_to(date(2026, 8, 1)):
        rehearsed = run(book, is_dry_run=True)
        assert everything() == before
        written = run(book)
    assert rehearsed.as_json() == written.as_json()
    assert everything() != before


def test_the_same_file_again_changes_nothing(run):
    book = mixed()
    first = run(book)
    before = everything()
    for again in (run(book), run(book, is_dry_run=True)):
        assert counts(again) == (3, 0, 2, 1)
        assert again.as_json()["findings"] == first.as_json()["findings"]
        assert everything() == before


def test_the_order_of_the_file_does_not_count(run):
    book = bureau_of(3)
    run(book)
    book.heads.reverse()
    book.members.reverse()
    for number, row in enumerate(book.heads, start=1):
        row["序号"] = number
    assert counts(run(book)) == (3, 0, 3, 0)


def test_a_changed_household_is_revised_and_no_other(run):
    book = bureau_of(3)
    run(book)
    numbers = dict(Dossier.objects.values_list("number", "changed_at"))
    book.heads[1] |= {"主要致困原因": "子女上学", "本人月平均收入": 1000}
    report = run(book)
    assert counts(report) == (3, 1, 2, 0)
    changed = [each for each in Dossier.objects.all() if each.changed_at != numbers[each.number]]
    assert len(changed) == 1
    assert (changed[0].number, changed[0].main_cause) == ("20260000002", "schooling")
    assert changed[0].decisions.count() == 2
    assert counts(run(book)) == (3, 0, 3, 0)


def test_a_member_who_left_the_file_leaves_the_household(run):
    book = bureau_of(1)
    run(book)
    book.members.clear()
    book.heads[0]["家庭人口"] = 1
    assert counts(run(book)) == (1, 1, 0, 0)
    dossier = Dossier.objects.get()
    assert dossier.size == dossier.household.memberships.filter(ended_on=None).count() == 1


def test_facts_that_a_clerk_confirmed_stay(run, clerk):
    book = bureau_of(1)
    run(book)
    dossier = Dossier.objects.get()
    confirm_fact(dossier, name="is_able", value=False, person=dossier.worker, by=clerk)
    book.heads[0]["本人月平均收入"] = 1000
    run(book)
    dossier.worker.refresh_from_db()
    assert dossier.worker.is_able is False
    assert Decision.objects.order_by("-at").first().facts["members"][0]["is_able"] is False


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_someone_in_another_open_household_refuses_the_household_whole(run, other_farm, clerk, is_dry_run):
    number = identity(is_female=True)
    taken = file(person("王海英", is_head=True, identity_number=number), unit=other_farm, by=clerk)
    book = Workbook([head(), head("王五")])
    book.members = [member(book.heads[0], 身份证号=number), member(book.heads[1])]
    report = run(book, is_dry_run=is_dry_run)
    assert counts(report) == (2, 1, 0, 1)
    assert codes(report) == [(1, "身份证号", "duplicate-person")]
    finding = report.findings[0]
    assert (finding.sheet, finding.row, finding.accepted) == ("家庭成员", 2, False)
    assert number not in json.dumps(finding.as_json())
    assert Dossier.objects.count() == (1 if is_dry_run else 2)
    assert not Person.objects.filter(name="刘心红").exists()
    taken.refresh_from_db()
    assert taken.household.memberships.count() == 1


def test_a_head_who_is_a_member_elsewhere_is_refused(run, farm, clerk):
    number = identity()
    file(person(is_head=True), person("赵六", identity_number=number), unit=farm, by=clerk)
    report = run(Workbook([head("赵六", 身份证号=number)]))
    assert codes(report) == [(1, "身份证号", "duplicate-person")]
    assert report.findings[0].row == 4


def test_an_employer_that_is_a_unit_decides_where_a_household_goes(run, farm, other_farm):
    book = Workbook([head(工作单位=farm.name), head(工作单位="别处"), head(工作单位=other_farm.name)])
    run(book)
    root = Dossier.objects.get(number="20260000002").unit
    assert [each.unit for each in Dossier.objects.order_by("number")] == [farm, root, other_farm]
    assert root.depth == 1


def test_a_household_of_another_unit_is_not_revised(run, farm, other_farm, clerk, someone):
    book = Workbook([head()])
    run(book, at=other_farm)
    local = someone(Role.ASSISTANCE_CLERK, farm, "local")
    book.heads[0]["本人月平均收入"] = 1000
    report = run(book, by=local, at=farm)
    assert codes(report) == [(1, "身份证号", "not-yours")]
    assert other_farm.name not in str(report.findings[0].message)  # where it is, is not theirs to know
    assert Dossier.objects.get().unit == other_farm


def test_a_household_that_took_its_consent_back_is_refused_and_the_others_are_not(run, clerk):
    book = Workbook([head(), head("张秀兰")])
    run(book)
    dossier = Dossier.objects.get(worker__name="刘心红")
    given = {"given_how": "paper", "signed_by": "self", "signed_on": dossier.opened_on}
    kept = record_consents(dossier, dossier.worker, purposes=["sensitive"], by=clerk, **given)
    withdraw_consent(dossier, kept[0], withdrawn_on=dossier.opened_on, told_how="paper", by=clerk)
    for row in book.heads:
        row["本人月平均收入"] = 1000
    report = run(book)
    assert (report.accepted, report.refused) == (1, 1)
    assert codes(report) == [(1, "身份证号", "consent-withdrawn")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", "姓名,身份证号".encode()])
def test_a_file_that_cannot_be_read_writes_nothing(run, content):
    before = everything()
    with pytest.raises(UnreadableWorkbook):
        run(content)
    assert everything() == before


def test_progress_counts_rows_and_then_households(run):
    told = []
    run(bureau_of(3), progress=lambda done, total: told.append((done, total)))
    assert told == [(6, 6), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("is_dry_run", [True, False])
def test_messages_wait_for_the_language_of_the_reader(run, farm, other_farm, clerk, someone, is_dry_run):
    taken, foreign = identity(), identity()
    for number, unit in ((taken, farm), (foreign, other_farm)):
        file(person(is_head=True, identity_number=number), unit=unit, by=clerk)
    book = Workbook([head("张三"), head("李四", 身份证号=foreign), head("王五", 民族="火星族")])
    book.members = [member(book.heads[0], 身份证号=taken, 性别="男")]
    report = run(book, is_dry_run=is_dry_run, by=someone(Role.ASSISTANCE_CLERK, farm, "local"), at=farm)
    assert sorted(finding.code for finding in report.findings) == ["duplicate-person", "not-yours", "unknown-code"]
    assert all(isinstance(finding.message, Promise) and str(finding.message) for finding in report.findings)


class Stopped(BaseException):
    """The process is stopped in the middle of a household."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [RuntimeError, Stopped])
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_fault_in_the_middle_keeps_what_was_whole(run, monkeypatch, fault, place):
    book, sound, written = bureau_of(3), importing.file_dossier, []

    def failing(record, **where):
        if len(written) == 1 and place == "before":
            raise fault
        written.append(sound(record, **where))
        if len(written) == 2:
            raise fault
        return written[-1]

    monkeypatch.setattr(importing, "file_dossier", failing)
    with pytest.raises(fault):
        run(book)
    monkeypatch.setattr(importing, "file_dossier", sound)
    assert Dossier.objects.count() == Household.objects.count() == 1
    assert Person.objects.count() == 2
    assert counts(run(book)) == (3, 2, 1, 0)
    assert [each.number for each in Dossier.objects.order_by("number")] == [f"2026000000{n}" for n in (1, 2, 3)]


def test_a_dossier_closed_since_is_not_opened_again_by_the_same_file(run, clerk):
    book = bureau_of(2)
    run(book)
    close_dossier(Dossier.objects.first(), reason="retired", by=clerk)
    again = run(book)
    assert (again.accepted, again.unchanged) == (0, Dossier.objects.count())
