"""Rotating keys while the program is in use.

Where a rotation stands is read off the values themselves: what does not carry the current key has still to be sealed
anew. So nothing is noted anywhere, a rotation that was killed goes on, and running it once more does no harm.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.kernel.private_files import open_lock
from niangjia.privacy.columns import SealedTable, count_files, sealed_tables, standing
from niangjia.privacy.commands.rows import Done, Trouble, renew_rows
from niangjia.privacy.errors import UnreadableValue
from niangjia.privacy.files import is_sealed_as_now, reseal_file, sealed_names
from niangjia.privacy.keys import KeyRing, key_ring
from niangjia.privacy.providers import provider
from niangjia.privacy.recording import record

SETTLED_AFTER = timedelta(minutes=10)
"""Longer than any page, task or transaction holds a value it has read: only then may an old key go."""
SECONDS_TO_NOTICE = 2.0
"""How long a search may lie between making its indexes and asking the database."""
MOST_PASSES = 10

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Rotation:
    """What came of a run. `trouble` names what could not be done; `left` counts what carries an old key still."""

    key: str
    index_master: str
    is_new_key: bool = False
    is_new_index_master: bool = False
    values: int = 0
    indexes: int = 0
    files: int = 0
    left: int = 0
    trouble: list[Trouble] = field(default_factory=list)


@transaction.atomic
def add_key(*, by: models.Model, with_index: bool = False) -> str:
    """Make a new current key, or with `with_index` a new index master. Returns its id.

    Raises KeysUnusable where keys are made elsewhere.
    """
    ring = key_ring().with_new_index_master() if with_index else key_ring().with_new_key()
    name = ring.index_masters[0].id if with_index else ring.current
    record("privacy.key.added", by, by=by, key=name)
    provider().write(ring.as_json())
    return name


def rotate_keys(
    *,
    by: models.Model,
    with_index: bool = False,
    is_new: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Rotation:
    """Go on with the rotation under way, or begin one: a new key, then every value and file sealed anew with it.

    `is_new` begins one in any case: what cannot be read stands in the way of nothing.

    With `with_index` blind indexes get a new master too; meanwhile searches look for both. Rows are locked a few at a
    time, rows in use are come back to, and what someone else has changed meanwhile is left as they wrote it.
    Raises Conflict while another rotation runs, KeysUnusable.
    """
    with _one_at_a_time():
        before = standing()
        is_new = is_new or before.is_done
        is_new_index = with_index and (is_new or not before.rows_to_index)
        if is_new:
            add_key(by=by)
        if is_new_index:
            add_key(by=by, with_index=True)
            time.sleep(SECONDS_TO_NOTICE)
        ring = key_ring()
        run = Rotation(ring.current, ring.index_masters[0].id, is_new, is_new_index)
        _pass_until_done(run, progress)
        with transaction.atomic():
            counts = {name: getattr(run, name) for name in ("values", "indexes", "files", "left")}
            record("privacy.keys.rotated", by, by=by, key=run.key, index_master=run.index_master, **counts)
    return run


def _pass_until_done(run: Rotation, progress: Progress) -> None:
    """Rows in use are passed over, and a server may seal with the old key in its hand: so there are several passes."""
    tables, stands = sealed_tables(), standing()
    total, looked_at, done = stands.rows_to_renew + stands.files_to_reseal, 0, Done()

    def told(count: int) -> None:
        nonlocal looked_at
        looked_at += count
        progress(min(looked_at, total), total)

    for _number in range(MOST_PASSES):
        run.trouble.clear()
        for table in tables:
            renew_rows(table, done, run.trouble, told)
        run.files += _reseal_files(run.trouble, told)
        run.left = _left(tables)
        if run.left <= len({(each.table, each.row) for each in run.trouble}):
            break
        time.sleep(SECONDS_TO_NOTICE / 4)
    run.values, run.indexes = done.values, done.indexes
    progress(total, total)


def _left(tables: list[SealedTable]) -> int:
    return sum(table.to_renew().count() for table in tables) + count_files(sealed_names())


def _reseal_files(trouble: list[Trouble], told: Callable[[int], None]) -> int:
    done = 0
    for name in sealed_names():
        if not is_sealed_as_now(name):
            try:
                reseal_file(name)
            except UnreadableValue:
                trouble.append(Trouble("unreadable", "files", name))
                continue
            done += 1
            told(1)
    return done


def retire_keys(*, by: models.Model) -> list[str]:
    """Remove the keys and index masters that nothing carries any more. Returns their ids.

    Outside a transaction: everything is counted first, which takes a while, and nobody waits for it. Nothing comes to
    carry an old key once the current one is older than SETTLED_AFTER.

    Raises Conflict while anything still carries one, when there is none, or when the current one is newer than
    SETTLED_AFTER; KeysUnusable where keys are removed elsewhere.
    """
    with _one_at_a_time():
        ring = key_ring()
        old = [key_id for key_id in ring.keys if key_id != ring.current]
        old += [master.id or "index_master" for master in ring.index_masters[1:]]
        _refuse_in_use(ring, old)
        with transaction.atomic():
            record("privacy.keys.retired", by, by=by, keys=", ".join(old))
            if key_ring() != ring:
                raise Conflict(
                    _("The ring has changed meanwhile."), remedy=_("Run the command again."), code="ring-changed"
                )
            provider().write(ring.with_current_only().as_json())
    return old


def _refuse_in_use(ring: KeyRing, old: list[str]) -> None:
    if not old:
        raise Conflict(_("There is no old key to remove."), code="no-old-key")
    stands = standing()
    left = stands.rows_to_renew + stands.files_to_reseal
    if left:
        raise Conflict(
            ngettext(
                "%(left)s value or file still carries an old key.",
                "%(left)s values and files still carry an old key.",
                left,
            )
            % {"left": left},
            remedy=_("Run rotate-keys until nothing is left, then remove the old keys."),
            code="old-key-in-use",
        )
    if ring.changed_at and clock.now() - ring.changed_at < SETTLED_AFTER:
        raise Conflict(
            _("The current key is only a few minutes old; work under way may still hold values of the old one."),
            remedy=_("Try again in ten minutes."),
            code="key-too-new",
        )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the rotation; the end of the process frees it, however it ends."""
    folder = Path(settings.KEY_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_lock(folder / ".rotating") as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            raise Conflict(
                _("A rotation of keys is running already."), remedy=_("Wait for its end."), code="rotation-running"
            )
        yield
