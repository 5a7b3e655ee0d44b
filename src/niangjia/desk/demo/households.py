"""Invented households: who they are, what befell them, and what they live on. Seeded, so the same seed gives the same.

The mix follows what is known of forestry bureaus: main cause illness 43 %, schooling 17 %, disability 11 %, work 14 %,
accident 8 %, other; category deep 25 %, relative 45 %, accidental 15 %, near the line 15 %; about 2.9 people a household.
Identity numbers carry sequences from 900 on, which no register gives out.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from niangjia.accounts.models import Unit
from niangjia.kernel import resident_numbers

REGION = "150785"
BIRTH_REGIONS = ("150785", "150781", "150784", "150721", "150727")
AGES_ON = date(2026, 1, 1)
"""Birth dates are set against this day, so that identity numbers do not depend on the day the demo is made."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
MALE_NAMES = "建国 志强 永军 宝林 铁柱 凤山 景林 双喜 立新 忠诚 守林 春生 文斌 德厚 长青 松涛 海山 振兴 广林 玉山 明远 学文 国梁 向阳 春来 大兴 福林 兴安 岭生 白桦".split()
FEMALE_NAMES = "淑芬 海英 艳红 凤霞 丽华 玉珍 春梅 雪梅 冬梅 桂兰 秀英 晓燕 亚男 心红 玉兰 彩霞 红梅 淑珍 月华 春燕 雅琴 冰洁 云霞 杏花 思雨 欣怡 小雪 佳慧 松月 凤兰".split()

CAUSES = {
    "serious-illness": 43,
    "schooling": 17,
    "disability": 11,
    "work": 14,
    "accident": 8,
    "other": 7,
}
NET_PERCENT = {"deep": (15, 98), "relative": (103, 197), "edge": (204, 296), "accidental": (205, 380)}
"""Net income a head a month that a category aims at, in per cent of the minimum-living line."""

LINE_FEN = 84_000
SHORT_ILLNESS = ("cardiovascular", "cerebrovascular", "diabetes", "blood-disease", "liver-disease")


@dataclass(frozen=True, slots=True)
class Member:
    """Someone as the demo knows them from year to year."""

    name: str
    number: str
    born_on: date
    sex: str
    relation: str
    work_status: str
    health: str = "good"
    disability_type: str = ""
    disability_grade: int = 0
    stage: str = "none"


@dataclass(frozen=True, slots=True)
class Family:
    """A household as the demo knows it; amounts of each year are drawn from `seed`."""

    seed: int
    unit: Unit
    cause: str
    category: str
    members: tuple[Member, ...]
    housing: str
    level: str


def invent_family(random: Random, units: list[Unit], taken: set[str]) -> Family:
    """A new family none of whose identity numbers is in `taken`, which grows."""
    cause = random.choices(list(CAUSES), weights=list(CAUSES.values()))[0]
    category = random.choices(["deep", "relative", "edge", "accidental"], weights=[29, 50, 15, 6])[0]
    if cause == "accident":
        category = "accidental"
    members = _members(random, cause, taken)
    return Family(
        seed=random.randrange(2**32),
        unit=random.choice(units),
        cause=cause,
        category=category,
        members=members,
        housing=random.choices(["bought", "self-built", "unit-public", "low-rent", "rented"], weights=[40, 20, 15, 15, 10])[0],
        level=random.choices(["grassroots", "county", "provincial", "national"], weights=[60, 25, 12, 3])[0],
    )


def _members(random: Random, cause: str, taken: set[str]) -> tuple[Member, ...]:
    surname = random.choice(SURNAMES)
    head_age, head_is_woman = random.randint(32, 58), random.random() < 0.4
    head_status = random.choices(["on-post", "off-post", "sick-leave", "early-retired"], weights=[74, 14, 7, 5])[0]
    if cause == "work":
        head_status = "off-post"
    members = [_person(random, taken, surname, head_age, head_is_woman, "self", head_status)]
    if random.random() < 0.82:
        relation = "husband" if head_is_woman else "wife"
        status = random.choices(["on-post", "unemployed", "off-post", "retired"], weights=[45, 30, 15, 10])[0]
        members.append(_person(random, taken, random.choice(SURNAMES), head_age + random.randint(-3, 3), not head_is_woman, relation, status))
    child_ages = [age for age in (head_age - random.randint(23, 30), head_age - random.randint(28, 36)) if 1 <= age <= 22]
    wanted = 1 if cause != "schooling" else max(1, random.randint(1, 2))
    for age in child_ages[: wanted if random.random() < 0.85 else 0] or ([random.randint(16, 21)] if cause == "schooling" else []):
        is_girl = random.random() < 0.5
        members.append(_person(random, taken, surname, age, is_girl, "daughter" if is_girl else "son", "student" if age >= 7 else "below-school-age"))
    if random.random() < 0.22:
        is_woman = random.random() < 0.6
        members.append(_person(random, taken, random.choice(SURNAMES), head_age + random.randint(23, 30), is_woman, "mother" if is_woman else "father", "retired"))
    return tuple(_afflict(random, members, cause))


def _person(random: Random, taken: set[str], surname: str, age: int, is_woman: bool, relation: str, status: str) -> Member:  # noqa: FBT001, PLR0913 (plain data)
    born_on = AGES_ON - timedelta(days=age * 365 + age // 4 + random.randrange(365))
    while True:
        number = resident_numbers.make(random.choice(BIRTH_REGIONS), born_on, 900 + 2 * random.randrange(50) + (not is_woman))
        if number not in taken:
            break
        born_on += timedelta(days=1)
    taken.add(number)
    name = surname + random.choice(FEMALE_NAMES if is_woman else MALE_NAMES)
    stage = next((stage for up_to, stage in STAGES_BY_AGE if age <= up_to), "none") if status == "student" else "none"
    return Member(name, number, born_on, "female" if is_woman else "male", relation, status, stage=stage)


STAGES_BY_AGE = ((11, "primary"), (14, "junior"), (17, "senior"), (22, "bachelor"))


def _afflict(random: Random, members: list[Member], cause: str) -> list[Member]:
    """Give the illness or disability that the cause speaks of to one of the adults."""
    adults = [index for index, member in enumerate(members) if member.stage == "none" and member.work_status != "below-school-age"]
    index = random.choice(adults)
    changed = members[index]
    if cause == "serious-illness":
        health = random.choice(("malignant-tumour", "end-stage-kidney-disease", *SHORT_ILLNESS))
        changed = replace(changed, health=health)
    elif cause == "disability":
        changed = replace(
            changed, health="disability", disability_type=random.choice(("physical", "hearing", "vision")), disability_grade=random.choice((1, 2, 2, 3))
        )
    return [changed if position == index else member for position, member in enumerate(members)]
