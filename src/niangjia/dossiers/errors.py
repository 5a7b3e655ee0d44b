"""Refusals: to show what is sealed or not one's own, and to do a step that is not due, not one's own, not ready."""

from niangjia.kernel.errors import Conflict, Forbidden
from niangjia.kernel.text import Text

INCOME_UNKNOWN = Text(
    "还没有登记每位成年家庭成员的收入；没有收入的，也请登记为0。",
    "Nobody has stated yet what every adult of the household earns; for who has no income, state 0.",
)


class IncomeUnknown(Conflict):
    """The rules are not applied before it is on file, as long as nobody has said what somebody asked earns."""

    code = "income-unknown"

    def __init__(self) -> None:
        super().__init__(INCOME_UNKNOWN)


class TooManyLooks(Forbidden):
    """More people than a limit allows would be looked at."""

    code = "too-many-looks"


class PurposeNotAllowed(Forbidden):
    """The table of purposes does not show this to this role for this purpose."""

    code = "purpose-not-allowed"


class NotRecorded(Conflict):
    """The look could not be written into the record, so that nothing is shown."""

    code = "not-recorded"


class NobodyToTell(Conflict):
    """Fewer than two others could be told of an emergency access."""

    code = "nobody-to-tell"


class TagsKeyMissing(Conflict):
    """The key by which deleted dossiers are told again is missing, or is another."""

    code = "tags-key-missing"


class StepTaken(Conflict):
    """A step was done since the page was made: by someone else, or with other words."""

    code = "step-taken"


class NotDue(Conflict):
    """The act does not belong to the state in which the dossier is."""

    code = "not-due"


class NotReady(Conflict):
    """The step is due, but something it rests on is not there yet."""

    code = "not-ready"


class NeedsAnother(Forbidden):
    """The same person did an act on this dossier that must be another's."""

    code = "needs-another"


class TransferUnderWay(Conflict):
    """The dossier is already to go over to a unit, which has not answered yet."""

    code = "transfer-under-way"


class TransferDecided(Conflict):
    """Somebody decided on the transfer meanwhile."""

    code = "transfer-decided"


class ChangedMeanwhile(Conflict):
    """Somebody changed the dossier since the page was made from which it is to be changed."""

    code = "changed-meanwhile"
