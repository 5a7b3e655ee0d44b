"""The one write of this app: a limit is set."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.kernel import clock
from niangjia.kernel.errors import Conflict, InvalidInput
from niangjia.kernel.readable import require_readable
from niangjia.kernel.text import in_both_languages
from niangjia.limits import access
from niangjia.limits.models import SetLimit
from niangjia.limits.rules import MOST_VALUES, Limit

LONGEST_SOURCE = 200


@transaction.atomic
def change_limit(
    group: str, code: str, *, values: Sequence[int], source: str, by: User, seen: int | None = None
) -> SetLimit:
    """Set a limit from now on; earlier settings stay on record. The same again changes nothing.

    `seen` is the number of the setting that the page showed. Raises Forbidden, NotFoundOrForbidden, InvalidInput for
    values that the limit does not allow or without a source, Conflict when others set it meanwhile.
    """
    found, before = access.get_limit_for(by, group, code)
    source = source.strip()
    _check(before, values, source)
    if before.number and _says(before, values, source):
        return _row(group, code)
    if seen is not None and seen != before.number:
        raise _meanwhile(before)
    try:
        with transaction.atomic():
            kept = SetLimit.objects.create(
                group=group,
                code=code,
                number=before.number + 1,
                values=list(values),
                source=source,
                changed_by=by,
                changed_at=clock.now(),
            )
    except IntegrityError:  # someone was quicker by less than it took to look
        _group, now = access.get_limit_for(by, group, code)
        if _says(now, values, source):
            return _row(group, code)
        raise _meanwhile(now) from None
    audit(
        "limits.limit.changed",
        kept,
        by=by,
        group=in_both_languages(found.label),
        limit=before.label,
        value=before.words_for(values),
        before=before.in_words,
        source=source,
    )
    return kept


def _check(limit: Limit, values: Sequence[int], source: str) -> None:
    if not limit.allows(values):
        plain = _("A number between %(least)s and %(most)s fits here.")
        rising = _("Numbers between %(least)s and %(most)s fit here, in rising order, at most %(count)s.")
        raise InvalidInput(
            in_both_languages(
                rising if limit.is_schedule else plain, least=limit.least, most=limit.most, count=MOST_VALUES
            ),
            code="value",
        )
    if not source or len(source) > LONGEST_SOURCE:
        raise InvalidInput(
            in_both_languages(
                _("Name the document that says so, in at most %(most)s characters."), most=LONGEST_SOURCE
            ),
            code="source",
        )
    require_readable(source)


def _says(limit: Limit, values: Sequence[int], source: str) -> bool:
    return (limit.values, limit.source.zh) == (tuple(values), source)


def _row(group: str, code: str) -> SetLimit:
    return SetLimit.objects.filter(group=group, code=code).latest("number")


def _meanwhile(limit: Limit) -> Conflict:
    return Conflict(
        in_both_languages(
            _("Meanwhile %(name)s set this limit to %(value)s."), name=limit.set_by or "—", value=limit.in_words
        ),
        remedy=_("Look at it as it is now before you go on. What you typed is kept."),
        code="set-meanwhile",
    )
