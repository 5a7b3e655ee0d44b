"""The columns of the two tables that bureaus circulate: households (one row for each head) and household members.

`label` is the official Chinese header; `also` are other headers met for the same thing. `required` is what the official
form asks for, whatever stars a file prints. Fields of HeadRow and MemberRow (rows.py) carry the same keys.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from niangjia.people import codes
from niangjia.people.codes import CodeList

Kind: TypeAlias = Literal[
    "text", "name", "address", "identity", "card", "phone", "postcode", "region", "money", "monthly", "average",
    "count", "year", "years", "date", "birth", "code", "codes", "grade", "area", "flag", "number", "note",
]  # fmt: skip
"""How a cell is read (cells.py). `average` is an amount that the file has worked out itself: it is read but not relied
on, so it may have more than two decimals. `monthly` is an average that is relied on: more decimals are rounded to the
fen, with a note. `number` is the running number of the row, taken as it is. `text` is stored
as it is, `note` and `address` sealed."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column; `most` is the longest text (in characters) or the greatest count that is taken."""

    key: str
    label: str
    kind: Kind = "text"
    required: bool = False
    also: tuple[str, ...] = ()
    codes: CodeList | None = None
    most: int = 200


class Table:
    """The columns of one kind of table, in the official order and by key."""

    def __init__(self, *columns: Column) -> None:
        self.columns = columns
        self.by_key = {column.key: column for column in columns}
        self.required = tuple(column for column in columns if column.required)


def _c(key: str, label: str, kind: Kind = "text", *also: str, codes: CodeList | None = None, most: int = 200) -> Column:
    """A line of the tables below; a star after the label marks what the official form requires."""
    return Column(key, label.rstrip("*"), kind, label.endswith("*"), also, codes, most)


_IDENTITY = (
    "身份证号码", "公民身份号码", "公民身份证号码", "居民身份证号", "居民身份证号码", "身份证", "身份证件号码",
)  # fmt: skip
_BIRTH = ("出生年月", "出生年月日", "生日")
_INSURANCE = ("医疗保险", "医保类型", "参加医保情况", "是否进入医保", "医疗保险状况")

HEAD = Table(
    _c("number", "序号", "number", "编号", "户号", "序"),
    _c("level", "建档标准*", "code", "建档级别", "档案级别", codes=codes.FILE_LEVELS),
    _c("stated_category", "困难类别", "code", "困难类型", "困难职工类别", codes=codes.HARDSHIP_CATEGORIES),
    _c("name", "姓名*", "name", "户主姓名", "职工姓名", "困难职工姓名", most=60),
    _c("ethnicity", "民族*", "code", codes=codes.ETHNICITIES),
    _c("sex", "性别*", "code", codes=codes.SEXES),
    _c("political_status", "政治面貌*", "code", codes=codes.POLITICAL_STATUS),
    _c("identity_number", "身份证号*", "identity", *_IDENTITY, "户主身份证号", "户主身份证号码", "职工身份证号"),
    _c("born_on", "出生日期", "birth", *_BIRTH),
    _c("health", "健康状况*", "code", "身体状况", codes=codes.HEALTH),
    _c("disability_type", "疾病/残疾类别", "code", "残疾类别", "残疾类型", codes=codes.DISABILITY_TYPES),
    _c("disability_grade", "残疾等级", "grade", "残疾级别", codes=codes.DISABILITY_GRADES),
    _c("work_status", "工作状态*", "code", "身份", "人员身份", "工作状况", codes=codes.WORK_STATUS),
    _c("model_worker", "劳模类型*", "code", "劳模", "劳模类别", codes=codes.MODEL_WORKER),
    _c("housing", "住房类型*", "code", "住房性质", codes=codes.HOUSING),
    _c("floor_area", "建筑面积", "area", "住房面积", "住房建筑面积", codes=codes.FLOOR_AREA),
    _c("phone", "手机号码*", "phone", "手机", "手机号", "联系电话", "移动电话", "电话", most=40),
    _c("other_contact", "其他联系方式", "phone", "其它联系方式", "其他联系电话", most=80),
    _c("postcode", "邮政编码", "postcode", "邮编"),
    _c("started_work_on", "工作时间*", "date", "参加工作时间", "参加工作日期", "参工时间"),
    _c("industry", "所属行业*", "code", "行业", codes=codes.INDUSTRIES),
    _c("marital_status", "婚姻状况*", "code", "婚姻", "婚否", codes=codes.MARITAL_STATUS),
    _c("hukou", "户口类型*", "code", "户籍类型", "户口性质", codes=codes.HUKOU),
    _c("address", "家庭住址*", "address", "家庭地址", "住址", "家庭详细住址", most=300),
    _c("employer", "工作单位*", "text", "单位", "所在单位", "单位名称", most=120),
    _c("employer_kind", "单位性质", "code", codes=codes.EMPLOYER_KIND),
    _c("employer_condition", "企业状况", "code", "单位状况", "企业现状", codes=codes.EMPLOYER_CONDITION),
    _c("is_single_parent", "是否单亲", "flag", "单亲"),
    _c("monthly_wage_fen", "本人月平均收入*", "monthly", "本人月收入", "月平均收入", "本人月均收入"),
    _c("other_income_fen", "家庭其他非薪资年收入*", "money", "家庭其它非薪资年收入", "其他非薪资年收入"),
    _c("annual_income_fen", "家庭年度总收入*", "average", "家庭年总收入", "家庭年收入", "年度总收入"),
    _c("size", "家庭人口*", "count", "家庭人口数", "家庭人数", most=50),
    _c("monthly_per_head_fen", "家庭月人均收入", "average", "月人均收入", "家庭人均月收入"),
    _c("medical_fen", "年度自付医疗费", "money", "自付医疗费", "年度医疗支出", "医疗费用"),
    _c("education_fen", "年度教育支出", "money", "教育支出", "教育费用"),
    _c("rehabilitation_fen", "年度残疾康复支出", "money", "残疾康复支出", "康复支出"),
    _c("event_cost_fen", "灾害事故损失", "money", "灾害或事故损失", "意外损失"),
    _c("event_compensation_fen", "已获赔付补偿", "money", "已获赔付", "赔付补偿"),
    _c("region", "户口所在地行政区划*", "region", "户口所在地", "户籍所在地行政区划", "行政区划", "户口所在地区划代码"),
    _c("medical_insurance", "医保状况*", "code", *_INSURANCE, codes=codes.MEDICAL_INSURANCE),
    _c("has_self_reliance", "是否有一定自救能力", "flag", "是否有自救能力", "自救能力"),
    _c("is_zero_employment", "是否为零就业家庭", "flag", "零就业家庭", "是否零就业家庭"),
    _c("main_cause", "主要致困原因*", "code", "致困主要原因", "致困原因", codes=codes.CAUSES),
    _c("secondary_causes", "次要致困原因", "codes", "致困次要原因", codes=codes.CAUSES, most=3),
    _c("bank", "开户银行", "text", "开户行", "银行名称", most=60),
    _c("branch", "支行名称", "text", "支行", "开户支行", most=80),
    _c("card_number", "银行卡号", "card", "银行账号", "银行卡账号", "卡号"),
    _c("homes", "房产套数", "count", "住房套数", "自有住房套数", most=99),
    _c("has_private_car", "非营运机动车", "flag", "机动车", "非营运机动车辆", "机动车辆"),
    _c("has_registered_business", "工商登记", "flag", "是否有工商登记", "工商注册"),
    _c("applied_on", "申请日期*", "date", "申请时间", "申请年月日"),
    _c("note", "备注", "note", "说明", most=2000),
)
"""One row for each household, in the name of its head."""

MEMBER = Table(
    _c("head_identity_number", "户主身份证号*", "identity", "户主身份证号码", "户主公民身份号码", "户主身份证"),
    _c("name", "姓名*", "name", "成员姓名", "家庭成员姓名", most=60),
    _c("relation", "与户主关系*", "code", "关系", "与户主的关系", "家庭关系", "与职工关系", codes=codes.RELATIONS),
    _c("ethnicity", "民族", "code", codes=codes.ETHNICITIES),
    _c("sex", "性别", "code", codes=codes.SEXES),
    _c("political_status", "政治面貌", "code", codes=codes.POLITICAL_STATUS),
    _c("identity_number", "身份证号*", "identity", *_IDENTITY, "成员身份证号", "成员身份证号码"),
    _c("born_on", "出生日期", "birth", *_BIRTH),
    _c("health", "健康状况*", "code", "身体状况", codes=codes.HEALTH),
    _c("disability_type", "疾病/残疾类别", "code", "残疾类别", "残疾类型", codes=codes.DISABILITY_TYPES),
    _c("disability_grade", "残疾等级", "grade", "残疾级别", codes=codes.DISABILITY_GRADES),
    _c("marital_status", "婚姻状况", "code", "婚姻", codes=codes.MARITAL_STATUS),
    _c("hukou", "户口类型", "code", "户籍类型", "户口性质", codes=codes.HUKOU),
    _c("phone", "手机号码", "phone", "手机", "手机号", "联系电话", most=40),
    _c("monthly_income_fen", "月收入*", "monthly", "月平均收入", "月均收入", "本人月收入"),
    _c("work_status", "人员身份*", "code", "身份", "工作状态", codes=codes.WORK_STATUS),
    _c("medical_insurance", "医保状况", "code", *_INSURANCE, codes=codes.MEDICAL_INSURANCE),
    _c("stage", "在读学段", "code", "学段", "当前学历", "就读学段", codes=codes.STAGES),
    _c("entered_school_in", "入学年份", "year", "入学时间", "入学年月"),
    _c("school_years", "学制", "years", "年制", "学制年", most=10),
    _c("school", "单位或学校", "text", "学校", "就读学校", "工作单位或学校", most=120),
    _c("school_kind", "学校性质", "code", "学校类型", codes=codes.SCHOOL_KINDS),
    _c("tuition_fen", "年度学费住宿费", "money", "学费住宿费", "年度学费及住宿费"),
    _c("medical_fen", "年度自付医疗费", "money", "自付医疗费", "年度医疗支出", "医疗费用"),
    _c("note", "备注", "note", "说明", most=2000),
)
"""One row for each member except the head."""
