"""What the page of an import run shows, and the workbook it hands back."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from niangjia.dossiers.intake import Finding, mark_workbook
from niangjia.dossiers.models import ImportRun
from niangjia.privacy.files import has_sealed


@dataclass(frozen=True, slots=True)
class ToldReport:
    """The counts and findings of a run in the reader's language; `code` narrows the findings to one code."""

    households: int
    accepted: int
    unchanged: int
    refused: int
    findings: list[dict[str, Any]]
    by_column: list[tuple[str, str, int]]
    has_file: bool
    code: str = ""


def report_of(run: ImportRun) -> dict[str, Any]:
    """The report of a run in the contract's JSON shape, its messages in the reader's language."""
    language = get_language() or settings.LANGUAGE_CODE
    report: dict[str, Any] = run.report.get(language) or run.report.get(settings.LANGUAGE_CODE) or {}
    return report


def told_report(run: ImportRun, *, code: str = "") -> ToldReport:
    """The report of a run as its page shows it; zeros while there is none yet."""
    report = report_of(run)
    findings = report.get("findings", [])
    counts = Counter((each["column"], each["code"]) for each in findings)
    return ToldReport(
        households=report.get("households", 0),
        accepted=report.get("accepted", 0),
        unchanged=report.get("unchanged", 0),
        refused=report.get("refused", 0),
        findings=[each for each in findings if code in ("", each["code"])],
        by_column=[(column, found, count) for (column, found), count in counts.most_common()],
        has_file=has_sealed(run.sealed_name),
        code=code,
    )


def marked_workbook(content: bytes, run: ImportRun) -> bytes:
    """The clerk's workbook with the findings of a run marked in their cells."""
    findings = [Finding(**each) for each in report_of(run).get("findings", [])]
    return mark_workbook(content, run.file_name, findings)
