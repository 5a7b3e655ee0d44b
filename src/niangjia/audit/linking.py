"""Sealing and linking as the commands do it, on rows of the database's own form."""

import logging
from collections.abc import Iterable, Sequence

from niangjia.audit import chain
from niangjia.audit.chain import Fields, Key
from niangjia.audit.keys import AuditKeys
from niangjia.audit.models import ChainHead, Entry

logger = logging.getLogger("niangjia.audit")


def content(entry: Entry) -> Fields:
    """Everything a row says, in the order in which it is sealed."""
    return (
        str(entry.pk),
        chain.instant(entry.at),
        chain.hexadecimal(entry.by_id),
        entry.act,
        entry.subject_type,
        chain.hexadecimal(entry.subject_id),
        chain.hexadecimal(entry.unit_id),
        chain.canonical(entry.details),
    )


def seal(entry: Entry, key: Key) -> None:
    """Put the seal on a row that is about to be written."""
    entry.key_id, entry.algorithm = key.id, key.algorithm
    entry.seal = key.digest(chain.ENTRY, content(entry))


def is_genuine(entry: Entry, keys: AuditKeys) -> bool:
    """Whether a row says what it said when it was sealed."""
    key = keys.keys.get(entry.key_id)
    return (
        key is not None and entry.algorithm == key.algorithm and key.is_seal_of(entry.seal, chain.ENTRY, content(entry))
    )


def head_fields(sequence: int, digest: str) -> Fields:
    """What the seal of the head is over."""
    return (str(sequence), digest)


def seal_head(head: ChainHead, key: Key) -> None:
    """Put the seal on the head as it stands."""
    head.key_id, head.algorithm = key.id, key.algorithm
    head.seal = key.digest(chain.HEAD, head_fields(head.sequence, head.digest))


def is_genuine_head(head: ChainHead, keys: AuditKeys) -> bool:
    """Whether the head is one that this program wrote."""
    key = keys.keys.get(head.key_id)
    return (
        key is not None
        and head.algorithm == key.algorithm
        and key.is_seal_of(head.seal, chain.HEAD, head_fields(head.sequence, head.digest))
    )


def link(entries: Iterable[Entry], head: ChainHead, keys: AuditKeys, *, may_adopt: bool) -> Sequence[Entry]:
    """Number the rows and move the head over them, in memory; what was linked is given back.

    Rows of the time before the chain, which have no seal, are sealed on the way where `may_adopt`. A row that does not
    carry its own seal is left out: it was not written by this program, and `verify` will name it.
    """
    linked = []
    for entry in entries:
        if may_adopt and not entry.seal:
            seal(entry, keys.current)
        if not is_genuine(entry, keys):
            logger.error("row %s of the record does not carry its seal and is not linked; run: verify audit", entry.pk)
            continue
        entry.sequence = head.sequence + 1
        fields = chain.link_fields(entry.sequence, head.digest, entry.seal)
        entry.digest = keys.keys[entry.key_id].digest(chain.LINK, fields)
        head.sequence, head.digest = entry.sequence, entry.digest
        linked.append(entry)
    return linked
