"""Who may not do what on one dossier: two of review, approval and filing, or anything for their own household."""

from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse

from niangjia.accounts.models import Role
from niangjia.dossiers import commands
from niangjia.dossiers.errors import NeedsAnother, NotReady
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.standing import address_of, standing_of
from niangjia.dossiers.tests.chain_factories import (
    DAY,
    DO,
    FORWARD,
    also,
    draft,
    earn,
    give_consents,
    ready,
    stand_before,
    walk,
)
from niangjia.dossiers.tests.factories import make_own, person, record
from niangjia.kernel import clock
from niangjia.kernel.periods import add_months
from niangjia.people.commands import unlink_worker
from niangjia.people.models import EndedAccount, PersonAccount
from niangjia.people.records import MoneyRecord
from niangjia.people.tests.hostile_files import picture

pytestmark = pytest.mark.django_db
WHY = "这是您自己家庭的事"
"""How whoever finds no button is told why."""


@pytest.fixture
def at():
    with clock.set_to(DAY):
        yield


@pytest.fixture
def dossier(farm, people, at):
    return ready(farm, people["submit"])


def walk_on(dossier, people, *acts):
    for act in acts:
        dossier = DO[act](dossier, by=people[act])
    return dossier


@pytest.mark.parametrize(
    ("first", "then"), [("review", "recheck"), ("review", "file"), ("recheck", "file")], ids=lambda each: each
)
def test_nobody_does_two_of_review_second_review_and_filing(dossier, people, someone, bureau, first, then):
    everything = someone(Role.REVIEWER, bureau, "everything")
    also(everything, bureau, Role.APPROVER, Role.ASSISTANCE_CLERK)
    dossier = walk(dossier, people | {first: everything}, until=FORWARD[FORWARD.index(then) - 1])
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO[then](dossier, by=everything)
    with clock.set_to(DAY + timedelta(days=9)):
        DO[then](dossier, by=people[then])


def test_separation_outlives_a_return(dossier, people, someone, bureau):
    both = someone(Role.REVIEWER, bureau, "both")
    also(both, bureau, Role.APPROVER)
    dossier = walk(dossier, people | {"review": both}, until="review")
    DO["return"](dossier, by=people["return"])
    dossier = walk(dossier, people, until="post-notice")
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO["recheck"](dossier, by=both)


def test_an_objection_is_handled_by_someone_who_reviewed_nothing(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    objection = commands.record_objection(
        hung, received_on=DAY, told_by="王某", text="他家有两套房", by=people["submit"]
    )
    again = commands.record_objection(hung, received_on=DAY, told_by="王某", text="他家有两套房", by=people["submit"])
    assert again == objection
    with clock.set_to(DAY + timedelta(days=9)):
        with pytest.raises(NotReady) as refusal:
            DO["recheck"](dossier, by=people["recheck"])
        assert refusal.value.code == "objection-open"
        with pytest.raises(NeedsAnother):
            commands.handle_objection(objection, outcome="unfounded", answer="已查", by=people["review"])
        commands.handle_objection(objection, outcome="unfounded", answer="查过产权，只有一套", by=people["verify"])
        assert DO["recheck"](dossier, by=people["recheck"]).state == "rechecked"


def test_who_looked_into_an_objection_does_not_do_the_second_review(dossier, people):
    dossier = walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    objection = commands.record_objection(hung, received_on=DAY, told_by="", text="有车", by=people["submit"])
    commands.handle_objection(objection, outcome="unfounded", answer="无车", by=people["recheck"])
    with clock.set_to(DAY + timedelta(days=9)), pytest.raises(NeedsAnother):
        DO["recheck"](dossier, by=people["recheck"])


@pytest.mark.parametrize("act", [act for act in DO if act not in {"submit", "withdraw"}])
def test_nobody_does_any_act_for_their_own_household(act, farm, people, signed_in):
    dossier, day = stand_before(act, farm, people)
    by, address = people[act], reverse("dossiers:show-dossier", args=[dossier.pk])
    with clock.set_to(day, hour=11):
        own, page = make_own(by, dossier), address_of(chain_in_force(), act)
        with pytest.raises(NeedsAnother):
            DO[act](dossier, by=by)
        shown = signed_in(by).get(address)
        assert act in shown.context["standing"].kept_off or not page
        assert {str(each.label) for each in shown.context["standing"].buttons} <= {"申请人撤回"}
        assert WHY in shown.content.decode()
        if page:
            told = signed_in(by).get(reverse(page, args=[dossier.pk]))
            assert (told.context["is_own"], WHY in told.content.decode()) == (True, True)
        own.delete()
        assert standing_of(dossier, by).buttons
        assert not standing_of(dossier, by).kept_off
        assert WHY not in signed_in(by).get(address).content.decode()
        DO[act](dossier, by=by)


def test_an_undone_link_frees_nobody_of_the_rules_on_their_own_household(dossier, people, clerk):
    walk(dossier, people, until="submit")
    by, colleague = people["file"], people["submit"]
    make_own(by, dossier)
    unlink_worker(dossier.worker, by=clerk)
    assert not PersonAccount.objects.exists()
    with pytest.raises(NeedsAnother):
        commands.confirm_fact(dossier, name="homes", value=0, by=by)
    commands.confirm_fact(dossier, name="homes", value=0, by=colleague)
    EndedAccount.objects.all().delete()
    commands.confirm_fact(dossier, name="homes", value=0, by=by)


def test_whoever_belongs_to_a_household_may_apply_for_it_and_take_that_back(dossier, people, signed_in):
    by = people["submit"]
    make_own(by, dossier)
    shown = signed_in(by).get(reverse("dossiers:show-dossier", args=[dossier.pk]))
    assert [str(each.label) for each in shown.context["standing"].buttons] == ["提交", "申请人撤回"]
    assert WHY not in shown.content.decode()
    assert DO["submit"](dossier, by=by).state == "submitted"
    assert DO["withdraw"](dossier, by=by).state == "withdrawn"


def test_nobody_sees_the_originals_of_their_own_household(farm, people, at, signed_in):
    by = people["submit"]
    dossier = draft(farm, by)
    give_consents(dossier, by)
    own, page = make_own(by, dossier), reverse("dossiers:show-evidence", args=[dossier.pk])
    add = partial(commands.add_evidence, dossier, picture(), kind="application", file_name="a.jpg", by=by)
    with pytest.raises(NeedsAnother):
        add(is_original_seen=True)
    handed_in = add()
    confirm = reverse("dossiers:confirm-evidence", args=[dossier.pk, handed_in.pk])
    told = signed_in(by).get(page).content.decode()
    assert "由其他同事" in told
    assert not [each for each in ("is_original_seen", confirm) if each in told]
    with pytest.raises(NeedsAnother):
        commands.confirm_evidence(dossier, handed_in, by=by)
    DO["submit"](dossier, by=by)
    for change in (
        add,
        lambda: commands.confirm_evidence(dossier, handed_in, by=by),
        lambda: commands.withdraw_evidence(dossier, handed_in, reason="unclear", by=by),
    ):
        with pytest.raises(NeedsAnother):
            change()
    told = signed_in(by).get(page).content.decode()
    assert WHY in told
    assert not [each for each in ("multipart/form-data", confirm) if each in told]
    commands.confirm_evidence(dossier, handed_in, by=people["review"])
    own.delete()
    assert "multipart/form-data" in signed_in(by).get(page).content.decode()


def test_nobody_states_the_income_on_which_their_own_exit_rests(farm, people, signed_in):
    dossier, day = stand_before("propose-exit", farm, people)
    by, address = people["confirm-exit"], reverse("dossiers:record-income", args=[dossier.pk])
    with clock.set_to(day):
        before = list(dossier.income_checks.order_by("pk").values_list("pk", "replaced_at"))
        make_own(by, dossier)
        with pytest.raises(NeedsAnother):
            earn(dossier, by, yuan=9000)
        browser = signed_in(by)
        shown = browser.get(address).content.decode()
        assert WHY in shown
        assert 'name="amount"' not in shown
        assert address not in browser.get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
        month = add_months(clock.today(), -1)
        sent = browser.post(address, {"month": f"{month:%Y-%m}", "amount": "9000", "source": "bank"})
    assert sent.status_code == 422
    assert "9000" in sent.content.decode()
    assert list(dossier.income_checks.order_by("pk").values_list("pk", "replaced_at")) == before


def test_nobody_looks_into_an_objection_to_their_own_household(dossier, people, signed_in):
    walk(dossier, people, until="post-notice")
    found = commands.record_objection(
        dossier.notices.get(), received_on=DAY, told_by="", text="收入不实", by=people["submit"]
    )
    by = people["file"]
    PersonAccount.objects.create(
        user=by, person=dossier.worker, checked_on=DAY, linked_by=people["submit"], linked_at=clock.now()
    )
    with pytest.raises(NeedsAnother):
        commands.handle_objection(found, outcome="unfounded", answer="已核实", by=by)
    with pytest.raises(NeedsAnother):
        commands.read_objection(found, by=by)
    page = signed_in(by).get(reverse("dossiers:handle-objection", args=[dossier.pk, found.pk]))
    assert "收入不实" not in page.content.decode()


def test_looking_into_an_objection_is_offered_to_those_alone_who_may(dossier, people, signed_in):
    walk(dossier, people, until="post-notice")
    hung = dossier.notices.get()
    found = commands.record_objection(hung, received_on=clock.today(), told_by="", text="收入不实", by=people["submit"])
    handle = reverse("dossiers:handle-objection", args=[dossier.pk, found.pk])
    address = reverse("dossiers:show-dossier", args=[dossier.pk])
    by = people["file"]
    assert handle in signed_in(by).get(address).content.decode()
    own = make_own(by, dossier)
    assert handle not in signed_in(by).get(address).content.decode()
    own.delete()
    dossier.steps.filter(act="review").update(by=by)
    assert handle not in signed_in(by).get(address).content.decode()


def test_nobody_changes_their_own_case_once_it_is_handed_in(dossier, people):
    """To fill in one's own application is to apply; what is on file of one's own household others change."""
    by = people["submit"]
    PersonAccount.objects.create(
        user=by, person=dossier.worker, checked_on=DAY, linked_by=people["file"], linked_at=clock.now()
    )
    stated = MoneyRecord((DAY, DAY), {(dossier.worker_id, "wage"): 100})
    commands.state_money(dossier, stated, by=by)
    DO["submit"](dossier, by=by)
    changes = [
        lambda: commands.state_money(dossier, stated, by=by),
        lambda: commands.revise_dossier(dossier, record(person(is_head=True)), unit=dossier.unit, by=by),
        lambda: commands.confirm_fact(dossier, name="homes", value=0, by=by),
        lambda: commands.record_death(dossier, person=dossier.worker_id, on=DAY, by=by),
    ]
    for change in changes:
        with pytest.raises(NeedsAnother):
            change()
