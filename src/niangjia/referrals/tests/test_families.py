"""A dossier with an open referral does not go on in another one; who died is told with what departments still do."""

import pytest
from django.urls import reverse

from niangjia.dossiers.commands import merge_household
from niangjia.dossiers.errors import NotReady
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.people.records import Heir, Joining
from niangjia.referrals.commands import withdraw_referral
from niangjia.referrals.models import State
from niangjia.referrals.tests.factories import at_state

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [State.SENT, State.ANSWERED, State.SETTLED])
def test_a_merger_waits_for_what_a_department_was_asked(state, dossier, partner, farm, clerk, responder):
    referral = at_state(state, dossier, partner, clerk=clerk, responder=responder)
    staying = file(person("王秀英", is_head=True), unit=farm, by=clerk)
    members = dossier.household.memberships.values_list("person_id", flat=True)
    joining = Joining(tuple(Heir(pk, "other-relative") for pk in members))
    with pytest.raises(NotReady) as refusal:
        merge_household(staying, dossier, joining, on=clock.today(), by=clerk)
    assert partner.name in str(refusal.value)
    if state == State.SENT:
        withdraw_referral(referral, reason="并户", by=clerk)
        merge_household(staying, dossier, joining, on=clock.today(), by=clerk)


def test_what_departments_still_do_is_told_before_a_death_is_confirmed(dossier, partner, clerk, responder, signed_in):
    at_state(State.SENT, dossier, partner, clerk=clerk, responder=responder)
    son = dossier.household.memberships.get(is_head=False).person_id
    address = f"{reverse('dossiers:record-death', args=[dossier.pk])}?person={son}"
    page = signed_in(clerk).post(address, {"on": clock.today(), "told_by": ""}).content.decode()
    assert partner.name in page
