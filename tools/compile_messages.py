"""Write each catalogue's .mo beside its .po: `python -m tools.compile_messages`. Needs Babel, not GNU gettext."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools.launcher.state import ROOT

CATALOGUES = ROOT / "src/niangjia/locale"


def compile_catalogue(source: Path) -> Path:
    """Compile one catalogue; fuzzy entries are left out. The file appears whole or not at all."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    target = source.with_suffix(".mo")
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    return draft.replace(target)


if __name__ == "__main__":
    for catalogue in CATALOGUES.glob("*/LC_MESSAGES/*.po"):
        compile_catalogue(catalogue)
