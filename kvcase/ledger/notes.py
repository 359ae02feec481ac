"""Signed notes and the keys that sign them, in the formats of c2sp.org/signed-note (Ed25519).

A key's name is bound into its id, so the same bytes under another name are another key. Errors name what is wrong.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519: Final = b"\x01"
_PRIVATE: Final = "PRIVATE+KEY+"
_DASH: Final = "— "
_ID_BYTES: Final = 4
MAX_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100


class NoteError(ValueError):
    """A note or key that cannot be used; the message says why."""


class ForeignKeyError(NoteError):
    """A note that none of the known keys signed."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What checks signatures: written `<name>+<id>+<base64>`."""

    name: str
    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "PublicKey":
        """Return the key that `text` tells. Raises `NoteError`."""
        name, raw = _parsed(text.strip())
        return cls(name, raw)

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that a signature names its key by."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:_ID_BYTES]

    def named(self, name: str) -> "PublicKey":
        """Return the same key under another name."""
        return replace(self, name=checked_name(name))

    def is_by(self, text: str, signature: bytes) -> bool:
        """Tell whether this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """What signs notes: written `PRIVATE+KEY+<name>+<id>+<base64>`."""

    name: str
    seed: bytes

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Return the key that `text` tells. Raises `NoteError`, which never shows the key."""
        if not text.startswith(_PRIVATE):
            raise NoteError(f"no signing key; expected one that begins with {_PRIVATE}")
        name, seed = _split(text.strip().removeprefix(_PRIVATE))[::2]
        key = cls(name, _raw(seed))
        if str(key) != text.strip():
            raise NoteError(f"the signing key {name} does not fit its id; was it copied whole?")
        return key

    @property
    def public(self) -> PublicKey:
        """Return what checks its signatures."""
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return PublicKey(self.name, raw)

    def named(self, name: str) -> "SigningKey":
        """Return the same key under another name."""
        return replace(self, name=checked_name(name))

    def sign(self, text: str) -> str:
        """Return the note that this text and our signature make. Raises `NoteError` for a text that is none."""
        _assert_text(text)
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        signed = base64.b64encode(self.public.key_id + signature).decode()
        return f"{text}\n{_DASH}{self.name} {signed}\n"

    def __str__(self) -> str:
        material = base64.b64encode(_ED25519 + self.seed).decode()
        return f"{_PRIVATE}{self.name}+{self.public.key_id.hex()}+{material}"


def opened(note: bytes, keys: Iterable[PublicKey]) -> tuple[str, PublicKey]:
    """Return the text of a note and the known key that signed it.

    Raises `ForeignKeyError` if none did, `NoteError` if a known key's signature does not fit or it is no note.
    """
    known = {(key.name, key.key_id): key for key in keys}
    text, signatures = _taken_apart(note)
    for name, key_id, signature in signatures:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not key.is_by(text, signature):
            raise NoteError(f"the signature of {name} does not fit the text: one of them was changed")
        return text, key
    signers = ", ".join(f"{name}+{key_id.hex()}" for name, key_id, _ in signatures)
    ours = ", ".join(f"{name}+{key_id.hex()}" for name, key_id in known) or "none"
    raise ForeignKeyError(f"signed by {signers}; expected one of the known keys: {ours}")


def checked_name(name: str) -> str:
    """Return a name that a key may have. Raises `NoteError`."""
    if not name or "+" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise NoteError(f"{name!r} is no name of a key; expected one without a space or a +")
    return name


def _taken_apart(note: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(note) > MAX_BYTES:
        raise NoteError(f"{len(note):,} bytes are no note; expected at most {MAX_BYTES:,}")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoteError("is no text in UTF-8") from error
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteError("is no signed note; expected a text, an empty line and signatures")
    _assert_text(text + "\n")
    signatures = [_signature(line) for line in lines.removesuffix("\n").split("\n")]
    if len(signatures) > MAX_SIGNATURES:
        raise NoteError(f"has {len(signatures)} signatures; expected at most {MAX_SIGNATURES}")
    return text + "\n", signatures


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH):
        raise NoteError("a line of signature does not begin with a dash and a space")
    signed = _base64(encoded)
    if len(signed) <= _ID_BYTES:
        raise NoteError(f"the signature of {name} is too short")
    return checked_name(name), signed[:_ID_BYTES], signed[_ID_BYTES:]


def _assert_text(text: str) -> None:
    if not text.endswith("\n") or any(ord(c) < 0x20 and c != "\n" for c in text):
        raise NoteError("the text of a note ends with a new line and holds no other control character")


def _parsed(text: str) -> tuple[str, bytes]:
    name, key_id, material = _split(text)
    key = PublicKey(name, _raw(material))
    if key.key_id.hex() != key_id:
        raise NoteError(f"the key {name} does not fit its id {key_id}; was it copied whole?")
    return name, key.raw


def _split(text: str) -> tuple[str, str, str]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteError("is no key; expected <name>+<id>+<base64>")
    return checked_name(parts[0]), parts[1], parts[2]


def _raw(material: str) -> bytes:
    raw = _base64(material)
    if len(raw) != 33 or raw[:1] != _ED25519:
        raise NoteError("is no Ed25519 key; expected 33 bytes in base64, of which the first is 1")
    return raw[1:]


def _base64(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("holds something that is not base64") from error
    if base64.b64encode(found).decode() != text:
        raise NoteError("holds base64 that is written in two ways")
    return found
