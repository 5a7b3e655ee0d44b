"""The only doors to a dossier or an import run: who may do which act, and where. Missing and forbidden look alike."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts import access as accounts
from niangjia.accounts.access import holds
from niangjia.accounts.doors import Doors
from niangjia.accounts.models import Appointment, Role, Unit, User
from niangjia.accounts.rights import rights_of
from niangjia.dossiers import looking, queries, queries_of_retention, queries_of_transfers
from niangjia.dossiers.models import (
    BreakGlass,
    Decision,
    DeletionRun,
    Dossier,
    Export,
    ImportRun,
    LegalHold,
    Transfer,
)
from niangjia.dossiers.purposes import table
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.people.models import Consent, Evidence, Membership
from niangjia.people.queries import members_in_force

ROWS_AT_ONCE = 500
"""Ids that one question to the database names."""

_DOORS = Doors("dossiers")

RIGHTS = _DOORS.rights
"""The rows of rights.toml by name."""

where_may, require_somewhere = _DOORS.where_may, _DOORS.require_somewhere
may, require = _DOORS.may, _DOORS.require


def get_dossier_for(user: User, pk: UUID, act: str = "read") -> Dossier:
    """A dossier, with household, members and lines, for someone who may do an act on it where they hold a role.

    One outside is found while emergency access to it is open; `dossier.glass` then holds that, else None. It admits
    to reading alone: commands ask for the right itself. Raises NotFoundOrForbidden.
    """
    found = queries.whole(queries.visible_to(where_may(user, act))).filter(pk=pk).first()
    glass = None if found else looking.glass_over(user, pk)
    if glass is not None and holds(user, RIGHTS["read-in-emergency"]):
        found = queries.whole(Dossier.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    found.glass = glass  # type: ignore[attr-defined] # for this request alone
    return found


def get_dossier_to_act_on(user: User, pk: UUID, act: str) -> Dossier:
    """A dossier for an act on it: emergency access, which admits to reading alone, gives none. NotFoundOrForbidden."""
    found = get_dossier_for(user, pk, act)
    if found.glass is not None:  # type: ignore[attr-defined] # set above
        raise NotFoundOrForbidden(_("There is no such dossier, or it is not yours to see."))
    return found


def find_dossier_to_join(user: User, number: str, *, but: Dossier) -> Dossier | None:
    """Another open dossier by its whole number, whose household someone may let join another; None for no such."""
    reach = queries.visible_to(where_may(user, "join")).filter(closed_on=None).exclude(pk=but.pk)
    return queries.whole(reach.filter(number=number.strip())).first()


def dossiers_to_read(user: User) -> "QuerySet[Dossier]":
    """Those someone may read where they hold a role. Raises Forbidden for those who read none."""
    return queries.visible_to(require_somewhere(user, "read"))


def roles_to_reveal(user: User, dossier: Dossier) -> frozenset[str]:
    """The roles in which someone may be shown sealed values of a dossier: those held over its unit, and while emergency
    access to it is open those held anywhere.
    """
    held = frozenset(table().may) & accounts.roles_of(user)
    glass: BreakGlass | None = getattr(dossier, "glass", None)
    if glass is not None and glass.is_open(clock.now()):
        return held
    return frozenset(role for role in held if accounts.jurisdiction(user, [role]).covers(dossier.unit))


def may_link_worker(user: User, dossier: Dossier) -> bool:
    """Whether someone may let the persons of a dossier see their own record."""
    return accounts.where_may(user, rights_of("people")["link-worker"]).covers(dossier.unit)


def get_worker_for(user: User, username: str) -> User:
    """A user with the role worker at a unit for whose people someone does this. Raises InvalidInput for any other name,
    in the same words whether it is somebody's or not.
    """
    where = accounts.where_may(user, rights_of("people")["link-worker"])
    held = Appointment.objects.in_force(clock.today()).filter(role=Role.WORKER, unit__in=where.units())
    found: User | None = User.objects.filter(username=username, appointments__in=held).first()
    if found is None:
        raise InvalidInput(
            _("No worker of your units signs in under this name."),
            remedy=_(
                "Have the system administrator add one first, and the security administrator give the role worker."
            ),
            code="no-worker",
        )
    return found


def get_glass_for(user: User, pk: UUID) -> BreakGlass:
    """An emergency access that someone may review: not their own. Raises NotFoundOrForbidden."""
    found = looking.glasses_in(where_may(user, "review-break-glass")).exclude(user=user).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such emergency access, or it is not yours to review."))
    return found


def get_decision_of(dossier: Dossier, pk: UUID) -> Decision:
    """A decision of a dossier that someone was let in to, with who made it. Raises NotFoundOrForbidden."""
    found = dossier.decisions.filter(pk=pk).select_related("by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such decision in this dossier."))
    return found


def get_evidence_of(dossier: Dossier, pk: UUID) -> Evidence:
    """A file of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = queries.evidence_of(dossier.household).filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such file in this dossier."))
    return found


def get_import_for(user: User, pk: UUID) -> ImportRun:
    """One's own import run. Raises NotFoundOrForbidden."""
    found = ImportRun.objects.filter(pk=pk, by=user).select_related("unit").first()
    if found is None or not may(user, "import", found.unit):
        raise NotFoundOrForbidden(_("There is no such import, or it is not yours to see."))
    return found


def get_export_for(user: User, pk: UUID) -> Export:
    """An export that someone asked for, may decide on, or decided. Raises NotFoundOrForbidden."""
    found = Export.objects.filter(pk=pk).select_related("asked_by", "decided_by", "unit").first()
    if found is None or not (
        (found.asked_by_id == user.pk and where_may(user, "export")) or may(user, "decide-export", found.unit)
    ):
        raise NotFoundOrForbidden(_("There is no such export, or it is not yours to see."))
    return found


def get_own_export_for(user: User, pk: UUID) -> Export:
    """An export that someone asked for. Raises NotFoundOrForbidden."""
    found = get_export_for(user, pk)
    if found.asked_by_id != user.pk:
        raise NotFoundOrForbidden(_("There is no such export, or it is not yours to see."))
    return found


def why_not_decide(user: User, export: Export) -> str:
    """Why someone may not decide on an export; "" when they may."""
    if export.asked_by_id == user.pk:
        return _("Another person decides on what you asked for.")
    if not may(user, "decide-export", export.unit):
        return _("The approver of %(unit)s, or of a union above it, decides on this.") % {"unit": export.unit}
    return ""


def has_someone_to_decide(export: Export) -> bool:
    """Whether anyone but who asked holds the role that decides on an export."""
    above = [export.unit, *Unit.objects.get_ancestors(export.unit)]
    in_office = Appointment.objects.in_force(clock.today()).filter(
        role__in=RIGHTS["decide-export"].roles, unit__in=above, user__is_active=True
    )
    return bool(in_office.exclude(user=export.asked_by).exists())


def require_decision(user: User, export: Export) -> None:
    """Raises Forbidden for who asked, and for who is no approver of the unit."""
    if why := why_not_decide(user, export):
        raise Forbidden(why)


def require_rows_of(user: User, export: Export) -> None:
    """Raises Forbidden when any dossier of an export is no longer in someone's reach."""
    reach = queries.visible_to(where_may(user, "export"))
    ids = export.dossiers
    parts = [ids[start : start + ROWS_AT_ONCE] for start in range(0, len(ids), ROWS_AT_ONCE)]
    there = sum(Dossier.objects.filter(pk__in=part).count() for part in parts)  # some may be deleted for good by now
    if sum(reach.filter(pk__in=part).count() for part in parts) < there:
        raise Forbidden(
            _("This export holds dossiers that your role no longer includes, so it is not handed out."),
            remedy=_("Ask for a new one: it holds what you may see now."),
        )


def unit_to_import_for(user: User) -> Unit:
    """The highest unit someone imports for. Raises Forbidden when there is none."""
    unit = where_may(user, "import").homes().order_by("depth", "path").first()
    if unit is None:
        raise Forbidden(
            _("Importing workbooks is the work of an assistance clerk."),
            remedy=_("Ask the assistance clerk of the bureau."),
        )
    return unit


def get_member_of(dossier: Dossier, person: str) -> Membership:
    """A member in force of a dossier that someone was let in to, by the person's id. Raises NotFoundOrForbidden."""
    found = next((each for each in members_in_force(dossier.household) if str(each.person_id) == person), None)
    if found is None:
        raise NotFoundOrForbidden(_("There is no such member in this household."))
    return found


def get_consent_of(dossier: Dossier, pk: UUID) -> Consent:
    """A consent of a member of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    members = dossier.household.memberships.values("person_id")
    found = Consent.objects.filter(pk=pk, person__in=members).select_related("person", "withdrawal").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such consent in this dossier."))
    return found


def get_transfer_for(user: User, pk: UUID, act: str = "see-transfers") -> Transfer:
    """A transfer, for someone who may do an act at the unit that proposed it or at the one that is asked.

    It tells of the dossier what `transfer_pages` shows and no more. Raises NotFoundOrForbidden.
    """
    found = queries_of_transfers.told_transfers().filter(pk=pk).first()
    where = where_may(user, act)
    if found is None or not (where.covers(found.from_unit) or where.covers(found.to_unit)):
        raise NotFoundOrForbidden(_("There is no such transfer, or it is not yours to see."))
    return found


def get_hold_for(user: User, pk: UUID) -> LegalHold:
    """A hold, for those who may place and lift them. Raises NotFoundOrForbidden."""
    found = LegalHold.objects.filter(pk=pk).first() if where_may(user, "hold") else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such hold, or it is not yours to see."))
    return found


def get_deletion_for(user: User, pk: UUID) -> DeletionRun:
    """A deletion run, for those who see the register of terms. Raises NotFoundOrForbidden."""
    found = queries_of_retention.deletion_runs().filter(pk=pk).first() if where_may(user, "see-retention") else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such deletion run, or it is not yours to see."))
    return found
