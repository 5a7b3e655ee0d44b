"""The one write of the record, in the transaction of the act: what cannot be recorded does not happen."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial

from django.db import connection, models, transaction

from niangjia.accounts.models import Unit, User
from niangjia.audit import acts, chain, linking
from niangjia.audit.keys import AuditKeys, note_head
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.queries import keys, waiting_entries
from niangjia.kernel import clock
from niangjia.kernel.text import Text

logger = logging.getLogger("niangjia.audit")
AT_ONCE = 2_000
"""Rows linked in one go; only an older database has more of them waiting."""
LINK = (
    "UPDATE audit_entry SET key_id = %s, algorithm = %s, seal = %s, sequence = %s, digest = %s "
    "WHERE id = %s AND sequence IS NULL"
)

MOVE = "UPDATE audit_chainhead SET sequence = %s, digest = %s, at = %s, key_id = %s, algorithm = %s, seal = %s"
"""Both run with every act, and are written out to spare it the making of the statement."""


def record(act: str, subject: models.Model, *, by: User, unit: Unit | None = None, **details: object) -> Entry:
    """Append an entry for a registered act on a subject with a UUID key.

    `details` go to JSON and must hold masked or harmless values only; a Text keeps both languages. The row outlives a
    user who is emptied: `username` is kept as the user's id, and read as what they are called by then. Raises TypeError
    naming the act and the detail that JSON, or one of the databases, would not give back as it is (floats among them).
    Must run inside the transaction of the act itself. Raises AuditKeysUnusable when the row cannot be sealed.
    """
    if not acts.is_registered(act):
        raise LookupError(f"{act} is not in the catalogue of acts")
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{act} must be recorded in the transaction of the act itself")
    try:
        told = {name: asdict(each) if isinstance(each, Text) else each for name, each in details.items()}
        plain = chain.plain(told | _user_by_id(told, subject, by))
    except TypeError as error:
        raise TypeError(f"{act}: {error}") from error
    entry = Entry(
        id=_next_id(),
        at=clock.now(),
        by=by,
        act=act,
        subject_type=subject._meta.label_lower,  # noqa: SLF001 (the public name of a model is there)
        subject_id=subject.pk,
        unit=unit,
        details=plain,
    )
    linking.seal(entry, keys().current)
    entry.save(force_insert=True)
    _link_soon(entry)
    return entry


def _user_by_id(details: dict[str, object], subject: models.Model, by: User) -> dict[str, object]:
    """The user whom `username` names, by their id; most acts are about them, or done by them."""
    username = details.get("username")
    if not isinstance(username, str):
        return {}
    near = (subject, by, *subject._state.fields_cache.values())  # noqa: SLF001 (spares a query)
    known = next((each.pk for each in near if isinstance(each, User) and each.username == username), None)
    pk = known or User.objects.filter(username=username).values_list("pk", flat=True).first()
    return {"username": {"user": str(pk)}} if pk else {}


def _next_id() -> int:
    """The id of the row to come, which its seal is over too: a copy of a row under another id does not verify."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_entry', 'id'))")
        else:  # the write lock is held, and AUTOINCREMENT gives no id twice
            cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'audit_entry'")
        return int(cursor.fetchone()[0])


def _link_soon(entry: Entry) -> None:
    """At once where one write lock is held anyway; otherwise after the commit, so that no act waits for another's."""
    if not connection.features.has_select_for_update:
        _link([entry])
    elif not any(follow_up[1] is _link_after_commit for follow_up in connection.run_on_commit):
        transaction.on_commit(_link_after_commit, robust=True)  # a row that stays waiting is linked by the next


def _link_after_commit() -> None:
    link_waiting()


def link_waiting() -> int:
    """Link the rows that wait, oldest first, and tell how many. Holds the head while it does.

    Rows wait for the instant between an act and its commit, after a crash in that instant, and after the update that
    brought the chain. Nothing is linked behind a head that is missing or was tampered with: that would cover the
    traces. Acts go on meanwhile, each sealed by itself, and `verify audit` says what is wrong.
    """
    return _link(None)


def _link(known: Sequence[Entry] | None) -> int:
    """Link rows that are known to be the only ones waiting, or all that wait."""
    linked = 0
    with transaction.atomic(savepoint=False):
        head, is_new = _held_head()
        if head is None:
            return 0
        for entries in _waiting(with_unsealed=is_new) if known is None or is_new else [known]:
            done = linking.link(entries, head, keys(), may_adopt=is_new)
            _write_links(done)
            linked += len(done)
        if linked or is_new:
            seal_and_save(head, keys())
    return linked


def _waiting(*, with_unsealed: bool) -> Iterator[list[Entry]]:
    """The rows that wait, in chunks; read once, whether they can be linked or not."""
    last = 0
    while entries := list(waiting_entries(after=last, with_unsealed=with_unsealed)[:AT_ONCE]):
        yield entries
        if len(entries) < AT_ONCE:
            return
        last = entries[-1].pk


def _held_head() -> tuple[ChainHead | None, bool]:
    """The head, locked, and whether it was made just now, with the first row; None when it is not to be trusted."""
    head, ring = next(iter(ChainHead.objects.select_for_update()), None), keys()
    if head is not None:
        if linking.is_genuine_head(head, ring):
            _note(head, ring)
            return head, False
        logger.error("the head of the record was tampered with, and nothing is linked; run: verify audit")
        return None, False
    if Entry.objects.exclude(sequence=None).exists() or (ring.head and Entry.objects.exists()):
        logger.error("the head of the record is missing, and nothing is linked; run: verify audit")
        return None, False
    made_or_found, is_new = ChainHead.objects.get_or_create(is_only=True, defaults={"at": clock.now()})
    head = ChainHead.objects.select_for_update().get(pk=made_or_found.pk)
    _note(head, ring)
    return head, is_new


def _note(head: ChainHead, ring: AuditKeys) -> None:
    """Remember the head beside the keys, once it stands."""
    if ring.head != head.pk.hex:
        transaction.on_commit(partial(note_head, head.pk.hex), robust=True)


def _write_links(entries: Sequence[Entry]) -> None:
    rows = [(each.key_id, each.algorithm, each.seal, each.sequence, each.digest, each.pk) for each in entries]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(LINK, rows)


def seal_and_save(head: ChainHead, ring: AuditKeys) -> None:
    """Write the head where it stands now, sealed with the current key."""
    head.at = clock.now()
    linking.seal_head(head, ring.current)
    with connection.cursor() as cursor:
        at = connection.ops.adapt_datetimefield_value(head.at)
        cursor.execute(MOVE, (head.sequence, head.digest, at, head.key_id, head.algorithm, head.seal))
