"""What this app keeps in tables: changes of the rule book, and saved what-if runs."""

from niangjia.policies.models.changes import Change, ChangeKind, ChangeState, VersionCounter
from niangjia.policies.models.simulations import Simulation

__all__ = ["Change", "ChangeKind", "ChangeState", "Simulation", "VersionCounter"]
