"""The acts of this app and the sentences people read in the record; `audit` takes them into its catalogue."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "accounts.notice.sent": _("%(username)s was told something."),
    "accounts.notice.read": _("%(username)s read what they were told."),
    "accounts.notices.read": _("%(username)s marked all notices (%(count)s) as read."),
    "accounts.turn.settled": _("%(count)s notices of whose turn it was count as read: it is done."),
    "accounts.unit.added": _("The unit %(name)s was added."),
    "accounts.unit.renamed": _("The unit %(before)s is now called %(name)s."),
    "accounts.unit.moved": _("The unit %(name)s was moved from %(before)s to %(to)s."),
    "accounts.unit.merged": _("The unit %(name)s was merged into %(into)s."),
    "accounts.unit.closed": _("The unit %(name)s was closed."),
    "accounts.user.added": _("The user %(username)s was added."),
    "accounts.user.disabled": _("The user %(username)s was disabled: %(reason)s"),
    "accounts.user.enabled": _("The user %(username)s was enabled again: %(reason)s"),
    "accounts.user.erased": _("The user of a worker whose dossier was deleted was emptied."),
    "accounts.password.reset": _("The password of %(username)s was reset."),
    "accounts.user.appointed": _("%(username)s was appointed as %(role)s at %(unit_name)s."),
    "accounts.appointment.ended": _(
        "The appointment of %(username)s as %(role)s at %(unit_name)s ends with %(last_on)s: %(reason)s"
    ),
    "accounts.user.signed-in": _("%(username)s signed in."),
    "accounts.user.signed-out": _("%(username)s signed out."),
    "accounts.second-factor.passed": _("%(username)s completed the sign-in with a second factor."),
    "accounts.sign-in.refused": _("A sign-in as %(username)s failed (%(what)s)."),
    "accounts.sign-in.locked": _(
        "After %(tries)s wrong tries sign-ins as %(username)s are locked for a while (%(what)s)."
    ),
    "accounts.sign-in.unlocked": _("%(username)s may try to sign in again."),
    "accounts.session.expired": _("A session of %(username)s ended by itself."),
    "accounts.session.ended": _("A session of %(username)s was ended."),
    "accounts.sessions.ended": _("%(count)s other sessions of %(username)s were ended."),
    "accounts.password.changed": _("%(username)s changed the password."),
    "accounts.authenticator.added": _("%(username)s added a code app."),
    "accounts.authenticator.removed": _("%(username)s removed the code app."),
    "accounts.passkey.added": _("%(username)s added a passkey."),
    "accounts.passkey.renamed": _("%(username)s renamed a passkey."),
    "accounts.passkey.removed": _("%(username)s removed a passkey."),
    "accounts.passkey.doubted": _("A passkey of %(username)s was refused: there may be a copy of it."),
    "accounts.recovery-code.used": _("%(username)s used a recovery code; %(left)s are left."),
    "accounts.recovery-codes.renewed": _("%(username)s got new recovery codes."),
    "accounts.factors.cleared": _("The second factors of %(username)s were taken away."),
    "accounts.identity.linked": _("%(username)s was linked to an account of %(provider)s."),
    "accounts.identity.unlinked": _("%(username)s is no longer linked to an account of %(provider)s."),
    "accounts.sign-in-policy.changed": _("The settings of the sign-in were changed: %(changes)s"),
}
