"""What is due by itself, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from niangjia.config import caretaking
from niangjia.config.backup import history, places
from niangjia.config.backup.history import Outcome
from niangjia.config.caretaking import Caretaker, due

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _daily(data_folder, settings):
    settings.BACKUPS = "daily"


def backup_made(data_folder, ago):
    (data_folder / "backups").mkdir(exist_ok=True)
    (data_folder / "backups" / places.archive_name(NOW - ago, "sqlite")).touch()


def noted(what, ago, *, is_good):
    history.note(what, Outcome(NOW - ago, is_good=is_good))


def test_the_first_backup_comes_first_and_the_drill_after_it(data_folder):
    assert due(NOW)[0] == "backup"
    backup_made(data_folder, timedelta(minutes=1))
    assert due(NOW) == ["drill", "--quiet"]
    noted("drills", timedelta(minutes=1), is_good=True)
    assert due(NOW) == []


@pytest.mark.parametrize(
    ("setting", "ago", "is_due"),
    [("daily", 23, False), ("daily", 24, True), ("hourly", 1, True), ("hourly", 0.9, False), ("off", 1000, False)],
)
def test_how_often(setting, ago, is_due, data_folder, settings):
    settings.BACKUPS = setting
    backup_made(data_folder, timedelta(hours=ago))
    noted("drills", timedelta(0), is_good=True)
    assert bool(due(NOW)) == is_due


def test_a_drill_each_week(data_folder):
    backup_made(data_folder, timedelta(hours=1))
    noted("drills", timedelta(days=6, hours=23), is_good=True)
    assert due(NOW) == []
    noted("drills", timedelta(days=7), is_good=True)
    history.folder().joinpath("drills.json").unlink()
    noted("drills", timedelta(days=7), is_good=True)
    assert due(NOW)[0] == "drill"


def test_after_a_failure_it_waits_an_hour(data_folder):
    noted("backups", timedelta(minutes=59), is_good=False)
    assert due(NOW) != ["backup", "--quiet", "--keep", "14"]
    noted("backups", timedelta(minutes=61), is_good=False)
    history.folder().joinpath("backups.json").unlink()
    noted("backups", timedelta(minutes=61), is_good=False)
    assert due(NOW) == ["backup", "--quiet", "--keep", "14"]


def test_it_starts_one_thing_at_a_time_and_not_at_once(data_folder, monkeypatch):
    class Running:
        ended = None

        def poll(self):
            return self.ended

    now, started, process = [1000.0], [], Running()
    monkeypatch.setattr(caretaking.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(caretaking.checkpoints, "for_this_database", lambda: None)
    caretaker = Caretaker(lambda words: started.append(words) or process)
    caretaker.tick()
    assert not started
    for _each in range(10):
        now[0] += 300
        caretaker.tick()
    assert len(started) == 1
    process.ended = 0
    now[0] += 300
    caretaker.tick()
    assert len(started) == 2


def test_the_worker_is_seen(data_folder):
    assert caretaking.worker_seen_at() is None
    caretaking.beat()
    assert caretaking.worker_seen_at() < 5
