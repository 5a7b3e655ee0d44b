"""How one is told outside the program, and the robots of units."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.accounts.views.requests import done, user_of
from niangjia.delivery import access, commands, mail, queries
from niangjia.delivery.forms import AddRobotForm, ChangeRobotForm, ChannelsForm
from niangjia.delivery.models import Channels
from niangjia.kernel.errors import Conflict


@require_http_methods(["GET", "POST"])
def change_channels(request: HttpRequest) -> HttpResponse:
    """Choose where and how one is told."""
    user = user_of(request)
    access.require_choice(user)
    kept = Channels.objects.filter(user=user).first()
    form = ChannelsForm(request.POST if request.method == "POST" else None, kept)
    if done(form, lambda: commands.change_channels(**form.cleaned_data, by=user)):
        messages.success(request, _("Saved."))
        return redirect("delivery:change-channels")
    context = {"form": form, "is_set_up": mail.is_set_up(), "has_address": bool(kept and kept.email)}
    return render(request, "delivery/change-channels.html", context, status=422 if form.errors else 200)


@require_POST
def try_channels(request: HttpRequest) -> HttpResponse:
    """Have an e-mail sent to oneself."""
    user = user_of(request)
    _try(request, lambda: commands.try_channels(by=user))
    return redirect("delivery:change-channels")


@require_safe
def list_robots(request: HttpRequest) -> HttpResponse:
    """The robots of the own units, and how sending went lately."""
    where = access.require_robots(user_of(request))
    context = {"robots": queries.with_last_message(queries.robots_in(where))}
    return render(request, "delivery/list-robots.html", context)


@require_http_methods(["GET", "POST"])
def add_robot(request: HttpRequest) -> HttpResponse:
    """Set up a robot of a unit."""
    user = user_of(request)
    units = access.require_robots(user).units().filter(closed_on=None)
    form = AddRobotForm(request.POST if request.method == "POST" else None, units)
    kind = form["kind"].value() or ""
    if done(form, lambda: commands.add_robot(form.chosen_unit, kind=kind, **form.said(), by=user)):
        messages.success(request, _("The robot is set up. Try it out."))
        return redirect("delivery:list-robots")
    return render(request, "delivery/add-robot.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_robot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change name, address or what is sent."""
    user = user_of(request)
    robot = access.get_robot_for(user, pk)
    form = ChangeRobotForm(request.POST if request.method == "POST" else None, robot)
    if done(form, lambda: commands.change_robot(robot, **form.said(), by=user)):
        messages.success(request, _("Saved."))
        return redirect("delivery:list-robots")
    context = {"form": form, "robot": robot}
    return render(request, "delivery/change-robot.html", context, status=422 if form.errors else 200)


@require_POST
def try_robot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a message sent to the group."""
    user = user_of(request)
    robot = access.get_robot_for(user, pk)
    _try(request, lambda: commands.try_robot(robot, by=user))
    return redirect("delivery:list-robots")


@require_POST
def remove_robot(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop writing to a group."""
    user = user_of(request)
    robot = access.get_robot_for(user, pk)
    commands.remove_robot(robot, by=user)
    messages.success(request, _("The robot was removed, and its address forgotten."))
    return redirect("delivery:list-robots")


def _try(request: HttpRequest, command: Callable[[], object]) -> None:
    try:
        command()
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("A test message is on its way; it takes up to a minute."))
