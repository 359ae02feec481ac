"""The texts of cases, to be searched: sealed in the log, in plain here, gone after an erasure.

Every sealed text that an event of a case holds is one row, but for the explanations of hits, which a program wrote; its
words stand beside, without case and accents, once for each case. `is_told` says that whoever notified the case may read
it (G21). An index of the database's own (FTS5, tsvector) would keep words that were deleted, and could not be built
beside and swapped as the other read models are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import sqlalchemy as sa

from domain.collaboration import decider, disclosure, screening, spine
from domain.erasure.events import PersonalDataErased
from domain.erasure.words import Held
from domain.party.events import PartyAmended, PartyRegistered
from domain.values import ERASED, Recorded, Role, Sealed
from projections import erasures
from projections.folding import FoldedLog
from projections.readmodel import ReadModel
from projections.search_words import words_of
from projections.sheets import Draft, PersonalText, Place, Sheet


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text of a case: the field of the event at `version` that holds it, whose it is and whom it names."""

    case_id: UUID
    version: int
    field: str
    what: str
    text: PersonalText
    written_by: str
    persons: tuple[str, ...]
    is_told: bool


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word that stands in a text of a case; `is_told` if it stands in one that the notifier may read."""

    word: PersonalText
    case_id: UUID
    is_told: bool


@dataclass(frozen=True, slots=True)
class PartyWordRow:
    """A word of a name of an organisation."""

    word: str
    party_id: UUID


TEXTS = Sheet("case_texts", TextRow, ("case_id", "version", "field"))
WORDS = Sheet("case_words", WordRow, ("word", "case_id"), group="case_id")
PARTY_WORDS = Sheet("party_words", PartyWordRow, ("word", "party_id"), group="party_id")
for _sheet in (WORDS, PARTY_WORDS):
    # PostgreSQL finds a beginning by the order of bytes only, whatever the language of the database is.
    sa.Index(f"{_sheet.table.name}_begin", _sheet.table.c.word, postgresql_ops={"word": "text_pattern_ops"})


@cache
def _sealed(event: type) -> Mapping[str, str | None]:
    """Return the fields of an event that hold a text of people, each with the field that says whom it names."""
    hints = get_type_hints(event, include_extras=True)
    found: dict[str, str | None] = {}
    for each in fields(event):
        for mark in _marks(hints[each.name]):
            found[each.name] = mark.persons
    return found


def _marks(hint: Any) -> Iterable[Sealed]:
    if get_origin(hint) is Annotated:
        yield from (mark for mark in get_args(hint)[1:] if isinstance(mark, Sealed))
    for inner in get_args(hint):
        if not isinstance(inner, Sealed):
            yield from _marks(inner)


_MACHINE_MADE = frozenset({screening.ScreeningHitRecorded})
_TEXTS = frozenset(kind for kind in decider.AGGREGATE.events if kind not in _MACHINE_MADE and _sealed(kind))
_NAMES = frozenset({PartyRegistered, PartyAmended})


def _apply(place: Place, batch: Sequence[Recorded], _log: FoldedLog, _log_name: str) -> None:
    mine = [each for each in batch if type(each.event) in _TEXTS]
    cases, people = list(erasures.erased(batch, Held.CASE)), list(erasures.erased(batch, Held.PERSON))
    touched = {each.stream_id for each in mine} | {each.subject_id for each in cases}
    touched |= {case_id for each in people for case_id in each.cases}
    if touched:
        texts, words = Draft(TEXTS, place, touched), Draft(WORDS, place, touched)
        for recorded in mine:
            _note(texts, recorded)
        _forget(texts, cases, people)
        for case_id in touched:
            _index(texts, words, case_id)
        texts.save()
        words.save()
    names = (each.event for each in batch)
    named = {each.party_id: each for each in names if isinstance(each, PartyRegistered | PartyAmended)}
    if named:
        _name(place, named)


def _note(texts: Draft[TextRow], recorded: Recorded) -> None:
    event: Any = recorded.event
    case_id, by = recorded.stream_id, recorded.meta.actor
    first = texts.get(case_id, 1, "title")
    # Who notified for somebody else has notified nothing, and what he or she writes as an officer is not told.
    is_own = recorded.version == 1 or (first is not None and first.written_by in by.identities)
    told = disclosure.told_fields(event, (Role.RESEARCHER,), is_own=is_own) or frozenset()
    for name, naming in _sealed(event.__class__).items():
        said = _said(getattr(event, name))
        before = texts.get(case_id, 1, name) if isinstance(event, spine.NotificationAmended) else None
        if before is not None and said:
            texts.put(replace(before, text=said))
        elif said:
            what = event.stored_name.split(".")[1]
            persons = _ids(getattr(event, naming)) if naming is not None else ()
            texts.put(TextRow(case_id, recorded.version, name, what, said, by.principal, persons, name in told))


def _said(value: Any) -> str:
    """Return the text in a field; nothing for one that is erased or holds more than texts."""
    said = value if isinstance(value, tuple) else (value,)
    return "\n".join(each for each in said if isinstance(each, str) and each != ERASED)


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(sorted(map(str, value if isinstance(value, tuple | frozenset) else (value,))))


def _forget(texts: Draft[TextRow], cases: Sequence[PersonalDataErased], people: Sequence[PersonalDataErased]) -> None:
    """Drop all texts of a case, and those that name a person."""
    gone = [row for each in cases for row in texts.of(each.subject_id)]
    gone += [
        row
        for each in people
        for case_id in each.cases
        for row in texts.of(case_id)
        if str(each.subject_id) in row.persons
    ]
    for row in dict.fromkeys(gone):
        texts.drop(row)


def _index(texts: Draft[TextRow], words: Draft[WordRow], case_id: UUID) -> None:
    """Let the words of a case be those of its texts."""
    found: dict[str, bool] = {}
    for row in texts.of(case_id):
        for word in words_of(row.text):
            found[word] = found.get(word, False) or row.is_told
    for known in words.of(case_id):
        if known.word not in found:
            words.drop(known)
    for word, is_told in found.items():
        words.put(WordRow(word, case_id, is_told))


def _name(place: Place, named: Mapping[Any, PartyRegistered | PartyAmended]) -> None:
    words = Draft(PARTY_WORDS, place, set(named))
    for party_id, event in named.items():
        found = {word for name in (event.name, *event.aliases) for word in words_of(name)}
        for known in words.of(party_id):
            if known.word not in found:
                words.drop(known)
        for word in found:
            words.put(PartyWordRow(word, party_id))
    words.save()


MODEL = ReadModel(
    "case_search",
    1,
    (TEXTS.table, WORDS.table, PARTY_WORDS.table),
    _apply,
    events=_TEXTS | _NAMES | {PersonalDataErased},
    texts=_TEXTS,
)
