"""Compression and encryption of a stream, in chunks that can neither be changed, left out, swapped nor cut off.

    header   magic, id of the key, 32 random bytes
    chunks   AES-256-GCM of up to 1 MiB each

Each archive has a key of its own, drawn from the key of backups and the random bytes; so the number of the chunk can be
its nonce. The last byte of the nonce marks the last chunk; the header is authenticated with every chunk.
"""

import zlib
from secrets import token_bytes
from types import TracebackType
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from niangjia.config.backup.errors import DamagedBackup, WrongBackupKey
from niangjia.config.backup.keys import ID_BYTES, BackupKey

MAGIC = b"NIANGJIA-BACKUP-1\n"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + ID_BYTES + SALT_BYTES
CHUNK = 1 << 20
TAG_BYTES = 16
LEVEL = 3  # of zlib: half the time of the default, a tenth larger


def damaged() -> DamagedBackup:
    """What is said of a file that does not open as a whole."""
    return DamagedBackup(
        _("This backup is damaged or incomplete; nothing of it was used."),
        remedy=_("Take another one, or the copy of it that lies elsewhere."),
    )


def _cipher(key: BackupKey, salt: bytes) -> AESGCM:
    drawn = HKDF(SHA256(), 32, salt, b"niangjia backup archive 1").derive(key.secret)
    return AESGCM(drawn)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedWriter:
    """A file-like that compresses and seals what is written to it. Without `close` the result is refused as cut off."""

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        salt = token_bytes(SALT_BYTES)
        self._header = MAGIC + key.id + salt
        self._cipher = _cipher(key, salt)
        self._file, self._number, self._waiting = file, 0, bytearray()
        self._compressor = zlib.compressobj(LEVEL)
        file.write(self._header)

    def write(self, content: bytes) -> int:
        """Take more content."""
        self._waiting += self._compressor.compress(content)
        while len(self._waiting) > CHUNK:  # the last chunk is never empty: one is kept back until it is known
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(content)

    def close(self) -> None:
        """Seal what waits and mark the end."""
        self.write(b"")
        self._waiting += self._compressor.flush()
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, self._header))
        self._number += 1


class SealedReader:
    """A file-like over a sealed archive; nothing it hands out was changed, and `finish` says that nothing is missing.

    Raises DamagedBackup, and WrongBackupKey when the archive names another key.
    """

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        self._file = file
        self._header = file.read(HEADER_BYTES)
        if len(self._header) < HEADER_BYTES or not self._header.startswith(MAGIC):
            raise damaged()
        key_id = self._header[len(MAGIC) :][:ID_BYTES]
        if key_id != key.id:
            raise WrongBackupKey(
                _("This backup was sealed with the key %(wanted)s; the key at hand is %(given)s.")
                % {"wanted": key_id.hex(), "given": key.id.hex()},
                remedy=_("Name the file of the right key with --key, or bring it back with niangjia restore-keys."),
            )
        self._cipher = _cipher(key, self._header[-SALT_BYTES:])
        self._number, self._plain = 0, bytearray()
        self._next: bytes = file.read(CHUNK + TAG_BYTES)
        self._decompressor = zlib.decompressobj()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end."""
        while len(self._plain) < size and self._next:
            self._open()
        found = bytes(self._plain[:size])
        del self._plain[:size]
        return found

    def finish(self) -> None:
        """Read to the end. Raises DamagedBackup unless it is the end that was written."""
        while self._next:
            self._open()
            self._plain.clear()
        if not self._decompressor.eof or self._decompressor.unused_data:
            raise damaged()

    def __enter__(self) -> "SealedReader":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _open(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG_BYTES)
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last=not self._next), sealed, self._header)
            self._plain += self._decompressor.decompress(plain)
        except (InvalidTag, ValueError, zlib.error) as error:
            raise damaged() from error
        self._number += 1
