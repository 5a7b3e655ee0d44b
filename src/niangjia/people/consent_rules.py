"""When a consent counts, who has to sign it, and what is wrong with one. Pure: rows in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from django.utils.translation import gettext_lazy as _

from niangjia.kernel.errors import InvalidInput
from niangjia.kernel.periods import completed_years
from niangjia.people.consent_texts import Purpose

GUARDIAN_BELOW = 14
"""Under this age on the day of signing a guardian signs (PIPL art. 31)."""
ADULT_FROM = 18
"""From this birthday on, what a guardian signed for the child counts no more (Civil Code art. 17)."""


class Signed(Protocol):
    """What these rules ask of a consent."""

    purpose: str
    text_version: str
    signed_by: str
    signed_on: date
    guardian_died_on: date | None


State = Literal["given", "renew", "withdrawn", "missing", "not-asked"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with a purpose on a day. `why` for `renew`: "wording", "age", "guardian" (has died)."""

    state: State
    why: str = ""

    @property
    def counts(self) -> bool:
        """Whether there is a consent to act on."""
        return self.state in {"given", "renew"}


def needs_guardian(born_on: date, signed_on: date) -> bool:
    """Whether someone is under 14 on the day of signing; on the 14th birthday they sign themselves."""
    return completed_years(born_on, signed_on) < GUARDIAN_BELOW


def is_needed(purpose: Purpose, *, born_on: date, is_head: bool, is_counted: bool, on: date) -> bool:
    """Whether a household needs this member's consent."""
    if purpose.of == "head":
        return is_head
    is_adult = completed_years(born_on, on) >= ADULT_FROM
    return is_counted and (purpose.of == "everyone" or (purpose.of == "adults" and is_adult))


def counts(consent: Signed, born_on: date, withdrawn_on: date | None, on: date) -> bool:
    """Whether a consent can be acted on that day: signed, not taken back, and not a guardian's word for an adult."""
    if consent.signed_on > on or (withdrawn_on is not None and withdrawn_on <= on):
        return False
    is_childs = consent.signed_by == "guardian" and completed_years(born_on, consent.signed_on) < ADULT_FROM
    return not (is_childs and completed_years(born_on, on) >= ADULT_FROM)


def standing(
    purpose: Purpose, consents: Iterable[tuple[Signed, date | None]], *, born_on: date, is_needed_now: bool, on: date
) -> Standing:
    """Where a person stands, given their consents to this purpose with the day each was taken back."""
    known = list(consents)
    valid = [consent for consent, withdrawn_on in known if counts(consent, born_on, withdrawn_on, on)]
    if valid:
        latest = max(valid, key=lambda each: each.signed_on)
        now = purpose.text_on(on)
        if now is not None and all(each.text_version != now.version for each in valid):
            return Standing("renew", "wording")
        was_child = needs_guardian(born_on, latest.signed_on) and latest.signed_by == "guardian"
        if was_child and not needs_guardian(born_on, on):
            return Standing("renew", "age")
        if all(each.guardian_died_on is not None and each.guardian_died_on <= on for each in valid):
            return Standing("renew", "guardian")
        return Standing("given")
    if any(withdrawn_on is not None and withdrawn_on <= on for _consent, withdrawn_on in known):
        return Standing("withdrawn")
    return Standing("missing" if is_needed_now else "not-asked")


def check_signing(
    *, born_on: date, signed_by: str, guardian_name: str, given_how: str, witness: str, signed_on: date, today: date
) -> None:
    """Raises InvalidInput for a consent that cannot be right: a child's own, one of tomorrow, a word nobody heard."""
    if signed_on > today or signed_on < born_on:
        raise InvalidInput(
            _("The day of signing lies in the future or before the birth."),
            remedy=_("Take the day that stands on the paper."),
            code="wrong-day",
        )
    if needs_guardian(born_on, signed_on) and signed_by != "guardian":
        raise InvalidInput(
            _("On the day of signing this person was under 14: a guardian has to sign."),
            remedy=_("Have father, mother or another guardian sign, and give their name and relation."),
            code="guardian-needed",
        )
    if signed_by == "guardian" and not guardian_name.strip():
        raise InvalidInput(
            _("The name of the guardian is missing."), remedy=_("Give the name as signed."), code="guardian-name"
        )
    if given_how == "oral" and not witness.strip():
        raise InvalidInput(
            _("The name of the witness is missing."),
            remedy=_("A consent that was only said needs someone who heard it."),
            code="witness-missing",
        )
