"""Notices: told once, read by their receiver alone, newest first, counted beside the name."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from niangjia.accounts import notices
from niangjia.accounts.commands import read_notice, send_notice, settle_turn
from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.kernel.text import Text

pytestmark = pytest.mark.django_db
Entry = apps.get_model("audit", "Entry")  # it stands above this app
LIST, READ_ALL = reverse("accounts:list-notices"), reverse("accounts:read-notices")
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


def test_the_newest_stand_first_and_pages_hold_each_once(clerk, system):
    """By the time they were sent, whenever their rows were made, and whether they were read."""
    sent = []
    for place in range(70):
        with clock.set_to(clock.today() + timedelta(days=(place * 7) % 23)):
            sent += tell(clerk, by=system, text=Text(str(place), str(place)))
    for notice in sent[::2]:
        read_notice(notice, by=clerk)
    seen, cursor = [], ""
    while True:
        page = notices.page(clerk, cursor)
        assert len(page.rows) <= notices.PAGE_ROWS
        seen += page.rows
        if not (cursor := page.following):
            break
    assert [each.pk for each in seen] == [each.pk for each in sorted(sent, key=lambda each: (each.at, each.pk))][::-1]


def test_all_are_marked_as_read_with_one_press_and_nobody_elses(as_clerk, clerk, officer, system):
    for user in (clerk, clerk, clerk, officer):
        tell(user, by=system)
    assert READ_ALL in as_clerk.get(LIST).content.decode()
    for _turn in range(2):
        assert as_clerk.post(READ_ALL)["Location"] == LIST
    assert (notices.unread_of(clerk), notices.unread_of(officer)) == (0, 1)
    assert Entry.objects.get(act="accounts.notices.read").details["count"] == 3
    assert READ_ALL not in as_clerk.get(LIST).content.decode()
    assert as_clerk.get(READ_ALL).status_code == 405


def test_a_turn_that_is_done_counts_as_read_and_nothing_else_does(clerk, officer, system):
    for user, is_turn in ((clerk, True), (officer, True), (clerk, False)):
        send_notice([user], text=TEXT, address="/here/", is_turn=is_turn, by=system)
    send_notice([clerk], text=TEXT, address="/there/", is_turn=True, by=system)
    assert [settle_turn("/here/", by=officer) for _turn in range(2)] == [2, 0]
    assert (notices.unread_of(clerk), notices.unread_of(officer)) == (2, 0)
    assert Entry.objects.filter(act="accounts.turn.settled").count() == 1


@pytest.mark.parametrize("cursor", ["x", "unread:x", "00000000-0000-0000-0000-000000000000", "a:b:c"])
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
