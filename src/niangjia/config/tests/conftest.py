"""An installation of its own for each test of backups: data folder, keys, and a bureau with sealed values."""

import pytest

from niangjia.config.backup.keys import own_key
from niangjia.dossiers.tests import factories


@pytest.fixture
def data_folder(settings, tmp_path):
    """Settings as of a data folder under tmp_path."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings.DATA, settings.KEY_FOLDER, settings.MEDIA_ROOT = data, data / "keys", data / "files"
    settings.BACKUP_KEY, settings.BACKUP_FOLDER = data / "keys" / "backup.json", data / "backups"
    return data


@pytest.fixture
def installation(data_folder, transactional_db, bureau):
    """A bureau with 120 households, so that a hundred sealed values can be opened."""
    factories.rows(bureau, [{} for _each in range(120)])
    return data_folder


@pytest.fixture
def key(data_folder):
    """The key of backups of that folder."""
    return own_key()[0]
