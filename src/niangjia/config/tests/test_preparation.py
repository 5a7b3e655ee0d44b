"""Static files are collected once for what the apps hold."""

import pytest

from niangjia.config import preparation


@pytest.fixture
def own_static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "data" / "static"
    settings.STATIC_ROOT.parent.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return settings.STATIC_ROOT


def test_static_files_are_collected_until_they_change(own_static_root, monkeypatch):
    assert not preparation.has_static_files()
    preparation.collect_static_files()
    assert (own_static_root / "staticfiles.json").is_file()
    assert preparation.has_static_files()
    monkeypatch.setattr(preparation, "_static_digest", lambda: "another")
    assert not preparation.has_static_files()


def test_an_interrupted_collection_is_done_again(own_static_root, monkeypatch):
    preparation.collect_static_files()

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(preparation, "call_command", interrupted)
    with pytest.raises(KeyboardInterrupt):
        preparation.collect_static_files()
    assert not preparation.has_static_files()
