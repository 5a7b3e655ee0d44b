"""Refusals of this app that callers tell apart."""

from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput


class PlanTaken(Conflict):
    """Somebody has changed this plan, or brought it on, since the page was shown."""

    code = "plan-taken"


class PlanThere(Conflict):
    """The household has a plan that is being drawn up."""

    code = "plan-there"


class NeedsAnotherPerson(Forbidden):
    """Whoever drew a plan up does not approve it."""

    code = "needs-another-person"


class OverWarnings(InvalidInput):
    """A plan is approved over warnings for a reason in words alone."""

    code = "over-warnings"
