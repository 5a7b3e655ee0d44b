"""Reading `sign-in.toml`; docs/sign-in.md shows one."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.providers.base import Provider, is_safe
from niangjia.accounts.providers.dingtalk import DingTalk
from niangjia.accounts.providers.oidc import OpenIDConnect
from niangjia.accounts.providers.wecom import WeCom
from niangjia.kernel.errors import NiangjiaError
from niangjia.kernel.text import Text

KINDS: Mapping[str, Any] = {"oidc": OpenIDConnect, "wecom": WeCom, "dingtalk": DingTalk}
ALWAYS = {"kind", "zh", "en", "secret_file"}


class ProvidersMisconfigured(NiangjiaError):
    """The file of sign-in services cannot be understood."""

    code = "sign-in-file"


def providers() -> Mapping[str, Provider]:
    """The services by the name of their table; none when there is no file. Raises ProvidersMisconfigured."""
    path = Path(settings.SIGN_IN_FILE)
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Provider]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, str(error)) from error
    return {slug: _provider(path, slug, table) for slug, table in tables.items()}


def _provider(path: Path, slug: str, table: Any) -> Provider:
    if not isinstance(table, dict) or table.get("kind") not in KINDS:
        raise _wrong(path, f"[{slug}] kind = {', '.join(KINDS)}")
    if not slug.replace("-", "").isalnum() or not slug.isascii():
        raise _wrong(path, f"[{slug}]: a-z, 0-9, -")
    kind = KINDS[table["kind"]]
    given = {name: value for name, value in table.items() if name not in ALWAYS}
    wrong = [name for name in given if name not in kind.NEEDED and name not in kind.ALLOWED]
    missing = [name for name in kind.NEEDED if not given.get(name)]
    unsafe = [name for name, value in given.items() if name in kind.ADDRESSES and not is_safe(value)]
    for what, names in (("?", wrong), ("=", missing), ("https", unsafe)):
        if names:
            raise _wrong(path, f"[{slug}] {', '.join(names)} {what}")
    label = Text(str(table.get("zh", slug)), str(table.get("en", table.get("zh", slug))))
    made: Provider = kind(slug=slug, label=label, secret=_secret(path, slug, table), **given)
    return made


def _secret(path: Path, slug: str, table: Mapping[str, Any]) -> str:
    """The secret from its own file beside this one, or from the environment; it never stands in the file itself."""
    if "secret_file" in table:
        try:
            return (path.parent / str(table["secret_file"])).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise _wrong(path, f"[{slug}] secret_file: {error.strerror}") from error
    secret = str(settings.PROVIDER_SECRET(slug))
    if not secret:
        raise _wrong(path, f"[{slug}] secret_file = ?")
    return secret


def _wrong(path: Path, what: str) -> ProvidersMisconfigured:
    return ProvidersMisconfigured(
        format_lazy(_("The file of sign-in services cannot be used: {path}: {what}"), path=path, what=what),
        remedy=_("Whoever runs the program can put it right; until then sign in with user name and password."),
    )
