"""Where things lie in the clone, what is already done there, and who may work on it.

Nothing is taken as done because a folder exists: each finished piece of work leaves a stamp with the hash of what it
was made from. A run that was interrupted left no stamp, so the next run does that piece again.
"""

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
LOGS = TOOLS / "logs"
STAMPS = TOOLS / "stamps"
VENV = ROOT / ".venv"  # the product and what it runs on
BUILD_ENV = TOOLS / "env"  # what builds it: uv, Node, Babel, hatchling


def program(environment: Path, name: str) -> Path:
    """Where a virtual environment keeps one of its programs."""
    return environment / "Scripts" / f"{name}.exe" if os.name == "nt" else environment / "bin" / name


def digest(files: Iterable[Path], *facts: object) -> str:
    """A hash of files (names in the clone and contents) and of further facts."""
    total = hashlib.sha256(repr(facts).encode())
    for file in sorted(files):
        total.update(f"\0{file.relative_to(ROOT).as_posix()}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_stamped(name: str, value: str) -> bool:
    """Whether this piece of work was finished from exactly these sources."""
    try:
        return (STAMPS / name).read_text(encoding="ascii") == value
    except OSError:
        return False


def forget(name: str) -> None:
    """Take the stamp away before the work starts, so that an interruption shows."""
    (STAMPS / name).unlink(missing_ok=True)


def stamp(name: str, value: str) -> None:
    """Say that the work is finished; the file appears whole or not at all."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    draft = STAMPS / f".{name}.{os.getpid()}"
    draft.write_text(value, encoding="ascii")
    draft.replace(STAMPS / name)


def _locker() -> Callable[[int], None]:
    """What locks an open file or raises OSError at once; the end of the process frees the lock."""
    if sys.platform == "win32":
        import msvcrt

        return lambda handle: msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    import fcntl

    return lambda handle: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def alone(waiting: Callable[[], None]) -> Iterator[None]:
    """Let one launcher at a time change the clone; `waiting` is called once when another one is at work."""
    TOOLS.mkdir(exist_ok=True)
    lock = _locker()
    handle = os.open(TOOLS / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)  # noqa: FBT003 - programs that are started keep the lock too
    try:
        told = False
        while True:
            try:
                lock(handle)
                break
            except OSError:
                if not told:
                    waiting()
                    told = True
                time.sleep(0.2)
        yield
    finally:
        os.close(handle)
