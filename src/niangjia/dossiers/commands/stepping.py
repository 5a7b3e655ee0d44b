"""One press on a dossier: lock, right, state, separation, then a row of the history for each act that it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.commands import send_notice, settle_turn
from niangjia.accounts.models import User
from niangjia.dossiers import access, chain_access
from niangjia.dossiers.chain import FAMILIES, NATIONAL, Chain
from niangjia.dossiers.commands.repeating import require_repeated
from niangjia.dossiers.deadlines import Since, due_after
from niangjia.dossiers.errors import ChangedMeanwhile, NeedsAnother, NotDue
from niangjia.dossiers.models import ENDED, ON_FILE, RESTING, Dossier, DossierState, Step
from niangjia.dossiers.queries_of_chain import chain_in_force, steps_of
from niangjia.dossiers.queries_of_versions import number_of_newest
from niangjia.dossiers.step_records import Plain, StepRecord
from niangjia.kernel import clock
from niangjia.kernel.readable import require_readable
from niangjia.kernel.rows import lock
from niangjia.kernel.text import in_both_languages


@dataclass(slots=True)
class Press:
    """A press under way. `steps` are those before it, `done` those it wrote; `is_repeated`: it was done already."""

    dossier: Dossier
    chain: Chain
    steps: list[Step]
    by: User
    done: list[Step] = field(default_factory=list)
    is_repeated: bool = False

    @property
    def before(self) -> str:
        """The state from which the dossier came into the one it is in; "" for one that is where it began.

        A step that leaves it where it is, such as a death or a transfer, changes nothing about that.
        """
        moved = (step for step in reversed((*self.steps, *self.done)) if step.from_state != step.to_state)
        return next((step.from_state for step in moved), "")

    @property
    def last(self) -> Step:
        """The step written last."""
        return self.done[-1]


class Seen(NamedTuple):
    """What a page was made of: so many steps, and the number of the newest version (None: it does not matter)."""

    steps: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """The day a dossier ends on, and why (ClosingReason)."""

    on: date
    reason: str


BY_OTHERS = {
    "filing": _("First review, second review and filing are done by three people."),
    "exit": _("An exit is proposed, reviewed and approved by three people."),
    "relapse": _("One person proposes that a household is helped again, another decides."),
}
WAITS = _("A dossier of %(unit)s waits for you: %(act)s.")
Check = Callable[[Press, Any], None]
Keep = Callable[[Press, Any], None]


def press(
    dossier: Dossier,
    act: str,
    given: Sequence[StepRecord],
    *,
    by: User,
    seen: Seen | None,
    checks: Mapping[str, Check] = MappingProxyType({}),
    keeps: Mapping[str, Keep] = MappingProxyType({}),
    details: Mapping[str, object] = MappingProxyType({}),
    ending: "Ending | None" = None,
) -> Press:
    """Do an act, with those before it that this installation does at once with it. Call inside a transaction.

    Locks the dossier row. `given` has a record for the parts that state something. `seen` is what the page that it came
    from was made of: a press repeated by the same person with the same words writes nothing more; one that says
    something else, or comes after another step, raises StepTaken, and one from a page made before the dossier was
    changed raises ChangedMeanwhile. `details` and `ending` belong to the act itself. Raises Forbidden, NeedsAnother,
    NotDue, and what the checks raise.
    """
    locked = lock_dossier(dossier)
    access.require(by, act, locked.unit)
    under_way = Press(locked, chain_in_force(), steps_of(locked), by)
    if seen is not None and len(under_way.steps) > seen.steps:
        under_way.is_repeated, under_way.done = True, under_way.steps[seen.steps :]
        require_repeated(under_way.done, act, given, details, by=by, chain=under_way.chain)
        return under_way
    refuse_changed(locked, seen.version if seen else None)
    parts = under_way.chain.parts(act, under_way.dossier.state)
    if not parts:
        raise _not_due(under_way, act)
    _require_roles(under_way, parts)
    _require_another(under_way, act)
    for each in given:
        require_readable(*(text for text in asdict(each).values() if isinstance(text, str)))
    records = {each.act: each for each in given}
    for part in parts:
        record = records.get(part, Plain(part))
        if part in checks:
            checks[part](under_way, record)
        own = {"details": details, "ending": ending} if part == act else {}
        write_step(under_way, part, note=record.note if isinstance(record, Plain) else "", **own)  # type: ignore[arg-type] # as in the line above
        if part in keeps:
            keeps[part](under_way, record)
    return under_way


def refuse_changed(dossier: Dossier, version: int | None) -> None:
    """With the row locked, no version can follow unnoticed. Raises ChangedMeanwhile."""
    if version is not None and number_of_newest(dossier) != version:
        raise ChangedMeanwhile(
            _("Dossier %(number)s was changed meanwhile.") % {"number": dossier.number},
            remedy=_("Look at what was changed before you go on. What you typed is kept."),
        )


def begin_press(dossier: Dossier, *, by: User) -> Press:
    """The dossier as it is now, its row locked until the transaction ends, with its steps and the chain in force."""
    locked = lock_dossier(dossier)
    return Press(locked, chain_in_force(), steps_of(locked), by)


def lock_dossier(dossier: Dossier) -> Dossier:
    """The row as it is now, ended or not, locked until the transaction ends."""
    return lock(Dossier.objects.select_related("household", "unit", "worker"), dossier.pk)


def write_step(
    under_way: Press,
    act: str,
    *,
    note: str = "",
    details: Mapping[str, object] | None = None,
    ending: "Ending | None" = None,
) -> Step:
    """Add the row of one act and bring the dossier to the state it leads to; `due_on` is set anew.

    `ending` is needed for an act that closes; a refusal and a withdrawal end today for the reason they are.
    """
    dossier, row = under_way.dossier, under_way.chain.acts[act]
    step = Step(
        dossier=dossier,
        number=len(under_way.steps) + len(under_way.done) + 1,
        act=act,
        from_state="" if row.begins else dossier.state,
        to_state=row.leads_to(dossier.state, under_way.before),
        by=under_way.by,
        at=clock.now(),
        note=note,
        details=dict(details or {}),
    )
    if not row.to:
        step.due_on = dossier.due_on
    elif step.to_state not in ENDED:
        step.due_on = due_after(under_way.chain, act, _since(under_way, act))
    step.save(force_insert=True)
    under_way.done.append(step)
    dossier.state, dossier.due_on, dossier.changed_at = step.to_state, step.due_on, step.at
    if step.to_state in ON_FILE and dossier.filed_on is None:
        dossier.filed_on = clock.today()
    if step.to_state in ENDED:
        ending = ending or Ending(clock.today(), step.to_state)
        dossier.closed_on, dossier.closing_reason = ending.on, ending.reason
    dossier.save(update_fields=["state", "due_on", "changed_at", "filed_on", "closed_on", "closing_reason"])
    return step


def write_apart(
    under_way: Press,
    act: str,
    *,
    note: str = "",
    details: Mapping[str, object] | None = None,
    ending: "Ending | None" = None,
) -> Step:
    """The row of an act that is done on a page of its own. Raises Forbidden, NotDue in a state in which it is not done,
    InvalidInput for a note with signs that nobody sees.
    """
    dossier, chain = under_way.dossier, under_way.chain
    access.require(under_way.by, act, dossier.unit)
    chain_access.require_role(under_way.by, chain.roles_of(act), dossier.unit)
    if dossier.state not in chain.states_of(act):
        raise _not_due(under_way, act)
    require_readable(note)
    return write_step(under_way, act, note=note, details=details, ending=ending)


def begin_history(dossier: Dossier, act: str, *, by: User, note: str = "", **details: object) -> None:
    """The first row of a new dossier, whose state it has already."""
    Step.objects.create(
        dossier=dossier,
        number=1,
        act=act,
        to_state=NATIONAL.acts[act].to,
        by=by,
        at=clock.now(),
        note=note,
        details=details,
    )


def set_due(under_way: Press, due_on: date | None) -> None:
    """Correct the deadline of the step just written, by what was stated with it. Only in the same transaction."""
    under_way.last.due_on = under_way.dossier.due_on = due_on
    under_way.last.save(update_fields=["due_on"])
    under_way.dossier.save(update_fields=["due_on"])


def day_of_last(under_way: Press, *acts: str) -> date:
    """The day on which one of some acts was done last, in this press or before; that of the beginning for none."""
    steps = (*under_way.steps, *under_way.done)
    days = [step.at.astimezone(clock.SHANGHAI).date() for step in steps if step.act in acts]
    return days[-1] if days else under_way.dossier.opened_on


def since_of(under_way: Press, notice_ends_on: date | None = None) -> Since:
    """The days that deadlines are reckoned from."""
    submitted = [step.at for step in (*under_way.steps, *under_way.done) if step.act == "submit"]
    last = submitted[-1].astimezone(clock.SHANGHAI).date() if submitted else None
    return Since(clock.today(), last, notice_ends_on)


def _since(under_way: Press, act: str) -> Since:
    since = since_of(under_way)
    return Since(since.today, since.today) if act == "submit" else since


def tell_turn(under_way: Press) -> None:
    """A notice to those whose turn it is now; at the end to whoever drafted the dossier. No name, no number in it.

    Nobody is told where nothing is due before the deadline: it is among what waits for them from that day on.
    """
    dossier, chain = under_way.dossier, under_way.chain
    address = reverse("dossiers:show-dossier", args=[dossier.pk])
    settle_turn(address, by=under_way.by)
    if dossier.state in RESTING:
        return
    due = chain.forward(dossier.state)
    if due is not None:
        steps = (*under_way.steps, *under_way.done)
        receivers = [each for each in chain_access.holders_of(dossier, chain, steps, due) if each != under_way.by]
        is_back = dossier.state == DossierState.RETURNED
        told = _("A dossier of %(unit)s was returned: complete it, then “%(act)s”.") if is_back else WAITS
        text = in_both_languages(told, unit=dossier.unit.name, act=chain.acts[due].label)
    else:
        first = (*under_way.steps, *under_way.done)[0].by
        receivers = [] if first == under_way.by or first.is_system else [first]
        state = DossierState(dossier.state).label
        text = in_both_languages(
            _("A dossier that you began at %(unit)s: %(state)s."), unit=dossier.unit.name, state=state
        )
    send_notice(receivers, text=text, by=under_way.by, address=address, is_turn=due is not None)


def _require_roles(under_way: Press, parts: Sequence[str]) -> None:
    for part in parts:
        access.require(under_way.by, part, under_way.dossier.unit)
        chain_access.require_role(under_way.by, under_way.chain.roles_of(part), under_way.dossier.unit)


def _require_another(under_way: Press, act: str) -> None:
    row = under_way.chain.acts[act]
    if chain_access.is_never_for_own(row):
        chain_access.require_not_own(under_way.by, [under_way.dossier.household_id], act=row.label)
    groups = under_way.chain.groups_of(act, under_way.dossier.state)
    if groups and (mine := chain_access.own_step_in_the_way(under_way.by, under_way.chain, under_way.steps, groups)):
        raise NeedsAnother(
            in_both_languages(
                _("You did “%(mine)s” on this dossier, so that someone else has to do “%(act)s”."),
                mine=under_way.chain.acts[mine.act].label,
                act=under_way.chain.acts[act].label,
            ),
            remedy=BY_OTHERS[FAMILIES[next(iter(groups))]],
        )


def _not_due(under_way: Press, act: str) -> NotDue:
    return NotDue(
        in_both_languages(
            _("“%(act)s” is not to be done now: the dossier stands at “%(state)s”."),
            act=under_way.chain.acts[act].label,
            state=DossierState(under_way.dossier.state).label,
        ),
        remedy=_("Its page says what comes next, and whose turn it is."),
    )
