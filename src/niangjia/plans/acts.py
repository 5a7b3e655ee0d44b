"""The acts of this app and the sentences people read in the record. No name: the record leads to the dossier."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "plans.causes.collected": _("Causes of dossier %(number)s were taken over from its decision: %(causes)s."),
    "plans.cause.added": _("A cause of dossier %(number)s was written down: %(cause)s."),
    "plans.cause.settled": _("A cause of dossier %(number)s holds no more: %(cause)s."),
    "plans.interview.recorded": _("A talk with the household of dossier %(number)s was kept, sealed."),
    "plans.interview.read": _("A talk with the household of dossier %(number)s was read."),
    "plans.plan.drafted": _("Plan %(plan)s of dossier %(number)s was begun; %(count)s measures were taken over."),
    "plans.measure.added": _("“%(measure)s” was put into plan %(plan)s of dossier %(number)s."),
    "plans.measure.revised": _("“%(measure)s” in plan %(plan)s of dossier %(number)s was changed."),
    "plans.measure.removed": _("“%(measure)s” was taken out of plan %(plan)s of dossier %(number)s."),
    "plans.plan.printed": _("Plan %(plan)s of dossier %(number)s was printed for the household."),
    "plans.plan.agreed": _("The household of dossier %(number)s agreed to plan %(plan)s on %(on)s: %(how)s."),
    "plans.plan.reopened": _("Plan %(plan)s of dossier %(number)s is changed once more; it has to be signed anew."),
    "plans.plan.discarded": _("Plan %(plan)s of dossier %(number)s was discarded."),
    "plans.plan.approved": _("Plan %(plan)s of dossier %(number)s was approved; warnings overruled: %(overruled)s."),
    "plans.plan.returned": _("Plan %(plan)s of dossier %(number)s was sent back."),
    "plans.progress.reported": _("“%(measure)s” of dossier %(number)s: %(before)s, now %(state)s."),
    "plans.plans.carried": _(
        "%(plans)s plans, %(causes)s causes and %(talks)s talks went from dossier %(before)s to %(to)s."
    ),
    "plans.measures.moved": _("%(count)s measures went from %(before)s to %(to)s, its successor."),
    "plans.entry.added": _("The measure “%(measure)s” was added to the catalogue. %(basis)s"),
    "plans.availability.changed": _("The measure “%(measure)s” can be had: %(is_available)s. %(why)s"),
}
WITHOUT_CONTENT = {"plans.entry.added", "plans.availability.changed"}
