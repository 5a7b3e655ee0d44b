"""A worker's own page: what is kept about them and who looked, in words; nothing of others, nothing that harms."""

from datetime import date

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers.commands import close_dossier, open_break_glass
from niangjia.dossiers.tests.factories import plant
from niangjia.kernel import clock
from niangjia.people.commands import confirm_fact, link_worker
from niangjia.people.models import PersonAccount
from niangjia.privacy.masking import mask_phone
from niangjia.privacy.tests.planted import assert_absent

pytestmark = pytest.mark.django_db
MINE = reverse("dossiers:show-my-record")
WORDS = "邻居反映家中有争吵，上门核实"


@pytest.fixture
def worker(someone, farm):
    return someone(Role.WORKER, farm, "worker")


@pytest.fixture
def planted(farm, clerk):
    return plant(farm, clerk)


def link(user, person, by):
    return link_worker(user, person=person, checked_on=clock.today(), by=by)


def reveal(client, dossier, field, *, person=None, purpose="contact", **more):
    asked = {"person": str(person or dossier.worker_id), "fields_wanted": field, "purpose": purpose, **more}
    assert client.post(reverse("dossiers:reveal-values", args=[dossier.pk]), asked).status_code == 200


def test_it_says_what_is_kept_who_looked_and_why(signed_in, worker, clerk, as_clerk, planted):
    dossier, values = planted
    link(worker, dossier.worker, clerk)
    as_clerk.get(reverse("dossiers:show-money", args=[dossier.pk]))
    reveal(as_clerk, dossier, "phone")
    answer = signed_in(worker).get(MINE)
    record = answer.context["record"]
    assert [own.dossier for own in record.dossiers] == [dossier]
    assert [look.by for look in record.looks] == [clerk, clerk]
    told = answer.content.decode()
    assert dossier.number in told
    assert mask_phone(values["phone"]) in told
    assert_absent(values, told)


def test_the_words_of_colleagues_stay_with_colleagues(
    signed_in, worker, clerk, as_clerk, planted, someone, bureau, other_farm
):
    dossier, values = planted
    link(worker, dossier.worker, clerk)
    reveal(as_clerk, dossier, "note", purpose="other", words=WORDS)
    someone(Role.APPROVER, bureau, "chair")
    someone(Role.SECURITY_ADMINISTRATOR, bureau, "security")
    duty = someone(Role.CRISIS_DUTY, other_farm, "duty")
    open_break_glass(dossier.number, reason=WORDS, device="?", by=duty)
    confirm_fact(dossier.household, name="is_rural", value=True, applied_on=dossier.applied_on, by=clerk)
    answer = signed_in(worker).get(MINE)
    told = answer.content.decode()
    assert [look.by for look in answer.context["record"].looks] == [duty, clerk]
    for hidden in (WORDS, values["note"], values["dossier_note"], "127.0.0.1"):
        assert hidden not in told


def test_nothing_of_others_is_told(signed_in, worker, clerk, as_clerk, planted, farm):
    dossier, values = planted
    other, _more = plant(farm, clerk)
    son = dossier.household.memberships.get(position=1).person
    link(worker, son, clerk)
    reveal(as_clerk, dossier, "phone")
    reveal(as_clerk, dossier, "identity_number", person=son.pk, purpose="fill-form")
    as_clerk.get(reverse("dossiers:show-money", args=[other.pk]))
    answer = signed_in(worker).get(MINE)
    told, record = answer.content.decode(), answer.context["record"]
    assert len(record.looks) == 1  # that about himself; the telephone was his father's
    assert [own.is_worker for own in record.dossiers] == [False]
    assert dossier.worker.name not in told
    assert other.number not in told
    assert_absent(values, told)
    acts = [each.sentence for own in record.dossiers for each in own.done]
    assert len(acts) == 1  # filed; what the rules said is not his to read here


def test_who_left_the_household_reads_no_more_of_it(signed_in, worker, clerk, as_clerk, planted):
    dossier, _values = planted
    son = dossier.household.memberships.get(position=1)
    link(worker, son.person, clerk)
    son.ended_on = date(2026, 6, 30)
    son.save()
    as_clerk.get(reverse("dossiers:show-money", args=[dossier.pk]))
    record = signed_in(worker).get(MINE).context["record"]
    assert (record.dossiers, record.looks) == ([], [])


def test_a_closed_dossier_stays_ones_own(signed_in, worker, clerk, planted):
    dossier, _values = planted
    link(worker, dossier.worker, clerk)
    close_dossier(dossier, reason="retired", by=clerk)
    (own,) = signed_in(worker).get(MINE).context["record"].dossiers
    assert own.dossier.closed_on is not None
    assert [user.username for user in own.contacts] == ["clerk"]


def test_without_a_link_it_says_how_to_get_one(signed_in, worker, planted):
    answer = signed_in(worker).get(MINE)
    assert answer.status_code == 200
    assert answer.context["record"] is None
    assert planted[0].number not in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "officer", "auditor", "leader", "administrator"])
def test_it_is_a_page_for_workers(signed_in, request, who):
    assert signed_in(request.getfixturevalue(who)).get(MINE).status_code == 403


def test_a_worker_reads_no_dossier(signed_in, worker, clerk, planted):
    dossier, values = planted
    link(worker, dossier.worker, clerk)
    client = signed_in(worker)
    for name in ("show-dossier", "show-members", "show-history"):
        assert client.get(reverse(f"dossiers:{name}", args=[dossier.pk])).status_code == 404
    for field in values:
        asked = {"person": dossier.worker_id, "fields_wanted": field, "purpose": "answer-person"}
        assert client.post(reverse("dossiers:reveal-values", args=[dossier.pk]), asked).status_code == 404


def test_a_clerk_links_and_unlinks_on_a_page(as_clerk, worker, planted, officer, signed_in):
    dossier, _values = planted
    page = f"{reverse('dossiers:link-worker', args=[dossier.pk])}?person={dossier.worker_id}"
    assert page in as_clerk.get(reverse("dossiers:show-members", args=[dossier.pk])).content.decode()
    assert as_clerk.get(page).status_code == 200
    told = {"username": "worker", "checked_on": clock.today().isoformat()}
    for wrong in ({"username": "nobody"}, {"username": "officer"}, {"checked_on": "2020-01-01"}, {"checked_on": "x"}):
        answer = as_clerk.post(page, told | wrong)
        assert answer.status_code == 422
        assert (told | wrong)["username"] in answer.content.decode()
    assert as_clerk.post(page, told).status_code == 302
    assert PersonAccount.objects.get().person == dossier.worker
    assert as_clerk.post(page, told).status_code == 422
    assert as_clerk.post(page, {"unlink": "yes"}).status_code == 302
    assert not PersonAccount.objects.exists()
    assert signed_in(officer).get(page).status_code == 404
    assert as_clerk.get(page.partition("?")[0]).status_code == 404
