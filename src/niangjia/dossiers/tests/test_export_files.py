"""What stands in the files of an export: typed values, inert texts, and a watermark that is found again."""

import json
from datetime import datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest
import python_calamine
from django.core.management import CommandError, call_command
from PIL import Image, ImageChops

from niangjia.audit.models import Entry
from niangjia.dossiers import queries
from niangjia.dossiers.commands import approve_export, fetch_export
from niangjia.dossiers.exports import serial, table_of
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.export_factories import HEADINGS, PURPOSE, ask, cells_of, fetched
from niangjia.dossiers.tests.factories import APPLIED_ON, file, household, person, rows
from niangjia.dossiers.watermark_reading import serials_in
from niangjia.people.models import Person

pytestmark = pytest.mark.django_db
NUMBER, NAME, IDENTITY, UNIT, NET, SIZE, APPLIED, EMPLOYER = 0, 1, 2, 3, 7, 9, 10, 12

BEFORE = ["", " ", "   ", "\t", "\r", "\n", "\ufeff", "\u200b", "\u2060", "\xa0", "\u3000", "\x01", "\x1f", "'", '"']
WHOLE = [
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "|calc", "%0A=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "007", "1E5", "TRUE",
    "#REF!", "2026-01-01", "=HYPERLINK(\"http://x.example\",\"x\")", "http://x.example", "mailto:x@example.org",
    "=cmd|' /C calc'!A0", "=DDE(\"cmd\";\"/C calc\";\"x\")", "@SUM(1+1)*cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "=WEBSERVICE(\"http://x.example\")", "=IMPORTXML(\"http://x.example\",\"//a\")", "{=1+1}",
    "=\u200b1+1", "_x0001_", "a\u202eb",
]  # fmt: skip
PAYLOADS = [f"{before}=1+1" for before in BEFORE if before] + WHOLE
ROUNDS = [3, pytest.param(20, marks=pytest.mark.nightly)]


def test_there_are_enough_payloads():
    assert len(set(PAYLOADS)) >= 40


def test_values_are_typed_and_numbers_masked(farm, clerk):
    dossier = file(person(is_head=True, wage_fen=2_412_345), unit=farm, by=clerk)
    [cells] = fetched(clerk)
    assert [cells[place].value for place in (NUMBER, NAME, UNIT)] == [dossier.number, "刘心红", str(farm)]
    assert cells[IDENTITY].value == str(dossier.worker.identity_number)
    assert cells[IDENTITY].value.count("*") == 14
    assert cells[NET].value == dossier.net_monthly_per_head_fen / 100
    assert cells[NET].number_format == "#,##0.00"
    assert cells[SIZE].value == 1
    assert cells[APPLIED].value == datetime(APPLIED_ON.year, APPLIED_ON.month, APPLIED_ON.day)  # noqa: DTZ001 (a cell)
    assert cells[NUMBER].data_type == cells[IDENTITY].data_type == "s"


def test_the_export_follows_the_list(farm, clerk):
    rows(farm, [{"name": "丙", "category": 1}, {"name": "乙", "category": 2}, {"name": "甲", "category": 1}])
    first = queries.Filter(category=1)
    assert [cells[NAME].value for cells in fetched(clerk, wanted=first, order="name")] == ["丙", "甲"]
    assert [cells[NAME].value for cells in fetched(clerk, wanted=first, order="-name")] == ["甲", "丙"]


def test_an_undecided_household_has_no_amount(farm, clerk):
    file(home=household(person(is_head=True), particulars={"region": "110101"}), unit=farm, by=clerk)
    assert fetched(clerk)[0][NET].value in (None, "", 0)


def hostile(farm):
    """A dossier for each payload, which stands as name, employer, address and remarks; in the order of PAYLOADS."""
    made = rows(farm, [{"name": payload[:60], "note": payload} for payload in PAYLOADS])
    for dossier, payload in zip(made, PAYLOADS, strict=True):
        Person.objects.filter(pk=dossier.worker_id).update(employer=payload)
        dossier.household.address = payload
        dossier.household.save()
    return made


def exported(clerk, approver, **asked):
    export = approve_export(ask(clerk, order="number", full=("address", "note"), **asked), by=approver)
    return fetch_export(export, by=clerk)


def test_texts_are_never_formulas_links_or_numbers(clerk, approver, farm):
    hostile(farm)
    content = exported(clerk, approver)
    with ZipFile(BytesIO(content)) as parts:
        names, sheet = parts.namelist(), parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "hyperlink" not in sheet.lower()
    assert not [name for name in names if "external" in name.lower() or "vba" in name.lower() or "connections" in name]
    for cells in cells_of(content):
        for cell in (cells[NAME], cells[EMPLOYER], cells[13], cells[14]):
            assert (cell.data_type, cell.hyperlink, cell.number_format) == ("s", None, "@"), cell.value


def test_texts_come_back_as_they_were(clerk, approver, farm):
    hostile(farm)
    content = exported(clerk, approver)
    found = python_calamine.load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()[2:]
    assert len(found) == len(PAYLOADS)
    for cells, payload in zip(found, PAYLOADS, strict=True):
        assert [cells[place] for place in (NAME, EMPLOYER, 13, 14)] == [payload] * 4


def test_a_purpose_is_no_formula_either(clerk, farm):
    rows(farm, [{}])
    content = fetch_export(ask(clerk, purpose='=HYPERLINK("http://x.example") & "&P"'), by=clerk)
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert (sheet["A1"].data_type, sheet["A1"].hyperlink) == ("s", None)
    with ZipFile(BytesIO(content)) as parts:
        header = parts.read("xl/worksheets/sheet1.xml").decode().split("<oddHeader>")[1].split("</oddHeader>")[0]
    assert '&amp;&amp; "&amp;&amp;P"' in header.replace("&quot;", '"')


def test_paper_prints_them_as_they_stand(clerk, approver, farm):
    hostile(farm)
    pdf = pypdfium2.PdfDocument(exported(clerk, approver, kind="pdf"))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    for payload in ("=1+1", "=cmd|' /C calc'!A0", "@SUM(1)"):
        assert payload in text.replace("\r\n", "").replace("\u200b", "")


def test_the_file_says_for_what_by_whom_and_when(clerk, farm):
    rows(farm, [{}])
    export = ask(clerk)
    book = openpyxl.load_workbook(BytesIO(fetch_export(export, by=clerk)))
    sheet = book.active
    for line in (
        sheet["A1"].value,
        sheet.oddHeader.center.text,
        sheet.oddFooter.left.text,
        book.properties.description,
    ):
        assert all(each in line for each in (PURPOSE, str(clerk), export.number, f"{export.asked_at:%Y-%m}"))
    assert [cell.value for cell in sheet[HEADINGS]][:2] == ["档案编号", "姓名"]
    sheet_of_paper = ask(clerk, kind="pdf")
    page = pypdfium2.PdfDocument(fetch_export(sheet_of_paper, by=clerk))[0]
    text = page.get_textpage().get_text_range().replace("\r\n", "")
    assert text.count(sheet_of_paper.number) > 3
    assert all(each in text for each in (PURPOSE, str(clerk), "刘心红"))


def picture(pdf, quality=80):
    """The first page at 150 dots to the inch, with grain, as a JPEG."""
    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil().convert("L")
    buffer = BytesIO()
    ImageChops.add(drawn, Image.effect_noise(drawn.size, 8), 1, -128).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_the_mark_is_found_again_in_workbooks_sheets_and_pictures(clerk, farm, rounds):
    for place in range(rounds):
        rows(farm, [{"name": f"职工{place}"} for _row in range(1 + place % 3)])
        book, paper = (ask(clerk, kind=kind, purpose=f"第 {place} 次年度核对") for kind in ("xlsx", "pdf"))
        content, pdf = fetch_export(book, by=clerk), fetch_export(paper, by=clerk)
        saved = BytesIO()
        openpyxl.load_workbook(BytesIO(content)).save(saved)
        for each in (content, saved.getvalue()):
            assert serials_in(each) == {serial(book.number): {"shades", "widths"}}
        for each in (pdf, picture(pdf)):
            assert serials_in(each) == {serial(paper.number): {"dots"}}


def test_every_page_of_a_full_sheet_says_it(clerk, approver, farm):
    rows(farm, [{"name": "欧阳春生"} for _row in range(120)])
    export = approve_export(ask(clerk, kind="pdf", full=("identity-number", "address")), by=approver)
    pdf = pypdfium2.PdfDocument(fetch_export(export, by=clerk))
    assert len(pdf) > 2
    for page in pdf:
        buffer = BytesIO()
        page.render(scale=150 / 72).to_pil().convert("L").save(buffer, "JPEG", quality=80)
        assert serials_in(buffer.getvalue()) == {serial(export.number): {"dots"}}


def read(path, *options):
    output = StringIO()
    try:
        call_command("read_watermark", str(path), *options, stdout=output)
    except SystemExit as end:
        return end.code, output.getvalue()
    return 0, output.getvalue()


def test_the_command_names_export_user_time_and_purpose(clerk, farm, tmp_path):
    rows(farm, [{}])
    export = ask(clerk)
    found = tmp_path / "found.xlsx"
    found.write_bytes(fetch_export(export, by=clerk))
    status, told = read(found, "--json")
    [told] = json.loads(told)
    assert status == 0
    assert (told["number"], told["purpose"], told["people"]) == (export.number, PURPOSE, 1)
    assert told["asked_by"] == f"{clerk} (clerk)"
    assert told["fetched_at"] >= told["asked_at"]
    assert export.number in read(found)[1]
    assert Entry.objects.filter(act="dossiers.watermark.read", subject_id=export.pk).count() == 2


def test_the_command_tells_when_there_is_nothing_to_read(tmp_path):
    plain, broken = tmp_path / "plain.xlsx", tmp_path / "broken.pdf"
    openpyxl.Workbook().save(plain)
    broken.write_bytes(b"%PDF-1.7 nothing")
    assert read(plain) == (2, "No mark of this installation was found.\n")
    assert read(plain, "--json")[0] == 2
    assert Entry.objects.filter(act="dossiers.watermark.read").count() == 2
    for path in (broken, tmp_path / "missing.png", tmp_path):
        with pytest.raises(CommandError) as refusal:
            read(path)
        assert refusal.value.returncode == 1


def test_a_mark_whose_export_is_gone_still_names_its_number(clerk, farm, tmp_path):
    rows(farm, [{}])
    export = ask(clerk)
    (tmp_path / "a.xlsx").write_bytes(fetch_export(export, by=clerk))
    export.delete()
    assert json.loads(read(tmp_path / "a.xlsx", "--json")[1]) == [
        {"number": export.number, "found_in": "shades, widths", "export": "not on file"}
    ]


def test_the_number_of_queries_does_not_grow_with_the_rows(clerk, farm, django_assert_max_num_queries):
    def queries_of(count):
        rows(farm, [{} for _row in range(count)])
        found = list(queries.for_export(Dossier.objects.all()))
        with django_assert_max_num_queries(6) as asked:
            table_of(found, ("identity-number", "phone", "card-number", "address", "note"))
        return len(asked)

    assert queries_of(2) == queries_of(40)
