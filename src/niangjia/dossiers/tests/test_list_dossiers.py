from datetime import date, timedelta

import pytest
from django.urls import reverse

from niangjia.dossiers import queries
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import draft
from niangjia.dossiers.tests.factories import file, household, person, rows
from niangjia.kernel import clock

pytestmark = pytest.mark.django_db
LIST = reverse("dossiers:list-dossiers")


@pytest.fixture
def found(as_clerk):
    """Names of the workers on the first page of the list: `found(q="lxh")`."""

    def ask(**query):
        answer = as_clerk.get(LIST, query)
        assert answer.status_code == 200
        return [dossier.worker.name for dossier in answer.context["page"].rows]

    return ask


NAMES = ["刘心红", "欧阳小雪", "单玉梅", "仇海", "吕新华"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("刘心红", {"刘心红"}),
        ("刘", {"刘心红"}),
        ("心红", {"刘心红"}),
        ("红", {"刘心红"}),
        ("小雪", {"欧阳小雪"}),
        ("lxh", {"刘心红", "吕新华"}),
        ("LXH", {"刘心红", "吕新华"}),
        (" l x h ", {"刘心红", "吕新华"}),
        ("liuxinhong", {"刘心红"}),
        ("Liu Xin", {"刘心红"}),
        ("oyxx", {"欧阳小雪"}),
        ("ouyang", {"欧阳小雪"}),
        ("shanyumei", {"单玉梅"}),
        ("qiuhai", {"仇海"}),
        ("王", set()),
        ("xh", set()),
        ("%", set()),
        ("_", set()),
        ("' OR 1=1 --", set()),
        ("", set(NAMES)),
    ],
)
def test_search_takes_characters_pinyin_and_initials(found, farm, text, names):
    rows(farm, [{"name": name} for name in NAMES])
    assert set(found(q=text)) == names


def test_search_finds_a_household_by_any_member_and_says_which(as_clerk, farm, clerk):
    dossier = file(person("赵春来", is_head=True), person("刘心红"), unit=farm, by=clerk)
    answer = as_clerk.get(LIST, {"q": "lxh"})
    assert answer.context["page"].rows == [dossier]
    assert answer.context["members_found"] == {dossier.household_id: ["刘心红"]}
    assert "刘心红" in answer.content.decode()
    assert as_clerk.get(LIST, {"q": "zcl"}).context["members_found"] == {}


def test_search_takes_the_number_or_its_beginning(found, farm):
    first, second = rows(farm, [{"name": "甲某"}, {"name": "乙某"}])
    assert found(q=first.number) == ["甲某"]
    assert set(found(q="9")) == {"甲某", "乙某"}
    assert found(q=second.number[1:]) == []


def test_search_forgets_members_who_left_and_keeps_workers_of_closed_dossiers(found, farm, clerk):
    dossier = file(person("赵春来", is_head=True), person("刘心红"), unit=farm, by=clerk)
    dossier.household.memberships.filter(is_head=False).update(ended_on=date(2026, 7, 1))
    assert found(q="lxh") == []
    close_dossier(dossier, reason="retired", by=clerk)
    assert found(q="zcl") == []
    assert found(q="zcl", state="closed") == ["赵春来"]
    assert found(q="lxh", state="closed") == []


def test_filters_narrow(found, bureau, farm, other_farm, clerk):
    old = clock.now() - timedelta(days=400)
    rows(
        farm,
        [
            {"name": "深度", "category": 1, "main_cause": "serious-illness"},
            {"name": "不符", "category": 0, "is_eligible": False, "questions": 0},
            {"name": "未定", "category": None, "is_eligible": False, "level": "county"},
            {"name": "陈旧", "category": 3, "changed_at": old},
        ],
    )
    rows(other_farm, [{"name": "别处", "category": 2}])
    closed = file(person("已退", is_head=True), unit=farm, by=clerk)
    close_dossier(closed, reason="retired", by=clerk)
    everyone = {"深度", "不符", "未定", "陈旧", "别处"}
    cases = [
        ({}, everyone),
        ({"category": "1"}, {"深度"}),
        ({"category": "0"}, {"不符"}),
        ({"category": "none"}, {"未定"}),
        ({"cause": "serious-illness"}, {"深度"}),
        ({"level": "county"}, {"未定"}),
        ({"eligible": "yes"}, {"深度", "陈旧", "别处"}),
        ({"eligible": "no"}, {"不符", "未定"}),
        ({"questions": "no"}, {"不符"}),
        ({"questions": "yes"}, everyone - {"不符"}),
        ({"unit": str(other_farm.pk)}, {"别处"}),
        ({"unit": str(farm.pk)}, everyone - {"别处"}),
        ({"unit": str(bureau.pk)}, everyone),
        ({"state": "closed"}, {"已退"}),
        ({"state": "all"}, everyone | {"已退"}),
        ({"category": "1", "eligible": "no"}, set()),
    ]
    for query, names in cases:
        assert set(found(**query)) == names, query


@pytest.mark.parametrize(
    "query",
    [
        {"category": "9"}, {"category": "x"}, {"unit": "x"}, {"unit": "00000000-0000-0000-0000-000000000000"},
        {"cause": "no-such-cause"}, {"eligible": "maybe"}, {"state": "x"}, {"order": "password"}, {"order": "--name"},
        {"order": ""}, {"cursor": "x"}, {"cursor": "after:x"}, {"cursor": "after:"}, {"cursor": ":"},
        {"cursor": "after:00000000-0000-0000-0000-000000000000"}, {"q": "x\x00y"}, {"q": "长" * 61}, {"no": "such"},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_left_out(found, farm, query):
    rows(farm, [{}])
    assert found(**query) == ["刘心红"]


def test_counting_stops_at_a_limit(as_clerk, farm, monkeypatch):
    rows(farm, [{} for _row in range(7)])
    assert as_clerk.get(LIST).context["count"] == 7
    monkeypatch.setattr(queries, "COUNT_LIMIT", 5)
    assert queries.bounded_count(Dossier.objects.all(), 5) == 6
    assert queries.bounded_count(Dossier.objects.all(), 7) == 7


def test_an_empty_list_offers_the_way_back(as_clerk):
    answer = as_clerk.get(LIST, {"q": "nobody"})
    assert answer.context["is_narrowed"]
    assert "empty-place" in answer.content.decode()


def test_htmx_gets_the_results_alone(as_clerk, farm):
    rows(farm, [{}])
    part = as_clerk.get(LIST, {"q": "lxh"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "刘心红" in part.content.decode()
    assert "<html" in as_clerk.get(LIST).content.decode()


def test_sorting_by_name_is_by_pinyin(found, farm):
    rows(farm, [{"name": name} for name in ("张三", "李四", "白雪", "阿木", "刘五")])
    ordered = ["阿木", "白雪", "李四", "刘五", "张三"]
    assert found(order="name") == ordered
    assert found(order="-name") == ordered[::-1]


def test_sorting_by_amount_and_day(found, farm):
    rows(
        farm,
        [
            {"name": name, "net_monthly_per_head_fen": fen, "applied_on": date(2026, 1, day)}
            for name, fen, day in (("甲", 100, 3), ("乙", -5, 1), ("丙", 10_000, 2))
        ],
    )
    assert found(order="net") == ["乙", "甲", "丙"]
    assert found(order="-net") == ["丙", "甲", "乙"]
    assert found(order="applied") == ["乙", "丙", "甲"]
    assert found() == ["甲", "丙", "乙"]


@pytest.mark.parametrize("query", [{}, {"q": "lxh"}, {"order": "net", "category": "2"}])
def test_the_number_of_queries_does_not_grow_with_the_rows(as_clerk, farm, query, django_assert_max_num_queries):
    rows(farm, [{} for _row in range(3)])
    with django_assert_max_num_queries(12) as few:
        as_clerk.get(LIST, query)
    rows(farm, [{} for _row in range(40)])
    with django_assert_max_num_queries(12) as many:
        as_clerk.get(LIST, query)
    assert len(many) == len(few)


def test_addresses_of_the_list_are_safe_in_the_page(as_clerk, farm):
    rows(farm, [{} for _row in range(30)])
    page = as_clerk.get(LIST, {"q": "", "order": "net", "x": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "order=net" in page


def test_the_worker_of_an_undecided_household_is_listed_without_an_amount(as_clerk, farm, clerk):
    home = household(person(is_head=True, wage_fen=2_400_000), particulars={"region": "110101"})
    file(home=home, unit=farm, by=clerk)
    assert as_clerk.get(LIST, {"category": "none"}).context["page"].rows[0].category is None


def test_a_search_that_finds_nothing_open_offers_every_state(as_clerk):
    assert "q=zyx&amp;state=all" in as_clerk.get(LIST, {"q": "zyx"}).content.decode()
    assert "state=all" not in as_clerk.get(LIST, {"q": "zyx", "state": "draft"}).content.decode()


def test_an_empty_list_says_whether_there_is_anything_at_all(as_clerk, farm, clerk):
    """Nobody who set no filter is told to set fewer."""
    shown = as_clerk.get(LIST).content.decode()
    assert "还没有档案" in shown
    assert reverse("dossiers:start-import") in shown.partition('id="results"')[2]
    draft(farm, clerk)
    shown = as_clerk.get(LIST).content.decode()
    assert "还没有档案" not in shown
    assert f"{LIST}?state=all" in shown
    assert "没有符合条件的档案" in as_clerk.get(LIST, {"q": "查无此人"}).content.decode()
