"""What is written at a review lies readable nowhere, and goes with its dossier; the figures of the campaign stay."""

import logging
import tempfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.tests.planted import Search, columns_without, everything_in_the_database
from niangjia.reviews import queries
from niangjia.reviews.commands import select_checks
from niangjia.reviews.models import Campaign, Draw, Finding, Review, SpotCheck
from niangjia.reviews.tests.factories import a_campaign

SEALED = [
    f"reviews.{model.__name__}.{field.name}"
    for model in (Review, Finding, SpotCheck)
    for field in model._meta.get_fields()
    if isinstance(field, EncryptedTextField)
]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_lies_nowhere_in_plain(
    clerk, officer, reviewer, superior, bureau, farm, signed_in, tmp_path, caplog, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dossier = file(person("刘心红", is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)
    other = file(person("王秀英", is_head=True, wage_fen=1_200_000), unit=farm, by=clerk)
    campaign = a_campaign(bureau, by=clerk)
    review, paused = (Review.objects.get(dossier=each) for each in (dossier, other))
    planted = {"暗桩之一：草稿里的话", "暗桩之二：邻居说的话", "暗桩之三：为什么要重做", "暗桩之四：哪里不一样"}
    draft, note, why, what = sorted(planted)
    form = {"outcome": "same", "found_on": str(clock.today()), "how": "home", "seen": "0"}
    with caplog.at_level(logging.DEBUG):
        client = signed_in(officer)
        client.post(reverse("reviews:pause-review", args=[paused.pk]), {**form, "note": draft})
        assert (
            client.post(reverse("reviews:record-review", args=[review.pk]), {**form, "note": note}).status_code == 302
        )
        again = {"why": why, "seen": "1"}
        assert signed_in(reviewer).post(reverse("reviews:reopen-review", args=[review.pk]), again).status_code == 302
        client.post(reverse("reviews:record-review", args=[review.pk]), {**form, "seen": "2"})
        select_checks(campaign, percent=100, by=superior)
        said = {"result": "differs", "on": str(clock.today()), "how": "call", "what": what}
        check = reverse("reviews:record-check", args=[SpotCheck.objects.get().pk])
        assert signed_in(superior).post(check, said).status_code == 302
    missing = columns_without(planted)
    assert not [each for each in SEALED if each in missing]
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(planted)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(django_settings.MEDIA_ROOT)) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_reviews_along_and_the_figures_stay(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    assert not Review.objects.exists()
    assert not Finding.objects.exists()
    assert not SpotCheck.objects.exists()
    assert (certificate.counts["reviews.review"], certificate.counts["reviews.spotcheck"]) == (1, 1)
    assert (Draw.objects.count(), queries.deleted_since(Campaign.objects.get())) == (1, 1)
