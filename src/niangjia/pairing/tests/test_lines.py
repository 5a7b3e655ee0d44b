"""Lines of a proposal: whose they are after a transfer, why after a change by hand, what confirming many costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from niangjia.accounts.models import Notice, Role
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput
from niangjia.pairing import queries
from niangjia.pairing.commands import (
    change_line,
    confirm_proposal,
    exclude_cadre,
    place_unit,
    retire_cadre,
    revise_needs,
    suggest_pairs,
)
from niangjia.pairing.errors import LinesStale
from niangjia.pairing.models import Cadre, Pair
from niangjia.pairing.presenting import told_lines
from niangjia.pairing.tests.factories import a_cadre, a_pair

pytestmark = pytest.mark.django_db
TODAY = clock.today()
TERM = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=365)}
NAMES = ("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王八", "冯九", "陈十")


def households(unit, clerk, count):
    return [file(person(name, is_head=True, wage_fen=1_200_000), unit=unit, by=clerk) for name in NAMES[:count]]


def page(name, thing):
    return reverse(f"pairing:{name}", args=[thing.pk])


def test_after_a_transfer_the_former_farm_sees_and_pairs_it_no_more(
    farm, other_farm, someone, clerk, signed_in, as_clerk
):
    farm_clerk = someone(Role.ASSISTANCE_CLERK, farm, "farm-clerk")
    a_cadre(someone(Role.PAIRING_CADRE, farm, "own"), farm, by=clerk, capacity=5)
    gone, stays = households(farm, clerk, 2)
    proposal = suggest_pairs(farm, by=farm_clerk)
    Dossier.objects.filter(pk=gone.pk).update(unit=other_farm)
    client = signed_in(farm_clerk)
    answer = client.get(page("show-proposal", proposal))
    shown = answer.content.decode()
    assert "赵一" not in shown
    assert "钱二" in shown
    assert answer.context["counts"] == {"paired": 1, "without": 0, "elsewhere": 1}
    line = proposal.lines.get(dossier=gone)
    assert client.get(page("change-line", line)).status_code == 404
    with pytest.raises(Forbidden):
        change_line(line, None, seen=0, by=farm_clerk)
    assert "赵一" in as_clerk.get(page("show-proposal", proposal)).content.decode(), "the bureau has both"
    confirm_proposal(proposal, seen=0, by=farm_clerk, **TERM)
    assert Pair.objects.get().dossier == stays


def test_a_proposal_all_of_whose_households_went_elsewhere_pairs_nobody(farm, other_farm, someone, clerk, cadre):
    farm_clerk = someone(Role.ASSISTANCE_CLERK, farm, "farm-clerk")
    (gone,) = households(farm, clerk, 1)
    proposal = suggest_pairs(farm, by=clerk)
    Dossier.objects.filter(pk=gone.pk).update(unit=other_farm)
    with pytest.raises(InvalidInput):
        confirm_proposal(proposal, seen=0, by=farm_clerk, **TERM)
    assert not Pair.objects.exists()


def test_a_line_changed_by_hand_says_why_of_who_was_chosen(bureau, farm, other_farm, someone, clerk):
    for unit, north in ((bureau, 0), (farm, 100_000), (other_farm, 400_000)):
        place_unit(unit, latitude=50_000_000 + north, longitude=121_000_000, by=clerk)
    near = a_cadre(someone(Role.PAIRING_CADRE, farm, "near"), farm, by=clerk, skills=("medical",), languages=("daur",))
    far = a_cadre(someone(Role.PAIRING_CADRE, other_farm, "far"), other_farm, by=clerk, skills=("law",))
    (dossier,) = households(farm, clerk, 1)
    revise_needs(dossier, needs=["medical", "law"], language="daur", by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    line = proposal.lines.get()
    assert (line.cadre, line.metres, line.met, line.missing) == (near, 0, ["medical"], ["law"])
    change_line(line, far, seen=0, by=clerk)
    line.refresh_from_db()
    assert (line.met, line.missing, line.is_language_met) == (["law"], ["medical"], False)
    assert 33_000 < line.metres < 34_000
    (told,) = told_lines([line])
    assert told.is_changed
    assert not told.further, "who would have been next is said of the one proposed"
    change_line(line, None, seen=1, by=clerk)
    (told,) = told_lines([line])
    assert (told.reasons, told.further) == ([], [])
    change_line(line, near, seen=2, by=clerk)
    line.refresh_from_db()
    assert (line.metres, line.met, line.missing, line.is_language_met) == (0, ["medical"], ["law"], True)
    assert told_lines([line])[0].further


def test_how_many_a_cadre_then_has_is_counted_from_the_lines_as_they_are(bureau, farm, cadre, other, clerk, as_clerk):
    households(farm, clerk, 3)
    proposal = suggest_pairs(bureau, by=clerk)
    for number, line in enumerate(proposal.lines.exclude(cadre=cadre)):
        change_line(line, cadre, seen=number, by=clerk)
        proposal.refresh_from_db()
    told = told_lines(proposal.lines.all())
    assert {(each.line.households, each.line.capacity, each.is_over) for each in told} == {(3, 2, True)}
    assert all(each.is_over for each in as_clerk.get(page("show-proposal", proposal)).context["lines"])
    with pytest.raises(LinesStale) as refusal:
        confirm_proposal(proposal, seen=proposal.turn, by=clerk, **TERM)
    assert len(refusal.value.lines) == 1
    assert not Pair.objects.exists()


def test_confirming_asks_little_for_each_household(bureau, farm, someone, clerk):
    """Before: 27 queries for each, and each of them read every exclusion there is."""
    cadres = [
        a_cadre(someone(Role.PAIRING_CADRE, bureau, f"c{number}"), bureau, by=clerk, capacity=9) for number in range(2)
    ]
    made = households(farm, clerk, 10)
    for each in made[4:8]:
        exclude_cadre(each, cadres[0], why="declined", by=clerk)

    def asked(dossiers):
        proposal = suggest_pairs(bureau, by=clerk)
        for line in proposal.lines.exclude(dossier__in=dossiers):
            change_line(line, None, seen=proposal.turn, by=clerk)
            proposal.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            confirm_proposal(proposal, seen=proposal.turn, by=clerk, **TERM)
        assert len(captured) <= ONCE + len(dossiers) * MOST_FOR_EACH, len(captured)
        assert sum("pairing_exclusion" in query["sql"] for query in captured.captured_queries) == 1
        return len(set(Pair.objects.filter(proposal=proposal).values_list("cadre", flat=True)))

    told = asked(made[:2]) + asked(made[2:])
    assert Pair.objects.count() == 10
    assert Notice.objects.filter(address="/pairing/mine/").count() == told, "each cadre is told once of a proposal"


@pytest.mark.parametrize("count", [2, 8])
def test_confirming_hand_overs_asks_little_for_each_household(bureau, farm, clerk, cadre, other, count):
    Cadre.objects.filter(pk__in=[cadre.pk, other.pk]).update(capacity=10)
    for each in households(farm, clerk, count):
        a_pair(each, Cadre.objects.get(pk=cadre.pk), by=clerk)
    retire_cadre(cadre, on=TODAY, by=clerk)
    proposal = suggest_pairs(bureau, by=clerk)
    with CaptureQueriesContext(connection) as captured:
        confirm_proposal(proposal, seen=0, by=clerk, **TERM)
    assert queries.load_of([other.pk])[other.pk] == count
    assert len(captured) <= ONCE + count * (MOST_FOR_EACH + 2), len(captured)


ONCE = 45
MOST_FOR_EACH = 8
"""A row of the pair, and what the record of acts asks for each entry on SQLite."""
