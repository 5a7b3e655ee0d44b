"""The state of the system: in full for those who run it, yes or no for anyone else."""

import time
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from niangjia.accounts.models import Role
from niangjia.config import caretaking, health
from niangjia.config.backup import history, key_copies
from niangjia.config.backup.history import Outcome
from niangjia.config.backup.making import make_backup
from niangjia.kernel import clock
from niangjia.privacy.keys import key_ring
from niangjia.workdays import commands as workdays
from niangjia.workdays.notices import read_days
from niangjia.workdays.tests.lists import NOTICE_OF_2027


@pytest.fixture(autouse=True)
def _ask_anew(monkeypatch):
    monkeypatch.setattr(health, "_answer", (0.0, False))


@pytest.fixture
def running(data_folder, db):
    """Keys, and a worker that is alive."""
    key_ring()
    caretaking.beat()
    return data_folder


def states():
    return {str(each.title): each.state for each in health.findings()}


def disk(monkeypatch, free):
    usage = SimpleNamespace(total=100_000_000_000, free=free * 1_000_000_000, used=0)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _path: usage)


def ask():
    answer = Client().get("/healthz")
    return answer.status_code, answer.content


def test_it_is_ready(running):
    assert ask() == (200, b"ok")


def test_not_ready_with_a_full_disk(running, monkeypatch):
    disk(monkeypatch, 4)
    assert ask() == (503, b"not ok")


def test_not_ready_without_keys_even_when_they_are_still_in_memory(running):
    assert ask()[0] == 200
    (running / "keys" / "fields.json").unlink()
    deadline = time.monotonic() + 5
    while ask()[0] == 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask() == (503, b"not ok")


def test_not_ready_within_five_seconds_of_a_lost_database(running, monkeypatch, tmp_path):
    gone = "gone" if connection.vendor == "postgresql" else str(tmp_path / "gone")
    lost = {"NAME": gone, "HOST": "127.0.0.1", "PORT": "1"}
    for name in lost if connection.vendor == "postgresql" else ["NAME"]:
        monkeypatch.setitem(connection.settings_dict, name, lost[name])  # for connections made from now on
    started = time.monotonic()
    assert ask() == (503, b"not ok")
    assert time.monotonic() - started < 5


def test_a_database_that_hangs_is_as_good_as_lost(running, monkeypatch):
    monkeypatch.setattr(health, "SECONDS_TO_ANSWER", 0.2)
    monkeypatch.setattr(health, "_database_answers", lambda: time.sleep(3) or True)
    assert ask() == (503, b"not ok")


def test_those_who_run_it_read_the_page_and_others_do_not(running, signed_in, someone, bureau):
    for role in (Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        answer = signed_in(someone(role, bureau)).get("/health/")
        assert answer.status_code == 200
        assert 'href="/health/"' in answer.content.decode()
    for role in (Role.ASSISTANCE_CLERK, Role.LEADER, Role.AUDITOR, Role.SECURITY_AUDITOR):
        browser = signed_in(someone(role, bureau))
        assert browser.get("/health/").status_code == 403
        assert 'href="/health/"' not in browser.get("/").content.decode()
    assert Client().get("/health/").status_code == 302


def test_what_was_never_done_is_said(running):
    found = {str(each.title): each for each in health.findings()}
    for title in ("最近备份", "最近恢复演练"):
        assert found[title].state == "warn"
        assert found[title].remedy


def test_a_backup_a_drill_and_a_copy_of_the_keys_make_it_good(installation, key, monkeypatch):
    monkeypatch.setattr(health.calendar, "last_known_year", lambda: clock.today().year + 1)
    monkeypatch.setattr(health, "free_share", lambda: 0.5)  # how full the disk of the tests is says nothing
    key_ring()
    caretaking.beat()
    make_backup(installation / "backups", key)
    key_copies.copy_keys(installation.parent / "keys.njkeys", "four unrelated words here")
    checked = {"rows": 3, "opened": 100, "restore seconds": 1.5}
    history.note("drills", Outcome(clock.now() - timedelta(days=2), is_good=True, seconds=2.0, checked=checked))
    found = {str(each.title): each for each in health.findings()}
    if connection.vendor == "postgresql":
        found.pop("数据库设置")  # the server of the tests is quick and unsafe on purpose
    assert {title: each.state for title, each in found.items() if each.state != "good"} == {}
    assert "2 天前" in found["最近恢复演练"].words
    (installation / "keys" / "fields.json").write_text((installation / "keys" / "fields.json").read_text() + " ")
    assert states()["密钥"] == "warn"


def test_failed_attempts_are_told(running):
    for what in ("backups", "drills"):
        history.note(what, Outcome(clock.now(), is_good=False, message="the disk is full"))
    found = {str(each.title): each for each in health.findings()}
    assert found["最近备份"].state == found["最近恢复演练"].state == "bad"
    assert "the disk is full" in found["最近备份"].words


def test_old_ones_are_told(running):
    history.note("backups", Outcome(clock.now() - timedelta(days=3), is_good=True))
    history.note("drills", Outcome(clock.now() - timedelta(days=9), is_good=True))
    assert states()["最近备份"] == states()["最近恢复演练"] == "warn"


def test_a_silent_worker_is_told(running, monkeypatch):
    assert states()["后台进程"] == "good"
    monkeypatch.setattr(caretaking, "worker_seen_at", lambda: 61.0)
    assert states()["后台进程"] == "bad"


def test_a_lost_database_is_told_on_the_page_without_asking_it_further(running, monkeypatch):
    monkeypatch.setattr(health, "_database_answers", lambda: False)
    assert states()["数据库"] == "bad"


def test_the_answer_outside_names_nothing(running, monkeypatch):
    disk(monkeypatch, 1)
    answer = Client().get("/healthz")
    assert answer.content == b"not ok"
    assert str(running) not in str(answer.headers)
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "state"), [(10, health.GOOD), (11, health.WARN)])
def test_from_november_on_the_days_off_of_the_next_year_are_asked_for(month, state, clerk):
    with clock.set_to(date(2026, month, 5)):
        assert health._working_days().state == state
        workdays.import_days(read_days(NOTICE_OF_2027, year=2027), year=2027, source="〔2026〕1号", by=clerk)
        assert health._working_days().state == health.GOOD
