"""Helpers of the rules: whole numbers only, so that every size of run gives the same bits.

Days are counted from 1970-01-01. A "civil number" is year * 10000 + month * 100 + day; the difference of two of them,
divided by 10000 and rounded down, is the number of completed years.
"""

NO_DAY = -(2**31)
"""Stands for "no such day"; lies before every window."""


def civil_number(day: int) -> int:
    """Turn a day count into year * 10000 + month * 100 + day (proleptic Gregorian, years 1 to 9999).

    The method is Neri and Schneider's ("Euclidean affine functions", 2022): years that begin in March, so that a leap
    day is the last of its year, and divisions that a multiplication can do. The masks change no value; they tell a
    compiler that nothing is negative.

    >>> civil_number(0), civil_number(19782), civil_number(-1)
    (19700101, 20240229, 19691231)
    """
    quarters = 4 * (day + 719468 & 0x3FFFFF) + 3  # quarter days since 1 March of the year 0
    century = quarters // 146097
    day_of_century = quarters - century * 146097 >> 2 & 0xFFFF
    scaled = 2939745 * (4 * day_of_century + 3)
    year = 100 * century + (scaled >> 32)
    day_of_year = (scaled & 0xFFFFFFFF) // 11758980
    months = 2141 * day_of_year + 197913
    civil = year * 10000 + (months >> 16) * 100 + (months & 0xFFFF) // 2141 + 1
    if day_of_year >= 306:  # January and February: months 13 and 14 of the year before
        return civil + 8800
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

    >>> day_a_year_before(19782, 20240229) == 19782 - 366, day_a_year_before(19781, 20240228) == 19781 - 365
    (True, True)
    """
    year = civil // 10000
    if civil - year * 10000 < 229:
        year -= 1
    return day - 366 if is_leap(year) else day - 365


def is_below(amount: int, line: int, percent: int, compare_inclusive: int) -> bool:
    """Whether an amount lies below so many per cent of a line; the line itself belongs when inclusive."""
    if compare_inclusive:
        return amount * 100 <= line * percent
    return amount * 100 < line * percent
