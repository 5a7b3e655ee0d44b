"""The steps of a dossier told again from the first: they alone give where it stands and its days. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from niangjia.dossiers.chain import NATIONAL
from niangjia.dossiers.models import ENDED, ON_FILE, Step
from niangjia.kernel import clock


@dataclass(frozen=True, slots=True)
class Told:
    """Where the steps lead. `closed_on`: the day stated with the last step, else the day it was done."""

    state: str = ""
    due_on: date | None = None
    filed_on: date | None = None
    closed_on: date | None = None


def replay(steps: Iterable[Step]) -> Told:
    """Go the steps in order by the table. Raises ValueError naming a step that does not follow from the one before."""
    told, before = Told(), ""
    for place, step in enumerate(steps, start=1):
        row = NATIONAL.acts[step.act]
        follows = not told.state if row.begins else step.from_state == told.state in NATIONAL.states_of(step.act)
        if step.number != place or not follows or step.to_state != row.leads_to(told.state, before):
            raise ValueError(f"step {place} ({step.act}) does not follow from “{told.state}”")
        day, before = _day(step), before if step.to_state == told.state else told.state
        told = Told(
            state=step.to_state,
            due_on=step.due_on,
            filed_on=told.filed_on or (day if step.to_state in ON_FILE else None),
            closed_on=day if step.to_state in ENDED else None,
        )
    return told


def _day(step: Step) -> date:
    stated = step.details.get("on")
    return date.fromisoformat(stated) if stated else step.at.astimezone(clock.SHANGHAI).date()
