"""What this app tells the what-if runs of the rule book: the open dossiers, and how affected ones are shown."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.urls import reverse

from niangjia.accounts.access import Jurisdiction
from niangjia.dossiers import access
from niangjia.dossiers.models import ON_FILE, Decision, Dossier
from niangjia.dossiers.queries import visible_to
from niangjia.kernel.text import Text
from niangjia.policies.what_if import SimulatedHousehold, facts_of_kept
from niangjia.policies.what_if.source import DescribedHousehold, HouseholdSource
from niangjia.policies.what_if.source import register_source as register_with_policies

NOT_DECIDED = Text("该档案尚未按规则认定。", "The rules have not been applied to this dossier yet.")
OLDER_FACTS = Text(
    "最近一次认定所依据的事实不完整，请打开档案重新认定。",
    "The facts of the latest decision lack what the rules ask today: bring the dossier up to date.",
)
CHUNK = 2000


def register() -> None:
    """Fill the registry of the rule book."""
    register_with_policies(
        HouseholdSource(
            may_count=lambda user: access.where_may(user, "count"),
            may_read=lambda user: access.where_may(user, "read"),
            households=households,
            count=lambda where: visible_to(where).filter(state__in=ON_FILE).count(),
            region=region,
            describe=describe,
        )
    )


def households(where: Jurisdiction) -> Iterator[SimulatedHousehold]:
    """The open dossiers with the facts of their latest decision, in one query.

    Every write decides anew, so these are the facts on file; where the rules could not be applied there are none.
    """
    latest = Decision.objects.filter(dossier=OuterRef("pk")).order_by("-at", "-id").values("facts")[:1]
    rows = visible_to(where).filter(state__in=ON_FILE).order_by().annotate(kept_facts=Subquery(latest))
    columns = rows.values_list("pk", "unit_id", "category", "undecided_reason", "kept_facts")
    for pk, unit, category, reason, kept in columns.iterator(chunk_size=CHUNK):
        key, unit_key = str(pk), str(unit)
        if category is None or kept is None:
            yield SimulatedHousehold(key, unit_key, None, Text(**reason) if reason else NOT_DECIDED)
        else:
            facts = facts_of_kept(kept)
            yield SimulatedHousehold(key, unit_key, facts, None if facts else OLDER_FACTS)


def region(where: Jurisdiction) -> str:
    """The division most open dossiers are registered in; "" without any."""
    counted = visible_to(where).filter(state__in=ON_FILE).order_by().values_list("household__region")
    return next(
        (code for code, _count in counted.annotate(count=Count("*")).order_by("-count", "household__region")[:1]), ""
    )


def describe(where: Jurisdiction, keys: Iterable[str]) -> Mapping[str, DescribedHousehold]:
    """Dossiers as the list shows them."""
    found = visible_to(where).filter(pk__in=[UUID(key) for key in keys]).select_related("unit", "worker")
    return {str(dossier.pk): _described(dossier) for dossier in found}


def _described(dossier: Dossier) -> DescribedHousehold:
    address = reverse("dossiers:show-decision", args=[dossier.pk])
    return DescribedHousehold(dossier.number, dossier.worker.name, str(dossier.unit), address)
