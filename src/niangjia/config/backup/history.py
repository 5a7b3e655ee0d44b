"""What became of the latest backup, of each drill and of the copy of the keys: small files in `backups/` of the data
folder, which the health page reads. They tell nothing about the people in the backups.
"""

import contextlib
import json
import logging
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from niangjia.kernel import clock

KEPT = 60

logger = logging.getLogger("niangjia.backup")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt. `checked` names what was looked at, with what was found."""

    at: datetime
    is_good: bool
    seconds: float = 0.0
    size: int = 0
    message: str = ""
    checked: dict[str, Any] = field(default_factory=dict)


def folder() -> Path:
    """Where the outcomes are noted."""
    return Path(settings.DATA) / "backups"


def note(what: str, outcome: Outcome) -> None:
    """Add an outcome of `backups`, `drills` or `key-copies`; the latest ones are kept.

    A disk that takes no note does not hide the outcome itself: that is only logged.
    """
    path = folder() / f"{what}.json"
    told = [_as_json(each) for each in [outcome, *outcomes(what)][:KEPT]]
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        logger.warning("Not noted in %s: %s", path, error)
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def outcomes(what: str) -> list[Outcome]:
    """What was noted, newest first; a file that cannot be read counts as none."""
    try:
        told = json.loads((folder() / f"{what}.json").read_text(encoding="utf-8"))
        return [Outcome(**{**each, "at": datetime.fromisoformat(each["at"])}) for each in told]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def latest(what: str, *, is_good: bool = False) -> Outcome | None:
    """The newest outcome, or the newest good one."""
    return next((each for each in outcomes(what) if each.is_good or not is_good), None)


def failed(error: Exception, seconds: float) -> Outcome:
    """The outcome of an attempt that ended in an error."""
    return Outcome(at=clock.now(), is_good=False, seconds=round(seconds, 1), message=str(error))


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {**asdict(outcome), "at": outcome.at.isoformat()}
