"""The running product: the web server and the task worker, started, watched and stopped together."""

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from niangjia.config.caretaking import Caretaker
from niangjia.kernel.errors import NiangjiaError

SECONDS_TO_ANSWER = 60
SECONDS_TO_STOP = 20
LONGEST_PAUSE = 30.0
A_LONG_LIFE = (
    60.0  # a worker that lived this long is started again at once; one that keeps dying waits longer each time
)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a server that listens everywhere is asked
SHOWN = {"0.0.0.0": "localhost", "127.0.0.1": "localhost", "::": "::1"}  # noqa: S104 - passkeys belong to names, not to numbers
END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


class CannotServe(NiangjiaError):
    """The server cannot be started, or has stopped by itself."""

    code = "cannot-serve"


def address(host: str, port: int) -> str:
    """The address to open in a browser on this machine."""
    name = SHOWN.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def check_port(host: str, port: int) -> None:
    """Raise CannotServe when nothing can listen there."""
    reason = _bind(host, port)
    if reason == errno.EADDRINUSE:
        free = next((other for other in range(port + 1, port + 100) if not _bind(host, other)), port + 1)
        raise CannotServe(
            _("Port %(port)s is taken: the system may be running already at %(address)s")
            % {"port": port, "address": address(host, port)},
            remedy=_("Stop what runs there, or take another port: --port %(free)s") % {"free": free},
        )
    if reason:
        raise CannotServe(
            _("Nothing can listen on %(host)s port %(port)s: %(reason)s")
            % {"host": host, "port": port, "reason": os.strerror(reason)},
            remedy=_("Take another with --host and --port (ports below 1024 need rights)."),
        )


def serve(host: str, port: int, *, ready: Callable[[], None]) -> None:
    """Run server and worker until SIGINT, SIGTERM or SIGHUP; `ready` is called once the first page answers.

    A worker that ends is started again. Raises CannotServe when the server does not answer or ends by itself.
    """
    told_to_stop = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_signal: told_to_stop.set())
    server = _start(_server(host, port))
    try:
        if _wait_until_it_answers(server, host, port, told_to_stop):
            _keep_running(server, told_to_stop, ready)
    finally:
        _stop(server)


def _keep_running(server: subprocess.Popen[bytes], told_to_stop: threading.Event, ready: Callable[[], None]) -> None:
    worker = _Worker()  # only now: somebody waits for the server
    caretaker = Caretaker(_start)
    try:
        ready()
        while not told_to_stop.wait(0.5):
            if server.poll() is not None:
                raise CannotServe(_("The web server has stopped; its last words stand above."))
            worker.keep_alive()
            caretaker.tick()
    finally:
        for process in (worker.process, caretaker.running):
            if process is not None:
                _stop(process)


class _Worker:
    """The process that runs background tasks, replaced when it ends."""

    def __init__(self) -> None:
        self._pause = 0.0
        self._begin()

    def _begin(self) -> None:
        self._born = time.monotonic()
        self.process = _start(["niangjia.config.cli", "worker"])

    def keep_alive(self) -> None:
        """Start another one when this one has ended: at once, or after a growing pause when they die young."""
        if self.process.poll() is None:
            return
        age = time.monotonic() - self._born
        if age < self._pause:
            return
        self._pause = 0.0 if age > A_LONG_LIFE else min(LONGEST_PAUSE, max(1.0, self._pause * 2))
        self._begin()


def _server(host: str, port: int) -> list[str]:
    workers = min(2, os.cpu_count() or 1)
    listen = ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"]
    quiet = ["--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    return ["granian", "--interface", "wsgi", *listen, *quiet, "niangjia.config.wsgi:application"]


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start a Python module in a session of its own: Ctrl-C reaches the parent, which ends the children in order."""
    return subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, "-m", *arguments],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # no thread runs yet
    )


def _end_with_parent() -> None:
    """In a child: ask Linux for SIGTERM when the parent is killed, so that nothing is left behind on the port."""
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let it finish what it has in hand; one that does not is killed."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        # The web server has workers of its own, in its process group: none may stay behind on the port.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _bind(host: str, port: int) -> int:
    """0 when a server could listen there, otherwise the system's error number."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno or errno.EINVAL
    return 0


def _wait_until_it_answers(
    server: subprocess.Popen[bytes], host: str, port: int, told_to_stop: threading.Event
) -> bool:
    """Whether the first page came before a signal to stop. Raises CannotServe when it never comes."""
    for _attempt in range(SECONDS_TO_ANSWER * 10):
        if told_to_stop.wait(0.1):
            return False
        if server.poll() is not None:
            raise CannotServe(_("The web server did not start; its last words stand above."))
        status = _status(host, port)
        if status >= http.client.INTERNAL_SERVER_ERROR:
            raise CannotServe(_("The first page fails with status %(status)s; why stands above.") % {"status": status})
        if status:
            return True
    raise CannotServe(_("No page came within %(seconds)s seconds.") % {"seconds": SECONDS_TO_ANSWER})


def _status(host: str, port: int) -> int:
    """The status of the first page, where it leads included; 0 when nothing answers."""
    status, path = _ask(host, port, "/")
    return _ask(host, port, path)[0] if path else status


def _ask(host: str, port: int, path: str) -> tuple[int, str]:
    """One request: its status, and the path that it redirects to."""
    connection = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", "")
    except OSError:
        return 0, ""
    finally:
        connection.close()
