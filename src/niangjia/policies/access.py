"""Who may do what with the rule book. It is the whole installation's: to act takes a role at the top of the tree."""

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.accounts.access import holds
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.kernel.errors import Forbidden, NotFoundOrForbidden
from niangjia.policies import book, queries
from niangjia.policies.errors import UnknownRuleSetError, UnknownVersionError
from niangjia.policies.models import Change, ChangeState
from niangjia.policies.rule_sets import RuleSet

RIGHTS = rights_of("policies")
"""The rows of rights.toml by name."""

WHO_PROPOSES = gettext_lazy("An assistance clerk of the whole bureau proposes changes of the rules.")
WHO_DECIDES = gettext_lazy("The leader or another assistance clerk of the whole bureau decides.")


def may(user: User, act: str) -> bool:
    """Whether someone may do an act of RIGHTS, apart from who proposed the change in hand."""
    return holds(user, RIGHTS[act])


def require(user: User, act: str) -> None:
    """Raises Forbidden when someone may not do an act."""
    if not may(user, act):
        raise Forbidden(
            gettext_lazy("Your role does not include this."),
            remedy={"propose": WHO_PROPOSES, "decide": WHO_DECIDES}.get(
                act, gettext_lazy("Ask the security administrator of your union for an appointment.")
            ),
        )


def why_not_decide(user: User, change: Change) -> "str | Promise":
    """Why a waiting change is not this person's to approve or turn down; "" when it is."""
    if change.proposed_by_id == user.pk:
        return gettext_lazy("You proposed this change yourself; another person has to look at it before it counts.")
    return "" if may(user, "decide") else WHO_DECIDES


def require_decision(user: User, change: Change) -> None:
    """Raises Forbidden when a change is not this person's to approve or turn down."""
    why_not = why_not_decide(user, change)
    if why_not:
        raise Forbidden(gettext_lazy("This change is not yours to decide."), remedy=why_not)


def may_withdraw(user: User, change: Change) -> bool:
    """Whether someone may take a proposal back: who made it, while it waits."""
    return change.state == ChangeState.PROPOSED and change.proposed_by_id == user.pk


def get_change_for(user: User, pk: UUID) -> Change:
    """A change. Raises NotFoundOrForbidden."""
    found = queries.changes().filter(pk=pk).first() if may(user, "read") else None
    if found is None:
        raise NotFoundOrForbidden(_("There is no such change, or it is not yours to see."))
    return found


def get_rule_set_for(user: User, name: str, version: str = "") -> RuleSet:
    """A rule set as it stands here, or stood in a version. Raises NotFoundOrForbidden."""
    try:
        found = (book.rule_set_at(name, version) if version else book.rule_set(name)) if may(user, "read") else None
    except (UnknownRuleSetError, UnknownVersionError) as error:
        raise NotFoundOrForbidden(str(error)) from error
    if found is None:
        raise NotFoundOrForbidden(_("There is no such rule set, or it is not yours to see."))
    return found
