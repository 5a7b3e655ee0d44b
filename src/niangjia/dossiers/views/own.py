"""A worker's own record, and the link between a worker's user and the person on file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import user_of
from niangjia.dossiers import access, commands
from niangjia.dossiers.own_record import own_record
from niangjia.dossiers.reading_forms import LinkForm
from niangjia.dossiers.views.requests import device_of
from niangjia.kernel.errors import Conflict, Forbidden, InvalidInput, NotFoundOrForbidden
from niangjia.people import commands as people
from niangjia.people.queries import account_of, account_of_person


@require_safe
def show_my_record(request: HttpRequest) -> HttpResponse:
    """What the union keeps about the reader, who has looked at it and why, and whom to ask."""
    account = account_of(user_of(request))
    record = own_record(account.person) if account else None
    return render(request, "dossiers/show-my-record.html", {"record": record})


@ask_again
@require_http_methods(["GET", "POST"])
def link_worker(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Link a person of a dossier (`?person=`) to their user, or undo it."""
    user = user_of(request)
    dossier = access.get_dossier_for(user, pk)
    wanted = request.GET.get("person", "")
    person = next((each.person for each in dossier.household.members if str(each.person_id) == wanted), None)  # type: ignore[attr-defined] # set by queries.whole
    if person is None or not access.may_link_worker(user, dossier):
        raise NotFoundOrForbidden(_("There is no such person in this dossier."))
    form = LinkForm(request.POST if "username" in request.POST else None)
    try:
        if "unlink" in request.POST:
            people.unlink_worker(person, by=user)
            messages.success(request, _("The link was undone."))
            return redirect("dossiers:show-members", pk=pk)
        if form.is_bound and form.is_valid():
            worker = access.get_worker_for(user, form.cleaned_data["username"])
            people.link_worker(worker, person=person, checked_on=form.cleaned_data["checked_on"], by=user)
            messages.success(request, _("They can see their own record now."))
            return redirect("dossiers:show-members", pk=pk)
    except (InvalidInput, Conflict, Forbidden) as error:
        form.add_error(None, str(error))
    commands.read_dossier(dossier, page="link-worker", device=device_of(request), by=user)
    context = {"form": form, "dossier": dossier, "person": person, "account": account_of_person(person)}
    return render(request, "dossiers/link-worker.html", context, status=422 if form.errors else 200)
