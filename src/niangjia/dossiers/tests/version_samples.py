"""Each command that changes what a dossier says, called once: whoever adds one gives it a line here.

The root conftest.py sees to that: in every test of the program, a command that writes a table of a dossier and stands
neither in SAMPLES nor in PARTS fails the test.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from niangjia.dossiers import commands
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.chain_factories import DO, FORWARD, earn, give_consents, leave, ready, walk
from niangjia.dossiers.tests.data.workbooks import bureau as workbook_of
from niangjia.dossiers.tests.factories import identity, person, record
from niangjia.dossiers.tests.retention_factories import DUE, approved_run, closed
from niangjia.kernel import clock
from niangjia.kernel.resident_numbers import parse
from niangjia.people import commands as people
from niangjia.people.models import Person
from niangjia.people.records import Heir, Joining, MoneyRecord, Parting, PersonRecord


@dataclass
class World:
    """What the samples need: units and people."""

    farm: Any
    other_farm: Any
    clerk: Any
    approver: Any
    system: Any
    staff: dict[str, Any]

    def worker(self, name: str = "刘心红", **changes: Any) -> PersonRecord:
        """The same person each time, as told now."""
        if not hasattr(self, "_worker"):
            self._worker = person(is_head=True, wage_fen=2_400_000)
        return replace(self._worker, name=name, particulars={**self._worker.particulars, **changes})

    def dossier(self) -> Dossier:
        """Of a worker who was on file before with another employer: the earlier dossier shows the same person."""
        earlier = commands.file_dossier(record(self.worker()), unit=self.farm, by=self.clerk)
        commands.close_dossier(earlier, reason="retired", by=self.clerk)
        return commands.file_dossier(
            record(self.worker(employer="木材厂"), person("刘春生")), unit=self.farm, by=self.clerk
        )

    def draft(self) -> Dossier:
        """Of the same worker, with everything the chain will ask for."""
        earlier = commands.file_dossier(record(self.worker()), unit=self.farm, by=self.clerk)
        commands.close_dossier(earlier, reason="retired", by=self.clerk)
        return ready(self.farm, self.staff["submit"], self.worker(employer="木材厂"))


def _act(act: str) -> Callable[[World], object]:
    """An act of the chain, after those before it."""

    def do(world: World) -> None:
        dossier = world.draft()
        if before := FORWARD[: FORWARD.index(act)] if act in FORWARD else FORWARD[:1]:
            walk(dossier, world.staff, until=before[-1])
        with clock.set_to(clock.today() + timedelta(days=9)):
            DO[act](dossier, by=world.staff[act])

    return do


def _leaving(act: str, until: str = "", before: tuple[str, ...] = (), days: int = 0) -> Callable[[World], object]:
    """An act after filing: of a household that left help as far as `until`, and then did what stands in `before`."""

    def do(world: World) -> None:
        dossier, staff = world.dossier(), world.staff
        Dossier.objects.filter(pk=dossier.pk).update(is_temporary=True)
        earn(dossier, staff["propose-exit"])
        give_consents(dossier, world.clerk)
        if until:
            dossier = leave(dossier, staff, until=until)
        day = clock.today() + timedelta(days=days)
        for each in (*before, act):
            if each == "record-follow-up" and each in before and dossier.due_on:
                day = max(day, dossier.due_on)
            with clock.set_to(day):
                dossier = DO[each](dossier, by=staff[each])

    return do


FOLLOWED = ("record-follow-up",) * 4
LEAVING_SAMPLES: dict[str, Callable[[World], object]] = {
    "propose_exit": _leaving("propose-exit"),
    "review_exit": _leaving("review-exit", "propose-exit"),
    "confirm_exit": _leaving("confirm-exit", "review-exit"),
    "decline_exit": _leaving("decline-exit", "review-exit"),
    "return_exit": _leaving("return-exit", "review-exit"),
    "post_exit_notice": _leaving("post-exit-notice", "confirm-exit"),
    "approve_exit": _leaving("approve-exit", "post-exit-notice", days=20),
    "start_watch": _leaving("start-watch", "approve-exit", days=250),
    "record_follow_up": _leaving("record-follow-up", "start-watch", days=250),
    "end_watch": _leaving("end-watch", "start-watch", FOLLOWED, days=250),
    "propose_relapse": _leaving("propose-relapse", "start-watch", days=250),
    "approve_relapse": _leaving("approve-relapse", "start-watch", ("propose-relapse",), days=250),
    "return_relapse": _leaving("return-relapse", "approve-exit", ("propose-relapse",), days=30),
    "regularise_dossier": _leaving("regularise"),
    "end_temporary": _leaving("end-temporary"),
}
"""Commands after filing, each on the dossier of a worker who was on file before."""


def _watch(*acts: str) -> Callable[[World], object]:
    """A draft that is watched without being filed."""

    def do(world: World) -> None:
        dossier = world.draft()
        for act in acts:
            DO[act](dossier, by=world.staff[act])

    return do


def _redraft(world: World) -> None:
    closed_one = commands.close_dossier(world.dossier(), reason="retired", by=world.clerk)
    commands.redraft_dossier(closed_one, reason="旧病复发", by=world.clerk)


ACTS = {
    "submit_dossier": "submit",
    "review_dossier": "review",
    "record_visit": "record-visit",
    "verify_dossier": "verify",
    "appraise_dossier": "appraise",
    "post_notice": "post-notice",
    "recheck_dossier": "recheck",
    "file_rechecked": "file",
    "return_dossier": "return",
    "refuse_dossier": "refuse",
    "withdraw_dossier": "withdraw",
}
"""Commands of the chain and their acts."""


def _revise(world: World) -> None:
    dossier, stated = world.dossier(), record(world.worker("刘辛红", phone="13800000000"), note="新")
    commands.revise_dossier(dossier, stated, unit=world.other_farm, by=world.clerk)


def _state_money(world: World) -> None:
    dossier = world.dossier()
    period = (dossier.applied_on, dossier.applied_on)
    commands.state_money(dossier, MoneyRecord(period, {(None, "shared"): 100}), by=world.clerk)


def _assess(world: World) -> None:
    dossier = world.dossier()
    Person.objects.filter(pk=dossier.worker_id).update(disability_grade=1)
    commands.assess_dossier(dossier, by=world.clerk)


def _confirm_of_member(world: World) -> None:
    dossier = world.dossier()
    commands.confirm_fact(dossier, name="is_able", value=False, person=dossier.worker, by=world.clerk)


def _correct_number(world: World) -> None:
    dossier = world.dossier()
    number = parse(identity())
    commands.correct_number(dossier, dossier.worker, number=number, paper="identity-card", by=world.clerk)


def _move(world: World) -> None:
    world.dossier()
    commands.move_dossiers(world.farm, to=world.other_farm, by=world.system)
    people.move_households(world.farm, to=world.other_farm, by=world.system)


def _transfer(world: World) -> None:
    dossier = world.dossier()
    transfer = commands.propose_transfer(dossier, to=world.other_farm, reason="posted", by=world.clerk)
    commands.accept_transfer(transfer, by=world.system)


def _die(world: World) -> None:
    dossier = world.dossier()
    son = dossier.household.memberships.get(is_head=False, ended_on=None).person_id
    commands.record_death(dossier, person=son, on=clock.today(), by=world.clerk)


def _split(world: World) -> None:
    dossier = world.dossier()
    son = dossier.household.memberships.get(is_head=False, ended_on=None).person_id
    parting = Parting((Heir(son, "self", is_head=True),))
    told: dict[str, Any] = {"main_cause": "other", "level": "grassroots"}
    commands.split_household(dossier, parting, on=clock.today(), by=world.clerk, **told)


def _merge(world: World) -> None:
    dossier = world.dossier()
    other = commands.file_dossier(record(person("王小明", is_head=True)), unit=world.farm, by=world.clerk)
    joining = Joining((Heir(other.worker_id, "elder-brother"),))
    commands.merge_household(dossier, other, joining, on=clock.today(), by=world.clerk)


def _check_import(world: World) -> None:
    world.dossier()
    commands.check_import(commands.start_import(workbook_of(2).xlsx(), "x.xlsx", by=world.clerk))


def _write_import(world: World) -> None:
    run = commands.check_import(commands.start_import(workbook_of(2).xlsx(), "x.xlsx", by=world.clerk))
    commands.write_import(commands.confirm_import(run, by=world.clerk))


def _import(world: World) -> None:
    commands.import_workbook(workbook_of(2).read(), unit=world.farm, by=world.clerk, is_dry_run=False)


def _erase(world: World) -> None:
    world.dossier()
    dossier = closed("白云", unit=world.farm, by=world.system)
    with clock.set_to(DUE):
        commands.erase_dossier(dossier, by=world.system)


def _run_deletion(world: World) -> None:
    world.dossier()
    closed("白云", unit=world.farm, by=world.system)
    with clock.set_to(DUE):
        commands.run_deletion(approved_run(world.clerk, world.approver), by=world.clerk)


SAMPLES: dict[str, Callable[[World], object]] = {
    "dossiers.file_dossier": World.dossier,
    "dossiers.revise_dossier": _revise,
    "dossiers.state_money": _state_money,
    "dossiers.assess_dossier": _assess,
    "dossiers.confirm_fact": _confirm_of_member,
    "dossiers.correct_number": _correct_number,
    "dossiers.close_dossier": lambda world: commands.close_dossier(world.dossier(), reason="died", by=world.clerk),
    "dossiers.draft_dossier": World.draft,
    **{f"dossiers.{name}": _act(act) for name, act in ACTS.items()},
    **{f"dossiers.{name}": do for name, do in LEAVING_SAMPLES.items()},
    "dossiers.watch_dossier": _watch("watch"),
    "dossiers.resume_dossier": _watch("watch", "resume"),
    "dossiers.redraft_dossier": _redraft,
    "dossiers.accept_transfer": _transfer,
    "dossiers.record_death": _die,
    "dossiers.split_household": _split,
    "dossiers.merge_household": _merge,
    "dossiers.move_dossiers": _move,
    "dossiers.check_import": _check_import,
    "dossiers.import_workbook": _import,
    "dossiers.write_import": _write_import,
    "dossiers.erase_dossier": _erase,
    "dossiers.run_deletion": _run_deletion,
    "people.move_households": _move,
}
"""By app and name of the command. Most are called on a dossier that shares its worker with an earlier one."""

PARTS = {
    "people.register_household",
    "people.revise_household",
    "people.close_household",
    "people.move_household",
    "people.record_death",
    "people.split_household",
    "people.merge_households",
    "people.confirm_fact",
    "people.correct_number",
    "people.erase_household",
}
"""Commands that only commands of dossiers call, which keep the version; a test holds the program to it."""

AFTER_A_RESTORE = {"dossiers.reapply_erasures"}
"""It walks over erase_dossier, on what an older copy of the database brought back."""
