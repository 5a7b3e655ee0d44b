"""The tree: adding, renaming, moving, merging and closing units, with what they were before."""

from datetime import date, timedelta

import pytest

from niangjia.accounts import commands, presenting, queries, successions
from niangjia.accounts.access import jurisdiction
from niangjia.accounts.models import Appointment, Role, Unit, UnitKind, User
from niangjia.accounts.tests.racing import at_once
from niangjia.accounts.tests.record import Entry
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=1)


def fresh(unit):
    return Unit.objects.get(pk=unit.pk)


def add(name, kind, parent, by):
    return commands.add_unit(name=name, kind=kind, parent=parent, by=by)


@pytest.fixture
def section(farm, system):
    return add("一工段", UnitKind.PLANT, farm, system)


def sound():
    """Whether every path is that of its parent and a step, and children are counted as they are."""
    units = {unit.path: unit for unit in Unit.objects.all()}
    for path, unit in units.items():
        assert len(path) == unit.depth * Unit.steplen
        assert unit.depth == 1 or path[: -Unit.steplen] in units
        assert unit.numchild == sum(other.startswith(path) and len(other) == len(path) + 4 for other in units)
    return True


def test_a_level_above_the_bureau_is_added_and_the_bureau_moved_under_it(bureau, farm, system, clerk):
    industry = commands.add_unit(name="森工集团工会", kind=UnitKind.INDUSTRY, by=system)
    commands.move_unit(bureau, to=industry, by=system)
    assert fresh(farm).path.startswith(fresh(bureau).path)
    assert fresh(bureau).is_child_of(fresh(industry))
    assert sound()
    where = jurisdiction(User.objects.get(pk=clerk.pk), {Role.ASSISTANCE_CLERK})
    assert where.covers(fresh(farm))
    assert not where.covers_all()
    assert queries.unit_on(fresh(farm), clock.today()).trail[0].zh == "森工集团工会"
    assert queries.unit_on(fresh(farm), clock.today() - YESTERDAY).trail[0].zh == bureau.name


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": "  "}, InvalidInput),
        ({"name": "场" * 81}, InvalidInput),
        ({"name": "场\u202e"}, InvalidInput),
        ({"kind": "castle"}, InvalidInput),
        ({"kind": UnitKind.NATIONAL}, Conflict),
        ({"name": "白桦林场"}, Conflict),
        ({"opened_on": date(2999, 1, 1)}, InvalidInput),
    ],
)
def test_a_unit_that_cannot_be_is_not_added(bureau, farm, system, changes, error):
    with pytest.raises(error):
        commands.add_unit(**{"name": "新场", "kind": UnitKind.FARM, "parent": bureau, "by": system} | changes)
    assert Unit.objects.count() == 2


def test_a_former_name_stays_known(bureau, farm, system):
    first, second = date(2024, 5, 1), date(2025, 5, 1)
    commands.rename_unit(bureau, name="白桦岭森工公司工会", kind="forest-company", from_on=first, by=system)
    commands.rename_unit(bureau, name="白桦岭公司工会", from_on=second, document="〔2025〕1号", by=system)
    now = fresh(bureau)
    assert (now.name, now.kind) == ("白桦岭公司工会", "forest-company")
    names = [queries.unit_on(now, day).title.zh for day in (first - YESTERDAY, first, second - YESTERDAY, second)]
    assert names == ["白桦岭林业局工会", "白桦岭森工公司工会", "白桦岭森工公司工会", "白桦岭公司工会"]
    assert queries.unit_on(now, first - YESTERDAY).kind.code == UnitKind.BUREAU
    assert queries.unit_on(fresh(farm), first).trail[0].zh == "白桦岭森工公司工会"


def test_a_former_name_still_leads_to_a_unit(bureau, farm, other_farm, section, system, django_assert_max_num_queries):
    commands.rename_unit(farm, name="白桦分场", by=system)
    commands.rename_unit(section, name="红松林场", by=system)
    commands.merge_unit(farm, into=other_farm, by=system)
    commands.rename_unit(other_farm, name="红松功能区", by=system)
    commands.merge_unit(other_farm, into=bureau, by=system)
    with django_assert_max_num_queries(7):
        found = queries.units_by_name(Unit.objects.filter(closed_on=None))
    assert {name: unit.pk for name, unit in found.items()} == {
        "白桦岭林业局工会": bureau.pk,
        "白桦林场": bureau.pk,
        "白桦分场": bureau.pk,
        "红松功能区": bureau.pk,
        "红松林场": section.pk,
        "一工段": section.pk,
    }
    again = add("白桦林场", UnitKind.FARM, bureau, system)
    assert queries.units_by_name(Unit.objects.filter(closed_on=None))["白桦林场"] == again


def test_history_is_written_forward_only(farm, system):
    commands.rename_unit(farm, name="白桦分场", from_on=date(2025, 5, 1), by=system)
    for day in (date(2025, 4, 30), clock.today() + YESTERDAY):
        with pytest.raises(InvalidInput):
            commands.rename_unit(farm, name="新名", from_on=day, by=system)
    with pytest.raises(InvalidInput):
        commands.rename_unit(farm, name="白桦分场", by=system)
    assert fresh(farm).name == "白桦分场"


def test_a_kind_that_has_no_place_there_is_refused(bureau, farm, system, section):
    with pytest.raises(Conflict):
        commands.rename_unit(farm, name=farm.name, kind="hospital", by=system)  # the section would hang on it
    with pytest.raises(Conflict):
        commands.rename_unit(farm, name=farm.name, kind=UnitKind.NATIONAL, by=system)


def test_a_move_takes_along_what_is_below(farm, other_farm, section, system):
    commands.move_unit(farm, to=other_farm, from_on=date(2025, 1, 1), by=system)
    assert fresh(section).path.startswith(fresh(farm).path)
    assert fresh(farm).path.startswith(fresh(other_farm).path)
    assert sound()
    trail = [title.zh for title in queries.unit_on(fresh(section), date(2024, 12, 31)).trail]
    assert trail == ["白桦岭林业局工会", "白桦林场"]
    trail = [title.zh for title in queries.unit_on(fresh(section), date(2025, 1, 1)).trail]
    assert trail == ["白桦岭林业局工会", "红松林场", "白桦林场"]


def test_no_unit_comes_to_stand_under_itself(bureau, farm, section, system):
    for to in (farm, section):
        with pytest.raises(Conflict) as refusal:
            commands.move_unit(farm, to=to, by=system)
        assert refusal.value.code == "cycle"
        with pytest.raises(Conflict):
            commands.merge_unit(farm, into=to, by=system)
    with pytest.raises(InvalidInput):
        commands.move_unit(farm, to=bureau, by=system)
    assert sound()


def test_nothing_goes_under_a_closed_unit(bureau, farm, other_farm, system):
    commands.close_unit(other_farm, by=system)
    for attempt in (
        lambda: add("新场", UnitKind.PLANT, other_farm, system),
        lambda: commands.move_unit(farm, to=other_farm, by=system),
        lambda: commands.merge_unit(farm, into=other_farm, by=system),
        lambda: commands.rename_unit(other_farm, name="新名", by=system),
        lambda: commands.close_unit(other_farm, by=system),
    ):
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.code == "unit-closed"


def test_who_holds_the_same_at_the_successor_holds_it_once(farm, other_farm, officer, system):
    commands.appoint_user(officer, role=Role.UNIT_OFFICER, unit=other_farm, starts_on=date(2020, 1, 1), by=system)
    commands.merge_unit(farm, into=other_farm, by=system)
    held = Appointment.objects.in_force(clock.today()).filter(user=officer)
    assert [each.unit for each in held] == [other_farm]


def test_a_union_is_not_merged_into_a_department(bureau, farm, system):
    hospital = add("职工医院", "hospital", bureau, system)
    for unit, into in ((farm, hospital), (hospital, farm)):
        with pytest.raises(Conflict):
            commands.merge_unit(unit, into=into, by=system)


@pytest.fixture
def cabins(monkeypatch):
    """Something that units have: so many of it by the id of the unit."""
    monkeypatch.setattr(successions, "_successions", {})
    counts = {}

    def move(unit, to, by):
        counts[to.pk] = counts.get(to.pk, 0) + counts.pop(unit.pk, 0)
        return counts[to.pk]

    def count(units):
        return sum(counts.get(unit.pk, 0) for unit in units)

    successions.register(successions.Succession(name="cabins", label="cabins", count=count, move=move))
    return counts


def test_a_unit_on_which_something_hangs_stays_open(farm, section, other_farm, officer, system, cabins):
    def refused():
        with pytest.raises(Conflict) as refusal:
            commands.close_unit(farm, by=system)
        return refusal.value.code == "in-use"

    assert refused()
    commands.close_unit(section, by=system)
    assert refused()
    appointment = Appointment.objects.get(user=officer)
    commands.end_appointment(appointment, last_on=clock.today() - YESTERDAY, reason="调离", by=system)
    User.objects.filter(pk=officer.pk).update(unit=farm)
    assert refused()
    User.objects.filter(pk=officer.pk).update(unit=other_farm)
    cabins[farm.pk] = 1
    assert refused()
    cabins.clear()
    commands.close_unit(farm, by=system)
    assert fresh(farm).closed_on == clock.today()


def test_a_merger_hands_over_what_is_registered_people_and_what_is_below(
    farm, other_farm, section, officer, system, cabins
):
    cabins[farm.pk] = 3
    User.objects.filter(pk=officer.pk).update(unit=farm)
    commands.merge_unit(farm, into=other_farm, by=system, document="〔2026〕3号")
    gone = fresh(farm)
    assert (gone.closed_on, gone.successor) == (clock.today(), other_farm)
    assert cabins == {other_farm.pk: 3}
    assert fresh(section).path.startswith(fresh(other_farm).path)
    assert User.objects.get(pk=officer.pk).unit == other_farm
    where = jurisdiction(User.objects.get(pk=officer.pk), {Role.UNIT_OFFICER})
    assert where.covers(fresh(other_farm))
    assert not where.covers(gone)
    old, new = Appointment.objects.filter(user=officer).order_by("id")
    assert (old.unit, old.ends_on) == (farm, clock.today() - YESTERDAY)
    assert (new.unit, new.starts_on, new.ends_on) == (other_farm, clock.today(), None)
    assert queries.unit_on(gone, clock.today()) is None
    assert sound()


def test_a_merger_into_a_unit_above_widens_nobodys_rights(bureau, farm, officer, administrator):
    told = presenting.of_merge(farm, into=bureau, from_on=clock.today())
    assert "重新任命" in told[-1]
    commands.merge_unit(farm, into=bureau, by=administrator)
    assert not jurisdiction(User.objects.get(pk=officer.pk), Role.values)
    assert Appointment.objects.get(user=officer).ends_on == clock.today() - YESTERDAY
    entry = Entry.objects.get(act="accounts.appointment.ended")
    assert (entry.by, entry.told["username"]) == (administrator, officer.username)


def test_an_administrator_of_a_part_changes_that_part_only(someone, bureau, farm, other_farm, section, system):
    keeper = someone(Role.ADMINISTRATOR, farm)
    add("二工段", UnitKind.PLANT, farm, keeper)
    commands.rename_unit(section, name="一队", by=keeper)
    for attempt in (
        lambda: add("新场", UnitKind.FARM, bureau, keeper),
        lambda: commands.add_unit(name="新局", kind=UnitKind.BUREAU, by=keeper),
        lambda: commands.rename_unit(other_farm, name="新名", by=keeper),
        lambda: commands.move_unit(section, to=other_farm, by=keeper),
        lambda: commands.move_unit(other_farm, to=farm, by=keeper),
        lambda: commands.merge_unit(section, into=other_farm, by=keeper),
        lambda: commands.close_unit(other_farm, by=keeper),
    ):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.ADMINISTRATOR}))
def test_no_other_role_changes_the_tree(someone, bureau, role):
    who = someone(role, bureau)
    with pytest.raises(Forbidden):
        add("新场", UnitKind.FARM, bureau, who)


@pytest.mark.django_db(transaction=True)
def test_two_units_moved_under_each_other_at_once_do_not_form_a_ring(farm, other_farm, section, system):
    answers = at_once(
        lambda: commands.move_unit(farm, to=other_farm, by=system),
        lambda: commands.move_unit(other_farm, to=farm, by=system),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "Unit"]
    assert sound()


@pytest.mark.django_db(transaction=True)
def test_moves_and_additions_at_once_leave_a_sound_tree(bureau, farm, other_farm, system):
    plants = [add(f"{place}厂", UnitKind.PLANT, farm, system) for place in range(4)]
    answers = at_once(
        *[lambda plant=plant: commands.move_unit(plant, to=other_farm, by=system) for plant in plants],
        *[lambda place=place: add(f"{place}站", UnitKind.PLANT, farm, system) for place in range(4)],
    )
    assert all(isinstance(answer, Unit) for answer in answers), answers
    assert sound()
    assert (fresh(farm).numchild, fresh(other_farm).numchild) == (4, 4)
