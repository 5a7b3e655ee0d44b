"""Said twice, by two people, or after the page was opened: nobody's words are lost without a word."""

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.pairing import queries
from niangjia.pairing.commands import (
    exclude_cadre,
    place_unit,
    promise_help,
    revise_cadre,
    revise_needs,
    settle_promise,
)
from niangjia.pairing.errors import ChangedMeanwhile
from niangjia.pairing.models import Cadre, Exclusion, Needs, UnitPlace
from niangjia.pairing.records import CadreRecord
from niangjia.pairing.seen import stamp

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def second(someone, bureau, signed_in):
    """Another clerk, signed in."""
    return signed_in(someone(Role.ASSISTANCE_CLERK, bureau, "second"))


def page(name, thing):
    return reverse(f"pairing:{name}", args=[thing.pk])


def opened(client, address):
    return {"seen": client.get(address).context["form"]["seen"].value()}


def test_two_who_change_a_cadre_do_not_overwrite_each_other(cadre, bureau, as_clerk, second):
    address = page("revise-cadre", cadre)
    one, two = opened(as_clerk, address), opened(second, address)
    said = {"unit": str(bureau.pk), "rank": "section"}
    assert as_clerk.post(address, {**said, "capacity": "0", "skills": ["law"], **one}).status_code == 302
    refused = second.post(address, {**said, "capacity": "9", **two})
    assert refused.status_code == 422
    assert Cadre.objects.get().capacity == 0
    form = refused.context["form"]
    assert form["capacity"].value() == "9", "what was typed is kept"
    assert "0" in str(form.errors["capacity"])
    assert "skills" in form.errors
    assert "rank" not in form.errors, "nobody changed it"
    assert second.post(address, {**said, "capacity": "9", "seen": form["seen"].value()}).status_code == 302
    assert Cadre.objects.get().capacity == 9
    assert second.post(address, {**said, "capacity": "9", **two}).status_code == 302, "the same again is no conflict"
    assert Entry.objects.filter(act="pairing.cadre.revised").count() == 2


def test_two_who_say_what_a_household_needs(dossier, as_clerk, second, clerk):
    address = page("revise-needs", dossier)
    one, two = opened(as_clerk, address), opened(second, address)
    assert as_clerk.post(address, {"needs": ["law"], "language": "", **one}).status_code == 302
    assert as_clerk.post(address, {"needs": ["law"], "language": "", **one}).status_code == 302
    refused = second.post(address, {"needs": ["work"], "language": "", **two})
    assert refused.status_code == 422
    assert Needs.objects.get().needs == ["law"]
    form = refused.context["form"]
    assert form["needs"].value() == ["work"]
    assert set(form.errors) == {"__all__", "needs"}
    assert second.post(address, {"needs": ["work"], "language": "", "seen": form["seen"].value()}).status_code == 302
    assert Needs.objects.get().needs == ["work"]


def test_two_who_place_a_unit(farm, as_clerk, second):
    address = page("place-unit", farm)
    one, two = opened(as_clerk, address), opened(second, address)
    assert as_clerk.post(address, {"latitude": "50.1", "longitude": "121.2", **one}).status_code == 302
    refused = second.post(address, {"latitude": "50.3", "longitude": "121.2", **two})
    assert refused.status_code == 422
    assert "50.100000" in str(refused.context["form"].errors["latitude"])
    assert UnitPlace.objects.get().latitude == 50_100_000
    again = {"seen": refused.context["form"]["seen"].value()}
    assert second.post(address, {"latitude": "50.3", "longitude": "121.2", **again}).status_code == 302


@pytest.mark.parametrize("seen", ["", "[]", "nothing", '{"capacity": 99}'])
def test_a_page_that_says_nothing_known_is_stale(cadre, dossier, farm, clerk, seen):
    with pytest.raises(ChangedMeanwhile):
        revise_cadre(cadre, CadreRecord("section", 5), unit=cadre.unit, seen=seen, by=clerk)
    with pytest.raises(ChangedMeanwhile):
        revise_needs(dossier, needs=["law"], language="", seen=seen, by=clerk)
    with pytest.raises(ChangedMeanwhile):
        place_unit(farm, latitude=1, longitude=1, seen=seen, by=clerk)
    assert revise_needs(dossier, needs=["law"], language="", seen=stamp(queries.needs_said(dossier)), by=clerk)


def test_a_better_reason_is_not_dropped(pair, cadre_user, signed_in):
    made = promise_help(pair, what="带去局医院", due_on=TODAY, by=cadre_user)
    settle_promise(made, is_kept=False, words="医院停诊", by=cadre_user)
    assert settle_promise(made, is_kept=False, words=" 医院停诊 ", by=cadre_user).state == "not-kept"
    with pytest.raises(Conflict) as refusal:
        settle_promise(made, is_kept=False, words="医院停诊，改到下周二", by=cadre_user)
    assert refusal.value.code == "settled"
    sent = {"is_kept": "no", "words": "医院停诊，改到下周二"}
    answer = signed_in(cadre_user).post(page("settle-promise", made), sent)
    assert answer.status_code == 422
    assert answer.context["form"]["words"].value() == sent["words"]


def test_another_reason_of_an_exclusion_is_not_dropped(dossier, other, clerk, as_clerk):
    made = exclude_cadre(dossier, other, why="kin", by=clerk)
    assert exclude_cadre(dossier, other, why="kin", by=clerk) == made
    sent = {"cadre": str(other.pk), "why": "declined"}
    answer = as_clerk.post(page("exclude-cadre", dossier), sent)
    assert answer.status_code == 422
    assert answer.context["form"]["why"].value() == "declined"
    assert Exclusion.objects.get().why == "kin"
