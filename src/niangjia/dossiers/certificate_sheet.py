"""A deletion certificate on paper: what was deleted, when, on whose word. It names nobody who was deleted."""

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.translation import get_language

from niangjia.accounts.models import Unit
from niangjia.dossiers import sheet_words as words
from niangjia.dossiers.models import DeletionCertificate, DeletionOutcome
from niangjia.dossiers.retention_terms import ORIGINAL_FILE, TERMS
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "certificate.typ"
NUMBERS_SHOWN = 1200

TITLE = Text("个人信息删除证明", "Deletion certificate")
LEAD = Text("保存期满的困难职工档案，经批准已删除", "Dossiers whose term was over were deleted on approval")
CERTIFICATE, ISSUED = Text("证明编号", "Certificate"), Text("删除完成", "Completed")
PROPOSED, APPROVED = Text("提出", "Proposed by"), Text("批准", "Approved by")
TERM = Text("保存期限", "Term")
HEAD = Text("共删除 {dossiers} 份档案，{persons} 个人的信息", "{dossiers} dossiers with {persons} people were deleted")
KEPT = Text(
    "批次中有 {kept} 份档案因暂缓或不再到期而保留。", "{kept} dossiers of the run were kept: held, or not due any more."
)
COUNTS, COUNTS_HEAD = Text("删除了什么", "What was deleted"), (Text("类别", "Class"), Text("条数", "Rows"))
STAYS = Text("留下了什么", "What stays")
STAYS_TEXT = Text(
    "操作记录只留档案编号和代号，没有姓名；统计留下年份、类别、原因和单位，不能指向任何人。会计凭证按规定另行保存，只留代号。",
    "The record of acts keeps numbers and pseudonyms, no names; statistics keep year, category, cause and unit, which "
    "lead to nobody. Vouchers are kept for their own term, under a pseudonym.",
)
SCRUBBED = Text("数据库文件的空余部分已于 {at} 覆写。", "The free space of the database file was overwritten at {at}.")
NOT_SCRUBBED = Text(
    "数据库文件的空余部分尚未覆写，请再执行一次本批次。",
    "The free space of the database file has not been overwritten yet: carry the run out once more.",
)
BACKUPS = Text(
    "此前的备份中仍有这些信息，到备份过期或密钥销毁为止；恢复备份时，系统按删除清单再删一次。",
    "Backups made before still hold them until they expire or their key is destroyed; a restore deletes them again.",
)
NUMBERS = Text("档案编号", "Dossier numbers")
MORE = Text("……另有 {more} 份", "… and {more} more")
LIST_DIGEST = Text("删除清单校验值（SHA-256）", "Digest of the list of deletions (SHA-256)")
SIGN = (Text("档案管理人：", "Keeper: "), Text("批准人：", "Approver: "), Text("日期：", "Date: "))


def certificate_sheet(certificate: DeletionCertificate) -> bytes:
    """The certificate as a PDF in the reader's language."""
    today = clock.today()
    return render(TEMPLATE, certificate_data(certificate), printed_on=today)


def certificate_data(certificate: DeletionCertificate) -> dict[str, Any]:
    """Everything the certificate says."""
    run, today = certificate.run, clock.today()
    root = str(Unit.objects.filter(depth=1).order_by("path").first() or "")
    numbers = list(run.items.filter(outcome=DeletionOutcome.ERASED).values_list("number", flat=True))
    more = len(numbers) - NUMBERS_SHOWN
    at = words.day(certificate.issued_at.astimezone(clock.SHANGHAI).date())
    term = TERMS[ORIGINAL_FILE]
    kept = Text(f"{term.since.zh} {term.length.zh}", f"{term.length.en} {term.since.en}")
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(TITLE),
        "lead": str(LEAD),
        "union": root,
        "number": certificate.number,
        "running": f"{root} · {TITLE} · {certificate.number}",
        "facts": [
            [str(CERTIFICATE), certificate.number, False],
            [str(ISSUED), str(at), False],
            [str(PROPOSED), str(run.proposed_by), False],
            [str(APPROVED), str(run.decided_by or ""), False],
            [str(TERM), f"{kept} · {term.source}", True],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{words.PRINTED_ON} {words.day(today)}",
        "page": str(words.PAGE),
        "answer": _filled(HEAD, dossiers=certificate.dossiers, persons=certificate.counts.get("people.person", 0)),
        "kept": _filled(KEPT, kept=certificate.kept) if certificate.kept else "",
        "counts": {
            "title": str(COUNTS),
            "columns": [str(each) for each in COUNTS_HEAD],
            "rows": [[class_name(label), str(count)] for label, count in certificate.counts.items()],
        },
        "stays": {"title": str(STAYS), "texts": [str(STAYS_TEXT), _scrubbed(certificate), str(BACKUPS)]},
        "numbers": {
            "title": str(NUMBERS),
            "items": numbers[:NUMBERS_SHOWN],
            "more": _filled(MORE, more=more) if more > 0 else "",
        },
        "digest": [str(LIST_DIGEST), hashlib.sha256("\n".join(certificate.digests).encode()).hexdigest()],
        "sign": [str(each) for each in SIGN],
    }


def class_name(label: str) -> str:
    """A class of record in words: the name of its model where it has one."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)  # noqa: SLF001 (the public name of a model is there)
    except (LookupError, ValueError):
        return label


def _scrubbed(certificate: DeletionCertificate) -> str:
    if certificate.scrubbed_at is None:
        return str(NOT_SCRUBBED)
    at = certificate.scrubbed_at.astimezone(clock.SHANGHAI)
    return _filled(SCRUBBED, at=f"{at:%Y-%m-%d %H:%M}")


def _filled(text: Text, **values: object) -> str:
    return str(text).format(**values)
