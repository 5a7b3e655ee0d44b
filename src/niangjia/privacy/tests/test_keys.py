from pathlib import Path

from niangjia.privacy.blind_index import blind_index
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
    assert len(index) == 64
    assert NUMBER not in index


def test_a_blind_index_depends_on_field_value_and_installation(settings, tmp_path):
    index = blind_index("people.person.identity", NUMBER)
    assert index != blind_index("people.person.phone", NUMBER)
    assert index != blind_index("people.person.identity", NUMBER[:-1] + "2")
    settings.KEY_FOLDER = tmp_path / "other"
    assert index != blind_index("people.person.identity", NUMBER)
