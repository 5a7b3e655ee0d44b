"""The documents' gate: `python -m tools.documents`. Every link inside the repository leads somewhere."""

import re
import sys
from pathlib import Path
from urllib.parse import unquote

from tools.launcher.state import ROOT

LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)")
OUTSIDE = ("http://", "https://", "mailto:", "#")
REQUIRED = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "LICENSE", "docs/map.md", "docs/glossary.md")


def problems() -> list[str]:
    """Documents that are missing, and links to files that are not there: `file:line: what`."""
    found = [f"{name}: is missing" for name in REQUIRED if not (ROOT / name).is_file()]
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"{document.relative_to(ROOT)}:{number}: {target} leads nowhere"
                for target in LINK.findall(line)
                if not target.startswith(OUTSIDE) and not _exists(document, target)
            ]
    return found


def _exists(document: Path, target: str) -> bool:
    return (document.parent / unquote(target.partition("#")[0])).exists()


if __name__ == "__main__":
    print("\n".join(problems()))
    sys.exit(1 if problems() else 0)
