"""Where a dossier stands, for its page: state, whose turn, deadline, what this reader may do, and the way so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from niangjia.accounts.models import Role, User
from niangjia.dossiers import access, chain_access
from niangjia.dossiers.chain import Chain
from niangjia.dossiers.deadlines import papers_due_on
from niangjia.dossiers.models import (
    ENDED,
    HANGING,
    IN_PROCESS,
    ON_FILE,
    OPEN_TO_OBJECTIONS,
    WATCHING,
    Dossier,
    DossierState,
    PublicNotice,
    Step,
)
from niangjia.dossiers.papers import Paper, kinds_in_words
from niangjia.dossiers.queries_of_chain import chain_in_force, notices_of, papers_of, steps_of
from niangjia.dossiers.queries_of_leaving import next_follow_up
from niangjia.kernel import clock
from niangjia.kernel.text import Text

TONES = {
    DossierState.RELAPSE_PROPOSED: "warn",
    DossierState.RETURNED: "warn",
    DossierState.REFUSED: "bad",
    DossierState.WITHDRAWN: "neutral",
}
"""Of the states that are none of: on file (good), on the way (info), over (neutral)."""


OF_TEMPORARY = ("regularise", "end-temporary")
"""Acts that nobody is shown on a regular dossier."""

SHOWN = 3
"""Steps that the panel shows at once; those before them open on demand."""


@dataclass(frozen=True, slots=True)
class Button:
    """An act that this reader may do now, and where."""

    label: Text
    address: str
    is_forward: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the way. `address` leads to what was written at it, for those who may read that. `other` and
    `other_address` are of a dossier that its household came from or went to.
    """

    label: Text
    step: Step
    address: str
    missing: Text | None
    other: str = ""
    other_address: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline; `days` are those left, negative when it is over."""

    on: date
    days: int

    @property
    def late_by(self) -> int:
        """Days since it was over; 0 while it is not."""
        return max(0, -self.days)


@dataclass(frozen=True, slots=True)
class Standing:
    """The panel. `is_own`: it is about this reader's own household. `kept_off`: acts that they might do now, were it
    not.
    """

    state: str
    tone: str
    due: Due | None
    next_act: Text | None
    roles: list[str]
    holders: list[User]
    buttons: list[Button]
    is_own: bool
    kept_off: list[str]
    in_the_way: Text | None
    not_before: date | None
    has_open_objection: bool
    lines: list[Line]
    lacking: list[Paper]
    papers_due: Due | None
    notices: list[PublicNotice]
    may_look_into: bool

    @property
    def waits(self) -> bool:
        """Whether the next act has to wait for the last day of the notice, or for an objection to be looked into."""
        return self.not_before is not None or self.has_open_objection

    @property
    def latest(self) -> list[Line]:
        """The last steps, newest first."""
        return self.lines[: -SHOWN - 1 : -1]

    @property
    def earlier(self) -> list[Line]:
        """Those before them, newest first."""
        return self.lines[: max(0, len(self.lines) - SHOWN)][::-1]


def tone_of(state: str) -> str:
    """The tone in which a state is shown."""
    if state in TONES:
        return TONES[DossierState(state)]
    return "good" if state in ON_FILE else "neutral" if state in ENDED or state == DossierState.DRAFT else "info"


def standing_of(dossier: Dossier, user: User) -> Standing:
    """The panel of a dossier for one reader."""
    chain, steps = chain_in_force(), steps_of(dossier)
    act = chain.forward(dossier.state)
    hidden = set() if dossier.is_temporary else set(OF_TEMPORARY)
    turn = chain.turn(dossier.state)
    if dossier.state in WATCHING:
        if next_follow_up(dossier) is None:
            act, turn = "end-watch", chain.roles_of("end-watch")
        else:
            hidden.add("end-watch")
    is_under_way = dossier.state in IN_PROCESS
    lacking = [paper for paper in papers_of(dossier) if paper.standing != "seen"] if is_under_way else []
    notices = list(notices_of(dossier))
    hanging = notices[0] if notices and dossier.state in HANGING else None
    acts = [each for each in _acts_for(dossier, user, chain, steps) if each not in hidden]
    is_own = chain_access.is_of_own_household(user, dossier)
    kept_off = [each for each in acts if is_own and chain_access.is_never_for_own(chain.acts[each])]
    papers_due = papers_due_on(chain, dossier.emergency_on) if lacking and dossier.emergency_on else None
    return Standing(
        state=str(DossierState(dossier.state).label),
        tone=tone_of(dossier.state),
        due=_due(dossier.due_on),
        next_act=chain.acts[act].label if act else None,
        roles=[str(Role(role).label) for role in Role.values if role in turn],
        holders=chain_access.holders_of(dossier, chain, steps, act, turn),
        buttons=[_button(dossier, chain, each) for each in acts if each not in kept_off],
        is_own=is_own,
        kept_off=kept_off,
        in_the_way=_in_the_way(dossier, user, chain, steps, act),
        not_before=hanging.ends_on if hanging and hanging.ends_on >= clock.today() else None,
        has_open_objection=_has_open_objection(dossier, notices),
        lines=list(_lines(dossier, user, chain, steps)),
        lacking=lacking,
        papers_due=_due(papers_due),
        notices=notices,
        may_look_into=chain_access.may_look_into_objections(user, chain, steps, dossier, is_own=is_own),
    )


def _has_open_objection(dossier: Dossier, notices: list[PublicNotice]) -> bool:
    is_asked = dossier.state in OPEN_TO_OBJECTIONS
    return is_asked and any(not each.outcome for notice in notices for each in notice.objections.all())


def _due(on: date | None) -> Due | None:
    return Due(on, (on - clock.today()).days) if on else None


def _acts_for(dossier: Dossier, user: User, chain: Chain, steps: list[Step]) -> Iterable[str]:
    """The acts with a page that this reader's roles allow now, and nothing they did before forbids."""
    for act in chain.pressed(dossier.state):
        groups = chain.groups_of(act, dossier.state)
        is_free = not groups or chain_access.own_step_in_the_way(user, chain, steps, groups) is None
        if address_of(chain, act) and is_free and chain_access.may_press(user, chain, act, dossier):
            yield act


def _button(dossier: Dossier, chain: Chain, act: str) -> Button:
    row = chain.acts[act]
    return Button(row.label, reverse(address_of(chain, act), args=[dossier.pk]), row.forward)


def address_of(chain: Chain, act: str) -> str:
    """The name of the address at which an act is done; "" for one that has no page."""
    return next(iter(chain.rights[act].opens), "")


def _in_the_way(dossier: Dossier, user: User, chain: Chain, steps: list[Step], act: str | None) -> Text | None:
    """What this reader did that keeps them from the next act, which their role would let them do."""
    if act is None or not chain_access.may_press(user, chain, act, dossier):
        return None
    groups = chain.groups_of(act, dossier.state)
    mine = chain_access.own_step_in_the_way(user, chain, steps, groups) if groups else None
    return chain.acts[mine.act].label if mine else None


def _lines(dossier: Dossier, user: User, chain: Chain, steps: list[Step]) -> Iterable[Line]:
    may_read = access.may(user, "read-steps", dossier.unit)
    for step in steps:
        address = reverse("dossiers:show-step", args=[dossier.pk, step.pk]) if may_read and has_words(step) else ""
        missing = kinds_in_words(step.details["missing"]) if step.details.get("missing") else None
        other = step.details.get("into") or step.details.get("from", "") if "other" in step.details else ""
        there = reverse("dossiers:show-dossier", args=[step.details["other"]]) if other else ""
        yield Line(chain.acts[step.act].label, step, address, missing, other, there)


def has_words(step: Step) -> bool:
    """Whether something was written at a step."""
    return bool(step.note) or any(hasattr(step, name) for name in ("visit", "verification", "appraisal", "follow_up"))
