"""What is promised lies readable nowhere, and goes with the dossier."""

import logging
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.pairing.models import Exclusion, Needs, Pair, Promise, Proposal, ProposalLine
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.tests.planted import Search, columns_without, everything_in_the_database

SEALED = [
    f"pairing.{model.__name__}.{field.name}"
    for model in (Promise,)
    for field in model._meta.get_fields()
    if isinstance(field, EncryptedTextField)
]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_lies_nowhere_in_plain(pair, cadre_user, signed_in, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    planted = {"暗桩之一：答应了什么", "暗桩之二：为什么没办成"}
    what, words = sorted(planted)
    client, today = signed_in(cadre_user), str(clock.today())
    with caplog.at_level(logging.DEBUG):
        client.post(reverse("pairing:promise-help", args=[pair.pk]), {"what": what, "due_on": today})
        settle = reverse("pairing:settle-promise", args=[Promise.objects.get().pk])
        assert client.post(settle, {"is_kept": "no", "words": words}).status_code == 302
    assert len(SEALED) == 2
    assert not [each for each in SEALED if each in columns_without(planted)]
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(planted)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(django_settings.MEDIA_ROOT)) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_pairs_along_and_the_figures_stay(clerk, approver, leader, system, farm):
    plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    for model in (Pair, Promise, Needs, Exclusion, ProposalLine):
        assert not model.objects.exists(), model
    assert (certificate.counts["pairing.pair"], certificate.counts["pairing.promise"]) == (2, 1)
    assert Proposal.objects.get().households == 1
