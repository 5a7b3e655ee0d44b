"""Users, the union tree, appointments (a role at a unit for a period), and notices."""

from niangjia.accounts.models.appointments import Appointment, Role
from niangjia.accounts.models.notices import Notice
from niangjia.accounts.models.units import Unit, UnitKind
from niangjia.accounts.models.users import User

__all__ = ["Appointment", "Notice", "Role", "Unit", "UnitKind", "User"]
