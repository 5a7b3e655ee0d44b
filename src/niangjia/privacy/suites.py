"""The two ways of sealing and of indexing: the international one (AES, SHA-2), and that of the national standards.

What is stored carries the mark of its suite, so that both open side by side. GB/T 32907 (SM4) wants a key of 16 bytes:
it is derived from the 32 of the ring with HMAC-SM3 (GB/T 32905), so that one key of the ring never serves two ciphers.
"""

import hashlib
import hmac as standard_hmac
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_bytes
from typing import Protocol

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES, TAG_BYTES = 12, 16
SM4_KEY_BYTES = 16
_SM4_LABEL = b"niangjia sm4-gcm"


class Suite(Protocol):
    """Authenticated encryption. `open` raises InvalidTag or ValueError for anything that was not sealed so."""

    mark: str

    def seal(self, key: bytes, plain: bytes, place: bytes) -> bytes:
        """Nonce, ciphertext and tag; the place is authenticated with them."""
        ...

    def open(self, key: bytes, sealed: bytes, place: bytes) -> bytes:
        """The plain bytes again."""
        ...


class Aes:
    """AES-256-GCM."""

    mark = "v1"

    def seal(self, key: bytes, plain: bytes, place: bytes) -> bytes:
        nonce = token_bytes(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, place)

    def open(self, key: bytes, sealed: bytes, place: bytes) -> bytes:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)


class Sm4:
    """SM4-GCM (RFC 8998 has the mode)."""

    mark = "s1"

    def seal(self, key: bytes, plain: bytes, place: bytes) -> bytes:
        nonce = token_bytes(NONCE_BYTES)
        sealing = Cipher(algorithms.SM4(sm4_key(key)), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(place)
        return nonce + sealing.update(plain) + sealing.finalize() + sealing.tag

    def open(self, key: bytes, sealed: bytes, place: bytes) -> bytes:
        nonce, body, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
        opening = Cipher(algorithms.SM4(sm4_key(key)), modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(place)
        return opening.update(body) + opening.finalize()


@dataclass(frozen=True, slots=True)
class Choice:
    """What NIANGJIA_CIPHER chooses: how new values are sealed, and the hash of blind indexes made from then on."""

    suite: Suite
    index_hash: str


CHOICES = {"aes": Choice(Aes(), "sha256"), "sm4": Choice(Sm4(), "sm3")}
SUITES: dict[str, Suite] = {choice.suite.mark: choice.suite for choice in CHOICES.values()}
HASHES = frozenset(choice.index_hash for choice in CHOICES.values())


@lru_cache(maxsize=16)
def sm4_key(key: bytes) -> bytes:
    """The SM4 key that belongs to a key of the ring."""
    return keyed_hash("sm3", key, _SM4_LABEL)[:SM4_KEY_BYTES]


def keyed_hash(name: str, key: bytes, content: bytes) -> bytes:
    """HMAC with SHA-256 or SM3: 32 bytes."""
    if name == "sha256":
        return standard_hmac.digest(key, content, hashlib.sha256)
    hashing = hmac.HMAC(key, hashes.SM3())
    hashing.update(content)
    return hashing.finalize()
