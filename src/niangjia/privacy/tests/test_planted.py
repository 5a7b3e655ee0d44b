"""The search finds what it should: a search that finds nothing proves nothing."""

import base64
import json
import urllib.parse

import pytest

from niangjia.privacy.tests.planted import Search

VALUES = ("150785198005069014", "根河市林海路1号5单元", "13856695863")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("character_set", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize(
    "write",
    [
        lambda raw: raw,
        lambda raw: raw.hex().encode(),
        lambda raw: raw.hex().upper().encode(),
        lambda raw: base64.b64encode(raw),
        lambda raw: base64.b64encode(b"a" + raw + b"b"),
        lambda raw: base64.b64encode(b"ab" + raw + b"c"),
        lambda raw: base64.urlsafe_b64encode(b"abcd" + raw + b"cd"),
        lambda raw: urllib.parse.quote_from_bytes(raw).encode(),
        lambda raw: urllib.parse.quote_from_bytes(raw).lower().encode(),
    ],
)
def test_every_writing_is_found(value, character_set, write):
    content = b"before" + write(value.encode(character_set)) + b"after"
    assert {find.value for find in Search(VALUES).in_bytes(content)} == {value}


def test_json_is_found():
    assert Search(VALUES).in_bytes(json.dumps({"a": VALUES[1]}).encode())


def test_files_names_and_edges_are_searched(tmp_path, monkeypatch):
    monkeypatch.setattr("niangjia.privacy.tests.planted._CHUNK", 5000)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "log").write_bytes(b"x" * 4990 + VALUES[0].encode() + b"x" * 9000)
    (tmp_path / f"{VALUES[2]}.txt").write_bytes(b"")
    assert {find.value for find in Search(VALUES).in_folder(tmp_path)} == {VALUES[0], VALUES[2]}


def test_nothing_is_found_where_nothing_is(tmp_path):
    (tmp_path / "a").write_bytes(bytes(range(256)) * 1000)
    assert Search(VALUES).in_folder(tmp_path) == []
    assert Search([]).in_bytes(b"anything") == []
