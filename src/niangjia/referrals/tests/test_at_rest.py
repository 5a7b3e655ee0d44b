"""Nothing that was shared, asked or answered lies readable anywhere, nor is it left when the dossier goes."""

import logging
from pathlib import Path

import pytest
from django.conf import settings

from niangjia.accounts.commands import close_unit, merge_unit
from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import run_deletion
from niangjia.dossiers.tests.retention_factories import DUE, approved_run
from niangjia.dossiers.tests.whole_household import plant_household
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict
from niangjia.people.consenting import what_stops
from niangjia.people.evidence_files import CleanFile
from niangjia.privacy.tests.planted import Plants, Search, columns_without, everything_in_the_database
from niangjia.referrals import commands
from niangjia.referrals.models import Answer, Meeting, MeetingDecision, Referral
from niangjia.referrals.queries import file_is_kept
from niangjia.referrals.tests.factories import at_state, dossier_at, draft, partner_of


@pytest.mark.django_db(transaction=True)
def test_a_whole_life_leaves_nothing_readable(dossier, partner, clerk, responder, tmp_path, caplog):
    plants = Plants()

    def say(kind):
        return plants.text(kind, "说")

    identity = plants.new("identity", dossier.worker.identity_number.reveal())
    with caplog.at_level(logging.DEBUG):
        one = commands.send_referral(draft(dossier, partner, clerk, request=say("request")), by=clerk)
        issued = commands.issue_link(one, contact=say("contact"), by=clerk)
        opened = commands.open_link(issued.token, code=issued.code)
        paper = CleanFile("image/png", say("paper").encode())
        told = {"result": "done", "words": say("words"), "signed_as": say("name"), "file": paper}
        commands.answer_link(issued.token, key=opened.key, **told)
        commands.return_answer(one, why=say("why"), by=clerk)
        commands.withdraw_referral(one, reason=say("reason"), by=clerk)
        two = at_state("settled", dossier, partner, clerk=clerk, responder=responder)
        commands.close_referral(two, outcome="helped", note=say("note"), by=clerk)
    assert identity in Referral.objects.get(pk=one.pk).share.reveal()
    plants.new("share", Referral.objects.get(pk=one.pk).share.reveal())
    assert not {each for each in columns_without(plants) if each.startswith("referrals.")}
    copies = tmp_path / "copies"
    copies.mkdir()
    everything_in_the_database(copies)
    (copies / "log").write_text(caplog.text, encoding="utf-8")
    search = Search(plants)
    assert search.in_folder(copies) == []
    assert search.in_folder(Path(settings.MEDIA_ROOT)) == []
    assert file_is_kept(Answer.objects.exclude(media_type="").get().pk)
    assert not file_is_kept(one.pk)


@pytest.mark.django_db(transaction=True)
def test_a_deletion_takes_referrals_along_and_names_out_of_minutes(clerk, leader, someone, system, bureau, farm):
    approver = someone(Role.APPROVER, bureau, "approver")
    one = plant_household("鑫", unit=farm, clerk=clerk, leader=leader, system=system)
    with clock.set_to(DUE):
        certificate = run_deletion(approved_run(clerk, approver), by=clerk)
    assert not Referral.objects.exists()
    assert certificate.counts["referrals.referral"] == certificate.counts["referrals.meeting"] == 1
    minutes, decision = Meeting.objects.get(), MeetingDecision.objects.get()
    assert (minutes.notes, decision.text, decision.referral) == ("…的事", "帮…", None)
    assert one.dossier.worker.name not in str(list(Meeting.objects.values()) + list(MeetingDecision.objects.values()))


@pytest.mark.django_db
def test_a_merged_department_gives_its_referrals_to_its_successor(dossier, partner, clerk, responder, bureau, system):
    sent = at_state("sent", dossier, partner, clerk=clerk, responder=responder)
    with pytest.raises(Conflict):
        close_unit(partner, by=system)
    other = partner_of(bureau, system, name="局民政和社保科")
    merge_unit(partner, into=other, by=system)
    sent.refresh_from_db()
    assert sent.partner == other
    assert Entry.objects.get(act="referrals.referrals.moved").details["count"] == 1


@pytest.mark.django_db
def test_who_takes_a_consent_back_is_told_what_stops(dossier, partner, clerk, responder, farm):
    at_state("accepted", dossier, partner, clerk=clerk, responder=responder)
    stops = [str(each) for each in what_stops(dossier.worker, "third-party")]
    assert len(stops) == 1
    assert "低保对接" in stops[0]
    assert not list(what_stops(dossier_at(farm, clerk, name="王秀英").worker, "third-party"))
