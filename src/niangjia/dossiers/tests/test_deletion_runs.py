"""Deletion runs: what is due goes, everything else stays; another person approves; killed in the middle they go on."""

import io
import json
import multiprocessing
import os
import signal
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from PIL import Image

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers import commands, erasures
from niangjia.dossiers.commands import (
    add_evidence,
    approve_deletion,
    close_dossier,
    erase_dossier,
    lift_hold,
    place_hold,
    propose_deletion,
    reapply_erasures,
    reject_deletion,
    run_deletion,
)
from niangjia.dossiers.commands.forgetting import clear_import_findings
from niangjia.dossiers.models import (
    Decision,
    DeletionCertificate,
    DeletionItem,
    DeletionRun,
    Dossier,
    ErasedCase,
    ImportRun,
)
from niangjia.dossiers.retention_terms import TERMS, kept_until, latest_due, read_terms
from niangjia.dossiers.scrubbing import scrub
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.dossiers.tests.retention_factories import CARD, CLOSED, DUE, OPENED, approved_run, closed
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import record_consent
from niangjia.people.erasure import Erased, register_eraser
from niangjia.people.models import BankAccount, Consent, Evidence, Household, Person, SearchKey
from niangjia.people.queries import identity_index
from niangjia.privacy.files import has_sealed, write_sealed
from niangjia.privacy.tests.planted import Search


@pytest.fixture
def approver(someone, bureau):
    """The chair, who approves."""
    return someone(Role.APPROVER, bureau, "approver")


@pytest.fixture
def own_erasers(monkeypatch):
    """Erasers of a test are gone after it."""
    from niangjia.people import erasure

    monkeypatch.setattr(erasure, "_erasers", dict(erasure._erasers))


def import_run(by, unit, *, found="", started_at=None, file_name="六月.xlsx"):
    finding = {"household_name": found, "found": "", "message": "", "sheet": "s", "row": 3, "column": "姓名"}
    report = {"households": 2, "accepted": 1, "unchanged": 0, "refused": 1, "findings": [finding]}
    at = started_at or clock.now()
    return ImportRun.objects.create(
        by=by, unit=unit, file_name=file_name, started_at=at, touched_at=at, state="done", samples=[found, "别人"],
        report={"zh-hans": report, "en": report},
    )  # fmt: skip


@pytest.mark.django_db
class TestTerms:
    def test_every_class_has_a_source_and_a_mark(self):
        assert all(term.source for term in TERMS.values())
        marks = {code: term.is_confirmed for code, term in TERMS.items()}
        assert marks["original-file"]
        assert not marks["vouchers"]
        assert (TERMS["original-file"].years, TERMS["vouchers"].years, str(TERMS["logs"].length)) == (10, 30, "6 个月")

    def test_a_class_without_a_length_is_refused(self):
        with pytest.raises(ValueError, match="logs"):
            read_terms('[logs]\nmark = "confirmed"')

    def test_due_is_the_day_after_ten_years_for_every_day(self):
        for day in (CLOSED, date(2028, 2, 29), date(2026, 2, 28), date(2026, 3, 1)):
            last = kept_until(day)
            assert latest_due(last) < day
            assert latest_due(last + timedelta(days=1)) >= day

    def test_nothing_is_due_a_day_too_early(self, clerk, farm):
        closed("刘心红", unit=farm, by=clerk)
        with clock.set_to(DUE - timedelta(days=1)), pytest.raises(Conflict) as refusal:
            propose_deletion(by=clerk)
        assert refusal.value.code == "nothing-due"
        with clock.set_to(DUE):
            assert propose_deletion(by=clerk).total == 1


@pytest.mark.django_db
class TestApproval:
    def test_who_proposed_it_does_not_approve_it(self, clerk, someone, bureau, farm):
        closed("刘心红", unit=farm, by=clerk)
        both = someone(Role.ASSISTANCE_CLERK, bureau, "both")
        both.appointments.create(unit=bureau, role=Role.APPROVER, starts_on=date(2020, 1, 1))
        with clock.set_to(DUE):
            run = propose_deletion(by=both)
            with pytest.raises(Forbidden):
                approve_deletion(run, by=both)
            with pytest.raises(Forbidden):
                approve_deletion(run, by=clerk)
        with pytest.raises(IntegrityError), transaction.atomic():
            DeletionRun.objects.filter(pk=run.pk).update(decided_by=both)

    def test_nothing_runs_before_approval_or_after_it_was_turned_down(self, clerk, approver, farm):
        dossier = closed("刘心红", unit=farm, by=clerk)
        with clock.set_to(DUE):
            run = propose_deletion(by=clerk)
            with pytest.raises(Conflict):
                propose_deletion(by=clerk)
            with pytest.raises(Conflict):
                run_deletion(run, by=clerk)
            reject_deletion(run, by=approver)
            with pytest.raises(Conflict):
                run_deletion(run, by=clerk)
            with pytest.raises(Conflict):
                approve_deletion(run, by=approver)
            assert Dossier.objects.filter(pk=dossier.pk).exists()
            assert propose_deletion(by=clerk).total == 1

    @pytest.mark.parametrize("who", ["officer", "auditor", "leader", "administrator"])
    def test_others_neither_propose_nor_run(self, request, clerk, approver, farm, who):
        closed("刘心红", unit=farm, by=clerk)
        other = request.getfixturevalue(who)
        with clock.set_to(DUE):
            with pytest.raises(Forbidden):
                propose_deletion(by=other)
            run = approved_run(clerk, approver)
            with pytest.raises(Forbidden):
                run_deletion(run, by=other)


@pytest.mark.django_db
class TestHolds:
    def test_a_held_dossier_stays_until_the_hold_ends(self, clerk, approver, farm):
        held, other = closed("刘心红", unit=farm, by=clerk), closed("关志林", unit=farm, by=clerk)
        with clock.set_to(DUE):
            place_hold(held, reason="lawsuit", reference="（2036）内0785民初1号", by=clerk)
            certificate = run_deletion(approved_run(clerk, approver), by=clerk)
            assert certificate.dossiers == 1
            assert list(Dossier.objects.all()) == [held]
            with pytest.raises(Conflict):
                propose_deletion(by=clerk)
            lift_hold(held.holds.get(), by=clerk)
            assert propose_deletion(by=clerk).total == 1
        assert not Dossier.objects.filter(pk=other.pk).exists()

    def test_a_hold_that_comes_after_the_approval_is_respected(self, clerk, approver, farm):
        held = closed("刘心红", unit=farm, by=clerk)
        with clock.set_to(DUE):
            run = approved_run(clerk, approver)
            place_hold(held, reason="inspection", reference="纪〔2036〕1号", by=clerk)
            certificate = run_deletion(run, by=clerk)
        assert (certificate.dossiers, certificate.kept) == (0, 1)
        assert DeletionItem.objects.get().outcome == "held"
        assert held.household.memberships.count() == 1

    def test_a_hold_ends_with_its_day(self, clerk, farm):
        held = closed("刘心红", unit=farm, by=clerk)
        with clock.set_to(DUE):
            place_hold(held, reason="complaint", reference="访1", until_on=DUE, by=clerk)
            with pytest.raises(Conflict):
                propose_deletion(by=clerk)
        with clock.set_to(DUE + timedelta(days=1)):
            assert propose_deletion(by=clerk).total == 1

    def test_a_hold_names_its_document_once(self, clerk, officer, farm):
        dossier = closed("刘心红", unit=farm, by=clerk)
        with pytest.raises(InvalidInput):
            place_hold(dossier, reason="lawsuit", reference=" ", by=clerk)
        with pytest.raises(Forbidden):
            place_hold(dossier, reason="lawsuit", reference="1", by=officer)
        first = place_hold(dossier, reason="lawsuit", reference="1", by=clerk)
        assert place_hold(dossier, reason="lawsuit", reference="1", by=clerk).pk == first.pk
        lift_hold(first, by=clerk)
        with pytest.raises(Conflict):
            lift_hold(first, by=clerk)


@pytest.mark.django_db
class TestWhatGoes:
    @pytest.mark.usefixtures("own_erasers")
    def test_a_household_goes_with_everything_of_it(self, clerk, approver, farm):
        members = ("刘心红", "赵桂兰")
        dossier = closed(*members, unit=farm, by=clerk)
        worker = dossier.worker
        kept = {"purpose": "notice", "given_how": "paper", "signed_by": "self", "signed_on": CLOSED}
        with clock.set_to(CLOSED):
            record_consent(worker, **kept, unit=farm, by=clerk)
        write_sealed("evidence/1", b"photo")
        seen = []

        def erase_evidence(persons, home):
            seen.append((set(persons), home))
            return Erased(files=["evidence/1"])

        register_eraser("test.evidence", erase_evidence)
        ids = set(Person.objects.values_list("pk", flat=True))
        with clock.set_to(DUE):
            certificate = run_deletion(approved_run(clerk, approver), by=approver)
        for model in (Dossier, Decision, Household, Person, SearchKey, BankAccount, Consent):
            assert model.objects.count() == 0, model
        assert seen == [(ids, dossier.household_id)]
        assert not has_sealed("evidence/1")
        assert certificate.counts["people.person"] == 2
        assert certificate.counts["dossiers.dossier"] == certificate.counts["people.bankaccount"] == 1
        case = ErasedCase.objects.get()
        assert (case.unit, case.opened_in, case.closed_in, case.main_cause) == (farm, 2026, 2026, "serious-illness")

    def test_who_lives_in_another_household_stays(self, clerk, approver, farm):
        number = identity(date(1990, 1, 1))
        child = {"identity_number": number}
        with clock.set_to(OPENED):
            members = (person("刘心红", is_head=True, wage_fen=1), person("刘春生", **child))
            first = file(home=household(*members), unit=farm, by=clerk)
        with clock.set_to(CLOSED):
            commands.close_dossier(first, reason="exited", by=clerk)
        with clock.set_to(date(2030, 1, 1)):
            own = file(home=household(person("刘春生", is_head=True, wage_fen=1, **child)), unit=farm, by=clerk)
        before = Person.objects.filter(pk=own.worker_id).values().get()
        with clock.set_to(DUE):
            certificate = run_deletion(approved_run(clerk, approver), by=clerk)
        assert Person.objects.filter(pk=own.worker_id).values().get() == before
        assert Dossier.objects.get().pk == own.pk
        assert own.worker.search_keys.exists()
        assert Decision.objects.filter(dossier=own).exists()
        assert certificate.counts["people.person"] == 1
        assert DeletionItem.objects.get().kept == 1
        assert [each.name for each in Person.objects.all()] == ["刘春生"]

    def test_an_open_dossier_is_not_deleted(self, clerk, approver, farm):
        with clock.set_to(OPENED):
            open_one = file(unit=farm, by=clerk)
        with pytest.raises(Conflict):
            erase_dossier(open_one, by=approver)

    def test_reports_of_imports_name_them_no_more(self, clerk, approver, farm):
        closed("刘心红", unit=farm, by=clerk)
        told, other = import_run(clerk, farm, found="刘心红"), import_run(clerk, farm, found="关志林")
        with clock.set_to(OPENED):
            old = import_run(clerk, farm, found="陈年旧")
        with clock.set_to(DUE):
            recent = import_run(clerk, farm, found="", file_name="刘心红.xlsx")
            run_deletion(approved_run(clerk, approver), by=clerk)
        for run in (told, other, old, recent):
            run.refresh_from_db()
        assert [len(run.report["en"]["findings"]) for run in (told, recent)] == [0, 1]
        assert told.report["en"]["refused"] == 1
        assert told.samples == ["别人"]
        assert (other.samples, len(other.report["en"]["findings"])) == (["关志林", "别人"], 1)
        assert recent.file_name == "…"
        assert (old.samples, old.report["zh-hans"]["findings"]) == ([], [])  # older than the term of reports

    def test_the_record_keeps_numbers_and_no_names(self, clerk, approver, farm):
        dossier = closed("刘心红", "赵桂兰", unit=farm, by=clerk)
        with clock.set_to(DUE):
            run_deletion(approved_run(clerk, approver), by=clerk)
        about = Entry.objects.filter(subject_id=dossier.pk)
        assert {"dossiers.dossier.filed", "dossiers.dossier.erased"} <= set(about.values_list("act", flat=True))
        told = " ".join(
            json.dumps(details, ensure_ascii=False) for details in Entry.objects.values_list("details", flat=True)
        )
        assert "刘心红" not in told
        assert "赵桂兰" not in told

    def test_a_certificate_leads_to_nobody(self, clerk, approver, farm):
        dossier = closed("刘心红", unit=farm, by=clerk)
        with clock.set_to(DUE):
            certificate = run_deletion(approved_run(clerk, approver), by=clerk)
        assert certificate.number == "2036-001"
        assert certificate.digests == [erasures.digest_of(dossier.pk)]
        assert str(dossier.pk) not in json.dumps([certificate.digests, certificate.counts])
        assert DeletionItem.objects.get().dossier_id is None


@pytest.mark.django_db
class TestAgain:
    def test_an_older_copy_is_deleted_again(self, clerk, approver, system, farm):
        dossier = closed("刘心红", "赵桂兰", unit=farm, by=clerk)
        other = closed("关志林", unit=farm, by=clerk, on=date(2036, 1, 1))
        try:
            with transaction.atomic(), clock.set_to(DUE):
                run_deletion(approved_run(clerk, approver), by=clerk)
                raise _Restored
        except _Restored:
            pass
        assert Dossier.objects.filter(pk=dossier.pk).exists()
        assert reapply_erasures(by=system) == 1
        assert [each.pk for each in Dossier.objects.all()] == [other.pk]
        assert Person.objects.get().name == "关志林"
        assert reapply_erasures(by=system) == 0
        assert Entry.objects.get(act="dossiers.erasures.reapplied").details == {"count": 1}

    def test_also_what_was_open_in_the_older_copy_and_by_a_list_from_elsewhere(self, clerk, system, farm, tmp_path):
        with clock.set_to(OPENED):
            dossier = file(unit=farm, by=clerk)
        elsewhere = tmp_path / "list.jsonl"
        elsewhere.write_text(json.dumps({"digest": erasures.digest_of(dossier.pk)}) + '\n{"dig', encoding="utf-8")
        assert reapply_erasures(by=system, lists=[elsewhere]) == 1
        assert not Person.objects.exists()

    def test_the_list_is_written_once_and_mends_a_cut_line(self):
        run = uuid4()
        assert erasures.append_digests(["a", "b"], run=run, day="2036-07-01") == 2
        erasures.journal().write_bytes(erasures.journal().read_bytes()[:-5])
        assert erasures.read_digests() == {"a"}
        assert erasures.append_digests(["a", "b"], run=run, day="2036-07-01") == 1
        assert erasures.read_digests() == {"a", "b"}
        assert erasures.journal().stat().st_mode & 0o777 == 0o600


class _Restored(Exception):
    """Stands for a database put back."""


def _due_many(count, farm, by):
    """Due dossiers with a planted name, number, telephone and card each, and who they were."""
    return [
        closed(f"殷{chr(0x4E00 + place)}埋", f"殷{chr(0x5E00 + place)}藏", unit=farm, by=by) for place in range(count)
    ]


def _run_and_die(run_id, after, clerk_id):
    """A process that is killed after some dossiers, between the commit of one and what follows it."""
    from niangjia.accounts.models import User
    from niangjia.dossiers.commands import retention

    connections.close_all()
    seen = 0

    def die(*_args):
        nonlocal seen
        seen += 1
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    retention._after = die
    with clock.set_to(DUE):
        run_deletion(DeletionRun.objects.get(pk=run_id), by=User.objects.get(pk=clerk_id))


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_it_goes_on(clerk, approver, farm, own_erasers):
    dossiers = _due_many(6, farm, clerk)
    for dossier in dossiers:
        write_sealed(f"evidence/{dossier.household_id}", b"photo")
    register_eraser("test.evidence", lambda _persons, home: Erased(files=[f"evidence/{home}"]))
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
        connections.close_all()
        process = multiprocessing.get_context("fork").Process(target=_run_and_die, args=(run.pk, 3, clerk.pk))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        assert Dossier.objects.count() == 3
        assert (
            sum(has_sealed(f"evidence/{each.household_id}") for each in dossiers) == 6
        )  # committed, files not yet gone
        assert erasures.read_digests() == set()
        certificate = run_deletion(run, by=clerk)
    assert certificate.dossiers == 6
    assert Person.objects.count() == 0
    assert not any(has_sealed(f"evidence/{each.household_id}") for each in dossiers)
    assert erasures.read_digests() == set(certificate.digests)
    assert len(certificate.digests) == 6
    assert ErasedCase.objects.count() == 6
    with clock.set_to(DUE):
        assert run_deletion(run, by=clerk).pk == certificate.pk
    assert Entry.objects.filter(act="dossiers.deletion.finished").count() == 1


def _run_along(run_id, clerk_id, errors):
    from niangjia.accounts.models import User

    connections.close_all()
    try:
        with clock.set_to(DUE):
            run_deletion(DeletionRun.objects.get(pk=run_id), by=User.objects.get(pk=clerk_id))
    except Exception as error:  # noqa: BLE001 (told to the test)
        errors.put(repr(error))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_delete_nothing_twice(clerk, approver, farm):
    _due_many(10, farm, clerk)
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    errors = context.Queue()
    processes = [context.Process(target=_run_along, args=(run.pk, clerk.pk, errors)) for _two in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert errors.empty(), errors.get()
    assert Dossier.objects.count() == 0
    assert ErasedCase.objects.count() == 10
    assert DeletionCertificate.objects.get().dossiers == 10
    assert Entry.objects.filter(act="dossiers.dossier.erased").count() == 10


def _bytes_at_rest():
    """Every byte the installation has on disk: database and its logs, files, list of deletions."""
    folders = [Path(settings.MEDIA_ROOT).parent]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        found += [path for path in name.parent.glob(f"{name.name}*") if path.is_file()]
    return b"\0".join(path.read_bytes() for path in found)


def _nothing_left_of(count, clerk, approver, farm):
    dossiers = _due_many(count, farm, clerk)
    stays = closed("留下来", unit=farm, by=clerk, on=date(2036, 1, 1))
    import_run(clerk, farm, found=dossiers[0].worker.name)
    planted = list(Person.objects.filter(name__startswith="殷").values_list("name", flat=True))
    assert len(planted) == 2 * count
    keyed = [person.identity_index for person in Person.objects.filter(name__startswith="殷")]
    ids = [each.pk for each in Person.objects.filter(name__startswith="殷")]
    sealed = list(
        Person.objects.filter(name__startswith="殷")
        .exclude(phone="")
        .values_list(Cast("phone", TextField()), flat=True)
    )
    if connection.vendor == "sqlite":
        before = _bytes_at_rest()
        assert Search(planted[:1]).in_bytes(before)  # the search finds what is there
        assert keyed[0].encode() in before
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    assert certificate.dossiers == count
    assert certificate.scrubbed_at is not None
    assert [each.pk for each in Dossier.objects.all()] == [stays.pk]
    assert [each.name for each in Person.objects.all()] == ["留下来"]
    assert not SearchKey.objects.filter(person__in=ids).exists()
    at_rest = _bytes_at_rest()
    if connection.vendor == "sqlite":
        assert "留下来".encode() in at_rest
    assert Search(planted).in_bytes(at_rest) == []
    for text in (*keyed, *sealed):
        assert text.encode() not in at_rest
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table of ours)
            told = repr(cursor.fetchall())
            assert not any(text in told for text in planted), table


@pytest.mark.django_db(transaction=True)
def test_of_50_due_records_nothing_is_left(clerk, approver, farm):
    _nothing_left_of(50, clerk, approver, farm)


@pytest.mark.nightly
@pytest.mark.django_db(transaction=True)
def test_of_1000_due_records_nothing_is_left(clerk, approver, farm):
    _nothing_left_of(1000, clerk, approver, farm)


@pytest.mark.django_db(transaction=True)
def test_free_space_that_could_not_be_overwritten_is_overwritten_at_the_next_try(clerk, approver, farm, monkeypatch):
    closed("刘心红", unit=farm, by=clerk)
    with clock.set_to(DUE):
        run = approved_run(clerk, approver)
        monkeypatch.setattr("niangjia.dossiers.commands.retention.scrub", lambda _labels: False)
        assert run_deletion(run, by=clerk).scrubbed_at is None
        monkeypatch.setattr("niangjia.dossiers.commands.retention.scrub", scrub)
        assert run_deletion(run, by=clerk).scrubbed_at == clock.now()


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_scrubbed():
    assert scrub(["people.person"]) is False
    assert clear_import_findings(before=clock.now()) == 0
    assert identity_index(CARD)


@pytest.mark.django_db
def test_papers_and_their_files_go_with_the_household(clerk, approver, farm):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    with clock.set_to(OPENED):
        open_one = file(person("白桦", is_head=True, identity_number=identity(date(1961, 5, 6))), unit=farm, by=clerk)
        paper = add_evidence(open_one, picture.getvalue(), kind="identity-card", file_name="a.png", by=clerk)
    with clock.set_to(CLOSED):
        close_dossier(open_one, reason="exited", by=clerk)
    assert has_sealed(paper.sealed_name)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    assert not Evidence.objects.exists()
    assert not has_sealed(paper.sealed_name)
