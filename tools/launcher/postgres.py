"""A PostgreSQL cluster that lives as long as one run of the tests."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from tools.launcher.terminal import LauncherError, Words

OWNER = "postgres"  # the server refuses to run as root; Debian's package brings this user
UNSAFE_BUT_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "listen_addresses": ""}
SECONDS_TO_START = 30


def find_programs() -> Path | None:
    """The folder of initdb and postgres: the newest that Debian's packages brought, otherwise where PATH finds them."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    if debian:
        return debian[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path and shutil.which("postgres") else None


def collation(programs: Path) -> list[str]:
    """Sorting as in China where PostgreSQL can (from 15 on): a range of letters is not one of bytes there."""
    options = subprocess.run([programs / "initdb", "--help"], capture_output=True, text=True, check=True).stdout
    if "--icu-locale" not in options:
        return ["--locale=C"]
    return ["--locale-provider=icu", "--icu-locale=zh-Hans-CN", "--locale=C.UTF-8"]


@contextlib.contextmanager
def throw_away_cluster() -> Iterator[str]:
    """Start a cluster on a socket in a private folder; yields the database address, and removes all of it."""
    programs = find_programs()
    if programs is None:
        raise LauncherError(
            "PostgreSQL is not on this machine.", "On Debian and Ubuntu, as root: apt-get install postgresql"
        )
    user = OWNER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="niangjia-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        log = Path(folder) / "log"
        if user:
            shutil.chown(folder, user)
        with log.open("w", encoding="utf-8") as output:
            make: Words = [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "niangjia",
                "-A",
                "trust",
                "-E",
                "UTF8",
                *collation(programs),
                "-N",
            ]
            made = subprocess.run(make, user=user, cwd=folder, stdout=output, stderr=output, check=False)
            if made.returncode:
                raise LauncherError(f"PostgreSQL could not make a cluster:\n{log.read_text(encoding='utf-8')}")
            settings = [part for name, value in UNSAFE_BUT_QUICK.items() for part in ("-c", f"{name}={value}")]
            serve: Words = [programs / "postgres", "-D", data, "-k", folder, *settings]
            server = subprocess.Popen(
                serve, user=user, cwd=folder, stdout=output, stderr=output, start_new_session=True
            )
            try:
                _wait(programs, folder, server, log)
                yield f"postgres://niangjia@{quote(folder, safe='')}/postgres"
            finally:
                server.send_signal(2)  # SIGINT: a quick, orderly end
                server.wait(30)


def _wait(programs: Path, folder: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _attempt in range(SECONDS_TO_START * 10):
        if server.poll() is not None:
            break
        if subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise LauncherError(f"PostgreSQL did not start:\n{log.read_text(encoding='utf-8')}")
