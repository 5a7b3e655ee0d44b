"""Rights as data: who may do which act where, read from the `rights.toml` of each app.

    [read]                                  # the act, as the app's access functions name it
    zh = "看档案"
    en = "Read dossiers"
    roles = ["assistance-clerk", "auditor"] # or "every"
    where = "subtree"                       # see Where
    states.open = { zh = "未关闭", en = "open" } # optional: only while the thing is in one of these states
    opens = ["GET dossiers:show-dossier"]   # the addresses it opens, with methods; HEAD passes the door where GET does
    records = ["dossiers.dossier.revised"]  # the acts of the record that come of it

What has no row is denied: an address that no right opens answers to nobody, whatever its view does. Access functions
then look at the thing itself. A row no command or address answers to, or the other way round, fails the build.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from django.apps import apps
from django.utils.translation import pgettext_lazy

from niangjia.accounts.models import Role
from niangjia.kernel.text import Text

EVERY_ROLE = frozenset(Role.values)


class Where(StrEnum):
    """How far a right reaches from the appointment that gives it."""

    PUBLIC = "public", pgettext_lazy("reach", "everyone, before the sign-in")
    SIGNED_IN = "signed-in", pgettext_lazy("reach", "everyone who is signed in")
    OWN = "own", pgettext_lazy("reach", "what is one's own")
    GRANTED = "granted", pgettext_lazy("reach", "the one thing that one was let in to, for a time")
    ANYWHERE = "anywhere", pgettext_lazy("reach", "whatever the unit of the appointment")
    SUBTREE = "subtree", pgettext_lazy("reach", "the unit of the appointment and all below it")
    WHOLE = "whole", pgettext_lazy("reach", "only with an appointment over every unit")
    SYSTEM = "system", pgettext_lazy("reach", "the program itself and its command line")

    words: Any

    def __new__(cls, value: str, words: object) -> "Where":
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member


WITHOUT_ROLES = frozenset({Where.PUBLIC, Where.SIGNED_IN, Where.SYSTEM})


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the table. `opens` maps an address to its methods; `states` empty: in every state."""

    app: str
    name: str
    label: Text
    where: Where
    roles: frozenset[str]
    states: Mapping[str, Text]
    opens: Mapping[str, frozenset[str]]
    records: frozenset[str]

    def allows_state(self, state: str) -> bool:
        """Whether it may be done while the thing is in a state."""
        return not self.states or state in self.states


@cache
def rights_of(app: str) -> Mapping[str, Right]:
    """The rights of an app by name. Raises ValueError naming file, row and value for what cannot be understood."""
    text = files(f"niangjia.{app}").joinpath("rights.toml").read_text(encoding="utf-8")
    return {name: _right(app, name, row) for name, row in tomllib.loads(text).items()}


def all_rights() -> Iterator[Right]:
    """Every right of the program, app by app in the order they are installed."""
    for config in apps.get_app_configs():
        app = config.name.removeprefix("niangjia.")
        if app != config.name and files(config.name).joinpath("rights.toml").is_file():
            yield from rights_of(app).values()


@cache
def openers() -> Mapping[str, Mapping[str, tuple[Right, ...]]]:
    """For each address and method the rights that open it."""
    found: dict[str, dict[str, tuple[Right, ...]]] = {}
    for right in all_rights():
        for address, methods in right.opens.items():
            for method in methods:
                by_method = found.setdefault(address, {})
                by_method[method] = (*by_method.get(method, ()), right)
    return found


def _right(app: str, name: str, row: Mapping[str, Any]) -> Right:
    def wrong(what: str) -> ValueError:
        return ValueError(f"{app}/rights.toml [{name}]: {what}")

    unknown = set(row) - {"zh", "en", "roles", "where", "states", "opens", "records"}
    if unknown:
        raise wrong(f"unknown keys {sorted(unknown)}")
    if not {"zh", "en", "where"} <= set(row):
        raise wrong("zh, en and where are needed")
    if row["where"] not in {each.value for each in Where}:
        raise wrong(f"where = {row['where']!r} is none of {[each.value for each in Where]}")
    where = next(each for each in Where if each.value == row["where"])
    roles = EVERY_ROLE if row.get("roles") == "every" else frozenset(row.get("roles", ()))
    if roles - EVERY_ROLE:
        raise wrong(f"unknown roles {sorted(roles - EVERY_ROLE)}")
    if bool(roles) == (where in WITHOUT_ROLES) and where is not Where.OWN:
        raise wrong(f"where = {where.value!r} {'takes no' if roles else 'needs'} roles")
    return Right(
        app=app,
        name=name,
        label=Text(row["zh"], row["en"]),
        where=where,
        roles=roles,
        states={state: Text(**words) for state, words in row.get("states", {}).items()},
        opens=_opens(row.get("opens", ()), wrong),
        records=frozenset(row.get("records", ())),
    )


def _opens(lines: Any, wrong: Any) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        methods, _space, address = line.partition(" ")
        given = frozenset(methods.split(","))
        if not address or given - {"GET", "POST"}:
            raise wrong(f"opens {line!r} is not like 'GET,POST app:name'")
        if address in found:
            raise wrong(f"opens {address!r} twice")
        found[address] = given
    return found
