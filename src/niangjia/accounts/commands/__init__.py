"""Every write of this app: units, users, appointments, sessions and notices."""

from niangjia.accounts.commands.appointments import appoint_user
from niangjia.accounts.commands.notices import read_notice, send_notice
from niangjia.accounts.commands.sign_in import sign_in, sign_out
from niangjia.accounts.commands.units import add_unit
from niangjia.accounts.commands.users import add_user, system_user

__all__ = [
    "add_unit",
    "add_user",
    "appoint_user",
    "read_notice",
    "send_notice",
    "sign_in",
    "sign_out",
    "system_user",
]
