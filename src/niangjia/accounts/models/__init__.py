"""Users, the union tree, appointments (a role at a unit for a period), what a sign-in takes, and notices."""

from niangjia.accounts.models.appointments import Appointment, Role
from niangjia.accounts.models.factors import Authenticator, Identity, Passkey, RecoveryCode
from niangjia.accounts.models.notices import Notice, Urgent
from niangjia.accounts.models.sessions import Session
from niangjia.accounts.models.sign_in import SecondFactorFor, SignInPolicy, SignInTries, TryKind
from niangjia.accounts.models.units import ChangeOfUnit, Unit, UnitChange
from niangjia.accounts.models.users import User
from niangjia.accounts.unit_kinds import UnitKind

__all__ = [
    "Appointment",
    "Authenticator",
    "ChangeOfUnit",
    "Identity",
    "Notice",
    "Passkey",
    "RecoveryCode",
    "Role",
    "SecondFactorFor",
    "Session",
    "SignInPolicy",
    "SignInTries",
    "TryKind",
    "Unit",
    "UnitChange",
    "UnitKind",
    "Urgent",
    "User",
]
