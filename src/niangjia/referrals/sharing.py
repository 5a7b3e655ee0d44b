"""What a partner is told: the facts its item names, as they stand when it is asked, and nothing else.

A sensitive number is masked by the one masking rule unless the item says that the partner needs it in full.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from niangjia.dossiers.models import Dossier
from niangjia.dossiers.naming import name_categories
from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.kernel.periods import completed_years
from niangjia.kernel.text import Text
from niangjia.people import codes
from niangjia.people.codes import CodeList
from niangjia.people.models import Membership, Person
from niangjia.privacy.fields import Sealed
from niangjia.referrals.catalogue import Item

UNKNOWN = Text("尚未填写", "not known")


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier with worker and household, the member concerned, and that member's membership (None: left since)."""

    dossier: Dossier
    person: Person
    membership: Membership | None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be shared. `read` gives words in both languages, a sealed value, or "" when not known."""

    label: Text
    read: Callable[[Case], "Text | Sealed | str"]


def _listed(code_list: CodeList, code: str) -> Text | str:
    return code_list.label(code) if code else ""


def _category(case: Case) -> Text | str:
    words = next(iter(name_categories([case.dossier]))).category_words  # type: ignore[attr-defined] # set by it
    return words if isinstance(words, Text) else str(words)


def _income(case: Case) -> Text | str:
    if case.dossier.category is None:
        return ""
    amount = yuan(case.dossier.net_monthly_per_head_fen)
    return Text(f"人均月净收入 {amount} 元", f"{amount} yuan net a head a month")


def _yes_no(value: bool | None) -> Text | str:  # noqa: FBT001 (a fact as it is kept)
    return "" if value is None else Text("是", "yes") if value else Text("否", "no")


def _housing(case: Case) -> Text | str:
    home = case.dossier.household
    kind, area = _listed(codes.HOUSING, home.housing), _listed(codes.FLOOR_AREA, home.floor_area)
    return _joined(kind, area)


def _disability(case: Case) -> Text | str:
    grade = case.person.disability_grade
    if not grade and not case.person.disability_type:
        return Text("无", "none")
    return _joined(
        _listed(codes.DISABILITY_TYPES, case.person.disability_type),
        Text(f"{grade} 级", f"grade {grade}") if grade else "",
    )


def _school(case: Case) -> Text | str:
    if case.person.stage == "none":
        return Text("不在读", "not at school")
    return _joined(case.person.school, _listed(codes.STAGES, case.person.stage))


def _joined(*parts: Text | str) -> Text | str:
    told = [each if isinstance(each, Text) else Text(each, each) for each in parts if each]
    return Text("，".join(each.zh for each in told), ", ".join(each.en for each in told)) if told else ""


def _relation(case: Case) -> Text | str:
    return codes.RELATIONS.label(case.membership.relation) if case.membership else ""


def _age(case: Case) -> Text:
    years = completed_years(case.person.born_on, clock.today())
    return Text(f"{years} 周岁", f"{years}")


def _size(case: Case) -> Text:
    return Text(f"{case.dossier.size} 人", f"{case.dossier.size}")


FACTS: dict[str, Fact] = {
    "worker-name": Fact(Text("建档职工姓名", "Filed worker"), lambda case: case.dossier.worker.name),
    "worker-identity": Fact(
        Text("职工身份证号", "Worker's identity number"), lambda case: case.dossier.worker.identity_number
    ),
    "worker-phone": Fact(Text("职工联系电话", "Worker's telephone"), lambda case: case.dossier.worker.phone),
    "unit": Fact(Text("所在单位", "Unit"), lambda case: case.dossier.unit.title),
    "address": Fact(Text("家庭住址", "Home address"), lambda case: case.dossier.household.address),
    "size": Fact(Text("家庭人口", "Household size"), _size),
    "category": Fact(Text("困难类别", "Hardship category"), _category),
    "cause": Fact(Text("主要致困原因", "Main cause"), lambda case: _listed(codes.CAUSES, case.dossier.main_cause)),
    "income": Fact(Text("家庭收入", "Income"), _income),
    "dibao": Fact(
        Text("是否享受低保", "Receives the minimum-living allowance"),
        lambda case: _yes_no(case.dossier.household.receives_dibao),
    ),
    "housing": Fact(Text("住房情况", "Housing"), _housing),
    "member-name": Fact(Text("涉及成员姓名", "Member concerned"), lambda case: case.person.name),
    "member-identity": Fact(Text("成员身份证号", "Member's identity number"), lambda case: case.person.identity_number),
    "member-phone": Fact(Text("联系电话", "Telephone"), lambda case: case.person.phone or case.dossier.worker.phone),
    "member-relation": Fact(Text("与户主关系", "Relation to the head"), _relation),
    "member-age": Fact(Text("年龄", "Age"), _age),
    "member-work": Fact(Text("就业状况", "Work"), lambda case: _listed(codes.WORK_STATUS, case.person.work_status)),
    "member-disability": Fact(Text("残疾类别和等级", "Disability and grade"), _disability),
    "member-health": Fact(Text("健康状况", "Health"), lambda case: _listed(codes.HEALTH, case.person.health)),
    "member-insurance": Fact(
        Text("医疗保险", "Medical insurance"),
        lambda case: _listed(codes.MEDICAL_INSURANCE, case.person.medical_insurance),
    ),
    "member-school": Fact(Text("学校、学段", "School and stage"), _school),
}
"""By the codes of catalogue.FACT_CODES."""


SENSITIVE = {
    "worker-identity": "identity",
    "worker-phone": "phone",
    "address": "address",
    "member-identity": "identity",
    "member-phone": "phone",
}
"""Facts that are sealed in the dossier, and how each is masked (privacy.masking)."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One fact as the partner reads it."""

    code: str
    label: Text
    value: Text


def facts_of(item: Item, case: Case, wanted: Iterable[str]) -> list[Shared]:
    """The wanted facts of an item, masked but for those it needs in full; what the item does not name is left out."""
    chosen = set(wanted)
    return [
        Shared(code, FACTS[code].label, _value(FACTS[code].read(case), is_full=code in item.full))
        for code in item.facts
        if code in chosen
    ]


def _value(read: Text | Sealed | str, *, is_full: bool) -> Text:
    if isinstance(read, Sealed):
        plain = read.reveal() if is_full else read.masked()
        return Text(plain, plain)
    if isinstance(read, Text):
        return read
    return Text(read, read) if read else UNKNOWN


def freeze(shared: Iterable[Shared]) -> str:
    """As it is kept in the sealed share of a referral."""
    return json.dumps([[each.code, each.value.zh, each.value.en] for each in shared], ensure_ascii=False)


def thaw(share: Sealed | str) -> list[Shared]:
    """What was shared. Whoever calls this answers for who sees it."""
    text = share.reveal() if isinstance(share, Sealed) else share
    return [Shared(code, label_of(code), Text(zh, en)) for code, zh, en in json.loads(text or "[]")]


def label_of(code: str) -> Text:
    """The name of a fact; of one that is no longer shared by any item, its code."""
    return FACTS[code].label if code in FACTS else Text(code, code)
