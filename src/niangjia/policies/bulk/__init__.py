"""Screening of thousands to millions: the very rules of `policies`, compiled into one pass over Arrow columns.

It needs the extra `bulk` (Numba, NumPy, PyArrow, tqdm); a bureau's own households do without.

outputs = screen(load_rule_set("national-2019"), facts)          # Arrow tables in memory
decide_file(rule_set, Path("facts.parquet"), Path("out.parquet"))  # files of any size
"""

from niangjia.policies.bulk.files import decide_file
from niangjia.policies.bulk.screening import screen

__all__ = ["decide_file", "screen"]
