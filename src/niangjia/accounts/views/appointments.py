"""Pages that appoint someone and end an appointment."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niangjia.accounts import access, commands
from niangjia.accounts.forms.appointments import AppointUserForm, EndAppointmentForm
from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import done, user_of


@ask_again
@require_http_methods(["GET", "POST"])
def appoint_user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give someone a role at a unit for a period."""
    user = user_of(request)
    shown = access.get_user_for(user, pk, "appoint")
    units = access.require_somewhere(user, "appoint").units().filter(closed_on=None)
    form = AppointUserForm(request.POST if request.method == "POST" else None, units=units)
    if done(form, lambda: commands.appoint_user(shown, by=user, **form.cleaned_data)):
        messages.success(request, _("Appointed. It is on the record."))
        return redirect("accounts:show-user", pk=pk)
    context = {
        "shown": shown,
        "form": form,
        "title": _("Appoint"),
        "lead": _("The role gives its rights at the unit and everywhere below, from the first day to the last."),
        "label": _("Appoint"),
        "icon": "user-check",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)


@ask_again
@require_http_methods(["GET", "POST"])
def end_appointment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End an appointment early, with a reason."""
    user = user_of(request)
    appointment = access.get_appointment_for(user, pk)
    form = EndAppointmentForm(request.POST if request.method == "POST" else None)
    if done(form, lambda: commands.end_appointment(appointment, by=user, **form.cleaned_data)):
        messages.success(request, _("The appointment ends on that day. It stays in the person's history."))
        return redirect("accounts:show-user", pk=appointment.user_id)
    context = {
        "shown": appointment.user,
        "form": form,
        "title": _("End the appointment"),
        "lead": _("%(role)s at %(unit)s, since %(day)s.")
        % {
            "role": appointment.get_role_display(),
            "unit": appointment.unit,
            "day": appointment.starts_on.isoformat(),
        },
        "label": _("End it"),
        "icon": "x",
    }
    return render(request, "accounts/change-user.html", context, status=422 if form.errors else 200)
