"""Limits: the days, terms and shares by which the program counts, as shipped and as an installation sets them."""
