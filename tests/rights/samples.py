"""A thing behind each address that names one. An address without its sample here fails the build."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from niangjia.accounts.commands import add_unit, add_user, appoint_user, link_identity, send_notice
from niangjia.accounts.models import Passkey, Role, Unit, User
from niangjia.clues.commands import help_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.delivery.commands import add_robot
from niangjia.dossiers.commands import (
    add_evidence,
    check_import,
    place_hold,
    propose_deletion,
    propose_transfer,
    record_objection,
    start_import,
)
from niangjia.dossiers.models import BreakGlass, Dossier, Export, FullColumn, HoldReason
from niangjia.dossiers.tests.chain_factories import DO, FORWARD, ready
from niangjia.dossiers.tests.data.workbooks import Workbook, head
from niangjia.dossiers.tests.export_factories import ask
from niangjia.dossiers.tests.factories import file, person
from niangjia.dossiers.tests.retention_factories import DUE, closed
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.pairing.commands import add_cadre, exclude_cadre, promise_help, start_pair
from niangjia.pairing.models import Pair, ProposalLine
from niangjia.pairing.models import Proposal as PairingProposal
from niangjia.pairing.records import CadreRecord
from niangjia.people.commands import draft_assessment, record_consent
from niangjia.people.evidence_files import CleanFile
from niangjia.people.models import GivenHow, ProcessingKind, SignedBy
from niangjia.policies import book
from niangjia.policies.commands import save_simulation
from niangjia.policies.tests.book_factories import propose, value
from niangjia.policies.what_if.inputs import Proposal, Question
from niangjia.referrals.commands import answer_referral, issue_link, open_meeting, record_decision
from niangjia.referrals.models import Meeting, Referral
from niangjia.referrals.tests.factories import at_state, dossier_at
from niangjia.reviews.commands import open_campaign, select_checks
from niangjia.reviews.models import Campaign, Review
from niangjia.reviews.tests.factories import review_it
from tests.rights.world import SINCE, MakeSample, Sample, World

PASSWORD = "a-long-test-phrase"


def dossier(world: World) -> Dossier:
    """A dossier of the farm."""
    return file(person("刘心红", is_head=True, wage_fen=2_000_000), unit=world.farm, by=world.system)


def of_dossier(world: World) -> Sample:
    """A page of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk}, found.unit)


def official_form(world: World) -> Sample:
    """The dossier form of a dossier of the farm; what it shows in full for what is for the table of purposes."""
    found = dossier(world)
    data = {"fields_wanted": ["identity_number"], "purpose": "identity"}
    return Sample({"pk": found.pk, "code": "dossier-form"}, found.unit, data=data, is_finer=True)


def of_worker(world: World) -> Sample:
    """What is asked for the worker of a dossier of the farm; which values for what is for the table of purposes."""
    found = dossier(world)
    person = str(found.worker_id)
    data = {"person": person, "fields_wanted": ["identity_number"], "purpose": "identity"}
    return Sample({"pk": found.pk}, found.unit, query={"person": person}, data=data, is_finer=True)


def kept_decision(world: World) -> Sample:
    """A decision of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk, "decision": found.decisions.get().pk}, found.unit)


def checked_import(world: World) -> Sample:
    """An import that waits for confirmation by the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    run = check_import(start_import(Workbook([head("宋海英")], []).xlsx(), "x.xlsx", by=clerk))
    return Sample({"pk": run.pk}, owner=clerk)


def waiting_change(world: World) -> Sample:
    """A change of the rules that waits."""
    clerk = world.someone(Role.ASSISTANCE_CLERK, "root")
    return Sample({"pk": propose(value(), clerk).pk}, data={"note": "x"}, owner=clerk)


def decided_by_another(world: World) -> Sample:
    """The same as those see it who did not propose it."""
    return Sample({"pk": propose(value(), world.system).pk}, data={"note": "x"})


def rule_set(_world: World) -> Sample:
    """A page of the shipped rule set."""
    return Sample({"name": "national-2019"})


def saved_simulation(world: World) -> Sample:
    """A what-if run over the farm, kept by the program itself."""
    rules = book.rule_set("national-2019")
    question = Question(rules, (Proposal(rules, {"relative_percent": 150}),))
    kept = save_simulation(question, title="试算", unit=world.farm, by=world.system)
    return Sample({"pk": kept.pk}, world.farm)


def other_user(world: World) -> Sample:
    """Someone of the farm who does nothing in these tests."""
    name = f"target-{User.objects.count()}"
    user = add_user(username=name, display_name="某人", password=PASSWORD, unit=world.farm, by=world.system)
    appoint_user(user, role=Role.RESPONDER, unit=world.farm, starts_on=SINCE, by=world.system)
    return Sample({"pk": user.pk}, world.farm)


def appointment(world: World) -> Sample:
    """An appointment at the farm."""
    user = User.objects.get(pk=other_user(world).kwargs["pk"])
    return Sample({"pk": user.appointments.get().pk}, world.farm)


def notice(world: World) -> Sample:
    """A notice to the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    return Sample({"pk": send_notice([clerk], text=Text("通知", "Notice"), by=world.system)[0].pk}, owner=clerk)


def passkey(world: World) -> Sample:
    """A passkey of the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    made = Passkey.objects.create(user=clerk, name="x", credential_id="x", credential=b"x", added_at=clock.now())
    return Sample({"pk": made.pk}, owner=clerk)


def linked(world: World) -> Sample:
    """A linked account of the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    return Sample({"pk": link_identity(clerk, provider="x", subject="y", by=world.system).pk}, owner=clerk)


def export(world: World, **asked: Any) -> Export:
    """An export that the clerk of the farm asked for."""
    dossier(world)
    return ask(world.someone(Role.ASSISTANCE_CLERK), **asked)


def waiting_export(world: World) -> Sample:
    """An export that waits for the approver of the farm or above."""
    asked = export(world, full=(FullColumn.values[0],))
    return Sample({"pk": asked.pk}, world.farm, owner=asked.asked_by)


def ready_export(world: World) -> Sample:
    """An export that only who asked for it may fetch."""
    return Sample({"pk": export(world).pk}, owner=world.someone(Role.ASSISTANCE_CLERK))


def campaign_of(world: World) -> Campaign:
    """A yearly review of the farm, with one dossier on its list; opened anew for each sample."""
    dossier(world)
    for left in Campaign.objects.filter(ended_at=None):
        Review.objects.filter(campaign=left).delete()
        left.draws.all().delete()
        left.delete()
    today = clock.today()
    return open_campaign(world.farm, year=today.year, last_on=today, by=world.system)


def campaign(world: World) -> Sample:
    """A yearly review of the farm."""
    return Sample({"pk": campaign_of(world).pk}, world.farm)


def campaign_above(world: World) -> Sample:
    """What everyone whose units it touches may see: their own part of it."""
    return Sample({"pk": campaign_of(world).pk}, is_finer=True)


def review_in(state: str) -> MakeSample:
    """A yearly review at the farm in a state."""

    def make(world: World) -> Sample:
        found = campaign_of(world).reviews.order_by("pk").last()
        assert found is not None
        if state == "done":
            review_it(found, by=world.system)
        data = {"outcome": "same", "found_on": clock.today(), "how": "home", "seen": 0, "why": "重新核实收入再确认一次"}
        return Sample({"pk": found.pk}, world.farm, state=state, data=data)

    return make


def finding_of_review(world: World) -> Sample:
    """What was found at a yearly review of the farm."""
    found = review_in("done")(world)
    review = Review.objects.get(pk=found.kwargs["pk"])
    return Sample({"pk": review.pk, "finding": review.findings.get().pk}, world.farm)


def spot_check(world: World) -> Sample:
    """A spot check of a yearly review of the farm."""
    review = Review.objects.get(pk=review_in("done")(world).kwargs["pk"])
    draw = select_checks(review.campaign, percent=100, by=world.system)
    data = {"result": "agrees", "on": clock.today(), "how": "call"}
    return Sample({"pk": draw.checks.get(review=review).pk}, world.farm, data=data)


def assessment(world: World) -> Sample:
    """The draft of an impact assessment."""
    told = ("title", "purpose", "necessity", "risks", "measures", "conclusion")
    texts = dict.fromkeys(told, "说明") | {"kind": ProcessingKind.values[0]}
    days = {"made_on": clock.today(), "review_on": clock.today() + timedelta(days=365)}
    return Sample({"pk": draft_assessment(texts, **days, by=world.system).pk})


def consent(world: World) -> Sample:
    """A consent recorded in a dossier of the farm."""
    found = dossier(world)
    made = record_consent(
        found.worker,
        purpose="verification",
        given_how=GivenHow.values[0],
        signed_by=SignedBy.values[0],
        signed_on=clock.today(),
        unit=found.unit,
        by=world.system,
    )
    return Sample({"pk": found.pk, "consent": made.pk}, found.unit)


def evidence(world: World) -> Sample:
    """A paper of a dossier of the farm."""
    found = dossier(world)
    picture = BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    made = add_evidence(found, picture.getvalue(), kind="identity-card", file_name="a.png", by=world.system)
    return Sample({"pk": found.pk, "evidence": made.pk}, found.unit)


def on_notice(world: World) -> Dossier:
    """A dossier of the farm whose public notice hangs."""
    found = ready(world.farm, world.system)
    for act, role in zip(
        FORWARD[:6], ("unit-officer",) * 3 + ("assistance-clerk",) + ("unit-officer",) * 2, strict=True
    ):
        DO[act](found, by=world.someone(role))
    return found


def step(world: World) -> Sample:
    """The home visit of a dossier of the farm."""
    found = on_notice(world)
    return Sample({"pk": found.pk, "step": found.steps.get(act="record-visit").pk}, found.unit)


def public_notice(world: World) -> Sample:
    """A public notice of a dossier of the farm."""
    found = on_notice(world)
    return Sample({"pk": found.pk, "notice": found.notices.get().pk}, found.unit)


def unit_with_notice(world: World) -> Sample:
    """The farm, at which a public notice hangs."""
    return Sample({"pk": on_notice(world).unit_id}, world.farm)


def objection(world: World) -> Sample:
    """An objection to a notice of the farm."""
    found = on_notice(world)
    told = {"received_on": clock.today(), "told_by": "某人", "text": "有车"}
    made = record_objection(found.notices.get(), by=world.system, **told)
    return Sample({"pk": found.pk, "objection": made.pk}, found.unit)


def beside(world: World) -> Unit:
    """A unit of the farm that keeps dossiers, too."""
    return add_unit(name=f"第{Unit.objects.count()}工段", kind="farm", parent=world.farm, by=world.system)


def transfer_out(world: World) -> Sample:
    """A dossier of the farm that is to go over to a unit below it."""
    found = dossier(world)
    made = propose_transfer(found, to=beside(world), reason="posted", by=world.system)
    return Sample({"pk": made.pk}, world.farm, data={"answer": "x"})


def transfer_in(world: World) -> Sample:
    """A dossier that is to come over to the farm."""
    found = file(person(is_head=True, wage_fen=2_000_000), unit=beside(world), by=world.system)
    made = propose_transfer(found, to=world.farm, reason="posted", by=world.system)
    return Sample({"pk": made.pk}, world.farm, data={"answer": "x"})


def hold(world: World) -> Sample:
    """A dossier that is not to be deleted."""
    made = place_hold(dossier(world), reason=HoldReason.values[0], reference="文号", until_on=None, by=world.system)
    return Sample({"pk": made.pk})


def deletion(world: World) -> Sample:
    """A deletion that waits for approval."""
    closed("白云", unit=world.farm, by=world.system)
    with clock.set_to(DUE):
        return Sample({"pk": propose_deletion(by=world.system).pk}, state="proposed")


def emergency(world: World) -> Sample:
    """An emergency access to a dossier of the farm, by someone from elsewhere."""
    made = BreakGlass.objects.create(
        user=world.someone(Role.CRISIS_DUTY, "elsewhere"),
        dossier=dossier(world),
        number="x",
        unit=world.farm,
        reason="夜里接到求助电话",
        opened_at=clock.now(),
        ends_at=clock.now() + timedelta(hours=4),
        review_due_on=clock.today(),
        device="",
    )
    return Sample({"pk": made.pk}, world.farm)


def clue(world: World) -> Sample:
    """A clue of the farm that the program itself reported."""
    return Sample({"pk": a_clue(unit=world.farm, by=world.system).pk}, world.farm, owner=world.system)


def helped_clue(world: World) -> Sample:
    """An emergency of the farm whose papers are still to come."""
    made = a_clue(unit=world.farm, by=world.system, is_emergency=True)
    help_clue(made, helped_on=clock.today(), helped_by="某人", help_given="米面", by=world.system)
    return Sample({"pk": made.pk}, world.farm, owner=world.system)


def two_clues(world: World) -> Sample:
    """A clue of the farm, and another to merge it into."""
    made, other = (a_clue(unit=world.farm, by=world.system) for _turn in range(2))
    return Sample({"pk": made.pk}, world.farm, data={"into": str(other.pk), "seen": made.seen})


def referral(world: World, state: str) -> tuple[Referral, Unit]:
    """A referral of a dossier of the farm to a department under it, in a state."""
    department = add_unit(
        name=f"民政科{Referral.objects.count()}", kind="civil-affairs", parent=world.farm, by=world.system
    )
    made = at_state(state, dossier_at(world.farm, world.system), department, clerk=world.system, responder=world.system)
    return made, department


def referral_in(state: str) -> MakeSample:
    """What the unions of the household do with a referral in a state."""
    return lambda world: Sample({"pk": referral(world, state)[0].pk}, world.farm, state=state)


def request_in(state: str) -> MakeSample:
    """What those do who were asked."""

    def make(world: World) -> Sample:
        made, department = referral(world, state)
        return Sample({"pk": made.pk}, department, state=state)

    return make


def answer_with_file(world: World) -> Sample:
    """The file of an answer."""
    made, _department = referral(world, "accepted")
    paper = CleanFile("image/png", b"x")
    answer = answer_referral(made, result="done", words="好", file=paper, by=world.system)
    return Sample({"pk": made.pk, "answer": answer.pk}, world.farm)


def link(world: World) -> Sample:
    """A link of a referral of the farm."""
    made = issue_link(referral(world, "sent")[0], contact="某人", by=world.system)
    return Sample({"pk": made.link.pk}, world.farm)


def meeting(world: World) -> Sample:
    """A joint meeting of the farm."""
    texts = {"place": "", "chair": "某人", "present": "各部门", "notes": ""}
    made = open_meeting(world.farm, held_on=clock.today(), texts=texts, by=world.system)
    return Sample({"pk": made.pk}, world.farm)


def decision_of_meeting(world: World) -> Sample:
    """What a joint meeting of the farm decided."""
    made = Meeting.objects.get(pk=meeting(world).kwargs["pk"])
    told = {"text": "尽快办理", "owner": world.farm, "due_on": clock.today()}
    return Sample({"pk": made.pk, "decision": record_decision(made, by=world.system, **told).pk}, world.farm)


def robot(world: World) -> Sample:
    """A robot of the farm."""
    said = {"kind": "wecom", "name": "工会群", "secret": "", "how": "daily", "language": "zh-hans"}
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0"
    administrator = world.someone(Role.ADMINISTRATOR)
    return Sample({"pk": add_robot(world.farm, address=address, by=administrator, **said).pk}, world.farm)


SAMPLES: dict[str, MakeSample] = {
    **dict.fromkeys(("delivery:change-robot", "delivery:try-robot", "delivery:remove-robot"), robot),
    **dict.fromkeys(
        (
            "dossiers:show-dossier",
            "dossiers:show-members",
            "dossiers:show-money",
            "dossiers:show-decision",
            "dossiers:print-decision",
            "dossiers:show-history",
            "dossiers:show-as-of",
            "dossiers:show-changes",
            "dossiers:show-papers",
            "dossiers:revise-dossier",
            "dossiers:state-money",
            "dossiers:propose-transfer",
            "dossiers:record-death",
            "dossiers:split-household",
            "dossiers:merge-household",
            "dossiers:assess-dossier",
            "dossiers:confirm-fact",
        ),
        of_dossier,
    ),
    "dossiers:show-kept-decision": kept_decision,
    **dict.fromkeys(
        (
            "dossiers:show-import",
            "dossiers:confirm-import",
            "dossiers:discard-import",
            "dossiers:download-marked",
            "dossiers:download-report",
        ),
        checked_import,
    ),
    **dict.fromkeys(
        (
            "dossiers:place-hold",
            "dossiers:print-consents",
            "dossiers:record-consents",
            "dossiers:show-consents",
        ),
        of_dossier,
    ),
    **dict.fromkeys(
        (
            "dossiers:submit-dossier",
            "dossiers:review-dossier",
            "dossiers:record-visit",
            "dossiers:verify-dossier",
            "dossiers:appraise-dossier",
            "dossiers:post-notice",
            "dossiers:recheck-dossier",
            "dossiers:file-rechecked",
            "dossiers:return-dossier",
            "dossiers:refuse-dossier",
            "dossiers:withdraw-dossier",
            "dossiers:propose-exit",
            "dossiers:review-exit",
            "dossiers:confirm-exit",
            "dossiers:decline-exit",
            "dossiers:post-exit-notice",
            "dossiers:approve-exit",
            "dossiers:return-exit",
            "dossiers:start-watch",
            "dossiers:record-follow-up",
            "dossiers:end-watch",
            "dossiers:propose-relapse",
            "dossiers:approve-relapse",
            "dossiers:return-relapse",
            "dossiers:watch-dossier",
            "dossiers:resume-dossier",
            "dossiers:regularise-dossier",
            "dossiers:end-temporary",
            "dossiers:record-income",
            "dossiers:redraft-dossier",
        ),
        of_dossier,
    ),
    "dossiers:print-form": official_form,
    "dossiers:show-transfer": transfer_out,
    "dossiers:withdraw-transfer": transfer_out,
    "dossiers:accept-transfer": transfer_in,
    "dossiers:decline-transfer": transfer_in,
    "dossiers:show-step": step,
    "dossiers:remove-notice": public_notice,
    "dossiers:print-notice": public_notice,
    "dossiers:print-notices": unit_with_notice,
    "dossiers:open-notice": lambda _world: Sample({"token": "none"}),
    "dossiers:record-objection": public_notice,
    "dossiers:handle-objection": objection,
    "referrals:show-referrals": of_dossier,
    "referrals:draft-referral": of_dossier,
    "referrals:show-referral": referral_in("answered"),
    "referrals:revise-referral": referral_in("draft"),
    "referrals:send-referral": referral_in("draft"),
    "referrals:withdraw-referral": referral_in("accepted"),
    "referrals:approve-answer": referral_in("answered"),
    "referrals:return-answer": referral_in("answered"),
    "referrals:close-referral": referral_in("declined"),
    "referrals:issue-link": referral_in("sent"),
    "referrals:download-answer": answer_with_file,
    "referrals:revoke-link": link,
    "referrals:show-request": request_in("sent"),
    "referrals:accept-referral": request_in("sent"),
    "referrals:decline-referral": request_in("sent"),
    "referrals:answer-referral": request_in("accepted"),
    "referrals:open-link": lambda _world: Sample({"token": "none"}),
    "referrals:answer-link": lambda _world: Sample({"token": "none"}),
    **dict.fromkeys(
        (
            "referrals:show-meeting",
            "referrals:record-decision",
            "referrals:close-meeting",
            "referrals:print-minutes",
        ),
        meeting,
    ),
    "referrals:finish-decision": decision_of_meeting,
    "reviews:show-reviews": of_dossier,
    "reviews:show-campaign": campaign_above,
    "reviews:list-reviews": campaign_above,
    "reviews:end-campaign": campaign,
    "reviews:list-checks": campaign_above,
    "reviews:select-checks": campaign,
    "reviews:show-review": review_in("waiting"),
    "reviews:pause-review": review_in("waiting"),
    "reviews:record-review": review_in("waiting"),
    "reviews:reopen-review": review_in("done"),
    "reviews:show-finding": finding_of_review,
    "reviews:record-check": spot_check,
    "reviews:show-list": lambda _world: Sample({"code": "stale"}),
    "dossiers:link-worker": of_worker,
    "dossiers:reveal-values": of_worker,
    "dossiers:show-evidence": of_dossier,
    "dossiers:add-evidence": of_dossier,
    "dossiers:download-evidence": evidence,
    "dossiers:confirm-evidence": evidence,
    "dossiers:withdraw-evidence": evidence,
    "dossiers:withdraw-consent": consent,
    "dossiers:review-break-glass": emergency,
    "dossiers:lift-hold": hold,
    **dict.fromkeys(
        (
            "dossiers:show-deletion",
            "dossiers:approve-deletion",
            "dossiers:reject-deletion",
            "dossiers:run-deletion",
            "dossiers:print-certificate",
        ),
        deletion,
    ),
    "dossiers:show-export": waiting_export,
    "dossiers:approve-export": waiting_export,
    "dossiers:refuse-export": waiting_export,
    "dossiers:fetch-export": ready_export,
    **dict.fromkeys(
        ("people:show-assessment", "people:revise-assessment", "people:approve-assessment"),
        assessment,
    ),
    **dict.fromkeys(
        (
            "accounts:add-unit",
            "accounts:close-unit",
            "accounts:merge-unit",
            "accounts:move-unit",
            "accounts:rename-unit",
            "accounts:show-unit",
        ),
        lambda world: Sample({"pk": world.farm.pk}, world.farm),
    ),
    **dict.fromkeys(
        (
            "accounts:appoint-user",
            "accounts:disable-user",
            "accounts:enable-user",
            "accounts:reset-password",
            "accounts:show-user",
            "accounts:show-sign-in",
            "accounts:clear-factors",
            "accounts:link-identity",
            "accounts:unlock-sign-in",
        ),
        other_user,
    ),
    "accounts:end-appointment": appointment,
    "accounts:read-notice": notice,
    "accounts:remove-passkey": passkey,
    "accounts:rename-passkey": passkey,
    "accounts:unlink-identity": linked,
    "accounts:end-session": lambda _world: Sample({"key": "none"}),
    "accounts:go-to-provider": lambda _world: Sample({"slug": "none"}),
    "accounts:return-from-provider": lambda _world: Sample({"slug": "none"}),
    **dict.fromkeys(
        (
            "clues:show-clue",
            "clues:reveal-clue",
            "clues:help-clue",
            "clues:draft-clue",
            "clues:link-clue",
            "clues:watch-clue",
            "clues:refuse-clue",
        ),
        clue,
    ),
    "clues:complete-papers": helped_clue,
    "clues:merge-clue": two_clues,
    "limits:change-limit": lambda _world: Sample({"group": "clues", "code": "help"}),
    "workdays:change-day": lambda _world: Sample({"day": "2026-10-01"}),
    "workdays:remove-day": lambda _world: Sample({"day": "2026-10-01"}),
    "policies:show-change": decided_by_another,
    "policies:approve-change": decided_by_another,
    "policies:reject-change": decided_by_another,
    "policies:withdraw-change": waiting_change,
    "policies:show-rule-set": rule_set,
    "policies:show-parameter": lambda _world: Sample({"name": "national-2019", "parameter": "deep_percent"}),
    "policies:propose-change": lambda _world: Sample({"name": "national-2019", "kind": "open-draft"}),
    "policies:show-simulation": saved_simulation,
}


def cadre_of(world: World) -> tuple[Any, User]:
    """The pairing cadre of the farm, ready to be paired, and their user."""
    user = world.someone(Role.PAIRING_CADRE)
    return add_cadre(user, CadreRecord("section", 9), unit=world.farm, by=world.system), user


def of_cadre(world: World) -> Sample:
    """A cadre of the farm."""
    return Sample({"pk": cadre_of(world)[0].pk}, world.farm)


def of_pair(world: World) -> Sample:
    """A household of the farm with its cadre, who may call it their own; what is sent asks for nothing to be shown."""
    cadre, user = cadre_of(world)
    today = clock.today()
    pair = start_pair(dossier(world), cadre, starts_on=today, ends_on=today + timedelta(days=90), by=world.system)
    return Sample({"pk": pair.pk}, world.farm, owner=user, data={"purpose": "none"})


def of_asking(world: World) -> Sample:
    """The same as the household and those who note it for them see it: no worker of these tests belongs to it."""
    sample = of_pair(world)
    return Sample(sample.kwargs, sample.unit, owner=world.system)


def of_promise(world: World) -> Sample:
    """A promise of that cadre."""
    sample = of_pair(world)
    pair = Pair.objects.get(pk=sample.kwargs["pk"])
    made = promise_help(pair, what="x", due_on=clock.today(), by=world.system)
    return Sample({"pk": made.pk}, world.farm, owner=sample.owner)


def of_proposal(world: World) -> Sample:
    """A proposal of the farm that holds one household and nobody to look after it."""
    found = dossier(world)
    told = {"cadres": 0, "households": 1, "cost": 0, "bound": 0, "pairs_looked_at": 0}
    made = PairingProposal.objects.create(unit=world.farm, suggested_by=world.system, suggested_at=clock.now(), **told)
    ProposalLine.objects.create(proposal=made, dossier=found, why_not="nobody")
    return Sample({"pk": made.pk}, world.farm)


def of_line(world: World) -> Sample:
    """The line of that proposal."""
    return Sample({"pk": ProposalLine.objects.get(proposal=of_proposal(world).kwargs["pk"]).pk}, world.farm)


def of_exclusion(world: World) -> Sample:
    """A household of the farm and a cadre it is not paired with."""
    made = exclude_cadre(dossier(world), cadre_of(world)[0], why="declined", by=world.system)
    return Sample({"pk": made.pk}, world.farm)


SAMPLES |= {
    **dict.fromkeys(("pairing:revise-cadre", "pairing:retire-cadre"), of_cadre),
    **dict.fromkeys(
        (
            "pairing:show-pair",
            "pairing:hand-over-pair",
            "pairing:extend-pair",
            "pairing:end-pair",
            "pairing:promise-help",
            "pairing:record-contact",
            "pairing:reveal-contact",
        ),
        of_pair,
    ),
    "pairing:ask-for-another": of_asking,
    "pairing:settle-promise": of_promise,
    **dict.fromkeys(
        ("pairing:show-proposal", "pairing:confirm-proposal", "pairing:discard-proposal"),
        of_proposal,
    ),
    "pairing:change-line": of_line,
    "pairing:lift-exclusion": of_exclusion,
    "pairing:suggest-pairs": lambda world: Sample(unit=world.farm, data={"unit": str(world.farm.pk)}),
    "pairing:place-unit": lambda world: Sample({"pk": world.farm.pk}, world.farm),
    **dict.fromkeys(
        ("pairing:show-pairing", "pairing:start-pair", "pairing:revise-needs", "pairing:exclude-cadre"), of_dossier
    ),
}


def sample_of(address: str, world: World) -> Sample:
    """The thing behind an address; nothing for one that names none."""
    return SAMPLES[address](world) if address in SAMPLES else Sample()
