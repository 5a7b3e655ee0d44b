"""What happens to a family beside the chain, as somebody records it: for histories in which nothing is left out."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import commands
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.people.queries import members_in_force
from niangjia.people.records import Heir, Joining, Parting


def _others(dossier: Dossier) -> list[Any]:
    return [each.person_id for each in members_in_force(dossier.household) if not each.is_head]


def lose_a_member(dossier: Dossier, *, by: User) -> Dossier:
    """Somebody dies who is not the worker."""
    return commands.record_death(dossier, person=_others(dossier)[-1], on=clock.today(), by=by)


def lose_the_worker(dossier: Dossier, *, by: User) -> Dossier:
    """The worker dies, the next of the family follows."""
    first, *rest = _others(dossier)
    heirs = [Heir(first, "self", is_head=True), *(Heir(each, "other-relative") for each in rest)]
    return commands.record_death(dossier, person=dossier.worker_id, on=clock.today(), heirs=heirs, by=by)


def part(dossier: Dossier, *, by: User) -> Dossier:
    """One member becomes a household of their own."""
    alone = Parting((Heir(_others(dossier)[-1], "self", is_head=True),))
    commands.split_household(dossier, alone, on=clock.today(), main_cause="serious-illness", level="grassroots", by=by)
    return dossier


def take_in(dossier: Dossier, *, by: User) -> Dossier:
    """A household of one joins."""
    other = file(person("王来福", is_head=True), unit=dossier.unit, by=by, on=clock.today())
    joining = Joining((Heir(other.worker_id, "other-relative"),))
    return commands.merge_household(dossier, other, joining, on=clock.today(), by=by)


def hand_over(dossier: Dossier, to: Unit, *, by: User, accepted_by: User) -> Dossier:
    """It goes over to another unit."""
    return commands.accept_transfer(commands.propose_transfer(dossier, to=to, reason="posted", by=by), by=accepted_by)


APART: dict[str, Callable[..., Dossier]] = {
    "death": lose_a_member,
    "death-of-worker": lose_the_worker,
    "split": part,
    "merge": take_in,
}
"""What may happen to a family of two or more, by name: `APART["split"](dossier, by=officer)`."""
