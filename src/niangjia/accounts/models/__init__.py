"""Users, the union tree, appointments (a role at a unit for a period), and notices."""

from niangjia.accounts.models.appointments import Appointment, Role
from niangjia.accounts.models.notices import Notice
from niangjia.accounts.models.units import ChangeOfUnit, Unit, UnitChange
from niangjia.accounts.models.users import User
from niangjia.accounts.unit_kinds import UnitKind

__all__ = ["Appointment", "ChangeOfUnit", "Notice", "Role", "Unit", "UnitChange", "UnitKind", "User"]
