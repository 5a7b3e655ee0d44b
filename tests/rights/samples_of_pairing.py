"""Things of pairing behind the addresses that name one."""

from datetime import timedelta

from niangjia.accounts.models import Role, User
from niangjia.kernel import clock
from niangjia.pairing.commands import add_cadre, exclude_cadre, promise_help, start_pair
from niangjia.pairing.models import Cadre, Pair, Proposal, ProposalLine
from niangjia.pairing.records import CadreRecord
from tests.rights.samples_of_dossiers import dossier, of_dossier
from tests.rights.world import MakeSample, Sample, World


def cadre_of(world: World) -> tuple[Cadre, User]:
    """The pairing cadre of the farm, ready to be paired, and their user."""
    user = world.someone(Role.PAIRING_CADRE)
    return add_cadre(user, CadreRecord("section", 9), unit=world.farm, by=world.system), user


def of_cadre(world: World) -> Sample:
    """A cadre of the farm."""
    return Sample({"pk": cadre_of(world)[0].pk}, world.farm)


def of_pair(world: World) -> Sample:
    """A household of the farm with its cadre, who may call it their own; what is sent asks for nothing to be shown."""
    cadre, user = cadre_of(world)
    today = clock.today()
    pair = start_pair(dossier(world), cadre, starts_on=today, ends_on=today + timedelta(days=90), by=world.system)
    return Sample({"pk": pair.pk}, world.farm, owner=user, data={"purpose": "none"})


def of_asking(world: World) -> Sample:
    """The same as the household and those who note it for them see it: no worker of these tests belongs to it."""
    sample = of_pair(world)
    return Sample(sample.kwargs, sample.unit, owner=world.system)


def of_promise(world: World) -> Sample:
    """A promise of that cadre."""
    sample = of_pair(world)
    pair = Pair.objects.get(pk=sample.kwargs["pk"])
    made = promise_help(pair, what="x", due_on=clock.today(), by=world.system)
    return Sample({"pk": made.pk}, world.farm, owner=sample.owner)


def of_proposal(world: World) -> Sample:
    """A proposal of the farm that holds one household and nobody to look after it."""
    found = dossier(world)
    told = {"cadres": 0, "households": 1, "cost": 0, "bound": 0, "pairs_looked_at": 0}
    made = Proposal.objects.create(unit=world.farm, suggested_by=world.system, suggested_at=clock.now(), **told)
    ProposalLine.objects.create(proposal=made, dossier=found, why_not="nobody")
    return Sample({"pk": made.pk}, world.farm)


def of_line(world: World) -> Sample:
    """The line of that proposal."""
    return Sample({"pk": ProposalLine.objects.get(proposal=of_proposal(world).kwargs["pk"]).pk}, world.farm)


def of_exclusion(world: World) -> Sample:
    """A household of the farm and a cadre it is not paired with."""
    made = exclude_cadre(dossier(world), cadre_of(world)[0], why="declined", by=world.system)
    return Sample({"pk": made.pk}, world.farm)


SAMPLES: dict[str, MakeSample] = {
    **dict.fromkeys(("pairing:revise-cadre", "pairing:retire-cadre"), of_cadre),
    **dict.fromkeys(
        (
            "pairing:show-pair",
            "pairing:hand-over-pair",
            "pairing:extend-pair",
            "pairing:end-pair",
            "pairing:promise-help",
            "pairing:reveal-contact",
        ),
        of_pair,
    ),
    "pairing:ask-for-another": of_asking,
    "pairing:settle-promise": of_promise,
    **dict.fromkeys(
        ("pairing:show-proposal", "pairing:confirm-proposal", "pairing:discard-proposal"),
        of_proposal,
    ),
    "pairing:change-line": of_line,
    "pairing:lift-exclusion": of_exclusion,
    "pairing:suggest-pairs": lambda world: Sample(unit=world.farm, data={"unit": str(world.farm.pk)}),
    "pairing:place-unit": lambda world: Sample({"pk": world.farm.pk}, world.farm),
    **dict.fromkeys(
        ("pairing:show-pairing", "pairing:start-pair", "pairing:revise-needs", "pairing:exclude-cadre"), of_dossier
    ),
}
