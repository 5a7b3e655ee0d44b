"""The page of the record: who reads which acts, in sentences, narrowed and paged; and the head on paper."""

from datetime import date, timedelta
from io import StringIO
from urllib.parse import urlencode

import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from niangjia.accounts.commands import add_unit, system_user
from niangjia.accounts.models import Role, UnitKind
from niangjia.audit import access, acts, chain, queries
from niangjia.audit.commands import link_waiting, print_head, record, verify_record
from niangjia.audit.models import ChainHead, Entry
from niangjia.audit.tests.tampering import run, take_down_triggers
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden

pytestmark = pytest.mark.django_db
RECORD, HEAD = reverse("audit:show-record"), reverse("audit:print-head")


@pytest.fixture
def security_auditor(someone, bureau):
    return someone(Role.SECURITY_AUDITOR, bureau, "security-auditor")


@pytest.fixture
def filed(clerk, farm, other_farm):
    """Acts on cases of two farms and of none, an export and a user."""
    for unit, number in ((farm, "F-1"), (other_farm, "O-1"), (farm, "F-2"), (None, "N-1")):
        record("dossiers.dossier.filed", clerk, by=clerk, unit=unit, number=number)
    record("dossiers.export.approved", clerk, by=clerk, number="E-1", people=17, columns="all")
    link_waiting()


def read_by(user):
    return [acts.sentence(each.act, each.told) for each in access.entries_for(user).order_by("id")]


def told(client, address=RECORD):
    answer = client.get(address)
    assert answer.status_code == 200
    return [acts.sentence(each.act, each.told) for each in answer.context["page"].rows]


@pytest.mark.usefixtures("filed")
def test_an_auditor_reads_of_cases_of_the_subtree_and_of_nothing_else(auditor, someone, farm, clerk):
    of_farm = someone(Role.AUDITOR, farm, "farm-auditor")
    with override("en"):
        assert read_by(of_farm) == ["Dossier F-1 was filed.", "Dossier F-2 was filed."]
        whole = read_by(auditor)
    assert [line.split()[1] for line in whole[:4]] == ["F-1", "O-1", "F-2", "N-1"]
    assert whole[4:] == ["Export E-1 was approved: 17 people, all."]


@pytest.mark.usefixtures("filed")
def test_a_security_auditor_reads_of_users_and_exports_and_of_no_case(signed_in, security_auditor, clerk):
    with override("en"):
        lines = read_by(security_auditor)
    assert "Export E-1 was approved: 17 people, all." in lines
    assert "The user clerk was added." in lines
    assert not [line for line in lines if "F-1" in line]
    shown = signed_in(security_auditor).get(RECORD).content.decode()
    assert not [number for number in ("F-1", "O-1", "F-2", "N-1") if number in shown]


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.SECURITY_AUDITOR}))
def test_nobody_else_reads_it(signed_in, someone, bureau, role):
    browser = signed_in(someone(role, bureau, "somebody"))
    assert browser.get(RECORD).status_code == 403
    assert browser.get(HEAD).status_code == 403
    assert not Entry.objects.filter(act="audit.head.printed").exists()
    assert RECORD not in browser.get("/").content.decode()


def test_an_act_that_no_app_knows_is_read_by_nobody(auditor, security_auditor, farm):
    run_as_is = Entry.objects.values().order_by("-id").first()
    Entry.objects.create(**{**run_as_is, "id": 10**6, "sequence": None, "act": "gone.thing.done"})
    assert not access.entries_for(auditor).filter(act="gone.thing.done").exists()
    assert not access.entries_for(security_auditor).filter(act="gone.thing.done").exists()


WITHOUT_CONTENT = {
    "clues.limit.changed",
    "dossiers.alarm.raised",
    "dossiers.export.approved",
    "dossiers.export.expired",
    "dossiers.export.fetched",
    "dossiers.export.refused",
    "dossiers.export.requested",
    "dossiers.watermark.read",
    "pairing.cadre.added",
    "pairing.cadre.retired",
    "pairing.cadre.revised",
    "pairing.cadres.moved",
    "pairing.proposal.confirmed",
    "pairing.proposal.discarded",
    "pairing.proposal.suggested",
    "pairing.unit.placed",
    "plans.availability.changed",
    "plans.entry.added",
    "reviews.limit.changed",
}


def test_every_act_is_for_somebody():
    assert set(acts.about_cases()) | set(acts.without_content()) == set(acts.readable())
    both = set(acts.about_cases()) & set(acts.without_content())
    assert both == WITHOUT_CONTENT
    with pytest.raises(ValueError, match="none of these"):
        acts.register_all({}, without_content=["dossiers.dossier.filed"])


@pytest.mark.usefixtures("filed")
def test_it_is_narrowed_by_who_what_and_when(signed_in, auditor, officer, farm):
    record("dossiers.dossier.filed", officer, by=officer, unit=farm, number="X-9")
    with clock.set_to(date(2020, 5, 17), hour=23):
        record("dossiers.dossier.closed", officer, by=officer, unit=farm, number="X-8", reason="exited")
    browser = signed_in(auditor)
    browser.cookies["django_language"] = "en"
    with override("en"):
        assert told(browser, f"{RECORD}?who=officer") == ["Dossier X-8 was closed: exited", "Dossier X-9 was filed."]
        assert told(browser, f"{RECORD}?act=dossiers.dossier.closed") == ["Dossier X-8 was closed: exited"]
        assert len(told(browser, f"{RECORD}?since=2020-05-17&until=2020-05-17")) == 1
        assert told(browser, f"{RECORD}?since=2020-05-18&until=2020-05-20") == []
        assert len(told(browser, f"{RECORD}?since=nonsense&act=nothing&who=")) == 7
    empty = browser.get(f"{RECORD}?until=2020-05-16").content.decode()
    assert "No entry matches" in empty
    assert "Dossier … was filed." in empty, "kinds of acts are told in words"
    part = browser.get(f"{RECORD}?who=officer", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_an_empty_record_says_so(signed_in, auditor):
    assert "还没有任何操作" in signed_in(auditor).get(RECORD).content.decode()


def test_pages_give_every_entry_once_in_both_directions(clerk, farm):
    for place in range(23):
        record("dossiers.dossier.filed", clerk, by=clerk, unit=farm, number=str(place))
    entries = Entry.objects.filter(by=clerk)
    pages = [queries.page(entries, cursor="", rows=5)]
    while pages[-1].following:
        pages.append(queries.page(entries, cursor=pages[-1].following, rows=5))
    rows = [row for page in pages for row in page.rows]
    assert rows == list(entries.order_by("-id"))
    back = queries.page(entries, cursor=pages[2].previous, rows=5)
    assert back.rows == pages[1].rows
    assert queries.page(entries, cursor=back.previous, rows=5).previous == ""
    for odd in ("after:x", "before:", "after:" + "9" * 30, "after:²"):
        assert queries.page(entries, cursor=odd, rows=5).rows == pages[0].rows


def test_a_page_takes_a_fixed_number_of_queries(
    signed_in, auditor, security_auditor, clerk, officer, farm, other_farm, django_assert_max_num_queries
):
    for user in (auditor, security_auditor):
        browser, counts = signed_in(user), []
        for _round in range(2):
            for by, unit in ((clerk, farm), (officer, other_farm), (auditor, farm)):
                record("dossiers.dossier.filed", by, by=by, unit=unit, number="1")
                record("accounts.unit.added", unit, by=by, name="1")
            with django_assert_max_num_queries(14) as asked:
                browser.get(f"{RECORD}?who=e&act=accounts.unit.added")
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_it_says_how_the_record_stands(signed_in, auditor, system, clerk, farm):
    browser = signed_in(auditor)
    assert "尚未核验" in browser.get(RECORD).content.decode()
    verify_record(by=system)
    link_waiting()
    assert "记录完整" in browser.get(RECORD).content.decode()
    take_down_triggers()
    run("UPDATE audit_entry SET act = 'dossiers.dossier.closed' WHERE sequence = 2")
    with clock.set_to(date(2027, 3, 4)):
        assert not verify_record(by=system).is_whole
    with clock.set_to(date(2027, 3, 5)):
        verify_record(by=system)
    with clock.set_to(date(2027, 3, 6)):
        assert verify_record(by=system, from_sequence=3).is_whole, "a part says nothing of the whole"
    shown = browser.get(RECORD).content.decode()
    assert "2027-03-04 09:00" in shown, "not whole since"
    assert "2027-03-05 09:00" in shown, "last verified"
    standing = queries.standing()
    assert (standing.is_whole, standing.broken_since.at.date()) == (False, date(2027, 3, 4))


def test_a_verification_is_an_act_of_its_own(system):
    link_waiting()
    report = verify_record(by=system)
    entry = Entry.objects.get(act=queries.VERIFIED)
    assert entry.details["is_whole"] is True
    assert entry.details["sequence"] == report.sequence
    with override("zh-hans"):
        assert "完整" in acts.sentence(entry.act, entry.details)


def words_of(content):
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)).replace("\r\n", " ")


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "操作记录封存码"), ("en", "Head of the record of acts")])
def test_the_head_on_paper(signed_in, auditor, clerk, language, said):
    link_waiting()
    head = ChainHead.objects.get()
    browser = signed_in(auditor)
    browser.cookies["django_language"] = language
    answer = browser.get(HEAD)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = words_of(answer.content)
    assert said in text
    assert chain.short(head.digest) in text
    assert all(head.digest[place : place + 4] in text for place in range(0, 64, 4))
    assert f"{head.sequence}:{chain.short(head.digest)}" in text.replace("\u200b", "")
    assert len(pypdfium2.PdfDocument(answer.content)) == 1
    entry = Entry.objects.get(act="audit.head.printed")
    assert (entry.by, entry.details["sequence"]) == (auditor, head.sequence)


def test_there_is_no_head_to_print_when_it_cannot_be_trusted(auditor, signed_in, clerk):
    link_waiting()
    take_down_triggers()
    run("UPDATE audit_chainhead SET digest = seal")
    with pytest.raises(Conflict):
        print_head(by=auditor)
    assert signed_in(auditor).get(HEAD).status_code == 409


def test_printing_needs_the_right(clerk):
    with pytest.raises(Forbidden):
        print_head(by=clerk)


def test_the_command_line_prints_the_head(clerk, tmp_path):
    out = StringIO()
    call_command("audit_head", stdout=out)
    head = ChainHead.objects.get()
    assert f"{head.sequence}:{head.digest}" in out.getvalue()
    path = tmp_path / "head.pdf"
    call_command("audit_head", "--pdf", path, "--language", "en", stdout=out)
    assert "Head of the record" in words_of(path.read_bytes())
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("audit_head", "--pdf", tmp_path, stdout=out)
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("audit_head", "--pdf", tmp_path / "none" / "head.pdf", stdout=out)


def test_a_unit_of_ones_own_is_not_needed_for_the_paper(someone, farm, signed_in, clerk):
    add_unit(name="苗圃", kind=UnitKind.PLANT, parent=farm, by=system_user())
    link_waiting()
    assert signed_in(someone(Role.AUDITOR, farm, "farm-auditor")).get(HEAD).status_code == 200


def test_days_are_those_of_shanghai(clerk, farm):
    with clock.set_to(date(2026, 3, 4), hour=1):
        record("dossiers.dossier.filed", clerk, by=clerk, unit=farm, number="early")
    on = date(2026, 3, 4)
    assert queries.Wanted(from_on=on, to_on=on).apply(Entry.objects.all()).count() == 1
    assert queries.Wanted(to_on=on - timedelta(days=1)).apply(Entry.objects.all()).count() == 0


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "yesterday", "\0"])
def test_a_day_that_no_entry_can_have_narrows_nothing(auditor, signed_in, day):
    browser = signed_in(auditor)
    everything = told(browser)
    assert everything
    for name in ("since", "until"):
        assert browser.get(RECORD, {name: day}).status_code == 200
        assert told(browser, f"{RECORD}?{urlencode({name: day})}") == everything
