"""Helpers of the rules: whole numbers only, so that every size of run gives the same bits.

Days are counted from 1970-01-01. A "civil number" is a date in bits, year << 9 | month << 5 | day; the difference of
two of them, shifted down by 9, is the number of completed years.
"""

NO_DAY = -(2**31)
"""Stands for "no such day"; lies before every window."""
BEFORE_LEAP_DAY = 2 << 5 | 28
"""28 February, as the lower bits of a civil number have it."""


def civil_number(day: int) -> int:
    """Turn a day count into year << 9 | month << 5 | day (proleptic Gregorian, years 1 to 9999).

    The method is Neri and Schneider's ("Euclidean affine functions", 2022): years that begin in March, so that a leap
    day is the last of its year, and divisions that a multiplication can do. The masks change no value; they tell a
    compiler that nothing is negative.

    >>> civil_number(19782) == 2024 << 9 | 2 << 5 | 29, civil_number(-1) == 1969 << 9 | 12 << 5 | 31
    (True, True)
    """
    quarters = 4 * (day + 719468 & 0x3FFFFF) + 3  # quarter days since 1 March of the year 0
    century = quarters // 146097
    day_of_century = quarters - century * 146097 >> 2 & 0xFFFF
    scaled = 2939745 * (4 * day_of_century + 3)
    year = 100 * century + (scaled >> 32)
    day_of_year = (scaled & 0xFFFFFFFF) // 11758980
    months = 2141 * day_of_year + 197913
    civil = (year << 9) + (months >> 16 << 5) + (months & 0xFFFF) // 2141 + 1
    if day_of_year >= 306:  # January and February: months 13 and 14 of the year before
        return civil + 512 - (12 << 5)
    return civil


def is_leap(year: int) -> bool:
    """Whether a year has a 29 February.

    >>> is_leap(2024), is_leap(2023), is_leap(2000), is_leap(1900)
    (True, False, True, False)
    """
    return year & 3 == 0 and (year // 100 * 100 != year or year & 15 == 0)


def day_a_year_before(day: int, civil: int) -> int:
    """Count the days to the same date one year earlier; 29 February goes back to 28 February.

    `civil` is the day's civil number. The year in between has 366 days when it holds a 29 February.

    >>> day_a_year_before(19782, civil_number(19782)), day_a_year_before(19781, civil_number(19781))
    (19416, 19416)
    """
    year = civil >> 9
    if civil & 511 <= BEFORE_LEAP_DAY:
        year -= 1
    return day - 366 if is_leap(year) else day - 365


def is_below(amount: int, line: int, percent: int, compare_inclusive: int) -> bool:
    """Whether an amount lies below so many per cent of a line; the line itself belongs when inclusive."""
    if compare_inclusive:
        return amount * 100 <= line * percent
    return amount * 100 < line * percent
