"""Walking the pages of a list gives every row once, in one big order, in both directions."""

import re
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from django.urls import reverse

from niangjia.dossiers import queries
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import rows

pytestmark = pytest.mark.django_db
LIST = reverse("dossiers:list-dossiers")
ROWS, OF_A_PAGE = 53, 7
ORDERS = [sign + sort for sort in Dossier.SORTS for sign in ("", "-")]


@pytest.fixture
def many(farm):
    """Rows with many ties in every sort but the number, written in no order of their ids."""
    random = Random(7)  # noqa: S311 (the same rows each time)
    values = [
        {
            "name": random.choice(["刘心红", "刘新宏", "张三", "阿木"]),
            "net_monthly_per_head_fen": random.choice([-1, 0, 0, 0, 5]),
            "applied_on": date(2026, 1, random.choice([1, 1, 2])),
        }
        for _row in range(ROWS)
    ]
    return rows(farm, values)


def in_order(order):
    field, sign = Dossier.SORTS[order.lstrip("-")][0], "-" if order.startswith("-") else ""
    return list(Dossier.objects.order_by(f"{sign}{field}", f"{sign}id"))


def walk(order, cursor, *, towards, of=OF_A_PAGE):
    """Every page from a cursor on."""
    pages = [queries.page(Dossier.objects.all(), sort=order, cursor=cursor, rows=of)]
    while onward := getattr(pages[-1], towards):
        pages.append(queries.page(Dossier.objects.all(), sort=order, cursor=onward, rows=of))
        assert len(pages) <= ROWS + 1
    return pages


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("of", [1, OF_A_PAGE, ROWS - 1, ROWS, ROWS + 1])
@pytest.mark.parametrize("order", ORDERS)
def test_walking_forward_and_back_gives_every_row_once(order, of):
    whole = in_order(order)
    forward = walk(order, "", towards="following", of=of)
    assert [row for page in forward for row in page.rows] == whole
    assert not forward[0].previous
    back = walk(order, forward[-1].previous, towards="previous", of=of) if len(forward) > 1 else []
    seen = [row for page in reversed(back) for row in page.rows]
    assert seen == whole[: len(whole) - len(forward[-1].rows)]
    assert all(len(page.rows) == of for page in back[:-1])


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("order", ORDERS)
def test_back_and_forth_comes_to_the_same_page(order):
    first, second, third, *_rest = walk(order, "", towards="following")
    back = queries.page(Dossier.objects.all(), sort=order, cursor=third.previous, rows=OF_A_PAGE)
    assert back.rows == second.rows
    again = queries.page(Dossier.objects.all(), sort=order, cursor=back.following, rows=OF_A_PAGE)
    assert again.rows == third.rows
    assert queries.page(Dossier.objects.all(), sort=order, cursor=back.previous, rows=OF_A_PAGE).rows == first.rows


def test_a_row_that_comes_or_goes_between_pages_moves_no_other(many, farm):
    first = queries.page(Dossier.objects.all(), sort="name", cursor="", rows=OF_A_PAGE)
    expected = in_order("name")[OF_A_PAGE : 2 * OF_A_PAGE]
    rows(farm, [{"name": "阿大"}])
    Dossier.objects.filter(pk=first.rows[0].pk).delete()
    second = queries.page(Dossier.objects.all(), sort="name", cursor=first.following, rows=OF_A_PAGE)
    assert second.rows == expected
    assert len(many) == ROWS


@pytest.mark.parametrize("direction", ["after", "before"])
@pytest.mark.usefixtures("many")
def test_a_cursor_of_a_row_out_of_reach_tells_nothing_of_it(other_farm, farm, direction):
    [foreign] = rows(other_farm, [{"name": "赵六"}])
    reach = Dossier.objects.filter(unit=farm)
    for pk in (foreign.pk, uuid4()):
        page = queries.page(reach, sort="name", cursor=f"{direction}:{pk}", rows=OF_A_PAGE, reach=reach)
        assert page.rows == list(reach.order_by(Dossier.SORTS["name"][0], "id")[:OF_A_PAGE])


@pytest.mark.usefixtures("many")
def test_a_row_that_has_left_a_narrowed_list_is_still_gone_on_from():
    everything = Dossier.objects.all()
    first = queries.page(everything, sort="name", cursor="", rows=OF_A_PAGE)
    Dossier.objects.filter(pk=first.rows[-1].pk).update(questions=7)
    narrowed = everything.exclude(questions=7)
    second = queries.page(narrowed, sort="name", cursor=first.following, rows=OF_A_PAGE, reach=everything)
    assert second.rows == in_order("name")[OF_A_PAGE : 2 * OF_A_PAGE]


@pytest.mark.usefixtures("many")
def test_the_first_page_counts_no_rows_and_skips_none(django_assert_num_queries):
    with django_assert_num_queries(1):
        page = queries.page(Dossier.objects.all(), sort="net", cursor="")
        assert page.rows[0].worker.name
        assert page.rows[0].unit.name
    with django_assert_num_queries(2) as asked:
        queries.page(Dossier.objects.all(), sort="net", cursor=page.following)
    assert all("OFFSET" not in query["sql"] and "COUNT" not in query["sql"] for query in asked.captured_queries)


@pytest.mark.usefixtures("many")
def test_the_links_of_the_page_walk_the_same_way(as_clerk):
    address, names = f"{LIST}?order=-net&category=2", []
    for _page in range(ROWS):
        answer = as_clerk.get(address)
        names += [dossier.pk for dossier in answer.context["page"].rows]
        link = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        if not link:
            break
        query = link[1].replace("&amp;", "&")
        assert "order=-net" in query
        assert "category=2" in query
        address = LIST + query
    assert names == [dossier.pk for dossier in in_order("-net")]
