"""Keeping a what-if run."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record
from niangjia.kernel import clock
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import without
from niangjia.policies.models import Simulation
from niangjia.policies.what_if import access
from niangjia.policies.what_if.inputs import Question
from niangjia.policies.what_if.outcome_json import households_to_json, outcome_to_json
from niangjia.policies.what_if.queries import current_values
from niangjia.policies.what_if.source import household_source


def save_simulation(question: Question, *, title: str, unit: Unit, by: User) -> Simulation:
    """Run a question over the open households of a unit as they are now, and keep it with what came out.

    The run itself holds no lock. Raises Forbidden, and InvalidInput as `Question.check` does.
    """
    where = access.require(by, unit)
    require_readable(title)
    outcome = question.answer(household_source().households(where))
    with transaction.atomic():
        simulation = Simulation.objects.create(
            title=title,
            unit=unit,
            by=by,
            at=clock.now(),
            question=question.to_json(),
            current=current_values(question, household_source().region(where), clock.today()),
            outcome=outcome_to_json(outcome, with_households=False),
            households=households_to_json(outcome),
        )
        record("policies.simulation.saved", simulation, by=by, unit=unit, households=outcome.households)
    return simulation


def forget_household(key: str, *, names: Collection[str] = ()) -> int:
    """Take a household out of what saved runs keep of single ones, and names out of titles; the figures stay.

    How many runs changed. Call inside the transaction of a deletion. Locks them.
    """
    wanted = Q(kept__contains=key)
    for name in names:
        wanted |= Q(title__contains=name)
    count = 0
    for run in Simulation.objects.select_for_update().annotate(kept=Cast("households", TextField())).filter(wanted):
        run.households = {
            "affected": [[each for each in scenario if each[0] != key] for scenario in run.households["affected"]],
            "undecided": [each for each in run.households["undecided"] if each[0] != key],
        }
        run.title = without(run.title, names)
        run.save(update_fields=["households", "title"])
        count += 1
    return count
