"""Deletion runs: what is due goes, everything else stays; another person approves."""

import io
import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
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
from niangjia.dossiers.models import (
    Decision,
    DeletionItem,
    DeletionRun,
    Dossier,
    ErasedCase,
)
from niangjia.dossiers.retention_terms import TERMS, kept_until, latest_due, read_terms
from niangjia.dossiers.tests.factories import file, household, identity, person
from niangjia.dossiers.tests.retention_factories import CLOSED, DUE, OPENED, approved_run, closed, import_run
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.commands import record_consent
from niangjia.people.erasure import Erased, register_eraser
from niangjia.people.models import BankAccount, Consent, Evidence, Household, Person, SearchKey
from niangjia.privacy.files import has_sealed, write_sealed


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
            commands.close_dossier(first, reason="retired", by=clerk)
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


class _Restored(Exception):
    """Stands for a database put back."""


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


@pytest.mark.django_db
def test_papers_and_their_files_go_with_the_household(clerk, approver, farm):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    with clock.set_to(OPENED):
        open_one = file(person("白桦", is_head=True, identity_number=identity(date(1961, 5, 6))), unit=farm, by=clerk)
        paper = add_evidence(open_one, picture.getvalue(), kind="identity-card", file_name="a.png", by=clerk)
    with clock.set_to(CLOSED):
        close_dossier(open_one, reason="retired", by=clerk)
    assert has_sealed(paper.sealed_name)
    with clock.set_to(DUE):
        run_deletion(approved_run(clerk, approver), by=clerk)
    assert not Evidence.objects.exists()
    assert not has_sealed(paper.sealed_name)
