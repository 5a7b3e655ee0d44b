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


def _one(username: str, role: Text, display_name: str, code: Role, unit: str = "") -> SignIn:
    return SignIn(username, PASSWORD, role, display_name, code, unit)


SIGN_INS = [
    _one("clerk", Text("局工会帮扶干事", "Assistance clerk, whole bureau"), "周晓晴", Role.ASSISTANCE_CLERK),
    _one("farm", Text("白桦林场工会干部", "Union officer of one farm"), "关志林", Role.UNIT_OFFICER, "白桦林场"),
    _one("leader", Text("局领导（只看汇总）", "Leader: figures, no names"), "郭建功", Role.LEADER),
    _one("auditor", Text("经审人员（只读）", "Auditor: reads, changes nothing"), "沈明鉴", Role.AUDITOR),
]
"""Those to begin with; the README names them."""

OTHER_SIGN_INS = [
    _one("reviewer", Text("局工会审核人", "Reviewer"), "韩秀兰", Role.REVIEWER),
    _one("chair", Text("局工会主席（审批人）", "Chair: approves"), "孟宪国", Role.APPROVER),
    _one("finance", Text("局工会财务人员", "Finance clerk"), "陆静怡", Role.FINANCE_CLERK),
    _one("cashier", Text("局工会出纳", "Cashier"), "宋海英", Role.CASHIER),
    _one("counsellor", Text("心理咨询师", "Counsellor"), "林若溪", Role.COUNSELLOR),
    _one("duty", Text("危机值守", "Crisis duty"), "石振东", Role.CRISIS_DUTY),
    _one("cadre", Text("结对干部", "Pairing cadre"), "唐立新", Role.PAIRING_CADRE),
    _one("informant", Text("白桦林场情报员", "Informant of one farm"), "尤春林", Role.INFORMANT, "白桦林场"),
    _one("department", Text("局民政科响应人", "Responder of a department"), "罗文娟", Role.RESPONDER, "局民政科"),
    _one("hospital", Text("旗人民医院响应人", "Responder of a partner"), "乔安平", Role.RESPONDER, "白桦岭旗人民医院"),
    _one("superior", Text("上级工会", "Superior union"), "卢德昌", Role.SUPERIOR),
    _one("admin", Text("系统管理员", "System administrator"), "程远", Role.ADMINISTRATOR),
    _one("security", Text("安全管理员", "Security administrator"), "戴维佳", Role.SECURITY_ADMINISTRATOR),
    _one("watcher", Text("安全审计员", "Security auditor"), "钟鸣", Role.SECURITY_AUDITOR),
]
"""One for each further role; the worker's own pages are not built yet."""

ALL_SIGN_INS = [*SIGN_INS, *OTHER_SIGN_INS]
