import pytest

from niangjia.people.commands import register_household
from niangjia.people.queries import has_sealed_values
from niangjia.people.tests.factories import APPLIED_ON, household
from niangjia.privacy import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(farm, system, monkeypatch, settings):
    """A household on file, and the folder of its keys."""
    register_household(household(), unit=farm, on=APPLIED_ON, by=system)
    monkeypatch.setattr(keys, "_uses", [has_sealed_values])
    keys._load.cache_clear()
    return settings.KEY_FOLDER / "fields.json"


def test_lost_keys_are_never_replaced(filed):
    kept = filed.rename(filed.with_name("elsewhere"))
    with pytest.raises(keys.KeysUnusable):
        keys.key_ring()
    assert not filed.exists()
    kept.rename(filed)
    assert keys.key_ring().current


@pytest.mark.parametrize("content", ["", "{}", '{"current": "k", "keys": {"k": "AAAA"}, "index_master": "AAAA"}', "[]"])
def test_damaged_keys_are_named(filed, content):
    filed.write_text(content)
    with pytest.raises(keys.KeysUnusable) as refusal:
        keys.key_ring()
    assert str(filed) in str(refusal.value)


def test_an_empty_house_makes_its_own(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "_uses", [has_sealed_values])
    settings.KEY_FOLDER = tmp_path / "new"
    assert keys.key_ring().current
