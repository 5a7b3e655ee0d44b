"""The environment variables the product reads, in one table; nothing else reads `os.environ`."""

import os
from datetime import time
from pathlib import Path

VARIABLES = {
    "NIANGJIA_DATA": "Folder for the database, keys and files (default: var in the current folder).",
    "NIANGJIA_DATABASE_URL": "Address such as postgres://user@host:5432/name (default: SQLite in the data folder).",
    "NIANGJIA_BACKUPS": "How often `niangjia up` makes a backup by itself: daily (default), hourly or off.",
    "NIANGJIA_BACKUP_FOLDER": "Where these backups go (default: backups in the data folder); best another disk.",
    "NIANGJIA_BACKUP_KEY": "File of the key that seals backups (default: keys/backup.json in the data folder).",
    "NIANGJIA_HOSTS": "Host names the server answers to, comma separated (default: localhost, 127.0.0.1, [::1]).",
    "NIANGJIA_ORIGINS": "Origins trusted for forms behind a proxy, such as https://help.example.cn, comma separated.",
    "NIANGJIA_HTTPS": "1 when the site is reached over HTTPS: cookies are then sent over HTTPS only.",
    "NIANGJIA_KEYS": "Where the keys lie: file:PATH or command:PROGRAM that prints them (default: the data folder).",
    "NIANGJIA_CIPHER": "aes (default) or sm4: how values are sealed from now on; rotate-keys brings the others along.",
    "NIANGJIA_PROXIES": "Addresses of web servers in front whose X-Forwarded-For is believed, comma separated.",
    "NIANGJIA_SIGN_IN_FILE": "File that names sign-in services (default: sign-in.toml in the data folder).",
    "NIANGJIA_GRADED_PROTECTION": "1 asks of passwords what GB/T 22239 asks: three kinds of characters, 90 days.",
    "NIANGJIA_SITE": "Address of the site in messages, such as https://help.example.cn (default: they have no links).",
    "NIANGJIA_MAIL_HOST": "Mail server, with its port when it is another than usual (default: no e-mails).",
    "NIANGJIA_MAIL_SECURITY": "How the mail server is spoken to: starttls (default, port 587), tls (465) or none (25).",
    "NIANGJIA_MAIL_USER": "User name at the mail server (default: none is given).",
    "NIANGJIA_MAIL_PASSWORD": "Password at the mail server.",
    "NIANGJIA_MAIL_FROM": "Sender of e-mails, such as help@example.cn.",
    "NIANGJIA_DIGEST_AT": "When the summary of the day goes out on working days (default 08:00, Asia/Shanghai).",
    "NIANGJIA_ROBOT_HOSTS": "Hosts of chat robots besides those of WeCom and DingTalk: host or host:port, with commas.",
    "NIANGJIA_DEBUG": "1 shows error pages with internals; never with real data.",
    "HOST": "Address `niangjia up` listens on (default 127.0.0.1).",
    "PORT": "Port `niangjia up` listens on (default 8000).",
}


def _value(name: str, default: str = "") -> str:
    if name not in VARIABLES:
        raise KeyError(f"{name} is not in the table of environment variables")
    return os.environ.get(name, "").strip() or default


def data_folder() -> Path:
    """The absolute data folder; it need not exist yet."""
    return Path(_value("NIANGJIA_DATA", "var")).expanduser().resolve()


def database_url(data: Path) -> str:
    """The database address."""
    return _value("NIANGJIA_DATABASE_URL", f"sqlite:///{data / 'niangjia.sqlite3'}")


def path(name: str, default: Path) -> Path:
    """An absolute path."""
    return Path(_value(name, str(default))).expanduser().resolve()


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of some words, the first unless another is given. Raises ValueError for a word that is none of them."""
    value = _value(name, allowed[0]).lower()
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}, not one of: {', '.join(allowed)}")
    return value


def text(name: str) -> str:
    """A value as it stands; "" when it is not set."""
    return _value(name)


def sign_in_file(data: Path) -> Path:
    """The file that names sign-in services; it need not exist."""
    return Path(_value("NIANGJIA_SIGN_IN_FILE", str(data / "sign-in.toml"))).expanduser().resolve()


def provider_secret(slug: str) -> str:
    """The secret of a sign-in service: NIANGJIA_SECRET_ and its name, which the bureau chooses: no table has it."""
    return os.environ.get(f"NIANGJIA_SECRET_{slug.upper().replace('-', '_')}", "").strip()


def flag(name: str) -> bool:
    """Whether a variable says yes (1, true, yes, on)."""
    return _value(name).lower() in {"1", "true", "yes", "on"}


def words(name: str) -> list[str]:
    """A comma-separated list; the hosts default to this machine only."""
    default = "localhost,127.0.0.1,[::1]" if name == "NIANGJIA_HOSTS" else ""
    return [word.strip() for word in _value(name, default).split(",") if word.strip()]


MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def mail_server() -> tuple[str, int, str]:
    """Host ("" for none), port and security of the mail server. Raises ValueError for a port that is no number."""
    security = choice("NIANGJIA_MAIL_SECURITY", tuple(MAIL_PORTS))
    host, _colon, port = _value("NIANGJIA_MAIL_HOST").partition(":")
    return host, int(port) if port else MAIL_PORTS[security], security


def site() -> str:
    """The address of the site in messages, without a slash at its end. Raises ValueError for what is no address."""
    value = _value("NIANGJIA_SITE").rstrip("/")
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(f"NIANGJIA_SITE is {value!r}, not an address that begins with https://")
    return value


def time_of_day(name: str, default: str) -> time:
    """A time of day. Raises ValueError for what is none."""
    return time.fromisoformat(_value(name, default))


def host_and_port() -> tuple[str, int]:
    """Where `niangjia up` listens unless its options say otherwise. Raises ValueError for a port that is no number."""
    return _value("HOST", "127.0.0.1"), int(_value("PORT", "8000"))
