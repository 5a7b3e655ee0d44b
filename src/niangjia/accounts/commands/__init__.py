"""Every write of this app: units, users, appointments, sessions and notices."""

from niangjia.accounts.commands.appointments import appoint_user, end_appointment
from niangjia.accounts.commands.notices import read_notice, send_notice
from niangjia.accounts.commands.sign_in import sign_in, sign_out
from niangjia.accounts.commands.units import add_unit, close_unit, merge_unit, move_unit, rename_unit
from niangjia.accounts.commands.users import add_user, disable_user, enable_user, reset_password, system_user

__all__ = [
    "add_unit",
    "add_user",
    "appoint_user",
    "close_unit",
    "disable_user",
    "enable_user",
    "end_appointment",
    "merge_unit",
    "move_unit",
    "read_notice",
    "rename_unit",
    "reset_password",
    "send_notice",
    "sign_in",
    "sign_out",
    "system_user",
]
