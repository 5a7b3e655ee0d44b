"""What a form, an import or the demo says of a dossier, before it is written."""

from dataclasses import dataclass, field
from datetime import date

from niangjia.people.records import HouseholdRecord


@dataclass(frozen=True, slots=True)
class DossierRecord:
    """The household, the day of application, and fields of Dossier by name. None or empty: not stated.

    `fingerprint` stands for everything the source said, so that the same source again changes nothing.
    """

    household: HouseholdRecord
    applied_on: date
    particulars: dict[str, object] = field(default_factory=dict)
    fingerprint: str = ""
