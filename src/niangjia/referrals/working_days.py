"""Counting by working days: the one line that says whose calendar."""

from niangjia.kernel.periods import add_working_days

__all__ = ["add_working_days"]
