from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from niangjia.accounts.access import roles_of
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.unit_kinds import UNIONS
from niangjia.desk.demo import ALL_SIGN_INS
from niangjia.desk.demo.bureau import RESPONDERS, UNITS
from niangjia.dossiers.commands import assess_dossier
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock, resident_numbers
from niangjia.people.models import Person
from niangjia.policies import book
from niangjia.policies.models import Change

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
    assert not Dossier.objects.filter(category=None).exists()
    assert len({dossier.number[:4] for dossier in Dossier.objects.all()}) >= 3
    assert Dossier.objects.filter(opened_on__gt=clock.today()).count() == 0
    assert all(dossier.decisions.exists() for dossier in Dossier.objects.all())


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
