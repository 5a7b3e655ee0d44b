"""The national layout under the law of exports: a second person decides, once, in time; on pages and command line."""

from io import StringIO
from stat import S_IMODE

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from niangjia.accounts.models import Authenticator, Role, SignInPolicy
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import approve_export, fetch_export
from niangjia.dossiers.intake import check_workbook, read_workbook
from niangjia.dossiers.models import Export, ExportState, FullColumn
from niangjia.dossiers.tests.export_factories import PURPOSE, ask
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.watermark_reading import serials_in
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, NotFoundOrForbidden

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-test-phrase"  # as in conftest.py


@pytest.fixture
def dossier(farm, clerk):
    return file(person("刘心红", is_head=True), person("刘小红"), unit=farm, by=clerk)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the verb with a password on its standard input: exit status, what it said, and the file."""

    def run(*options, password=PASSWORD, code="", name="out.xlsx"):
        path, said = tmp_path / name, StringIO()
        monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n{code}\n"))
        status = 0
        try:
            call_command("export_dossiers", path, *options, stdout=said)
        except SystemExit as stop:
            status = stop.code
        except CommandError as error:
            status = error.returncode
            said.write(str(error))
        return status, said.getvalue(), path

    return run


@pytest.mark.usefixtures("dossier")
def test_one_dossier_in_full_already_waits_for_a_second_person(clerk, approver):
    asked = ask(clerk, kind="nat", full=())
    assert (asked.state, asked.full) == (ExportState.WAITING, sorted(FullColumn.values))
    with pytest.raises(Conflict):
        fetch_export(asked, by=clerk)
    with pytest.raises(Forbidden):
        approve_export(asked, by=clerk)
    approved = approve_export(asked, by=approver)
    with pytest.raises(NotFoundOrForbidden):
        fetch_export(approved, by=approver)
    content = fetch_export(approved, by=clerk)
    checked = check_workbook(read_workbook(content, approved.file_name))
    assert [(each.name, len(each.members)) for each in checked.households] == [("刘心红", 1)]
    assert list(serials_in(content)) == [(clock.today().year - 2000) << 20 | int(asked.number[-6:])]
    with pytest.raises(Conflict):
        fetch_export(approved, by=clerk)


@pytest.mark.usefixtures("dossier")
def test_the_button_asks_for_it_and_the_page_hands_it_out(clerk, approver, signed_in):
    browser = signed_in(clerk)
    shown = browser.get(reverse("dossiers:request-export") + "?kind=nat").content.decode()
    assert 'value="nat"' in shown
    data = {"purpose": PURPOSE, "kind": "nat"}
    answer = browser.post(reverse("dossiers:request-export"), data)
    export = Export.objects.get()
    assert answer["Location"] == reverse("dossiers:show-export", args=[export.pk])
    signed_in(approver).post(reverse("dossiers:approve-export", args=[export.pk]), {"note": ""})
    file = browser.post(reverse("dossiers:fetch-export", args=[export.pk]))
    assert (file.status_code, file.content[:2]) == (200, b"PK")
    assert file["Content-Disposition"] == f'attachment; filename="{export.number}.xlsx"'


@pytest.mark.usefixtures("dossier")
def test_the_list_has_the_button(clerk, signed_in):
    text = signed_in(clerk).get(reverse("dossiers:list-dossiers")).content.decode()
    assert reverse("dossiers:request-export") + "?kind=nat" in text


@pytest.mark.usefixtures("dossier")
def test_the_verb_asks_waits_and_writes_once(run, clerk, approver):
    status, said, path = run("--by", clerk.username, "--purpose", PURPOSE)
    export = Export.objects.get()
    assert (status, path.exists()) == (2, False)
    assert export.number in said
    assert (export.asked_by_id, export.state) == (clerk.pk, ExportState.WAITING)
    status, said, path = run("--by", clerk.username, "--number", export.number)
    assert (status, path.exists()) == (2, False)
    approve_export(export, by=approver)
    status, said, path = run("--by", clerk.username, "--number", export.number)
    assert status == 0
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert check_workbook(read_workbook(path.read_bytes(), path.name)).households
    assert Entry.objects.get(act="dossiers.export.fetched").by_id == clerk.pk
    status, said, path = run("--by", clerk.username, "--number", export.number, name="again.xlsx")
    assert (status, path.exists()) == (1, False), "once only"


@pytest.mark.usefixtures("dossier")
def test_the_verb_needs_the_password_the_right_person_and_a_free_place(run, clerk, approver, auditor, tmp_path):
    asked = approve_export(ask(clerk, kind="nat"), by=approver)
    for by, password in ((clerk, "wrong"), (auditor, PASSWORD), (approver, PASSWORD)):
        status, _said, path = run("--by", by.username, "--number", asked.number, password=password)
        assert (status, path.exists()) == (1, False)
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    status, _said, path = run("--by", clerk.username, "--number", asked.number, name="there.xlsx")
    assert (status, path.read_bytes()) == (1, b"mine")
    asked.refresh_from_db()
    assert asked.has_file, "none of these used it up"


@pytest.mark.usefixtures("dossier")
def test_the_verb_asks_for_the_second_factor_of_who_has_or_must_have_one(run, clerk, approver):
    asked = approve_export(ask(clerk, kind="nat"), by=approver)
    options = ("--by", clerk.username, "--number", asked.number)
    SignInPolicy(second_factor="all").save()
    assert run(*options)[0] == 1, "must have one, and has none"
    SignInPolicy.objects.update(second_factor="privileged")
    secret = pyotp.random_base32()
    Authenticator.objects.create(user=clerk, secret=secret, added_at=clock.now())
    assert run(*options)[0] == run(*options, code="000000")[0] == 1
    code = pyotp.TOTP(secret).at(clock.now())
    status, _said, path = run(*options, code=code)
    assert (status, path.exists()) == (0, True)
    assert run("--by", clerk.username, "--purpose", PURPOSE, code=code)[0] == 1, "a code opens once"


@pytest.mark.usefixtures("dossier")
def test_a_list_asked_for_on_a_page_is_not_written_by_the_verb(run, clerk, approver):
    asked = approve_export(ask(clerk, full=("identity-number",)), by=approver)
    assert run("--by", clerk.username, "--number", asked.number)[0] == 1


def test_the_verb_narrows_to_a_unit(run, clerk, farm, other_farm, dossier):
    file(person("赵青山", is_head=True), unit=other_farm, by=clerk)
    assert run("--by", clerk.username, "--purpose", PURPOSE, "--unit", farm.name)[0] == 2
    assert Export.objects.get().dossiers == [str(dossier.pk)]
    assert run("--by", clerk.username, "--purpose", PURPOSE, "--unit", "无此单位")[0] == 1


def test_who_may_not_export_is_refused(run, dossier, someone, farm):
    officer = someone(Role.UNIT_OFFICER, dossier.unit, "an-officer")
    assert run("--by", officer.username, "--purpose", PURPOSE)[0] == 1
    assert not Export.objects.exists()
