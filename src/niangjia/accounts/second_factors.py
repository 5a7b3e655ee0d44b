"""Who has to have a second factor, and what is still missing before a session opens anything."""

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from niangjia.accounts import marks
from niangjia.accounts.access import roles_of
from niangjia.accounts.models import Role, SecondFactorFor, SignInPolicy, User
from niangjia.accounts.queries_of_sign_in import has_factor, sign_in_policy
from niangjia.kernel import clock
from niangjia.kernel.text import Text

PRIVILEGED = {
    Role.ADMINISTRATOR: Text("建用户、定任职", "makes users and appointments"),
    Role.SECURITY_ADMINISTRATOR: Text("管登录和安全设置", "sets how people sign in"),
    Role.SECURITY_AUDITOR: Text("看全部操作记录", "reads the whole record of acts"),
    Role.APPROVER: Text("审批帮扶", "approves help"),
    Role.LEADER: Text("批准规则变更", "approves changes of the rules"),
    Role.FINANCE_CLERK: Text("做发放名单", "draws up payments"),
    Role.CASHIER: Text("付款", "pays"),
    Role.COUNSELLOR: Text("看心理咨询记录", "reads notes of counselling"),
    Role.CRISIS_DUTY: Text("看危机情况", "reads what is said in a crisis"),
    Role.AUDITOR: Text("看全部档案", "reads every dossier"),
}
"""Roles whose sign-in in the wrong hands harms many, each with the reason people read on the page of the policy."""

PASSWORD_DAYS = 90
SECOND_FACTOR, CHANGE_PASSWORD, SET_UP = "accounts:second-factor", "accounts:change-password", "accounts:set-up-factor"


def has_to_have_factor(user: User, policy: SignInPolicy) -> bool:
    """Whether the policy asks a second factor of someone, by the roles held today."""
    if policy.second_factor == SecondFactorFor.PRIVILEGED:
        return not roles_of(user).isdisjoint(PRIVILEGED)
    return policy.second_factor == SecondFactorFor.ALL


def asks_for_factor(user: User) -> bool:
    """Whether a second factor is asked where no session says that it was given: of who has or must have one."""
    return has_factor(user) or has_to_have_factor(user, sign_in_policy())


def has_to_change_password(user: User) -> bool:
    """Whether the password was given by someone else or, under graded protection, is older than 90 days."""
    if user.must_change_password:
        return True
    if not settings.GRADED_PROTECTION:
        return False
    changed = user.password_changed_at
    return changed is None or (clock.now() - changed).days >= PASSWORD_DAYS


def next_step(user: User, session: SessionBase, policy: SignInPolicy) -> str:
    """The address someone has to pass before the session opens anything; "" when all is done."""
    factor = session[marks.MARKS]["factor"]
    if factor == marks.ASKED:
        return SECOND_FACTOR
    if has_to_change_password(user):
        return CHANGE_PASSWORD
    return SET_UP if factor == marks.NONE and has_to_have_factor(user, policy) else ""
