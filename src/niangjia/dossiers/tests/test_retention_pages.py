"""The register of terms, holds and deletion runs on their pages, the verbs, and a person's copy of their own data."""

import json
from datetime import date, timedelta
from io import StringIO
from uuid import uuid4

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from niangjia.audit.models import Entry
from niangjia.dossiers import tasks
from niangjia.dossiers.certificate_sheet import certificate_sheet
from niangjia.dossiers.commands import place_hold, run_deletion
from niangjia.dossiers.models import DeletionRun, Dossier, LegalHold
from niangjia.dossiers.tests.retention_factories import CARD, CLOSED, DUE, approved_run, closed
from niangjia.kernel import clock
from niangjia.people.commands import record_consent
from niangjia.people.models import Person

pytestmark = pytest.mark.django_db
LIST = reverse("dossiers:list-retention")


@pytest.fixture(autouse=True)
def _on_the_day():
    with clock.set_to(DUE):
        yield


def page(name, thing):
    return reverse(f"dossiers:{name}", args=[getattr(thing, "pk", thing)])


def test_the_list_takes_as_many_queries_for_any_number(as_clerk, clerk, farm, django_assert_max_num_queries):
    def add(names):
        for name in names:
            place_hold(closed(f"刘{name}", unit=farm, by=clerk), reason="lawsuit", reference="1", by=clerk)
            closed(f"关{name}", unit=farm, by=clerk)

    add("一")
    with django_assert_max_num_queries(16) as few:
        as_clerk.get(LIST)
    add("二三四五六")
    with django_assert_max_num_queries(16) as many:
        assert as_clerk.get(LIST).context["due"] == 6
    assert len(many) == len(few)


def test_rows_say_what_is_overdue_left_or_held(as_clerk, clerk, farm):
    held, due = closed("刘心红", unit=farm, by=clerk), closed("关志林", unit=farm, by=clerk)
    soon = closed("赵铁山", unit=farm, by=clerk, on=CLOSED + timedelta(days=31))
    closed("孙晓", unit=farm, by=clerk, on=date(2030, 1, 1))
    place_hold(held, reason="lawsuit", reference="1", by=clerk)
    rows = {row.dossier.pk: row for row in as_clerk.get(LIST).context["rows"]}
    assert set(rows) == {held.pk, due.pk, soon.pk}
    assert (rows[due.pk].days_left, rows[soon.pk].days_left) == (-1, 30)
    assert rows[held.pk].holds
    shown = as_clerk.get(LIST).content.decode()
    assert "《困难职工档案管理办法》" in shown
    assert "待确认" in shown


@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 200), ("auditor", 200), ("officer", 403), ("leader", 403), ("administrator", 403)]
)
def test_who_sees_the_list(request, signed_in, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(LIST).status_code == status
    assert (f'href="{LIST}"' in client.get("/").content.decode()) is (status == 200)


def test_from_the_proposal_to_the_certificate(signed_in, clerk, approver, farm):
    dossier = closed("刘心红", unit=farm, by=clerk)
    keeper, chair = signed_in(clerk), signed_in(approver)
    sent = keeper.post(reverse("dossiers:propose-deletion"))
    run = DeletionRun.objects.get()
    assert sent["Location"] == page("show-deletion", run)
    assert keeper.post(reverse("dossiers:propose-deletion"))["Location"] == LIST  # sent twice: still one run
    assert DeletionRun.objects.count() == 1
    assert keeper.post(page("approve-deletion", run)).status_code == 404
    assert chair.post(page("run-deletion", run)).status_code == 404  # not approved yet
    shown = chair.get(page("show-deletion", run)).content.decode()
    assert dossier.number in shown
    assert "刘心红" not in shown
    for _twice in range(2):
        assert chair.post(page("approve-deletion", run)).status_code == 302
    assert keeper.post(page("run-deletion", run)).status_code == 302
    tasks.delete.func(str(run.pk), str(clerk.pk))
    assert not Dossier.objects.exists()
    shown = keeper.get(page("show-deletion", run))
    assert shown.context["certificate"].number == "2036-001"
    assert (shown.status_code, chair.get(LIST).status_code) == (200, 200)
    printed = keeper.get(page("print-certificate", run))
    assert printed["Content-Type"] == "application/pdf"
    assert Entry.objects.get(act="dossiers.certificate.printed").details == {"certificate": "2036-001"}


def test_turned_down_nothing_is_deleted(signed_in, clerk, approver, farm):
    closed("刘心红", unit=farm, by=clerk)
    signed_in(clerk).post(reverse("dossiers:propose-deletion"))
    run = DeletionRun.objects.get()
    assert signed_in(approver).post(page("reject-deletion", run)).status_code == 302
    assert signed_in(clerk).get(page("print-certificate", run)).status_code == 404
    assert signed_in(clerk).post(page("run-deletion", run)).status_code == 404
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("who", ["auditor", "officer", "leader", "administrator"])
def test_others_do_nothing_to_a_run(request, signed_in, clerk, approver, farm, who):
    dossier = closed("刘心红", unit=farm, by=clerk)
    hold = place_hold(closed("关志林", unit=farm, by=clerk), reason="lawsuit", reference="1", by=clerk)
    run = approved_run(clerk, approver)
    client = signed_in(request.getfixturevalue(who))
    for name in ("approve-deletion", "reject-deletion", "run-deletion"):
        assert client.post(page(name, run)).status_code == client.post(page(name, uuid4())).status_code == 404
    assert client.post(page("place-hold", dossier), {"reason": "lawsuit", "reference": "2"}).status_code == 404
    assert client.post(page("lift-hold", hold)).status_code == 404
    assert LegalHold.objects.get().lifted_at is None


def test_a_hold_is_placed_and_lifted_from_the_dossier(as_clerk, clerk, farm):
    dossier = closed("刘心红", unit=farm, by=clerk)
    assert as_clerk.get(page("place-hold", dossier)).status_code == 200
    past = as_clerk.post(
        page("place-hold", dossier), {"reason": "lawsuit", "reference": "号", "until_on": "2020-01-01"}
    )
    assert past.status_code == 422
    assert as_clerk.post(page("place-hold", dossier), {"reason": "lawsuit", "reference": "号"}).status_code == 302
    hold = LegalHold.objects.get()
    assert page("lift-hold", hold) in as_clerk.get(page("show-consents", dossier)).content.decode()
    for _twice in range(2):
        assert as_clerk.post(page("lift-hold", hold)).status_code == 302
    assert Entry.objects.filter(act="dossiers.hold.lifted").count() == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_certificate_names_nobody_who_was_deleted(clerk, approver, farm, language):
    dossier = closed("刘心红", "赵桂兰", unit=farm, by=clerk)
    certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    with override(language):
        pdf = pypdfium2.PdfDocument(certificate_sheet(certificate))
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
    assert dossier.number in text
    assert certificate.number in text
    assert "刘心红" not in text
    assert ("尚未覆写" in text) == (language == "zh-hans")  # not in the transaction of this test


def verb(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_verb_tells_what_is_due_and_carries_a_run_out(clerk, approver, farm):
    closed("刘心红", unit=farm, by=clerk)
    assert "1 dossiers are due" in verb("delete_expired")
    run = approved_run(clerk, approver)
    assert str(run.pk) in verb("delete_expired")
    with pytest.raises(CommandError, match="free space"):  # a transaction is open in this test
        verb("delete_expired", "--run", str(run.pk))
    assert not Dossier.objects.exists()
    for unknown in (str(uuid4()), "one"):
        with pytest.raises(CommandError, match="no deletion run"):
            verb("delete_expired", "--run", unknown)


def test_the_verb_deletes_again(tmp_path):
    assert "0 dossiers" in verb("reapply_erasures")
    with pytest.raises(CommandError, match="no list"):
        verb("reapply_erasures", str(tmp_path / "nothing.jsonl"))


def test_a_person_gets_everything_of_their_own_and_nothing_of_others(clerk, farm, monkeypatch):
    dossier = closed("刘心红", "赵桂兰", unit=farm, by=clerk)
    with clock.set_to(CLOSED):
        given = {"purpose": "notice", "given_how": "oral", "signed_by": "self", "signed_on": CLOSED}
        record_consent(dossier.worker, **given, witness="关志林", unit=farm, by=clerk)
    told = verb("person_report", dossier.number, "--json")
    number = dossier.worker.identity_number.reveal()
    for own in (number, CARD, "13800000001", "根河市林海路1号", "24,000.00", dossier.number, "关志林"):
        assert own in told, own
    other = Person.objects.get(name="赵桂兰")
    assert "赵桂兰" not in told
    assert other.identity_number.reveal() not in told
    assert json.loads(told)["name"] == "刘心红"
    entry = Entry.objects.get(act="dossiers.person.reported")
    assert entry.subject_id == dossier.worker_id
    assert "person.identity_number" in entry.details["fields"]
    assert number not in json.dumps(entry.details)
    monkeypatch.setattr("sys.stdin", StringIO(f"{number.lower()}\n"))
    assert number in verb("person_report", "-", "--json")


def test_what_cannot_be_recorded_is_not_told(clerk, farm, monkeypatch):
    dossier = closed("刘心红", unit=farm, by=clerk)

    def broken(*_args, **_details):
        raise OSError

    monkeypatch.setattr("niangjia.dossiers.commands.reporting.audit", broken)
    opened = []
    monkeypatch.setattr("niangjia.dossiers.commands.reporting.report_on", opened.append)
    with pytest.raises(OSError):  # noqa: PT011 (our own)
        verb("person_report", dossier.number, "--json")
    assert opened == []


def test_the_copy_is_a_sheet_too_and_overwrites_nothing(clerk, farm, tmp_path):
    dossier = closed("刘心红", unit=farm, by=clerk)
    sheet = tmp_path / "copy.pdf"
    verb("person_report", dossier.number, "--pdf", str(sheet))
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(sheet.read_bytes()))
    assert dossier.worker.identity_number.reveal() in text
    for wrong in (("--pdf", str(sheet)), (), ("--json", "--pdf", str(tmp_path / "other.pdf"))):
        with pytest.raises(CommandError):
            verb("person_report", dossier.number, *wrong)
    with pytest.raises(CommandError, match="Nobody"):
        verb("person_report", "29990000001", "--json")
