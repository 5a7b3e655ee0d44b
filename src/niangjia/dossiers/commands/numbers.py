"""The numbers of dossiers: one counter a year."""

from niangjia.dossiers.models import NumberCounter


def next_number(year: int) -> str:
    """The next number of a year. Its counter is locked until the transaction ends: after open dossiers, before ended
    ones.
    """
    counter = hold_counter(year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}{counter.last:07d}"


def hold_counter(year: int) -> NumberCounter:
    """Lock the counter of a year: whoever will take a number and locks ended dossiers begins with it."""
    NumberCounter.objects.get_or_create(year=year)
    return NumberCounter.objects.select_for_update().get(year=year)
