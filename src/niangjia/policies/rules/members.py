"""One member: age, imputed wage, income, spending, and the flags that a household gathers."""
# ruff: noqa: FBT001 - the arguments of a rule are wired by their names

from niangjia.kernel.text import Text
from niangjia.policies.arithmetic import civil_number
from niangjia.policies.codes import OFF_POST, PRIVATE_SCHOOL, PUBLIC_SCHOOL, SELF_FUNDED_ABROAD, UNEMPLOYED
from niangjia.policies.rules import clauses
from niangjia.policies.variables import MEMBER, variable

PerStage = tuple[int, ...]


@variable(
    MEMBER,
    Text("年龄", "Age"),
    unit="years",
    basis=clauses.CONVENTION,
    sentence=Text(
        "{born_on} 出生，到 {applied_on} 满 {value} 周岁。", "Born {born_on}: {value} full years on {applied_on}."
    ),
)
def age(born_on: int, applied_civil: int) -> int:
    return applied_civil - civil_number(born_on) >> 9


@variable(
    MEMBER,
    Text("成年", "Adult"),
    unit="flag",
    basis=clauses.CONVENTION,
    sentence={
        1: Text("{age} 周岁，已满 {adult_age_from} 周岁。", "Aged {age}, {adult_age_from} or over."),
        0: Text("{age} 周岁，未满 {adult_age_from} 周岁。", "Aged {age}, under {adult_age_from}."),
    },
)
def is_adult(age: int, adult_age_from: int) -> bool:
    return age >= adult_age_from


@variable(
    MEMBER,
    Text("劳动年龄上限", "End of working age"),
    unit="years",
    basis=clauses.CONVENTION,
    sentence=Text("按性别适用的劳动年龄到 {value} 周岁为止。", "Working age ends at {value} for this member."),
)
def working_age_to(is_female: bool, working_age_to_male: int, working_age_to_female: int) -> int:
    return working_age_to_female if is_female else working_age_to_male


@variable(
    MEMBER,
    Text("在劳动年龄内", "Of working age"),
    unit="flag",
    basis=clauses.IMPUTED,
    sentence={
        1: Text(
            "{age} 周岁，在 {working_age_from} 至 {working_age_to} 周岁（不含）之间。",
            "Aged {age}: from {working_age_from} and under {working_age_to}.",
        ),
        0: Text(
            "{age} 周岁，不在 {working_age_from} 至 {working_age_to} 周岁（不含）之间。",
            "Aged {age}: not from {working_age_from} and under {working_age_to}.",
        ),
    },
)
def is_of_working_age(age: int, working_age_from: int, working_age_to: int) -> bool:
    return working_age_from <= age < working_age_to


@variable(
    MEMBER,
    Text("劳动年龄内有劳动能力", "Able and of working age"),
    unit="flag",
    basis=clauses.IMPUTED,
    sentence={
        1: Text("在劳动年龄内，有劳动能力。", "Of working age and able to work."),
        0: Text("不在劳动年龄内，或没有劳动能力。", "Not of working age, or not able to work."),
    },
)
def is_able_to_earn(is_able: bool, is_of_working_age: bool) -> bool:
    return is_able and is_of_working_age


@variable(
    MEMBER,
    Text("有能力而未就业", "Able but without work"),
    unit="flag",
    basis=clauses.IMPUTED,
    sentence={
        1: Text(
            "有劳动能力、在劳动年龄内、不在学，身份为“{identity}”，12 个月内没有工资和经营收入。",
            "Able, of working age, not in school, “{identity}”, and without wage or business income in 12 months.",
        ),
        0: Text(
            "不属于“有能力而未就业”（身份“{identity}”，工资 {wage_fen}，经营 {business_fen}）。",
            "Not “able but without work” (“{identity}”, wages {wage_fen}, business {business_fen}).",
        ),
    },
)
def is_idle(is_able_to_earn: bool, identity: int, stage: int, wage_fen: int, business_fen: int) -> bool:
    return identity in (OFF_POST, UNEMPLOYED) and is_able_to_earn and stage == 0 and wage_fen + business_fen == 0


@variable(
    MEMBER,
    Text("按最低工资计算的收入", "Imputed wage"),
    unit="fen",
    basis=clauses.IMPUTED,
    sentence={
        0: Text("不按最低工资计算收入。", "No wage is imputed."),
        -1: Text(
            "有能力而未就业，按最低工资 {minimum_wage_monthly} × 12 个月 = {value} 计算；"
            "如有不能就业的证明，可以不计。",
            "Able but without work: minimum wage {minimum_wage_monthly} × 12 = {value}, unless shown otherwise.",
        ),
    },
)
def imputed_wage(is_idle: bool, impute_minimum_wage: int, minimum_wage_monthly: int) -> int:
    return minimum_wage_monthly * 12 if is_idle and impute_minimum_wage else 0


@variable(
    MEMBER,
    Text("计入的居民养老金", "Resident pension counted"),
    unit="fen",
    basis=clauses.RESIDENT_PENSION,
    sentence=Text(
        "城乡居民基本养老金 {resident_pension_fen}，计入 {value}。",
        "Resident basic pension {resident_pension_fen}: {value} counted.",
    ),
)
def counted_resident_pension(resident_pension_fen: int, count_resident_pension: int) -> int:
    return resident_pension_fen if count_resident_pension else 0


@variable(
    MEMBER,
    Text("扣除的社会保险费", "Contributions deducted"),
    unit="fen",
    basis=clauses.INSURANCE,
    sentence=Text(
        "个人缴纳社会保险费 {social_insurance_fen}，扣除 {value}。",
        "Own contributions {social_insurance_fen}: {value} deducted.",
    ),
)
def deducted_social_insurance(social_insurance_fen: int, deduct_social_insurance: int) -> int:
    return social_insurance_fen if deduct_social_insurance else 0


@variable(
    MEMBER,
    Text("个人年收入", "Member's yearly income"),
    unit="fen",
    basis=clauses.INCOME,
    sentence=Text(
        "工资 {wage_fen} + 经营 {business_fen} + 养老金 {pension_fen} + 其他 {other_fen}"
        " + 按最低工资计算 {imputed_wage} + 居民养老金 {counted_resident_pension}"
        " − 社会保险费 {deducted_social_insurance} = {value} 元。",
        "Wages {wage_fen} + business {business_fen} + pension {pension_fen} + other {other_fen}"
        " + imputed {imputed_wage} + resident pension {counted_resident_pension}"
        " − contributions {deducted_social_insurance} = {value} yuan.",
    ),
)
def member_income(
    wage_fen: int,
    business_fen: int,
    pension_fen: int,
    other_fen: int,
    imputed_wage: int,
    counted_resident_pension: int,
    deducted_social_insurance: int,
) -> int:
    earned = wage_fen + business_fen + pension_fen + other_fen
    return earned + imputed_wage + counted_resident_pension - deducted_social_insurance


@variable(
    MEMBER,
    Text("公办学校标准", "Public-school rate"),
    unit="fen",
    basis=clauses.SCHOOLING,
    sentence=Text(
        "“{stage}”阶段公办学校标准为每年 {value} 元。", "The public rate for “{stage}” is {value} yuan a year."
    ),
)
def public_school_rate(stage: int, public_school_cost: PerStage) -> int:
    return public_school_cost[stage]


@variable(
    MEMBER,
    Text("计入的上学支出", "Schooling counted"),
    unit="fen",
    basis=clauses.SCHOOLING,
    sentence=Text(
        "学校为“{school}”，学费和住宿费 {tuition_fen}，以公办标准 {public_school_rate} 为限"
        "（自费留学不计），计入 {value} 元。",
        "“{school}” school: fees {tuition_fen}, up to the public rate {public_school_rate} (none for self-funded study"
        " abroad): {value} yuan.",
    ),
)
def schooling_spending(school: int, tuition_fen: int, public_school_rate: int) -> int:
    if school == SELF_FUNDED_ABROAD:
        return 0
    return min(public_school_rate, tuition_fen)


@variable(
    MEMBER,
    Text("个人就业成本", "Member's cost of being employed"),
    unit="fen",
    basis=clauses.EMPLOYMENT_COST,
    sentence=Text(
        "工资 {wage_fen} × {employment_cost_percent}%，每月不超过 {employment_cost_cap_monthly}，计 {value} 元。",
        "Wages {wage_fen} × {employment_cost_percent} %, at most {employment_cost_cap_monthly} a month: {value} yuan.",
    ),
)
def employment_cost_m(wage_fen: int, employment_cost_percent: int, employment_cost_cap_monthly: int) -> int:
    share = wage_fen * employment_cost_percent // 100
    cap = employment_cost_cap_monthly * 12
    return min(cap, share)


@variable(
    MEMBER,
    Text("就读高收费民办学校", "In a high-fee private school"),
    unit="flag",
    basis=clauses.PRIVATE_SCHOOL,
    sentence={
        1: Text(
            "民办学校费用 {tuition_fen}，超过公办标准 {public_school_rate} 的 {private_fee_multiple}%。",
            "Private fees {tuition_fen} exceed {private_fee_multiple} % of the public rate {public_school_rate}.",
        ),
        0: Text(
            "学校为“{school}”，费用 {tuition_fen}，不属高收费民办学校。",
            "“{school}” school with fees {tuition_fen}: not a high-fee private school.",
        ),
    },
)
def is_in_costly_private_school(
    school: int, tuition_fen: int, public_school_rate: int, private_fee_multiple: int
) -> bool:
    return tuition_fen * 100 > public_school_rate * private_fee_multiple and school == PRIVATE_SCHOOL


@variable(
    MEMBER,
    Text("自费出国（境）留学", "Studies abroad at own cost"),
    unit="flag",
    basis=clauses.STUDY_ABROAD,
    sentence=Text("学校性质登记为“{school}”。", "The kind of school is “{school}”."),
)
def is_abroad_at_own_cost(school: int) -> bool:
    return school == SELF_FUNDED_ABROAD


@variable(
    MEMBER,
    Text("重度残疾（一、二级）", "Severe disability (grade 1 or 2)"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text("残疾等级：{disability_grade}。", "Disability: {disability_grade}."),
)
def is_severely_disabled(disability_grade: int) -> bool:
    return 1 <= disability_grade <= 2


@variable(
    MEMBER,
    Text("待岗或失业", "Off post or unemployed"),
    unit="flag",
    basis=clauses.CAUSES,
    sentence=Text("人员身份为“{identity}”。", "Work status is “{identity}”."),
)
def is_without_work(is_idle: bool, identity: int) -> bool:
    return is_idle or identity in (OFF_POST, UNEMPLOYED)


@variable(
    MEMBER,
    Text("个人助学救助上限", "Member's ceiling of schooling aid"),
    unit="fen",
    basis=clauses.SCHOOLING_AID,
    sentence=Text(
        "“{school}”学校“{stage}”阶段，助学救助上限 {value} 元。",
        "“{school}” school, “{stage}”: schooling aid up to {value} yuan.",
    ),
)
def schooling_aid_ceiling(stage: int, school: int, schooling_aid: PerStage) -> int:
    ceiling = schooling_aid[stage]
    return ceiling if stage > 0 and school == PUBLIC_SCHOOL else 0
