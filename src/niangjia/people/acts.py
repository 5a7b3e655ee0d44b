"""The acts of this app and the sentences people read in the record."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "people.household.registered": _("The household was registered with %(members)s members."),
    "people.household.revised": _("The household's particulars were brought up to date (%(members)s members)."),
    "people.money.stated": _("What the household earns, spends and owns was stated: %(count)s amounts."),
    "people.number.corrected": _("A mistyped identity number was corrected."),
    "people.household.closed": _("The household was closed."),
    "people.death.recorded": _("It was recorded that a member of the household passed away."),
    "people.household.split": _("%(members)s members left and became a household of their own."),
    "people.households.merged": _("%(members)s members of another household joined; %(same)s were known already."),
    "people.household.moved": _("A household went over from %(before)s to %(to)s."),
    "people.households.moved": _("%(count)s households went from %(before)s to %(to)s, its successor."),
    "people.worker.linked": _(
        "%(username)s may see their own record; the identity card was looked at on %(checked_on)s."
    ),
    "people.worker.unlinked": _("%(username)s may not see their own record any more."),
    "people.ended-account.removed": _(
        "An earlier link of %(username)s to a person on file, wrong from the start, was removed: %(reason)s"
    ),
    "people.evidence.added": _("Evidence was handed in: %(kind)s"),
    "people.evidence.confirmed": _("The original was seen: %(kind)s"),
    "people.evidence.downloaded": _("Evidence was looked at: %(kind)s"),
    "people.evidence.withdrawn": _("Evidence was withdrawn: %(kind)s"),
    "people.fact.confirmed": _("Confirmed by asking: %(fact)s"),
    "people.consent.recorded": _("A consent of %(signed_on)s was recorded: %(purpose)s (wording %(version)s)."),
    "people.consent.withdrawn": _("A consent was withdrawn from %(withdrawn_on)s on: %(purpose)s."),
    "people.household.erased": _("A household was deleted after its term: %(persons)s people deleted, %(kept)s kept."),
    "people.assessment.drafted": _("The impact assessment “%(title)s” was drafted."),
    "people.assessment.revised": _("The draft of the impact assessment “%(title)s” was changed."),
    "people.assessment.approved": _("The impact assessment “%(title)s” was approved."),
}
