"""The launcher's own parts, without a network."""

import re
import subprocess
import sys

import pytest

from tools.launcher import environment, locks, state
from tools.launcher.terminal import LauncherError
from tools.launcher.works import Work, carry_out


def test_works_wait_for_those_they_need_and_skip_what_is_done(capsys):
    done = []

    def work(title, *after, is_done=False):
        return Work(title, lambda: is_done, lambda: done.append(title), after=after)

    carry_out([work("c", "b", "a"), work("b", "a"), work("a"), work("d", "c", is_done=True), work("e", "d")])
    assert done == ["a", "b", "c", "e"]
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == done


def test_a_failing_work_stops_the_set_up():
    later = []

    def fail():
        raise LauncherError("no network")

    with pytest.raises(LauncherError):
        carry_out([Work("a", lambda: False, fail), Work("b", lambda: False, lambda: later.append("b"), after=("a",))])
    assert not later


def test_a_stamp_stands_for_exactly_its_sources(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "STAMPS", tmp_path / "stamps")
    assert not state.is_stamped("packages", "one")
    state.stamp("packages", "one")
    assert state.is_stamped("packages", "one")
    assert not state.is_stamped("packages", "two")
    state.forget("packages")
    assert not state.is_stamped("packages", "one")


def test_uv_takes_over_the_index_of_the_users_pip(monkeypatch):
    listing = "\n".join(
        [
            "global.index-url='https://files.example/simple'",
            "global.extra-index-url='https://a.example https://b.example'",
            "install.trusted-host='b.example'",
            ":env:.index-url='https://mine.example/simple'",
        ]
    )
    answer = subprocess.CompletedProcess([], 0, stdout=listing)
    monkeypatch.setattr(environment.subprocess, "run", lambda *_args, **_options: answer)
    environment._pip_settings.cache_clear()
    settings = environment.uv_settings()
    environment._pip_settings.cache_clear()
    assert settings["UV_DEFAULT_INDEX"] == "https://mine.example/simple"
    assert settings["UV_INDEX"] == "https://a.example https://b.example"
    assert settings["UV_INSECURE_HOST"] == "b.example"


def test_uv_alone_is_taken_from_the_lock_with_its_hashes():
    entry = environment._entry("uv", environment.BUILD_LOCK.read_text(encoding="utf-8"))
    assert re.match(r"uv==[\d.]+ \\\n    --hash=sha256:", entry)
    assert entry.count("==") == 1


def test_locks_hold_no_address_and_every_package_a_hash():
    assert locks.addresses() == []
    for lock in (environment.LOCK, environment.DEV_LOCK, environment.BUILD_LOCK):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)


def test_the_environment_for_tests_serves_the_product_too():
    def pins(lock):
        return set(re.findall(r"^[\w.-]+==\S+", lock.read_text(encoding="utf-8"), re.MULTILINE))

    assert pins(environment.LOCK) <= pins(environment.DEV_LOCK)


def test_a_python_that_is_too_old_is_told_which_one_is_needed():
    old = "import sys; sys.version_info = (3, 9, 0); exec(compile(open('nj').read(), 'nj', 'exec'))"
    ended = subprocess.run([sys.executable, "-c", old], cwd=state.ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "3.11" in ended.stderr
