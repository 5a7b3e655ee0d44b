"""The papers of a dossier: which official forms there are, and each as a PDF."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.official.catalogue import FORMS, find_form
from niangjia.dossiers.reading_forms import PrintForm
from niangjia.dossiers.views.dossiers import show_tab
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import InvalidInput
from niangjia.ui.pdf import answer_pdf

IN_WORDS = {"no-reason", "number-in-reason", "name-in-reason"}


@require_safe
def show_papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every form, when one uses it, and whether it can be printed now."""
    user = user_of(request)
    dossier = access.get_dossier_to_act_on(user, pk, "read")
    commands.read_dossier(dossier, page="show-papers", device=device_of(request), by=user)
    roles = access.roles_to_reveal(user, dossier)
    rows = [(form, form.lacks(dossier), PrintForm(form, dossier, roles)) for form in FORMS.values()]
    may_keep = access.may(user, "keep-consents", dossier.unit)
    return show_tab(request, dossier, "show-papers", rows=rows, may_keep=may_keep)


@never_cache
@require_http_methods(["GET", "POST"])
def print_form(request: HttpRequest, pk: UUID, code: str) -> HttpResponseBase:
    """A form on paper; what is sealed masked, unless it is asked for with its purpose in the body of the request."""
    user = user_of(request)
    dossier, official = access.get_dossier_to_act_on(user, pk, "read"), find_form(code)
    name = f"{code}-{dossier.number}.pdf"
    if request.method == "GET":
        return answer_pdf(request, commands.print_form(dossier, code, by=user), name)
    form = PrintForm(official, dossier, access.roles_to_reveal(user, dossier), request.POST)
    if form.is_valid():
        given = form.cleaned_data
        asked = commands.InFull(tuple(given["fields_wanted"]), given["purpose"], given["words"], device_of(request))
        try:
            return answer_pdf(request, commands.print_form(dossier, code, by=user, in_full=asked), name)
        except InvalidInput as refusal:
            form.add_error("words" if refusal.code in IN_WORDS else None, str(refusal))
    form.offer()
    answer = show_tab(request, dossier, "show-papers", template="print-form", form=form)
    answer.status_code = 422
    return answer
