"""The only door to the record: who reads which acts, and who prints its head."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.accounts import access as accounts
from niangjia.accounts.models import User
from niangjia.accounts.rights import rights_of
from niangjia.audit import acts
from niangjia.audit.models import Entry
from niangjia.audit.queries import seen_by
from niangjia.kernel.errors import Forbidden

RIGHTS = rights_of("audit")
"""The rows of rights.toml by name."""


def may_read(user: User) -> bool:
    """Whether someone may read any part of the record."""
    return any(accounts.holds(user, RIGHTS[act]) for act in ("read-cases", "read-others"))


def acts_for(user: User) -> list[str]:
    """The codes of the acts someone may read about, somewhere."""
    return sorted({*_case_acts(user), *_other_acts(user)})


def entries_for(user: User) -> "QuerySet[Entry]":
    """What someone may read of the record: acts on cases in their subtree, or those that say nothing of a case."""
    where = accounts.where_may(user, RIGHTS["read-cases"])
    units = None if where.covers_all() else where.units()
    return Entry.objects.filter(seen_by(case_acts=_case_acts(user), units=units, other_acts=_other_acts(user)))


def _case_acts(user: User) -> list[str]:
    return acts.about_cases() if accounts.where_may(user, RIGHTS["read-cases"]) else []


def _other_acts(user: User) -> list[str]:
    return acts.without_content() if accounts.holds(user, RIGHTS["read-others"]) else []


def require(user: User, act: str) -> None:
    """Raises Forbidden for those who hold no right of RIGHTS that allows an act."""
    if not accounts.holds(user, RIGHTS[act]):
        raise Forbidden(
            _("Your role does not include this page. If it should, ask the security administrator of your union."),
        )
