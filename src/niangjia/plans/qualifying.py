"""A household as the proposals and warnings look at it, and who qualifies for what. Pure: no tables, no today."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from niangjia.people.work_status import AT_REST

NOT_WORKING = frozenset({"off-post", "unemployed", "early-retired", "other"})
"""Work status of those who could take up work."""
FILED = frozenset({1, 2, 3})
"""Hardship categories of the rule book that are filed."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the household. `is_of_working_age` by the limits in force; `is_able` as the rules take it."""

    pk: UUID
    name: str
    age: int
    is_worker: bool
    is_able: bool
    is_of_working_age: bool
    work_status: str
    is_student: bool
    is_ill: bool
    is_insured: bool

    @property
    def could_work(self) -> bool:
        """Able, of working age, not at school and not at rest; whether in work already or not."""
        return self.is_able and self.is_of_working_age and not self.is_student and self.work_status not in AT_REST

    @property
    def is_without_work(self) -> bool:
        """Could work, and has none."""
        return self.could_work and self.work_status in NOT_WORKING


@dataclass(frozen=True, slots=True)
class Home:
    """The household: its members, the category the rules gave (None: undecided), what it receives, what befell it."""

    members: tuple[Member, ...]
    category: int | None
    receives_dibao: bool
    has_event: bool

    @property
    def is_someone_able(self) -> bool:
        """Whether anybody could work."""
        return any(each.could_work for each in self.members)


Condition = Callable[[Home, Member | None], bool]
"""`member` is None for a measure of the whole household."""

CONDITIONS: Mapping[str, Condition] = {
    "anyone": lambda _home, _member: True,
    "filed": lambda home, _member: home.category in FILED,
    "event": lambda home, _member: home.has_event,
    "no-dibao": lambda home, _member: not home.receives_dibao,
    "someone-able": lambda home, _member: home.is_someone_able,
    "worker": lambda _home, member: member is None or member.is_worker,
    "able": lambda _home, member: member is not None and member.could_work,
    "able-not-working": lambda _home, member: member is not None and member.is_without_work,
    "student": lambda _home, member: member is not None and member.is_student,
    "adult-student": lambda _home, member: member is not None and member.is_student and member.age >= 16,
    "ill": lambda _home, member: member is not None and member.is_ill,
    "uninsured": lambda _home, member: member is not None and not member.is_insured,
    "adult": lambda _home, member: member is not None and member.age >= 18,
}
"""What `who` of the catalogue names; one that holds is enough."""


def qualifies(who: Collection[str], home: Home, member: Member | None) -> bool:
    """Whether a member, or the household (None), meets one of some conditions."""
    return any(CONDITIONS[each](home, member) for each in who)
