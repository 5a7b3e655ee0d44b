"""Arrow columns as NumPy arrays: whole numbers and days without a copy, flags unpacked."""

import numpy as np
import pyarrow as pa

from niangjia.policies.bulk.schema import ANSWER

NO_DAY = -(2**31)


class Flags:
    """A column of bits, unpacked slice by slice so that the bytes stay in the cache."""

    def __init__(self, array: pa.BooleanArray) -> None:
        self.offset = array.offset
        self.bytes = np.frombuffer(array.buffers()[1], dtype=np.uint8)

    def __getitem__(self, part: slice) -> np.ndarray:
        start, stop = part.start + self.offset, part.stop + self.offset
        bits = np.unpackbits(self.bytes[start // 8 : (stop + 7) // 8], bitorder="little")
        return bits[start % 8 :][: stop - start].view(np.bool_)


Column = Flags | np.ndarray


def column_of(array: pa.Array) -> Column:
    """One column; an empty day becomes NO_DAY, a region its place in the dictionary."""
    if pa.types.is_boolean(array.type):
        return Flags(array)
    if pa.types.is_dictionary(array.type):
        return array.indices.to_numpy()
    if pa.types.is_date(array.type):
        return array.view(pa.int32()).fill_null(NO_DAY).to_numpy()
    return array.to_numpy()


def columns_of(batch: pa.RecordBatch) -> tuple[dict[str, Column], dict[str, Column], np.ndarray]:
    """Columns of the households, of their members, and where each household's members begin and end."""
    members = batch["members"]
    names = members.type.value_type.names
    household = {name: column_of(batch[name]) for name in batch.schema.names if name != "members"}
    fields = zip(names, members.values.flatten(), strict=True)
    return household, {name: column_of(array) for name, array in fields}, members.offsets.to_numpy()


def outputs_table(found: dict[str, np.ndarray]) -> pa.Table:
    """The answer in the types of the rule book."""
    arrays = [pa.array(found[field.name].astype(field.type.to_pandas_dtype(), copy=False)) for field in ANSWER]
    return pa.Table.from_arrays(arrays, schema=ANSWER)
