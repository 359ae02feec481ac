"""The register of persons, as they are known now. Sealed in the log, in plain here, gone after an erasure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held
from domain.person.events import PersonAmended, PersonRegistered
from domain.values import Recorded
from projections import erasures
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, PersonalText, PersonalTexts, Place, Sheet


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person; `identity` is the actor id under which the person may log in, `search` the names in small letters."""

    person_id: UUID
    name: PersonalText
    aliases: PersonalTexts
    identity: PersonalText | None
    home_party_id: UUID | None
    birth_year: PersonalText | None
    search: PersonalText
    fingerprint: str
    version: int
    position: int


PERSONS = Sheet("persons", PersonRow, ("person_id",))
_TEXTS = frozenset({PersonRegistered, PersonAmended})
_EVENTS = _TEXTS | {PersonalDataErased}


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    gone = {each.subject_id for each in erasures.erased(batch, Held.PERSON)}
    persons = Draft(PERSONS, place, gone)  # each event holds the whole person
    for recorded in batch:
        match recorded.event:
            case PersonRegistered() | PersonAmended() as event:
                persons.put(
                    PersonRow(
                        event.person_id,
                        event.name,
                        event.aliases,
                        event.identity,
                        event.home_party_id,
                        event.birth_year,
                        "\n".join((event.name, *event.aliases)).casefold(),
                        event.fingerprint,
                        recorded.version,
                        recorded.position,
                    )
                )
            case _:
                pass
    for person_id in gone:
        if (row := persons.get(person_id)) is not None:
            persons.drop(row)
    persons.save()


MODEL = ReadModel("persons", 1, (PERSONS.table,), _apply, events=_EVENTS, texts=_TEXTS)
