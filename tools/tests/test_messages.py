"""Which messages are found where, and what the catalogue is held to."""

import pytest
from babel.messages.catalog import Message

from tools import messages
from tools.message_sources import in_template


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% translate 'Save' %}", [("Save", None)]),
        ('{% translate "Deep" context "category" %}', [("Deep", "category")]),
        ('{% translate "It\'s" as title %}', [("It's", None)]),
        ("<c-field label=\"{% translate 'Name' %}\" />", [("Name", None)]),
        ('<c-field :label="_(\'Name\')" :rows="rows" />', [("Name", None)]),
        ("<c-field :label='_(\"Name\")' />", [("Name", None)]),
        ("{{ is_open|yesno:_('yes,no') }}", [("yes,no", None)]),
        ("{{ _('Total') }}", [("Total", None)]),
        ("{% blocktranslate trimmed %}\n  Two\n  lines\n{% endblocktranslate %}", [("Two lines", None)]),
        (
            "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            [(("%(n)s row", "%(n)s rows"), None)],
        ),
        (
            "{% blocktranslate count n=rows context 'sheet' %}row{% plural %}rows{% endblocktranslate %}",
            [(("row", "rows"), "sheet")],
        ),
        ("<p>gettext('not a call')</p>{# translate 'no' #}", []),
    ],
)
def test_messages_of_a_template(template, expected):
    assert [(found.id, found.context) for found in in_template(template, "x.html")] == expected


@pytest.mark.parametrize(
    ("message", "count"),
    [
        (Message("%(n)s rows", "%(n)s 行"), 0),
        (Message("%(n)s rows", ""), 1),
        (Message("%(n)s rows", "行"), 1),
        (Message("%(n)s rows", "%(m)s 行"), 1),
        (Message("{n} rows", "{n} 行"), 0),
        (Message("100%% of %(n)s", "%(n)s 的 100%%"), 0),
        (Message("%s rows", "%s 行"), 1),
        (Message("Rows", "行", flags={"fuzzy"}), 1),
        (Message(("%(n)s row", "%(n)s rows"), ("%(n)s 行",)), 0),
        (Message(("%(n)s row", "%(n)s rows"), ("行",)), 1),
        (Message(("%(n)s row", "%(n)s rows"), ("",)), 1),
    ],
)
def test_what_a_translation_is_held_to(message, count):
    assert len(list(messages._problems_of(message.id, message))) == count


def test_an_update_keeps_translations_and_drops_what_nobody_shows(tmp_path, monkeypatch):
    catalogue = tmp_path / "zh_Hans/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Save"\nmsgstr "保存"\n\nmsgid "Gone"\nmsgstr "没了"\n', encoding="utf-8")
    monkeypatch.setattr(messages, "CATALOGUE", catalogue)
    monkeypatch.setattr(messages, "sources", lambda: {("Save", None): {"b.py", "a.py"}, ("Open", "verb"): {"a.py"}})
    assert messages.update() == 1
    written = catalogue.read_text(encoding="utf-8")
    assert "保存" in written
    assert "Gone" not in written
    assert "#: a.py b.py\n" in written
    messages.update()
    assert catalogue.read_text(encoding="utf-8") == written
