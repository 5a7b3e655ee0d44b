"""`niangjia verify audit` and its neighbours on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niangjia.audit.chain import short
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.tests.tampering import rows_of, run, take_down_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def last(clerk, farm):
    rows_of(9, clerk, farm)
    return ChainHead.objects.get().sequence


def verify(*options):
    """Exit status and what was said."""
    out = StringIO()
    try:
        call_command("verify", "audit", *options, stdout=out, stderr=StringIO())
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_a_whole_record(last):
    status, said = verify()
    assert status == 0
    assert f"{last}" in said
    assert "whole" in said or "完整" in said


def test_a_changed_record_names_the_first_bad_row(last):
    take_down_triggers()
    entry = Entry.objects.get(sequence=5)
    run("UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = 5", "DELETE FROM audit_entry WHERE sequence = 7")
    status, said = verify()
    assert status == 1
    line = said.splitlines()[0]
    assert line.startswith("edited")
    assert all(each in line for each in ("5", f"id {entry.pk}", "x.y.z", f"{entry.at:%Y-%m-%d}"))
    assert said.splitlines()[1].startswith("missing")
    assert "audit_entry_not_changed" in said, "the triggers that were taken down are told"


def test_the_report_as_json(last):
    status, said = verify("--json")
    told = json.loads(said)
    assert status == 0
    assert set(told) == {
        "whole", "from", "to", "rows", "waiting", "linked_late", "head", "paper", "unguarded", "counts", "first",
        "findings", "seconds",
    }  # fmt: skip
    assert (told["whole"], told["from"], told["to"], told["rows"]) == (True, 1, last, last)
    assert told["head"]["sequence"] == last
    take_down_triggers()
    run("UPDATE audit_entry SET act = 'x.y.z' WHERE sequence = 5")
    status, said = verify("--json")
    told = json.loads(said)
    assert (status, told["whole"], told["counts"]) == (1, False, {"edited": 1})
    assert set(told["first"]) == {"kind", "sequence", "id", "at", "act", "says"}
    assert told["findings"] == [told["first"]]
    assert len(told["unguarded"]) > 0


def test_from_a_number_on(last):
    assert json.loads(verify("--json", "--from", "4")[1])["rows"] == last - 3
    for number in ("0", "99999"):
        with pytest.raises(CommandError, match=number) as refusal:
            call_command("verify", "audit", "--from", number)
        assert refusal.value.returncode == 2


def test_a_head_kept_on_paper(last, clerk, farm):
    head = ChainHead.objects.get()
    rows_of(2, clerk, farm)
    for digest in (head.digest, short(head.digest)):
        assert verify("--head", f"{head.sequence}:{digest}")[0] == 0
    status, said = verify("--head", f"{head.sequence - 1}:{head.digest}")
    assert (status, said.split()[0]) == (1, "paper")
    with pytest.raises(CommandError, match="SEQ:DIGEST"):
        call_command("verify", "audit", "--head", "12:xyz")


def test_more_than_a_screen_of_findings_is_counted(last, clerk, farm):
    rows_of(30, clerk, farm)
    take_down_triggers()
    run("UPDATE audit_entry SET act = 'x.y.z'")
    _status, said = verify()
    assert len([line for line in said.splitlines() if line.startswith("edited")]) == 20
    assert str(Entry.objects.filter(act="x.y.z").count() - 20) in said


def test_rotating_the_key_is_said_and_recorded(last):
    out = StringIO()
    call_command("rotate_audit_key", "--algorithm", "sm3", stdout=out)
    entry = Entry.objects.get(act="audit.key.rotated")
    assert (entry.algorithm, entry.key_id) == ("sm3", entry.details["key"])
    assert "audit.json" in out.getvalue()
    assert verify()[0] == 0


def test_the_grants_are_printed(last):
    out = StringIO()
    call_command("audit_grants", "niangjia", stdout=out)
    assert 'REVOKE ALL ON audit_entry, audit_chainhead FROM PUBLIC, "niangjia";' in out.getvalue()
