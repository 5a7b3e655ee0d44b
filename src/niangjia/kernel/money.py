"""Amounts are whole fen (`int`) everywhere; these two functions are the only doors from and to yuan."""

from decimal import Decimal

MAX_FEN = 10**15
"""Ten trillion yuan: anything larger is a typing error, and stays far inside a signed 64-bit integer."""


def to_fen(value: str | int | Decimal) -> int:
    """Turn yuan into fen exactly.

    Raises ValueError when the value is no number, has more than two decimals, or is beyond MAX_FEN.
    """
    try:
        amount = Decimal(value) if not isinstance(value, str) else Decimal(value.replace(",", "").strip())
        if not amount.is_finite():
            raise ValueError(f"not an amount: {value!r}")
        fen = amount * 100
    except ArithmeticError as error:  # no number at all, or one beyond all bounds
        raise ValueError(f"not an amount: {value!r}") from error
    if abs(fen) > MAX_FEN:
        raise ValueError(f"too large: {value!r}")
    if fen != fen.to_integral_value():
        raise ValueError(f"more than two decimals: {value!r}")
    return int(fen)


def yuan(fen: int) -> str:
    """Write fen as yuan with grouped thousands: 123450 becomes "1,234.50"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"
