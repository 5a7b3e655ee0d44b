"""A referral with a value of its own in each field of words, for tests of deletion and of what lies on disk."""

from collections.abc import Callable
from typing import Any

from niangjia.accounts.models import Notice
from niangjia.kernel import clock
from niangjia.privacy.files import write_sealed
from niangjia.referrals.models import Answer, Escalation, Meeting, MeetingDecision, PartnerLink, Referral


def plant(dossier: Any, *, by: Any, new: Callable[[], str]) -> list[str]:
    """Rows of every table of this app about a dossier; `new` makes the values. Returns ids that are to be gone too."""
    name, now, unit = dossier.worker.name, clock.now(), dossier.unit
    referral = Referral.objects.create(
        dossier=dossier,
        person=dossier.worker,
        item="minimum-living",
        partner=unit,
        state="returned",
        sent_on=clock.today(),
        made_by=by,
        made_at=now,
        changed_at=now,
        **{field: new() for field in ("share", "request", "reason", "result_note")},
    )
    answer = Answer.objects.create(
        referral=referral,
        round=0,
        at=now,
        result="done",
        media_type="image/png",
        size=1,
        **{field: new() for field in ("words", "signed_as", "returned_why")},
    )
    write_sealed(answer.sealed_name, new().encode())
    Escalation.objects.create(referral=referral, round=0, step="head", at=now, told=1)
    PartnerLink.objects.create(
        referral=referral,
        contact=new(),
        issued_by=by,
        issued_at=now,
        expires_at=now,
        **{field: new() for field in ("nonce_digest", "code_hash", "browser_digest")},
    )
    texts = dict.fromkeys(("place", "chair", "present", "notes"), f"{name}的事")
    meeting = Meeting.objects.create(unit=unit, held_on=clock.today(), made_by=by, made_at=now, **texts)
    MeetingDecision.objects.create(
        meeting=meeting,
        referral=referral,
        text=f"帮{name}",
        outcome=f"{name}好了",
        owner=unit,
        due_on=clock.today(),
        made_by=by,
        made_at=now,
    )
    Notice.objects.create(to=by, text={"zh": "看", "en": "look"}, address=f"/referrals/{referral.pk}/", at=now)
    return [str(referral.pk)]
