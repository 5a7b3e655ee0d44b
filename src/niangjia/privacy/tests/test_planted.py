"""The search finds what it should: a search that finds nothing proves nothing."""

import base64
import io
import json
import urllib.parse
import zipfile

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


@pytest.mark.parametrize("told", ["1507 8519 8005 0690 14", "150785-19800506-9014", "138 5669 5863", "138-5669-5863"])
def test_digits_set_apart_are_found(told):
    assert len({find.value for find in Search(VALUES).in_bytes(f"a{told}b".encode())}) == 1


@pytest.mark.parametrize("told", ["150****5198005069014*", "78519800506901", "根河市****，林海路1号5单元"])
def test_what_a_mask_hides_is_found_by_itself(told):
    assert len({find.value for find in Search(VALUES).in_bytes(told.encode())}) == (0 if told.endswith("*") else 1)


def test_answers_are_read_as_people_read_them():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("sheet.xml", f"<v>{VALUES[0]}</v>")
    for content in (packed.getvalue(), b"<p>" + b"".join(b"&#%d;" % ord(each) for each in VALUES[1]) + b"</p>"):
        assert Search(VALUES).in_bytes(content) == []
        assert Search(VALUES).in_answer(content)


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
