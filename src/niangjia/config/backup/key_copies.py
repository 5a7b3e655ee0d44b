"""A copy of all keys in one file under a passphrase, to be kept apart from the backups."""

import json
import secrets
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from niangjia.audit.models import ChainHead
from niangjia.config.backup import history, places
from niangjia.config.backup.errors import CannotBackUp, CannotRestore
from niangjia.config.backup.history import Outcome
from niangjia.config.backup.keys import key_path, own_key
from niangjia.kernel import clock
from niangjia.privacy.keys import is_in_use, key_ring
from niangjia.privacy.providers import FileKeys, provider

FORMAT = "niangjia-keys-1"
SHORTEST = 12
COST = 2**17
LARGEST_COST = 2**20
BACKUP_KEY = "backup.json"
FIELD_KEYS = "fields.json"
SIGNING_KEY = "secret-key"


def fingerprint() -> str:
    """Changes when a key changes, and tells nothing else: the health page sees by it that a copy is outdated."""
    total = sha256(b"niangjia copy of keys\0")
    for name, content in sorted(_keys().items()):
        if name != SIGNING_KEY:
            total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()[:16]


def copy_keys(to: Path, passphrase: str) -> list[str]:
    """Write the copy, open it again, and note when that was; returns the names in it. Never overwrites.

    Raises CannotBackUp for a short passphrase or a file that is there.
    """
    if len(passphrase) < SHORTEST:
        raise CannotBackUp(
            _("The passphrase is too short."),
            remedy=_("At least %(count)s characters; four or five unrelated words are good.") % {"count": SHORTEST},
        )
    if to.exists():
        raise CannotBackUp(_("%(path)s is there already.") % {"path": to}, remedy=_("Choose another name with --to."))
    key_ring()  # makes the keys of the fields where there are none yet
    own_key()
    keys = _keys()
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with places.finished_or_gone(to) as partial:
            partial.write_bytes(_seal(keys, passphrase))
            if open_copy(partial, passphrase) != keys:
                raise CannotBackUp(_("The copy cannot be read back."))
    except OSError as error:
        raise CannotBackUp(
            _("%(path)s cannot be written: %(error)s") % {"path": to, "error": error.strerror}
        ) from error
    history.note("key-copies", Outcome(clock.now(), is_good=True, checked={"fingerprint": fingerprint()}))
    return sorted(keys)


def restore_keys(copied: Path, passphrase: str) -> list[str]:
    """Put the keys of a copy into this installation; returns the names.

    Where data lies already, keys that differ are refused; where none does, those that a first start made are moved
    aside. The ring goes to the file that NIANGJIA_KEYS names; where a program gives it, into the folder of keys, for
    whoever puts it back where that program takes it from.
    """
    keys = open_copy(copied, passphrase)
    targets = {name: _place_of(name) for name in keys}
    others = [path for name, path in targets.items() if path.exists() and path.read_bytes() != keys[name]]
    if any(path.name != SIGNING_KEY for path in others) and _holds_data():
        raise CannotRestore(
            _("Other keys and a database are there already: %(path)s") % {"path": others[0]},
            remedy=_("Restore into a new data folder with a new database: NIANGJIA_DATA, NIANGJIA_DATABASE_URL."),
        )
    for path in others:
        path.rename(path.with_name(f"{path.name}.replaced-{clock.now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"))
    for name, path in targets.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with places.finished_or_gone(path) as partial:
                partial.write_bytes(keys[name])
    return sorted(keys)


def open_copy(path: Path, passphrase: str) -> dict[str, bytes]:
    """The keys in a copy. Raises CannotRestore for a wrong passphrase or another file."""
    try:
        told = json.loads(path.read_text(encoding="ascii"))
        cost, salt, nonce = int(told["cost"]), b64decode(told["salt"]), b64decode(told["nonce"])
        if told["format"] != FORMAT or cost > LARGEST_COST:
            raise ValueError(told["format"])
        plain = AESGCM(_drawn(passphrase, salt, cost)).decrypt(nonce, b64decode(told["sealed"]), _bound(cost, salt))
        keys = {name: b64decode(content) for name, content in json.loads(plain).items()}
    except (OSError, ValueError, KeyError, TypeError, InvalidTag) as error:
        raise CannotRestore(
            _("The copy of the keys does not open: a wrong passphrase, or a damaged file."),
            remedy=_("Type the passphrase again; mind capital letters and the language of the keyboard."),
        ) from error
    if any(PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts for name in keys):
        raise CannotRestore(_("The copy of the keys names files outside the folder of keys."))
    return keys


def _holds_data() -> bool:
    """Whether the keys at hand may be those of something: SQLite's file is there, or the server's tables hold rows.

    Raises CannotRestore when the server cannot be asked.
    """
    if connection.vendor == "sqlite":
        return (Path(settings.DATA) / "niangjia.sqlite3").exists()
    try:
        if ChainHead._meta.db_table not in connection.introspection.table_names():  # noqa: SLF001 (a table's name)
            return False
        return ChainHead.objects.exists() or is_in_use()
    except DatabaseError as error:
        raise CannotRestore(
            _("The database cannot be asked whether it is in use: %(error)s") % {"error": str(error).strip()},
            remedy=_("Start it, or name another with NIANGJIA_DATABASE_URL; other keys are in the folder already."),
        ) from error


def _place_of(name: str) -> Path:
    if name == BACKUP_KEY:
        return key_path()
    place = provider()
    return place.path if name == FIELD_KEYS and isinstance(place, FileKeys) else Path(settings.KEY_FOLDER) / name


def _keys() -> dict[str, bytes]:
    """Every key by its name in the copy: what lies in the folder, the ring and the key of backups wherever they are."""
    folder = Path(settings.KEY_FOLDER)
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and ".replaced-" not in path.name
    }
    if key_path().exists():
        found = {name: content for name, content in found.items() if folder / name != key_path()}
        found[BACKUP_KEY] = key_path().read_bytes()
    return {**found, **_ring()}


def _ring() -> dict[str, bytes]:
    place = provider()
    if isinstance(place, FileKeys):
        return {FIELD_KEYS: place.read()} if place.stamp() else {}
    return {FIELD_KEYS: key_ring().as_json()}  # its own text may differ from one answer to the next


def _seal(keys: dict[str, bytes], passphrase: str) -> bytes:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = json.dumps({name: b64encode(content).decode() for name, content in keys.items()}).encode()
    sealed = AESGCM(_drawn(passphrase, salt, COST)).encrypt(nonce, plain, _bound(COST, salt))
    words = {"salt": salt, "nonce": nonce, "sealed": sealed}
    return json.dumps(
        {"format": FORMAT, "cost": COST, **{name: b64encode(value).decode() for name, value in words.items()}}, indent=1
    ).encode()


def _drawn(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _bound(cost: int, salt: bytes) -> bytes:
    return f"{FORMAT}:{cost}:".encode() + salt
