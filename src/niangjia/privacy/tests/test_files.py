import threading
from pathlib import Path

import pytest

from niangjia.privacy import files
from niangjia.privacy.fields import UnreadableValue
from niangjia.privacy.files import read_sealed, remove_sealed, write_sealed

CONTENT = "刘心红".encode() * 1000


def on_disk(settings, name):
    return Path(settings.MEDIA_ROOT) / name


def test_a_file_comes_back_and_is_not_readable_on_disk(settings):
    write_sealed("imports/1", CONTENT)
    assert read_sealed("imports/1") == CONTENT
    assert "刘心红".encode() not in on_disk(settings, "imports/1").read_bytes()


def test_a_file_is_for_its_owner_only(settings):
    write_sealed("imports/1", CONTENT)
    path = on_disk(settings, "imports/1")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert [each.name for each in path.parent.iterdir()] == ["1"]


def test_a_file_under_another_name_does_not_open(settings):
    write_sealed("imports/1", CONTENT)
    on_disk(settings, "imports/1").rename(on_disk(settings, "imports/2"))
    with pytest.raises(UnreadableValue):
        read_sealed("imports/2")


def test_a_damaged_file_does_not_open(settings):
    write_sealed("imports/1", CONTENT)
    path = on_disk(settings, "imports/1")
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(UnreadableValue):
        read_sealed("imports/1")


def test_a_file_of_another_installation_does_not_open(settings, tmp_path):
    write_sealed("imports/1", CONTENT)
    settings.KEY_FOLDER = tmp_path / "other"
    with pytest.raises(UnreadableValue):
        read_sealed("imports/1")


def test_writing_again_replaces():
    write_sealed("imports/1", CONTENT)
    write_sealed("imports/1", b"")
    assert read_sealed("imports/1") == b""


def test_removing_is_final_and_may_be_repeated():
    write_sealed("imports/1", CONTENT)
    remove_sealed("imports/1")
    remove_sealed("imports/1")
    with pytest.raises(FileNotFoundError):
        read_sealed("imports/1")


def test_an_empty_or_cut_off_file_does_not_open(settings):
    write_sealed("imports/1", b"content")
    path = settings.MEDIA_ROOT / "imports" / "1"
    whole = path.read_bytes()
    for stored in (b"", whole[:3], whole[:20]):
        path.write_bytes(stored)
        with pytest.raises(UnreadableValue):
            read_sealed("imports/1")


def test_a_name_is_given_by_one_at_a_time():
    """A file sealed anew looks whether it is still the one that was read: nobody may put another there meanwhile."""
    write_sealed("imports/1", b"before")
    writer = threading.Thread(target=write_sealed, args=("imports/1", b"after"))
    with files._names_held():
        writer.start()
        writer.join(0.5)
        assert read_sealed("imports/1") == b"before"
    writer.join(10)
    assert read_sealed("imports/1") == b"after"
