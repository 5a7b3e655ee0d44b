from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from niangjia.audit.models import Entry
from niangjia.dossiers.commands import dossiers as commands
from niangjia.dossiers.tests.factories import APPLIED_ON, file, household, person, rows

pytestmark = pytest.mark.django_db
EXPORT = reverse("dossiers:export-dossiers")
NUMBER, NAME, IDENTITY, UNIT, NET, SIZE, APPLIED = 0, 1, 2, 3, 7, 9, 10


@pytest.fixture
def exported(as_clerk):
    """Cells of the rows of an export: `exported(q="lxh")`."""

    def ask(**wanted):
        answer = as_clerk.post(EXPORT, wanted)
        assert answer.status_code == 200
        sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
        return list(sheet.iter_rows(min_row=2))

    return ask


def test_values_are_typed_and_numbers_masked(exported, farm, clerk):
    dossier = file(person(is_head=True, wage_fen=2_412_345), unit=farm, by=clerk)
    [cells] = exported()
    assert [cells[place].value for place in (NUMBER, NAME, UNIT)] == [dossier.number, "刘心红", str(farm)]
    assert cells[IDENTITY].value == str(dossier.worker.identity_number)
    assert cells[IDENTITY].value.count("*") == 14
    assert cells[NET].value == dossier.net_monthly_per_head_fen / 100
    assert cells[NET].number_format == "#,##0.00"
    assert cells[SIZE].value == 1
    assert cells[APPLIED].value == datetime(APPLIED_ON.year, APPLIED_ON.month, APPLIED_ON.day)  # noqa: DTZ001 (a cell)
    assert cells[NUMBER].data_type == cells[IDENTITY].data_type == "s"


@pytest.mark.parametrize(
    "name", ["=1+1", "+86", "-1", "@x", '=HYPERLINK("http://x.example","x")', "http://x.example", "007"]
)
def test_texts_are_never_formulas_links_or_numbers(exported, farm, name):
    rows(farm, [{"name": name}])
    cell = exported()[0][NAME]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_the_export_follows_the_list(exported, farm):
    rows(farm, [{"name": "丙", "category": 1}, {"name": "乙", "category": 2}, {"name": "甲", "category": 1}])
    assert [cells[NAME].value for cells in exported(category="1", order="name")] == ["丙", "甲"]
    assert [cells[NAME].value for cells in exported(category="1", order="-name")] == ["甲", "丙"]
    assert exported(q="nobody") == []


def test_it_goes_on_the_record(exported, farm, clerk):
    rows(farm, [{}, {}])
    exported()
    entry = Entry.objects.get(act="dossiers.dossiers.exported")
    assert (entry.by, entry.details["rows"]) == (clerk, 2)


def test_there_is_a_limit(as_clerk, farm, monkeypatch):
    monkeypatch.setattr(commands, "EXPORT_LIMIT", 2)
    rows(farm, [{} for _row in range(3)])
    assert as_clerk.post(EXPORT).status_code == 422
    assert not Entry.objects.filter(act="dossiers.dossiers.exported").exists()
    rows(farm, [{"category": 1}])
    assert as_clerk.post(EXPORT, {"category": "1"}).status_code == 200


def test_an_undecided_household_has_no_amount(exported, farm, clerk):
    file(home=household(person(is_head=True), particulars={"region": "110101"}), unit=farm, by=clerk)
    assert exported()[0][NET].value in (None, "", 0)


def test_the_number_of_queries_does_not_grow_with_the_rows(exported, farm, django_assert_max_num_queries):
    rows(farm, [{} for _row in range(2)])
    with django_assert_max_num_queries(14) as few:
        exported()
    rows(farm, [{} for _row in range(40)])
    with django_assert_max_num_queries(14) as many:
        assert len(exported()) == 42
    assert len(many) == len(few)
