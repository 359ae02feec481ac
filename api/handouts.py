"""Files that are handed out: what the web asks of the floor that makes them, and what it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from api.access import OFFICES
from domain.collaboration.spine import Language
from domain.errors import DomainError
from domain.handout.words import HandoutFormat
from domain.moments import AsOf
from domain.values import Actor, Role

READERS = OFFICES | {Role.AUDITOR}
"""Who may be handed registers and the dossier of any case; a researcher may have that of the own case."""
WRITERS = OFFICES
"""Who may draft a letter: it holds grounds, which an auditor may not read."""
LICENSERS = frozenset({Role.EXPORT_CONTROL_OFFICER, Role.CONTACT_POINT_OFFICER})
"""Who may make the file that goes to a licence authority."""


class PdfUnavailableError(DomainError):
    """The system lacks what draws text; the message says what to install."""

    code = "pdf-unavailable"


@dataclass(frozen=True, slots=True)
class Made:
    """A file, recorded already; `chunks` gives its bytes once. `as_of` says of when it tells.

    `told` holds what it names as plain values, with their ids: who is handed a file has read all that stands in it.
    """

    handout_id: UUID
    filename: str
    media_type: str
    sha256: str
    size: int
    rows: int | None
    as_of: str
    chunks: Iterable[bytes]
    told: object = ()

    def close(self) -> None:
        """Put away what was made, if none of its bytes are wanted after all."""
        if (close := getattr(self.chunks, "close", None)) is not None:
            close()


class Handouts(Protocol):
    """Makes files; each is recorded before a byte of it leaves. None is sent anywhere."""

    def dossier(self, case_id: UUID, *, actor: Actor, language: Language, as_of: AsOf | None) -> Made:
        """Return the dossier of a case as PDF. Raises `NotFoundError`."""
        ...

    def letter(self, case_id: UUID, *, actor: Actor, language: Language, signed_by: str, as_of: AsOf | None) -> Made:
        """Return the draft of the letter that tells the last decision, as PDF. Raises `UnusableInputError`."""
        ...

    def licence(self, licence_id: UUID, *, actor: Actor, language: Language, as_of: AsOf | None) -> Made:
        """Return the file for the licence authority as ZIP. Raises `NotFoundError`."""
        ...

    def register(
        self,
        name: str,
        *,
        actor: Actor,
        language: Language,
        written: HandoutFormat,
        filters: Mapping[str, str],
        as_of: AsOf | None,
    ) -> Made:
        """Return a register of the institution, or the portfolio of the FWO, as CSV or XLSX."""
        ...
