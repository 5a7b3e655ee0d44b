"""What becomes of referrals when units are merged, and when a household is deleted for good."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Q

from niangjia.accounts.commands import forget_notices
from niangjia.accounts.models import Unit, User
from niangjia.audit.commands import record as audit
from niangjia.dossiers.models import Dossier
from niangjia.kernel.text import without
from niangjia.people.erasure import Erased
from niangjia.referrals.models import Answer, Meeting, MeetingDecision, Referral


def move_referrals(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every referral asked of a unit to its successor, in the transaction of the merger; and what it owes
    meetings. Says how many referrals.
    """
    count = Referral.objects.filter(partner=unit).update(partner=to)
    MeetingDecision.objects.filter(owner=unit).update(owner=to)
    if count:
        told = {"count": count, "before": unit.title, "to": to.title}
        audit("referrals.referrals.moved", unit, by=by, unit=to, **told)
    return count


def move_meetings(unit: Unit, *, to: Unit, by: User) -> int:
    """Give every joint meeting of a unit to its successor, in the transaction of the merger. Says how many."""
    count = Meeting.objects.filter(unit=unit).update(unit=to)
    if count:
        audit("referrals.meetings.moved", unit, by=by, unit=to, count=count, before=unit.title, to=to.title)
    return count


def forget_referrals(dossier: Dossier, names: Sequence[str], _by: User) -> Erased:
    """This app's part of a deletion: the referrals of the dossier, their answers, links and files; names in minutes."""
    rows = Referral.objects.filter(dossier=dossier)
    answers = Answer.objects.filter(referral__in=rows).exclude(media_type="")
    erased = Erased(files=[each.sealed_name for each in answers])
    notices = forget_notices([str(pk) for pk in rows.values_list("pk", flat=True)])
    cleared = _forget_names(names)
    _count, deleted = rows.delete()
    erased.counts = Counter({label.lower(): count for label, count in deleted.items()}) + Counter(cleared)
    erased.counts += Counter({"accounts.notice": notices})
    return erased


def _forget_names(names: Sequence[str]) -> dict[str, int]:
    """Names of people who go, out of the texts of meetings; how many rows had one, by class."""
    cleared: dict[str, int] = {}
    fields = {Meeting: ("place", "chair", "present", "notes"), MeetingDecision: ("text", "outcome")}
    for model, texts in fields.items():
        named = Q(pk__in=[])
        for name in names:
            for field in texts:
                named |= Q(**{f"{field}__contains": name})
        for row in model._default_manager.select_for_update().filter(named):  # noqa: SLF001 (Django's name)
            for field in texts:
                setattr(row, field, without(getattr(row, field), names))
            row.save(update_fields=list(texts))
            label = row._meta.label_lower  # noqa: SLF001 (the public name of a model is there)
            cleared[label] = cleared.get(label, 0) + 1
    return cleared
