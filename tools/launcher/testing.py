"""The tests: on SQLite, then on a PostgreSQL of their own that goes away afterwards.

A tool the tests need is fetched from Debian when this is root on Debian; otherwise its absence is an error that says
what to install. No test is ever skipped for it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.launcher.environment import PYTHON
from tools.launcher.postgres import find_programs, throw_away_cluster
from tools.launcher.state import ROOT
from tools.launcher.terminal import LauncherError, Words, run, say, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
CLOSING = re.compile(r"(passed|failed|errors?|no tests ran|deselected)\b.* in \d")
NOTHING_COLLECTED = 5  # pytest's status
WORKERS = min(4, (os.cpu_count() or 1) + 1)  # one more than cores: much of a test waits for a browser or a database
SIDE_BY_SIDE = ["-n", str(WORKERS), "--dist", "worksteal"]  # for all tests; a few start sooner in one process


def prepare_machine() -> None:
    """See that a browser, PostgreSQL, a Chinese font and Java are here. Raises LauncherError with what to install."""
    missing = _missing_packages()
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        with step(f"From Debian: {', '.join(missing)}"):
            quiet = {"DEBIAN_FRONTEND": "noninteractive"}
            run(["apt-get", "update", "-q"], log="apt", env=quiet)
            run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *missing], log="apt", env=quiet)
        missing = _missing_packages()
    if missing:
        raise LauncherError(
            f"The tests need what is not on this machine: {', '.join(missing)}.",
            f"On Debian and Ubuntu, as root: apt-get install {' '.join(missing)}   Elsewhere: the same by other names.",
        )


def _missing_packages() -> list[str]:
    """What to install, by its name in Debian."""
    here = {
        "chromium": any(shutil.which(name) for name in BROWSERS),
        "postgresql": find_programs() is not None,
        "fonts-noto-cjk": _has_chinese_font(),
        "openjdk-17-jre-headless": bool(shutil.which("java") or os.environ.get("JAVA_HOME")),
    }
    return [package for package, found in here.items() if not found]


def _has_chinese_font() -> bool:
    if not sys.platform.startswith("linux"):
        return True  # macOS and Windows come with one
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts"]
    return any(next(folder.rglob(pattern), None) for folder in folders for pattern in ("*CJK*", "*NotoSansSC*"))


def run_tests(arguments: list[str]) -> int:
    """Run the suite on both databases and close with a line for each; 0 when both passed and nothing was skipped."""
    arguments = arguments or SIDE_BY_SIDE
    results: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory(prefix="niangjia-test-") as data:
        say("\nTests on SQLite")
        results["SQLite"] = _pytest(["-m", "not nightly", *arguments], NIANGJIA_DATA=data)
    with tempfile.TemporaryDirectory(prefix="niangjia-test-") as data, throw_away_cluster() as url:
        say("\nTests on PostgreSQL (most in the browser and those on the cluster ran above)")
        here = "not nightly and not cluster and (not browser or journey)"
        narrowed = ["-m", here, *arguments]  # a mark that the user names goes before ours
        results["PostgreSQL"] = _pytest(narrowed, NIANGJIA_DATA=data, NIANGJIA_DATABASE_URL=url)
    say()
    for name, (_status, closing) in results.items():
        say(f"{name + ':':<12}{closing}")
    if any("skipped" in closing for _status, closing in results.values()):
        say("Skipped tests count as failed: a tool they need is missing, or they should go.")
        return 1
    statuses = {status for status, _closing in results.values()}
    if 0 in statuses:  # a part was asked for that has nothing to run on the other database
        statuses.discard(NOTHING_COLLECTED)
    return max(statuses)


def _pytest(arguments: list[str], **environment: str) -> tuple[int, str]:
    """Run pytest, passing on what it prints as it comes; returns its status and its closing line."""
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command: Words = [PYTHON, "-m", "pytest", *colour, *arguments]
    closing = "did not start"
    seen = bytearray()
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, "rb", buffering=0) as output,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environment}, stdout=writing, stderr=writing
        ) as process,
    ):
        os.close(writing)
        while chunk := output.read(4096):
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
            seen = (seen + chunk)[-8192:]
    for line in seen.decode(errors="replace").splitlines():
        if CLOSING.search(line):
            closing = re.sub(r"\x1b\[[\d;]*m|=", "", line).strip()
    return process.returncode, closing
