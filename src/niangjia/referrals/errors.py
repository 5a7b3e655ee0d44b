"""Refusals of this app."""

from niangjia.kernel.errors import Conflict


class LinkOver(Conflict):
    """A link works no more: answered, ended, or its time is over."""

    code = "link-over"


class TooManyOpenings(Conflict):
    """A link was opened too often within the hour."""

    code = "too-many-openings"
