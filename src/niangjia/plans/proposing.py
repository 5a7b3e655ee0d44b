"""What the program proposes for a household, each with its reason. People decide. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from niangjia.kernel.text import Text
from niangjia.plans.catalogue import Entry, causes_in_words
from niangjia.plans.qualifying import Home, Member, qualifies
from niangjia.plans.tiers import Tier


@dataclass(frozen=True, slots=True)
class Found:
    """A cause in force: its code, whom it concerns (None: the household), and its weight (models.Weight)."""

    code: str
    person: UUID | None
    weight: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measure for the household (member None) or a member, and why. `ceiling_fen`: at most so much a year."""

    entry: Entry
    member: Member | None
    causes: frozenset[str]
    weight: int
    reason: Text
    ceiling_fen: int | None


def proposals(
    causes: Sequence[Found],
    home: Home,
    entries: Iterable[Entry],
    *,
    planned: Collection[tuple[str, UUID | None]],
    ceilings: Mapping[str, int],
) -> list[Proposal]:
    """What answers a cause, can be had, and is not planned yet (code and person): by tier, the heaviest cause first.

    `ceilings` are outputs of the rule book in fen; a measure whose ceiling is 0 is not proposed.
    """
    made: list[Proposal] = []
    for entry in entries:
        answered = [each for each in causes if each.code in entry.causes]
        ceiling = ceilings.get(entry.ceiling) if entry.ceiling else None
        if not entry.is_available or not answered or ceiling == 0:
            continue
        free = [each for each in _whom(entry, answered, home) if (entry.code, each.pk if each else None) not in planned]
        made += [_proposal(entry, member, answered, ceiling) for member in free]
    order = {tier: place for place, tier in enumerate(Tier.values)}
    return sorted(made, key=lambda each: (order[each.entry.tier], -each.weight))


def strengthening(topics: Collection[str], entries: Iterable[Entry]) -> list[Entry]:
    """Measures that can be had and strengthen what talks found."""
    return [each for each in entries if each.is_available and each.strengthens & frozenset(topics)]


def _whom(entry: Entry, answered: Sequence[Found], home: Home) -> list[Member | None]:
    """The household, or those members who qualify: whom a cause concerns first, others only if none of those does."""
    if not entry.is_about_member:
        return [None] if qualifies(entry.who, home, None) else []
    fitting = [each for each in home.members if qualifies(entry.who, home, each)]
    named = {each.person for each in answered}
    concerned = [each for each in fitting if each.pk in named]
    if concerned:
        return list(concerned)
    return [each for each in fitting if each.is_worker] if "anyone" in entry.who else list(fitting)


def _proposal(entry: Entry, member: Member | None, answered: Sequence[Found], ceiling: int | None) -> Proposal:
    causes = frozenset(each.code for each in answered)
    words = causes_in_words(causes)
    zh, en = f"针对“{words.zh}”；适合{entry.who_words.zh}", f"Answers “{words.en}”; for {entry.who_words.en}"
    if ceiling:
        zh, en = f"{zh}；每年不超过 {_yuan(ceiling)} 元", f"{en}; at most {_yuan(ceiling)} yuan a year"
    return Proposal(entry, member, causes, max(each.weight for each in answered), Text(f"{zh}。", f"{en}."), ceiling)


def _yuan(fen: int) -> str:
    """Whole yuan, rounded down: a ceiling is never told too high."""
    return f"{fen // 100:,}"
