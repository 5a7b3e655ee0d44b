"""The exit test: net income a head above the minimum-living line for so many straight months (six). Pure.

Source: regional rules on dossiers of workers in hardship, see data/leaving.toml. Amounts are whole fen a head a month.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.kernel.money import yuan
from niangjia.kernel.periods import add_months
from niangjia.kernel.text import Text
from niangjia.limits.rules import Limits


@dataclass(frozen=True, slots=True)
class ExitMonth:
    """One month that counts, by its first day: its income (None: nobody stated it) and its line (None: not entered)."""

    month: date
    net_fen: int | None
    line_fen: int | None

    @property
    def standing(self) -> str:
        """`above`, `below` (not above: equal is not enough), `missing`, or `no-line`."""
        if self.net_fen is None:
            return "missing"
        if self.line_fen is None:
            return "no-line"
        return "above" if self.net_fen > self.line_fen else "below"


@dataclass(frozen=True, slots=True)
class ExitTest:
    """The months that count, in order, and what they say together."""

    months: tuple[ExitMonth, ...]
    is_met: bool
    sentence: Text

    @property
    def is_begun(self) -> bool:
        """Whether the income of any month that counts was stated."""
        return any(each.net_fen is not None for each in self.months)


def months_that_count(incomes: Mapping[date, int], today: date, *, terms: Limits) -> list[date]:
    """The first days of the months that the test asks on a day, in order, by the limits `exit` and `exit-lag`.

    They end with the last full month, or, while its income is not stated, with the month before: wages come late. They
    are the same whatever was stated earlier; nobody can choose a better half of the year.
    """
    length, lag = terms["exit"].value, terms["exit-lag"].value
    last = add_months(today.replace(day=1), -1)
    oldest = add_months(last, -lag)
    while last > oldest and last not in incomes:
        last = add_months(last, -1)
    return [add_months(last, -back) for back in range(length - 1, -1, -1)]


def exit_test(incomes: Mapping[date, int], line_in: Callable[[date], int | None], counted: Sequence[date]) -> ExitTest:
    """The test of some months that count, of incomes by the first day of their month."""
    months = tuple(ExitMonth(month, incomes.get(month), line_in(month)) for month in counted)
    is_met = all(each.standing == "above" for each in months)
    return ExitTest(months, is_met, _sentence(months, is_met=is_met))


def _sentence(months: Sequence[ExitMonth], *, is_met: bool) -> Text:
    first, last = months[0].month, months[-1].month
    span = Text(
        f"{_zh(first)}至 {_zh(last)}这 {len(months)} 个月",
        f"The {len(months)} months from {first:%Y-%m} to {last:%Y-%m}",
    )
    if is_met:
        return Text(
            f"{span.zh}，每月人均净收入都高于当时的低保标准，符合脱困的收入条件。",
            f"{span.en}: net income a head was above the line of its time in each. The income condition is met.",
        )
    told = [_of("missing", months), _of("no-line", months), *(_below(each) for each in months)]
    reasons = [each for each in told if each]
    return Text(
        f"{span.zh}还不能算连续高于低保标准：{'；'.join(each.zh for each in reasons)}。",
        f"{span.en} do not yet count as above the line without a break: {'; '.join(each.en for each in reasons)}.",
    )


def _of(standing: str, months: Sequence[ExitMonth]) -> Text | None:
    found = [each.month for each in months if each.standing == standing]
    if not found:
        return None
    zh, en = "、".join(_zh(month) for month in found), ", ".join(f"{month:%Y-%m}" for month in found)
    if standing == "missing":
        return Text(f"{zh}的收入还没有登记", f"the income of {en} has not been stated")
    return Text(f"{zh}的低保标准还没有录入规则库", f"the line of {en} has not been entered in the rule book")


def _below(each: ExitMonth) -> Text | None:
    if each.standing != "below" or each.net_fen is None or each.line_fen is None:
        return None
    net, line = yuan(each.net_fen), yuan(each.line_fen)
    return Text(
        f"{_zh(each.month)}人均 {net} 元，没有高于标准 {line} 元",
        f"in {each.month:%Y-%m} it was {net} yuan a head, not above the line of {line} yuan",
    )


def _zh(month: date) -> str:
    return f"{month.year} 年 {month.month} 月"
