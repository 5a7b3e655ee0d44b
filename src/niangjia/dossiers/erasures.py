"""The list of what was deleted, kept beside the database and not in it: what an older copy brings back is found by it.

One line of JSON for each deleted dossier in `erasures.jsonl` of the data folder: the keyed digest of its id, day, run.
A restore leaves this file alone, or puts the lines of both together, and then calls `niangjia reapply-erasures`.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from niangjia.privacy.tags import tag

LABEL = "dossiers.erasure"


def journal() -> Path:
    """Where the list lies."""
    return Path(settings.MEDIA_ROOT).parent / "erasures.jsonl"


def digest_of(dossier: UUID) -> str:
    """The keyed digest of a dossier's id: 64 hex characters that lead to nothing without the key."""
    return tag(LABEL, str(dossier))


def read_digests(path: Path | None = None) -> set[str]:
    """The digests on a list; none where there is no file. A last line cut short by a power cut is passed over."""
    path = path or journal()
    if not path.exists():
        return set()
    found = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.add(str(json.loads(line)["digest"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def append_digests(digests: Iterable[str], *, run: UUID, day: str) -> int:
    """Put those on the list that are not on it yet; on disk when this returns. How many were new."""
    missing = sorted(set(digests) - read_digests())
    if missing:
        lines = "".join(json.dumps({"digest": each, "run": str(run), "day": day}) + "\n" for each in missing)
        path = journal()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_cut = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
            file.write(("\n" if is_cut else "") + lines)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)
