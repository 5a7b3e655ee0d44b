"""A real standalone cluster of two workers on this machine, with the programs that PySpark brings along."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyspark

STARTING = 60
"""Seconds in which the workers have to report to the master."""


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """Start a master and two workers on the loopback address; gives the master's URL, and stops them all."""
    port, pages = _free_port(), _free_port()
    with ExitStack() as running:
        host = ["--host", "127.0.0.1"]
        running.enter_context(
            _program(folder, "master.Master", [*host, "--port", str(port), "--webui-port", str(pages)])
        )
        url = f"spark://127.0.0.1:{port}"
        for number in (1, 2):
            options = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / f"{number}")]
            running.enter_context(_program(folder, "worker.Worker", [*host, *options, url]))
        _wait_for_workers(f"http://127.0.0.1:{pages}/json/", folder)
        yield url


@contextmanager
def _program(folder: Path, name: str, options: list[str]) -> Iterator[None]:
    home = Path(pyspark.__file__).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *options]
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    with (folder / "spark.log").open("ab") as log:
        program = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        yield
    finally:
        program.terminate()
        program.wait(30)


def _wait_for_workers(address: str, folder: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 (our own master)
                if json.load(answer)["aliveworkers"] == 2:
                    return
        except OSError:
            pass
        time.sleep(0.2)
    raise TimeoutError((folder / "spark.log").read_text(encoding="utf-8", errors="replace")[-2000:])


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
