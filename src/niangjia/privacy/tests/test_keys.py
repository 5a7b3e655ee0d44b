import json
from base64 import b64encode
from pathlib import Path

import pytest

from niangjia.privacy import keys
from niangjia.privacy.blind_index import blind_index
from niangjia.privacy.fields import seal, unseal
from niangjia.privacy.keys import key_ring

NUMBER = "150785198005069014"


def test_a_ring_is_made_once_for_its_owner_only(settings):
    ring = key_ring()
    assert key_ring() == ring
    assert len(ring.keys[ring.current]) == len(ring.index_master) == 32
    path = Path(settings.KEY_FOLDER) / "fields.json"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_blind_index_is_stable_and_tells_nothing():
    index = blind_index("people.person.identity", NUMBER)
    assert index == blind_index("people.person.identity", NUMBER)
    assert len(index) <= 64
    assert NUMBER not in index


def test_a_blind_index_depends_on_field_value_and_installation(settings, tmp_path):
    index = blind_index("people.person.identity", NUMBER)
    assert index != blind_index("people.person.phone", NUMBER)
    assert index != blind_index("people.person.identity", NUMBER[:-1] + "2")
    settings.KEY_FOLDER = tmp_path / "other"
    assert index != blind_index("people.person.identity", NUMBER)


def ring_path(settings):
    return Path(settings.KEY_FOLDER) / "fields.json"


def test_a_missing_ring_is_never_replaced_while_values_are_on_file(settings, monkeypatch):
    monkeypatch.setattr(keys, "_uses", [lambda: True])
    with pytest.raises(keys.KeysUnusable) as refusal:
        key_ring()
    assert refusal.value.code == "keys-unusable"
    assert not ring_path(settings).exists()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "k1", "keys": {}, "index_master": ""}', "not json"])
def test_a_damaged_ring_is_told_and_kept(settings, content):
    path = ring_path(settings)
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(keys.KeysUnusable):
        key_ring()
    assert path.read_text() == content


def test_an_older_key_still_opens_what_it_sealed(settings):
    key_ring()
    token = seal("13800000001", "letters.phone:1")
    path = ring_path(settings)
    ring = json.loads(path.read_text())
    ring["keys"]["new"] = b64encode(bytes(32)).decode()
    ring["current"] = "new"
    path.write_text(json.dumps(ring))
    keys._load.cache_clear()  # a start of the program
    assert seal("x", "letters.phone:1").startswith("v1.new.")
    assert unseal(token, "letters.phone:1") == "13800000001"
