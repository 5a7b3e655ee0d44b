"""The pages: who sees what, nothing that ranks cadres, a number of queries that does not grow."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.access import Jurisdiction
from niangjia.accounts.models import Role
from niangjia.accounts.waiting import Week, waiting_for
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.pairing import queries, queries_of_due
from niangjia.pairing.commands import place_unit, promise_help, retire_cadre, suggest_pairs
from niangjia.pairing.feasts import rhythm_now
from niangjia.pairing.forms import ListForm
from niangjia.pairing.models import Cadre, Exclusion, Needs, Pair, Promise, Proposal
from niangjia.pairing.tests.factories import a_cadre, a_pair
from niangjia.people.commands import link_worker
from niangjia.visits.tests.factories import a_visit

pytestmark = pytest.mark.django_db
TODAY = clock.today()
LONG_AGO = TODAY - timedelta(days=300)
MINE, LIST, FIGURES = (reverse(f"pairing:{name}") for name in ("list-own-pairs", "list-pairs", "show-figures"))
PROPOSALS, CADRES = reverse("pairing:list-proposals"), reverse("pairing:list-cadres")


def page(name, thing):
    return reverse(f"pairing:{name}", args=[thing.pk])


def text_of(answer):
    return answer.content.decode()


def seen_on(client, address):
    return {"seen": client.get(address).context["form"]["seen"].value()}


def household(farm, clerk, name, phone="13800004444"):
    return file(person(name, is_head=True, wage_fen=1_200_000, particulars={"phone": phone}), unit=farm, by=clerk)


@pytest.fixture
def old_pair(farm, clerk, cadre):
    """A pair from long ago whose household nobody visited."""
    with clock.set_to(LONG_AGO):
        return a_pair(household(farm, clerk, "孙三"), cadre, by=clerk)


def test_the_cadre_sees_the_own_households_and_no_other(pair, other, farm, clerk, cadre_user, signed_in):
    theirs = a_pair(household(farm, clerk, "王秀英"), other, by=clerk)
    promise_help(pair, what="带去局医院问报销", due_on=TODAY, by=cadre_user)
    client = signed_in(cadre_user)
    shown = text_of(client.get(MINE))
    assert "刘心红" in shown
    assert "带去局医院问报销" in shown
    assert "王秀英" not in shown
    assert client.get(page("show-pair", pair)).status_code == 200
    for name in ("show-pair", "promise-help"):
        assert client.get(page(name, theirs)).status_code == 404
    for address in (LIST, FIGURES, PROPOSALS, CADRES, reverse("dossiers:list-dossiers")):
        assert client.get(address).status_code in {403, 404}, address


def test_a_telephone_is_shown_for_a_purpose_on_one_page(farm, clerk, cadre, cadre_user, signed_in):
    pair = a_pair(household(farm, clerk, "钱二"), cadre, by=clerk)
    client = signed_in(cadre_user)
    assert "13800004444" not in text_of(client.get(page("show-pair", pair)))
    assert client.post(page("reveal-contact", pair), {"purpose": "pay"}).status_code == 422
    assert signed_in(clerk).post(page("reveal-contact", pair), {"purpose": "contact"}).status_code in {403, 404}


@pytest.mark.django_db(transaction=True)
def test_a_telephone_is_shown_to_the_cadre(farm, clerk, cadre, cadre_user, signed_in):
    pair = a_pair(household(farm, clerk, "钱二"), cadre, by=clerk)
    answer = signed_in(cadre_user).post(page("reveal-contact", pair), {"purpose": "contact"})
    assert answer.status_code == 200
    assert "tel:13800004444" in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_promises_and_visits_through_the_forms(pair, cadre_user, signed_in):
    client = signed_in(cadre_user)
    sent = {"what": "送孩子去报名", "due_on": str(TODAY)}
    assert client.post(page("promise-help", pair), {**sent, "due_on": "2001-01-01"}).status_code == 422
    assert [client.post(page("promise-help", pair), sent).status_code for _twice in range(2)] == [302, 302]
    promise = Promise.objects.get()
    refused = client.post(page("settle-promise", promise), {"is_kept": "no", "words": ""})
    assert refused.status_code == 422
    assert client.post(page("settle-promise", promise), {"is_kept": "yes", "words": ""}).status_code == 302
    visit = {
        "form_key": str(uuid4()),
        "purpose": "pairing",
        "how": "home",
        "visited_on": str(TODAY),
        "note": "一切都好",
    }
    record = reverse("visits:record-visit", args=[pair.dossier_id])
    assert record in text_of(client.get(MINE))
    assert client.post(record, {**visit, "visited_on": "x"}).status_code == 422
    assert [client.post(record, visit).status_code for _twice in range(2)] == [302, 302]
    shown = text_of(client.get(page("show-pair", pair)))
    assert "一切都好" in shown
    assert "送孩子去报名" in shown


def test_the_clerk_adds_cadres_places_and_has_pairs_proposed(farm, bureau, clerk, as_clerk, cadre_user):
    made = household(farm, clerk, "赵一")
    assert "/pairing/cadres/add/" in text_of(as_clerk.get(CADRES))
    said = {"user": str(cadre_user.pk), "unit": str(bureau.pk), "rank": "leader", "capacity": "2"}
    add = reverse("pairing:add-cadre")
    assert as_clerk.post(add, {**said, "latitude": "x"}).status_code == 422
    assert as_clerk.post(add, {**said, "latitude": "50.1"}).status_code == 422
    typed = {**said, "latitude": "50.1", "longitude": "121.2", "skills": ["medical"], "languages": ["daur"]}
    assert as_clerk.post(add, typed).status_code == 302
    cadre = Cadre.objects.get()
    assert (cadre.latitude, cadre.longitude, cadre.skills) == (50_100_000, 121_200_000, ["medical"])
    revise = page("revise-cadre", cadre)
    assert as_clerk.get(revise).context["form"]["latitude"].value() == "50.100000"
    assert as_clerk.post(revise, {**typed, "capacity": "3", **seen_on(as_clerk, revise)}).status_code == 302
    place = reverse("pairing:place-unit", args=[farm.pk])
    assert as_clerk.post(place, {"latitude": "95", "longitude": "1"}).status_code == 422
    where = {"latitude": "50.2", "longitude": "121.3", **seen_on(as_clerk, place)}
    assert as_clerk.post(place, where).status_code == 302
    assert "50.200000" in text_of(as_clerk.get(reverse("pairing:list-places")))
    answer = as_clerk.post(reverse("pairing:suggest-pairs"), {"unit": str(bureau.pk)})
    proposal = Proposal.objects.get()
    assert answer["Location"] == page("show-proposal", proposal)
    shown = text_of(as_clerk.get(answer["Location"]))
    assert "赵一" in shown
    line = proposal.lines.get()
    seen = {"seen": "0"}
    assert as_clerk.get(page("change-line", line)).status_code == 200
    assert as_clerk.post(page("change-line", line), {"cadre": "", **seen}).status_code == 302
    assert as_clerk.post(page("change-line", line), {"cadre": str(cadre.pk), **seen}).status_code == 422
    assert as_clerk.post(page("change-line", line), {"cadre": str(cadre.pk), "seen": "1"}).status_code == 302
    confirm, term = page("confirm-proposal", proposal), as_clerk.get(answer["Location"]).context["form"].initial
    days = {name: str(day) for name, day in term.items()}
    assert as_clerk.post(confirm, {**days, **seen}).status_code == 422
    assert as_clerk.post(confirm, {**days, "seen": "2", "ends_on": "2001-01-01"}).status_code == 422
    assert [as_clerk.post(confirm, {**days, "seen": "2"}).status_code for _twice in range(2)] == [302, 302]
    assert Pair.objects.get().dossier == made
    assert as_clerk.post(reverse("pairing:suggest-pairs"), {"unit": str(bureau.pk)})["Location"] == PROPOSALS


def test_a_stale_proposal_shows_which_lines(farm, bureau, clerk, cadre, other, as_clerk):
    made = household(farm, clerk, "赵一")
    household(farm, clerk, "钱二")
    proposal = suggest_pairs(bureau, by=clerk)
    a_pair(made, other, by=clerk)
    days = {"starts_on": str(TODAY), "ends_on": str(TODAY + timedelta(days=99)), "seen": "0"}
    answer = as_clerk.post(page("confirm-proposal", proposal), days)
    assert answer.status_code == 422
    assert [each.line.dossier for each in answer.context["lines"]] == [made]
    assert as_clerk.post(page("discard-proposal", proposal)).status_code == 302


def test_the_tab_of_the_dossier(pair, officer, clerk, signed_in, as_clerk, other):
    client, dossier = signed_in(officer), pair.dossier
    assert page("show-pair", pair) in text_of(client.get(page("show-pairing", dossier)))
    said = {"needs": ["law"], "language": "evenki", **seen_on(client, page("revise-needs", dossier))}
    assert client.post(page("revise-needs", dossier), said).status_code == 302
    assert Needs.objects.get().needs == ["law"]
    assert client.post(page("exclude-cadre", dossier), {"cadre": str(other.pk), "why": "kin"}).status_code == 302
    assert client.post(page("exclude-cadre", dossier), {"cadre": str(other.pk), "why": "asked"}).status_code == 422
    assert client.post(page("lift-exclusion", Exclusion.objects.get())).status_code == 302
    assert client.post(page("ask-for-another", pair)).status_code == 302
    assert client.get(page("hand-over-pair", pair)).status_code in {403, 404}
    term = {"starts_on": str(TODAY), "ends_on": str(TODAY + timedelta(days=99))}
    assert as_clerk.post(page("hand-over-pair", pair), {"cadre": "", **term}).status_code == 422
    assert as_clerk.post(page("hand-over-pair", pair), {"cadre": str(other.pk), **term}).status_code == 302
    after = Pair.objects.get(ended_on=None)
    assert as_clerk.post(page("extend-pair", after), {"ends_on": str(TODAY)}).status_code == 422
    assert as_clerk.post(page("extend-pair", after), {"ends_on": str(TODAY + timedelta(days=150))}).status_code == 302
    assert as_clerk.post(page("end-pair", after), {"why": "handed"}).status_code == 422
    assert as_clerk.post(page("end-pair", after), {"why": "other"}).status_code == 302
    assert as_clerk.get(page("start-pair", dossier)).status_code == 200
    assert as_clerk.post(page("start-pair", dossier), {"cadre": str(other.pk), **term}).status_code == 302


def test_the_household_sees_its_cadre_and_asks_for_another(pair, someone, farm, clerk, signed_in):
    worker = someone(Role.WORKER, farm, "worker")
    link_worker(worker, person=pair.dossier.worker, checked_on=TODAY, by=clerk)
    client = signed_in(worker)
    assert str(pair.cadre) in text_of(client.get(reverse("pairing:show-own-pair")))
    assert client.get(page("show-pair", pair)).status_code in {403, 404}
    assert client.post(page("ask-for-another", pair)).status_code == 302
    assert Pair.objects.get().other_asked_at
    stranger = signed_in(someone(Role.WORKER, farm, "stranger"))
    assert stranger.post(page("ask-for-another", pair)).status_code in {403, 404}
    assert stranger.get(reverse("pairing:show-own-pair")).context["pair"] is None


def test_a_leader_sees_figures_and_nobody(old_pair, leader, signed_in, cadre):
    client = signed_in(leader)
    answer = client.get(FIGURES)
    assert answer.context["total"].overdue == 1
    for name in ("孙三", old_pair.dossier.number, "/pairs/"):
        assert name not in text_of(answer)
    for address in (LIST, CADRES, PROPOSALS, page("show-pair", old_pair)):
        assert client.get(address).status_code in {403, 404}
    assert not [each for each in waiting_for(leader, Week(TODAY, TODAY)) if each.code.startswith("pairing.")]


def test_overdue_is_told_to_the_cadre_first_and_later_to_the_clerk(farm, clerk, cadre, cadre_user, leader):
    with clock.set_to(LONG_AGO):
        pair = a_pair(household(farm, clerk, "孙三"), cadre, by=clerk)
    due = queries_of_due.due_of([pair], rhythm_now())[pair.pk].on

    def told(user, day):
        with clock.set_to(day):
            return {each.code for each in waiting_for(user, Week(day, day)) if each.code.startswith("pairing.")}

    assert told(cadre_user, due) == {"pairing.own-visits"}
    assert told(cadre_user, due + timedelta(days=1)) == {"pairing.own-visits"}
    assert "pairing.visits" not in told(clerk, due + timedelta(days=14))
    assert "pairing.visits" in told(clerk, due + timedelta(days=15))
    assert told(leader, due + timedelta(days=90)) == set()
    with clock.set_to(due + timedelta(days=15)):
        a_visit(pair.dossier, cadre_user)
    assert "pairing.visits" not in told(clerk, due + timedelta(days=15))


def test_what_waits_for_the_clerk_is_as_long_as_its_lists(old_pair, farm, clerk, cadre, other, as_clerk):
    gone = a_pair(household(farm, clerk, "李四"), other, by=clerk)
    retire_cadre(other, on=TODAY, by=clerk)
    Pair.objects.filter(pk=gone.pk).update(starts_on=LONG_AGO, ends_on=TODAY - timedelta(days=1))
    found = [each for each in waiting_for(clerk, Week(TODAY, TODAY)) if each.code.startswith("pairing.")]
    assert {each.code for each in found} == {"pairing.visits", "pairing.hand-over", "pairing.settle"}
    for each in found:
        assert as_clerk.get(each.address).context["page"].paginator.count == sum(each.days.values()), each.code


def test_no_list_orders_cadres_by_their_delays(old_pair, farm, clerk, other, as_clerk):
    """The one order of cadres is their names, the one order of pairs the households' names, whatever is asked for."""
    for number, name in enumerate(("阿一", "周五", "白二")):
        with clock.set_to(LONG_AGO + timedelta(days=number)):
            a_pair(household(farm, clerk, name), other if number else old_pair.cadre, by=clerk)
    assert set(ListForm({}, []).fields) == {"q", "state", "unit"}
    plain = [each.dossier.worker.name for each in as_clerk.get(LIST).context["page"]]
    assert plain == ["阿一", "白二", "孙三", "周五"]
    for query in ("?state=unvisited", "?sort=due", "?o=-visited_on", "?state=unvisited&sort=cadre"):
        named = [each.dossier.worker.name for each in as_clerk.get(LIST + query).context["page"]]
        assert named == plain, query
    assert queries.told_pairs(Pair.objects.all()).query.order_by == ("dossier__worker_pinyin", "id")
    assert queries.cadres_in(Jurisdiction((), is_everything=True)).query.order_by == ("user__display_name", "id")
    shown = text_of(as_clerk.get(CADRES))
    assert not re.search(r"逾期|未走访|次走访", shown), "the list of cadres says nothing of visits"


def test_lists_ask_no_more_for_more(farm, bureau, clerk, cadre, cadre_user, as_clerk, signed_in, someone):
    Cadre.objects.filter(pk=cadre.pk).update(capacity=12)
    cadre = Cadre.objects.get(pk=cadre.pk)
    place_unit(bureau, latitude=50_000_000, longitude=121_000_000, by=clerk)
    client = signed_in(cadre_user)

    def asked():
        counts = []
        for browser, address in ((as_clerk, LIST), (as_clerk, CADRES), (as_clerk, FIGURES), (client, MINE)):
            browser.get(address)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                browser.get(address)
            counts.append(len(captured))
        as_clerk.get(page("show-proposal", suggest_pairs(bureau, by=clerk)))
        with CaptureQueriesContext(connection) as captured:
            as_clerk.get(page("show-proposal", Proposal.objects.latest("suggested_at")))
        return [*counts, len(captured)]

    household(farm, clerk, "开头")
    for name in ("赵一", "钱二"):
        made = a_pair(household(farm, clerk, name), cadre, by=clerk)
        promise_help(made, what=name, due_on=TODAY, by=cadre_user)
    few = asked()
    for name in ("孙三", "李四", "周五", "吴六"):
        made = a_pair(household(farm, clerk, name), cadre, by=clerk)
        promise_help(made, what=name, due_on=TODAY, by=cadre_user)
        household(farm, clerk, f"{name}家")
    a_cadre(someone(Role.PAIRING_CADRE, bureau, "third"), bureau, by=clerk)
    many = asked()
    assert many == few


def test_suggesting_asks_a_fixed_number_of_times(farm, bureau, clerk, cadre):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            proposal = suggest_pairs(bureau, by=clerk)
        return proposal, len(captured)

    household(farm, clerk, "赵一")
    _proposal, few = asked()
    for name in ("钱二", "孙三", "李四", "周五"):
        household(farm, clerk, name)
    proposal, many = asked()
    assert proposal.households == 5
    assert many == few


def test_whoever_has_pairs_proposed_is_led_there_from_the_dossier(dossier, clerk, officer, signed_in):
    assert PROPOSALS in text_of(signed_in(clerk).get(page("show-pairing", dossier)))
    assert PROPOSALS not in text_of(signed_in(officer).get(page("show-pairing", dossier)))
