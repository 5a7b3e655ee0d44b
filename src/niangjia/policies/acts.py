"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "policies.change.proposed": _("A change of %(rule_set)s was proposed: %(what)s"),
    "policies.change.approved": _(
        "The change of %(rule_set)s was approved, which makes it version %(version)s: %(what)s"
    ),
    "policies.change.rejected": _("The change of %(rule_set)s was turned down: %(what)s Note: %(note)s"),
    "policies.change.withdrawn": _("The proposal for %(rule_set)s was withdrawn: %(what)s"),
    "policies.simulation.saved": _("A simulation over %(households)s households was saved."),
}
