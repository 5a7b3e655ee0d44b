"""Users, the union tree, appointments (a role at a unit for a period), and what a sign-in takes."""

from niangjia.accounts.models.appointments import Appointment, Role
from niangjia.accounts.models.factors import Authenticator, Identity, Passkey, RecoveryCode
from niangjia.accounts.models.sessions import Session
from niangjia.accounts.models.sign_in import SecondFactorFor, SignInPolicy, SignInTries, TryKind
from niangjia.accounts.models.units import Unit, UnitKind
from niangjia.accounts.models.users import User

__all__ = [
    "Appointment",
    "Authenticator",
    "Identity",
    "Passkey",
    "RecoveryCode",
    "Role",
    "SecondFactorFor",
    "Session",
    "SignInPolicy",
    "SignInTries",
    "TryKind",
    "Unit",
    "UnitKind",
    "User",
]
