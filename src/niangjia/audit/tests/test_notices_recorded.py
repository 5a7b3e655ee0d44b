"""Notices: told once, read by their receiver alone, unread first, counted beside the name."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from niangjia.accounts import notices
from niangjia.accounts.commands import read_notice, send_notice
from niangjia.accounts.models import Notice
from niangjia.kernel.text import Text

pytestmark = pytest.mark.django_db
Entry = apps.get_model("audit", "Entry")  # it stands above this app
LIST = reverse("accounts:list-notices")
TEXT = Text("有人超过了查看上限。", "Someone reached a limit.")


def tell(*users, by, address="", text=TEXT):
    return send_notice(users, text=text, address=address, by=by)


def test_each_is_told_once_and_that_is_recorded(clerk, officer, system):
    sent = tell(clerk, officer, clerk, by=system)
    assert [notice.to for notice in sent] == [clerk, officer]
    assert Entry.objects.filter(act="accounts.notice.sent").count() == 2
    assert TEXT.zh not in str(list(Entry.objects.values()))


def test_the_reader_reads_their_own_language(as_clerk, clerk, system):
    tell(clerk, by=system)
    assert TEXT.zh in as_clerk.get(LIST).content.decode()
    as_clerk.cookies["django_language"] = "en"
    assert TEXT.en in as_clerk.get(LIST).content.decode()


def test_opening_marks_as_read_and_leads_on(as_clerk, clerk, system):
    (notice,) = tell(clerk, by=system, address="/about/")
    page = reverse("accounts:read-notice", args=[notice.pk])
    for _turn in range(2):
        answer = as_clerk.post(page)
        assert (answer.status_code, answer["Location"]) == (302, "/about/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert Entry.objects.filter(act="accounts.notice.read").count() == 1
    assert as_clerk.get(page).status_code == 405


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_no_notice_leads_out_of_the_program(as_clerk, clerk, system, address):
    (notice,) = tell(clerk, by=system, address=address)
    assert as_clerk.post(reverse("accounts:read-notice", args=[notice.pk]))["Location"] == LIST


def test_a_notice_of_another_looks_as_if_it_were_not_there(as_clerk, officer, clerk, system):
    (notice,) = tell(officer, by=system)
    assert as_clerk.post(reverse("accounts:read-notice", args=[notice.pk])).status_code == 404
    assert TEXT.zh not in as_clerk.get(LIST).content.decode()
    with pytest.raises(Notice.DoesNotExist):
        read_notice(notice, by=clerk)


def test_unread_stand_first_and_pages_hold_each_once(clerk, system):
    sent = [tell(clerk, by=system, text=Text(str(place), str(place)))[0] for place in range(70)]
    for notice in sent[::2]:
        read_notice(notice, by=clerk)
    seen, cursor = [], ""
    while True:
        page = notices.page(clerk, cursor)
        assert len(page.rows) <= notices.PAGE_ROWS
        seen += page.rows
        if not (cursor := page.following):
            break
    unread, read = sent[1::2], sent[::2]
    assert [notice.pk for notice in seen] == [notice.pk for notice in [*reversed(unread), *reversed(read)]]


@pytest.mark.parametrize("cursor", ["x", "unread:x", "read:", "read:00000000-0000-0000-0000-000000000000", "a:b:c"])
def test_an_unknown_cursor_is_no_error(as_clerk, clerk, system, cursor):
    tell(clerk, by=system)
    assert as_clerk.get(LIST, {"cursor": cursor}).status_code == 200


def test_the_bell_counts_the_unread_in_one_query(as_clerk, clerk, officer, system, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert notices.unread_of(clerk) == 0
    for _turn in range(3):
        (notice,) = tell(clerk, by=system)
        tell(officer, by=system)
    read_notice(notice, by=clerk)
    assert notices.unread_of(clerk) == 2
    shown = as_clerk.get("/about/").content.decode()
    assert f'href="{LIST}"' in shown
    assert re.search(r'<span class="badge badge-warn" aria-hidden="true">2\s*</span>', shown)


def test_many_unread_are_not_all_counted(clerk, system, as_clerk):
    Notice.objects.bulk_create(
        Notice(to=clerk, text={"zh": "一", "en": "one"}, at="2026-07-01T00:00Z") for _place in range(120)
    )
    assert notices.unread_of(clerk) == 100
    assert "99+" in as_clerk.get(LIST).content.decode()


def test_nobody_signed_in_has_no_bell(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert LIST not in client.get(reverse("accounts:sign-in")).content.decode()
    assert client.get(LIST).status_code == 302


def test_an_empty_list_says_so(as_clerk):
    answer = as_clerk.get(LIST)
    assert answer.status_code == 200
    assert not answer.context["page"].rows


def test_the_list_takes_a_fixed_number_of_queries(as_clerk, clerk, system, django_assert_max_num_queries):
    tell(clerk, by=system)
    with django_assert_max_num_queries(8) as few:
        as_clerk.get(LIST)
    for _turn in range(20):
        tell(clerk, by=system)
    with django_assert_max_num_queries(8) as many:
        as_clerk.get(LIST)
    assert len(few) == len(many)
