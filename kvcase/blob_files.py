"""A file of encrypted bytes that is written and read in chunks, so that neither is ever whole in memory.

    magic, 32 bytes of salt, then chunks of 64 KiB, each with its tag; the last may be shorter, or empty

Each chunk is sealed with AES-256-GCM under a key of this file alone, made from the secret and the salt. Its nonce is
its number and whether it is the last, so that a chunk that is changed, moved, left out or cut off is noticed.
"""

import hashlib
import hmac
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kvcase.store.errors import StoreError

CHUNK: Final = 64 * 1024
"""How many bytes of plaintext a chunk holds."""

_MAGIC: Final = b"kvcase blob 1\n"
_SALT: Final = 32
_TAG: Final = 16
_HEAD: Final = len(_MAGIC) + _SALT


class DamagedBlobError(StoreError):
    """A file is not as it was written, or is gone."""


def name_of(sha256: str, secret: bytes, bound_to: str) -> str:
    """Return the name of a file by the digest of what is in it; without the secret it tells nothing of that."""
    return hmac.new(_key(secret, b"", f"name|{bound_to}"), sha256.encode(), hashlib.sha256).hexdigest()


class Writer:
    """Writes a file chunk by chunk; `size` and `sha256` are of the plaintext so far."""

    def __init__(self, target: IO[bytes], secret: bytes, bound_to: str) -> None:
        """Begin a file that opens with this secret, at this place, only. Raises `OSError`."""
        salt = os.urandom(_SALT)
        self._target = target
        self._cipher = AESGCM(_key(secret, salt, f"content|{bound_to}"))
        self._waiting = bytearray()
        self._number = 0
        self._digest = hashlib.sha256()
        self.size = 0
        target.write(_MAGIC + salt)

    @property
    def sha256(self) -> str:
        """Return the digest of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Add bytes. Raises `OSError`."""
        self._digest.update(data)
        self.size += len(data)
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the last one waits: it is sealed as such
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> None:
        """Write the last chunk, and bring all to the disk. Raises `OSError`."""
        self._seal(bytes(self._waiting), is_last=True)
        self._target.flush()
        os.fsync(self._target.fileno())

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), chunk, _MAGIC))
        self._number += 1


class Reader(io.RawIOBase):
    """The plaintext of a file, one chunk of it in memory. Reading raises `DamagedBlobError`."""

    def __init__(self, file: Path, secret: bytes, bound_to: str) -> None:
        """Open a file. Raises `DamagedBlobError` when it is gone or no such file."""
        super().__init__()
        try:
            self._source = file.open("rb")
        except FileNotFoundError as error:
            raise DamagedBlobError(f"{file} is gone") from error
        self._file = file
        head = self._source.read(_HEAD)
        sealed = os.fstat(self._source.fileno()).st_size - _HEAD
        self._chunks = -(-sealed // (CHUNK + _TAG))
        self.size = sealed - self._chunks * _TAG
        if not head.startswith(_MAGIC) or sealed < _TAG or self.size < 0:
            self._source.close()
            raise self._damaged()
        self._cipher = AESGCM(_key(secret, head[len(_MAGIC) :], f"content|{bound_to}"))
        self._place = 0
        self._number = -1
        self._chunk = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go somewhere; return where that is. Raises `ValueError` for a place before the beginning."""
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        if begin + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = begin + offset
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read what is left of a chunk, as far as it fits."""
        if self._place >= self.size:
            return 0
        number, offset = divmod(self._place, CHUNK)
        chunk = self._opened(number)
        taken = chunk[offset : offset + len(buffer)]
        buffer[: len(taken)] = taken
        self._place += len(taken)
        return len(taken)

    def close(self) -> None:
        """Close the file."""
        self._source.close()
        self._chunk = b""
        super().close()

    def verified(self, sha256: str) -> None:
        """Read all of it, from its beginning, and go back there. Raises `DamagedBlobError` unless it is as written."""
        digest = hashlib.sha256()
        for number in range(self._chunks):  # the last is opened even when it is empty: it says that nothing is cut off
            digest.update(self._opened(number))
        if not hmac.compare_digest(digest.hexdigest(), sha256):
            raise self._damaged()
        self._place = 0

    def chunks(self) -> Iterator[bytes]:
        """Give the plaintext in pieces from where it stands, and close the file at its end."""
        with self:
            while piece := self.read(CHUNK):
                yield piece

    def _opened(self, number: int) -> bytes:
        if number != self._number:
            self._source.seek(_HEAD + number * (CHUNK + _TAG))
            sealed = self._source.read(CHUNK + _TAG)
            try:
                self._chunk = self._cipher.decrypt(_nonce(number, number == self._chunks - 1), sealed, _MAGIC)
            except (InvalidTag, ValueError) as error:
                raise self._damaged() from error
            self._number = number
        return self._chunk

    def _damaged(self) -> DamagedBlobError:
        return DamagedBlobError(f"{self._file} is not as it was written")


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _key(secret: bytes, salt: bytes, what: str) -> bytes:
    return HKDF(SHA256(), 32, salt or None, f"kvcase blob|{what}".encode()).derive(secret)
