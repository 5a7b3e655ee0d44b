"""What becomes of every table of the program when a household is deleted for good: stated here, and nowhere else.

A model without a line here fails the tests, and so does one that refers to people and is said not to. What is ERASED or
CLEARED is planted with values and looked for by the tests of deletion.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial


class Fate(Enum):
    """What a deletion does to the rows of a model."""

    ERASED = "the rows go"
    CLEARED = "the rows stay, and nothing in them names or leads to anybody"
    KEPT = "the rows stay as they are: they hold nothing but ids, digests, codes and counts"
    OF_NOBODY = "the rows say nothing of people in hardship"


@dataclass(frozen=True, slots=True)
class Stated:
    """The fate of a model, and why it is so where that is not plain."""

    fate: Fate
    why: str = ""


_erased = partial(Stated, Fate.ERASED)
_cleared = partial(Stated, Fate.CLEARED)
_kept = partial(Stated, Fate.KEPT)
_of_nobody = partial(Stated, Fate.OF_NOBODY)

WHAT_GOES: Mapping[str, Stated] = {
    "people.household": _erased(),
    "people.person": _erased("unless another household needs the person"),
    "people.membership": _erased(),
    "people.searchkey": _erased(),
    "people.bankaccount": _erased(),
    "people.incomeline": _erased(),
    "people.spendingline": _erased(),
    "people.assetline": _erased(),
    "people.hardshipevent": _erased(),
    "people.evidence": _erased("with the sealed file"),
    "people.consent": _erased(),
    "people.consentwithdrawal": _erased(),
    "people.personaccount": _erased(),
    "people.endedaccount": _erased(),
    "people.impactassessment": _of_nobody("the register the law wants kept speaks of kinds of processing"),
    "dossiers.dossier": _erased(),
    "dossiers.decision": _erased(),
    "dossiers.version": _erased(),
    "dossiers.step": _erased(),
    "dossiers.homevisit": _erased(),
    "dossiers.verification": _erased(),
    "dossiers.appraisal": _erased(),
    "dossiers.publicnotice": _erased(),
    "dossiers.objection": _erased(),
    "dossiers.noticesettings": _of_nobody("what notices show, and the union's own telephone for objections"),
    "dossiers.incomecheck": _erased(),
    "dossiers.followup": _erased(),
    "dossiers.transfer": _erased(),
    "dossiers.chainsettings": _of_nobody("steps, roles and limits of the chain, and why they were changed"),
    "dossiers.legalhold": _erased(),
    "dossiers.look": _erased("found by the id of the person"),
    "dossiers.export": _cleared("that there was one stays; its file goes, and ids, search words and names in it"),
    "dossiers.breakglass": _cleared("that there was one and its review stay; what was typed about the case goes"),
    "dossiers.importrun": _cleared("counts stay; findings, samples and names in it go, and the sealed workbook"),
    "dossiers.numbercounter": _of_nobody("the last number of a year"),
    "dossiers.deletionrun": _kept("who proposed, approved and ran a deletion"),
    "dossiers.deletionitem": _kept("number and keyed digest, by which an older copy is deleted again; no id"),
    "dossiers.deletioncertificate": _kept("what shows that the deletion was done: counts and keyed digests"),
    "dossiers.erasedcase": _kept("figures for the statistics of past years: unit, years and codes"),
    "clues.clue": _erased("those that became the dossier, and other ended ones about the same people"),
    "limits.setlimit": _of_nobody("terms, days and shares, and the documents behind them"),
    "workdays.specialday": _of_nobody("days off and days worked"),
    "referrals.referral": _erased(),
    "referrals.answer": _erased("with the sealed file"),
    "referrals.escalation": _erased(),
    "referrals.partnerlink": _erased(),
    "referrals.meeting": _cleared("minutes stay; names of the household in them go"),
    "referrals.meetingdecision": _cleared("what was decided stays; names of the household in it go, and the referral"),
    "reviews.campaign": _of_nobody("year, unit, days and how many were listed"),
    "reviews.draw": _of_nobody("seed and sizes of a draw"),
    "reviews.review": _erased(),
    "reviews.finding": _erased(),
    "reviews.spotcheck": _erased(),
    "visits.visit": _erased(),
    "visits.photo": _erased("with the sealed file"),
    "visits.finding": _erased(),
    "training.skillsprofile": _erased(),
    "training.certificate": _erased(),
    "training.course": _cleared("what was announced stays; names of the household in it go"),
    "training.enrolment": _erased(),
    "training.attendance": _erased(),
    "training.vacancy": _cleared("what was announced stays; names of the household in it go"),
    "training.placement": _erased(),
    "training.workfollowup": _erased(),
    "training.project": _erased(),
    "training.instalment": _erased(),
    "training.projectvisit": _erased(),
    "plans.plan": _erased(),
    "plans.plan_authors": _erased(),
    "plans.plannedmeasure": _erased(),
    "plans.progress": _erased(),
    "plans.cause": _erased(),
    "plans.interview": _erased(),
    "plans.ownmeasure": _of_nobody("kinds of measures of the bureau's own"),
    "plans.availability": _of_nobody("which kinds of measures can be had"),
    "pairing.unitplace": _of_nobody("where units lie"),
    "pairing.cadre": _of_nobody("cadres of the bureau, what they know about and how many households they take on"),
    "pairing.proposal": _of_nobody("sizes of a proposal, and what counted how much"),
    "pairing.needs": _erased(),
    "pairing.exclusion": _erased(),
    "pairing.proposalline": _erased(),
    "pairing.pair": _erased(),
    "pairing.promise": _erased(),
    "delivery.channels": _erased("of such a user"),
    "delivery.robot": _cleared(
        "of a unit's chat group: name, address and secret stay, and are of nobody in a household"
    ),
    "delivery.message": _erased("to such a user"),
    "policies.simulation": _cleared("figures stay; the household among the affected ones goes, and names in the title"),
    "policies.change": _of_nobody("values of the rule book and the documents behind them"),
    "policies.versioncounter": _of_nobody("the last version of a rule set"),
    "audit.entry": _kept("the chained record: ids, numbers and codes; typed reasons name nobody of the household"),
    "audit.chainhead": _kept("how far the record goes"),
    "accounts.user": _cleared("of a worker who holds no other role: names and password go, the row carries the record"),
    "accounts.appointment": _cleared("that someone was a worker at a unit stays; document and reason go"),
    "accounts.session": _erased("of such a user"),
    "accounts.authenticator": _erased("of such a user"),
    "accounts.passkey": _erased("of such a user"),
    "accounts.recoverycode": _erased("of such a user"),
    "accounts.identity": _erased("of such a user"),
    "accounts.signintries": _erased("of such a user"),
    "accounts.notice": _erased("to such a user, and those that lead to or name someone of the household"),
    "accounts.signinpolicy": _of_nobody("settings"),
    "accounts.unit": _of_nobody("the union tree"),
    "accounts.unitchange": _of_nobody("the union tree"),
    "django_tasks_database.dbtaskresult": _cleared("arguments are ids of runs; what a failed task said goes"),
    "contenttypes.contenttype": _of_nobody("names of tables"),
    "auth.permission": _of_nobody("not used"),
    "auth.group": _of_nobody("not used"),
    "auth.group_permissions": _of_nobody("not used"),
}
"""By the label of the model, in small letters."""

WRITTEN_ANEW = tuple(label for label, stated in WHAT_GOES.items() if stated.fate in {Fate.ERASED, Fate.CLEARED})
"""The tables in whose free space something may be left, see `scrubbing`."""
