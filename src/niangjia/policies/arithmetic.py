"""Helpers of the rules: whole numbers only, so that every size of run gives the same bits.

Days are counted from 1970-01-01. A "civil number" is year * 10000 + month * 100 + day; the difference of two of them,
divided by 10000 and rounded down, is the number of completed years.
"""

NO_DAY = -(2**31)
"""Stands for "no such day"; lies before every window."""


def civil_number(day: int) -> int:
    """Turn a day count into year * 10000 + month * 100 + day (proleptic Gregorian).

    >>> civil_number(0), civil_number(19782), civil_number(-1)
    (19700101, 20240229, 19691231)
    """
    shifted = day + 719468  # from 0000-03-01: a leap day is then the last day of its year
    era = shifted // 146097
    of_era = shifted - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * of_year + 2) // 153
    civil = (year_of_era + era * 400) * 10000 + of_year - (153 * march_month + 2) // 5 + 1
    if march_month < 10:
        return civil + (march_month + 3) * 100
    return civil + 10000 + (march_month - 9) * 100


def day_of(year: int, month: int, day_of_month: int) -> int:
    """Count the days from 1970-01-01 to a date.

    >>> day_of(1970, 1, 1), day_of(2024, 2, 29)
    (0, 19782)
    """
    march_year = year if month > 2 else year - 1
    march_month = month - 3 if month > 2 else month + 9
    era = march_year // 400
    year_of_era = march_year - era * 400
    of_year = (153 * march_month + 2) // 5 + day_of_month - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + of_year - 719468


def day_a_year_before(civil: int) -> int:
    """Count the days to the same date one year earlier; 29 February goes back to 28 February.

    >>> day_a_year_before(20240229) == day_of(2023, 2, 28)
    True
    """
    year = civil // 10000
    rest = civil - year * 10000
    if rest == 229:
        rest = 228
    month = rest // 100
    return day_of(year - 1, month, rest - month * 100)


def is_below(amount: int, line: int, percent: int, compare_inclusive: int) -> bool:
    """Whether an amount lies below so many per cent of a line; the line itself belongs when inclusive."""
    if compare_inclusive:
        return amount * 100 <= line * percent
    return amount * 100 < line * percent
