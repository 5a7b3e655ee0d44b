"""What the data folder must hold before Django starts: the secret key."""

import secrets
from pathlib import Path

from niangjia.kernel.private_files import read_or_create


def secret_key(data: Path) -> str:
    """The key that signs sessions; made on first use. It is not the key that encrypts fields (see `privacy`)."""
    return read_or_create(data / "keys" / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
