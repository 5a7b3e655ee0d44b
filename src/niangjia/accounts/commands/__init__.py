"""Every write of this app: units, users, appointments and sessions."""

from niangjia.accounts.commands.appointments import appoint_user
from niangjia.accounts.commands.sign_in import sign_in, sign_out
from niangjia.accounts.commands.units import add_unit
from niangjia.accounts.commands.users import add_user, system_user

__all__ = ["add_unit", "add_user", "appoint_user", "sign_in", "sign_out", "system_user"]
