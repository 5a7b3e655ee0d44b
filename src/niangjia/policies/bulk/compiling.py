"""Compile a rule set's pass with Numba, once a machine: the machine code is kept in the user's cache folder."""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FunctionType
from typing import Any

import llvmlite
import numba
from numba import njit

from niangjia.policies.bulk.program import write_program
from niangjia.policies.bulk.tables import partition
from niangjia.policies.rule_sets import RuleSet

Kernel = Callable[..., int]
"""From the arguments of `program.arguments` to the first row that it refuses, or -1. Holds no lock while it runs."""

PACKAGE = Path(__file__).parents[1]
OURS = "niangjia.policies."
"""Only functions of the rule book are compiled along: the stamp below covers them."""


@cache
def jitted(function: FunctionType) -> Any:
    """A rule for Numba, with every plain function of ours that it calls; all are inlined where they are called."""
    known = function.__globals__
    called = {name: known[name] for name in function.__code__.co_names if _is_ours(known.get(name))}
    scope = known | {name: jitted(helper) for name, helper in called.items()}
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
    return njit(inline="always", error_model="numpy")(copy)


def _is_ours(value: object) -> bool:
    return isinstance(value, FunctionType) and value.__module__.startswith(OURS)


def kernel_of(rule_set: RuleSet) -> Kernel:
    """The compiled pass of a rule set. The first call on a machine compiles for some seconds, later ones load it."""
    return _kernel(write_program(rule_set.name, rule_set.wiring, partition(rule_set.table)))


@cache
def _kernel(text: str) -> Kernel:
    name = f"niangjia_kernel_{_stamp(text)}"
    spec = importlib.util.spec_from_file_location(name, _written(text, f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(f"{name} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Numba finds a cached function's globals by the name of its module
    spec.loader.exec_module(module)
    kernel: Kernel = module.decide_rows
    return kernel


def _stamp(text: str) -> str:
    """Changes with anything the machine code depends on: the pass, every source of the rule book, the compiler.

    Numbers that a rule takes from another module become constants of the machine code, and nothing of them shows in
    the rule; hence all sources, which also covers how they are compiled.
    """
    paths = (path for path in sorted(PACKAGE.rglob("*.py")) if "tests" not in path.relative_to(PACKAGE).parts)
    sources = (path.read_text(encoding="utf-8") for path in paths)
    parts = [text, *sources, numba.__version__, llvmlite.__version__, sys.version]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def cache_folder() -> Path:
    """Where compiled passes are kept, for this user only; a folder that cannot be trusted is not used."""
    try:
        folder = Path.home() / ".cache" / "niangjia" / "kernels"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK) and _is_private(folder):
            return folder
    except (OSError, RuntimeError):
        pass
    return Path(_folder_of_this_process().name)  # compiled anew in each process: slower, but safe


@cache
def _folder_of_this_process() -> TemporaryDirectory[str]:
    """Goes when the process ends."""
    return TemporaryDirectory(prefix="niangjia-kernels-")


def _is_private(folder: Path) -> bool:
    """Whether nobody else can write into the folder, or put another in its place on the way from home."""
    if not hasattr(os, "getuid"):
        return True
    own, above = folder.stat(), [each.stat() for each in folder.parents[:3]]
    return (
        own.st_uid == os.getuid()
        and not own.st_mode & 0o022
        and all(each.st_uid in {0, os.getuid()} and each.st_mode & 0o1002 != 0o002 for each in above)
    )


def _written(text: str, name: str) -> Path:
    """The file of a pass; written whole under another name first, so that two processes can start together."""
    path = cache_folder() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path
