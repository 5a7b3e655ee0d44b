"""Refusals of this app that callers tell apart."""

from uuid import UUID

from niangjia.kernel.errors import Conflict


class SentBefore(Conflict):
    """A form with this key was sent before, with something else in it; `visit`, where the same person sent it."""

    code = "sent-before"
    visit: UUID | None = None


class FindingTaken(Conflict):
    """Somebody has taken up this finding meanwhile, or a later visit has taken its place."""

    code = "finding-taken"
