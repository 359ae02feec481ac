"""The keys of an installation: the one that signs now, and those that signed before.

The file holds the signing key on its first line and a former public key on each further one. All logs share the key
and have a name of their own in it: `kvcase/<installation>/<slug>`, which is the origin of their checkpoints.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from kvcase.ledger.notes import NoteError, PublicKey, SigningKey

PRODUCT: Final = "kvcase"
_INSTALLATION: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class Keyring:
    """The signing key of an installation and its former public keys, the newest first."""

    signing: SigningKey
    former: tuple[PublicKey, ...] = ()

    @classmethod
    def made(cls, installation: str, random: Callable[[int], bytes]) -> "Keyring":
        """Return the first key of an installation. Raises `NoteError` for an unusable name."""
        return cls(SigningKey(f"{PRODUCT}/{_checked(installation)}", random(32)))

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Return the keys of a file's text. Raises `NoteError`."""
        first, *others = [line for line in text.splitlines() if line.strip()] or [""]
        signing = SigningKey.parse(first)
        product, _, installation = signing.name.partition("/")
        if product != PRODUCT:
            raise NoteError(f"the key is named {signing.name}; expected {PRODUCT}/<installation>")
        _checked(installation)
        return cls(signing, tuple(PublicKey.parse(each) for each in others))

    @property
    def text(self) -> str:
        """Return what the file holds."""
        return "".join(f"{each}\n" for each in (self.signing, *self.former))

    def rotated(self, random: Callable[[int], bytes]) -> "Keyring":
        """Return the keys after a new one takes over; what the old one signed stays good."""
        return Keyring(SigningKey(self.signing.name, random(32)), (self.signing.public, *self.former))

    def origin(self, slug: str) -> str:
        """Return the name of a log in its checkpoints."""
        return f"{self.signing.name}/{slug}"

    def signing_for(self, slug: str) -> SigningKey:
        """Return the key that signs the checkpoints of a log."""
        return self.signing.named(self.origin(slug))

    def public_for(self, slug: str) -> tuple[PublicKey, ...]:
        """Return the keys that check the checkpoints of a log, the one in use first."""
        return tuple(each.named(self.origin(slug)) for each in (self.signing.public, *self.former))


def public_keys(text: str) -> tuple[PublicKey, ...]:
    """Return the public keys that a text tells, one a line. Raises `NoteError`; also for a private key."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if any(line.startswith("PRIVATE+KEY+") for line in lines):
        raise NoteError("is a private key; expected a public one: `kvcase ledger key` prints it")
    if not lines:
        raise NoteError("holds no key; expected lines of <name>+<id>+<base64>")
    return tuple(PublicKey.parse(line) for line in lines)


def slug_of(key: PublicKey) -> str:
    """Return the log that a key checks. Raises `NoteError` for a key of something else."""
    product, _, rest = key.name.partition("/")
    installation, _, slug = rest.partition("/")
    if product != PRODUCT or not slug or "/" in slug:
        raise NoteError(f"the key {key.name} is of no log of {PRODUCT}; expected {PRODUCT}/<installation>/<slug>")
    _checked(installation)
    return slug


def of_log(keys: Iterable[PublicKey], slug: str) -> tuple[PublicKey, ...]:
    """Return the keys among these that check the log."""
    return tuple(each for each in keys if slug_of(each) == slug)


def _checked(installation: str) -> str:
    if not _INSTALLATION.fullmatch(installation):
        raise NoteError(f"{installation!r} cannot name an installation; expected at most 63 of a-z, 0-9, ., _ and -")
    return installation
