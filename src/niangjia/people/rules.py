"""Which facts a clerk can confirm, where each stands, and what a value of it may be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from niangjia.kernel import clock
from niangjia.kernel.money import yuan
from niangjia.kernel.text import Text
from niangjia.people import codes

Kind = Literal["flag", "count", "money", "day", "school", "stage"]
Place = Literal["household", "membership", "person", "aid", "asset-quantity", "asset-value", "event"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the rule book: the kind of its value, the row and field that keep it, and what a clerk is asked."""

    kind: Kind
    place: Place
    field: str
    question: Text


FACTS = {
    "is_rural": Fact(
        "flag",
        "household",
        "is_rural",
        Text("适用农村低保标准吗？", "Does the rural minimum-living line apply?"),
    ),
    "is_union_member": Fact(
        "flag",
        "household",
        "is_union_member",
        Text("是工会会员吗？", "Is the worker a union member?"),
    ),
    "is_migrant": Fact(
        "flag",
        "household",
        "is_migrant",
        Text("是农民工吗？", "Is the worker a migrant worker?"),
    ),
    "contract_months": Fact(
        "count",
        "household",
        "contract_months",
        Text("劳动合同签了多少个月？", "How many months is the contract for?"),
    ),
    "receives_dibao": Fact(
        "flag",
        "household",
        "receives_dibao",
        Text("正在享受低保吗？", "Does the household receive the minimum-living allowance?"),
    ),
    "union_aid_fen": Fact(
        "money",
        "aid",
        "union-aid",
        Text("近十二个月工会帮扶款（节日小额慰问除外）", "Union aid in 12 months (small holiday gifts left out)"),
    ),
    "government_aid_fen": Fact(
        "money",
        "aid",
        "government-aid",
        Text("近十二个月政府救助款", "Government aid in 12 months"),
    ),
    "homes": Fact(
        "count",
        "asset-quantity",
        "dwelling",
        Text("自有住房几套？", "How many dwellings does the household own?"),
    ),
    "has_commercial_property": Fact(
        "flag",
        "asset-quantity",
        "commercial-property",
        Text("有商铺、厂房等经营性房产吗？", "Does it own commercial property?"),
    ),
    "has_private_car": Fact(
        "flag",
        "asset-quantity",
        "vehicle",
        Text(
            "有非营运机动车吗（残疾人专用车除外）？", "Does it have a car not for hire (disability vehicles left out)?"
        ),
    ),
    "has_registered_business": Fact(
        "flag",
        "asset-quantity",
        "business",
        Text("有工商登记吗？", "Is a business registered?"),
    ),
    "savings_fen": Fact(
        "money",
        "asset-value",
        "savings",
        Text("全家存款和有价证券", "Deposits and securities of the whole household"),
    ),
    "event_on": Fact(
        "day",
        "event",
        "happened_on",
        Text("灾害、事故或突发疾病发生在哪一天？", "On which day did the disaster, accident or sudden illness happen?"),
    ),
    "is_counted": Fact(
        "flag",
        "membership",
        "is_counted",
        Text("共同生活并计入家庭人口吗？", "Lives together and counts?"),
    ),
    "is_able": Fact(
        "flag",
        "person",
        "is_able",
        Text("有劳动能力吗？", "Able to work?"),
    ),
    "stage": Fact(
        "stage",
        "person",
        "stage",
        Text(
            "在读哪个学段？已经不上学的，请改正人员身份，并去掉登记的学费。",
            "Which stage of schooling? For who goes to none, correct the work status and take back the fees.",
        ),
    ),
    "school": Fact(
        "school",
        "person",
        "school_kind",
        Text("就读的学校是公办、民办还是自费留学？", "Is the school public, private, or abroad at own cost?"),
    ),
    "has_serious_illness": Fact(
        "flag",
        "person",
        "has_serious_illness",
        Text("所患疾病列入重大疾病范围吗？", "Is the illness on the serious-illness list?"),
    ),
}
"""By the rule book's names (section 1). Those of a member need the person."""

MALE = frozenset(
    "husband son adopted-son son-in-law grandson maternal-grandson father husbands-father wifes-father stepfather"
    " grandfather maternal-grandfather elder-brother younger-brother nephew sisters-son".split()
)
FEMALE = frozenset(
    "wife daughter adopted-daughter daughter-in-law granddaughter maternal-granddaughter mother husbands-mother"
    " wifes-mother stepmother grandmother maternal-grandmother elder-sister younger-sister niece"
    " sisters-daughter".split()
)
"""Relations that say the sex of whoever has them to the head; the others leave it open."""


def is_at_odds(relation: str, sex: str) -> bool:
    """Whether a relation says another sex than is on file; then one of both, or the number, was mistyped."""
    return relation in (FEMALE if sex == "male" else MALE)


STAGES_ATTENDED = tuple(code for code in codes.STAGES.codes if code != "none")
"""The stages of those who go to school."""

OF_A_MEMBER = frozenset(name for name, fact in FACTS.items() if fact.place in {"membership", "person"})

MOST = {"homes": 99, "contract_months": 1200}
MOST_FEN = 10**13
"""The greatest counts and the greatest amount that can be confirmed: inside what the rule book takes."""


def fits(name: str, value: object) -> bool:
    """Whether a value can be that of a fact: money and counts are whole and not negative, days not in the future."""
    kind = FACTS[name].kind
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "day":
        return isinstance(value, date) and date(1900, 1, 1) <= value <= clock.today()
    if kind == "school":
        return value in codes.SCHOOL_KINDS
    if kind == "stage":
        return value in STAGES_ATTENDED
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return is_whole and 0 <= value <= (MOST_FEN if kind == "money" else MOST[name])  # type: ignore[operator] # an int


def written(kind: Kind, value: object) -> Text:
    """A value of a fact as people read it; amounts in yuan."""
    if kind == "flag":
        return Text("是", "yes") if value else Text("否", "no")
    if kind == "school":
        return codes.SCHOOL_KINDS.label(str(value))
    if kind == "stage":
        return codes.STAGES.label(str(value))
    if kind == "money" and isinstance(value, int):
        return Text(f"{yuan(value)} 元", f"{yuan(value)} yuan")
    return Text(str(value), str(value))


class Dated(Protocol):
    """A line of income or spending."""

    @property
    def kind(self) -> str:
        """Of what."""

    @property
    def from_on(self) -> date:
        """First day."""

    @property
    def to_on(self) -> date:
        """Last day."""


def told_twice(line: Dated, known: Iterable[Dated]) -> bool:
    """Whether a line of somebody may tell what another line of the same person tells: one kind, a time in common."""
    return any(each.kind == line.kind and each.from_on <= line.to_on and line.from_on <= each.to_on for each in known)
