"""The screening engine: subjects against list versions, hits with their explanation.

It proposes; people decide. Everyone is screened against every list, whatever the country.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

from domain.context import FoundHit, ListFact, ScreenedSubject, ScreeningFact
from domain.party.ownership import Ownership
from domain.ports import Match as PublicMatch
from domain.values import Effect, SubjectKind
from kvcase.lists.entries import Entry, Kind, match_fingerprint, primary_name, programmes
from kvcase.lists.table import EntryTable
from kvcase.screening import index_files, joining, matcher, rank, sentences
from kvcase.screening.index import ListIndex

SCORER_ID = matcher.SCORER_ID
_KEPT_INDEXES = 64
_JOINED = "+joined"
"""Begins the name of the file of a joined index; no id of a list begins so."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A party or person with all that screening looks at: of a party also the names of its owners."""

    kind: SubjectKind
    subject_id: UUID
    fingerprint: str
    names: tuple[str, ...]
    country: str | None = None
    birth_year: int | None = None
    owners: tuple[str, ...] = ()
    ownership: Ownership | None = None


class Engine:
    """Screens subjects against the lists in force; keeps an index for each list version it has met."""

    def __init__(self, table: EntryTable, folder: Path | None = None) -> None:
        """Keep indexes in `folder`, for other processes and the next start; without one, in memory only."""
        self._table = table
        self._folder = folder
        self._indexes: OrderedDict[tuple[str, int], ListIndex] = OrderedDict()
        self._joined: tuple[tuple[tuple[str, int, str], ...], ListIndex] = ((), ListIndex.build(()))
        self._lock = threading.Lock()

    def screen(self, screening_id: UUID, subjects: Sequence[Subject], lists: Mapping[str, ListFact]) -> ScreeningFact:
        """Return what every list in force says about these subjects."""
        answers = joining.search(self.joined(lists), [query for each in subjects for query in queries(each)])
        hits = [hit for name in sorted(answers) for hit in _hits(screening_id, subjects, lists[name], answers[name])]
        return fact(subjects, {name: each.version_no for name, each in lists.items()}, hits)

    def against_entries(
        self, screening_id: UUID, subjects: Sequence[Subject], of: ListFact, index: "Delta"
    ) -> tuple[FoundHit, ...]:
        """Return what the changed entries of one list say about these subjects."""
        return tuple(against(screening_id, subjects, of, index.index))

    def delta(self, entries: Iterable[Entry]) -> "Delta":
        """Return a searchable index of some entries; it scores as the index of the whole list does."""
        return Delta(ListIndex.build(entries))

    def whole(self, of: ListFact) -> "Delta":
        """Return the index of a whole version, as if every entry were new."""
        return Delta(self._index(of))

    def match(
        self, name: str, kind: str, country: str | None, lists: Mapping[str, ListFact]
    ) -> tuple[PublicMatch, ...]:
        """Return what the lists in force say about a name, best first; nothing is recorded."""
        wanted = Kind.PERSON if kind == "person" else Kind.ORGANISATION if kind == "organisation" else None
        answers = joining.search(self.joined(lists), [matcher.Query(name, wanted, country)])
        found = [_public(lists[list_id], match) for list_id, (matches,) in answers.items() for match in matches]
        return tuple(sorted(found, key=lambda each: (-each.score, -each.rank, each.list_id, each.entry_id)))

    def joined(self, lists: Mapping[str, ListFact]) -> ListIndex:
        """Return one index of the lists in force that are screened against: see `joining`."""
        of = [lists[name] for name in sorted(lists) if lists[name].effect is not Effect.CONTEXT]
        key = tuple((each.list_id, each.version_no, each.canonical_sha256) for each in of)
        with self._lock:
            known, index = self._joined
        if known != key:
            index = self._kept_joined(of)
            with self._lock:
                self._joined = (key, index)
        return index

    def _index(self, of: ListFact) -> ListIndex:
        key = (of.list_id, of.version_no)
        with self._lock:
            if key not in self._indexes:
                self._indexes[key] = self._kept(of)
                while len(self._indexes) > _KEPT_INDEXES:
                    self._indexes.popitem(last=False)
            self._indexes.move_to_end(key)
            return self._indexes[key]

    def file(self, of: ListFact) -> Path:
        """Return the file of the index of a version, made if it is not there. Raises `OSError`, `NoIndexError`."""
        file = self._file(of)
        if file is None:
            raise index_files.NoIndexError("this installation keeps no indexes in files")
        if index_files.load(file) is None:
            self._save(ListIndex.build(self._table.entries(of.list_id, of.version_no)), file)
        return file

    def _kept(self, of: ListFact) -> ListIndex:
        """Return the index of a version from its file, or build it and leave it there."""
        file = self._file(of)
        found = index_files.load(file) if file else None
        if found is not None:
            return found
        index = ListIndex.build(self._table.entries(of.list_id, of.version_no))
        if file is not None:
            with suppress(OSError):  # a full disk costs the next process a build, and nobody a screening
                self._save(index, file)
                return index_files.load(file) or index
        return index

    def _kept_joined(self, of: Sequence[ListFact]) -> ListIndex:
        """Return the index of several versions from its file, or join theirs and leave it there for them before."""
        files = [self._file(each) for each in of]
        names = "\n".join(file.name for file in files if file is not None)
        file = (
            self._folder / f"{_JOINED}-{hashlib.sha256(names.encode()).hexdigest()[:16]}.index"
            if self._folder
            else None
        )
        found = index_files.load(file) if file is not None else None
        if found is not None:
            return found
        index = joining.joined({each.list_id: self._index(each) for each in of})
        if file is not None:
            with suppress(OSError):
                before = [each for each in file.parent.glob(f"{_JOINED}-*.index") if each != file]
                self._save(index, file)
                for each in before:  # whoever has one mapped keeps it
                    each.unlink(missing_ok=True)
                return index_files.load(file) or index
        return index

    def _file(self, of: ListFact) -> Path | None:
        name = hashlib.sha256(f"{of.list_id}:{of.version_no}:{of.canonical_sha256}:{SCORER_ID}".encode()).hexdigest()
        return self._folder / f"{of.list_id}-{of.version_no}-{name[:16]}.index" if self._folder else None

    @staticmethod
    def _save(index: ListIndex, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        index_files.save(index, file)


@dataclass(frozen=True, slots=True)
class Delta:
    """The changed entries of a list, ready to be searched."""

    index: ListIndex


def against(screening_id: UUID, subjects: Sequence[Subject], of: ListFact, index: ListIndex) -> Iterator[FoundHit]:
    """Yield what an index says about these subjects, in their order: of a party what its names say, then its owners."""
    asked = [query for subject in subjects for query in queries(subject)]
    yield from _hits(screening_id, subjects, of, index.search_many(asked))


def _hits(
    screening_id: UUID, subjects: Sequence[Subject], of: ListFact, found: Iterable[Sequence[matcher.Match]]
) -> Iterator[FoundHit]:
    """Yield the hits that the answers to the queries of these subjects make."""
    answers = iter(found)
    for subject in subjects:
        best = _best(next(answers) for _ in subject.names)
        for entry_id in sorted(best):
            yield _hit(screening_id, subject, of, best[entry_id])
        owned = _best(next(answers) for _ in subject.owners)
        for entry_id in sorted(owned.keys() - best.keys()):
            yield replace(_hit(screening_id, subject, of, owned[entry_id]), by_owner=True)


def fact(subjects: Sequence[Subject], list_versions: Mapping[str, int], hits: Iterable[FoundHit]) -> ScreeningFact:
    """Return findings as the value that a decision takes."""
    screened = tuple(ScreenedSubject(each.kind, each.subject_id, each.fingerprint, each.ownership) for each in subjects)
    return ScreeningFact(SCORER_ID, dict(list_versions), screened, tuple(hits))


class Printed(Protocol):
    """Whatever tells a subject by its fingerprint."""

    @property
    def kind(self) -> SubjectKind:
        """Return whether it is a party or a person."""

    @property
    def subject_id(self) -> UUID:
        """Return its id."""

    @property
    def fingerprint(self) -> str:
        """Return the print of all that screening looks at."""


def hit_id(screening_id: UUID, list_id: str, entry_id: str, subject_id: UUID) -> UUID:
    """Return the id of what a screening finds about a subject and an entry: always the same."""
    return uuid5(screening_id, f"{list_id}:{entry_id}:{subject_id}")


def subjects_digest(subjects: Iterable[Printed]) -> str:
    """Return the digest of whom a run screened in one case: kinds, ids and fingerprints, no names."""
    rows = sorted(f"{each.kind}:{each.subject_id}:{each.fingerprint}" for each in subjects)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def queries(subject: Subject) -> Iterable[matcher.Query]:
    """Yield what is asked about a subject: each of its names, then each of its owners'."""
    kind = Kind.PERSON if subject.kind is SubjectKind.PERSON else Kind.ORGANISATION
    for name in subject.names:
        yield matcher.Query(name, kind, subject.country, subject.birth_year)
    for name in subject.owners:
        yield matcher.Query(name)


def _best(answers: Iterable[Iterable[matcher.Match]]) -> Mapping[str, matcher.Match]:
    """Return the best match of any of these answers with each entry."""
    best: dict[str, matcher.Match] = {}
    for answer in answers:
        for match in answer:
            known = best.get(match.entry_id)
            if known is None or match.score > known.score:
                best[match.entry_id] = match
    return best


def _public(of: ListFact, match: matcher.Match) -> PublicMatch:
    return PublicMatch(
        of.list_id,
        match.entry_id,
        primary_name(match.entry),
        match.score,
        match.band,
        json.loads(match.explanation.encode()),
        sentences.sentence(match.explanation, "nl", of.list_id, person=match.entry.kind is Kind.PERSON),
        sentences.sentence(match.explanation, "en", of.list_id, person=match.entry.kind is Kind.PERSON),
        rank.rank(match.explanation, of.effect),
    )


def _hit(screening_id: UUID, subject: Subject, of: ListFact, match: matcher.Match) -> FoundHit:
    return FoundHit(
        hit_id(screening_id, of.list_id, match.entry_id, subject.subject_id),
        subject.kind,
        subject.subject_id,
        subject.fingerprint,
        of.list_id,
        of.version_no,
        match.entry_id,
        match_fingerprint(match.entry),
        of.effect,
        match.score,
        SCORER_ID,
        match.explanation.encode(),
        of.policy_id,
        rank=rank.rank(match.explanation, of.effect),
        programmes=programmes(match.entry),
    )
