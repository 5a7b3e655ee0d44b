"""What becomes of all this when units or households are merged, and when a household is deleted for good."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import without
from niangjia.people.erasure import Erased
from niangjia.training.models import Course, Enrolment, Placement, Project, SkillsProfile, Vacancy


def move_courses(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every course of a unit to its successor, in the transaction of the merger. Says how many."""
    count = Course.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("training.courses.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def move_vacancies(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every vacancy of a unit, and those that are at it, to its successor. Says how many it had."""
    Vacancy.objects.filter(at=unit).update(at=to)
    count = Vacancy.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("training.vacancies.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def carry_training(ended: Dossier, staying: Dossier, by: User) -> None:
    """This app's part of `dossiers.joining`: profiles, courses, work and loans go along as they stand."""
    rows = (SkillsProfile, Enrolment, Placement, Project)
    count = sum(model._default_manager.filter(dossier=ended).update(dossier=staying) for model in rows)  # noqa: SLF001
    if count:
        told = {"count": count, "before": ended.number, "to": staying.number}
        audit("training.rows.carried", staying, by=by, unit=staying.unit, **told)


def forget_training(dossier: Dossier, names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: profiles, enrolments, placements and projects of the dossier, and names of its
    people in courses and vacancies.
    """
    counts: Counter[str] = Counter()
    gone: list[str] = []
    for model in (Placement, Enrolment, Project, SkillsProfile):
        rows = model._default_manager.filter(dossier=dossier)  # noqa: SLF001 (Django's name)
        gone += [str(pk) for pk in rows.values_list("pk", flat=True)]
        _count, deleted = rows.delete()
        counts += Counter({label.lower(): count for label, count in deleted.items()})
    counts += Counter(_forget_names(names))
    counts += Counter({"accounts.notice": forget_notices(gone)})
    return Erased(counts=counts)


_NAMED: dict[type[Course | Vacancy], tuple[str, ...]] = {
    Course: ("title", "provider", "place", "audience", "why_cancelled"),
    Vacancy: ("title", "employer", "place"),
}
"""Words of what was announced in which somebody may be named; whom to ask at a vacancy is sealed: `_asking_for`."""


def _forget_names(names: Sequence[str]) -> dict[str, int]:
    """Names of people who go, out of courses and vacancies; how many rows had one, by class."""
    cleared: Counter[str] = Counter()
    for model, texts in _NAMED.items():
        named = Q(pk__in=_asking_for(names) if model is Vacancy else [])
        for name in names:
            for field in texts:
                named |= Q(**{f"{field}__contains": name})
        for row in model._default_manager.select_for_update().filter(named):  # noqa: SLF001
            changed = list(texts)
            for field in texts:
                setattr(row, field, without(getattr(row, field), names))
            if isinstance(row, Vacancy) and row.contact:
                row.contact = without(row.contact.reveal(), names)
                changed.append("contact")
            row.save(update_fields=changed)
            cleared[model._meta.label_lower] += 1  # noqa: SLF001 (the public name of a model is there)
    return cleared


def _asking_for(names: Sequence[str]) -> list[UUID]:
    """Vacancies at which one is to ask somebody of these names."""
    told = Vacancy.objects.exclude(contact="").only("contact")
    return [each.pk for each in told if any(name in each.contact.reveal() for name in names)]
