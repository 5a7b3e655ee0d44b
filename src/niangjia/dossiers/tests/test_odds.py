"""What does not fit together is pointed out, and what nobody would ask is left out."""

import pytest
from django.urls import reverse

from niangjia.dossiers.counted import counted_by_the_rules
from niangjia.dossiers.decisions import explain_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.official.household import money
from niangjia.dossiers.queries import whole
from niangjia.dossiers.second_look import second_look
from niangjia.dossiers.sheet import sheet_data
from niangjia.dossiers.tests.factories import APPLIED_ON, file, identity, person
from niangjia.dossiers.tests.test_drafts import ADDRESS, member, typed
from niangjia.dossiers.tests.test_print_decision import paid
from niangjia.people import codes
from niangjia.people.rules import FEMALE, MALE, is_at_odds

pytestmark = pytest.mark.django_db
HINT = "而身份证号显示为男"


@pytest.fixture
def family(farm, clerk):
    def filed(*members):
        dossier = file(*members, unit=farm, by=clerk)
        return whole(Dossier.objects.filter(pk=dossier.pk)).get()

    return filed


def idle():
    """A worker on a wage, one who could work and states 0, and a student in a private school."""
    student = {"work_status": "student", "stage": "senior", "school_kind": "private"}
    return (
        person("刘心红", is_head=True, wage_fen=3_120_000),
        person("王秀兰", relation="spouse", particulars={"work_status": "unemployed"}),
        person("刘春生", particulars=student, spending=(paid("tuition", 9_000_000),)),
    )


def test_every_relation_that_says_a_sex_is_on_the_list():
    assert set(codes.RELATIONS.codes) >= MALE | FEMALE
    assert not MALE & FEMALE
    open_ones = set(codes.RELATIONS.codes) - MALE - FEMALE
    assert open_ones == {
        "self", "spouse", "grandchild", "parents", "grandparents", "siblings", "other-relative", "other",
    }  # fmt: skip
    assert is_at_odds("daughter", "male")
    assert not is_at_odds("spouse", "male")


def test_a_daughter_with_the_number_of_a_man_is_pointed_out_and_begun_all_the_same(officer, farm, signed_in):
    client = signed_in(officer)
    data = typed(farm) | member(1, relation="daughter", identity_number=identity(is_female=False))
    assert HINT in client.post(ADDRESS, data, follow=True).content.decode()
    dossier = Dossier.objects.get()
    shown = client.get(reverse("dossiers:show-members", args=[dossier.pk])).content.decode()
    assert shown.count("与关系不符") == 1
    assert "对照证件核对" in client.get(reverse("dossiers:revise-dossier", args=[dossier.pk])).content.decode()


def test_what_fits_is_not_pointed_out(officer, farm, signed_in):
    client = signed_in(officer)
    data = typed(farm) | member(1, relation="daughter", identity_number=identity(is_female=True))
    assert "对照证件核对" not in client.post(ADDRESS, data, follow=True).content.decode()


def test_the_sums_on_paper_give_the_net_income(family):
    dossier = family(*idle())
    counted = counted_by_the_rules(dossier)
    assert (counted.income_fen - counted.spending_fen) // 12 // counted.heads == dossier.net_monthly_per_head_fen
    why = " ".join(each.zh for each in counted.why)
    assert "王秀兰：有能力而未就业，按最低工资" in why
    assert "刘春生：学校为“民办”" in why
    told = str(list(money(dossier)))
    assert "按规则计入的年收入" in told
    assert "与登记数不同，是因为" in told


def test_without_a_difference_there_is_no_footnote(family):
    told = str(list(money(family(person(is_head=True, particulars={"work_status": "retired"})))))
    assert "按规则计入的年收入" in told
    assert "与登记数不同" not in told


def test_an_income_of_0_is_told_from_none_stated(family):
    baby = person("刘小宝", particulars={"work_status": "below-school-age"}, is_income_stated=False)
    dossier = family(person(is_head=True, wage_fen=3_000_000), person("王秀兰", relation="other"), baby)
    found = explain_dossier(dossier)
    lines = [each["text"] for each in sheet_data(dossier, found, APPLIED_ON)["story"]["steps"][0]["texts"]]
    assert "登记的收入为0：王秀兰。" in lines
    assert "没有登记收入：刘小宝。" in lines


def test_nobody_is_asked_whether_nothing_was_one_fen(family):
    assembled, explanation = explain_dossier(family(*idle()))
    fen = [miss for miss in explanation.near_misses if miss.unit == "fen" and not miss.before and 0 < miss.after < 100]
    assert fen, "the rules find such near-misses"
    said = [sentence.zh for group in second_look(explanation, assembled) for sentence in group.sentences]
    assert not [each for each in said if "为 0.01 元（现登记 0.00" in each or "为 0.01（现登记 0.00" in each]
