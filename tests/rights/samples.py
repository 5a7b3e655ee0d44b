"""A thing behind each address that names one. An address without its sample here fails the build."""

from pathlib import Path

import niangjia
from niangjia.accounts.models import Role
from niangjia.dossiers.commands import check_import, start_import
from niangjia.dossiers.models import Dossier
from niangjia.dossiers.tests.factories import file, person
from niangjia.policies import book
from niangjia.policies.commands import save_simulation
from niangjia.policies.tests.book_factories import propose, value
from niangjia.policies.what_if.inputs import Proposal, Question
from tests.rights.world import MakeSample, Sample, World

WORKBOOK = Path(niangjia.__file__).parent / "dossiers/tests/data/hardship-dossiers.xlsx"


def dossier(world: World) -> Dossier:
    """A dossier of the farm."""
    return file(person("刘心红", is_head=True, wage_fen=2_000_000), unit=world.farm, by=world.system)


def of_dossier(world: World) -> Sample:
    """A page of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk}, found.unit)


def kept_decision(world: World) -> Sample:
    """A decision of a dossier of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk, "decision": found.decisions.get().pk}, found.unit)


def checked_import(world: World) -> Sample:
    """An import that waits for confirmation by the clerk of the farm."""
    clerk = world.someone(Role.ASSISTANCE_CLERK)
    run = check_import(start_import(WORKBOOK.read_bytes(), WORKBOOK.name, by=clerk))
    return Sample({"pk": run.pk}, owner=clerk)


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


SAMPLES: dict[str, MakeSample] = {
    **dict.fromkeys(
        (
            "dossiers:show-dossier",
            "dossiers:show-members",
            "dossiers:show-money",
            "dossiers:show-decision",
            "dossiers:print-decision",
            "dossiers:show-history",
            "dossiers:assess-dossier",
            "dossiers:confirm-fact",
        ),
        of_dossier,
    ),
    "dossiers:show-kept-decision": kept_decision,
    **dict.fromkeys(
        (
            "dossiers:show-import",
            "dossiers:confirm-import",
            "dossiers:discard-import",
            "dossiers:download-marked",
            "dossiers:download-report",
        ),
        checked_import,
    ),
    "policies:show-change": decided_by_another,
    "policies:approve-change": decided_by_another,
    "policies:reject-change": decided_by_another,
    "policies:withdraw-change": waiting_change,
    "policies:show-rule-set": rule_set,
    "policies:show-parameter": lambda _world: Sample({"name": "national-2019", "parameter": "deep_percent"}),
    "policies:propose-change": lambda _world: Sample({"name": "national-2019", "kind": "open-draft"}),
    "policies:show-simulation": saved_simulation,
}


def sample_of(address: str, world: World) -> Sample:
    """The thing behind an address; nothing for one that names none."""
    return SAMPLES[address](world) if address in SAMPLES else Sample()
