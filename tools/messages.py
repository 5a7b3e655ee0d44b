"""The Chinese catalogue: `python -m tools.messages update | check`. Needs Babel and Django, not GNU gettext.

`update` brings it in line with the sources: what is translated stays, what nobody shows any more goes. `check` fails on
whatever a reader would meet in English or with a hole in it.
"""

import io
import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from tools.compile_messages import CATALOGUES
from tools.launcher.state import ROOT
from tools.message_sources import Id, find_all

CATALOGUE = CATALOGUES / "zh_Hans/LC_MESSAGES/django.po"
HEADER = r"""# Simplified Chinese. Brought in line with the sources by `nj messages`.
msgid ""
msgstr ""
"Language: zh_Hans\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w+)\}")
POSITIONAL = re.compile(r"(?<!%)%(?!%|\()[sdrf]|\{\}")

Key = tuple[Id, str | None]


def sources() -> dict[Key, set[str]]:
    """Each message of the product with the files that show it."""
    found: dict[Key, set[str]] = {}
    for place, id_, context in find_all():
        found.setdefault((id_, context), set()).add(place)
    return found


def read() -> Catalog:
    """The catalogue as it stands; empty when there is none."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> int:
    """Write the catalogue for the messages there are now; returns how many still want a translation."""
    old = read()
    new = Catalog(locale="zh_Hans")
    for (id_, context), files in sources().items():
        before = old.get(id_, context)
        places = [(file, 0) for file in sorted(files)]
        flags = {"fuzzy"} if before and before.fuzzy else set()
        new.add(id_, before.string if before else None, places, flags, context=context)
    body = io.BytesIO()
    write_po(body, new, width=110, omit_header=True, sort_output=True, include_lineno=False)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(HEADER + body.getvalue().decode().lstrip(), encoding="utf-8")
    return sum(1 for message in new if message.id and not _is_translated(message))


def problems() -> list[str]:
    """What is wrong with the catalogue, one line a message."""
    wanted = sources()
    catalogue = read()
    found = [
        f"{min(files)}: {id_!r}{f' ({context})' if context else ''}: {problem}"
        for (id_, context), files in sorted(wanted.items(), key=repr)
        for problem in _problems_of(id_, catalogue.get(id_, context))
    ]
    left_over = [message.id for message in catalogue if message.id and (message.id, message.context) not in wanted]
    return found + [f"{CATALOGUE.name}: {id_!r}: nothing shows it any more; run nj messages" for id_ in left_over]


def _problems_of(id_: Id, message: Message | None) -> Iterator[str]:
    originals = [id_] if isinstance(id_, str) else list(id_)
    if any(POSITIONAL.search(text) for text in originals):
        yield "placeholders need names, so that Chinese can order them as it must"
    if message is None:
        yield "not in the catalogue; run nj messages"
        return
    if not _is_translated(message):
        yield "has no translation"
        return
    if message.fuzzy:
        yield "is marked fuzzy: read it, then take the mark away"
    expected = _placeholders(originals[-1])
    for text in _strings(message):
        if _placeholders(text) != expected:
            yield f"placeholders differ: {sorted(expected)} here, {sorted(_placeholders(text))} in {text!r}"


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [])


def _is_translated(message: Message) -> bool:
    return all(_strings(message)) and bool(_strings(message))


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def main(arguments: list[str]) -> int:
    """`update` writes, `check` only looks; the status of `check` is 1 when something is wrong."""
    if arguments == ["update"]:
        print(f"{CATALOGUE.relative_to(ROOT)}: {update()} messages without a translation.")
        return 0
    if arguments == ["check"]:
        found = problems()
        print("\n".join(found))
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
