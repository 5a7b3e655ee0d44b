"""The only doors to a referral, its links and joint meetings. Missing and forbidden look alike."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.dossiers.chain_access import belongs_to
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.people.access import has_consent
from niangjia.people.consent_texts import THIRD_PARTY
from niangjia.people.models import Person
from niangjia.referrals import queries
from niangjia.referrals.link_tokens import is_open_to, link_of
from niangjia.referrals.models import SHARED_IN, Answer, Meeting, MeetingDecision, PartnerLink, Referral

_DOORS = Doors("referrals")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def may_now(user: User, act: str, referral: Referral) -> bool:
    """Whether someone may do an act on a referral in the state it is in; responders where it was asked."""
    unit = referral.partner if act in OF_PARTNERS else referral.dossier.unit
    return RIGHTS[act].allows_state(referral.state) and may(user, act, unit)


NEVER_FOR_OWN = frozenset(
    {"send", "issue-link", "approve-answer", "return-answer", "close", "accept", "decline", "answer"}
)
"""Acts that decide something about a household: nobody does them for their own. To ask and to take back is for all."""


def acts_now(user: User, acts: Collection[str], referral: Referral) -> tuple[dict[str, bool], bool]:
    """Which acts someone may do on a referral now, and whether some are kept from them for their own household.

    One query.
    """
    allowed = {act: may_now(user, act, referral) for act in acts}
    kept_off = {act for act in NEVER_FOR_OWN if allowed.get(act)}
    is_own = bool(kept_off) and belongs_to(user, [referral.dossier.household_id])
    return {act: may and not (is_own and act in kept_off) for act, may in allowed.items()}, is_own


OF_PARTNERS = frozenset({"respond", "accept", "decline", "answer"})
"""Acts of those who were asked; all others are of the household's unions."""


def get_referral_for(user: User, pk: UUID, act: str = "read") -> Referral:
    """A referral of a household that someone may do an act on. Raises NotFoundOrForbidden."""
    where = where_may(user, act)
    return _found(queries.of_households(where).filter(pk=pk) if where else Referral.objects.none())


def get_request_for(user: User, pk: UUID, act: str = "respond") -> Referral:
    """A referral asked of a unit at which someone may do an act. Raises NotFoundOrForbidden."""
    where = where_may(user, act)
    return _found(queries.asked_of(where).filter(pk=pk) if where else Referral.objects.none())


def _found(referrals: "QuerySet[Referral]") -> Referral:
    found = referrals.select_related("made_by", "sent_by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such referral, or it is not yours to see."))
    return found


def why_not_shared(referral: Referral) -> str:
    """Why a partner sees nothing of what was shared; "" when it does. Two queries at most."""
    if referral.state not in SHARED_IN:
        return _("This matter is at an end: what was shared is no longer shown.")
    if referral.dossier.closed_on is not None:
        return _("The household is no longer on file: nothing more is asked of you. Thank you.")
    if missing_consents_of(referral):
        return _("The consent was taken back: please stop using what you were told, and ask the union.")
    return ""


def get_answer_of(referral: Referral, pk: UUID) -> Answer:
    """An answer with a file, of a referral that someone was let in to. Raises NotFoundOrForbidden."""
    found = referral.answers.filter(pk=pk).exclude(media_type="").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such file in this referral."))
    return found


def get_link_for(user: User, pk: UUID) -> PartnerLink:
    """A link of a referral whose links someone looks after. Raises NotFoundOrForbidden."""
    where = where_may(user, "issue-link")
    found = PartnerLink.objects.filter(pk=pk).select_related("referral__dossier__unit").first() if where else None
    if found is None or not where.covers(found.referral.dossier.unit):
        raise NotFoundOrForbidden(_("There is no such link, or it is not yours to see."))
    return found


def get_meeting_for(user: User, pk: UUID, act: str = "see-figures") -> Meeting:
    """A joint meeting at whose unit someone may do an act. Raises NotFoundOrForbidden."""
    where = where_may(user, act)
    found = queries.meetings_in(where).filter(pk=pk).first() if where else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such meeting, or it is not yours to see."))
    return found


def get_decision_of(meeting: Meeting, pk: UUID) -> MeetingDecision:
    """A decision of a meeting that someone was let in to. Raises NotFoundOrForbidden."""
    found = meeting.decisions.filter(pk=pk).select_related("owner").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such decision of this meeting."))
    return found


def units_to_meet_at(user: User) -> list[Unit]:
    """The unions whose joint meetings someone may enter."""
    return list(where_may(user, "hold-meetings").unions())


def matters_seen_by(user: User) -> "QuerySet[Referral]":
    """Open matters of which someone sees the figures. Raises Forbidden for those who see none."""
    return queries.open_matters(require_somewhere(user, "see-figures"))


def owners_near(unit: Unit) -> "QuerySet[Unit]":
    """The units that a meeting of a unit may charge with something: those below it and those beside that answer."""
    near: QuerySet[Unit] = Unit.objects.filter(
        Q(path__startswith=unit.path) | Q(pk__in=[each.pk for each in queries.partners_near(unit)]), closed_on=None
    )
    return near.order_by("path")


def missing_consents_of(referral: Referral) -> list[Person]:
    """Whose consent to giving data to third parties is missing before it can be sent. Two queries at most."""
    about = {referral.dossier.worker_id: referral.dossier.worker, referral.person_id: referral.person}
    return [each for each in about.values() if not has_consent(each, THIRD_PARTY)]


def has_responder(referral: Referral) -> bool:
    """Whether anyone can sign in and answer for the unit asked."""
    return bool(nearest_holders(referral.partner, [Role.RESPONDER]))


def is_link_answered(token: str) -> bool:
    """Whether a link was answered: whoever opens it again is thanked."""
    link = link_of(token)
    return link is not None and link.used_at is not None


def is_link_open_to(token: str, key: str) -> bool:
    """Whether a browser with this key has given the code of a link that still works."""
    link = link_of(token)
    return link is not None and link.is_working and is_open_to(link, key)
