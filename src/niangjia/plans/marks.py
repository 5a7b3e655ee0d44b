"""The short mark of a state of a plan. It is printed on the household's sheet and typed off the signed one, so that a
signature belongs to what was printed: every change of the plan gives another mark.
"""

from hashlib import sha256

from niangjia.plans.models import Plan

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is taken for something else on paper: 0 and O, 1, I and L."""
LENGTH = 6


def mark_of(plan: Plan) -> str:
    """The mark under which a plan was signed; of one that is not signed, that of its state now."""
    return plan.signed_mark or mark_now(plan)


def mark_now(plan: Plan) -> str:
    """Made of when the plan was changed last, not of what it says: it tells nothing of anybody."""
    number = int.from_bytes(sha256(f"{plan.pk} {plan.changed_at.isoformat()}".encode()).digest())
    places = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        places.append(ALPHABET[place])
    return "".join(places)


def as_typed(text: str) -> str:
    """What somebody typed off a sheet, as marks are kept: capitals, nothing between them.

    >>> as_typed(" k7q-f2m ")
    'K7QF2M'
    """
    return "".join(each for each in text.upper() if each.isalnum())
