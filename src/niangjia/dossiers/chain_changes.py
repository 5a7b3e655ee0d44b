"""What an installation may change of the chain, and what would break it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import Role
from niangjia.dossiers.chain import Act, Chain
from niangjia.dossiers.models.states import ENDED, DossierState
from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.text import Text, in_both_languages

LONGEST_LIMIT = 250
"""Working days: a year. A longer limit is a mistake in typing."""


def with_settings(
    chain: Chain,
    *,
    limits: Mapping[str, int] | None = None,
    roles: Mapping[str, Iterable[str]] | None = None,
    joined: Iterable[str] = (),
) -> Chain:
    """The chain with what an installation changed. Raises InvalidInput for what would break it (`require_sound`)."""
    limits, roles = limits or {}, roles or {}
    unknown = sorted((set(limits) | set(roles) | set(joined)) - set(chain.acts))
    if unknown:
        raise InvalidInput(_("The chain has no act of this name."), remedy=", ".join(unknown), code="unknown-act")
    for act, days in limits.items():
        _require_limit(chain.acts[act], days)
    acts = {code: replace(act, limit=limits.get(code, act.limit)) for code, act in chain.acts.items()}
    narrowed = {act: frozenset(given) for act, given in roles.items()}
    changed = replace(chain, acts=acts, roles=narrowed, joined=frozenset(joined))
    require_sound(changed)
    return changed


def _require_limit(act: Act, days: int) -> None:
    least = act.limit if act.at_least else 1
    if act.limit is None or not (least or 1) <= days <= LONGEST_LIMIT:
        raise InvalidInput(
            in_both_languages(
                _("%(act)s: the limit must be between %(least)s and %(most)s working days."),
                act=act.label,
                least=least or 1,
                most=LONGEST_LIMIT,
            ),
            code="limit-out-of-range",
        )


def require_sound(chain: Chain) -> None:
    """Raises InvalidInput, which says what is wrong: a role that the table of rights does not have for an act, an act
    that nobody may do, acts of two separation groups in one press, a state that is not reached or leads nowhere.
    """
    _require_settings(chain)
    for state in DossierState.values:
        for act in chain.pressed(state):
            _require_press(chain, act, state)
    reached = _reached_from(chain, {each.to for each in chain.acts.values() if each.begins})
    for dead_end in sorted(reached - set(ENDED)):
        if not _reached_from(chain, {dead_end}) & set(ENDED):
            raise _about_state(_("From “%(state)s” no step leads on."), dead_end, code="state-dead-end")
    for state in DossierState.values:
        if state not in reached and not _is_passed_over(chain, state):
            raise _about_state(_("No step leads to “%(state)s”."), state, code="state-unreachable")


def _require_settings(chain: Chain) -> None:
    for act, given in chain.roles.items():
        if strangers := given - chain.rights[act].roles:
            raise _unsound(_("%(act)s: %(roles)s may not do this."), chain.acts[act], roles=_names(strangers))
    for act in chain.joined:
        if not chain.acts[act].joins:
            raise _unsound(_("%(act)s: this cannot be done at once with the step before it."), chain.acts[act])


def _about_state(message: Any, state: str, *, code: str) -> InvalidInput:
    return InvalidInput(in_both_languages(message, state=in_both_languages(DossierState(state).label)), code=code)


def _require_press(chain: Chain, act: str, state: str) -> None:
    parts = chain.parts(act, state)
    if not any(act in chain.allowed(state, role) for role in Role.values):
        raise _unsound(_("%(act)s: nobody could do this. Choose at least one role."), chain.acts[act])
    if len(chain.groups_of(act, state)) > 1:
        labels = [chain.acts[part].label for part in parts]
        raise _unsound(
            _("%(parts)s: one person would do two of first review, second review and filing."),
            chain.acts[act],
            parts=Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels)),
        )


def _is_passed_over(chain: Chain, state: str) -> bool:
    """Whether a state lies inside one press, so that no dossier stays in it."""
    return chain.forward_part(state) in chain.joined


def _reached_from(chain: Chain, start: set[str]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        state = waiting.pop()
        for act in chain.pressed(state):
            if any(act in chain.allowed(state, role) for role in Role.values):
                fresh = chain.acts[act].ends_in(state) - reached
                reached |= fresh
                waiting += fresh
    return reached


def _unsound(message: Any, act: Act, **values: object) -> InvalidInput:
    return InvalidInput(in_both_languages(message, act=act.label, **values), code="chain-unsound")


def _names(roles: Collection[str]) -> Text:
    labels = [in_both_languages(Role(each).label) for each in sorted(roles)]
    return Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))
