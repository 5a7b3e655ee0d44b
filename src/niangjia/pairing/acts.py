"""The acts of this app and the sentences people read in the record. No name of a household: the record leads to it."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "pairing.unit.placed": _("The place of %(name)s was set."),
    "pairing.cadre.added": _("%(cadre)s may be paired, with up to %(capacity)s households."),
    "pairing.cadre.revised": _("What is said of cadre %(cadre)s was changed: up to %(capacity)s households."),
    "pairing.cadre.retired": _("Cadre %(cadre)s is not available for pairing any more from %(on)s on."),
    "pairing.cadres.moved": _("%(count)s cadres of %(before)s went to %(to)s."),
    "pairing.needs.revised": _("What the household of dossier %(number)s needs of a cadre was set."),
    "pairing.cadre.excluded": _("Cadre %(cadre)s is not paired with dossier %(number)s: %(why)s."),
    "pairing.exclusion.lifted": _("Cadre %(cadre)s may be paired with dossier %(number)s again."),
    "pairing.proposal.suggested": _(
        "The program proposed cadres for %(households)s households, out of %(cadres)s cadres."
    ),
    "pairing.line.changed": _("In a proposal, the cadre of dossier %(number)s was changed by hand."),
    "pairing.proposal.confirmed": _("A proposal was confirmed: %(count)s pairs."),
    "pairing.proposal.discarded": _("A proposal of pairs was discarded."),
    "pairing.pair.started": _("Dossier %(number)s was paired with %(cadre)s until %(until)s."),
    "pairing.pair.handed": _("Dossier %(number)s went from %(before)s to %(cadre)s, with %(count)s open promises."),
    "pairing.pair.extended": _("The pairing of dossier %(number)s with %(cadre)s goes on until %(until)s."),
    "pairing.pair.ended": _("The pairing of dossier %(number)s with %(cadre)s ended: %(why)s."),
    "pairing.pair.asked": _("The household of dossier %(number)s asked for another cadre."),
    "pairing.promise.promised": _("A promise was made to the household of dossier %(number)s, due on %(on)s."),
    "pairing.promise.settled": _("A promise to the household of dossier %(number)s was settled: %(state)s."),
    "pairing.contact.revealed": _("Telephone and address of dossier %(number)s were shown to its cadre (%(why)s)."),
    "pairing.contact.refused": _("Telephone and address of dossier %(number)s were not shown (%(why)s)."),
}
WITHOUT_CONTENT = {
    "pairing.unit.placed",
    "pairing.cadre.added",
    "pairing.cadre.revised",
    "pairing.cadre.retired",
    "pairing.cadres.moved",
    "pairing.proposal.suggested",
    "pairing.proposal.confirmed",
    "pairing.proposal.discarded",
}
