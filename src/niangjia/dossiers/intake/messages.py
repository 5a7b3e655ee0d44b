"""What is said of a cell and how to mend it, by finding code (and by reason, where one code has several)."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "required": _("Nothing stands here, but the form requires it. Fill the cell in."),
    "unknown-code": _("“%(value)s” is not in the official list. Choose a value of the list.%(offer)s"),
    "unknown-code/offer": _(" Nearest: %(labels)s."),
    "unknown-code/region": _("This is not a division code. Write the six digits, such as 150785."),
    "unknown-code/flag": _("“%(value)s” is neither yes nor no. Write 是 or 否 (有 or 无)."),
    "not-a-number": _("“%(value)s” is not a number. Write digits only, such as 1200.50."),
    "not-a-date": _("“%(value)s” is not a day of the calendar. Write it as 2026-03-01 or 2026年3月1日."),
    "out-of-range/negative": _("The amount is negative. Write 0 or more."),
    "out-of-range/decimals": _("The amount has more than two decimals. Round it to the fen."),
    "out-of-range/large": _("The number is larger than can be true. Check the digits and the unit (yuan)."),
    "out-of-range/count": _("A whole number from %(least)s to %(most)s is wanted here."),
    "out-of-range/date": _("%(value)s cannot be right here: only days from 1900 to 2100 are taken."),
    "out-of-range/future": _("This birth date lies in the future. Check the year."),
    "out-of-range/number-in-text": _("A long number stands here, which belongs in a column of its own. Move it."),
    "out-of-range/postcode": _("A postcode has six digits."),
    "too-many": _("%(count)s values stand here; at most %(most)s are allowed. Take the others out."),
    "too-long": _("The text has more than %(most)s characters. Shorten it."),
    "lost-character": _(
        "A character of the name was lost when the file was saved (“%(value)s”). Type the name again; "
        "a rare character needs a font and input method that have it."
    ),
    "cell-error": _("The cell shows the error %(value)s instead of a value. Type the value itself."),
    "cell-error/formula": _(
        "The cell holds a formula whose result was not stored in the file. Open the file in Excel or WPS and save it, "
        "or type the value itself."
    ),
    "id-not-text": _(
        "The identity number is stored as a number, so Excel has lost its last digits. Set the cell to text and type "
        "all 18 characters again from the card."
    ),
    "id-check-digit/length": _("An identity number has 18 characters, not %(count)s. Compare it with the card."),
    "id-check-digit/old": _(
        "This is an old number of 15 digits, no longer in force. Take the number of 18 characters from the card."
    ),
    "id-check-digit/characters": _(
        "An identity number has digits only, at most with an X at the end; “%(characters)s” does not belong. "
        "Compare it with the card."
    ),
    "id-check-digit/birth-date": _(
        "Digits 7 to 14 of an identity number are the birth date, and this one gives no possible day. "
        "Compare it with the card."
    ),
    "id-check-digit/region": _("No province has numbers that begin like this. Compare the number with the card."),
    "id-check-digit/check-digit": _(
        "The check digit of the identity number does not fit, so at least one character is wrong. "
        "Compare it with the card."
    ),
    "card-not-text": _(
        "The card number is stored as a number, so Excel has lost its last digits. Set the cell to text and type the "
        "whole number again from the card."
    ),
    "card-check-digit/length": _("A card number has 12 to 19 digits, not %(count)s. Compare it with the card."),
    "card-check-digit/characters": _("A card number has digits only. Compare it with the card."),
    "card-check-digit/check-digit": _(
        "The check digit of the card number does not fit: at least one digit is wrong. Compare it with the card."
    ),
    "birth-date-mismatch": _(
        "The identity number says %(number)s, this cell %(value)s. Compare both with the card and mend the wrong one."
    ),
    "sex-mismatch": _(
        "The identity number belongs to the other sex (%(number)s). Compare both with the card and mend the wrong one."
    ),
    "duplicate-person": _(
        "This person already stands in sheet “%(sheet)s”, row %(row)s. One person belongs to one household: "
        "delete one of the rows, or mend the number."
    ),
    "duplicate-person/same-household": _(
        "This person already stands in the same household (sheet “%(sheet)s”, row %(row)s). A person is listed "
        "once, and the head not again among the members: delete this row, or mend the number."
    ),
    "household-size-mismatch": _(
        "The household is said to have %(stated)s persons, but the head and the member rows make %(counted)s. "
        "Mend the number, or the rows of the members."
    ),
    "household-not-found": _(
        "No household in this file has a head with this identity number. Mend the number, or add the household."
    ),
    "household-not-found/ambiguous": _(
        "Several heads in this file could be meant. Write the head's identity number as text, with all 18 characters."
    ),
    "normalised-full-width": _("Full-width characters were read as half-width ones. Nothing needs to be done."),
    "normalised-date": _("The date is text and was read as %(day)s. Nothing needs to be done if that is right."),
    "normalised-number": _("The number was read as “%(taken)s”. Nothing needs to be done if that is right."),
    "rare-character": _(
        "Older systems cannot write “%(characters)s”. The name is kept as it is; compare it with the card."
    ),
}
