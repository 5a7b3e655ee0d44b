"""Recording a visit: once for each form that was sent, with its photos, what it found, and the step that it fills."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import commands as dossiers
from niangjia.dossiers.chain_access import may_press, require_not_own
from niangjia.dossiers.commands.stepping import lock_dossier
from niangjia.dossiers.models import Dossier, DossierState
from niangjia.dossiers.queries_of_chain import chain_in_force
from niangjia.dossiers.step_records import VisitRecord as EntryRecord
from niangjia.kernel import clock
from niangjia.kernel.days import require_past_day
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages
from niangjia.people.evidence_files import CleanFile, clean
from niangjia.people.queries import members_in_force
from niangjia.visits import access, queries
from niangjia.visits.commands.noticing import notice_findings
from niangjia.visits.commands.photos import MOST_PHOTOS, keep_photos, photo_files, require_photos_agreed
from niangjia.visits.errors import SentBefore
from niangjia.visits.findings import newest
from niangjia.visits.followers import follow_visit
from niangjia.visits.limits import earliest_day
from niangjia.visits.models import How, Purpose, Visit
from niangjia.visits.records import VisitRecord

LONGEST, LONGEST_LINE = 2000, 120
FARTHEST = 100_000
"""Metres: a place less certain than that is none."""


def record_visit(
    dossier: Dossier, said: VisitRecord, *, form_key: UUID, by: User, photos: Sequence[bytes] = ()
) -> Visit:
    """Keep a visit, and what it found as proposals for a clerk. Locks the dossier.

    A home visit before filing fills that step of the chain at once, when the dossier stands there and `by` may do it.
    The same form again (`form_key`) gives the visit there is. Photos are cleaned before anything is locked.

    Raises Forbidden, NeedsAnother for one's own household, Conflict when the dossier is closed, SentBefore when the
    form was sent before with something else in it, InvalidInput, RefusedFile for a photo that is not taken,
    ConsentMissing for photos without the consent to sensitive data, and what the step raises.
    """
    access.require_record(by, dossier, said.visitor)
    mark = _mark_of(said, photos)
    if (known := _sent_before(form_key, dossier, mark, by)) is not None:
        return known
    if len(photos) > MOST_PHOTOS:
        raise InvalidInput(_("At most %(most)s photos.") % {"most": MOST_PHOTOS}, code="photos")
    cleaned = [clean(each) for each in photos]
    with photo_files() as files, transaction.atomic():
        visit, is_new = _record(dossier, said, form_key=form_key, mark=mark, by=by, photos=cleaned, files=files)
        if is_new:
            number, unit, on = visit.dossier.number, visit.dossier.unit, said.visited_on.isoformat()
            why = {"purpose": in_both_languages(Purpose(said.purpose).label)}
            how = {"how": in_both_languages(How(said.how).label)}
            audit("visits.visit.recorded", visit.dossier, by=by, unit=unit, number=number, on=on, **why, **how)
    return visit


def _record(
    dossier: Dossier,
    said: VisitRecord,
    *,
    form_key: UUID,
    mark: str,
    by: User,
    photos: Sequence[CleanFile],
    files: list[str],
) -> tuple[Visit, bool]:
    """The visit, and whether it is new."""
    dossier = lock_dossier(dossier)
    if (known := _sent_before(form_key, dossier, mark, by)) is not None:
        return known, False
    for somebody in {by, said.visitor}:
        require_not_own(somebody, [dossier.household_id], act=access.RIGHTS["record"].label)
    if dossier.closed_on is not None:
        raise Conflict(
            _("Dossier %(number)s is closed.") % {"number": dossier.number},
            remedy=_("Open a new one if the household is in hardship again."),
            code="dossier-closed",
        )
    _check(dossier, said)
    if photos:
        require_photos_agreed(dossier)
    visit = Visit(
        dossier=dossier,
        form_key=form_key,
        sent=mark,
        questions=newest().version,
        place=said.place.as_text() if said.place else "",
        recorded_by=by,
        recorded_at=clock.now(),
        **_plain(said),
    )
    if may_fill_step(by, dossier, said.purpose):
        done = dossiers.record_visit(dossier, _entry(dossier, said), by=by)
        visit.step = done.steps.order_by("number").last()
    visit.save(force_insert=True)
    keep_photos(visit, photos, files)
    notice_findings(visit, said.noticed, by=by)
    follow_visit(visit, by)
    return visit, True


def may_fill_step(user: User, dossier: Dossier, purpose: str) -> bool:
    """Whether a visit of a purpose fills the step of the home visit, if this person records it now."""
    is_due = purpose == Purpose.ENTRY and dossier.state == DossierState.REVIEWED
    return is_due and may_press(user, chain_in_force(), "record-visit", dossier)


def _sent_before(form_key: UUID, dossier: Dossier, mark: str, by: User) -> Visit | None:
    """The visit of a form that was sent already: its answer was lost, or it was pressed twice."""
    known = Visit.objects.filter(form_key=form_key).select_related("dossier__unit", "visitor").first()
    if known is None:
        return None
    if (known.dossier_id, known.recorded_by_id, known.sent.reveal()) == (dossier.pk, by.pk, mark):
        return known
    refusal = SentBefore(
        _("This form was sent before, and what was sent then is kept; what you changed since is not in it."),
        remedy=_("Look at that visit first. Sent once more, this is kept as another visit."),
    )
    refusal.visit = known.pk if known.recorded_by_id == by.pk else None
    raise refusal


def _mark_of(said: VisitRecord, photos: Sequence[bytes]) -> str:
    """The same for a form that is sent again as it was."""
    told = repr((said, said.visitor.pk, [sha256(each).hexdigest() for each in photos]))
    return sha256(told.encode()).hexdigest()


_WORDS = ("came_along", "note", "needs", "living", "causes")


def _plain(said: VisitRecord) -> dict[str, object]:
    """The fields that are kept as they were said."""
    stated: dict[str, object] = {name: getattr(said, name).strip() for name in _WORDS}
    return stated | {
        "purpose": said.purpose,
        "how": said.how,
        "visited_on": said.visited_on,
        "visitor": said.visitor,
        "met": sorted(str(each) for each in said.met),
    }


def _check(dossier: Dossier, said: VisitRecord) -> None:
    if said.purpose not in Purpose.values or said.how not in How.values:
        raise InvalidInput(_("Say what the visit was for, and how you met."), code="how")
    ahead = gettext_lazy("A visit is recorded once it has been made.")
    require_past_day(said.visited_on, since=earliest_day(), ahead=ahead, code="visited-on")
    require_readable(*(getattr(said, name) for name in _WORDS), *(each.words for each in said.noticed))
    require_readable(*(each.value for each in said.noticed))
    if len(said.came_along) > LONGEST_LINE:
        raise InvalidInput(_("At most %(most)s characters.") % {"most": LONGEST_LINE}, code="came-along")
    for name in ("note", "needs", "living", "causes"):
        if len(getattr(said, name)) > LONGEST:
            raise InvalidInput(_("At most %(most)s characters.") % {"most": LONGEST}, code=name)
    members = set(members_in_force(dossier.household).values_list("person", flat=True))
    if not set(said.met) <= members:
        raise InvalidInput(_("There is no such member in this household."), code="met")
    if said.place is not None:
        at = said.place
        is_on_earth = abs(at.latitude) <= 90_000_000 and abs(at.longitude) <= 180_000_000
        if not is_on_earth or not 0 <= at.accuracy <= FARTHEST:
            raise InvalidInput(_("This is no place on earth."), remedy=_("Add it anew, or leave it out."), code="place")


def _entry(dossier: Dossier, said: VisitRecord) -> EntryRecord:
    """The home visit of the chain, from what was said once."""
    names = queries.names_of(dossier)
    came_along = said.came_along.strip()
    return EntryRecord(
        visited_on=said.visited_on,
        visitors="、".join(each for each in (str(said.visitor), came_along) if each)[:LONGEST_LINE],
        housing=said.living.strip(),
        causes=said.causes.strip(),
        needs=said.needs.strip(),
        spoken_with="、".join(names[str(each)] for each in said.met),
    )
