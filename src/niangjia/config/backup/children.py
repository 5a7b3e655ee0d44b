"""The program itself, run on restored data in processes of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.utils.translation import gettext as _

from niangjia.config.backup.copying import Settings
from niangjia.config.backup.errors import CannotRestore

REFUSED = "niangjia: "
"""How the command line begins what it says of a refusal; the remedy follows."""

ERASE_AGAIN = ("reapply-erasures",)
CHECKING_VERBS = (ERASE_AGAIN, ("verify", "audit"))
"""Run in this order on restored data where the program has them: what was erased stays erased, the record is whole."""


def try_values(stage: Path, database: Settings | None) -> dict[str, Any]:
    """What `trial` found out. Raises CannotRestore when it fails."""
    ended = _run(["niangjia.config.backup.trial"], stage, database)
    try:
        found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    except (IndexError, ValueError) as error:
        raise _failed(["trial"], ended) from error
    return found


def run_verb(verb: tuple[str, ...], stage: Path, database: Settings | None) -> str:
    """Run a verb of the command line: "ok", or what it printed as JSON; "not there" where the program has none.

    Raises CannotRestore, with the words and the remedy of the verb itself where it gave any.
    """
    from niangjia.config import cli

    if verb[0] not in cli.verbs():
        return "not there"
    ended = _run(["niangjia.config.cli", *verb], stage, database)
    if ended.returncode:
        raise _failed([*verb], ended)
    return ended.stdout.strip() if "--json" in verb else "ok"


def _run(words: list[str], stage: Path, database: Settings | None) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "NIANGJIA_DATA": str(stage)}
    environment["NIANGJIA_DATABASE_URL"] = url_of(database) if database else ""
    return subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-m", *words], env=environment, capture_output=True, text=True, check=False
    )


def url_of(database: Settings) -> str:
    """The settings of a PostgreSQL database as an address."""
    user, password = (quote(str(database.get(name) or ""), safe="") for name in ("USER", "PASSWORD"))
    host, name = (quote(str(database.get(part) or ""), safe="") for part in ("HOST", "NAME"))
    port = f":{database['PORT']}" if database.get("PORT") else ""
    known = {key: value for key, value in (database.get("OPTIONS") or {}).items() if key.startswith("ssl")}
    options = f"?{urlencode(known)}" if known else ""
    return f"postgres://{user}{f':{password}' if password else ''}@{host}{port}/{name}{options}"


def _failed(words: list[str], ended: "subprocess.CompletedProcess[str]") -> CannotRestore:
    said = (ended.stderr or ended.stdout).strip().splitlines()
    refused = next((place for place, line in enumerate(said) if line.startswith(REFUSED)), None)
    reason = said[-1] if said else str(ended.returncode)
    remedy = _("Take another backup; keep this one for whoever looks into it.")
    if refused is not None:
        reason, remedy = said[refused].removeprefix(REFUSED), " ".join(said[refused + 1 :]) or remedy
    return CannotRestore(
        _("The restored data did not pass “%(verb)s”: %(said)s") % {"verb": " ".join(words), "said": reason},
        remedy=remedy,
    )
