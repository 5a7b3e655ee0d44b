"""Refusals of this app."""

from niangjia.kernel.errors import Conflict


class NoPlaceLeft(Conflict):
    """Every post of a vacancy is taken."""

    code = "no-place"


class ChangedMeanwhile(Conflict):
    """Someone else has changed it since the form was opened."""

    code = "changed"
