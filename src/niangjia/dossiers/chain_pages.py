"""The chain as a page draws it: the way of an ordinary case, and every state with what may be done there by whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from niangjia.accounts.models import Role
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.models import ENDED, DossierState
from niangjia.dossiers.standing import tone_of
from niangjia.kernel.text import Text, in_both_languages


@dataclass(frozen=True, slots=True)
class WayStep:
    """One press of an ordinary case. `limit`: working days from the press before, with where that is from."""

    labels: list[Text]
    roles: str
    leads_to: str
    limit: int | None
    at_least: int | None
    source: Text
    is_confirmed: bool
    group: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One act in one state."""

    label: Text
    roles: str
    leads_to: str
    tone: str


@dataclass(frozen=True, slots=True)
class Row:
    """One state."""

    state: str
    tone: str
    is_ended: bool
    turn: str
    cells: list[Cell]


def way(chain: Chain, begins_with: str = "draft") -> list[WayStep]:
    """The presses of an ordinary case after the act it begins with: to the filing, or from an exit to the watch."""
    before = chain.acts[begins_with]
    found, state = [], before.to
    while (act := chain.forward(state)) is not None and not chain.acts[act].stays:
        parts = chain.parts(act, state)
        row, waits = chain.acts[act], before.limit
        is_after_notice = before.at_least
        found.append(
            WayStep(
                labels=[chain.acts[part].label for part in parts],
                roles=_names(_able(chain, act, state)),
                leads_to=_label(row.to),
                limit=chain.limits.second_review if is_after_notice else waits,
                at_least=row.limit if row.at_least else None,
                source=chain.limits.source if is_after_notice else row.source if row.at_least else before.source,
                is_confirmed=row.is_confirmed if row.at_least else before.is_confirmed and not is_after_notice,
                group=row.group,
            )
        )
        state, before = row.to, row
    return found


def matrix(chain: Chain) -> list[Row]:
    """Every state with every act that may be done in it, by whom, and where it leads."""
    return [
        Row(
            state=str(label),
            tone=tone_of(state),
            is_ended=state in ENDED,
            turn=_names(chain.turn(state)),
            cells=[
                Cell(
                    chain.acts[act].label,
                    _names(_able(chain, act, state)),
                    _labels(chain.acts[act].ends_in(state)),
                    tone_of(chain.acts[act].leads_to(state)),
                )
                for act in chain.pressed(state)
            ],
        )
        for state, label in DossierState.choices
    ]


def _able(chain: Chain, act: str, state: str) -> list[str]:
    return [role for role in Role.values if act in chain.allowed(state, role)]


def _names(roles: Iterable[str]) -> str:
    wanted = set(roles)
    labels = [in_both_languages(Role(role).label) for role in Role.values if role in wanted]
    return str(Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels)))


def _labels(states: Iterable[str]) -> str:
    wanted = set(states)
    return " / ".join(str(label) for state, label in DossierState.choices if state in wanted)


def _label(state: str) -> str:
    return str(DossierState(state).label)
