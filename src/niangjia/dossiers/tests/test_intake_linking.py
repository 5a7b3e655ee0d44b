"""Which members belong to which head, who stands in the file twice, and whether the sizes are right."""

from datetime import date

from niangjia.dossiers.intake import check_workbook
from niangjia.dossiers.tests.data.workbooks import Row, Workbook, bureau, head, identity, member, told
from niangjia.kernel.resident_numbers import check_digit


def household(count: int = 2, **changes: object) -> tuple[Row, list[Row]]:
    """A head and the other members."""
    one = head(**changes)
    return one, [member(one) for _each in range(count - 1)]


def workbook(*households: tuple[Row, list[Row]]) -> Workbook:
    return Workbook([one for one, _members in households], [row for _one, rows in households for row in rows])


def test_a_member_without_a_head_in_the_file() -> None:
    book = bureau()
    stray = member(head())
    book.members.append(stray)
    checked = check_workbook(book.read())
    assert [(f.household_no, f.column, f.code) for f in checked.findings] == [
        (None, "户主身份证号", "household-not-found")
    ]
    assert not any(each.is_refused for each in checked.households)


def test_a_fault_in_a_members_row_refuses_the_whole_household_under_its_number() -> None:
    book = bureau()
    book.members[1]["健康状况"] = "说不清"
    checked = check_workbook(book.read())
    (finding,) = checked.findings
    assert (finding.sheet, finding.row, finding.household_no, finding.code) == ("家庭成员", 3, 2, "unknown-code")
    assert finding.household_name == book.heads[1]["姓名"]
    assert [each.is_refused for each in checked.households] == [False, True, False]


def test_members_of_a_head_whose_number_was_stored_as_a_number() -> None:
    for kept in (lambda n: int(n[:15]) * 1000, lambda n: float(f"{float(n[:17] + '0'):.14e}")):
        one, members = household(3)
        one["身份证号"] = kept(str(one["身份证号"]))
        assert told(workbook(household(), (one, members))) == [(2, "身份证号", "id-not-text")]


def test_a_members_reference_stored_as_a_number() -> None:
    one, members = household(2)
    members[0]["户主身份证号"] = int(str(one["身份证号"])[:15]) * 1000
    assert told(workbook(household(), (one, members))) == [(2, "户主身份证号", "id-not-text")]


def test_a_lossy_reference_that_fits_two_heads() -> None:
    numbers = [identity(date(1980, 5, 6))]
    numbers.append(numbers[0][:15] + "95")
    numbers[1] += check_digit(numbers[1])
    first, members = household(2, 身份证号=numbers[0])
    second = head(身份证号=numbers[1])
    members[0]["户主身份证号"] = int(numbers[0][:15]) * 1000
    found = told(Workbook([first, second], members))
    assert (None, "户主身份证号", "id-not-text") in found
    assert (1, "家庭人口", "household-size-mismatch") in found


def test_members_follow_a_head_whose_number_is_mistyped() -> None:
    one, members = household(3)
    number = str(one["身份证号"])
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    one["身份证号"] = wrong
    assert told(workbook((one, members))) == [(1, "身份证号", "id-check-digit")]
    for row in members:
        row["户主身份证号"] = wrong
    assert told(workbook((one, members))) == [(1, "身份证号", "id-check-digit")]
    swapped = number[:7] + number[8] + number[7] + number[9:]
    one["身份证号"] = swapped if swapped != number else number[:-1]
    for row in members:
        row["户主身份证号"] = number
    assert told(workbook((one, members))) == [(1, "身份证号", "id-check-digit")]
    one["身份证号"] = number[:9] + number[10:]
    assert told(workbook((one, members))) == [(1, "身份证号", "id-check-digit")]


def test_the_later_of_two_heads_is_the_duplicate_and_members_stay_with_the_earlier() -> None:
    first, members = household(3)
    again = head(身份证号=first["身份证号"], 家庭人口=4)
    checked = check_workbook(workbook((first, members), household(), (again, [])).read())
    (finding,) = checked.findings
    assert (finding.household_no, finding.column, finding.code) == (3, "身份证号", "duplicate-person")
    assert "困难职工" in str(finding.message)
    assert "4" in str(finding.message)
    assert [len(each.members) for each in checked.households] == [2, 1, 0]


def test_a_household_entered_twice_with_its_members() -> None:
    first, members = household(3)
    book = workbook((first, members), (dict(first), [dict(row) for row in members]))
    book.heads[1]["序号"] = 2
    assert told(book) == [(2, "身份证号", "duplicate-person")] * 3


def test_two_heads_with_one_number_and_members_of_their_own_share_them_out() -> None:
    first, members = household(3)
    second, others = household(2)
    second["身份证号"] = first["身份证号"]
    for row in others:
        row["户主身份证号"] = first["身份证号"]
    assert told(workbook((first, members), (second, others))) == [(2, "身份证号", "duplicate-person")]


def test_a_member_who_stands_elsewhere_too() -> None:
    first, second = household(2), household(2)
    second[1][0]["身份证号"] = first[1][0]["身份证号"]
    second[1][0]["出生日期"] = None
    found = check_workbook(workbook(first, second).read()).findings
    assert [(f.sheet, f.row, f.household_no, f.code) for f in found] == [("家庭成员", 3, 2, "duplicate-person")]
    as_head = household(2)
    as_head[1][0] |= {"身份证号": first[0]["身份证号"], "出生日期": None, "性别": None}
    assert told(workbook(first, as_head)) == [(2, "身份证号", "duplicate-person")]


def test_the_head_listed_again_among_the_members() -> None:
    for size in (1, 2):
        one = head()
        again = member(one, 身份证号=one["身份证号"], 性别="男", 与户主关系="本人")
        one["家庭人口"] = size
        assert told(Workbook([one], [again])) == [(1, "身份证号", "duplicate-person")]


def test_sizes() -> None:
    book = bureau()
    book.heads[1]["家庭人口"] = 7
    assert told(book) == [(2, "家庭人口", "household-size-mismatch")]


def test_numbers_of_households_are_kept_as_the_file_gives_them() -> None:
    book = Workbook([head(序号=7), head(序号="A-3"), head(序号="09"), head(序号="8")])
    assert [each.number for each in check_workbook(book.read()).households] == [7, "A-3", "09", 8]
    book = Workbook([head()])
    book.main_headers.remove("序号")
    assert [each.number for each in check_workbook(book.read()).households] == [None]


def test_a_fingerprint_tells_content_not_place() -> None:
    first, second = household(3), household(2)
    first[0]["姓名"], second[0]["姓名"] = "甲", "乙"
    before = [each.fingerprint for each in check_workbook(workbook(first, second).read()).households]
    turned = workbook(second, (first[0], first[1][::-1]))
    for number, row in enumerate(turned.heads, start=40):
        row["序号"] = number
    after = [each.fingerprint for each in check_workbook(turned.read()).households]
    assert after == before[::-1]
    first[1][0]["月收入"] = 1801
    changed = [each.fingerprint for each in check_workbook(workbook(first, second).read()).households]
    assert (changed[0] != before[0], changed[1] == before[1]) == (True, True)


def test_a_refusal_from_outside_stands_at_the_row_of_the_person() -> None:
    first = household(2)
    checked = check_workbook(workbook(household(), first).read()).households[1]
    number = str(first[1][0]["身份证号"])
    finding = checked.finding_about(number, "duplicate-person", "already on file")
    assert (finding.sheet, finding.row, finding.household_no, finding.column) == ("家庭成员", 3, 2, "身份证号")
    assert number not in finding.found
    elsewhere = checked.finding_about("unknown", "not-yours", "")
    assert (elsewhere.sheet, elsewhere.row) == ("困难职工", 5)
