"""The official forms there are: what each is for, what it holds that is sealed, and why one cannot be printed yet."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niangjia.dossiers.models import ENDED, ON_FILE, Dossier, DossierState, HomeVisit
from niangjia.dossiers.official.blocks import Block
from niangjia.dossiers.official.dossier_form import dossier_form
from niangjia.dossiers.official.file_index import file_index
from niangjia.dossiers.official.reading import Reading
from niangjia.dossiers.official.review_record import review_record
from niangjia.dossiers.official.visit_form import blank_visit_form, visit_form
from niangjia.dossiers.official.yearly_review import yearly_review
from niangjia.kernel.errors import NotFoundOrForbidden
from niangjia.kernel.text import Text

Build = Callable[[Dossier, Reading, date], Iterator[Block]]
Lacking = Callable[[Dossier], "str | Promise"]


def _nothing(_dossier: Dossier) -> str:
    return ""


def _a_visit(dossier: Dossier) -> "str | Promise":
    if HomeVisit.objects.filter(step__dossier=dossier).exists():
        return ""
    return _("No visit is on record yet. Take the blank form along.")


def _on_file(dossier: Dossier) -> "str | Promise":
    if dossier.state in (*ON_FILE, DossierState.WATCHED):
        return ""
    return _("The dossier is closed.") if dossier.state in ENDED else _("The dossier is not on file yet.")


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `sealed` are the fields of purposes.FIELDS it has a place for; `lacks` is "" when it can be printed."""

    code: str
    title: Text
    lead: Text
    use: "str | Promise"
    build: Build
    sealed: tuple[str, ...] = ()
    lacks: Lacking = _nothing


AT_HOME = ("phone", "other_contact", "address")

FORMS: Mapping[str, Form] = {
    form.code: form
    for form in (
        Form(
            "dossier-form",
            Text("困难职工档案表", "Dossier of a worker in hardship"),
            Text("一户一档，家庭成员逐人填写", "One dossier a household, every member in full"),
            _("The form to sign, seal and keep in the paper file: when a dossier goes on file, and after each change."),
            dossier_form,
            (
                "identity_number",
                "phone",
                "other_contact",
                "card_number",
                "address",
                "note",
                "dossier_note",
            ),
        ),
        Form(
            "blank-visit-form",
            Text("入户调查表（入户携带）", "Home visit, to take along"),
            Text("核对已有情况，记录所见所闻", "Compare what is known, write down what you find"),
            _("To take along to a visit: what is known is filled in, the rest is room to write."),
            blank_visit_form,
            AT_HOME,
        ),
        Form(
            "visit-form",
            Text("入户调查表", "Home visit"),
            Text("按登记的入户情况打印", "As the visit was recorded"),
            _("To sign and keep, once the visit is recorded."),
            visit_form,
            AT_HOME,
            _a_visit,
        ),
        Form(
            "review-record",
            Text("困难职工审核表", "Review record"),
            Text("各环节意见、办理人、时限和岗位分离", "Opinions, people, deadlines and separation of duties"),
            _("Who did which step when, and what was said: for the meeting, the union above, and an audit."),
            review_record,
        ),
        Form(
            "yearly-review",
            Text("困难职工年度复核表", "Yearly review"),
            Text("入户携带：对照档案，逐项问清变化", "To take along: ask item by item what has changed"),
            _("Once a year: what the dossier says, what changed in the year, and boxes to tick at the home."),
            yearly_review,
            ("identity_number", *AT_HOME),
            _on_file,
        ),
        Form(
            "file-index",
            Text("卷内目录", "Index of the file"),
            Text("装订在档案最前面", "Bound in front of the file"),
            _("On top of the paper file: every paper in order, and whose original was seen by whom."),
            file_index,
        ),
    )
}
"""By code, in the order of the work."""


def find_form(code: str) -> Form:
    """A form by its code. Raises NotFoundOrForbidden."""
    if code not in FORMS:
        raise NotFoundOrForbidden(_("There is no such form."))
    return FORMS[code]
