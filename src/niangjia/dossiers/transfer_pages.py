"""What a page tells of a transfer. Before it is accepted, the unit that is asked sees this and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from niangjia.accounts.models import Unit, User
from niangjia.dossiers import access
from niangjia.dossiers.models import Transfer, TransferState
from niangjia.dossiers.naming import name_categories
from niangjia.kernel import clock

TONES = {
    TransferState.PROPOSED: "info",
    TransferState.ACCEPTED: "good",
    TransferState.DECLINED: "bad",
    TransferState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A transfer in a list. `late_by`: days since it should have been answered."""

    transfer: Transfer
    tone: str
    late_by: int


@dataclass(frozen=True, slots=True)
class Can:
    """What a reader may do with a transfer now. `must_be_other`: they proposed it, so that somebody else answers."""

    accept: bool
    decline: bool
    withdraw: bool
    must_be_other: bool
    read: bool


def rows(transfers: Iterable[Transfer]) -> list[Row]:
    """The rows of a list, with the words for the categories."""
    found = list(transfers)
    name_categories([each.dossier for each in found])
    return [Row(each, tone_of(each), late_by(each)) for each in found]


def tone_of(transfer: Transfer) -> str:
    """The tone in which its state is shown."""
    return TONES[TransferState(transfer.state)]


def late_by(transfer: Transfer) -> int:
    """Days since it should have been answered; 0 while there is time, and when it is decided."""
    if transfer.state != TransferState.PROPOSED:
        return 0
    return max(0, (clock.today() - transfer.due_on).days)


def can(user: User, transfer: Transfer) -> Can:
    """What someone may do with it now."""
    is_open = transfer.state == TransferState.PROPOSED
    answers = is_open and access.may(user, "accept-transfer", transfer.to_unit)
    is_own = transfer.proposed_by_id == user.pk
    return Can(
        accept=answers and not is_own and access.RIGHTS["transfer"].allows_state(transfer.dossier.state),
        decline=answers,
        withdraw=is_open and access.may(user, "transfer", transfer.from_unit),
        must_be_other=answers and is_own,
        read=access.may(user, "read", transfer.dossier.unit),
    )


def units_to_choose(units: Iterable[Unit], besides: Unit) -> list[Unit]:
    """The units that a dossier may go to."""
    return [unit for unit in units if unit.pk != besides.pk]
