"""Every write of this app: units, users, appointments, sign-ins, sessions and notices."""

from niangjia.accounts.commands.appointments import appoint_user, end_appointment
from niangjia.accounts.commands.erasing import erase_user, forget_notices
from niangjia.accounts.commands.identities import link_identity, unlink_identity
from niangjia.accounts.commands.notices import read_notice, read_notices, send_notice, settle_turn
from niangjia.accounts.commands.second_factor import (
    add_authenticator,
    add_passkey,
    clear_factors,
    remove_authenticator,
    remove_passkey,
    rename_passkey,
    renew_recovery_codes,
    take_code,
    use_passkey,
    use_recovery_code,
)
from niangjia.accounts.commands.sessions import end_other_sessions, end_session, expire_session
from niangjia.accounts.commands.sign_in import (
    change_password,
    change_sign_in_policy,
    pass_second_factor,
    sign_in,
    sign_out,
)
from niangjia.accounts.commands.tries import refuse_sign_in, try_factor, try_password, unlock_sign_in
from niangjia.accounts.commands.units import add_unit, close_unit, merge_unit, move_unit, rename_unit
from niangjia.accounts.commands.users import add_user, disable_user, enable_user, reset_password, system_user

__all__ = [
    "add_authenticator",
    "add_passkey",
    "add_unit",
    "add_user",
    "appoint_user",
    "change_password",
    "change_sign_in_policy",
    "clear_factors",
    "close_unit",
    "disable_user",
    "enable_user",
    "end_appointment",
    "end_other_sessions",
    "end_session",
    "erase_user",
    "expire_session",
    "forget_notices",
    "link_identity",
    "merge_unit",
    "move_unit",
    "pass_second_factor",
    "read_notice",
    "read_notices",
    "refuse_sign_in",
    "remove_authenticator",
    "remove_passkey",
    "rename_passkey",
    "rename_unit",
    "renew_recovery_codes",
    "reset_password",
    "send_notice",
    "settle_turn",
    "sign_in",
    "sign_out",
    "system_user",
    "take_code",
    "try_factor",
    "try_password",
    "unlink_identity",
    "unlock_sign_in",
    "use_passkey",
    "use_recovery_code",
]
