"""Two suites side by side, each value bound to its place."""

import pytest

from niangjia.kernel.ids import new_id
from niangjia.privacy.blind_index import blind_index
from niangjia.privacy.fields import UnreadableValue, seal, unseal
from niangjia.privacy.files import read_sealed, write_sealed
from niangjia.privacy.keys import key_ring
from niangjia.privacy.suites import SUITES, keyed_hash, sm4_key

PHONE = "13800000001"
MARKS = {"aes": "v1.", "sm4": "s1."}


@pytest.mark.parametrize("cipher", MARKS)
def test_each_suite_seals_and_opens(settings, cipher):
    settings.CIPHER = cipher
    token = seal(PHONE, "letters.phone:1")
    assert token.startswith(MARKS[cipher])
    assert unseal(token, "letters.phone:1") == PHONE
    write_sealed("imports/1", PHONE.encode())
    assert read_sealed("imports/1") == PHONE.encode()


def test_what_one_suite_sealed_opens_while_the_other_is_chosen(settings):
    settings.CIPHER = "sm4"
    national = seal(PHONE, "letters.phone:1")
    settings.CIPHER = "aes"
    international = seal(PHONE, "letters.phone:1")
    for settings.CIPHER in MARKS:
        assert unseal(national, "letters.phone:1") == unseal(international, "letters.phone:1") == PHONE


def test_a_value_does_not_open_under_the_mark_of_the_other_suite():
    token = seal(PHONE, "letters.phone:1")
    with pytest.raises(UnreadableValue):
        unseal(token.replace("v1.", "s1.", 1), "letters.phone:1")
    with pytest.raises(UnreadableValue):
        unseal(token.replace("v1.", "x9.", 1), "letters.phone:1")


@pytest.mark.parametrize("cipher", MARKS)
def test_a_value_moved_to_another_row_or_column_or_table_never_opens(settings, cipher):
    settings.CIPHER = cipher
    opened = 0
    for number in range(1000):
        row = new_id()
        token = seal(PHONE, f"people_person.phone:{row}")
        for place in (f"people_person.phone:{new_id()}", f"people_person.note:{row}", f"other.phone:{row}"):
            try:
                unseal(token, place)
            except UnreadableValue:
                continue
            opened += 1
        assert number or unseal(token, f"people_person.phone:{row}") == PHONE
    assert opened == 0


@pytest.mark.parametrize("cipher", MARKS)
def test_a_changed_value_never_opens(settings, cipher):
    settings.CIPHER = cipher
    suite = SUITES[MARKS[cipher].rstrip(".")]
    key = bytes(32)
    sealed = suite.seal(key, PHONE.encode(), b"place")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(Exception):  # noqa: B017, PT011 (InvalidTag or ValueError, by suite)
            suite.open(key, bytes(changed), b"place")


def test_the_national_hash_is_the_one_of_the_standard():
    from cryptography.hazmat.primitives import hashes

    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")  # the first example of GB/T 32905-2016, annex A
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert len(keyed_hash("sm3", bytes(32), b"abc")) == 32


def test_the_national_cipher_is_the_one_of_the_standard():
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = plain = bytes.fromhex("0123456789abcdeffedcba9876543210")  # GB/T 32907-2016, annex A.1
    sealing = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 (one block of the standard)
    assert sealing.update(plain).hex() == "681edf34d206965e86b3e94f536e4246"
    assert len(sm4_key(bytes(32))) == 16


def test_a_new_ring_indexes_as_chosen(settings):
    settings.CIPHER = "sm4"
    assert key_ring().index_masters[0].hash == "sm3"
    index = blind_index("people.person.identity", "150785198005069014")
    assert index == blind_index("people.person.identity", "150785198005069014")
    settings.CIPHER = "aes"  # of the ring, not of the moment
    assert index == blind_index("people.person.identity", "150785198005069014")
