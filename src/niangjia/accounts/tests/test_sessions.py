"""How sessions end, what is kept of them, and whose they are."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from niangjia.accounts import commands
from niangjia.accounts.marks import MARKS
from niangjia.accounts.models import Session, SignInPolicy, User
from niangjia.accounts.tests.record import Entry
from niangjia.accounts.tests.signing_in import force_login

PASSWORD = "a-long-test-phrase"
SIGN_IN, HOME, MINE = reverse("accounts:sign-in"), reverse("desk:show-home"), reverse("accounts:my-sign-in")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
pytestmark = pytest.mark.django_db


def typed_password(username="clerk", **head):
    client = Client()
    answer = client.post(SIGN_IN, {"username": username, "password": PASSWORD}, **head)
    assert answer.status_code == 302
    return client


@pytest.fixture
def at():
    """Moves the clock to so many minutes after the start of the test."""
    start = timezone.now()
    return lambda minutes: time_machine.travel(start + timedelta(minutes=minutes), tick=False)


@pytest.mark.parametrize(("minutes", "is_in"), [(0, True), (14.9, True), (15, False), (60, False)])
def test_a_session_that_is_not_used_ends(clerk, at, minutes, is_in):
    with at(0):
        client = typed_password()
    with at(minutes):
        assert (client.get(HOME).status_code == 200) is is_in


def test_use_keeps_it_alive_until_twelve_hours_have_passed(clerk, at):
    with at(0):
        client = typed_password()
    for minutes in range(10, 12 * 60, 10):
        with at(minutes):
            assert client.get(HOME).status_code == 200, minutes
    with at(12 * 60):
        answer = client.get("/dossiers/?q=lxh")
    assert answer["Location"] == f"{SIGN_IN}?why=absolute&next=/dossiers/%3Fq%3Dlxh"


def test_the_page_says_why_and_the_record_too(clerk, at):
    with at(0):
        client = typed_password()
    with at(20):
        answer = client.get(HOME, follow=True)
    assert answer.redirect_chain == [(f"{SIGN_IN}?why=idle&next=/", 302)]
    assert 'class="notice' in answer.content.decode()
    assert SESSION_KEY not in client.session
    assert Entry.objects.get(act="accounts.session.expired").details["why"] == "idle"


def test_a_part_of_a_page_sends_the_whole_browser_to_the_sign_in(clerk, at):
    with at(0):
        client = typed_password()
    with at(20):
        answer = client.get(
            "/dossiers/?q=x", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/dossiers/?q=l"
        )
    assert (answer.status_code, answer["HX-Redirect"]) == (204, f"{SIGN_IN}?why=idle&next=/dossiers/%3Fq%3Dl")


def test_a_part_asked_for_by_another_site_leads_to_a_page_of_ours(client):
    answer = client.get("/dossiers/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="https://elsewhere.example/x")
    assert answer["HX-Redirect"] == f"{SIGN_IN}?next=/dossiers/"


def test_a_form_sent_too_late_leads_back_to_its_page(clerk, at):
    with at(0):
        client = typed_password()
    with at(20):
        answer = client.post("/exports/request/", HTTP_REFERER="http://testserver/dossiers/?q=l")
    assert answer["Location"] == f"{SIGN_IN}?why=idle&next=/dossiers/%3Fq%3Dl"


def test_the_policy_holds_for_open_sessions_too(clerk, system, at):
    with at(0):
        client = typed_password()
        commands.change_sign_in_policy(SignInPolicy(idle_minutes=5, absolute_hours=1), by=system)
    with at(4):
        assert client.get(HOME).status_code == 200
    with at(9):
        assert client.get(HOME).status_code == 302


def test_being_seen_is_written_once_a_minute(clerk, at, django_assert_num_queries):
    with at(0):
        client = typed_password()
        client.get(MINE)
    with at(0.9), connection.execute_wrapper(_no_writes):
        client.get(MINE)
    with at(1.1):
        client.get(MINE)
    seen = Session.objects.get(user=clerk).seen_at
    with at(1.1):
        assert abs(seen - timezone.now()) < timedelta(seconds=1)


def _no_writes(execute, sql, params, many, context):
    assert sql.split()[0] not in {"INSERT", "UPDATE", "DELETE"}, sql
    return execute(sql, params, many, context)


def test_a_session_nobody_signed_in_through_the_commands_counts_as_ended(clerk):
    client = Client()
    force_login(client, clerk)
    assert client.get(HOME)["Location"].startswith(SIGN_IN)


def test_a_disabled_user_is_out_at_the_next_request(clerk):
    client = typed_password()
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert client.get(HOME)["Location"].startswith(SIGN_IN)


def test_a_session_from_before_someone_was_disabled_does_not_come_back(clerk, security_administrator):
    client = typed_password()
    commands.disable_user(clerk, reason="离职", by=security_administrator)
    commands.enable_user(clerk, reason="回来", by=security_administrator)
    assert client.get(HOME)["Location"].startswith(SIGN_IN)


def test_the_key_changes_with_the_sign_in_and_is_not_in_the_table(clerk):
    client = Client()
    client.get(reverse("accounts:sign-in-with-passkey"))
    before = client.session.session_key
    client.post(SIGN_IN, {"username": "clerk", "password": PASSWORD})
    after = client.session.session_key
    assert before
    assert after != before
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_session")
        table = str(cursor.fetchall())
    assert after not in table
    client.cookies["sessionid"] = Session.objects.get(user=clerk).session_key
    assert client.get(HOME).status_code == 302


def test_nothing_personal_stands_in_the_table_in_plain(clerk):
    typed_password(HTTP_USER_AGENT=CHROME)
    row = Session.objects.get(user=clerk)
    kept = row.session_data, str(row.user_id) and row.device
    assert row.device == "Chrome · Linux"
    assert not any(
        word in part for part in kept for word in (clerk.display_name, clerk.username, PASSWORD, "127.0.0.1")
    )


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(clerk):
    here, elsewhere = typed_password(), typed_password()
    new = "the-snow-melts-late-here"
    address = reverse("accounts:change-password")
    assert here.post(address, {"old": "wrong", "new": new, "repeat": new}).status_code == 422
    assert here.post(address, {"old": PASSWORD, "new": new, "repeat": f"{new}!"}).status_code == 422
    assert here.post(address, {"old": PASSWORD, "new": PASSWORD, "repeat": PASSWORD}).status_code == 422
    before = here.session.session_key
    assert here.post(address, {"old": PASSWORD, "new": new, "repeat": new})["Location"] == MINE
    assert here.session.session_key != before
    assert here.get(HOME).status_code == 200
    assert elsewhere.get(HOME).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(new)
    assert clerk.password_changed_at
    assert Session.objects.filter(user=clerk).count() == 1
    assert Entry.objects.get(act="accounts.password.changed").by == clerk


def test_wrong_old_passwords_are_counted(clerk):
    client = typed_password()
    new = "the-snow-melts-late-here"
    for _try in range(5):
        client.post(reverse("accounts:change-password"), {"old": "wrong", "new": new, "repeat": new})
    assert (
        client.post(reverse("accounts:change-password"), {"old": PASSWORD, "new": new, "repeat": new}).status_code
        == 422
    )


def test_one_sees_and_ends_ones_own_sessions_only(clerk, leader, signed_in):
    here, elsewhere = typed_password(), typed_password(HTTP_USER_AGENT=CHROME)
    others = signed_in(leader)
    page = here.get(MINE).content.decode()
    assert "Chrome · Linux" in page
    keys = {row.user_id: row.session_key for row in Session.objects.order_by("-device")}
    foreign = Session.objects.get(user=leader).session_key
    assert foreign not in page
    here.post(reverse("accounts:end-session", args=[foreign]))
    assert others.get(HOME).status_code == 200
    mine = Session.objects.get(user=clerk, device="Chrome · Linux").session_key
    for _twice in range(2):
        assert here.post(reverse("accounts:end-session", args=[mine])).status_code == 302
    assert keys
    assert elsewhere.get(HOME).status_code == 302
    assert here.get(HOME).status_code == 200


def test_all_others_are_ended_at_once(clerk):
    here, second, third = typed_password(), typed_password(), typed_password()
    here.post(reverse("accounts:end-other-sessions"))
    assert [client.get(HOME).status_code for client in (here, second, third)] == [200, 302, 302]
    assert Entry.objects.get(act="accounts.sessions.ended").details["count"] == 2


def test_rows_of_sessions_that_are_over_go_away(clerk, at):
    with at(0):
        typed_password()
    with at(25 * 60):
        typed_password()
    assert Session.objects.count() == 1


def test_who_was_given_a_password_chooses_another_before_anything_else(clerk):
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    client = typed_password()
    change = reverse("accounts:change-password")
    for path in (HOME, MINE, "/dossiers/", reverse("accounts:set-up-factor")):
        assert client.get(path)["Location"].startswith(change), path
    new = "the-snow-melts-late-here"
    answer = client.post(change, {"old": PASSWORD, "new": new, "repeat": new, "next": "/about/"})
    assert answer["Location"] == "/about/"
    assert client.get("/about/").status_code == 200


@pytest.mark.parametrize(("days", "step"), [(None, True), (89, False), (90, True)])
def test_graded_protection_wants_a_new_password_after_ninety_days(clerk, settings, days, step):
    settings.GRADED_PROTECTION = True
    changed = None if days is None else timezone.now() - timedelta(days=days)
    User.objects.filter(pk=clerk.pk).update(password_changed_at=changed)
    client = typed_password()
    assert (client.get(HOME).status_code == 302) is step


def test_without_graded_protection_no_password_grows_old(clerk):
    User.objects.filter(pk=clerk.pk).update(password_changed_at=timezone.now() - timedelta(days=3650))
    assert typed_password().get(HOME).status_code == 200


def test_marks_of_the_session(clerk):
    marks = typed_password().session[MARKS]
    assert set(marks) == {"began", "seen", "again", "factor", "device"}
