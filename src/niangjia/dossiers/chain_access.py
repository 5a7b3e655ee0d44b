"""Doors of the chain: whose roles let them do what is due, what one's own earlier step forbids, and what hangs on a
dossier that somebody was let in to.
"""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from niangjia.accounts import access as accounts
from niangjia.accounts.models import Role, Unit, User
from niangjia.accounts.watchers import nearest_holders
from niangjia.dossiers.chain import Act, Chain
from niangjia.dossiers.errors import NeedsAnother
from niangjia.dossiers.models import LEAVING, Dossier, DossierState, Objection, PublicNotice, Step
from niangjia.kernel import clock
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.kernel.text import Text, in_both_languages
from niangjia.people.models import EndedAccount, Household, PersonAccount

FOR_OWN = ("draft", "submit", "withdraw")
"""What whoever belongs to a household may do with its application, as any applicant may."""


def require_role(user: User, roles: Collection[str], unit: Unit) -> None:
    """Raises Forbidden when someone holds none of some roles over a unit: an installation may narrow a right."""
    if not accounts.jurisdiction(user, roles).covers(unit):
        raise Forbidden(
            _("In this union %(roles)s do this.")
            % {"roles": "、".join(str(Role(each).label) for each in sorted(roles))}
        )


def own_step_in_the_way(user: User, chain: Chain, steps: Iterable[Step], groups: Collection[str]) -> Step | None:
    """The step that keeps someone from an act of some separation groups on the same dossier; None when nothing does.

    What was done before their family last began anew counts no more, nor does anything for the act that begins it.
    """
    if any(act.group in groups and chain.begins_round(act.code, groups) for act in chain.acts.values()):
        return None
    others, found = chain.acts_outside(groups), None
    for step in steps:
        if chain.begins_round(step.act, groups):
            found = None
        if found is None and step.by_id == user.pk and step.act in others:
            found = step
    return found


def groups_of_objections(state: str) -> frozenset[str]:
    """The separation groups to which looking into an objection belongs, by the state of the dossier."""
    return frozenset({"exit-objection" if state in LEAVING else "filing"})


FOUND_IT = frozenset({"record-visit", "appraise", "post-notice", "post-exit-notice"})
"""Acts by which somebody found, heard or published what an objection speaks against."""


def step_in_the_way_of_inquiry(user: User, chain: Chain, steps: Iterable[Step], state: str) -> Step | None:
    """The step that keeps someone from looking into an objection: somebody else than those it speaks against does."""
    steps = list(steps)
    found = own_step_in_the_way(user, chain, steps, groups_of_objections(state))
    return found or next((step for step in steps if step.by_id == user.pk and step.act in FOUND_IT), None)


def may_look_into_objections(
    user: User, chain: Chain, steps: Iterable[Step], dossier: Dossier, *, is_own: bool
) -> bool:
    """Whether nothing keeps someone, whose role allows it, from looking into an objection: `handle_objection` asks the
    same. `is_own`: it is about their own household.
    """
    return not is_own and step_in_the_way_of_inquiry(user, chain, steps, dossier.state) is None


def may_press(user: User, chain: Chain, act: str, dossier: Dossier) -> bool:
    """Whether someone's roles over the dossier's unit let them do an act in its state, with all it does at once."""
    parts = chain.parts(act, dossier.state)
    return bool(parts) and all(accounts.jurisdiction(user, chain.roles_of(part)).covers(dossier.unit) for part in parts)


def holders_of(
    dossier: Dossier, chain: Chain, steps: Sequence[Step], act: str | None, turn: Collection[str] | None = None
) -> list[User]:
    """Who does what comes next: of those near, whoever did not do what it has to be apart from, and belongs to another
    household. `turn`: the roles, where they are not those of the state. Two queries.
    """
    groups = chain.groups_of(act, dossier.state) if act else frozenset()
    kept_off = {step.by for step in steps if groups and own_step_in_the_way(step.by, chain, steps, groups)}
    home = {"person__memberships__household": dossier.household_id}
    linked = [Q(pk__in=links.objects.filter(**home).values("user")) for links in (PersonAccount, EndedAccount)]
    own = User.objects.filter(linked[0] | linked[1])
    roles = chain.turn(dossier.state) if turn is None else turn
    return nearest_holders(dossier.unit, roles, besides=[*kept_off, *own]) if roles else []


def is_of_own_household(user: User, dossier: Dossier) -> bool:
    """Whether someone is known to be, or to have been, a member of the household that a dossier is about. One query."""
    return belongs_to(user, [dossier.household_id])


def belongs_to(user: User, households: Collection[UUID]) -> bool:
    """Whether someone is known to be, or to have been, a member of one of some households. One query.

    A link that was undone counts too: otherwise whoever undoes it would be free of every rule on one's own household.
    """
    return households_of(user).filter(pk__in=households).exists()


def households_of(user: User) -> "QuerySet[Household]":
    """The households that someone is known to belong to, or to have belonged to; also by a link that was undone."""
    theirs = Q(memberships__person__account__user=user) | Q(memberships__person__ended_accounts__user=user)
    return Household.objects.filter(theirs)


def require_not_own(user: User, households: Collection[UUID], *, act: Text) -> None:
    """Nobody decides about their own household: every command that decides about one asks here. One query.

    Raises NeedsAnother.
    """
    if belongs_to(user, households):
        raise NeedsAnother(
            in_both_languages(
                _("This is about your own household, so that someone else has to do “%(act)s”."), act=act
            ),
            remedy=_("A colleague who does not belong to the household does this."),
        )


def require_not_own_case(user: User, dossier: Dossier, *, act: Text) -> None:
    """Whoever belongs to a household may fill in its application, and changes nothing of it once it is handed in.

    Raises NeedsAnother. One query at most.
    """
    if is_handed_in(dossier):
        require_not_own(user, [dossier.household_id], act=act)


def is_handed_in(dossier: Dossier) -> bool:
    """Whether an application is out of the hands of those who fill it in."""
    return dossier.state not in (DossierState.DRAFT, DossierState.RETURNED)


def is_own_case(user: User, dossier: Dossier) -> bool:
    """Whether `require_not_own_case` keeps someone off a dossier. One query at most."""
    return is_handed_in(dossier) and is_of_own_household(user, dossier)


def is_never_for_own(act: Act) -> bool:
    """Whether an act is one that nobody does for their own household: all but to apply, and to take that back."""
    return act.code not in FOR_OWN


def is_just_begun_by(user: User, dossier: Dossier) -> bool:
    """Whether a dossier is a draft that someone began today, and nothing more was done on it."""
    steps = list(dossier.steps.all()[:2])
    return (
        len(steps) == 1 and steps[0].act == "draft" and steps[0].by_id == user.pk and dossier.opened_on == clock.today()
    )


def get_notice_of(dossier: Dossier, pk: UUID) -> PublicNotice:
    """A notice of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = dossier.notices.filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such notice in this dossier."))
    return found


def get_objection_of(dossier: Dossier, pk: UUID) -> Objection:
    """An objection to a notice of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    found = Objection.objects.filter(pk=pk, notice__dossier=dossier).select_related("notice", "by").first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such objection in this dossier."))
    return found


def get_step_of(dossier: Dossier, pk: UUID) -> Step:
    """A step of a dossier that someone was let in to. Raises NotFoundOrForbidden."""
    wanted = dossier.steps.select_related("by", "visit", "verification", "appraisal", "notice", "follow_up")
    found = wanted.filter(pk=pk).first()
    if found is None:
        raise NotFoundOrForbidden(_("There is no such step in this dossier."))
    return found
