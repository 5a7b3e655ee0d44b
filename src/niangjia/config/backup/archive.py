"""A sealed archive: the manifest, then its parts, as a tar stream inside the seal."""

import contextlib
import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from niangjia.config.backup.keys import BackupKey
from niangjia.config.backup.manifest import Manifest, Part
from niangjia.config.backup.sealing import SealedReader, SealedWriter, damaged

MANIFEST = "manifest.json"
BLOCK = 1 << 20

Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


def no_progress(_done: int, _total: int) -> None:
    """For nobody who watches."""


def part_of(name: str, path: Path) -> Part:
    """A file as the manifest names it."""
    with path.open("rb") as file:
        return Part(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write_archive(
    path: Path, key: BackupKey, manifest: Manifest, sources: dict[str, Path], progress: Progress = no_progress
) -> None:
    """Write manifest and parts to an existing, empty file."""
    done, total = 0, sum(part.size for part in manifest.parts)
    with path.open("r+b") as file:
        sealed = SealedWriter(file, key)
        with tarfile.open(fileobj=cast("IO[bytes]", sealed), mode="w|", bufsize=BLOCK) as tar:
            _add(tar, MANIFEST, len(text := manifest.as_json()), io.BytesIO(text))
            for part in manifest.parts:
                with sources[part.name].open("rb") as content:
                    _add(tar, part.name, part.size, content)
                progress(done := done + part.size, total)
        sealed.close()


def _add(tar: tarfile.TarFile, name: str, size: int, content: Any) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, content)


class OpenArchive:
    """An archive being read: the manifest at once, the parts one after the other."""

    def __init__(self, reader: SealedReader) -> None:
        self._reader = reader
        try:
            self._tar = tarfile.open(fileobj=cast("IO[bytes]", reader), mode="r|", bufsize=BLOCK)  # noqa: SIM115 (read to its end)
            first = self._tar.next()
            content = self._tar.extractfile(first) if first and first.name == MANIFEST else None
            if content is None:
                raise damaged()
            self.manifest = Manifest.from_json(content.read())
        except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
            raise damaged() from error

    def take(self, folder: Path | None = None, progress: Progress = no_progress) -> None:
        """Read every part to the end of the archive, into `folder` if one is named. Raises DamagedBackup.

        All parts of the manifest were there, in order and whole, when this returns.
        """
        done, total = 0, sum(part.size for part in self.manifest.parts)
        try:
            for part in self.manifest.parts:
                entry = self._tar.next()
                content = self._tar.extractfile(entry) if entry and entry.name == part.name else None
                if content is None or _is_outside(part.name):
                    raise damaged()
                with _target(folder, part.name) as target:
                    if _copy(content, target) != (part.size, part.sha256):
                        raise damaged()
                progress(done := done + part.size, total)
            if self._tar.next() is not None:
                raise damaged()
        except (tarfile.TarError, EOFError) as error:
            raise damaged() from error
        self._reader.finish()


@contextlib.contextmanager
def open_archive(path: Path, key: BackupKey) -> Iterator[OpenArchive]:
    """Open a backup. Raises DamagedBackup or WrongBackupKey."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise damaged() from error
    with SealedReader(file, key) as reader:
        yield OpenArchive(reader)


def verify_archive(path: Path, key: BackupKey, progress: Progress = no_progress) -> Manifest:
    """Read a backup to its end and compare every part with the manifest. Raises DamagedBackup or WrongBackupKey."""
    with open_archive(path, key) as archive:
        archive.take(None, progress)
        return archive.manifest


def _is_outside(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts


@contextlib.contextmanager
def _target(folder: Path | None, name: str) -> Iterator[IO[bytes] | None]:
    if folder is None:
        yield None
        return
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


def _copy(content: IO[bytes], target: IO[bytes] | None) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    while block := content.read(BLOCK):
        size += len(block)
        digest.update(block)
        if target is not None:
            target.write(block)
    return size, digest.hexdigest()
