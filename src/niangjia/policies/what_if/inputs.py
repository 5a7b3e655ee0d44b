"""What a run was asked: rule sets, changed parameters, a day, budgets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.policies.parameters import Value
from niangjia.policies.rule_sets import RuleSet
from niangjia.policies.settings_of_parameters import check_settings
from niangjia.policies.what_if.households import SimulatedHousehold
from niangjia.policies.what_if.outcome import Outcome
from niangjia.policies.what_if.running import run_scenarios
from niangjia.policies.what_if.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Proposal:
    """One scenario as it was asked: its rule set, and the parameters changed in it."""

    rule_set: RuleSet
    changes: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Question:
    """The rule set as things are, one or two proposals, the day whose values the proposals take for everyone (None:
    each household's day of application), and yearly budgets in fen by kind of aid."""

    rule_set: RuleSet
    proposals: tuple[Proposal, ...]
    values_on: date | None = None
    budgets: Mapping[str, int] = field(default_factory=dict)

    def check(self) -> None:
        """Raises InvalidInput: `nothing-to-try`, or as `check_settings` does."""
        for proposal in self.proposals:
            check_settings(proposal.rule_set, proposal.changes)
        if not any(self.is_different(proposal) for proposal in self.proposals):
            raise InvalidInput(
                _("Nothing is changed, so there is nothing to compare."),
                remedy=_("Change at least one parameter, or name a day."),
                code="nothing-to-try",
            )

    def is_different(self, proposal: Proposal) -> bool:
        """Whether a proposal can differ from things as they are."""
        rules = (proposal.rule_set.name, proposal.rule_set.version)
        return bool(proposal.changes or self.values_on or rules != (self.rule_set.name, self.rule_set.version))

    def answer(self, households: Iterable[SimulatedHousehold]) -> Outcome:
        """Run it; raises as `check` does."""
        self.check()
        return run_scenarios(households, Scenario(self.rule_set), self.scenarios)

    @property
    def scenarios(self) -> list[Scenario]:
        """The proposals, ready to run."""
        return [Scenario(each.rule_set, each.changes, self.values_on) for each in self.proposals]

    def to_json(self) -> dict[str, Any]:
        """What was asked, as `niangjia simulate --json` tells it and a saved simulation keeps it."""
        return {
            "rules": {"name": self.rule_set.name, "version": self.rule_set.version},
            "proposals": [
                {
                    "rules": {"name": each.rule_set.name, "version": each.rule_set.version},
                    "changes": {name: _plain(value) for name, value in each.changes.items()},
                }
                for each in self.proposals
            ],
            "values_on": self.values_on.isoformat() if self.values_on else None,
            "budgets_fen": dict(self.budgets),
        }


def _plain(value: Value) -> int | list[int]:
    return list(value) if isinstance(value, tuple) else value
