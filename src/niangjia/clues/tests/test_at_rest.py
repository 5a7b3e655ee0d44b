"""What is said in a clue lies readable nowhere: every sealed column planted, and all that is written searched."""

import logging
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from niangjia.clues.models import Clue
from niangjia.dossiers.tests.factories import identity
from niangjia.kernel import clock
from niangjia.kernel.ids import new_id
from niangjia.privacy import commands as keys
from niangjia.privacy.commands import rotation
from niangjia.privacy.fields import EncryptedTextField
from niangjia.privacy.tests.planted import Search, columns_without, everything_in_the_database

SEALED = [field.name for field in Clue._meta.get_fields() if isinstance(field, EncryptedTextField)]


@pytest.mark.django_db(transaction=True)
def test_what_is_said_of_people_lies_nowhere_in_plain(clerk, system, farm, signed_in, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(rotation, "SECONDS_TO_NOTICE", 0.01)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client, today = signed_in(clerk), clock.today()
    number, phone, story = identity(), "13812348765", "暗桩之一：手术费没有着落"
    given, reason = "暗桩之二：现金五百元", "暗桩之三：等手术结果出来"
    sent = {"name": "刘心红", "unit": str(farm.pk), "source": "visit", "known_by": "王大山", "known_on": str(today)}
    sent |= {"story": story, "identity_number": number, "phone": phone, "form_key": str(new_id())}
    with caplog.at_level(logging.DEBUG):
        assert client.post(reverse("clues:report-clue"), {**sent, "phone": "", "name": ""}).status_code == 422
        assert client.post(reverse("clues:report-clue"), sent).status_code == 302
        clue = Clue.objects.get()
        helped = {"helped_on": str(today), "helped_by": "关志林", "help_given": given}
        client.post(reverse("clues:help-clue", args=[clue.pk]), helped)
        watched = {"next_look_on": str(today + timedelta(days=9)), "reason": reason, "seen": clue.seen}
        client.post(reverse("clues:watch-clue", args=[clue.pk]), watched)
        shown = client.post(reverse("clues:reveal-clue", args=[clue.pk]), {"purpose": "help"}).content.decode()
        client.get(reverse("clues:list-clues"))
        keys.rotate_keys(by=system, with_index=True)
    planted = {number, phone, story, given, reason}
    assert all(value in shown for value in planted)
    missing = [f"clues.Clue.{name}" for name in SEALED if f"clues.Clue.{name}" in columns_without(planted)]
    assert not missing
    clue.refresh_from_db()
    assert Clue.objects.filter(identity_index=clue.identity_index).exists()
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(planted)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(django_settings.MEDIA_ROOT)) == []
    Clue.objects.update(known_by=phone)  # the control: what is not sealed is found
    everything_in_the_database(copies)
    assert {find.value for find in search.in_folder(copies)} == {phone}
