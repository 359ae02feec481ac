"""Who takes part in which case: from an organisation or a person to its cases, and back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from domain.collaboration.parties import PartyLinked, PartyUnlinked, ResearcherLinked, ResearcherUnlinked
from domain.values import Recorded, SubjectKind
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.sheets import Draft, Place, Sheet


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One subject in one case; `role` is a party role, or the stay type of a person."""

    case_id: UUID
    subject_id: UUID
    kind: SubjectKind
    role: str
    linked_on: date
    unlinked_on: date | None


LINKS = Sheet("party_cases", LinkRow, ("case_id", "subject_id"), indexes=(("subject_id",),))
_EVENTS = (PartyLinked, PartyUnlinked, ResearcherLinked, ResearcherUnlinked)


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if isinstance(each.event, _EVENTS)]
    links = Draft(LINKS, place, {each.stream_id for each in mine})
    for recorded in mine:
        match recorded.event:
            case PartyLinked(party_id=party_id, role=role):
                _link(links, recorded, party_id, SubjectKind.PARTY, role)
            case ResearcherLinked(person_id=person_id, stay_type=stay_type):
                _link(links, recorded, person_id, SubjectKind.PERSON, stay_type)
            case PartyUnlinked(party_id=subject_id) | ResearcherUnlinked(person_id=subject_id):
                row = links.get(recorded.stream_id, subject_id)
                if row is not None:
                    links.put(replace(row, unlinked_on=recorded.meta.recorded_at.date()))
            case _:
                pass
    links.save()


def _link(links: Draft[LinkRow], recorded: Recorded, subject_id: UUID, kind: SubjectKind, role: str) -> None:
    before = links.get(recorded.stream_id, subject_id)
    if before is not None and before.unlinked_on is None:  # another role, not another beginning
        links.put(replace(before, role=str(role)))
        return
    today = recorded.meta.recorded_at.date()
    links.put(LinkRow(recorded.stream_id, subject_id, kind, str(role), today, None))


MODEL = ReadModel("party_cases", 1, (LINKS.table,), _apply, events=frozenset(_EVENTS), texts=frozenset())
