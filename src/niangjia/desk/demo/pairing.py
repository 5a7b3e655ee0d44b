"""Pairing in the demo bureau: where its units lie, some cadres, one farm paired, and a proposal that waits."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from niangjia.accounts.commands import add_user, appoint_user
from niangjia.accounts.models import Role, Unit, User
from niangjia.desk.demo import PASSWORD
from niangjia.desk.demo.names import FEMALE_NAMES, MALE_NAMES, SURNAMES
from niangjia.desk.demo.visits import take_up_findings, visit_household
from niangjia.dossiers.models import ON_FILE, Dossier
from niangjia.kernel import clock
from niangjia.pairing.commands import (
    add_cadre,
    ask_for_another,
    confirm_proposal,
    place_unit,
    promise_help,
    settle_promise,
    suggest_pairs,
)
from niangjia.pairing.models import Pair
from niangjia.pairing.queries import measures_to_promise
from niangjia.pairing.records import CadreRecord

BEGUN = 130
"""Days since the farm's households were paired."""

PLACES = (
    (50_812_000, 121_402_000),
    (50_641_000, 121_655_000),
    (50_937_000, 121_731_000),
    (50_702_000, 121_288_000),
    (50_558_000, 121_497_000),
    (50_784_000, 121_533_000),
    (50_791_000, 121_541_000),
    (50_769_000, 121_510_000),
    (50_850_000, 121_600_000),
    (50_780_000, 121_522_000),
    (50_779_000, 121_519_000),
    (50_781_000, 121_520_000),
)
"""Of the invented units, in their order, in micro-degrees."""

BUREAU_PLACE = (50_781_000, 121_520_000)

CADRES = (
    ("唐立新", 11, "section", 4, ("medical", "insurance"), ()),
    ("贺长林", 1, "leader", 4, ("work", "production"), ("mongolian",)),
    ("苏日娜", 1, "section", 5, ("schooling", "medical"), ("mongolian",)),
    ("杜玉芬", 1, "section", 5, ("medical", "insurance"), ()),
    ("涂格敦", 0, "section", 5, ("production",), ("evenki",)),
    ("冯敬山", 3, "section", 4, ("law", "housing"), ()),
    ("敖秀兰", 9, "section", 5, ("medical", "disability"), ("daur",)),
    ("魏振国", 11, "leader", 2, ("law", "work"), ()),
)
"""Name, place among the units, rank, capacity, skills, languages. The first is the one who can sign in."""

HOUSEHOLDS_OF_EACH = 5

PROMISES = ("联系局医院，问清门诊慢病报销要带什么", "开学前把助学申请表送到家里", "春天帮着联系菌袋，教一教怎么摆")


def tell_pairing(units: list[Unit], *, clerk: User, cadre: User, by: User) -> None:
    """Place the units, add the cadres, pair the households of one farm some months ago, and propose for the others."""
    today = clock.today()
    bureau, farm = units[0].get_parent(), units[1]
    with clock.set_to(today - timedelta(days=BEGUN + 2)):
        for unit, (latitude, longitude) in zip([*units, bureau], (*PLACES, BUREAU_PLACE), strict=True):
            place_unit(unit, latitude=latitude, longitude=longitude, by=clerk)
        for number, (name, place, rank, capacity, skills, languages) in enumerate([*CADRES, *_further(len(units))]):
            user = cadre if not number else _cadre(name, number, units[place], by)
            said = CadreRecord(rank, capacity, skills=skills, languages=languages)
            add_cadre(user, said, unit=units[place], by=clerk)
    if Dossier.objects.filter(unit=farm, state__in=ON_FILE).exists():
        _pair_the_farm(farm, clerk=clerk)
    if Dossier.objects.filter(state__in=ON_FILE, pairs=None).exists():
        with clock.set_to(today - timedelta(days=1), hour=15):
            suggest_pairs(bureau, by=clerk)


def _further(places: int) -> Iterator[tuple[str, int, str, int, tuple[str, ...], tuple[str, ...]]]:
    """More cadres of a bureau with many households, for nearly all of them together with the first."""
    random = Random(12)  # noqa: S311 (repeatable on purpose)
    wanted = Dossier.objects.filter(state__in=ON_FILE).count() * 19 // 20 - sum(each[3] for each in CADRES)
    subjects = [subject for each in CADRES for subject in each[4]]
    for number in range(0, wanted, HOUSEHOLDS_OF_EACH):
        name = random.choice(SURNAMES) + random.choice((*MALE_NAMES, *FEMALE_NAMES))
        skills = tuple(sorted(set(random.sample(subjects, 2))))
        yield name, number // HOUSEHOLDS_OF_EACH % places, "section", HOUSEHOLDS_OF_EACH, skills, ()


def _cadre(name: str, number: int, unit: Unit, by: User) -> User:
    """One more cadre, who cannot sign in: no password fits."""
    user = add_user(
        username=f"cadre{number}", display_name=name, password=PASSWORD, hashed=make_password(None), unit=unit, by=by
    )
    appoint_user(user, role=Role.PAIRING_CADRE, unit=unit, starts_on=date(clock.today().year - 3, 1, 1), by=by)
    return user


def _pair_the_farm(farm: Unit, *, clerk: User) -> None:
    random = Random(9)  # noqa: S311 (repeatable on purpose)
    today = clock.today()
    start = today - timedelta(days=BEGUN)
    with clock.set_to(start, hour=10):
        proposal = suggest_pairs(farm, by=clerk)
        confirm_proposal(proposal, starts_on=start, ends_on=start + timedelta(days=364), seen=0, by=clerk)
    pairs = list(Pair.objects.select_related("cadre__user", "dossier__unit").order_by("pk"))
    for number, pair in enumerate(pairs):
        for days in (110, 60, 9):
            if random.random() < 0.6:
                with clock.set_to(today - timedelta(days=days), hour=random.randint(9, 17)):
                    _visit(pair, random)
        with clock.set_to(today - timedelta(days=40), hour=11):
            made = promise_help(
                pair,
                what=PROMISES[number % len(PROMISES)],
                due_on=clock.today() + timedelta(days=random.randint(20, 70)),
                measure=measures_to_promise(pair.dossier).first() if number % 2 == 0 else None,
                by=pair.cadre.user,
            )
        if number % 3 == 0:
            with clock.set_to(today - timedelta(days=5), hour=16):
                is_kept = number % 2 == 0
                words = "" if is_kept else "医院这周停诊，改到下周二一起去"
                settle_promise(made, is_kept=is_kept, words=words, by=pair.cadre.user)
    with clock.set_to(today - timedelta(days=3), hour=9):
        take_up_findings(clerk=clerk)
    if pairs:
        with clock.set_to(today - timedelta(days=2)):
            ask_for_another(pairs[-1], by=clerk)


def _visit(pair: Pair, random: Random) -> None:
    how = random.choice(("home", "home", "call"))
    visit_household(pair.dossier, pair.cadre.user, random, on=clock.today(), how=how)
