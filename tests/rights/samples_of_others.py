"""Things of the other apps, for the samples of addresses."""

from niangjia.accounts.commands import add_unit, add_user, appoint_user, link_identity, send_notice
from niangjia.accounts.models import Passkey, Role, Unit, User
from niangjia.clues.commands import help_clue
from niangjia.clues.tests.factories import a_clue
from niangjia.delivery.commands import add_robot
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.people.evidence_files import CleanFile
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
from tests.rights.samples_of_dossiers import dossier
from tests.rights.world import SINCE, MakeSample, Sample, World

PASSWORD = "a-long-test-phrase"


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
