"""What a visit says lies readable nowhere, through the form too, and goes with the dossier."""

import logging
import tempfile
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.tests.chain_factories import give_consents
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.files import sealed_names
from niangjia.privacy.tests.planted import Search, columns_without, everything_in_the_database
from niangjia.visits.commands import decline_finding
from niangjia.visits.models import Finding, Photo, Visit

SEALED = [
    f"visits.{model.__name__}.{field.name}"
    for model in (Visit, Finding)
    for field in model._meta.get_fields()
    if isinstance(field, EncryptedTextField)
]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_lies_nowhere_in_plain(dossier, clerk, photo, signed_in, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    give_consents(dossier, clerk, "sensitive")
    names = ("谁同去", "谈了什么", "要什么", "怎么住", "为何困难", "新住址", "说了什么", "为何不采纳")
    along, note, needs, living, causes, address, words, why = texts = [f"暗桩之{each}的原话" for each in names]
    planted = {*texts, "50781234", "121520567"}
    told = {
        "form_key": str(uuid4()), "purpose": "follow-up", "how": "home", "visited_on": str(clock.today()),
        "came_along": along, "met": [str(dossier.worker_id)], "note": note, "needs": needs,
        "home-address": address, "home-debt": "yes", "home-debt-words": words,
        "latitude": "50781234", "longitude": "121520567", "accuracy": "12",
        "photos": SimpleUploadedFile("a.jpg", photo),
    }  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        page = reverse("visits:record-visit", args=[dossier.pk])
        assert signed_in(clerk).post(page, told).status_code == 302
        decline_finding(Finding.objects.get(kind="change"), why=why, by=clerk)
        visit = Visit.objects.get()
        Visit.objects.filter(pk=visit.pk).update(living="", causes="")
        visit.living, visit.causes = living, causes  # asked before filing alone
        visit.save()
    assert (visit.where.latitude, visit.where.longitude, visit.photos.count()) == (50781234, 121520567, 1)
    assert len(SEALED) == 12
    missing = [each for each in SEALED if each in columns_without(planted)]
    assert missing == ["visits.Visit.sent", "visits.Finding.question", "visits.Finding.before"]  # codes and a mark
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(planted)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(django_settings.MEDIA_ROOT)) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_visits_and_photos_along(clerk, approver, leader, system, farm):
    plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    assert [name for name in sealed_names() if name.startswith("visits/")]
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    for model in (Visit, Photo, Finding):
        assert not model.objects.exists(), model
        assert certificate.counts[model._meta.label_lower] == 1
    assert not [name for name in sealed_names() if name.startswith("visits/")]
