"""What if a parameter were another: households under the rules as they are and under one or two scenarios."""

from niangjia.policies.what_if.households import SimulatedHousehold, facts_of_kept
from niangjia.policies.what_if.outcome import Outcome
from niangjia.policies.what_if.running import run_scenarios
from niangjia.policies.what_if.scenarios import Scenario

__all__ = ["Outcome", "Scenario", "SimulatedHousehold", "facts_of_kept", "run_scenarios"]
