"""Where the key ring lies, outside the database: NIANGJIA_KEYS names a kind of place and which one.

file                              the data folder's keys/fields.json (when nothing is said)
file:/srv/keys/niangjia.json      another file
command:/usr/local/bin/ring --for niangjia
                                  a program that prints the ring, such as the client of a key server or an HSM
"""

import logging
import os
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.kernel import private_files
from niangjia.privacy.errors import KeysUnusable

_log = logging.getLogger("niangjia.privacy")


class KeyProvider(Protocol):
    """A place that keeps one ring. Equal providers name the same place; nothing of the ring goes into an error."""

    def __hash__(self) -> int: ...

    def stamp(self) -> object:
        """Cheap: another value when the ring may have changed, None when there is none yet."""
        ...

    def read(self) -> bytes:
        """The ring as JSON (docs/keys.md). Raises KeysUnusable."""
        ...

    def make_first(self, make: Callable[[], bytes]) -> None:
        """Make the first ring. Raises KeysUnusable where this program may not."""
        ...

    def write(self, ring: bytes) -> None:
        """Put another ring in place of the one there, whole or not at all."""
        ...

    def forget(self) -> None:
        """Take the next stamp for a new one: a value was met that the ring as read does not open."""
        ...


@dataclass(frozen=True, slots=True)
class FileKeys:
    """A private file. Every process sees a change with its next value."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def stamp(self) -> object:
        try:
            found = os.stat(self.path)  # noqa: PTH116 (asked for each value: twice as fast)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def read(self) -> bytes:
        return self.path.read_bytes()

    def make_first(self, make: Callable[[], bytes]) -> None:
        private_files.read_or_create(self.path, make)

    def write(self, ring: bytes) -> None:
        private_files.replace(self.path, ring)

    def forget(self) -> None:
        """Nothing: the stamp is true always."""


SECONDS_TO_ANSWER = 30
SECONDS_TO_KEEP = 60
_answers: dict["CommandKeys", bytes] = {}
_forgotten: dict["CommandKeys", int] = {}


@dataclass(frozen=True, slots=True)
class CommandKeys:
    """A program whose output is the ring. It is asked once a minute, and when a value names a key that is not known.

    While it does not answer, a process goes on with the ring it has.
    """

    command: str

    def __str__(self) -> str:
        return shlex.split(self.command)[0] if self.command.strip() else "?"

    def stamp(self) -> object:
        return int(time.monotonic() // SECONDS_TO_KEEP), _forgotten.get(self, 0)

    def read(self) -> bytes:
        try:
            if not shlex.split(self.command):
                raise ValueError
            done = subprocess.run(  # noqa: S603 (the installation's own program)
                shlex.split(self.command), capture_output=True, timeout=SECONDS_TO_ANSWER, check=True
            )
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            if self in _answers:
                _log.warning("%s gives no keys (%s); going on with those it gave before.", self, type(error).__name__)
                return _answers[self]
            raise KeysUnusable(
                format_lazy(_("The program {name} that should give the keys failed."), name=str(self)),
                remedy=_("Run it by hand as the user of this program, and see NIANGJIA_KEYS in docs/keys.md."),
            ) from None
        _answers[self] = done.stdout
        return done.stdout

    def make_first(self, make: Callable[[], bytes]) -> None:
        self.write(make())

    def write(self, ring: bytes) -> None:  # noqa: ARG002 (it has nowhere to put it)
        raise KeysUnusable(
            format_lazy(_("Keys that {name} gives are made and removed where they lie."), name=str(self)),
            remedy=_("Change the ring there, then run rotate-keys again."),
        )

    def forget(self) -> None:
        _forgotten[self] = _forgotten.get(self, 0) + 1


_KINDS: dict[str, Callable[[str], KeyProvider]] = {}


def register_provider(kind: str, make: Callable[[str], KeyProvider]) -> None:
    """Add a kind of place: `make` gets what stands behind `kind:` in NIANGJIA_KEYS."""
    _KINDS[kind] = make


def provider() -> KeyProvider:
    """The place this installation names. Raises KeysUnusable for a kind that nobody registered."""
    return _made(settings.KEYS, settings.KEY_FOLDER)


def is_apart() -> bool:
    """Whether the ring lies elsewhere than in the folder of keys."""
    return provider() != _file("")


@lru_cache(maxsize=8)
def _made(named: str, _folder: Path) -> KeyProvider:
    kind, _colon, place = (named or "file").partition(":")
    if kind not in _KINDS:
        raise KeysUnusable(
            format_lazy(_("NIANGJIA_KEYS names a kind of place that is not known: {kind}."), kind=kind),
            remedy=format_lazy(_("It begins with one of: {kinds}."), kinds=", ".join(sorted(_KINDS))),
        )
    return _KINDS[kind](place)


def _file(place: str) -> FileKeys:
    return FileKeys(Path(place).expanduser() if place else Path(settings.KEY_FOLDER) / "fields.json")


register_provider("file", _file)
register_provider("command", CommandKeys)
