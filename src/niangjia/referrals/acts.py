"""The acts of this app and the sentences people read in the record. They name nobody of a household."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "referrals.referral.drafted": _("“%(item)s” was drafted as a request to %(partner)s (%(reference)s)."),
    "referrals.referral.revised": _("The draft %(reference)s was changed: “%(item)s”, %(partner)s."),
    "referrals.referral.sent": _(
        "“%(item)s” was asked of %(partner)s (%(reference)s), to be answered by %(due)s. Shared: %(shared)s"
    ),
    "referrals.referral.accepted": _("%(partner)s took on “%(item)s” (%(reference)s)."),
    "referrals.referral.declined": _("%(partner)s declined “%(item)s” (%(reference)s)."),
    "referrals.referral.answered": _("%(partner)s answered “%(item)s” (%(reference)s): %(result)s."),
    "referrals.answer.approved": _("The answer of %(partner)s to “%(item)s” (%(reference)s) was accepted."),
    "referrals.answer.returned": _(
        "The answer of %(partner)s to “%(item)s” (%(reference)s) was sent back once more, due by %(due)s."
    ),
    "referrals.answer.downloaded": _("The file of the answer to “%(item)s” (%(reference)s) was fetched."),
    "referrals.referral.closed": _("“%(item)s” (%(reference)s) was closed: %(outcome)s."),
    "referrals.referral.withdrawn": _("“%(item)s” (%(reference)s) was withdrawn."),
    "referrals.referral.read": _("%(partner)s looked at “%(item)s” (%(reference)s)."),
    "referrals.referral.chased": _("“%(item)s” (%(reference)s) at %(partner)s: %(step)s; people told: %(told)s."),
    "referrals.link.issued": _("A link for %(partner)s was made for “%(item)s” (%(reference)s), until %(until)s."),
    "referrals.link.revoked": _("The link for %(partner)s to “%(item)s” (%(reference)s) was revoked."),
    "referrals.link.opened": _("The link for %(partner)s to “%(item)s” (%(reference)s) was opened: %(result)s."),
    "referrals.link.answered": _("%(partner)s answered “%(item)s” (%(reference)s) through the link: %(result)s."),
    "referrals.meeting.opened": _("A joint meeting of %(day)s was entered."),
    "referrals.meeting.closed": _("The minutes of the joint meeting of %(day)s were closed."),
    "referrals.minutes.printed": _("The minutes of the joint meeting of %(day)s were printed."),
    "referrals.decision.recorded": _("A decision of the joint meeting of %(day)s was entered; %(owner)s, by %(due)s."),
    "referrals.decision.finished": _("A decision of the joint meeting of %(day)s was carried out by %(owner)s."),
    "referrals.referrals.moved": _("%(count)s referrals went from %(before)s to %(to)s, its successor."),
    "referrals.meetings.moved": _("%(count)s joint meetings went from %(before)s to %(to)s, its successor."),
}
