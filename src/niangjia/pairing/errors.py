"""Refusals of this app that callers tell apart."""

from niangjia.kernel.errors import Conflict, InvalidInput


class CadreFull(Conflict):
    """The cadre has as many households as they take on."""

    code = "cadre-full"


class PairedAlready(Conflict):
    """The household has a cadre."""

    code = "paired-already"


class NotToPair(InvalidInput):
    """These two are not to be paired."""

    code = "not-to-pair"


class ProposalTaken(Conflict):
    """Somebody has changed, confirmed or discarded this proposal since the page was shown."""

    code = "proposal-taken"


class LinesStale(Conflict):
    """Some lines of a proposal cannot be confirmed any more; `lines` are their ids."""

    code = "lines-stale"
    lines: frozenset[str] = frozenset()


class ChangedMeanwhile(Conflict):
    """Somebody else has changed it since the form was opened; `changed` are the names of what they changed."""

    code = "changed"
    changed: tuple[str, ...] = ()
