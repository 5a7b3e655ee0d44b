"""Things of training and work behind the addresses that name one."""

from typing import Any

from niangjia.accounts.models import Role, Unit, User
from niangjia.kernel import clock
from niangjia.training.commands import add_certificate
from niangjia.training.models import WorkFollowUp
from niangjia.training.tests import factories as training
from tests.rights.samples_of_dossiers import dossier, of_dossier
from tests.rights.world import MakeSample, Sample, World


def _trained(world: World) -> tuple[Any, User, User]:
    """Somebody of the farm whom its cadre looks after, a clerk above, and a second person."""
    clerk, second = world.someone(Role.ASSISTANCE_CLERK, "root"), world.someone(Role.APPROVER, "root")
    cadre = world.someone(Role.PAIRING_CADRE)
    return training.a_profile(world.farm, clerk, cadre=cadre), clerk, second


def _of_trained(make: Any) -> MakeSample:
    """A thing of that person, and their cadre as its owner."""

    def sample(world: World) -> Sample:
        profile, clerk, second = _trained(world)
        made = make(profile, clerk, second)
        return Sample({"pk": made.pk}, world.farm, world.someone(Role.PAIRING_CADRE))

    return sample


def certificate_held(world: World) -> Sample:
    """A certificate of somebody of the farm."""
    profile, clerk, _second = _trained(world)
    held = add_certificate(profile, skill="fungus", level=5, number="", issued_on=None, by=clerk)
    return Sample({"pk": profile.pk, "certificate": held.pk}, world.farm)


def proposed_to_somebody(world: World) -> Sample:
    """Somebody of the farm, and a course near it."""
    profile, clerk, _second = _trained(world)
    course, vacancy = training.a_course(world.root, clerk), training.a_vacancy(world.root, clerk)
    return Sample({"pk": profile.pk}, world.farm, data={"course": str(course.pk), "vacancy": str(vacancy.pk)})


def member_to_enter(world: World) -> Sample:
    """A member of a household of the farm."""
    found = dossier(world)
    return Sample({"pk": found.pk, "person": found.worker_id}, found.unit)


def _of_farm(make: Any) -> MakeSample:
    """A course or vacancy of the farm."""
    return lambda world: Sample({"pk": make(world.farm, world.someone(Role.ASSISTANCE_CLERK)).pk}, world.farm)


def _above(make: Any) -> MakeSample:
    """A course or vacancy of the root: it is offered to everybody below."""
    return lambda world: Sample({"pk": make(world.root, world.someone(Role.ASSISTANCE_CLERK, "root")).pk})


def _begun(unit: Unit, clerk: User) -> Any:
    """A course that began today."""
    return training.a_course(unit, clerk, starts_on=clock.today())


def _enrolment(state: str) -> MakeSample:
    return _of_trained(lambda profile, clerk, _second: training.enrolment_at(state, profile, clerk))


def _placement(state: str) -> MakeSample:
    return _of_trained(lambda profile, clerk, _second: training.placement_at(state, profile, clerk))


def _project(state: str) -> MakeSample:
    return _of_trained(lambda profile, clerk, second: training.project_at(state, profile, clerk, second))


def _follow_up(profile: Any, clerk: User, _second: User) -> Any:
    return WorkFollowUp.objects.filter(placement=training.placement_at("started", profile, clerk)).first()


SAMPLES: dict[str, MakeSample] = {
    "training:show-work": of_dossier,
    "training:record-profile": member_to_enter,
    "training:show-person": _of_trained(lambda profile, _clerk, _second: profile),
    "training:add-certificate": _of_trained(lambda profile, _clerk, _second: profile),
    "training:remove-certificate": certificate_held,
    "training:propose-enrolment": proposed_to_somebody,
    "training:offer-placement": proposed_to_somebody,
    "training:add-placement": _of_trained(lambda profile, _clerk, _second: profile),
    "training:plan-project": _of_trained(lambda profile, _clerk, _second: profile),
    "training:show-course": _above(training.a_course),
    **dict.fromkeys(("training:revise-course", "training:cancel-course"), _of_farm(training.a_course)),
    **dict.fromkeys(("training:close-course", "training:mark-attendance"), _of_farm(_begun)),
    "training:show-vacancy": _above(training.a_vacancy),
    **dict.fromkeys(("training:revise-vacancy", "training:close-vacancy"), _of_farm(training.a_vacancy)),
    "training:show-enrolment": _enrolment("proposed"),
    "training:accept-enrolment": _enrolment("proposed"),
    "training:decline-enrolment": _enrolment("proposed"),
    "training:withdraw-enrolment": _enrolment("enrolled"),
    "training:complete-enrolment": _enrolment("enrolled"),
    "training:certify-enrolment": _enrolment("enrolled"),
    "training:leave-enrolment": _enrolment("enrolled"),
    "training:grant-subsidy": _enrolment("certified"),
    "training:show-placement": _placement("started"),
    "training:accept-placement": _placement("offered"),
    "training:decline-placement": _placement("offered"),
    "training:withdraw-placement": _placement("accepted"),
    "training:start-placement": _placement("accepted"),
    "training:end-placement": _placement("started"),
    "training:record-follow-up": _of_trained(_follow_up),
    "training:show-project": _project("running"),
    "training:start-project": _project("planned"),
    "training:release-loan": _project("lending"),
    "training:reject-loan": _project("lending"),
    "training:withdraw-project": _project("planned"),
    "training:record-payment": _project("running"),
    "training:record-look": _project("running"),
    "training:propose-end": _project("running"),
    "training:approve-end": _project("settling"),
    "training:reject-end": _project("settling"),
}
