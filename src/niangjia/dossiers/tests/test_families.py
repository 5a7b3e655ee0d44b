"""Death, split and merger: who follows, who goes where, and that no fen is counted twice or lost."""

import random
from collections import Counter
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError

from niangjia.accounts.models import Role
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import file_dossier, merge_household, record_death, split_household
from niangjia.dossiers.commands.previewing import foresee
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.queries import whole
from niangjia.dossiers.replaying import replay
from niangjia.dossiers.tests.chain_factories import draft
from niangjia.dossiers.tests.factories import household, person, record
from niangjia.dossiers.version_content import content_of, from_text
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput
from niangjia.people.errors import PersonDied
from niangjia.people.models import AssetLine, Evidence, HardshipEvent, Household, IncomeLine, Membership, SpendingLine
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord, Heir, Joining, Parting, Share
from niangjia.people.rules import told_twice
from niangjia.people.tests.factories import YEAR

pytestmark = pytest.mark.django_db

ALIKE = {"main_cause": "serious-illness", "level": "grassroots"}


def family(unit, by, *names, assets=(), incomes=(), events=None, spending_fen=0):
    """A dossier of a worker with 10,000 yuan and each further member with 1,000."""
    spending = (AmountRecord("medical", spending_fen, *YEAR),) if spending_fen else ()
    members = [
        person(
            name,
            is_head=place == 0,
            relation="self" if place == 0 else ("spouse" if place == 1 else "son"),
            wage_fen=1_000_000 if place == 0 else 100_000,
            spending=spending,
        )
        for place, name in enumerate(names)
    ]
    return file_dossier(
        record(home=household(*members, assets=assets, incomes=incomes, events=events)), unit=unit, by=by
    )


def ids(dossier):
    """The ids of the members in force by name."""
    return {each.person.name: each.person_id for each in dossier.household.memberships.filter(ended_on=None)}


def fresh(dossier):
    return Dossier.objects.select_related("household", "worker").get(pk=dossier.pk)


def money():
    """All amounts of all households together, by table and kind."""
    found = Counter()
    for model, column in ((IncomeLine, "amount_fen"), (SpendingLine, "amount_fen"), (AssetLine, "value_fen")):
        for kind, fen in model.objects.values_list("kind", column):
            found[model.__name__, kind] += fen or 0
    for cost, paid in HardshipEvent.objects.values_list("cost_fen", "compensation_fen"):
        found["event", "cost"] += cost
        found["event", "paid"] += paid
    return +found


def things():
    """How many of each kind of asset there are together, savings apart."""
    found = Counter()
    for kind, quantity in AssetLine.objects.exclude(kind="savings").values_list("kind", "quantity"):
        found[kind] += quantity
    return +found


def hangs_together(*dossiers):
    """What holds whatever happened: versions, steps, sizes, heads, and everybody in one open household at most."""
    people = Counter(Membership.objects.filter(ended_on=None).values_list("person_id", flat=True))
    assert max(people.values(), default=1) == 1
    for dossier in dossiers:
        now = whole(Dossier.objects.filter(pk=dossier.pk)).get()
        newest = Version.objects.filter(dossier=dossier).order_by("-number").first()
        assert from_text(newest.content.reveal()) == content_of(now)
        assert replay(now.steps.order_by("number")).state == now.state
        assert (now.household.closed_on is None) == (now.closed_on is None)
        if now.closed_on is None:
            members = now.household.memberships.filter(ended_on=None)
            assert now.size == members.count()
            assert members.get(is_head=True).person_id == now.worker_id
            assert members.get(is_head=True).relation == "self"


def test_a_member_dies_and_the_household_goes_on(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英", "刘春生")
    before = dossier.net_monthly_per_head_fen
    gone = ids(dossier)["刘春生"]
    record_death(dossier, person=gone, on=clock.today(), told_by="其妻电话告知", by=clerk)
    now = fresh(dossier)
    assert (now.size, now.state, now.closed_on) == (2, "open", None)
    assert now.net_monthly_per_head_fen != before, "the rules were applied again"
    step = now.steps.last()
    assert (step.act, step.note.reveal()) == ("death", "其妻电话告知")
    assert now.household.memberships.get(person=gone).ended_on == clock.today()
    assert Entry.objects.filter(act="people.death.recorded").count() == 1
    hangs_together(dossier)


def test_when_the_filed_worker_dies_somebody_follows(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英", "刘春生")
    known = ids(dossier)
    with pytest.raises(InvalidInput):
        record_death(dossier, person=known["刘心红"], on=clock.today(), by=clerk)
    heirs = [Heir(known["王秀英"], "self", is_head=True), Heir(known["刘春生"], "son")]
    record_death(dossier, person=known["刘心红"], on=clock.today(), heirs=heirs, by=clerk)
    now = fresh(dossier)
    assert (now.worker.name, now.worker_pinyin[:4], now.size) == ("王秀英", "wang", 2)
    assert list(now.household.memberships.filter(ended_on=None).values_list("position", "relation")) == [
        (0, "self"),
        (1, "son"),
    ]
    hangs_together(dossier)


@pytest.mark.parametrize(
    "heirs",
    [
        lambda known: [Heir(known["王秀英"], "self", is_head=True)],
        lambda known: [Heir(known["王秀英"], "self", is_head=True), Heir(known["刘春生"], "self", is_head=True)],
        lambda known: [Heir(known["王秀英"], "spouse", is_head=True), Heir(known["刘春生"], "son")],
        lambda known: [Heir(known["王秀英"], "self", is_head=True), Heir(known["刘春生"], "nobody")],
        lambda known: [Heir(known["王秀英"], "self", is_head=True), Heir(known["刘心红"], "son")],
    ],
)
def test_heirs_that_do_not_fit_are_refused(heirs, farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英", "刘春生")
    known = ids(dossier)
    with pytest.raises(InvalidInput):
        record_death(dossier, person=known["刘心红"], on=clock.today(), heirs=heirs(known), by=clerk)
    assert fresh(dossier).size == 3


def test_the_dossier_ends_when_nobody_is_left_or_it_is_chosen(farm, clerk):
    alone, chosen = family(farm, clerk, "刘心红"), family(farm, clerk, "赵强", "李芳")
    begun = draft(farm, clerk, person("孙明", is_head=True))
    for dossier, name in ((alone, "刘心红"), (chosen, "赵强"), (begun, "孙明")):
        record_death(dossier, person=ids(dossier)[name], on=clock.today(), goes_on=False, by=clerk)
    told = [(fresh(each).state, fresh(each).closing_reason) for each in (alone, chosen, begun)]
    assert told == [("closed", "died")] * 3
    assert not Membership.objects.filter(ended_on=None).exists()
    hangs_together(alone, chosen, begun)


def test_strangers_days_to_come_and_the_dead_are_refused(farm, other_farm, clerk, someone):
    dossier, other = family(farm, clerk, "刘心红", "王秀英"), family(farm, clerk, "赵强")
    known, today = ids(dossier), clock.today()
    for who, on in (
        (ids(other)["赵强"], today),
        (known["王秀英"], today + timedelta(days=1)),
        (known["王秀英"], date(1970, 1, 1)),
    ):
        with pytest.raises(InvalidInput):
            record_death(dossier, person=who, on=on, by=clerk)
    with pytest.raises(Forbidden):
        record_death(dossier, person=known["王秀英"], on=today, by=someone(Role.UNIT_OFFICER, other_farm, "far"))
    gone = dossier.household.memberships.get(person__name="王秀英").person
    record_death(dossier, person=gone.pk, on=today, by=clerk)
    again = person("王秀英", is_head=True, identity_number=gone.identity_number.reveal())
    with pytest.raises(PersonDied, match=r"passed away|去世"):
        file_dossier(record(again), unit=farm, by=clerk)


def test_a_household_parts_with_its_money(farm, clerk):
    assets = (
        AssetRecord("savings", 1, 900_000),
        AssetRecord("vehicle", 2, 5_000_000),
        AssetRecord("dwelling", 1, None),
    )
    incomes = (AmountRecord("shared", 120_001, *YEAR), AmountRecord("government-aid", 60_000, *YEAR))
    events = (EventRecord(300_000, 100_000),)
    dossier = family(
        farm, clerk, "刘心红", "王秀英", "刘春生", assets=assets, incomes=incomes, events=events, spending_fen=700
    )
    known, home = ids(dossier), dossier.household
    Evidence.objects.create(
        household=home, person_id=known["刘春生"], kind="identity-card", file_name="a.jpg", media_type="image/jpeg",
        size=1, sha256="0" * 64, uploaded_at=clock.now(), uploaded_by=clerk,
    )  # fmt: skip
    line = {each.kind: each.pk for each in (*home.incomelines.filter(person=None), *home.assetlines.all())}
    before, number = (money(), things()), dossier.number
    parting = Parting(
        (Heir(known["刘春生"], "self", is_head=True),),
        (
            Share(line["shared"], 40_000),
            Share(line["savings"], 300_000),
            Share(line["vehicle"], 2_000_000, 1),
        ),
        tuple(home.events.values_list("pk", flat=True)),
    )
    new = split_household(dossier, parting, on=clock.today(), by=clerk, **ALIKE)
    assert (money(), things()) == before
    assert (new.state, new.size, new.worker.name, new.applied_on) == ("draft", 1, "刘春生", clock.today())
    assert (fresh(dossier).size, fresh(dossier).number) == (2, number)
    assert dict(new.household.incomelines.values_list("kind", "amount_fen")) == {"wage": 100_000, "shared": 40_000}
    assert set(new.household.assetlines.values_list("kind", "quantity", "value_fen")) == {
        ("savings", 1, 300_000),
        ("vehicle", 1, 2_000_000),
    }
    assert not HardshipEvent.objects.filter(household_id=home.pk).exists()
    assert new.household.evidence.count() == new.household.events.count() == 1
    assert new.household.spendinglines.get().amount_fen == 700
    assert dossier.steps.last().details == {"into": new.number, "other": str(new.pk)}
    assert new.steps.get().details == {"from": number, "other": str(dossier.pk)}
    hangs_together(dossier, new)


def test_the_dossier_of_those_who_left_begins_as_a_draft_today(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    parting = Parting((Heir(ids(dossier)["王秀英"], "self", is_head=True),))
    new = split_household(dossier, parting, on=clock.today(), by=clerk, **ALIKE)
    assert (new.state, new.filed_on, new.applied_on) == ("draft", None, clock.today())
    assert fresh(dossier).state == "open"


def test_partings_that_do_not_add_up_are_refused(farm, clerk):
    assets = (AssetRecord("savings", 1, 100), AssetRecord("vehicle", 1, 500))
    dossier = family(farm, clerk, "刘心红", "王秀英", assets=assets, incomes=(AmountRecord("shared", 100, *YEAR),))
    other = family(farm, clerk, "赵强", incomes=(AmountRecord("shared", 100, *YEAR),))
    known, home = ids(dossier), dossier.household
    line = {each.kind: each.pk for each in (*home.incomelines.filter(person=None), *home.assetlines.all())}
    wife = (Heir(known["王秀英"], "self", is_head=True),)
    before = money(), things()
    for parting in (
        Parting(()),
        Parting((Heir(known["刘心红"], "self", is_head=True),)),
        Parting((Heir(known["王秀英"], "spouse"),)),
        Parting((Heir(ids(other)["赵强"], "self", is_head=True),)),
        Parting(wife, (Share(line["shared"], 101),)),
        Parting(wife, (Share(line["shared"], -1),)),
        Parting(wife, (Share(line["savings"], 101),)),
        Parting(wife, (Share(line["vehicle"], 0, 2),)),
        Parting(wife, (Share(line["vehicle"], 500, 0),)),
        Parting(wife, (Share(line["vehicle"], 0, 1),)),
        Parting(wife, (Share(other.household.incomelines.get(person=None).pk, 1),)),
    ):
        with pytest.raises(InvalidInput):
            split_household(dossier, parting, on=clock.today(), by=clerk, **ALIKE)
    assert (money(), things()) == before
    assert Household.objects.count() == 2


def test_two_households_become_one(farm, other_farm, clerk):
    assets, more = (
        (AssetRecord("savings", 1, 100), AssetRecord("vehicle")),
        (AssetRecord("savings", 1, 50), AssetRecord("dwelling")),
    )
    shared = (AmountRecord("shared", 7, *YEAR),)
    dossier = family(farm, clerk, "刘心红", "刘春生", assets=assets, incomes=shared)
    other = family(other_farm, clerk, "王秀英", "王小明", assets=more, incomes=shared, events=(EventRecord(9),))
    before, known = (money(), things()), ids(other)
    joining = Joining((Heir(known["王秀英"], "spouse"), Heir(known["王小明"], "adopted-son")))
    merge_household(dossier, other, joining, on=clock.today(), by=clerk)
    now, gone = fresh(dossier), fresh(other)
    assert (money(), things()) == before
    assert (now.size, gone.state, gone.closing_reason) == (4, "closed", "merged")
    assert gone.steps.last().details["into"] == now.number
    assert now.steps.last().details["from"] == gone.number
    assert gone.household.incomelines.count() == gone.household.assetlines.count() == 0
    recorded = {entry.act: entry.unit_id for entry in Entry.objects.filter(subject_id__in=[dossier.pk, other.pk])}
    assert recorded["dossiers.dossier.joined"] == other_farm.pk
    hangs_together(dossier, other)


def test_the_same_person_under_two_numbers_counts_once_where_people_say_so(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "刘春生", spending_fen=30)
    other = family(farm, clerk, "王秀英", "刘春生", spending_fen=30)
    mine, theirs = ids(dossier), ids(other)
    twice = IncomeLine.objects.get(household=other.household, person=theirs["刘春生"])
    joining = Joining((Heir(theirs["王秀英"], "spouse"),), ((theirs["刘春生"], mine["刘春生"]),), (twice.pk,))
    before = money()
    merge_household(dossier, other, joining, on=clock.today(), by=clerk)
    after = money()
    assert before["IncomeLine", "wage"] - after["IncomeLine", "wage"] == 100_000
    assert before["SpendingLine", "medical"] == after["SpendingLine", "medical"], "nobody said that it is the same"
    assert fresh(dossier).size == 3
    assert not IncomeLine.objects.filter(person=theirs["刘春生"]).exists()
    hangs_together(dossier, other)


def test_only_what_both_households_told_of_one_person_may_count_once(farm, clerk):
    dossier, other = family(farm, clerk, "刘心红", "刘春生"), family(farm, clerk, "王秀英", "刘春生")
    mine, theirs = ids(dossier), ids(other)
    of_another = IncomeLine.objects.get(household=other.household, person=theirs["王秀英"])
    own = IncomeLine.objects.get(household=dossier.household, person=mine["刘春生"])
    line = IncomeLine.objects.get(household=other.household, person=theirs["刘春生"])
    IncomeLine.objects.filter(pk=line.pk).update(from_on=date(2020, 1, 1), to_on=date(2020, 12, 31))
    for wrong in (of_another, own, line):
        joining = Joining((Heir(theirs["王秀英"], "spouse"),), ((theirs["刘春生"], mine["刘春生"]),), (wrong.pk,))
        with pytest.raises(InvalidInput) as refusal:
            merge_household(dossier, other, joining, on=clock.today(), by=clerk)
        assert refusal.value.code == "not-told-twice"


def test_mergers_that_leave_somebody_out_are_refused(farm, other_farm, clerk, someone):
    dossier, other = family(farm, clerk, "刘心红"), family(other_farm, clerk, "王秀英", "王小明")
    known = ids(other)
    both = (Heir(known["王秀英"], "spouse"), Heir(known["王小明"], "son"))
    for joining in (
        Joining(both[:1]),
        Joining((Heir(known["王秀英"], "self", is_head=True), both[1])),
        Joining((Heir(known["王秀英"], "self"), both[1])),
        Joining(both, ((known["王小明"], dossier.worker_id),)),
        Joining(both[:1], ((known["王小明"], known["王秀英"]),)),
    ):
        with pytest.raises(InvalidInput):
            merge_household(dossier, other, joining, on=clock.today(), by=clerk)
    with pytest.raises(InvalidInput):
        merge_household(dossier, dossier, Joining(()), on=clock.today(), by=clerk)
    officer = someone(Role.UNIT_OFFICER, farm, "officer")
    with pytest.raises(Forbidden):
        merge_household(dossier, other, Joining(both), on=clock.today(), by=officer)
    assert fresh(other).state == "open"


def test_a_preview_is_what_happens_and_changes_nothing(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英")
    parting = Parting((Heir(ids(dossier)["王秀英"], "self", is_head=True),))
    counts = (Household.objects.count(), Version.objects.count(), Entry.objects.count())
    do = partial(split_household, dossier, parting, on=clock.today(), by=clerk, **ALIKE)
    foreseen = foresee(do, dossier)
    assert (Household.objects.count(), Version.objects.count(), Entry.objects.count()) == counts
    new = do()
    done = [content_of(whole(Dossier.objects.filter(pk=each.pk)).get()) for each in (dossier, new)]
    assert [each.after for each in foreseen] == done
    assert foreseen[1].before == {}


def test_what_changed_since_the_preview_stops_it(farm, clerk):
    dossier = family(farm, clerk, "刘心红", "王秀英", "刘春生")
    known, seen = ids(dossier), dossier.versions.count()
    record_death(dossier, person=known["刘春生"], on=clock.today(), by=clerk, seen=seen)
    with pytest.raises(Conflict) as refusal:
        record_death(dossier, person=known["王秀英"], on=clock.today(), by=clerk, seen=seen)
    assert refusal.value.code == "changed-meanwhile"


def test_closed_dossiers_take_part_in_nothing(farm, clerk):
    from niangjia.dossiers.commands import close_dossier

    dossier, other = family(farm, clerk, "刘心红", "王秀英"), family(farm, clerk, "赵强")
    known = ids(dossier)
    close_dossier(dossier, reason="retired", by=clerk)
    today, heir = clock.today(), Heir(known["王秀英"], "self", is_head=True)
    for do in (
        partial(record_death, dossier, person=known["王秀英"], on=today, by=clerk),
        partial(split_household, dossier, Parting((heir,)), on=today, by=clerk, **ALIKE),
        partial(merge_household, other, dossier, Joining(()), on=today, by=clerk),
        partial(merge_household, dossier, other, Joining(()), on=today, by=clerk),
    ):
        with pytest.raises(Conflict):
            do()


def _random_parting(chance, home):
    members = list(home.memberships.filter(ended_on=None, is_head=False))
    leaving = chance.sample(members, chance.randint(1, len(members)))
    heirs = [
        Heir(each.person_id, "self" if place == 0 else "son", is_head=place == 0) for place, each in enumerate(leaving)
    ]
    shares = [
        Share(line.pk, chance.choice([0, line.amount_fen, chance.randint(0, line.amount_fen)]))
        for line in home.incomelines.filter(person=None)
    ]
    for line in home.assetlines.all():
        value = line.value_fen or 0
        if line.kind == "savings":
            shares.append(Share(line.pk, chance.choice([0, value, chance.randint(0, value)])))
        else:
            goes = chance.randint(0, line.quantity)
            fen = value if goes == line.quantity else chance.randint(0, value) if goes else 0
            shares.append(Share(line.pk, fen if goes else 0, goes))
    events = [each.pk for each in home.events.all() if chance.random() < 0.5]
    return Parting(tuple(heirs), tuple(shares), tuple(events))


def _random_family(chance, unit, by, seed):
    names = [f"户{seed}员{place}" for place in range(chance.randint(2, 5))]
    assets = [
        AssetRecord("savings", 1, chance.randint(0, 10**7)),
        AssetRecord("vehicle", chance.randint(0, 3), chance.choice([None, chance.randint(0, 10**7)])),
        AssetRecord("dwelling", chance.randint(0, 2), chance.randint(0, 10**8)),
    ]
    incomes = (AmountRecord("shared", chance.randint(0, 10**6), *YEAR), AmountRecord("union-aid", 5_001, *YEAR))
    events = tuple(EventRecord(chance.randint(0, 10**6)) for _turn in range(chance.randint(0, 2)))
    chosen = tuple(chance.sample(assets, chance.randint(0, 3)))
    spent = chance.randint(0, 9_999)
    return family(unit, by, *names, assets=chosen, incomes=incomes, events=events, spending_fen=spent)


def _random_joining(chance, home, other):
    """Everybody joins; some as a person who is known here already, some of whose lines are said to be told twice."""
    here, there = ({each.person_id: each for each in one.memberships.filter(ended_on=None)} for one in (home, other))
    alike = min(len(here), len(there), chance.randint(0, 2))
    same = tuple(zip(chance.sample(sorted(there), alike), chance.sample(sorted(here), alike), strict=True))
    twice, gone = [], Counter()
    for model in (IncomeLine, SpendingLine):
        for duplicate, kept in same:
            for line in model.objects.filter(household=other, person=duplicate):
                if told_twice(line, model.objects.filter(household=home, person=kept)) and chance.random() < 0.5:
                    twice.append(line.pk)
                    gone[model.__name__, line.kind] += line.amount_fen
    joins = tuple(Heir(pk, "other-relative") for pk in there if pk not in dict(same))
    return Joining(joins, same, tuple(twice)), gone


def live(count, farm, other_farm, clerk):
    """Random partings, mergers and deaths; after each everything hangs together and no fen is lost."""
    done = Counter()
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311 (of a test)
        dossiers = [
            _random_family(chance, unit, clerk, f"{seed}甲{place}") for place, unit in enumerate((farm, other_farm))
        ]
        for _turn in range(5):
            before, gone = (money(), things()), Counter()
            alive = [each for each in map(fresh, dossiers) if each.closed_on is None]
            act = chance.choice(["split", "merge", "death"])
            dossier = chance.choice(alive)
            members = list(dossier.household.memberships.filter(ended_on=None))
            if act == "split" and len(members) > 1:
                parting = _random_parting(chance, dossier.household)
                dossiers.append(split_household(dossier, parting, on=clock.today(), by=clerk, **ALIKE))
            elif act == "merge" and len(alive) > 1:
                other = chance.choice([each for each in alive if each.pk != dossier.pk])
                if other.filed_on and not dossier.filed_on:
                    dossier, other = other, dossier
                joining, gone = _random_joining(chance, dossier.household, other.household)
                merge_household(dossier, other, joining, on=clock.today(), by=clerk)
            elif act == "death" and len(members) > 1:
                dead = chance.choice(members)
                stay = [each for each in members if each != dead]
                heirs = [Heir(each.person_id, "self" if n == 0 else "son", n == 0) for n, each in enumerate(stay)]
                record_death(
                    dossier, person=dead.person_id, on=clock.today(), heirs=heirs if dead.is_head else (), by=clerk
                )
            else:
                continue
            done[act] += 1
            assert money() == before[0] - gone, (seed, act)
            assert things() == before[1], (seed, act)
            hangs_together(*dossiers)
    assert min(done[act] for act in ("split", "merge", "death")) > count / 2, done


def test_random_families_lose_no_fen(farm, other_farm, clerk):
    live(8, farm, other_farm, clerk)


@pytest.mark.nightly
def test_many_random_families_lose_no_fen(farm, other_farm, clerk):
    live(160, farm, other_farm, clerk)


def test_the_database_keeps_a_person_in_one_open_household(farm, clerk):
    dossier, other = family(farm, clerk, "刘心红", "王秀英"), family(farm, clerk, "赵强")
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            household=other.household, person_id=ids(dossier)["王秀英"], relation="son", started_on=clock.today()
        )
