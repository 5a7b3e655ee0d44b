"""The workbook that bureaus circulate, with the faults that it is known to have, and the same as .xls and .ods."""

import json
from pathlib import Path

import pytest

from niangjia.dossiers.intake import CheckedWorkbook, check_workbook, read_workbook, sample_names

DATA = Path(__file__).parent / "data"
FILES = ["hardship-dossiers.xlsx", "hardship-dossiers.xls", "hardship-dossiers.ods"]


def checked(name: str) -> CheckedWorkbook:
    return check_workbook(read_workbook((DATA / name).read_bytes(), name))


@pytest.mark.parametrize("name", FILES)
def test_exactly_the_known_findings_are_reported(name: str) -> None:
    expected = json.loads((DATA / "hardship-dossiers.expected.json").read_text(encoding="utf-8"))
    workbook = checked(name)
    assert len(workbook.households) == expected["households"]
    assert sum(len(household.members) for household in workbook.households) == expected["members"]
    assert sorted(
        (finding.household_no, finding.sheet, finding.column, finding.code, finding.accepted)
        for finding in workbook.findings
    ) == sorted(
        (each["household"], each["sheet"], each["column"], each["code"], each.get("accepted", False))
        for each in expected["findings"]
    )
    refused = {each["household"] for each in expected["findings"] if not each.get("accepted")}
    assert {household.number for household in workbook.households if household.is_refused} == refused


def test_the_three_kinds_of_file_say_the_same() -> None:
    first, *others = (checked(name) for name in FILES)
    for other in others:
        assert other.households == first.households
        assert [finding.as_json() for finding in other.findings] == [finding.as_json() for finding in first.findings]


def test_typed_values() -> None:
    household = checked("hardship-dossiers.xlsx").households[1]
    head, member = household.head, household.members[1]
    assert (household.number, household.name, household.sheet, household.row) == (2, "宋海英", "困难职工", 5)
    assert (head.monthly_wage_fen, head.annual_income_fen, head.size) == (294917, 8493300, 4)
    assert (head.main_cause, head.secondary_causes, head.floor_area) == ("no-work-capacity", None, "50-to-70")
    assert (head.has_private_car, head.homes, head.region) == (False, 1, "150785")
    assert (member.relation, member.stage, member.tuition_fen) == ("daughter", "primary", 64500)
    assert head.secondary_causes is None
    assert checked("hardship-dossiers.xlsx").households[3].head.secondary_causes == ("laid-off", "accident")


def test_reports_hold_no_number_in_full() -> None:
    workbook = checked("hardship-dossiers.xlsx")
    text = json.dumps([finding.as_json() for finding in workbook.findings], ensure_ascii=False)
    for household in workbook.households:
        for value in (household.head.identity_number, household.head.card_number, household.head.phone):
            assert not value or value not in text


def test_names_to_check_the_encoding() -> None:
    content = (DATA / "hardship-dossiers.xlsx").read_bytes()
    assert sample_names(read_workbook(content, "x.xlsx")) == ["姚淑芬", "宋海英", "何艳红"]


def test_progress_is_told_up_to_the_end() -> None:
    content = (DATA / "hardship-dossiers.xlsx").read_bytes()
    told: list[tuple[int, int]] = []
    check_workbook(read_workbook(content, "x.xlsx"), lambda done, total: told.append((done, total)))
    assert told == [(200, 250), (250, 250)]
