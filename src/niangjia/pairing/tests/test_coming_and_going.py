"""Cadres who come back or go to another unit, households that are not on file any more, hand-overs to come."""

from datetime import timedelta

import pytest
from django.urls import reverse

from niangjia.accounts.commands import end_appointment
from niangjia.accounts.waiting import Week, waiting_for
from niangjia.dossiers.commands import close_dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.pairing import access, queries
from niangjia.pairing.commands import (
    add_cadre,
    confirm_proposal,
    end_pair,
    hand_over_pair,
    promise_help,
    retire_cadre,
    reveal_contact,
    revise_cadre,
    settle_promise,
    suggest_pairs,
)
from niangjia.pairing.models import Cadre, Pair
from niangjia.pairing.records import CadreRecord
from niangjia.pairing.tests.factories import a_pair
from niangjia.visits import access as visits
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db
TODAY = clock.today()
YEAR = timedelta(days=365)
LIST = reverse("pairing:list-pairs")


def page(name, thing):
    return reverse(f"pairing:{name}", args=[thing.pk])


def began_before(pair):
    Pair.objects.filter(pk=pair.pk).update(started_at=clock.now() - timedelta(hours=1))


def to_hand_over():
    return set(Pair.objects.filter(queries.to_hand_over(TODAY)))


def test_who_retired_is_offered_again_and_comes_back(pair, cadre, bureau, clerk, as_clerk):
    retire_cadre(cadre, on=TODAY, by=clerk)
    add = reverse("pairing:add-cadre")
    assert add in as_clerk.get(page("revise-cadre", cadre)).content.decode()
    assert str(cadre.user_id) in as_clerk.get(add).context["form"].users
    sent = {"user": str(cadre.user_id), "unit": str(bureau.pk), "rank": "leader", "capacity": "4"}
    assert as_clerk.post(add, sent).status_code == 302
    cadre = Cadre.objects.get()
    assert (cadre.ended_on, cadre.capacity, cadre.moved_at) == (None, 4, None)
    assert not to_hand_over(), "the household was not handed over and stays"
    assert str(cadre.user_id) not in as_clerk.get(add).context["form"].users


def test_who_holds_the_role_no_more_does_not_come_back(cadre, bureau, clerk, system):
    retire_cadre(cadre, on=TODAY, by=clerk)
    end_appointment(cadre.user.appointments.get(), reason="调出", last_on=TODAY - timedelta(days=1), by=system)
    with pytest.raises(Conflict) as refusal:
        add_cadre(cadre.user, CadreRecord("leader", 4), unit=bureau, by=clerk)
    assert refusal.value.code == "no-cadre"


def test_who_goes_to_another_unit_has_their_households_handed_over(pair, cadre, farm, other_farm, clerk, as_clerk):
    revise_cadre(cadre, CadreRecord("section", 5), unit=cadre.unit, by=clerk)
    assert not to_hand_over(), "the same unit"
    address = page("revise-cadre", cadre)
    seen = as_clerk.get(address).context["form"]["seen"].value()
    sent = {"unit": str(other_farm.pk), "rank": "section", "capacity": "5", "seen": seen}
    began_before(pair)
    assert as_clerk.post(address, sent).status_code == 302
    assert to_hand_over() == {pair}
    later = a_pair(file(person("王秀英", is_head=True), unit=farm, by=clerk), cadre, by=clerk)
    assert to_hand_over() == {pair}, "what is given to them after that stays"
    cadre.refresh_from_db()
    revise_cadre(cadre, CadreRecord("section", 5), unit=cadre.unit, keeps=True, by=clerk)
    assert not to_hand_over(), "said to be kept afterwards"
    assert later.cadre == cadre


def test_who_comes_back_at_another_unit_has_their_households_handed_over(pair, cadre, other_farm, clerk):
    began_before(pair)
    retire_cadre(cadre, on=TODAY, by=clerk)
    add_cadre(cadre.user, CadreRecord("leader", 4), unit=other_farm, by=clerk)
    assert to_hand_over() == {pair}


def test_who_keeps_the_households_does(pair, cadre, other_farm, clerk):
    began_before(pair)
    revise_cadre(cadre, CadreRecord("section", 5), unit=other_farm, keeps=True, by=clerk)
    assert not to_hand_over()


def test_the_cadre_of_a_closed_dossier_reads_and_promises_nothing(pair, dossier, cadre_user, clerk, signed_in):
    promise = promise_help(pair, what="陪去报销", due_on=TODAY, by=cadre_user)
    visit = a_visit(dossier, cadre_user)
    assert access.is_own(cadre_user, access.get_pair_for(cadre_user, pair.pk))
    assert visits.get_visit_for(cadre_user, visit.pk) == visit
    close_dossier(dossier, reason="retired", by=clerk)
    pair = Pair.objects.get(pk=pair.pk)
    assert not access.is_own(cadre_user, pair)
    with pytest.raises(Forbidden):
        reveal_contact(pair, purpose="contact", device="x", by=cadre_user)
    with pytest.raises(NotFoundOrForbidden):
        visits.get_visit_for(cadre_user, visit.pk)
    assert not visits.looks_after(cadre_user, pair.dossier)
    for by, refusal in ((cadre_user, Forbidden), (clerk, Conflict)):
        with pytest.raises(refusal):
            promise_help(pair, what="再来", due_on=TODAY, by=by)
    client = signed_in(cadre_user)
    for name in ("show-pair", "promise-help"):
        assert client.get(page(name, pair)).status_code == 404
    assert client.post(page("reveal-contact", pair), {"purpose": "contact"}).status_code == 404
    assert settle_promise(promise, is_kept=True, words="", by=clerk).state == "kept"
    assert end_pair(pair, why="dossier", by=clerk).ended_on == TODAY


def test_a_household_looked_after_is_one_on_file_whatever_an_app_above_says(dossier, cadre_user, clerk, monkeypatch):
    from niangjia.visits import callers

    monkeypatch.setitem(callers._callers, "tests", lambda _asked: [cadre_user])
    assert visits.looks_after(cadre_user, dossier)
    close_dossier(dossier, reason="retired", by=clerk)
    dossier.refresh_from_db()
    assert not visits.looks_after(cadre_user, dossier)


def test_the_pair_of_a_closed_dossier_rests_and_waits_for_nobody(pair, dossier, cadre, cadre_user, clerk, as_clerk):
    Pair.objects.filter(pk=pair.pk).update(
        starts_on=TODAY - YEAR, ends_on=TODAY - timedelta(days=1), started_at=clock.now() - YEAR
    )
    promise_help(pair, what="陪去报销", due_on=TODAY, by=cadre_user)

    def waiting():
        with clock.set_to(TODAY + timedelta(days=30)):
            found = [each for user in (clerk, cadre_user) for each in waiting_for(user, Week(TODAY, TODAY))]
        return sum(sum(each.days.values()) for each in found if each.code.startswith("pairing."))

    assert waiting()
    assert queries.load_of([cadre.pk])[cadre.pk] == 1
    close_dossier(dossier, reason="retired", by=clerk)
    assert not waiting()
    assert queries.load_of([cadre.pk])[cadre.pk] == 0, "the cadre has room for another"
    assert queries.cadres_in(access.where_may(clerk, "read-cadres")).get().households == 0
    assert not as_clerk.get(LIST).context["page"].paginator.count
    shown = as_clerk.get(page("show-pair", pair))
    assert (shown.context["due"], shown.context["may_pair"], shown.context["may_end"]) == (None, False, True)
    assert not as_clerk.get(page("show-pairing", dossier)).context["current"]


def test_a_household_is_not_handed_over_on_a_day_to_come(pair, dossier, other, clerk, as_clerk, cadre_user):
    on = TODAY + timedelta(days=60)
    with pytest.raises(InvalidInput) as refusal:
        hand_over_pair(pair, other, on=on, ends_on=on + YEAR, by=clerk)
    assert refusal.value.code == "on"
    sent = {"cadre": str(other.pk), "starts_on": str(on), "ends_on": str(on + YEAR)}
    answer = as_clerk.post(page("hand-over-pair", pair), sent)
    assert answer.status_code == 422
    assert "starts_on" in answer.context["form"].errors
    assert list(queries.cadres_of(dossier)) == [cadre_user], "the household has somebody all the while"


def test_a_proposal_hands_nobody_over_on_a_day_to_come(pair, cadre, other, bureau, clerk):
    retire_cadre(cadre, on=TODAY, by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    on = TODAY + timedelta(days=9)
    with pytest.raises(InvalidInput) as refusal:
        confirm_proposal(proposal, starts_on=on, ends_on=on + YEAR, seen=0, by=clerk)
    assert refusal.value.code == "on"
    assert Pair.objects.get().ended_on is None
    confirm_proposal(proposal, starts_on=TODAY, ends_on=TODAY + YEAR, seen=0, by=clerk)
    assert Pair.objects.get(ended_on=None).cadre == other
