from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niangjia.accounts import waiting
from niangjia.accounts.access import roles_of
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.unit_kinds import UNIONS
from niangjia.clues.models import Clue
from niangjia.desk.demo import ALL_SIGN_INS
from niangjia.desk.demo.bureau import RESPONDERS, UNITS
from niangjia.dossiers.commands import assess_dossier
from niangjia.dossiers.models import Dossier, DossierState, Objection, Transfer
from niangjia.kernel import clock, resident_numbers
from niangjia.people.models import Person
from niangjia.policies import book
from niangjia.policies.models import Change
from niangjia.referrals.models import MeetingDecision, PartnerLink, Referral
from niangjia.reviews.models import Campaign
from niangjia.workdays.calendar import current
from niangjia.workdays.week import week_of

pytestmark = pytest.mark.django_db


def demo(**options):
    out = StringIO()
    call_command("demo", **options, stdout=out, stderr=StringIO())
    return out.getvalue()


def shape():
    return sorted(Dossier.objects.values_list("number", "worker__name", "category", "main_cause", "closed_on"))


@pytest.fixture
def _small():
    demo(households=25, seed=3)


@pytest.mark.usefixtures("_small")
def test_a_bureau_of_twelve_units_with_people_who_work_with_dossiers():
    below = Unit.objects.filter(depth=2)
    assert Unit.objects.filter(depth=1).count() == 1
    assert (below.filter(kind__in=UNIONS).count(), below.count()) == (len(UNITS), len(UNITS) + len(RESPONDERS))
    assert len(UNITS) == 12
    users = [User.objects.get(username=sign_in.username) for sign_in in ALL_SIGN_INS]
    assert all(user.check_password(sign_in.password) for user, sign_in in zip(users, ALL_SIGN_INS, strict=True))
    assert [roles_of(user) for user in users] == [{sign_in.code} for sign_in in ALL_SIGN_INS]
    assert {sign_in.code for sign_in in ALL_SIGN_INS} == set(Role) - {Role.WORKER}
    assert len({sign_in.display_name for sign_in in ALL_SIGN_INS}) == len(ALL_SIGN_INS)
    assert not Dossier.objects.exclude(unit__kind__in=UNIONS).exists()


@pytest.mark.usefixtures("_small")
def test_three_years_of_history_of_households_that_are_decided():
    assert Dossier.objects.count() >= 25
    assert Dossier.objects.filter(closed_on=None).exists()
    assert Dossier.objects.exclude(closed_on=None).exists()
    undecided = Dossier.objects.filter(category=None)
    watched = undecided.filter(state=DossierState.EARLY_WATCHED)
    begun_anew = undecided.filter(state=DossierState.DRAFT)
    assert (watched.exists(), begun_anew.exists()) == (True, True)
    assert set(undecided) == {*watched, *begun_anew}, "no category without an income of the year before applying"
    assert len({dossier.number[:4] for dossier in Dossier.objects.all()}) >= 3
    assert Dossier.objects.filter(opened_on__gt=clock.today()).count() == 0
    assert all(dossier.decisions.exists() for dossier in Dossier.objects.exclude(pk__in=begun_anew))


@pytest.mark.usefixtures("_small")
def test_nobody_in_it_exists():
    for person in Person.objects.all():
        number = person.identity_number.reveal()
        assert 900 <= int(number[14:17]) <= 999
        assert resident_numbers.parse(number).born_on == person.born_on


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_bureau_and_another_does_not():
    demo(households=8, seed=5)
    first = shape()
    call_command("flush", interactive=False, verbosity=0)
    demo(households=8, seed=5)
    assert shape() == first
    call_command("flush", interactive=False, verbosity=0)
    demo(households=8, seed=6)
    assert shape() != first


@pytest.mark.parametrize("day", [date(2026, 2, 26), date(2026, 10, 8)])
def test_it_can_be_made_after_the_long_holidays(day):
    with clock.set_to(day):
        demo(households=1)
    assert Dossier.objects.filter(state=DossierState.RECHECKED).count() == 1


def test_it_goes_into_an_empty_database_only(bureau):
    with pytest.raises(CommandError) as refusal:
        demo(households=2)
    assert refusal.value.returncode == 1
    assert Unit.objects.get() == bureau


def test_a_demo_of_nobody_is_refused():
    with pytest.raises(CommandError):
        demo(households=0)
    assert not Unit.objects.exists()


@pytest.mark.usefixtures("_small")
def test_the_rule_book_has_a_change_approved_by_another_and_one_that_waits():
    approved, waiting = Change.objects.get(state="approved"), Change.objects.get(state="proposed")
    assert approved.decided_by != approved.proposed_by == waiting.proposed_by
    assert not approved.is_confirmed
    assert all("示例" in change.document for change in (approved, waiting))
    assert book.rule_set("national-2019").version == "2019.1+1"


@pytest.mark.usefixtures("_small")
def test_the_change_of_the_rules_leaves_every_household_as_it_was():
    def standings():
        opened = Dossier.objects.filter(closed_on=None).order_by("pk")
        return list(opened.values_list("category", "net_monthly_per_head_fen"))

    kept = standings()
    for dossier in Dossier.objects.filter(closed_on=None):
        assess_dossier(dossier, by=User.objects.get(username="clerk"))
    assert standings() == kept


ON_THEIR_WAY = set(DossierState) - {DossierState.REFUSED, DossierState.WITHDRAWN}


@pytest.fixture
def _in_june():
    """On a Monday without holidays around it."""
    with clock.set_to(date(2026, 6, 15)):
        demo(households=3, seed=3)
        yield


@pytest.mark.usefixtures("_in_june")
def test_every_part_of_the_life_of_a_dossier_is_there_at_the_first_farm():
    farm = Unit.objects.get(name="白桦林场")
    assert set(Dossier.objects.filter(unit=farm).values_list("state", flat=True)) == {*ON_THEIR_WAY}
    assert Dossier.objects.filter(unit=farm, is_temporary=True, state=DossierState.OPEN).exists()
    assert Dossier.objects.exclude(earlier=None).get().state == DossierState.DRAFT
    on_notice = Objection.objects.filter(handled_by=None).values_list("notice__dossier__state", flat=True)
    assert set(on_notice) == {DossierState.ON_NOTICE, DossierState.EXIT_ON_NOTICE}
    moving = Transfer.objects.filter(state="proposed")
    assert {(each.from_unit == farm, each.to_unit == farm) for each in moving} == {(True, False), (False, True)}
    states = {"draft", "sent", "accepted", "answered", "returned", "closed"}
    assert set(Referral.objects.values_list("state", flat=True)) == states
    assert Referral.objects.get(state="accepted").step == "leader"
    assert any(link.is_working for link in PartnerLink.objects.all())
    assert PartnerLink.objects.exclude(used_at=None).exists()
    decisions = [(each.done_on is not None, each.is_late) for each in MeetingDecision.objects.all()]
    assert sorted(decisions) == [(False, False), (False, True), (True, False)]
    assert Campaign.objects.get().ended_at is None
    assert Clue.objects.filter(state="open", merged__isnull=False).exists()


WAITS = {
    "farm": "clues.help dossiers.appraised dossiers.draft dossiers.early-watched dossiers.exit-confirmed"
    " dossiers.exit-reviewed dossiers.notices dossiers.returned dossiers.reviewed"
    " dossiers.tapering dossiers.transfers dossiers.verified dossiers.watched referrals.drafts referrals.late"
    " referrals.look",
    "clerk": "clues.decide clues.help clues.papers dossiers.objections dossiers.questions dossiers.rechecked"
    " dossiers.transfers dossiers.visited referrals.decisions referrals.look reviews.review",
    "reviewer": "clues.decide dossiers.exit-proposed dossiers.submitted reviews.check",
    "chair": "dossiers.exit-on-notice dossiers.objections dossiers.on-notice dossiers.relapse-proposed"
    " policies.changes",
    "department": "referrals.answer referrals.take-on",
    "hospital": "referrals.answer",
}


@pytest.mark.usefixtures("_in_june")
def test_each_of_them_has_something_to_do():
    week = week_of(clock.today(), current())
    for username, codes in WAITS.items():
        found = waiting.waiting_for(User.objects.get(username=username), week)
        assert set(codes.split()) <= {entry.waiting.code for entry in waiting.entries_of(found, week)}, username
