"""People and things for tests of visits."""

from io import BytesIO

import pytest
from PIL import Image

from niangjia.accounts.models import Role
from niangjia.dossiers.tests.factories import file, person
from niangjia.visits import callers


@pytest.fixture
def dossier(farm, clerk):
    """A household on file at the farm: a worker and a son."""
    return file(person("刘心红", is_head=True, wage_fen=1_200_000), person("刘春生"), unit=farm, by=clerk)


@pytest.fixture
def son(dossier):
    """The son."""
    return dossier.household.memberships.get(is_head=False, ended_on=None).person


@pytest.fixture
def cadre(someone, bureau, dossier, monkeypatch):
    """Somebody who looks after the household, as an app above says."""
    user = someone(Role.PAIRING_CADRE, bureau, "the-cadre")
    monkeypatch.setitem(callers._callers, "tests", lambda asked: [user] if asked.pk == dossier.pk else [])
    return user


@pytest.fixture
def photo():
    """A photo that says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "暗桩相机"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 46.0, 51.0), 3: "E", 4: (121.0, 31.0, 12.0)})
    written = BytesIO()
    Image.new("RGB", (40, 30), "green").save(written, "JPEG", exif=exif)
    return written.getvalue()
