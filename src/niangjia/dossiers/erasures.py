"""The list of what was deleted, kept beside the database and not in it: what an older copy brings back is found by it.

One line of JSON for each deleted dossier in `erasures.jsonl` of the data folder: the keyed digest of its id, day, run,
and a mark of the key.
A restore leaves this file alone, or puts the lines of both together, and then calls `niangjia reapply-erasures`.
"""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.errors import TagsKeyMissing
from niangjia.privacy.tags import key_file, tag

LABEL = "dossiers.erasure"
MARK = 8


_HOW_TO_GET_IT = _(
    "Bring back the newest copy of the keys (niangjia restore-keys FILE), then do this again. If the key is lost for "
    "good, say --without-tags; whatever the list names then comes back and stays."
)


def journal() -> Path:
    """Where the list lies."""
    return Path(settings.MEDIA_ROOT).parent / "erasures.jsonl"


def digest_of(dossier: UUID) -> str:
    """The keyed digest of a dossier's id: 64 hex characters that lead to nothing without the key."""
    return tag(LABEL, str(dossier))


def read_digests(path: Path | None = None) -> set[str]:
    """The digests on a list; none where there is no file. A last line cut short by a power cut is passed over."""
    return {str(row["digest"]) for row in _rows(path or journal())}


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and "digest" in row:
            yield row


def known_digests(lists: Iterable[Path] = ()) -> set[str]:
    """The digests on the list of this installation and on further ones."""
    return read_digests().union(*(read_digests(path) for path in lists))


def key_mark() -> str:
    """What a list says of the key its digests were made with: too short to tell anything else."""
    return tag(f"{LABEL}.key", "")[:MARK]


def has_key() -> bool:
    """Whether the key of the digests is there; it is never made anew to read a list."""
    return key_file().exists()


def require_key(*lists: Path) -> None:
    """Raises TagsKeyMissing when the key of a list is not the one at hand: nothing on it would be found, unnoticed."""
    path = key_file()
    if not has_key():
        raise TagsKeyMissing(
            _("The list of deletions cannot be read: the key %(path)s is missing.") % {"path": path},
            remedy=_HOW_TO_GET_IT,
        )
    told = {row["key"] for each in (journal(), *lists) for row in _rows(each) if "key" in row}
    if told - {key_mark()}:
        raise TagsKeyMissing(
            _("The list of deletions was made with another key than %(path)s.") % {"path": path}, remedy=_HOW_TO_GET_IT
        )


def append_digests(digests: Iterable[str], *, run: UUID, day: str) -> int:
    """Put those on the list that are not on it yet; on disk when this returns. How many were new."""
    missing = sorted(set(digests) - read_digests())
    if missing:
        mark = key_mark()
        lines = "".join(
            json.dumps({"digest": each, "run": str(run), "day": day, "key": mark}) + "\n" for each in missing
        )
        path = journal()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_cut = path.exists() and not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
            file.write(("\n" if is_cut else "") + lines)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)
