"""What leaves the archive on paper or as a file: a deletion certificate, and a person's copy of their own data."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.certificate_sheet import certificate_sheet
from niangjia.dossiers.models import DeletionCertificate
from niangjia.dossiers.person_report import FIELDS_TOLD, report_on
from niangjia.kernel.errors import Conflict
from niangjia.people.models import Person


def print_certificate(certificate: DeletionCertificate, *, by: User) -> bytes:
    """A deletion certificate as a PDF in the reader's language. Raises Forbidden, Conflict before the run is done."""
    access.require_somewhere(by, "print-certificate")
    if not access.RIGHTS["print-certificate"].allows_state(certificate.run.state):
        raise Conflict(_("This deletion is not finished."), remedy=_("Go on with it first."))
    sheet = certificate_sheet(certificate)
    with transaction.atomic():
        audit("dossiers.certificate.printed", certificate.run, by=by, certificate=certificate.number)
    return sheet


@transaction.atomic
def report_person(person: Person, *, by: User) -> dict[str, Any]:
    """Everything held about one person, whole, for that person (PIPL art. 45): plain data in the reader's language.

    It goes on the record, with the sealed fields it opens, before anything is opened. Nothing of other people is in it.
    Raises Forbidden for everybody but the command line, whose user has seen the identity card.
    """
    access.require_somewhere(by, "report-person")
    audit("dossiers.person.reported", person, by=by, fields=", ".join(FIELDS_TOLD))
    return report_on(person)
