"""What a plan should make people think twice about, each with the reason and what to do. Pure.

A warning blocks nothing: whoever approves over one says why (`commands.approve_plan`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    """A measure of the plan that was not dropped. `person` is None for the household; `is_live`: not at an end."""

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
    ceiling_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at. `able` names who could work and has none; `earlier` says which measures (code, person) the
    plans of earlier years had; `years` is how many years of the same are told of.
    """

    year: int
    today: date
    causes: frozenset[str]
    planned: Sequence[Planned]
    able: tuple[str, ...]
    is_someone_able: bool
    earlier: Mapping[int, frozenset[tuple[str, UUID | None]]]
    years: int


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to think about: `code`, the reason, and what to do."""

    code: str
    reason: Text
    remedy: Text


def warnings_of(case: Case) -> list[Caution]:
    """All of a plan, the gravest first."""
    return [warning for check in CHECKS for warning in check(case)]


def _not_diagnosed(case: Case) -> Iterator[Caution]:
    if not case.causes:
        yield Caution(
            "not-diagnosed",
            Text(
                "还没有写明致困原因，措施是否对路无从说起。",
                "No cause is written down, so nobody can say whether it fits.",
            ),
            Text("先在“致困原因”中写明。", "Write the causes down first."),
        )


def _relief_only(case: Case) -> Iterator[Caution]:
    natures = {each.nature for each in case.planned}
    if natures == {Nature.RELIEF} and case.able:
        zh, en = "、".join(case.able), ", ".join(case.able)
        yield Caution(
            "relief-only",
            Text(
                f"方案全是给钱给物，而 {zh} 有劳动能力、目前没有工作。",
                f"Everything is relief, though {en} could work.",
            ),
            Text("和本人商量培训、岗位或家庭生产，加一项。", "Talk over training, a job or production, and add one."),
        )


def _tier_missing(case: Case) -> Iterator[Caution]:
    there = {each.tier for each in case.planned}
    for tier in Tier.values:
        asking = frozenset(
            each for each in case.causes if makes_sense(each, tier, is_someone_able=case.is_someone_able)
        )
        if asking and tier not in there:
            words, name = causes_in_words(asking), TIERS[tier]
            yield Caution(
                "tier-missing",
                Text(f"针对“{words.zh}”没有{name.zh}措施。", f"No {name.en} measure against “{words.en}”."),
                LOOK_FOR[tier],
            )


def _cause_without_measure(case: Case) -> Iterator[Caution]:
    bare = case.causes - {cause for each in case.planned for cause in each.causes}
    if bare:
        words = causes_in_words(bare)
        yield Caution(
            "cause-without-measure",
            Text(f"“{words.zh}”没有对应的措施。", f"Nothing is planned against “{words.en}”."),
            Text("加一项措施，或写明这个原因已经消除。", "Add a measure, or write down that the cause is gone."),
        )


def _repeated(case: Case) -> Iterator[Caution]:
    before = [case.earlier.get(case.year - back, frozenset()) for back in range(1, case.years)]
    for each in case.planned:
        is_repeated = all((each.code, each.person) in year for year in before)
        if each.nature == Nature.RELIEF and not each.is_yearly and is_repeated:
            yield Caution(
                "repeated",
                Text(
                    f"“{each.label.zh}”已连续 {case.years} 年列入方案。",
                    f"“{each.label.en}” stands in the plan for {case.years} years in a row.",
                ),
                Text(
                    "问一问：前几年为什么没有解决？换一个办法，或加一项治本的措施。",
                    "Ask why it was not enough; try another way, or add a measure that goes to the root.",
                ),
            )


def _past_due(case: Case) -> Iterator[Caution]:
    for each in case.planned:
        if each.is_live and each.due_on < case.today:
            yield Caution(
                "past-due",
                Text(
                    f"“{each.label.zh}”应在 {each.due_on} 前完成，现已过期。",
                    f"“{each.label.en}” was to be reached by {each.due_on}.",
                ),
                Text(
                    "写明进展，或和家庭重新商定日期。", "Say how it stands, or agree on another day with the household."
                ),
            )


def _no_sign(case: Case) -> Iterator[Caution]:
    for each in case.planned:
        if each.is_live and not each.has_sign:
            yield Caution(
                "no-sign",
                Text(
                    f"“{each.label.zh}”没有看得见的目标。", f"“{each.label.en}” has no sign by which success is seen."
                ),
                Text(
                    "写明做到什么样算成，例如“取得证书”。",
                    "Say what counts as success, such as “certificate obtained”.",
                ),
            )


def _nobody_responsible(case: Case) -> Iterator[Caution]:
    for each in case.planned:
        if each.is_live and not each.has_responsible:
            yield Caution(
                "nobody-responsible",
                Text(f"“{each.label.zh}”没有责任人。", f"Nobody sees to “{each.label.en}”."),
                Text("写明由谁负责：一个人、一个岗位或一个部门。", "Say who: a person, a role or a department."),
            )


def _above_ceiling(case: Case) -> Iterator[Caution]:
    for each in case.planned:
        if each.ceiling_fen is not None and each.amount_fen > each.ceiling_fen:
            most = f"{each.ceiling_fen // 100:,}"
            yield Caution(
                "above-ceiling",
                Text(f"“{each.label.zh}”超过每年 {most} 元的上限。", f"“{each.label.en}” is above {most} yuan a year."),
                Text("按上限调整金额。", "Bring the amount down to the ceiling."),
            )


CHECKS = (
    _not_diagnosed,
    _relief_only,
    _tier_missing,
    _cause_without_measure,
    _repeated,
    _past_due,
    _no_sign,
    _nobody_responsible,
    _above_ceiling,
)
CODES = (
    "not-diagnosed",
    "relief-only",
    "tier-missing",
    "cause-without-measure",
    "repeated",
    "past-due",
    "no-sign",
    "nobody-responsible",
    "above-ceiling",
)
"""In the order of CHECKS."""
