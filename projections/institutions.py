"""The profiles of the institutions: whom to reach for what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.institution.decider import Profile, ProfileAdopted, ProfileAmended
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority
from domain.values import Recorded
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """A profile; each mailbox is a function and an address, such as `export licences@example.org`."""

    institution_id: UUID
    slug: str
    name: str
    licence_authority: Authority
    ethics_committee: str | None
    approver_title: str | None
    phone: str | None
    pages: tuple[str, ...]
    mailboxes: tuple[str, ...]
    languages: tuple[str, ...]
    edition: str | None
    changed_by: str
    changed_on: date
    version: int
    position: int

    def route(self, function: MailboxFunction) -> tuple[str, ...]:
        """Return the addresses for a function; the contact point answers where there is none of its own."""
        boxes = [each.partition(" ") for each in self.mailboxes]
        own = tuple(address for what, _, address in boxes if what == function)
        return own or tuple(address for what, _, address in boxes if what == MailboxFunction.CONTACT_POINT)


INSTITUTIONS = Sheet("institutions", InstitutionRow, ("institution_id",), indexes=(("slug",),))


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    institutions = Draft(INSTITUTIONS, place, {each.stream_id for each in batch})
    for recorded in batch:
        match recorded.event:
            case ProfileAdopted(slug=slug, profile=profile):
                institutions.put(_row(recorded, slug, profile))
            case ProfileAmended(profile=profile):
                known = institutions.get(recorded.stream_id)
                if known is None:
                    raise LookupError(f"profile {recorded.stream_id} was not adopted")
                institutions.put(_row(recorded, known.slug, profile))
            case _:
                pass
    institutions.save()


def _row(recorded: Recorded, slug: str, profile: Profile) -> InstitutionRow:
    return InstitutionRow(
        institution_id=recorded.stream_id,
        slug=slug,
        name=profile.name,
        licence_authority=profile.licence_authority,
        ethics_committee=profile.ethics_committee,
        approver_title=profile.approver_title,
        phone=profile.phone,
        pages=profile.pages,
        mailboxes=tuple(f"{each.function} {each.address}" for each in profile.mailboxes),
        languages=tuple(str(each) for each in profile.languages),
        edition=profile.edition,
        changed_by=recorded.meta.actor.id,
        changed_on=recorded.meta.recorded_at.date(),
        version=recorded.version,
        position=recorded.position,
    )


MODEL = ReadModel(
    "institutions",
    1,
    (INSTITUTIONS.table,),
    _apply,
    events=frozenset({ProfileAdopted, ProfileAmended}),
    texts=frozenset(),
)
