"""A licence as a case knows it: what it is for, and whether a sharing fits it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.licence.amounts import Limit
from domain.licence.words import LicenceKind, LicenceStatus, Modality


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as the case knows it; `is_attached` when it was there before, and not asked for by this case."""

    status: LicenceStatus
    codes: frozenset[str]
    destinations: frozenset[str]
    end_users: frozenset[UUID]
    modalities: frozenset[Modality]
    valid_from: date | None = None
    valid_until: date | None = None
    kind: LicenceKind = LicenceKind.INDIVIDUAL
    is_attached: bool = False
    limit: Limit = Limit()

    def is_in_force(self, day: date) -> bool:
        """Say whether the licence is granted and valid on this day."""
        return self.status is LicenceStatus.GRANTED and self.is_valid_on(day)

    def is_valid_on(self, day: date) -> bool:
        """Say whether this day lies in the time of the licence, whatever came of it later."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    def gaps(
        self, code: str, destination: str, modality: Modality, day: date, recipient: UUID | None, *, anybody: bool
    ) -> tuple[str, ...]:
        """Return what the licence does not allow of a sharing: status, code, recipient, destination, modality, date.

        `anybody` leaves the recipient out: a licence without end users, or what stays with who carries it.
        """
        is_granted = self.status in {LicenceStatus.GRANTED, LicenceStatus.EXPIRED}
        fits = {
            f"status ({self.status})": is_granted,
            "code": code in self.codes,
            "recipient": anybody or recipient in self.end_users,
            "destination": destination in self.destinations,
            "modality": modality in self.modalities,
            "date": not is_granted or self.is_valid_on(day),
        }
        return tuple(name for name, does_fit in fits.items() if not does_fit)
