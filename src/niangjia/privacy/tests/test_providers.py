"""Where keys come from: files and programs, noticed when they change, and never told to anyone."""

import logging
import sys
import traceback

import pytest

from niangjia.privacy import keys, providers
from niangjia.privacy.errors import KeysUnusable, UnreadableValue
from niangjia.privacy.fields import seal, unseal
from niangjia.privacy.keys import key_ring

PHONE, PLACE = "13800000001", "letters.phone:1"


def test_a_file_elsewhere(settings, tmp_path):
    settings.KEYS = f"file:{tmp_path}/elsewhere/ring.json"
    token = seal(PHONE, PLACE)
    assert (tmp_path / "elsewhere" / "ring.json").exists()
    assert not (settings.KEY_FOLDER / "fields.json").exists()
    assert unseal(token, PLACE) == PHONE


def test_a_changed_file_is_noticed_by_the_next_value():
    before = key_ring()
    providers.provider().write(before.with_new_key().as_json())
    assert key_ring().current != before.current
    assert not seal(PHONE, PLACE).startswith(f"v1.{before.current}.")


@pytest.fixture
def program(settings, tmp_path):
    """A program that prints a ring lying beside it, and counts how often it was asked."""
    ring = tmp_path / "ring.json"
    ring.write_bytes(keys._new_ring().as_json())
    script = tmp_path / "ring.py"
    asked = tmp_path / "asked"
    script.write_text(f"open({str(asked)!r}, 'a').write('x')\nprint(open({str(ring)!r}).read())")
    settings.KEYS = f"command:{sys.executable} {script}"
    return ring, lambda: len(asked.read_text()) if asked.exists() else 0


def test_a_program_gives_the_ring_and_is_not_asked_for_each_value(program, monkeypatch):
    monkeypatch.setattr(providers, "SECONDS_TO_KEEP", 10_000)
    _ring, asked = program
    tokens = [seal(PHONE, PLACE) for _ in range(20)]
    assert all(unseal(token, PLACE) == PHONE for token in tokens)
    assert asked() == 1


def test_a_value_of_a_key_not_known_yet_makes_the_ring_be_read_anew_once(program, monkeypatch):
    monkeypatch.setattr(providers, "SECONDS_TO_KEEP", 10_000)
    monkeypatch.setattr(keys, "_reloaded_at", float("-inf"))
    ring, asked = program
    old = key_ring()
    new = old.with_new_key()
    ring.write_bytes(new.as_json())  # another process has seen it
    suite = keys.SUITES["v1"]
    from base64 import urlsafe_b64encode

    sealed = suite.seal(new.keys[new.current], PHONE.encode(), PLACE.encode())
    token = f"v1.{new.current}.{urlsafe_b64encode(sealed).decode()}"
    assert unseal(token, PLACE) == PHONE
    assert asked() == 2
    for _ in range(10):  # a key nobody has
        with pytest.raises(UnreadableValue):
            unseal(token.replace(new.current, "k00000000"), PLACE)
    assert asked() == 2


def test_a_program_that_stops_answering_leaves_the_ring_in_use(program, settings, caplog):
    ring, _asked = program
    token = seal(PHONE, PLACE)
    ring.unlink()
    providers.provider().forget()
    with caplog.at_level(logging.WARNING):
        assert unseal(token, PLACE) == PHONE
    assert "gives no keys" in caplog.text


@pytest.mark.parametrize(
    "command", ["", "no-such-program-here", f"{sys.executable} -c 'raise SystemExit(3)'", f"{sys.executable} -c 'pass'"]
)
def test_a_program_that_never_gave_a_ring_is_refused(settings, command):
    settings.KEYS = f"command:{command}"
    with pytest.raises(KeysUnusable):
        key_ring()


def test_keys_of_a_program_are_not_written(program):
    with pytest.raises(KeysUnusable, match="rotate-keys"):
        providers.provider().write(b"{}")


def test_an_unknown_kind_of_place_is_named(settings):
    settings.KEYS = "cloud:somewhere"
    with pytest.raises(KeysUnusable, match=r"cloud[\s\S]*command, file"):
        key_ring()


def test_a_kind_of_place_can_be_added(settings, monkeypatch):
    monkeypatch.setattr(providers, "_KINDS", dict(providers._KINDS))
    providers.register_provider("shelf", lambda place: providers.FileKeys(settings.KEY_FOLDER / place))
    settings.KEYS = "shelf:third"
    assert key_ring().current
    assert (settings.KEY_FOLDER / "third").exists()


def test_no_key_is_in_a_representation_an_error_or_a_log(settings, caplog):
    ring = key_ring()
    said = [repr(ring), str(ring), repr(ring.index_masters), repr(providers.provider())]
    path = settings.KEY_FOLDER / "fields.json"
    path.write_bytes(path.read_bytes()[:-3])
    try:
        key_ring()
    except KeysUnusable:
        said.append(traceback.format_exc())
    said.append(caplog.text)
    whole = "\n".join(said)
    import base64

    for key in (*ring.keys.values(), ring.index_master):
        for told in (key.hex(), base64.b64encode(key).decode(), repr(key)):
            assert told not in whole


def test_a_file_that_goes_while_in_use_is_missed_at_once(settings, monkeypatch):
    monkeypatch.setattr(keys, "_uses", [lambda: True])
    (settings.KEY_FOLDER).mkdir()
    (settings.KEY_FOLDER / "fields.json").write_bytes(keys._new_ring().as_json())
    seal(PHONE, PLACE)
    (settings.KEY_FOLDER / "fields.json").unlink()
    with pytest.raises(KeysUnusable):
        seal(PHONE, PLACE)
