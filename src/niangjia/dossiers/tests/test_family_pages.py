"""Pages of death, split and merger: shown first, done when confirmed, and only what was shown."""

import re

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import confirm_fact
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.test_families import family, fresh, ids
from niangjia.kernel import clock
from niangjia.people.records import AmountRecord
from niangjia.people.tests.factories import YEAR

pytestmark = pytest.mark.django_db


def hidden(page):
    """What the page would send along to confirm."""
    found = dict(re.findall(r'<input type="hidden" name="(looked|seen|other_seen)" value="([^"]*)"', page))
    assert found["looked"]
    return found


def test_a_death_of_the_filed_worker_is_shown_then_done(farm, clerk, signed_in):
    dossier = family(farm, clerk, "刘心红", "王秀英", "刘春生")
    known = ids(dossier)
    client, address = signed_in(clerk), reverse("dossiers:record-death", args=[dossier.pk])
    assert "王秀英" in client.get(address).content.decode()
    address = f"{address}?person={known['刘心红']}"
    page = client.get(address).content.decode()
    assert f'value="{known["王秀英"]}" selected' in page, "the spouse is proposed"
    sent = {
        "on": clock.today(), "told_by": "邻居", "goes_on": "yes", "head": str(known["王秀英"]),
        f"relation-{known['刘春生']}": "son",
    }  # fmt: skip
    page = client.post(address, sent).content.decode()
    assert fresh(dossier).size == 3, "nothing has happened yet"
    done = client.post(address, sent | hidden(page))
    assert done.status_code == 302
    assert (fresh(dossier).size, fresh(dossier).worker.name) == (2, "王秀英")
    again = client.post(address, sent | hidden(page), follow=True)
    assert again.status_code == 200
    assert fresh(dossier).size == 2


def test_a_split_is_done_only_as_it_was_shown(farm, clerk, signed_in):
    dossier = family(farm, clerk, "刘心红", "王秀英", incomes=(AmountRecord("shared", 10_000, *YEAR),))
    known, line = ids(dossier), dossier.household.incomelines.get(person=None)
    client, address = signed_in(clerk), reverse("dossiers:split-household", args=[dossier.pk])
    assert client.get(address).status_code == 200
    sent = {
        "on": clock.today(), "leaving": [str(known["王秀英"])], "head": str(known["王秀英"]),
        "main_cause": "serious-illness", "level": "grassroots", f"fen-{line.pk}": "40",
    }  # fmt: skip
    answer = client.post(address, sent | {f"fen-{line.pk}": "101"})
    assert answer.status_code == 422
    assert 'value="101"' in answer.content.decode()
    page = client.post(address, sent).content.decode()
    other = client.post(address, sent | hidden(page) | {f"fen-{line.pk}": "50"})
    assert other.status_code == 200, "what was changed after looking is shown again"
    assert Dossier.objects.count() == 1
    confirm_fact(dossier, name="receives_dibao", value=False, by=clerk)
    assert client.post(address, sent | hidden(page)).status_code == 409, "changed since"
    page = client.post(address, sent).content.decode()
    assert client.post(address, sent | hidden(page)).status_code == 302
    new = Dossier.objects.exclude(pk=dossier.pk).get()
    assert new.household.incomelines.get(kind="shared").amount_fen == 4_000
    line.refresh_from_db()
    assert line.amount_fen == 6_000


def test_a_merger_asks_for_the_other_dossier_first(farm, other_farm, clerk, signed_in, someone):
    dossier, other = family(farm, clerk, "刘心红"), family(other_farm, clerk, "王秀英")
    client, address = signed_in(clerk), reverse("dossiers:merge-household", args=[dossier.pk])
    for number in ("1", dossier.number):
        assert "王秀英" not in client.get(address, {"other": number}).content.decode()
    officer = signed_in(someone(Role.UNIT_OFFICER, farm, "officer"))
    assert "王秀英" not in officer.get(address, {"other": other.number}).content.decode(), "of another unit"
    address = f"{address}?other={other.number}"
    sent = {"on": clock.today(), f"relation-{other.worker_id}": "", f"same-{other.worker_id}": ""}
    assert client.post(address, sent).status_code == 422
    sent[f"relation-{other.worker_id}"] = "spouse"
    page = client.post(address, sent).content.decode()
    assert client.post(address, sent | hidden(page)).status_code == 302
    assert (fresh(dossier).size, fresh(other).closing_reason) == (2, "merged")
