"""A household, as it stands today, for proposals and warnings."""

from datetime import date

from niangjia.dossiers.facts import HARMLESS
from niangjia.dossiers.models import Dossier
from niangjia.kernel.periods import completed_years
from niangjia.plans.limits import WORK_AGE_FROM, WORK_AGE_TO, limits_now
from niangjia.plans.qualifying import Home, Member

EVENT_DAYS = 365
"""An event longer ago is no sudden one; one of an unknown day is taken to be recent."""


def home_of(dossier: Dossier, today: date) -> Home:
    """The household of a dossier loaded by `dossiers.queries.whole`. No further query."""
    limits = limits_now()
    ages = range(limits[WORK_AGE_FROM], limits[WORK_AGE_TO] + 1)
    members = []
    for each in dossier.household.members:  # type: ignore[attr-defined] # set by queries.whole
        person, age = each.person, completed_years(each.person.born_on, today)
        members.append(
            Member(
                pk=person.pk,
                name=person.name,
                age=age,
                is_worker=person.pk == dossier.worker_id,
                is_able=person.is_able is not False and not 1 <= person.disability_grade <= 2,
                is_of_working_age=age in ages,
                work_status=person.work_status,
                is_student=person.stage != "none" or person.work_status == "student",
                is_ill=bool(person.has_serious_illness) or person.health not in HARMLESS,
                is_insured=person.medical_insurance not in {"", "none", "commercial"},
            )
        )
    home = dossier.household
    has_event = any(
        each.happened_on is None or (today - each.happened_on).days <= EVENT_DAYS for each in home.events.all()
    )
    return Home(tuple(members), dossier.category, bool(home.receives_dibao), has_event)
