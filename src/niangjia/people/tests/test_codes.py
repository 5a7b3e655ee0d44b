import pytest

from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.codes import Choices, CodeList

LISTS = [each for each in vars(codes).values() if isinstance(each, CodeList)]


@pytest.mark.parametrize("code_list", LISTS, ids=lambda each: each.name)
def test_every_label_leads_to_its_code_and_every_value_has_both_languages_and_a_source(code_list: CodeList) -> None:
    assert len(set(code_list.codes)) == len(code_list.codes)
    for each in code_list.values:
        assert each.label.zh
        assert each.label.en
        assert each.source
        assert each.same_as == "" or each.same_as in code_list
        assert code_list.label(each.code) == each.label
        for label in (each.label.zh, each.label.en, each.code, *each.also):
            assert code_list.code_for(label) == each.code


@pytest.mark.parametrize(
    ("code_list", "label", "code"),
    [
        (codes.HEALTH, "癌症", "malignant-tumour"),
        (codes.HEALTH, "尿毒症", "end-stage-kidney-disease"),
        (codes.HARDSHIP_CATEGORIES, "低保户", "deep"),
        (codes.HARDSHIP_CATEGORIES, "低保边缘户", "relative"),
        (codes.HARDSHIP_CATEGORIES, "低保线以上", "relative"),
        (codes.MEDICAL_INSURANCE, "是", "insured"),
        (codes.MEDICAL_INSURANCE, "否", "none"),
        (codes.MEDICAL_INSURANCE, "新农合", "resident"),
        (codes.WORK_STATUS, "下(待)岗", "off-post"),
        (codes.WORK_STATUS, "下（待）岗", "off-post"),
        (codes.WORK_STATUS, " 失 （无） 业 ", "unemployed"),
        (codes.WORK_STATUS, "学生", "student"),
        (codes.WORK_STATUS, "学龄前", "below-school-age"),
        (codes.INDUSTRIES, "农林牧渔业", "agriculture"),
        (codes.INDUSTRIES, "农,林,牧,渔业", "agriculture"),
        (codes.FLOOR_AREA, "20（不含）至50（含）", "20-to-50"),
        (codes.FLOOR_AREA, "70以上", "over-70"),
        (codes.ETHNICITIES, "汉", "han"),
        (codes.ETHNICITIES, "汉族", "han"),
        (codes.CAUSES, "６．患重特大疾病", "serious-illness"),
        (codes.CAUSES, "本人大病", "own-serious-illness"),
        (codes.DISABILITY_GRADES, "Ⅱ级", "2"),
        (codes.RELATIONS, "长女", "daughter"),
        (codes.STAGES, "中专", "vocational"),
    ],
)
def test_older_labels_and_other_spellings(code_list: CodeList, label: str, code: str) -> None:
    assert code_list.code_for(label) == code


@pytest.mark.parametrize("label", ["家里困难", "", "未知", "患"])
def test_what_is_in_no_list_has_no_code(label: str) -> None:
    assert codes.CAUSES.code_for(label) is None


def test_nearest_labels_are_offered() -> None:
    assert "患重特大疾病" in codes.CAUSES.nearest("重特大病")
    assert codes.CAUSES.nearest("xyz") == []


def test_both_families_of_causes_are_kept_with_a_mapping() -> None:
    assert codes.CAUSES["own-serious-illness"].same_as == "serious-illness"
    assert codes.CAUSES["serious-illness"].same_as == ""


def test_lists_that_rules_count_on() -> None:
    assert codes.STAGES.codes.index("bachelor") == 7
    assert codes.SCHOOL_KINDS.codes == ("public", "private", "abroad")
    assert codes.DISABILITY_GRADES.codes == ("1", "2", "3", "4")
    assert len(codes.ETHNICITIES.codes) == 56
    assert [codes.ETHNICITIES[code].gb for code in codes.ETHNICITIES.codes] == [f"{n:02d}" for n in range(1, 57)]


def test_choices_are_kept_in_migrations_by_name() -> None:
    choices = codes.SEXES.choices
    assert choices() == [("male", Text("男", "Male")), ("female", Text("女", "Female"))]
    path, arguments, _ = choices.deconstruct()
    assert path == "niangjia.people.codes.Choices"
    assert Choices(*arguments) == choices


def test_an_empty_code_has_an_empty_label_and_a_wrong_one_is_an_error() -> None:
    assert str(codes.HEALTH.label("")) == ""
    with pytest.raises(KeyError):
        codes.HEALTH.label("nonsense")


def test_a_label_claimed_twice_is_refused() -> None:
    values = (codes.Code("a", Text("甲", "A"), "test"), codes.Code("b", Text("甲", "B"), "test"))
    with pytest.raises(ValueError, match="stands for"):
        CodeList("TEST", values)
