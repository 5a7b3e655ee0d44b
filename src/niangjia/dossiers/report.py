"""What an import says of a workbook: the counts, and every finding. Its JSON shape is a contract."""

from dataclasses import dataclass, field

from niangjia.dossiers.intake import Finding


@dataclass(slots=True)
class Report:
    """Counts of households (accepted, unchanged and refused add up to all) and the findings in the order of the file.

    Findings against what is on file already come last. `ignored` are sheet and header of columns that were not read.
    """

    households: int = 0
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    findings: list[Finding] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """`{"households", "accepted", "unchanged", "refused", "findings": [...]}`; see Finding.as_json."""
        return {
            "households": self.households,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "findings": [finding.as_json() for finding in self.findings],
        }
