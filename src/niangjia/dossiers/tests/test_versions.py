"""A dossier as it stood on any day, held against a second copy that the test keeps as plain data."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

from niangjia.accounts.commands import merge_unit
from niangjia.audit.models import Entry
from niangjia.dossiers.commands import (
    assess_dossier,
    begin_versions,
    close_dossier,
    confirm_fact,
    file_dossier,
    import_workbook,
    revise_dossier,
)
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_versions import (
    changes_of,
    content,
    lacks_versions,
    newest_versions,
    version_on,
    versions_between,
)
from niangjia.dossiers.tests.data.workbooks import bureau as workbook_of
from niangjia.dossiers.tests.factories import file, household, person, record, rows
from niangjia.dossiers.version_content import SECTIONS, UNREADABLE, as_text, content_of, fields_of, shape, values_in
from niangjia.dossiers.version_words import label_of
from niangjia.kernel import clock
from niangjia.kernel.errors import InvalidInput
from niangjia.people.models import IncomeLine
from niangjia.people.queries import persons_by_number
from niangjia.people.records import AmountRecord, AssetRecord, EventRecord, HouseholdRecord, PersonRecord
from niangjia.privacy.commands import rotate_keys, rotation
from niangjia.privacy.fields import seal

START = datetime(2024, 1, 10, 8)  # noqa: DTZ001 (of the clock on the wall)
YEAR = (date(2025, 6, 2), date(2026, 6, 1))

Copy = dict[str, Any]


def present(dossier: Dossier) -> str:
    """What a dossier says now, read anew."""
    return as_text(content_of(whole(Dossier.objects.filter(pk=dossier.pk)).get()))


def at(moment: datetime):
    return clock.set_to(moment.date(), moment.hour, moment.minute, moment.second)


def newest(dossier: Dossier) -> Version:
    return newest_versions([dossier.pk])[dossier.pk]


@dataclass
class Life:
    """A dossier lived through random changes, and what the test itself knows of it: `now`, and every past state.

    The copy is made of what was told to the commands; only the summary of the decision is read off what they return.
    """

    random: Random
    unit: Any
    by: Any
    persons: list[PersonRecord] = field(default_factory=list)
    stated: dict[str, Any] = field(default_factory=dict)
    home: dict[str, Any] = field(default_factory=dict)
    assets: dict[str, int] = field(default_factory=dict)
    event: EventRecord | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    past: list[tuple[date, Copy]] = field(default_factory=list)
    dossier: Any = None

    def live(self, changes: int) -> None:
        random, moment = self.random, START
        for step in range(changes):
            is_same_day = random.random() < 0.3
            moment += (
                timedelta(minutes=random.randrange(1, 20))
                if is_same_day
                else timedelta(days=random.randrange(1, 60), seconds=random.randrange(86_400))
            )
            with at(moment):
                act = random.choice([self.revise, self.revise, self.confirm, self.assess, self.same])
                (act if step else self.begin)()
            self.past.append((moment.date(), deepcopy(self.copy())))
        moment += timedelta(days=3)
        with at(moment):
            self.dossier = close_dossier(self.dossier, reason="retired", by=self.by)
        last = deepcopy(self.copy())
        last["dossier"] |= {"closed_on": str(moment.date()), "closing_reason": "retired"}
        self.past.append((moment.date(), last))

    def begin(self) -> None:
        self.persons = [self.someone("刘心红", "self"), self.someone("王海英", "spouse")]
        self.dossier = file_dossier(self.told(), unit=self.unit, by=self.by)

    def someone(self, name: str, relation: str) -> PersonRecord:
        made = person(name, is_head=relation == "self", relation=relation)
        return self.changed(made)

    def changed(self, who: PersonRecord) -> PersonRecord:
        """The same person with another telephone, remark, card and wage."""
        random = self.random
        particulars = who.particulars | {
            "phone": f"138{random.randrange(10**8):08d}",
            "note": f"备注{random.randrange(1000)}",
        }
        wage = (AmountRecord("wage", random.randrange(1, 9) * 600_000, *YEAR),)
        bank = {"bank": "农业银行", "card_number": f"622848{random.randrange(10**12):012d}0"}
        return replace(who, particulars=particulars, bank=bank, incomes=wage if random.random() < 0.8 else ())

    def revise(self) -> None:
        random = self.random
        what = random.randrange(6)
        if what == 0 and len(self.persons) < 5:
            self.persons.append(
                self.someone(random.choice(["刘春生", "刘小雨", "赵桂兰"]), random.choice(["son", "daughter"]))
            )
        elif what == 1 and len(self.persons) > 1:
            self.persons.pop(random.randrange(1, len(self.persons)))
        elif what == 2:
            self.stated |= {"note": f"档案{random.randrange(1000)}", "is_single_parent": random.random() < 0.5}
            self.stated["main_cause"] = random.choice(["serious-illness", "other", "schooling"])
            self.stated["secondary_causes"] = random.sample(["own-disability", "other", "schooling"], k=2)
        elif what == 3:
            self.home |= {"address": f"根河市林海路{random.randrange(500)}号"}
        elif what == 4:
            self.assets[random.choice(["vehicle", "dwelling"])] = random.randrange(3)
            self.event = EventRecord(
                random.randrange(1, 50) * 10_000, happened_on=date(2026, 3, random.randrange(1, 28))
            )
        place = random.randrange(len(self.persons))
        self.persons[place] = self.changed(self.persons[place])
        self.dossier = revise_dossier(self.dossier, self.told(), unit=self.unit, by=self.by)

    def confirm(self) -> None:
        name, value = self.random.choice([("receives_dibao", True), ("receives_dibao", False), ("is_rural", True)])
        self.facts[name] = value
        self.dossier = confirm_fact(self.dossier, name=name, value=value, by=self.by)

    def assess(self) -> None:
        self.dossier = assess_dossier(self.dossier, by=self.by)

    def same(self) -> None:
        self.dossier = revise_dossier(self.dossier, self.told(), unit=self.unit, by=self.by)

    def told(self):
        events = (self.event,) if self.event else None
        assets = tuple(AssetRecord(kind, quantity) for kind, quantity in self.assets.items())
        home: HouseholdRecord = household(*self.persons, particulars=self.home, assets=assets, events=events)
        return record(home=home, **self.stated)

    def copy(self) -> Copy:
        found = persons_by_number([each.identity_number for each in self.persons])
        key = {number: str(each.pk) for number, each in found.items()}
        dossier, stated = self.dossier, {"level": "grassroots", "main_cause": "serious-illness"} | self.stated
        event = self.event
        return {
            "dossier": stated
            | {"size": len(self.persons), "worker": key[self.persons[0].identity_number], "unit": str(self.unit.pk)}
            | {"category": dossier.category, "net_monthly_per_head_fen": dossier.net_monthly_per_head_fen}
            | {"is_eligible": dossier.is_eligible, "questions": dossier.questions},
            "household": {"region": "150785", "address": "根河市林海路1号"} | self.home | self.facts,
            "members": {
                key[each.identity_number]: {
                    "name": each.name,
                    "identity_number": each.identity_number,
                    "born_on": str(each.born_on),
                    "relation": each.relation,
                    "position": place,
                    "phone": each.particulars["phone"],
                    "note": each.particulars["note"],
                    **each.bank,
                }
                for place, each in enumerate(self.persons)
            },
            "incomes": {
                f"wage/{key[each.identity_number]}/{YEAR[0]}/{YEAR[1]}": {"amount_fen": each.incomes[0].amount_fen}
                for each in self.persons
                if each.incomes
            },
            "assets": {kind: {"quantity": quantity} for kind, quantity in self.assets.items()},
            "events": {"1": {"cost_fen": event.cost_fen, "happened_on": str(event.happened_on)}} if event else {},
        }

    def on(self, day: date) -> Copy | None:
        """The state of the copy at the end of a day."""
        return next((state for when, state in reversed(self.past) if when <= day), None)


def agrees(told: dict[str, Any] | None, copy: Copy | None) -> None:
    """A version says everything that the copy has, names the same people and things, and no others."""
    assert (told is None) == (copy is None)
    if told is None or copy is None:
        return
    for section in ("members", "incomes", "assets", "events"):
        assert set(told[section]) == set(copy[section]), section
    for path, value in values_in(copy).items():
        assert values_in(told).get(path) == value, path


def days_asked(life: Life, count: int) -> Iterator[date]:
    """Random days from before the first change until after the last, and days of changes among them."""
    first, last = life.past[0][0] - timedelta(days=30), life.past[-1][0] + timedelta(days=30)
    yield life.past[0][0] - timedelta(days=1)
    for place in range(count - 1):
        if place % 3 == 0:
            yield life.random.choice(life.past)[0] - timedelta(days=life.random.randrange(2))
        else:
            yield first + timedelta(days=life.random.randrange((last - first).days))


def lives_agree(days: int, changes: int, *, unit, by, seed: int) -> None:
    life = Life(Random(seed), unit, by)  # noqa: S311 (repeatable on purpose)
    life.live(changes)
    dossier, asked = life.dossier, list(days_asked(life, days))
    for day in asked:
        version = version_on(dossier, day)
        agrees(content(version) if version else None, life.on(day))
    for _ in range(days):
        since, until = sorted(life.random.sample(asked, 2))
        first, second = version_on(dossier, since), version_on(dossier, until)
        state = values_in(content(first)) if first else {}
        for change in changes_of(dossier, versions_between(dossier, since, until)):
            if not change.before:
                state = values_in(change.after)
            for path, (before, after) in change.changes.items():
                assert state.get(path) == before
                state[path] = after
        found = {path: value for path, value in state.items() if value is not None}
        assert found == (values_in(content(second)) if second else {})
    assert newest(dossier).content.reveal() == present(dossier)


def test_the_dossier_as_it_stood_on_25_random_days(farm, clerk):
    lives_agree(25, 16, unit=farm, by=clerk, seed=1)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 12))
def test_the_dossier_as_it_stood_on_500_random_days(farm, clerk, seed):
    lives_agree(50, 40, unit=farm, by=clerk, seed=seed)


def test_each_change_is_a_version_and_the_same_again_is_none(farm, clerk, officer):
    worker = person(is_head=True, wage_fen=2_400_000)
    with clock.set_to(date(2026, 6, 2), 10):
        dossier = file_dossier(record(worker), unit=farm, by=clerk)
    with clock.set_to(date(2026, 6, 3), 23, 59, 59):
        revise_dossier(dossier, record(worker, note="搬到林场"), unit=farm, by=officer)
        revise_dossier(dossier, record(worker, note="搬到林场"), unit=farm, by=clerk)
        assess_dossier(dossier, by=clerk)
    with clock.set_to(date(2026, 6, 4), 0):
        confirm_fact(dossier, name="receives_dibao", value=True, by=officer)
    told = [(v.number, v.act, v.about, v.by_id) for v in dossier.versions.order_by("number")]
    assert told == [
        (1, "dossiers.dossier.filed", "", clerk.pk),
        (2, "dossiers.dossier.revised", "", officer.pk),
        (3, "people.fact.confirmed", "receives_dibao", officer.pk),
    ]
    on = {day: getattr(version_on(dossier, date(2026, 6, day)), "number", None) for day in range(1, 6)}
    assert on == {1: None, 2: 1, 3: 2, 4: 3, 5: 3}


def test_a_clock_that_goes_back_does_not_turn_versions_round(farm, clerk):
    with clock.set_to(date(2026, 6, 20)):
        dossier = file(unit=farm, by=clerk)
    with clock.set_to(date(2026, 6, 10)):
        confirm_fact(dossier, name="receives_dibao", value=True, by=clerk)
    first, second = dossier.versions.order_by("number")
    assert second.at == first.at


def test_what_is_refused_leaves_no_version(farm, clerk):
    dossier = file(unit=farm, by=clerk)
    with pytest.raises(InvalidInput):
        confirm_fact(dossier, name="nothing", value=True, by=clerk)
    with transaction.atomic():
        confirm_fact(dossier, name="receives_dibao", value=True, by=clerk)
        transaction.set_rollback(True)
    assert dossier.versions.count() == 1


def test_an_import_writes_one_version_a_household_and_none_when_nothing_has_changed(farm, clerk):
    book = workbook_of(3).read()
    assert import_workbook(book, unit=farm, by=clerk, is_dry_run=True).accepted == 3
    assert not Version.objects.exists()
    assert import_workbook(book, unit=farm, by=clerk, is_dry_run=False).accepted == 3
    assert Version.objects.count() == 3
    assert import_workbook(book, unit=farm, by=clerk, is_dry_run=False).unchanged == 3
    assert Version.objects.count() == 3


def test_an_earlier_dossier_of_the_same_person_shows_what_was_learned_since(farm, clerk):
    worker = person("刘心红", is_head=True, wage_fen=2_400_000)
    earlier = file_dossier(record(worker), unit=farm, by=clerk)
    close_dossier(earlier, reason="retired", by=clerk)
    later = file_dossier(
        record(replace(worker, particulars=worker.particulars | {"school": "一中"})), unit=farm, by=clerk
    )
    assert newest(earlier).act == "dossiers.dossier.filed"
    assert newest(earlier).content.reveal() == present(earlier)
    assert newest(later).content.reveal() == present(later)
    assert values_in(content(newest(earlier))).get(("members", str(later.worker_id), "school")) == "一中"


def test_a_merger_of_units_is_a_version_of_each_dossier(bureau, farm, other_farm, clerk, system):
    mine = [file(unit=farm, by=clerk) for _ in range(3)]
    theirs = file(unit=other_farm, by=clerk)
    merge_unit(farm, into=other_farm, from_on=clock.today(), document="（2026）1", by=system)
    for dossier in mine:
        assert (newest(dossier).act, newest(dossier).number) == ("dossiers.dossiers.moved", 2)
        assert newest(dossier).content.reveal() == present(dossier)
    assert theirs.versions.count() == 1


def test_versions_of_dossiers_on_file_begin_once_and_go_on_where_they_were_stopped(farm, clerk, system, monkeypatch):
    plain = rows(farm, [{} for _ in range(5)])
    filed = file(unit=farm, by=clerk)
    monkeypatch.setattr("niangjia.dossiers.commands.versions.AT_ONCE", 2)

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert total == 5
        if done == 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        begin_versions(by=system, progress=stop)
    assert (Version.objects.count(), lacks_versions()) == (5, True)
    assert begin_versions(by=system) == 1
    assert (begin_versions(by=system), lacks_versions()) == (0, False)
    assert all(newest(each).content.reveal() == present(each) for each in [*plain, filed])
    assert Entry.objects.filter(act="dossiers.versions.begun").count() == 1
    assert newest(plain[0]).number == newest(filed).number == 1


def test_a_field_that_is_new_to_the_program_is_nobodys_change(farm, clerk, system, monkeypatch):
    dossier = file(unit=farm, by=clerk)
    monkeypatch.setattr("niangjia.dossiers.version_content.LAYOUT", 2)
    shape.cache_clear()
    try:
        assert lacks_versions()
        begin_versions(by=system)
        assert [each.act for each in dossier.versions.order_by("number")][1:] == ["dossiers.versions.begun"]
    finally:
        shape.cache_clear()


def test_a_value_that_no_key_opens_does_not_stop_the_others(farm, clerk):
    dossier = file(unit=farm, by=clerk)
    lost = seal("x", "another place")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET phone = %s", [str(lost)])
    confirm_fact(dossier, name="receives_dibao", value=True, by=clerk)
    assert values_in(content(newest(dossier)))[("members", str(dossier.worker_id), "phone")] == UNREADABLE


@pytest.mark.parametrize("column", ["number", "at", "by_id", "act", "about", "shape", "dossier_id"])
def test_the_database_refuses_to_change_a_version(farm, clerk, officer, column):
    dossier, other = file(unit=farm, by=clerk), file(unit=farm, by=clerk)
    version = newest(dossier)
    values = {"number": 7, "at": clock.now(), "by_id": officer.pk, "dossier_id": other.pk}
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**{column: values.get(column, "x")})


@pytest.mark.django_db(transaction=True)
def test_a_new_key_seals_versions_anew_and_they_say_the_same(farm, clerk, system, monkeypatch):
    monkeypatch.setattr(rotation, "SECONDS_TO_NOTICE", 0.01)
    dossier = file(unit=farm, by=clerk)
    told, before = newest(dossier).content.reveal(), Version.objects.values_list("content", flat=True).get()
    assert rotate_keys(by=system, with_index=True).left == 0
    assert Version.objects.values_list("content", flat=True).get() != before
    assert newest(dossier).content.reveal() == told == present(dossier)


def test_a_line_written_anew_under_another_id_is_the_same_line(farm, clerk):
    twice = (AmountRecord("wage", 100, *YEAR), AmountRecord("wage", 100, *YEAR))
    worker = replace(person(is_head=True), incomes=twice)
    dossier = file_dossier(record(worker), unit=farm, by=clerk)
    before = set(IncomeLine.objects.values_list("pk", flat=True))
    revise_dossier(dossier, record(worker), unit=farm, by=clerk)
    assert not before & set(IncomeLine.objects.values_list("pk", flat=True))
    assert dossier.versions.count() == 1
    assert len(content(newest(dossier))["incomes"]) == 2


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_has_a_name_in_both_languages(section):
    for name in fields_of(section):
        with override("zh-hans"):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in label_of(section, name)), name
