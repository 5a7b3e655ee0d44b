"""Server and worker: where they listen, how they are kept alive, and that nothing is left behind."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import pairwise

import pytest

from niangjia.config import serving

SECONDS = 60


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_with_one_that_is_free(taken):
    with pytest.raises(serving.CannotServe) as refused:
        serving.check_port("127.0.0.1", taken)
    assert str(taken) in str(refused.value.message)
    offered = int(str(refused.value.remedy).split()[-1])
    serving.check_port("127.0.0.1", offered)


def test_an_address_that_is_not_ours_is_refused():
    with pytest.raises(serving.CannotServe) as refused:
        serving.check_port("192.0.2.1", 8000)
    assert os.strerror(errno.EADDRNOTAVAIL) in str(refused.value.message)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://localhost:80/"), ("0.0.0.0", "http://localhost:80/"), ("::", "http://[::1]:80/")],  # noqa: S104
)
def test_the_address_can_be_opened_on_this_machine(host, shown):
    assert serving.address(host, 80) == shown


def test_a_worker_that_dies_young_is_started_again_after_growing_pauses(monkeypatch):
    class Dead:
        def poll(self):
            return 1

    starts, now = [], [1000.0]
    monkeypatch.setattr(serving, "_start", lambda _arguments: starts.append(now[0]) or Dead())
    monkeypatch.setattr(serving.time, "monotonic", lambda: now[0])
    worker = serving._Worker()
    for _half_second in range(60):
        now[0] += 0.5
        worker.keep_alive()
    assert [round(later - earlier, 1) for earlier, later in pairwise(starts)] == [0.5, 1, 2, 4, 8]


def test_up_serves_until_it_is_told_to_stop(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    log = (tmp_path / "log").open("w+")
    environment = {**os.environ, "NIANGJIA_DATA": str(tmp_path / "data"), "NIANGJIA_DATABASE_URL": "", "HOST": ""}
    up = subprocess.Popen(
        [sys.executable, "-m", "niangjia.config.cli", "up", "--port", str(port)],
        env=environment,
        stdout=log,
        stderr=log,
    )
    try:
        assert answer(port, up) == 200
    finally:
        up.send_signal(signal.SIGTERM)
    assert up.wait(SECONDS) == 0, (tmp_path / "log").read_text()
    serving.check_port("127.0.0.1", port)


def answer(port, process):
    """The status of the first page, which a fresh installation shows to anyone."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10).status
        except OSError:
            time.sleep(0.1)
    return None
