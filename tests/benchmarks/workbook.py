"""An invented workbook of any size in the layout that bureaus circulate."""

from datetime import date
from io import BytesIO
from random import Random

from xlsxwriter import Workbook

from niangjia.accounts.models import Unit
from niangjia.desk.demo.bureau import UNITS
from niangjia.desk.demo.households import Member, invent_family
from niangjia.people import codes

MAIN = """
序号 建档标准 姓名 民族 性别 政治面貌 身份证号 健康状况 工作状态
劳模类型 住房类型 手机号码 工作时间 所属行业 婚姻状况 户口类型 家庭住址 工作单位
本人月平均收入 家庭其他非薪资年收入 家庭年度总收入 家庭人口 年度自付医疗费
户口所在地行政区划 医保状况 主要致困原因 申请日期
""".split()
MEMBERS = """
户主身份证号 姓名 与户主关系 性别 身份证号 健康状况 月收入 人员身份 在读学段
年度学费住宿费 年度自付医疗费
""".split()


def sample_workbook(households: int, *, seed: int = 7) -> tuple[bytes, int]:
    """The workbook and its number of rows below the headers."""
    random, units, taken = Random(seed), [Unit(name=name) for name, _en, _kind in UNITS], set[str]()  # noqa: S311
    buffer, rows = BytesIO(), households
    with Workbook(buffer, {"in_memory": True}) as book:
        main, members = book.add_worksheet("困难职工"), book.add_worksheet("家庭成员")
        main.write_row(0, 0, MAIN)
        members.write_row(0, 0, MEMBERS)
        day, at = book.add_format({"num_format": "yyyy-mm-dd"}), 1
        for number in range(1, households + 1):
            family = invent_family(random, units, taken)
            head, *others = family.members
            main.write_row(number, 0, _main_row(number, family.unit.name, head, len(family.members), random))
            main.write_datetime(number, MAIN.index("工作时间"), date(2005, 7, 1), day)
            main.write_datetime(number, MAIN.index("申请日期"), date(2026, 6, 1 + number % 28), day)
            for member in others:
                members.write_row(at, 0, _member_row(head, member, random))
                at += 1
        rows += at - 1
    return buffer.getvalue(), rows


def _main_row(number: int, unit: str, head: Member, size: int, random: Random) -> tuple[object, ...]:
    wage = random.randint(0, 5000)
    given = {
        "序号": number, "建档标准": "基层", "姓名": head.name, "民族": "汉族", "性别": _label("SEXES", head.sex),
        "政治面貌": "群众", "身份证号": head.number, "健康状况": _label("HEALTH", head.health),
        "工作状态": _label("WORK_STATUS", head.work_status), "劳模类型": "非劳模", "住房类型": "自购房",
        "手机号码": f"138{random.randint(10**7, 10**8 - 1)}", "所属行业": "农、林、牧、渔业", "婚姻状况": "已婚",
        "户口类型": "非农业", "家庭住址": f"根河市林海路{number}号", "工作单位": unit, "本人月平均收入": wage,
        "家庭其他非薪资年收入": 0, "家庭年度总收入": wage * 12, "家庭人口": size,
        "年度自付医疗费": random.randint(0, 30_000), "户口所在地行政区划": "150785", "医保状况": "城镇职工医保",
        "主要致困原因": "患重特大疾病",
    }  # fmt: skip
    return tuple(given.get(title) for title in MAIN)


def _member_row(head: Member, member: Member, random: Random) -> tuple[object, ...]:
    is_student = member.stage != "none"
    return (
        head.number, member.name, _label("RELATIONS", member.relation), _label("SEXES", member.sex), member.number,
        _label("HEALTH", member.health), 0 if is_student else random.randint(0, 4000),
        _label("WORK_STATUS", member.work_status), _label("STAGES", member.stage) if is_student else None,
        random.randint(500, 9000) if is_student else 0, 0,
    )  # fmt: skip


def _label(name: str, code: str) -> str:
    return str(getattr(codes, name).label(code).zh)
