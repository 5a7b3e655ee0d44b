"""An invented bureau with the shape of a real one, to try the program with. Nobody in it exists."""

from typing import NamedTuple

from niangjia.accounts.models import Role
from niangjia.kernel.text import Text

PASSWORD = "forest-home-2026"  # noqa: S105 (printed for everyone who starts the demo)


class SignIn(NamedTuple):
    """Someone of the demo bureau who can sign in; `unit` is the name of their unit, "" for the whole bureau."""

    username: str
    password: str
    role: Text
    display_name: str
    code: Role
    unit: str


SIGN_INS = [
    SignIn(
        "clerk", PASSWORD, Text("局工会帮扶干事", "Assistance clerk, whole bureau"), "周晓晴", Role.ASSISTANCE_CLERK, ""
    ),
    SignIn(
        "farm", PASSWORD, Text("白桦林场工会干部", "Union officer of one farm"), "关志林", Role.UNIT_OFFICER, "白桦林场"
    ),
    SignIn("leader", PASSWORD, Text("局领导（只看汇总）", "Leader: figures, no names"), "郭建功", Role.LEADER, ""),
    SignIn(
        "auditor", PASSWORD, Text("经审人员（只读）", "Auditor: reads, changes nothing"), "沈明鉴", Role.AUDITOR, ""
    ),
]
