"""Users, the union tree, and appointments (a role at a unit for a period)."""

from niangjia.accounts.models.appointments import Appointment, Role
from niangjia.accounts.models.units import Unit, UnitKind
from niangjia.accounts.models.users import User

__all__ = ["Appointment", "Role", "Unit", "UnitKind", "User"]
