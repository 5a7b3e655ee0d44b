"""A sealed archive opens whole and unchanged, or not at all."""

import io
import random

import pytest

from niangjia.config.backup.archive import part_of, verify_archive, write_archive
from niangjia.config.backup.errors import CannotRestore, DamagedBackup, WrongBackupKey
from niangjia.config.backup.keys import new_key, parse_key
from niangjia.config.backup.manifest import Contents, Manifest
from niangjia.config.backup.sealing import CHUNK, HEADER_BYTES, TAG_BYTES, SealedReader, SealedWriter

SEED = 20261128


@pytest.fixture
def secret():
    return new_key()


@pytest.fixture
def archive(tmp_path, secret):
    """An archive of three chunks: contents that do not shrink."""
    content = tmp_path / "database.sqlite3"
    content.write_bytes(random.Random(SEED).randbytes(2 * CHUNK + 5000))  # noqa: S311 (not a key)
    path = tmp_path / "archive"
    path.touch()
    manifest = Manifest("2026-11-28", "sqlite", Contents([], {}, {}), [part_of(content.name, content)])
    write_archive(path, secret, manifest, {content.name: content})
    return path


def sealed(content, secret):
    file = io.BytesIO()
    writer = SealedWriter(file, secret)
    writer.write(content)
    writer.close()
    return file.getvalue()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_is_sealed_comes_back(size, secret):
    content = random.Random(size).randbytes(size)  # noqa: S311 (not a key)
    reader = SealedReader(io.BytesIO(sealed(content, secret)), secret)
    assert reader.read(size + 1) == content
    reader.finish()


def places(size):
    """A hundred positions: each part of the header, both ends of each chunk, and some by chance."""
    ends = [HEADER_BYTES + number * (CHUNK + TAG_BYTES) for number in range(3)]
    fixed = [
        *range(0, HEADER_BYTES, 3),
        *(end + step for end in ends for step in (-1, 0, 1)),
        size - 1,
        size - TAG_BYTES,
    ]
    by_chance = random.Random(SEED).sample(range(size), 100)  # noqa: S311 (not a key)
    return list(dict.fromkeys([*fixed, *by_chance]))[:100]


def test_one_flipped_byte_is_found_wherever_it_is(archive, secret):
    whole = archive.read_bytes()
    assert verify_archive(archive, secret).kind == "sqlite"
    found = 0
    for place in places(len(whole)):
        archive.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(CannotRestore):
            verify_archive(archive, secret)
        found += 1
    assert found == 100


def test_what_is_cut_off_swapped_repeated_or_added_is_found(archive, secret):
    whole, step = archive.read_bytes(), CHUNK + TAG_BYTES
    head, body = whole[:HEADER_BYTES], whole[HEADER_BYTES:]
    chunks = [body[start : start + step] for start in range(0, len(body), step)]
    assert len(chunks) == 3
    first, second, last = chunks
    changed = [b"", head, head + first, head + first + second, whole[:-1], head + second + first + last]
    changed += [head + first + last, head + first + first + second + last, whole + last, whole + b"\0", whole + head]
    for content in changed:
        archive.write_bytes(content)
        with pytest.raises(DamagedBackup):
            verify_archive(archive, secret)


def test_equal_contents_look_different_each_time(secret):
    assert sealed(b"the same", secret)[HEADER_BYTES:] != sealed(b"the same", secret)[HEADER_BYTES:]


def test_another_key_is_named(archive, secret):
    with pytest.raises(WrongBackupKey) as refused:
        verify_archive(archive, other := new_key())
    assert secret.id.hex() in str(refused.value.message)
    assert other.id.hex() in str(refused.value.message)


def test_a_key_comes_back_from_paper_and_a_slip_is_told(secret):
    line = secret.on_paper()
    assert parse_key(line, "paper") == secret
    form, key_id, groups = line.split()
    assert parse_key(f" {form}  {key_id.upper()}\n{groups.lower().replace('-', ' ')}\n", "paper") == secret
    assert parse_key(secret.in_file().decode(), "file") == secret
    slip = line[:-1] + ("A" if line[-1] != "A" else "Q")
    for wrong in (slip, line[:-5], "", "NIANGJIA-BACKUP-KEY-1", "{}", '{"id": 1, "key": 2}'):
        with pytest.raises(WrongBackupKey):
            parse_key(wrong, "paper")
