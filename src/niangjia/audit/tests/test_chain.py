"""Fields cannot be pushed into one another, and details are sealed as every database gives them back."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niangjia.audit import chain
from niangjia.audit.chain import Key
from niangjia.audit.commands import record
from niangjia.audit.models import Entry

TEXTS = st.lists(st.none() | st.text(max_size=8), max_size=5)


@given(TEXTS, TEXTS)
def test_different_fields_are_packed_differently(some, others):
    assert (chain.packed(some) == chain.packed(others)) == (some == others)


def test_a_digest_is_a_plain_hmac_over_the_packed_fields():
    key = Key.of("a1", "sha256", b"k" * 32)
    expected = hmac.new(b"k" * 32, chain.packed((chain.ENTRY, "a1", "sha256", "x", None)), hashlib.sha256)
    assert key.digest(chain.ENTRY, ("x", None)) == expected.hexdigest()
    assert key.digest(chain.LINK, ("x", None)) != expected.hexdigest()


def test_sm3_is_the_hash_of_the_national_standard():
    """HMAC built by hand over SM3 (GB/T 32905); SM3 itself held against the standard's first example."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    def sm3(content):
        state = Hash(SM3())
        state.update(content)
        return state.finalize()

    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    secret = b"k" * 32 + b"\0" * 32
    inner = sm3(bytes(each ^ 0x36 for each in secret) + chain.packed((chain.HEAD, "a1", "sm3", "x")))
    outer = sm3(bytes(each ^ 0x5C for each in secret) + inner)
    assert Key.of("a1", "sm3", b"k" * 32).digest(chain.HEAD, ("x",)) == outer.hex()


def test_an_unknown_algorithm_is_refused():
    with pytest.raises(KeyError):
        Key.of("a1", "md5", b"k" * 32)


def test_an_instant_is_sealed_alike_in_every_time_zone():
    at = datetime(2026, 3, 4, 9, 30, 0, 120_000, tzinfo=timezone(timedelta(hours=8)))
    assert chain.instant(at) == chain.instant(at.astimezone(UTC)) == "2026-03-04T01:30:00.120000"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db
def test_every_detail_comes_back_as_it_was_sealed(clerk, farm):
    from niangjia.audit.linking import is_genuine
    from niangjia.audit.queries import keys

    @settings(deadline=None)
    @given(JSON)
    def comes_back(value):
        entry = record("accounts.unit.added", farm, by=clerk, name=value)
        assert is_genuine(Entry.objects.get(pk=entry.pk), keys())

    comes_back()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value", [0.5, uuid4(), b"x", {1: "x"}, [1, {"a": [2.0]}], "a\0b", {"a\0": 1}, "\ud800", {1, 2}]
)
def test_what_json_would_not_give_back_is_refused_by_name(clerk, farm, value):
    with pytest.raises(TypeError, match=r"accounts\.unit\.added: the detail name="):
        record("accounts.unit.added", farm, by=clerk, name=value)
    assert not Entry.objects.filter(by=clerk).exists()
