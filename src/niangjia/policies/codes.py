"""The codes of the rule book, with their labels in both languages."""

from collections.abc import Mapping

from niangjia.kernel.text import Text

NOT_IN_HARDSHIP, DEEP, RELATIVE, ACCIDENTAL, EDGE = range(5)
AT_WORK, OFF_POST, UNEMPLOYED, RETIRED, SICK_LEAVE, EARLY_RETIRED, STUDENT, BELOW_SCHOOL_AGE, OTHER_IDENTITY = range(9)
PUBLIC_SCHOOL, PRIVATE_SCHOOL, SELF_FUNDED_ABROAD = range(3)

CATEGORIES: Mapping[int, Text] = {
    NOT_IN_HARDSHIP: Text("不属困难类别", "No hardship category"),
    DEEP: Text("深度困难", "Deep hardship"),
    RELATIVE: Text("相对困难", "Relative hardship"),
    ACCIDENTAL: Text("意外致困", "Accidental hardship"),
    EDGE: Text("边缘困难（关注对象）", "Edge of hardship (watched)"),
}

IDENTITIES: Mapping[int, Text] = {
    AT_WORK: Text("在岗", "At work"),
    OFF_POST: Text("待岗", "Off post"),
    UNEMPLOYED: Text("失业", "Unemployed"),
    RETIRED: Text("退休", "Retired"),
    SICK_LEAVE: Text("病休", "On sick leave"),
    EARLY_RETIRED: Text("内退", "Early retired"),
    STUDENT: Text("在校学生", "Student"),
    BELOW_SCHOOL_AGE: Text("学龄前", "Below school age"),
    OTHER_IDENTITY: Text("其他", "Other"),
}

STAGES: Mapping[int, Text] = {
    0: Text("不在学", "Not in school"),
    1: Text("幼儿园", "Kindergarten"),
    2: Text("小学", "Primary school"),
    3: Text("初中", "Junior school"),
    4: Text("高中", "Senior school"),
    5: Text("中职中技", "Vocational school"),
    6: Text("大专", "College"),
    7: Text("本科", "Bachelor"),
    8: Text("研究生", "Postgraduate"),
}

SCHOOLS: Mapping[int, Text] = {
    PUBLIC_SCHOOL: Text("公办", "Public"),
    PRIVATE_SCHOOL: Text("民办", "Private"),
    SELF_FUNDED_ABROAD: Text("自费出国（境）留学", "Self-funded abroad"),
}

DISABILITY_GRADES: Mapping[int, Text] = {
    0: Text("无残疾", "No disability"),
    1: Text("一级", "Grade 1"),
    2: Text("二级", "Grade 2"),
    3: Text("三级", "Grade 3"),
    4: Text("四级", "Grade 4"),
}

EXCLUSIONS: Mapping[int, Text] = {
    1: Text("住房套数超过规定", "More homes than allowed"),
    2: Text("有商铺、厂房等非居住用房", "Owns commercial property"),
    4: Text("有非营运机动车", "Owns a car not for hire"),
    8: Text("有工商登记", "Has a registered business"),
    16: Text("就读高收费民办学校", "High-fee private school"),
    32: Text("自费出国（境）留学", "Self-funded study abroad"),
    64: Text("存款和有价证券超过限额", "Savings above the limit"),
    128: Text("不是工会会员", "Not a union member"),
    256: Text("农民工劳动合同期限不足", "Migrant worker's contract too short"),
}

CAUSES: Mapping[int, Text] = {
    1: Text("患病", "Illness"),
    2: Text("残疾", "Disability"),
    4: Text("子女上学", "Schooling"),
    8: Text("待岗失业", "Unemployment"),
    16: Text("突发事件", "Sudden event"),
    32: Text("无劳动能力", "No capacity to work"),
    64: Text("单亲抚养", "Single adult with a child"),
    128: Text("收入低", "Low pay"),
}

MAIN_CAUSES: Mapping[int, Text] = {0: Text("没有认定原因", "No cause found"), **CAUSES}

EXCLUSION_CODES: Mapping[int, str] = {
    1: "homes",
    2: "commercial-property",
    4: "private-car",
    8: "registered-business",
    16: "private-school",
    32: "study-abroad",
    64: "savings",
    128: "membership",
    256: "contract",
}
"""Stable names of the exclusion bits, for pages and interfaces."""

CAUSE_CODES: Mapping[int, str] = {
    1: "illness",
    2: "disability",
    4: "schooling",
    8: "unemployment",
    16: "event",
    32: "incapacity",
    64: "single-parenthood",
    128: "low-pay",
}
"""Stable names of the cause bits."""

LABELS: Mapping[str, Mapping[int, Text]] = {
    "category": CATEGORIES,
    "identity": IDENTITIES,
    "stage": STAGES,
    "school": SCHOOLS,
    "disability_grade": DISABILITY_GRADES,
    "exclusions": EXCLUSIONS,
    "causes": CAUSES,
    "main_cause": MAIN_CAUSES,
}
"""The labels of each coded fact or variable, by its name."""


def bits_of(value: int) -> tuple[int, ...]:
    """Split a sum of bits, lowest first.

    >>> bits_of(5)
    (1, 4)
    """
    return tuple(1 << place for place in range(value.bit_length()) if value >> place & 1)
