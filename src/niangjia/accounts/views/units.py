"""Pages of the union tree."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from niangjia.accounts import access, commands, presenting, queries
from niangjia.accounts.forms.units import (
    AddUnitForm,
    ChangeForm,
    CloseUnitForm,
    MergeUnitForm,
    MoveUnitForm,
    RenameUnitForm,
    UnitFilterForm,
)
from niangjia.accounts.models import Unit, User
from niangjia.accounts.views.again import ask_again
from niangjia.accounts.views.requests import done, user_of
from niangjia.kernel import clock


@require_safe
def list_units(request: HttpRequest) -> HttpResponse:
    """The tree as far as someone may see it. htmx gets the rows alone."""
    user = user_of(request)
    where = access.require_somewhere(user, "read-people")
    form = UnitFilterForm(request.GET)
    form.is_valid()
    text, closed = (form.cleaned_data.get(name) or "" for name in ("q", "closed"))
    rows, has_more = queries.tree(where.units(), text=text.strip(), with_closed=closed == "all")
    context = {"form": form, "rows": rows, "has_more": has_more, "limit": queries.TREE_ROWS, "text": text.strip()}
    is_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    return render(request, "accounts/_units.html" if is_part else "accounts/list-units.html", context)


@require_safe
def show_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One unit: where it stands, what it was, who holds a role there, what is below it."""
    user = user_of(request)
    unit = access.get_unit_for(user, pk)
    below, has_more = queries.tree(queries.open_children(unit))
    parent = queries.parent_of(unit)
    context = {
        "unit": unit,
        "above": queries.named_above([unit])[unit.path],
        "parent": parent,
        "sees_parent": parent is not None and access.may(user, "read-people", parent),
        "changes": presenting.told_changes(unit, parent),
        "appointments": queries.appointments_at(unit, clock.today()),
        "today": clock.today(),
        "below": below,
        "has_more": has_more,
        "limit": queries.TREE_ROWS,
        "may_change": unit.closed_on is None and access.may(user, "manage-units", unit),
        "may_end": access.may(user, "appoint", unit),
    }
    return render(request, "accounts/show-unit.html", context)


@require_http_methods(["GET", "POST"])
def add_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a unit under the one that the address names."""
    user = user_of(request)
    parent = access.get_unit_for(user, pk, "manage-units")
    form = AddUnitForm(request.POST if request.method == "POST" else None, parent=parent)
    if done(form, lambda: commands.add_unit(parent=parent, by=user, **form.cleaned_data)):
        messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"]})
        return redirect("accounts:show-unit", pk=parent.pk)
    context = {"unit": parent, "form": form, "title": _("Add a unit"), "lead": _("Under %(unit)s.") % {"unit": parent}}
    return render(request, "accounts/change-unit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def rename_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a unit another name, after showing what comes of it."""
    user, unit, data = _asked(request, pk)
    form = RenameUnitForm(data, unit=unit)
    return _change(
        request,
        unit,
        form,
        command=lambda: commands.rename_unit(unit, by=user, **form.cleaned_data),
        consequences=lambda told: presenting.of_rename(unit, **told),
        title=_("Rename the unit"),
        lead=_("The former name stays in its history."),
    )


@ask_again
@require_http_methods(["GET", "POST"])
def move_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a unit under another, after showing what comes of it."""
    user, unit, data = _asked(request, pk)
    stands_at = unit.path[: -Unit.steplen]
    form = MoveUnitForm(data, units=[each for each in _others(user, unit) if each.path != stands_at])
    return _change(
        request,
        unit,
        form,
        command=lambda: commands.move_unit(unit, by=user, **form.cleaned_data),
        consequences=lambda told: presenting.of_move(unit, **told),
        title=_("Move the unit"),
        lead=_("Everything below it goes along."),
    )


@ask_again
@require_http_methods(["GET", "POST"])
def merge_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let another unit take over, after showing what comes of it."""
    user, unit, data = _asked(request, pk)
    form = MergeUnitForm(data, units=[each for each in _others(user, unit) if each.details.group is unit.details.group])
    return _change(
        request,
        unit,
        form,
        command=lambda: commands.merge_unit(unit, by=user, **form.cleaned_data),
        consequences=lambda told: presenting.of_merge(unit, **told),
        title=_("Merge the unit into another"),
        lead=_("It is closed; households, dossiers, users and appointments go to its successor."),
    )


@require_http_methods(["GET", "POST"])
def close_unit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a unit that nothing hangs on any more, after showing what comes of it."""
    user, unit, data = _asked(request, pk)
    form = CloseUnitForm(data)
    return _change(
        request,
        unit,
        form,
        command=lambda: commands.close_unit(unit, by=user, **form.cleaned_data),
        consequences=lambda told: presenting.of_close(unit, **told),
        title=_("Close the unit"),
        lead=_("Possible once nothing hangs on it any more. Otherwise merge it into another unit."),
    )


def _asked(request: HttpRequest, pk: UUID) -> tuple[User, Unit, Any]:
    user = user_of(request)
    return user, access.get_unit_for(user, pk, "manage-units"), request.POST if request.method == "POST" else None


def _others(user: User, unit: Unit) -> list[Unit]:
    """The open units that someone manages, without a unit and those below it."""
    where = access.require_somewhere(user, "manage-units").units().filter(closed_on=None)
    return list(where.exclude(path__startswith=unit.path))


def _change(
    request: HttpRequest,
    unit: Unit,
    form: ChangeForm,
    *,
    command: Callable[[], object],
    consequences: Callable[[dict[str, Any]], list[str]],
    title: str,
    lead: str,
) -> HttpResponse:
    """Ask, show what comes of it (tried and undone, so that a refusal is told now), and do it once confirmed."""
    step, told = request.POST.get("step", ""), []
    if form.is_bound and form.is_valid() and step != "edit":
        if step == "confirm":
            if done(form, command):
                messages.success(request, _("Done. It is on the record."))
                return redirect("accounts:show-unit", pk=unit.pk)
        else:
            told = consequences({name: value for name, value in form.cleaned_data.items() if name != "document"})
            with transaction.atomic():
                is_possible = done(form, command)
                transaction.set_rollback(True)
            told = told if is_possible else []
    context = {"unit": unit, "form": form, "title": title, "lead": lead, "consequences": told}
    return render(request, "accounts/change-unit.html", context, status=422 if form.errors else 200)
