"""The key of backups: another than those of the fields, never in a backup, and short enough for a sheet of paper."""

import binascii
import json
from base64 import b32decode, b32encode, b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from django.conf import settings
from django.utils.translation import gettext as _

from niangjia.audit.keys import path_of_keys
from niangjia.config.backup.errors import WrongBackupKey
from niangjia.kernel.private_files import read_or_create
from niangjia.privacy import providers

KEY_BYTES = 32
ID_BYTES = 8
ON_PAPER = "NIANGJIA-BACKUP-KEY-1"


@dataclass(frozen=True, slots=True)
class BackupKey:
    """A key and the id by which an archive names it; the id comes of the key and so tells a slip in copying."""

    secret: bytes

    @property
    def id(self) -> bytes:
        """Eight bytes that say which key it is and nothing about it."""
        return sha256(b"niangjia backup key id\0" + self.secret).digest()[:ID_BYTES]

    def on_paper(self) -> str:
        """The key as one line to print and keep: format, id, and the key in groups of four."""
        letters = b32encode(self.secret).decode().rstrip("=")
        groups = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
        return f"{ON_PAPER} {self.id.hex()} {groups}"

    def in_file(self) -> bytes:
        """The key as its file holds it."""
        return json.dumps({"id": self.id.hex(), "key": b64encode(self.secret).decode()}).encode()


def new_key() -> BackupKey:
    """A key from the system's randomness."""
    return BackupKey(token_bytes(KEY_BYTES))


def parse_key(text: str, where: str) -> BackupKey:
    """Read a key from the text of its file or of its sheet of paper. Raises WrongBackupKey."""
    try:
        if text.lstrip().startswith("{"):
            told = json.loads(text)
            key_id, secret = told["id"], b64decode(told["key"], validate=True)
        else:
            _format, key_id, groups = text.split(maxsplit=2)
            letters = "".join(groups.split()).replace("-", "").upper()
            secret = b32decode(letters + "=" * (-len(letters) % 8))
        key = BackupKey(secret)
        if len(secret) != KEY_BYTES or key.id.hex() != key_id.lower():
            raise ValueError("the id is another")
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise WrongBackupKey(
            _("The key of backups in %(path)s cannot be used: it is damaged or mistyped.") % {"path": where},
            remedy=_("Compare it with your copy, on paper or in the copy of the keys."),
        ) from error
    return key


def read_key(path: Path) -> BackupKey:
    """The key in a file. Raises WrongBackupKey when it is not there or not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongBackupKey(
            _("The key of backups is missing: %(path)s cannot be read.") % {"path": path},
            remedy=_("Bring the keys back (niangjia restore-keys FILE), or name the file of the key with --key."),
        ) from error
    return parse_key(text, str(path))


def holds_field_keys(folder: Path) -> bool:
    """Whether the program finds the keys of the sealed values with this folder of keys.

    Where NIANGJIA_KEYS names another place, their ring is there, and the folder holds the other keys.
    """
    if providers.is_apart():
        return providers.provider().stamp() is not None and path_of_keys().name in _names(folder)
    return "fields.json" in _names(folder)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def key_path() -> Path:
    """Where this installation keeps its key (NIANGJIA_BACKUP_KEY)."""
    return Path(settings.BACKUP_KEY)


def own_key() -> tuple[BackupKey, bool]:
    """The key of this installation, and whether it was made just now."""
    is_new = not key_path().exists()
    read_or_create(key_path(), lambda: new_key().in_file())
    return read_key(key_path()), is_new
