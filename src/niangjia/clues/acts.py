"""The acts of this app and the sentences people read in the record. No name: the record leads to the clue."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "clues.clue.reported": _("A clue was reported (%(source)s), known since %(known_on)s."),
    "clues.clue.revealed": _("What a clue says was shown. Purpose: %(why)s"),
    "clues.clue.helped": _("The first help was recorded, given on %(on)s."),
    "clues.papers.completed": _("The papers of an emergency were recorded as complete."),
    "clues.clue.linked": _("A clue became dossier %(number)s."),
    "clues.clue.drafted": _("Dossier %(number)s was begun from a clue."),
    "clues.clue.watched": _("A clue is watched; next look on %(on)s."),
    "clues.clue.refused": _("A clue was refused; the person was told on %(on)s (%(how)s)."),
    "clues.clue.merged": _("A clue was merged into another about the same person."),
    "clues.clues.carried": _("%(count)s clues went along from dossier %(before)s to dossier %(to)s."),
    "clues.clues.moved": _("%(count)s clues went from %(before)s to %(to)s, its successor."),
    "clues.limit.changed": _("The limit “%(limit)s” was set to %(days)s working days, before: %(before)s. %(source)s"),
}
RETIRED = {"clues.limit.changed"}
"""Not written any more: limits are set in the app `limits`."""
