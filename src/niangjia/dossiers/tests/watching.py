"""Which commands write the tables of a dossier: seen in every test of the program, by their SQL and the stack."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import FrameType
from typing import Any, cast

import pytest
from django.db.backends.utils import CursorWrapper

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_HOME = re.compile(r"/niangjia/(dossiers|people)/commands/")


class Seen(set[str]):
    """Commands, by app and name, that wrote; the outermost of each stack."""

    def look(self, statement: str) -> None:
        """Remember who is behind a statement, if it writes a table of a dossier."""
        found = _WRITES.match(statement)
        if found is None or found[1] not in _watched():
            return
        outermost, frame = "", cast("FrameType | None", sys._getframe())
        while frame is not None:
            home = _HOME.search(frame.f_code.co_filename)
            if home and frame.f_code.co_name in _names(home[1]):
                outermost = f"{home[1]}.{frame.f_code.co_name}"
            frame = frame.f_back
        if outermost:
            self.add(outermost)


@cache
def _watched() -> frozenset[str]:
    from niangjia.dossiers.version_content import SECTIONS

    return frozenset(model._meta.db_table for models in SECTIONS.values() for model in models)


@cache
def _names(app: str) -> frozenset[str]:
    return frozenset(import_module(f"niangjia.{app}.commands").__all__)


@contextmanager
def watched_commands() -> Iterator[Seen]:
    """Inside, every statement of every connection is looked at."""
    seen, wrapper = Seen(), cast("Any", CursorWrapper)
    execute, execute_many = wrapper._execute, wrapper._executemany

    def one(self: Any, sql: Any, *rest: Any) -> Any:
        seen.look(str(sql))
        return execute(self, sql, *rest)

    def many(self: Any, sql: Any, *rest: Any) -> Any:
        seen.look(str(sql))
        return execute_many(self, sql, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapper, "_execute", one)
        patch.setattr(wrapper, "_executemany", many)
        yield seen
