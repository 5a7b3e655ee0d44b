"""The gates: everything that has to hold before a change is taken, all of it on, each one a line of the summary."""

import os
import subprocess
import tempfile
import time

from tools.launcher import locks
from tools.launcher.environment import PYTHON
from tools.launcher.product import NIANGJIA
from tools.launcher.state import ROOT, VENV, program
from tools.launcher.terminal import Words, say

LOCKS = "Lock files without addresses"


def _commands() -> dict[str, Words]:
    templates = sorted((ROOT / "src").rglob("templates/**/*.html"))
    return {
        "Lint (ruff)": [program(VENV, "ruff"), "check", "--quiet"],
        "Format (ruff)": [program(VENV, "ruff"), "format", "--check", "--quiet"],
        "Types (mypy strict)": [PYTHON, "-m", "mypy", "--no-error-summary"],
        "Layers (import-linter)": [program(VENV, "lint-imports"), "--no-cache"],
        "Templates (djade)": [program(VENV, "djade"), "--check", "--target-version", "5.2", *templates],
        "Django's own checks": [NIANGJIA, "manage", "check", "--fail-level", "WARNING"],
        "Migrations complete": [NIANGJIA, "manage", "makemigrations", "--check", "--dry-run"],
        "Chinese catalogue complete": [PYTHON, "-m", "tools.messages", "check"],
        "Architecture tests": [PYTHON, "-m", "pytest", "-q", "tests/architecture"],
        "Documents": [PYTHON, "-m", "tools.documents"],
    }


def run_all() -> int:
    """Run every gate, whatever the others say; shows what each failing one says, then the summary. 0 when all hold."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="niangjia-check-") as data:
        for name, command in _commands().items():
            rows.append((name, *_run(name, command, data)))
    rows.append((LOCKS, *_locks()))
    say()
    for name, holds, seconds in rows:
        say(f"  {name:<32}{'ok' if holds else 'FAILED':<8}{seconds:6.1f} s")
    failed = sum(not holds for _name, holds, _seconds in rows)
    say(f"\n{len(rows) - failed} of {len(rows)} gates hold.")
    return 1 if failed else 0


def _run(name: str, command: Words, data: str) -> tuple[bool, float]:
    """Run one gate on an empty data folder; whether it holds, and its seconds."""
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NIANGJIA_DATA": data},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        say(f"\n--- {name}\n{(done.stdout + done.stderr).strip()}")
    return done.returncode == 0, time.monotonic() - started


def _locks() -> tuple[bool, float]:
    started = time.monotonic()
    found = locks.addresses()
    if found:
        say(f"\n--- {LOCKS}\n" + "\n".join(found))
    return not found, time.monotonic() - started
