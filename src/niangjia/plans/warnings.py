"""What a plan should make people think twice about, each with the reason and what to do. Pure.

A warning blocks nothing: whoever approves over one says why (`commands.approve_plan`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from niangjia.kernel.text import Text
from niangjia.plans.catalogue import causes_in_words, makes_sense
from niangjia.plans.tiers import Nature, Tier

TIERS: Mapping[str, Text] = {
    Tier.EMERGENCY: Text("应急性", "emergency"),
    Tier.SAFETY_NET: Text("保障性", "safety-net"),
    Tier.FUNDAMENTAL: Text("根本性", "fundamental"),
}
LOOK_FOR: Mapping[str, Text] = {
    Tier.EMERGENCY: Text(
        "商量眼前最急的是什么，加一项应急措施。", "Ask what is most urgent now, and add a measure for it."
    ),
    Tier.SAFETY_NET: Text(
        "看看低保、医保、助学等该有的是否都有了。", "See whether allowance, insurance and aid that are due are there."
    ),
    Tier.FUNDAMENTAL: Text(
        "商量一项能让家里自己站稳的措施：技能、岗位、生产或读书。",
        "Add one that lets the family stand by itself: a trade, a job, production or school.",
    ),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """A measure of the plan that was not dropped. `person` is None for the household; `is_live`: not at an end.

    `ceiling`: the name of the yearly ceiling that it shares with others, `ceiling_fen` how much that is. `for_gone`:
    the name of whom it is for, if they are no member any more.
    """

    code: str
    label: Text
    tier: str
    nature: str
    causes: frozenset[str]
    person: UUID | None
    due_on: date
    is_live: bool
    has_sign: bool
    has_responsible: bool
    is_yearly: bool = False
    amount_fen: int = 0
    ceiling: str = ""
    ceiling_fen: int | None = None
    for_gone: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at. `able` names who could work and has none; `earlier` says which measures (code, person) the
    plans of earlier years had; `years` is how many years of the same are told of. `causes_of_gone`: the causes (code,
    name) of who is no member any more.
    """

    year: int
    today: date
    causes: frozenset[str]
    planned: Sequence[Planned]
    able: tuple[str, ...]
    is_someone_able: bool
    earlier: Mapping[int, frozenset[tuple[str, UUID | None]]]
    years: int
    causes_of_gone: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to think about: `code`, the reason, and what to do."""

    code: str
    reason: Text
    remedy: Text

    @property
    def mark(self) -> str:
        """Stands for what it says: another reason of the same code has another mark."""
        return sha256(f"{self.code} {self.reason.zh}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Found:
    """What a check has found: the reason, and what to do."""

    reason: Text
    remedy: Text


def warnings_of(case: Case) -> list[Caution]:
    """All of a plan, the gravest first."""
    return [Caution(code, each.reason, each.remedy) for code, check in CHECKS.items() for each in check.found(case)]


def _not_diagnosed(case: Case) -> Iterator[Found]:
    if not case.causes:
        yield Found(
            Text(
                "还没有写明致困原因，措施是否对路无从说起。",
                "No cause is written down, so nobody can say whether it fits.",
            ),
            Text("先在“致困原因”中写明。", "Write the causes down first."),
        )


def _relief_only(case: Case) -> Iterator[Found]:
    natures = {each.nature for each in case.planned}
    if natures == {Nature.RELIEF} and case.able:
        zh, en = "、".join(case.able), ", ".join(case.able)
        yield Found(
            Text(
                f"方案全是给钱给物，而 {zh} 有劳动能力、目前没有工作。",
                f"Everything is relief, though {en} could work.",
            ),
            Text("和本人商量培训、岗位或家庭生产，加一项。", "Talk over training, a job or production, and add one."),
        )


def _tier_missing(case: Case) -> Iterator[Found]:
    there = {each.tier for each in case.planned}
    for tier in Tier.values:
        asking = frozenset(
            each for each in case.causes if makes_sense(each, tier, is_someone_able=case.is_someone_able)
        )
        if asking and tier not in there:
            words, name = causes_in_words(asking), TIERS[tier]
            yield Found(
                Text(f"针对“{words.zh}”没有{name.zh}措施。", f"No {name.en} measure against “{words.en}”."),
                LOOK_FOR[tier],
            )


def _cause_without_measure(case: Case) -> Iterator[Found]:
    bare = case.causes - {cause for each in case.planned for cause in each.causes}
    if bare:
        words = causes_in_words(bare)
        yield Found(
            Text(f"“{words.zh}”没有对应的措施。", f"Nothing is planned against “{words.en}”."),
            Text("加一项措施，或写明这个原因已经消除。", "Add a measure, or write down that the cause is gone."),
        )


def _repeated(case: Case) -> Iterator[Found]:
    before = [case.earlier.get(case.year - back, frozenset()) for back in range(1, case.years)]
    for each in case.planned:
        is_repeated = all((each.code, each.person) in year for year in before)
        if each.nature == Nature.RELIEF and not each.is_yearly and is_repeated:
            yield Found(
                Text(
                    f"“{each.label.zh}”已连续 {case.years} 年列入方案。",
                    f"“{each.label.en}” stands in the plan for {case.years} years in a row.",
                ),
                Text(
                    "问一问：前几年为什么没有解决？换一个办法，或加一项治本的措施。",
                    "Ask why it was not enough; try another way, or add a measure that goes to the root.",
                ),
            )


def _past_due(case: Case) -> Iterator[Found]:
    for each in case.planned:
        if each.is_live and each.due_on < case.today:
            yield Found(
                Text(
                    f"“{each.label.zh}”应在 {each.due_on} 前完成，现已过期。",
                    f"“{each.label.en}” was to be reached by {each.due_on}.",
                ),
                Text(
                    "写明进展，或和家庭重新商定日期。", "Say how it stands, or agree on another day with the household."
                ),
            )


def _no_sign(case: Case) -> Iterator[Found]:
    for each in case.planned:
        if each.is_live and not each.has_sign:
            yield Found(
                Text(
                    f"“{each.label.zh}”没有看得见的目标。", f"“{each.label.en}” has no sign by which success is seen."
                ),
                Text(
                    "写明做到什么样算成，例如“取得证书”。",
                    "Say what counts as success, such as “certificate obtained”.",
                ),
            )


def _nobody_responsible(case: Case) -> Iterator[Found]:
    for each in case.planned:
        if each.is_live and not each.has_responsible:
            yield Found(
                Text(f"“{each.label.zh}”没有责任人。", f"Nobody sees to “{each.label.en}”."),
                Text("写明由谁负责：一个人、一个岗位或一个部门。", "Say who: a person, a role or a department."),
            )


def _above_ceiling(case: Case) -> Iterator[Found]:
    """A ceiling is one of the household for a year, however many measures and members share it."""
    ceilings = {each.ceiling: each.ceiling_fen for each in case.planned if each.ceiling_fen is not None}
    for ceiling, most_fen in ceilings.items():
        sharing = [each for each in case.planned if each.ceiling == ceiling and each.amount_fen]
        if most_fen is not None and sum(each.amount_fen for each in sharing) > most_fen:
            most, names = f"{most_fen // 100:,}", list(dict.fromkeys(each.label for each in sharing))
            zh, en = "”“".join(each.zh for each in names), "”, “".join(each.en for each in names)
            sum_zh, sum_en = ("合计", "Together, ") if len(sharing) > 1 else ("", "")
            yield Found(
                Text(f"“{zh}”{sum_zh}超过每年 {most} 元的上限。", f"{sum_en}“{en}” is above {most} yuan a year."),
                Text("按上限调整金额。", "Bring the amount down to the ceiling."),
            )


def _somebody_gone(case: Case) -> Iterator[Found]:
    for code, name in case.causes_of_gone:
        words = causes_in_words(frozenset({code}))
        yield Found(
            Text(
                f"致困原因“{words.zh}”是为{name}写的，现在的家庭成员里已经没有{name}。",
                f"The cause “{words.en}” is about {name}, who is no longer among the members.",
            ),
            Text(
                "和家里一起看看：还影响这个家的，写到家庭名下；不再影响的，写明已经消除。",
                "Look at it with the family: write what still weighs on them for the household, or settle it.",
            ),
        )
    for each in case.planned:
        if each.is_live and each.for_gone:
            yield Found(
                Text(
                    f"“{each.label.zh}”是为{each.for_gone}安排的，现在的家庭成员里已经没有{each.for_gone}。",
                    f"“{each.label.en}” is for {each.for_gone}, who is no longer among the members.",
                ),
                Text(
                    "和家里商量：换成现在需要的人，或者不再安排。",
                    "Talk it over with the family: plan it for whoever needs it now, or leave it out.",
                ),
            )


@dataclass(frozen=True, slots=True)
class Check:
    """What is looked for: its name on the record, where nobody of the household is named, and how."""

    label: Text
    found: Callable[[Case], Iterator[Found]]


CHECKS: Mapping[str, Check] = {
    "not-diagnosed": Check(Text("没有写明致困原因", "no cause written down"), _not_diagnosed),
    "relief-only": Check(Text("只有给钱给物", "relief only"), _relief_only),
    "tier-missing": Check(Text("缺少一类措施", "a tier is missing"), _tier_missing),
    "cause-without-measure": Check(Text("有原因没有对应措施", "a cause without a measure"), _cause_without_measure),
    "repeated": Check(Text("同样的帮扶连续多年", "the same help for years"), _repeated),
    "past-due": Check(Text("有措施过期", "a measure past its day"), _past_due),
    "no-sign": Check(Text("有措施没有目标", "a measure without a sign of success"), _no_sign),
    "nobody-responsible": Check(Text("有措施没有责任人", "a measure nobody sees to"), _nobody_responsible),
    "above-ceiling": Check(Text("超过上限", "above a ceiling"), _above_ceiling),
    "somebody-gone": Check(Text("涉及的人已不在家庭成员中", "about somebody who is gone"), _somebody_gone),
}
"""By code, the gravest first."""


def in_words(codes: Sequence[str]) -> Text:
    """Codes of warnings as the record tells them: no name, no amount."""
    labels = [CHECKS[code].label for code in codes if code in CHECKS] or [Text("无", "none")]
    return Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))
