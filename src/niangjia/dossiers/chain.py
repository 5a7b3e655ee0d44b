"""The chain from draft to archive, read from two tables: dossiers/rights.toml (act x roles x states) and
dossiers/data/chain.toml (where an act leads, its limit, whose turn is next). Pure; no other code joins the two.

    NATIONAL.allowed("submitted", "reviewer")  ->  ("review", "return", "refuse")
    NATIONAL.next_state("review", "submitted") ->  "reviewed"

An installation may narrow roles, change limits, and have an act done at once with the one before it
(chain_changes).
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from niangjia.accounts.models import Role
from niangjia.accounts.rights import Right, rights_of
from niangjia.dossiers.models.states import DossierState
from niangjia.kernel.text import Text

FAMILIES = {
    **dict.fromkeys(("review", "approval", "filing"), "filing"),
    **dict.fromkeys(("exit-proposal", "exit-review", "exit-approval", "exit-objection"), "exit"),
    **dict.fromkeys(("relapse-proposal", "relapse-approval"), "relapse"),
}
"""The separation groups, and what they belong to: nobody does acts of two groups of one family on one dossier. Whoever
looks into an objection to an exit did none of its acts."""


PLAIN = ("begins", "forward", "joins", "stays", "apart", "anew", "group", "limit", "at_least")
"""Keys of a row that are taken as they stand."""


@dataclass(frozen=True, slots=True)
class Act:
    """One row of chain.toml. `limit` (working days, None: none) and `turn` (roles) are about what is due after it.

    `stays`: the state stays what it was. `back`: states it goes back to when the dossier came from there. `anew`: who
    did what before the latest such act counts no more. `apart`: it is done on a page of its own, off the
    way; where it leads nowhere (`to` is empty) neither state nor deadline changes.
    """

    code: str
    label: Text
    to: str = ""
    apart: bool = False
    begins: bool = False
    forward: bool = False
    joins: bool = False
    stays: bool = False
    back: frozenset[str] = frozenset()
    anew: bool = False
    group: str = ""
    limit: int | None = None
    at_least: bool = False
    turn: frozenset[str] = frozenset()
    source: Text = field(default_factory=lambda: Text("", ""))
    is_confirmed: bool = False

    def leads_to(self, state: str, before: str = "") -> str:
        """The state it leads to from a state, into which the dossier came from `before`."""
        if self.stays or not self.to:
            return state
        return before if before in self.back else self.to

    def ends_in(self, state: str) -> frozenset[str]:
        """Every state it may lead to from a state."""
        return frozenset({self.leads_to(state)}) | self.back


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days of limits that belong to no one act."""

    second_review: int
    total: int
    emergency: int
    source: Text


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain as it holds in an installation. Acts stand in the order of the work."""

    acts: Mapping[str, Act]
    rights: Mapping[str, Right]
    limits: Limits
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()

    def states_of(self, act: str) -> frozenset[str]:
        """The states in which an act by itself may be done; none for what begins a dossier."""
        return frozenset() if self.acts[act].begins else frozenset(self.rights[act].states)

    def roles_of(self, act: str) -> frozenset[str]:
        """Who may do an act by itself."""
        return self.roles.get(act, self.rights[act].roles) & self.rights[act].roles

    def pressed(self, state: str) -> tuple[str, ...]:
        """The acts that somebody sees in a state: one for each press, side exits last."""
        return tuple(
            code
            for code, act in self.acts.items()
            if not act.begins
            and not act.apart
            and (self.parts(code, state) if act.forward else state in self.states_of(code))
        )

    def parts(self, act: str, state: str) -> tuple[str, ...]:
        """The acts that one press does, in order: itself, with those before it that are done at once with it.

        Empty when it cannot be done in the state, or is itself only a part of the next.
        """
        if self.acts[act].apart:
            return ()
        if not self.acts[act].forward:
            return (act,) if state in self.states_of(act) else ()
        walked: list[str] = []
        while (following := self.forward_part(state)) is not None:
            if walked and following not in self.joined:
                break
            walked.append(following)
            state = self.acts[following].leads_to(state)
        return tuple(walked) if walked and walked[-1] == act else ()

    def forward_part(self, state: str) -> str | None:
        """The next single act of an ordinary case, whether or not it is done at once with others."""
        for code, act in self.acts.items():
            if act.forward and state in self.states_of(code):
                return code
        return None

    def forward(self, state: str) -> str | None:
        """The act of an ordinary case in a state; None at the end of the chain."""
        return next((code for code in self.pressed(state) if self.acts[code].forward), None)

    def allowed(self, state: str, role: str) -> tuple[str, ...]:
        """The acts that a role may do in a state."""
        return tuple(
            act for act in self.pressed(state) if all(role in self.roles_of(part) for part in self.parts(act, state))
        )

    def next_state(self, act: str, state: str) -> str:
        """Where an act leads from a state. Raises LookupError when it cannot be done there."""
        if act not in self.acts or not self.parts(act, state):
            raise LookupError(f"{act} cannot be done in the state {state}")
        return self.acts[act].leads_to(state)

    def turn(self, state: str) -> frozenset[str]:
        """The roles whose turn it is in a state: those an installation named, else those of the national default."""
        act = self.forward(state)
        if act is None:
            return frozenset()
        able = frozenset.intersection(*(self.roles_of(part) for part in self.parts(act, state)))
        wanted = frozenset().union(*(each.turn for each in self.acts.values() if state in {each.to, *each.back}))
        return able if act in self.roles or not able & wanted else able & wanted

    def groups_of(self, act: str, state: str) -> frozenset[str]:
        """The separation groups that one press touches."""
        return frozenset(self.acts[part].group for part in self.parts(act, state)) - {""}

    def acts_outside(self, groups: Collection[str]) -> frozenset[str]:
        """The acts whose doer may not do an act of some groups on the same dossier: of other groups, but one family."""
        families = {FAMILIES[group] for group in groups}
        return frozenset(
            code
            for code, act in self.acts.items()
            if act.group and act.group not in groups and FAMILIES[act.group] in families
        )

    def begins_round(self, act: str, groups: Collection[str]) -> bool:
        """Whether an act begins anew what some groups belong to: what was done before it keeps nobody from them."""
        row = self.acts[act]
        return row.anew and FAMILIES[row.group] in {FAMILIES[group] for group in groups}


def read_chain(text: str, rights: Mapping[str, Right]) -> Chain:
    """The chain of two tables. Raises ValueError naming the act that cannot be understood."""
    table = tomllib.loads(text)
    own = table.pop("_limits")
    limits = Limits(own["second_review"], own["total"], own["emergency"], Text(own["source_zh"], own["source_en"]))
    return Chain({code: _act(code, row, rights) for code, row in table.items()}, rights, limits)


def _act(code: str, row: Mapping[str, Any], rights: Mapping[str, Right]) -> Act:
    unknown = set(row) - {*Act.__slots__, "zh", "en", "source_zh", "source_en", "mark"}
    leads = row["to"] in DossierState.values or (not row["to"] and row.get("apart"))
    if unknown or not leads:
        raise ValueError(f"chain.toml [{code}]: {sorted(unknown) or row['to']}")
    if not row.get("begins") and (code not in rights or not set(rights[code].states) <= set(DossierState.values)):
        raise ValueError(f"chain.toml [{code}]: no row of rights.toml with states of a dossier")
    back, turn = frozenset(row.get("back", ())), frozenset(row.get("turn", ()))
    if back - set(DossierState.values) or row.get("group", "review") not in FAMILIES:
        raise ValueError(f"chain.toml [{code}]: unknown states {sorted(back)} or group {row.get('group')}")
    if turn - set(Role.values):
        raise ValueError(f"chain.toml [{code}]: unknown roles {sorted(turn)}")
    plain = {name: row[name] for name in PLAIN if name in row}
    return Act(
        code=code,
        label=Text(row["zh"], row["en"]),
        to=row["to"],
        turn=turn,
        back=back,
        source=Text(row.get("source_zh", ""), row.get("source_en", "")),
        is_confirmed=row.get("mark") == "confirmed",
        **plain,
    )


NATIONAL = read_chain(
    files("niangjia.dossiers").joinpath("data/chain.toml").read_text(encoding="utf-8"), rights_of("dossiers")
)
"""The chain as shipped."""
