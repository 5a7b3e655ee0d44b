"""The consent form of one person: every purpose in its own box with its own signature, for each stands by itself."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from niangjia.accounts.models import Unit
from niangjia.dossiers import sheet_words as words
from niangjia.dossiers.models import Dossier
from niangjia.kernel import clock
from niangjia.kernel.text import Text
from niangjia.people.consent_rules import needs_guardian
from niangjia.people.consent_texts import PURPOSES
from niangjia.people.models import Person
from niangjia.ui.sheets import render

TEMPLATE = Path(__file__).parent / "sheets" / "consent.typ"

TITLE = Text("个人信息处理同意书", "Consent to the use of personal data")
LEAD = Text("每一项单独选择、单独签字；不同意的请勾“不同意”", "Each part is chosen and signed by itself")
PERSON, GUARDIAN = Text("本人", "Person"), Text("监护人", "Guardian")
IN_FAMILY_OF = Text("建档职工", "Filed worker")
UNDER_14 = Text(
    "签字当天未满十四周岁的，由父母或者其他监护人签字，并写明与本人的关系。",
    "Who is under 14 on the day of signing has a parent or another guardian sign, who states the relation.",
)
AGREE, REFUSE = Text("同意", "I agree"), Text("不同意", "I do not agree")
SIGNATURE = Text("签字：", "Signature: ")
GUARDIAN_SIGNATURE = Text("监护人签字：", "Guardian's signature: ")
RELATION, DAY = Text("与本人关系：", "Relation: "), Text("日期：", "Date: ")
RIGHTS = Text("您的权利", "Your rights")
RIGHTS_TEXTS = (
    Text(
        "您可以随时到工会查阅、复制自己的信息，要求更正；也可以随时撤回某一项同意，当面说、写条子都行，不用说理由。",
        "You may see, copy and correct what is kept about you at any time. You may withdraw any part at any time, "
        "in words or in writing, without giving a reason.",
    ),
    Text(
        "撤回以后，这一项所允许的事就停下来；撤回之前已经做的仍然有效。工会会先告诉您哪些事会停。",
        "What that part allowed then stops; what was done before stays valid. You are told first what will stop.",
    ),
    Text(
        "如果不识字或者不方便写字，可以请人念给您听，由见证人在签字处一并签名。",
        "If reading or writing is hard, have this read to you and let a witness sign beside you.",
    ),
)
CONTACT = Text("工会经办人：", "Union officer: "), Text("电话：", "Telephone: ")
VERSION = Text("文本", "wording")
TO_CONFIRM = Text("待法律审核", "to be confirmed by a lawyer")
KEEP = Text("一式两份，本人和工会各存一份", "Two copies: one for you, one for the union")


def consent_sheet(dossier: Dossier, person: Person) -> bytes:
    """The form as a PDF in the reader's language, in the wordings of today."""
    today = clock.today()
    return render(TEMPLATE, consent_data(dossier, person, today), printed_on=today)


def consent_data(dossier: Dossier, person: Person, today: date) -> dict[str, Any]:
    """Everything the form says."""
    unions = [*Unit.objects.get_ancestors(dossier.unit), dossier.unit]
    root, is_child = str(unions[0]), needs_guardian(person.born_on, today)
    sign = [GUARDIAN_SIGNATURE, RELATION, DAY] if is_child else [SIGNATURE, DAY]
    return {
        "lang": "en" if (get_language() or "").startswith("en") else "zh",
        "title": str(TITLE),
        "lead": str(LEAD),
        "union": root,
        "number": dossier.number,
        "running": f"{root} · {TITLE} · {person.name} · {dossier.number}",
        "facts": [
            [str(PERSON), person.name, False],
            [str(words.NUMBER), dossier.number, False],
            [str(IN_FAMILY_OF), dossier.worker.name, False],
            [str(words.UNIT), str(dossier.unit), False],
        ],
        "day": [today.year, today.month, today.day],
        "foot": f"{words.PRINTED_ON} {words.day(today)} · {KEEP}",
        "page": str(words.PAGE),
        "child": str(UNDER_14) if is_child else "",
        "choices": [str(AGREE), str(REFUSE)],
        "sign": [str(each) for each in sign],
        "purposes": [
            {
                "title": str(purpose.label),
                "text": str(text.words).replace("{union}", root),
                "version": f"{VERSION} {text.version}" + ("" if text.is_confirmed else f" · {TO_CONFIRM}"),
            }
            for purpose in PURPOSES.values()
            if (text := purpose.text_on(today))
        ],
        "rights": {"title": str(RIGHTS), "texts": [str(each) for each in RIGHTS_TEXTS]},
        "contact": [str(each) for each in CONTACT],
    }
