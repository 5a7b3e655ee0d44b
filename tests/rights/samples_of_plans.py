"""Things of plans behind the addresses that name one."""

from niangjia.accounts.models import Role
from niangjia.kernel import clock
from niangjia.plans.commands import add_cause, record_interview
from niangjia.plans.interview import Answers
from niangjia.plans.models import Plan, PlannedMeasure
from niangjia.plans.records import CauseRecord
from niangjia.plans.tests.factories import plan_at
from tests.rights.samples_of_dossiers import dossier, of_dossier
from tests.rights.world import MakeSample, Sample, World


def plan_in(state: str) -> MakeSample:
    """A plan of a household of the farm in a state."""

    def make(world: World) -> Sample:
        clerk, approver = world.someone(Role.ASSISTANCE_CLERK), world.someone(Role.APPROVER)
        plan = plan_at(state, dossier(world), clerk=clerk, approver=approver)
        return Sample({"pk": plan.pk}, world.farm, state=state, query={"code": "heating-aid"})

    return make


def measure_in_draft(world: World) -> Sample:
    """A measure of a plan of the farm that is being drawn up."""
    found = plan_in("draft")(world)
    measure = PlannedMeasure.objects.get(plan=found.kwargs["pk"])
    return Sample({**found.kwargs, "measure": measure.pk}, world.farm, state="draft")


def two_plans(world: World) -> Sample:
    """Two versions of the plan of a household of the farm."""
    found = plan_in("ended")(world)
    newer = Plan.objects.exclude(pk=found.kwargs["pk"]).filter(dossier__plans=found.kwargs["pk"]).get()
    return Sample({"pk": newer.pk, "older": found.kwargs["pk"]}, world.farm)


def own_measure(world: World) -> Sample:
    """A measure that the pairing cadre of the farm sees to."""
    found, cadre = plan_in("approved")(world), world.someone(Role.PAIRING_CADRE)
    PlannedMeasure.objects.filter(plan=found.kwargs["pk"]).update(responsible_user=cadre, responsible_role="")
    measure = PlannedMeasure.objects.get(plan=found.kwargs["pk"])
    data = {"state": "under-way", "words": "在办"}
    return Sample({"pk": measure.pk}, world.farm, owner=cadre, state="approved", data=data)


def cause_of_hardship(world: World) -> Sample:
    """A cause of a household of the farm."""
    found = dossier(world)
    made = add_cause(found, CauseRecord("other", 1, "clerk", words="x"), by=world.system)
    return Sample({"pk": found.pk, "cause": made.pk}, world.farm)


def talk(world: World) -> Sample:
    """A talk with somebody of a household of the farm."""
    found = dossier(world)
    made = record_interview(found, found.worker, Answers({}, "x"), held_on=clock.today(), by=world.system)
    return Sample({"pk": found.pk, "talk": made.pk}, world.farm)


SAMPLES: dict[str, MakeSample] = {
    **dict.fromkeys(
        (
            "plans:show-plans",
            "plans:show-map",
            "plans:draft-plan",
            "plans:collect-causes",
            "plans:add-cause",
            "plans:record-interview",
        ),
        of_dossier,
    ),
    "plans:settle-cause": cause_of_hardship,
    "plans:show-interview": talk,
    "plans:show-plan": plan_in("approved"),
    "plans:compare-plans": two_plans,
    "plans:print-plan": plan_in("approved"),
    "plans:agree-plan": plan_in("draft"),
    "plans:add-measure": plan_in("draft"),
    "plans:discard-plan": plan_in("draft"),
    "plans:reopen-plan": plan_in("agreed"),
    "plans:approve-plan": plan_in("agreed"),
    "plans:return-plan": plan_in("agreed"),
    "plans:revise-measure": measure_in_draft,
    "plans:remove-measure": measure_in_draft,
    "plans:report-progress": own_measure,
    "plans:change-availability": lambda _world: Sample({"code": "living-aid"}),
}
