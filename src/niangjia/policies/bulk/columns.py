"""From Arrow arrays to the plain buffers that a compiled pass reads, without copying."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from niangjia.policies.fact_columns import Column

Buffers = Iterator[npt.NDArray[Any] | np.uint64]

_WIDTHS: dict[str, type[np.integer[Any]]] = {
    "day": np.int32,
    "fen": np.int64,
    "id": np.int64,
    "months": np.int16,
    "count": np.int8,
    "code": np.int8,
}
_NO_BITS = np.zeros(0, np.uint8)


def buffers_of(columns: Iterable[tuple[Column, pa.Array]]) -> Buffers:
    """The bit at which all flags begin, then the arguments of each column, as `program.arguments` names them."""
    columns = _with_flags_aligned(list(columns))
    yield np.uint64(next((array.offset for column, array in columns if column.unit == "flag"), 0))
    for column, array in columns:
        yield _bits(array.buffers()[1], array) if column.unit == "flag" else numbers(array, _WIDTHS[column.unit])
        if column.is_nullable:
            yield _bits(array.buffers()[0], array) if array.null_count else _NO_BITS
            yield np.uint64(array.offset)


def _with_flags_aligned(columns: list[tuple[Column, pa.Array]]) -> list[tuple[Column, pa.Array]]:
    """The same columns; flags are copied where they begin at different bits, which those of one table seldom do."""
    if len({array.offset for column, array in columns if column.unit == "flag"}) <= 1:
        return columns
    return [(one, pa.array(flags(array)) if one.unit == "flag" else array) for one, array in columns]


def numbers(array: pa.Array, kind: type[np.generic]) -> npt.NDArray[Any]:
    """The values of an array of fixed width; what stands in the place of a null is anything."""
    data = array.buffers()[1]
    if data is None:
        return np.zeros(len(array), kind)
    return np.frombuffer(data, kind)[array.offset : array.offset + len(array)]


def flags(array: pa.BooleanArray) -> npt.NDArray[np.bool_]:
    """The values of an array of flags, one byte each."""
    bits = _bits(array.buffers()[1], array)
    return np.unpackbits(bits, count=array.offset + len(array), bitorder="little")[array.offset :].astype(np.bool_)


def offsets_of(array: pa.ListArray) -> npt.NDArray[np.int32]:
    """Where each list begins in its values, and where the last one ends."""
    return np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]


def _bits(buffer: pa.Buffer | None, array: pa.Array) -> npt.NDArray[np.uint8]:
    if buffer is None:
        return np.zeros((array.offset + len(array) + 7) // 8, np.uint8)
    return np.frombuffer(buffer, np.uint8)
