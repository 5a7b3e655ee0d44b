"""The household's own sheet: placeholder until the commands stand."""

from niangjia.plans.models import Plan


def household_sheet(plan: Plan) -> bytes:
    """The sheet as a PDF."""
    raise NotImplementedError(plan)
