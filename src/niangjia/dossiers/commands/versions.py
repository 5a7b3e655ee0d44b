"""Versions: what a dossier says is kept whenever a command has changed it, in the transaction of the change."""

from collections.abc import Callable, Collection, Iterable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec
from uuid import UUID

from django.db import transaction

from niangjia.accounts.models import User
from niangjia.audit.commands import record as audit
from niangjia.dossiers import access
from niangjia.dossiers.models import Dossier, Version
from niangjia.dossiers.queries import whole
from niangjia.dossiers.queries_of_versions import closed_dossiers_showing, newest_versions, without_version
from niangjia.dossiers.version_content import as_text, content_of, shape
from niangjia.kernel import clock

P = ParamSpec("P")
Progress = Callable[[int, int], None]

AT_ONCE = 200
"""Dossiers whose versions are written in one transaction, where there are many."""

_touched: ContextVar[set[UUID] | None] = ContextVar("touched", default=None)
"""Inside a command: the dossiers that commands it calls have changed, too."""


def versioned(
    act: str, *, about: str = "", is_whole: bool = False
) -> Callable[[Callable[P, Dossier]], Callable[P, Dossier]]:
    """A command that changes what a dossier says, and returns it: makes it one transaction, with the version in it.

    `act` is the code of the act, `about` the name of the argument whose code says more. Of commands inside each other
    the outermost writes, once for each dossier. `is_whole`: what is returned was loaded by `queries.whole` and is as it
    now stands, so that nothing need be read again. The command takes `by`.
    """

    def wrap(command: Callable[P, Dossier]) -> Callable[P, Dossier]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> Dossier:
            with transaction.atomic():
                outer = _touched.get()
                inner = set() if outer is None else outer
                token = _touched.set(inner)
                try:
                    dossier = command(*args, **kwargs)
                finally:
                    _touched.reset(token)
                inner.add(dossier.pk)
                if outer is None:
                    given: Any = kwargs
                    known = [dossier] if is_whole else []
                    keep_versions(inner, act=act, about=str(given.get(about, "")), by=given["by"], known=known)
            return dossier

        return run

    return wrap


def also_changed(*dossiers: UUID) -> None:
    """Inside a command: further dossiers whose content it has changed."""
    touched = _touched.get()
    if touched is not None:
        touched.update(dossiers)


def keep_versions(
    dossiers: Collection[UUID], *, act: str, by: User, about: str = "", known: Iterable[Dossier] = ()
) -> int:
    """Write a version of each dossier that says something else than its newest one; how many. In a transaction.

    So do the earlier dossiers of the people in them, which show the same persons: their rows are locked, in order.
    `known` are those of the dossiers that are loaded whole and need not be read again.
    """
    loaded = {each.pk: each for each in known}
    loaded |= _loaded(set(dossiers) - set(loaded))
    members = {each.person_id for dossier in loaded.values() for each in dossier.household.members}  # type: ignore[attr-defined] # set by queries.whole
    others = set(closed_dossiers_showing(members)) - set(loaded)
    lock_in_order(others)
    return _write([*loaded.values(), *_loaded(others).values()], act=act, about=about, by=by)


def lock_in_order(dossiers: Collection[UUID]) -> None:
    """Lock rows of dossiers that have ended, in the order of their ids. Those still open are locked before them."""
    if dossiers:
        list(Dossier.objects.select_for_update().filter(pk__in=dossiers).order_by("pk").values_list("pk"))


def _loaded(dossiers: Collection[UUID]) -> dict[UUID, Dossier]:
    return {each.pk: each for each in whole(Dossier.objects.filter(pk__in=dossiers))} if dossiers else {}


def keep_versions_of_many(dossiers: Iterable[UUID], *, act: str, by: User) -> int:
    """The same for any number of dossiers whose people have not changed, some hundreds at a time. In a transaction."""
    waiting, count = list(dossiers), 0
    for start in range(0, len(waiting), AT_ONCE):
        part = whole(Dossier.objects.filter(pk__in=waiting[start : start + AT_ONCE]))
        count += _write(part, act=act, about="", by=by)
    return count


def begin_versions(*, by: User, progress: Progress | None = None) -> int:
    """Write the first version of every dossier that has none, or none with the fields of today; how many.

    Some hundreds in a transaction: stopped and called again, it goes on. Done once, it finds nothing. Raises Forbidden.
    """
    access.require_somewhere(by, "begin-versions")
    waiting = without_version().order_by("pk")
    total, done = waiting.count(), 0
    last: UUID | None = None
    while pks := list((waiting.filter(pk__gt=last) if last else waiting).values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            list(Dossier.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
            done += _write(whole(Dossier.objects.filter(pk__in=pks)), act="dossiers.versions.begun", about="", by=by)
        last = pks[-1]
        if progress:
            progress(done, total)
    if done:
        with transaction.atomic():
            audit("dossiers.versions.begun", by, by=by, count=done)
    return done


def _write(dossiers: Iterable[Dossier], *, act: str, about: str, by: User) -> int:
    found = {each.pk: each for each in dossiers}
    newest, now, versions = newest_versions(found), clock.now(), []
    for pk, dossier in found.items():
        before, text = newest.get(pk), as_text(content_of(dossier))
        if before is not None and before.content.reveal() == text:
            continue
        versions.append(
            Version(
                dossier=dossier,
                number=before.number + 1 if before else 1,
                at=max(now, before.at) if before else now,
                by=by,
                act=act,
                about=about,
                shape=shape(),
                content=text,
            )
        )
    Version.objects.bulk_create(versions)
    return len(versions)
