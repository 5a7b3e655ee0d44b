"""What a death, a split and a merger do to all that hangs on a dossier: chain, consents, open things, terms, lists."""

from datetime import timedelta
from functools import partial
from random import Random

import pytest
from django.db import transaction
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.dossiers.carrying_over import record_from
from niangjia.dossiers.chain import NATIONAL
from niangjia.dossiers.commands import (
    close_dossier,
    draft_dossier,
    file_dossier,
    import_workbook,
    merge_household,
    propose_transfer,
    record_death,
    redraft_dossier,
    split_household,
    withdraw_transfer,
)
from niangjia.dossiers.errors import NotDue, NotReady
from niangjia.dossiers.intake import read_workbook
from niangjia.dossiers.models import ENDED, Dossier, DossierState, PublicNotice
from niangjia.dossiers.national import rows_of
from niangjia.dossiers.national_files import national_workbook
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_retention import due_now, is_kept_by_later
from niangjia.dossiers.queries_of_versions import content, version_on
from niangjia.dossiers.tests import national_factories as made
from niangjia.dossiers.tests.chain_factories import DAY, earn, give_consents, leave, ready, walk
from niangjia.dossiers.tests.data.workbooks import bureau as workbook_of
from niangjia.dossiers.tests.factories import file, identity, person, record
from niangjia.dossiers.tests.test_families import ALIKE, family, fresh, hangs_together, ids
from niangjia.dossiers.tests.test_national import MARK, unnamed
from niangjia.dossiers.version_content import content_of
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NiangjiaError
from niangjia.people.access import missing_consents, standings
from niangjia.people.commands import link_worker, record_consent
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import Membership, Person, PersonAccount
from niangjia.people.queries import consents_of, members_in_force
from niangjia.people.records import Heir, Joining, Parting

pytestmark = pytest.mark.django_db

CHILD = clock.today().replace(year=clock.today().year - 9, day=1)


def follows(dossier, name):
    """Somebody takes over, everybody else who stays is another relative."""
    known, worker = ids(dossier), dossier.worker_id
    heir = Heir(known[name], "self", is_head=True)
    return [heir, *(Heir(pk, "other-relative") for pk in known.values() if pk not in {known[name], worker})]


def joins(other):
    """Everybody joins."""
    return Joining(tuple(Heir(pk, "other-relative") for pk in ids(other).values()))


def merge(dossier, other, by):
    """Everybody of the other joins today."""
    return merge_household(dossier, other, joins(other), on=clock.today(), by=by)


def couple(farm, clerk, people):
    """A draft of two with everything the chain will ask for."""
    dossier = ready(farm, people["submit"], person("刘心红", is_head=True), person("王秀英", relation="spouse"))
    wife = Person.objects.get(pk=ids(dossier)["王秀英"])
    signed = {"given_how": "paper", "signed_by": "self", "signed_on": clock.today(), "unit": farm, "by": clerk}
    record_consent(wife, purpose="verification", **signed)
    return dossier


# The chain


def _stand(dossier, state, by):
    ended = {"closed_on": DAY, "closing_reason": state if state != "closed" else "exited"} if state in ENDED else {}
    Dossier.objects.filter(pk=dossier.pk).update(state=state, filed_on=DAY, **ended)


def test_every_cell_of_state_and_role_answers_as_the_table_says(farm, someone, system):
    """Death, split and merger in each state by each role: through the real commands."""
    users = {role: someone(role, farm, f"one-{role}") for role in Role.values}
    with clock.set_to(DAY):
        told = [person("刘心红", is_head=True), person("刘春生")]
        dossier = file_dossier(record(*told), unit=farm, by=system, on=DAY)
        other = file(person("王秀英", is_head=True), unit=farm, by=system, on=DAY)
        son = ids(dossier)["刘春生"]
        alone = Parting((Heir(son, "self", is_head=True),))
        worker, heirs = dossier.worker_id, follows(dossier, "刘春生")
        acts = {
            ("death",): partial(record_death, dossier, person=son, on=DAY),
            ("death-of-applicant", "death-in-exit", "death"): partial(
                record_death, dossier, person=worker, on=DAY, heirs=heirs
            ),
            ("end-by-death",): partial(record_death, dossier, person=worker, on=DAY, goes_on=False),
            ("split",): partial(split_household, dossier, alone, on=DAY, **ALIKE),
            ("merge",): partial(merge_household, dossier, other, joins(other), on=DAY),
            ("join",): partial(merge_household, other, dossier, joins(dossier), on=DAY),
        }
        for state in DossierState.values:
            for codes, do in acts.items():
                for role, user in users.items():
                    with transaction.atomic():
                        _stand(dossier, state, system)
                        answer = _answer(do, dossier, user)
                        transaction.set_rollback(True)
                    expected = next((code for code in codes if state in NATIONAL.states_of(code)), None)
                    assert answer == _expected(state, expected, role, codes), (state, codes, role)


def _answer(do, dossier, user):
    try:
        do(by=user)
    except Forbidden:
        return "forbidden"
    except NotDue:
        return "not due"
    except NiangjiaError as error:
        return error.code
    return Dossier.objects.get(pk=dossier.pk).state


def _expected(state, code, role, codes):
    if role not in NATIONAL.rights[codes[-1]].roles:
        return "forbidden"
    if state in ENDED:
        return "dossier-closed"
    return NATIONAL.acts[code].leads_to(state) if code else "not due"


@pytest.mark.parametrize("until", ["submit", "verify", "post-notice", "recheck"])
def test_when_the_applicant_dies_the_application_goes_back_to_the_family(until, farm, clerk, people):
    dossier = couple(farm, clerk, people)
    walk(dossier, people, until=until)
    dossier = fresh(dossier)
    with clock.set_to(clock.today() + timedelta(days=9 if until == "recheck" else 0)):
        record_death(dossier, person=dossier.worker_id, on=clock.today(), heirs=follows(dossier, "王秀英"), by=clerk)
    now = fresh(dossier)
    assert (now.state, now.worker.name) == ("returned", "王秀英")
    assert now.due_on is not None
    assert now.steps.last().act == "death-of-applicant"
    assert [str(each) for each in missing_consents(now.household, "notice")] == ["王秀英"], "who follows signs anew"
    hangs_together(dossier)


def test_another_member_dies_and_the_application_stays_where_it_is(farm, clerk, people):
    dossier = couple(farm, clerk, people)
    walk(dossier, people, until="verify")
    before = fresh(dossier)
    record_death(dossier, person=ids(dossier)["王秀英"], on=clock.today(), by=clerk)
    assert (fresh(dossier).state, fresh(dossier).due_on) == (before.state, before.due_on)


def test_when_the_worker_dies_an_exit_is_not_gone_on_with(farm, clerk, people):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    earn(dossier, people["propose-exit"])
    give_consents(dossier, clerk)
    leave(dossier, people, until="confirm-exit")
    record_death(dossier, person=dossier.worker_id, on=clock.today(), heirs=follows(dossier, "王秀英"), by=clerk)
    assert (fresh(dossier).state, fresh(dossier).steps.last().act) == ("open", "death-in-exit")
    hangs_together(dossier)


def test_somebody_who_had_died_before_the_dossier_began_counts_from_no_day(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    gone, long_ago = ids(dossier)["王秀英"], dossier.opened_on - timedelta(days=30)
    record_death(dossier, person=gone, on=long_ago, by=clerk)
    member = Membership.objects.get(person=gone)
    assert (member.person.died_on, member.ended_on) == (long_ago, member.started_on)
    hangs_together(dossier)


def test_a_child_takes_over_only_where_no_adult_is_left(farm, clerk):
    child, grown = person("刘小", identity_number=identity(CHILD)), person("王秀英", relation="spouse")
    dossier = file(person("刘心红", is_head=True), grown, child, unit=farm, by=clerk)
    die = partial(record_death, dossier, person=dossier.worker_id, on=clock.today(), by=clerk)
    with pytest.raises(InvalidInput) as refusal:
        die(heirs=follows(dossier, "刘小"))
    assert refusal.value.code == "no-adult"
    with pytest.raises(InvalidInput) as refusal:
        split_household(
            dossier, Parting((Heir(ids(dossier)["刘小"], "self", is_head=True),)), on=clock.today(), by=clerk, **ALIKE
        )
    assert refusal.value.code == "no-adult"
    record_death(dossier, person=ids(dossier)["王秀英"], on=clock.today(), by=clerk)
    die(heirs=follows(dossier, "刘小"))
    assert fresh(dossier).worker.name == "刘小"


# Consents and access


def test_what_a_guardian_signed_who_died_is_to_be_signed_by_another(farm, clerk):
    child, mother = person("刘小", identity_number=identity(CHILD)), person("王秀英", relation="spouse")
    dossier = file(person("刘心红", is_head=True), mother, child, unit=farm, by=clerk)
    young = Person.objects.get(name="刘小")
    signed = {"purpose": "sensitive", "given_how": "paper", "signed_on": clock.today(), "unit": farm, "by": clerk}
    guardian = {"signed_by": "guardian", "guardian_relation": "parent"}
    record_consent(young, guardian_name="王秀英", **guardian, **signed)
    record_consent(dossier.worker, signed_by="self", **signed)
    record_death(dossier, person=ids(dossier)["王秀英"], on=clock.today(), by=clerk)

    def stands(name):
        members = list(members_in_force(dossier.household))
        found = standings(members, consents_of([each.person_id for each in members]), clock.today())
        place = [each.person.name for each in members].index(name)
        return found[place][list(PURPOSES).index("sensitive")]

    assert (stands("刘小").state, stands("刘小").why, stands("刘小").counts) == ("renew", "guardian", True)
    assert stands("刘心红").state == "given"
    with clock.set_to(clock.today() + timedelta(days=1)):
        signed["signed_on"] = clock.today()
        record_consent(young, guardian_name="刘心红", **guardian, **signed)
        assert stands("刘小").state == "given"


def test_who_died_signs_in_no_more_as_this_person(farm, clerk, someone):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    wife = Person.objects.get(pk=ids(dossier)["王秀英"])
    link_worker(someone(Role.WORKER, farm, "wang"), person=wife, checked_on=clock.today(), by=clerk)
    record_death(dossier, person=wife.pk, on=clock.today(), by=clerk)
    assert not PersonAccount.objects.exists()


# What is open on the dossier that ends


def test_a_merger_waits_for_the_answer_to_a_transfer(farm, other_farm, clerk):
    dossier, other = family(farm, clerk, "刘心红"), family(farm, clerk, "王秀英")
    transfer = propose_transfer(other, to=other_farm, reason="posted", by=clerk)
    with pytest.raises(NotReady) as refusal:
        merge(dossier, other, clerk)
    assert refusal.value.code == "still-open"
    assert str(other_farm.name) in str(refusal.value)
    withdraw_transfer(transfer, answer="并户", by=clerk)
    merge(dossier, other, clerk)
    assert fresh(other).state == "closed"


def test_a_merger_waits_for_a_notice_to_be_taken_down_and_an_objection(farm, clerk):
    dossier, other = family(farm, clerk, "刘心红"), family(farm, clerk, "王秀英")
    today = clock.today()
    notice = PublicNotice.objects.create(
        dossier=other, step=other.steps.last(), starts_on=today, ends_on=today, place="x", by=clerk
    )
    with pytest.raises(NotReady):
        merge(dossier, other, clerk)
    notice.removed_on, notice.removed_by = today, clerk
    notice.save()
    objection = notice.objections.create(received_on=today, by=clerk, at=clock.now())
    with pytest.raises(NotReady):
        merge(dossier, other, clerk)
    objection.delete()
    merge(dossier, other, clerk)


def test_a_dossier_on_file_does_not_go_on_in_a_draft(farm, clerk):
    filed = family(farm, clerk, "刘心红")
    begun = draft_dossier(record(person("王秀英", is_head=True)), unit=farm, by=clerk)
    with pytest.raises(NotReady) as refusal:
        merge(begun, filed, clerk)
    assert refusal.value.code == "other-way-round"
    merge(filed, begun, clerk)
    assert (fresh(begun).state, fresh(begun).filed_on, fresh(filed).state) == ("closed", None, "open")
    hangs_together(filed, begun)


def test_the_unit_of_the_dossier_that_ended_is_told_without_names(farm, other_farm, clerk, someone):
    officer = someone(Role.UNIT_OFFICER, other_farm, "other-officer")
    dossier, other = family(farm, clerk, "刘心红"), family(other_farm, clerk, "王秀英")
    merge(dossier, other, clerk)
    told = Notice.objects.get(to=officer)
    assert "王秀英" not in str(told.text)
    assert other.number not in str(told.text)


# Terms, versions, lists


def test_the_ended_dossier_is_kept_as_long_as_the_one_it_goes_on_in(farm, clerk):
    earlier = family(farm, clerk, "刘心红")
    close_dossier(earlier, reason="retired", by=clerk)
    dossier = redraft_dossier(earlier, reason="旧病复发", by=clerk)
    past = family(farm, clerk, "王秀英")
    close_dossier(past, reason="retired", by=clerk)
    other = redraft_dossier(past, reason="旧病复发", by=clerk)
    plain = family(farm, clerk, "赵强")
    merge(dossier, other, clerk)
    merge(plain, dossier, clerk)
    later = clock.today() + timedelta(days=3700)
    assert all(is_kept_by_later(fresh(each), later) for each in (earlier, past, dossier, other))
    assert not due_now(later).exists()
    with clock.set_to(clock.today() + timedelta(days=30)):
        close_dossier(plain, reason="retired", by=clerk)
    last = clock.today() + timedelta(days=3760)
    assert {each.pk for each in due_now(last)} == {each.pk for each in (earlier, past, dossier, other, plain)}


def test_the_dossiers_of_the_day_before_say_what_they_said(farm, clerk):
    dossier, other = family(farm, clerk, "刘心红"), family(farm, clerk, "王秀英", "王小明")
    yesterday = clock.today()
    with clock.set_to(clock.today() + timedelta(days=3)):
        merge(dossier, other, clerk)
        today = clock.today()
    names = {
        (each.number, day): sorted(told["name"] for told in content(version_on(each, day))["members"].values())
        for each in (dossier, other)
        for day in (yesterday, today)
    }
    assert names[dossier.number, yesterday] == ["刘心红"]
    assert names[other.number, yesterday] == sorted(["王秀英", "王小明"])
    assert names[dossier.number, today] == sorted(["刘心红", "王秀英", "王小明"])
    assert names[other.number, today] == sorted(["王秀英", "王小明"]), "who was in it on its last day"
    assert content(version_on(other, today))["incomes"] == {}, "its lines are in the other one"


def test_nobody_is_exported_twice_and_it_comes_back_equal(farm, clerk):
    random = Random(5)  # noqa: S311 (of a test)
    dossier, other = (file_dossier(made.plain(random), unit=farm, by=clerk) for _turn in range(2))
    merge(dossier, other, clerk)
    gone = members_in_force(fresh(dossier).household).exclude(is_head=True).first()
    record_death(dossier, person=gone.person_id, on=clock.today(), by=clerk)
    alive = sorted(str(each.person) for each in members_in_force(fresh(dossier).household))
    on_file = whole(Dossier.objects.filter(closed_on=None))
    before = on_file.get()
    said, rows = made.as_said(content_of(before)), rows_of(before)
    book = read_workbook(national_workbook(on_file.order_by("number"), MARK), "x.xlsx")
    made.empty_the_bureau()
    report = import_workbook(book, unit=farm, by=clerk, is_dry_run=False)
    assert (report.accepted, Dossier.objects.count()) == (1, 1), report.findings
    now = whole(Dossier.objects.all()).get()
    found = [path for path, _values in unnamed((said, rows), (made.as_said(content_of(now)), rows_of(now)))]
    assert {(path.section, path.name) for path in found if path.section in {"dossier", "household", "assets"}} == set()
    assert {path.name for path in found if path.section == "members"} <= {"position"}, "the place of the dead is free"
    assert rows.losses, "of two applications, lines of one year alone have a column: the workbook names the others"
    assert sorted(Person.objects.values_list("name", flat=True)) == alive


def test_a_workbook_that_still_names_who_died_is_refused_with_who(farm, clerk):
    book = workbook_of(2)
    import_workbook(book.read(), unit=farm, by=clerk, is_dry_run=False)
    dossier = Dossier.objects.filter(size__gt=1).first() or Dossier.objects.first()
    gone = dossier.household.memberships.order_by("is_head", "position").first().person
    told = {} if gone.pk != dossier.worker_id else {"goes_on": False}
    record_death(dossier, person=gone.pk, on=clock.today(), by=clerk, **told)
    Dossier.objects.update(fingerprint="other")
    report = import_workbook(book.read(), unit=farm, by=clerk, is_dry_run=False)
    assert [each.code for each in report.findings if each.code == "person-died"] == ["person-died"]
    assert fresh(dossier).household.memberships.filter(person=gone, ended_on=None).count() == 0


def test_who_comes_back_comes_without_the_dead(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    close_dossier(dossier, reason="retired", by=clerk)
    Person.objects.filter(name="王秀英").update(died_on=clock.today())
    told = record_from(whole(Dossier.objects.filter(pk=dossier.pk)).get(), clock.today())
    assert [each.name for each in told.household.persons] == ["刘心红"]


def test_the_pages_say_where_it_goes_on_and_offer_no_draft(farm, clerk, signed_in):
    dossier, other = family(farm, clerk, "刘心红"), family(farm, clerk, "王秀英")
    merge(dossier, other, clerk)
    client = signed_in(clerk)
    page = client.get(reverse("dossiers:show-dossier", args=[other.pk])).content.decode()
    assert reverse("dossiers:show-dossier", args=[dossier.pk]) in page
    assert reverse("dossiers:redraft-dossier", args=[other.pk]) not in page
    page = client.get(reverse("dossiers:show-dossier", args=[dossier.pk])).content.decode()
    assert reverse("dossiers:show-dossier", args=[other.pk]) in page
    for name in ("record-death", "split-household", "merge-household"):
        assert client.get(reverse(f"dossiers:{name}", args=[other.pk])).status_code == 302, "it has ended"
    with pytest.raises(Conflict):
        redraft_dossier(other, reason="x", by=clerk)
