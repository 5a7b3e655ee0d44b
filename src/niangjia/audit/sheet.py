"""The head of the record on one sheet of paper, to file or to send out: what it takes to check the record later."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from niangjia.accounts.models import Unit
from niangjia.audit import chain
from niangjia.audit.models import ChainHead
from niangjia.kernel.clock import SHANGHAI
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "head.typ"


def head_sheet(head: ChainHead, printed_at: datetime) -> bytes:
    """The sheet as a PDF in the reader's language."""
    return render(TEMPLATE, sheet_data(head, printed_at), printed_on=printed_at.astimezone(SHANGHAI).date())


def sheet_data(head: ChainHead, printed_at: datetime) -> dict[str, Any]:
    """Everything the sheet says."""
    here = printed_at.astimezone(SHANGHAI)
    root = Unit.objects.filter(depth=1).order_by("path").first()
    union = str(root) if root else "Niangjia 娘家"
    title, number = _("Head of the record of acts"), f"{head.sequence:,}"
    groups = [head.digest[place : place + 4] for place in range(0, len(head.digest), 4)]
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": title,
        "lead": _("File this sheet, or send it where this machine's administrators cannot reach it."),
        "union": union,
        "number": number,
        "running": f"{union} · {title} · {number}",
        "facts": [
            [_("Entries up to"), _("no. %(number)s") % {"number": number}, False],
            [_("Printed at"), f"{here:%Y-%m-%d %H:%M}", False],
            [_("Last entry at"), f"{head.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", False],
            [_("Algorithm"), f"HMAC-{head.algorithm.upper()} · {head.key_id}", False],
        ],
        "day": [here.year, here.month, here.day],
        "foot": _("Printed on %(day)s") % {"day": f"{here:%Y-%m-%d}"},
        "page": pgettext("sheet", "Page {page} of {pages}"),
        "code": {"title": _("Code of the head"), "short": chain.short(head.digest)},
        "digest": {"title": _("The whole digest"), "groups": groups},
        "use": {
            "title": _("What it is for"),
            "texts": [
                _(
                    "Every entry of the record is linked to the one before. This code stands for all entries up to the "
                    "number above: if one of them is later changed, taken out or put in, or the whole record is "
                    "written anew, the code no longer agrees."
                ),
                _("To check, run on the machine of the program:"),
            ],
            "command": f"niangjia verify audit --head {head.sequence}:{chain.short(head.digest)}",
            "after": _("It must answer that the record is whole. If not, keep this sheet and call for an audit."),
        },
        "sign": [_("Printed by"), _("Received by"), pgettext("on a sheet", "Date")],
    }
