"""What changed on either side of a pair: the entry between two versions, the subject between two positions of the log.

Worked out from what is never overwritten, so the same whenever it is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from uuid import UUID

from domain.collaboration import hits
from domain.collaboration.state import Collaboration
from domain.context import FoundHit, ScreeningFact
from domain.hit_changes import Change, Side, What, between
from domain.party.events import PartyAmended, PartyRegistered
from domain.ports import Listed
from domain.values import ERASED, SubjectKind
from kvcase.lists.entries import Entry, NameKind
from kvcase.lists.table import EntryTable
from kvcase.screening.engine import Subject
from kvcase.store.logs import Logs

_NAMES = {
    NameKind.PRIMARY: What.NAME,
    NameKind.STRONG: What.ALIAS,
    NameKind.WEAK: What.WEAK_ALIAS,
    NameKind.ORIGINAL_SCRIPT: What.ORIGINAL_NAME,
}


_REMEMBERED = 1_024
"""Entries of versions kept at hand: in one run the same entry is asked for by every case that it touches."""

Registered = Mapping[What, tuple[str, ...]]
"""A party or person as the register knew it: what screening looks at."""


class HitChanges:
    """Says of each hit that a case met before what is otherwise since."""

    def __init__(self, logs: Logs, entries: EntryTable | None, subjects: Callable[..., tuple[Subject, ...]]) -> None:
        """Read the register by `subjects`: who takes part in a case of an institution, up to a position of its log."""
        self._logs = logs
        self._entries = entries
        self._entry = lru_cache(maxsize=_REMEMBERED)(self._read)
        self._subjects = subjects

    def told(self, institution: str, case_id: UUID, state: Collaboration, found: ScreeningFact) -> ScreeningFact:
        """Return the findings, with what the entry and the subject say otherwise than when the case met them last."""
        return replace(found, hits=tuple(self._told(institution, case_id, state, hit) for hit in found.hits))

    def _told(self, institution: str, case_id: UUID, state: Collaboration, hit: FoundHit) -> FoundHit:
        earlier_id = hits.last_met(state.screening, hit)
        if earlier_id is None or hits.pair(earlier := state.screening.hits[earlier_id]) == hits.pair(hit):
            return hit
        changes: list[Change] = []
        if earlier.entry_fingerprint != hit.entry_fingerprint:
            before = self._entry(hit.list_id, earlier.list_version, hit.entry_id)
            now = self._entry(hit.list_id, hit.list_version, hit.entry_id)
            changes += of_entry(before, now) if before is not None and now is not None else ()
        if earlier.subject_fingerprint != hit.subject_fingerprint:
            recorded = self._logs.log(institution).read(case_id, reveal=False)
            met = next(each.position for each in recorded if getattr(each.event, "hit_id", None) == earlier_id)
            then, today = (self._registered(institution, state, hit.subject_id, upto) for upto in (met, None))
            changes += of_subject(then, today)
        return replace(hit, changes=tuple(changes))

    def _read(self, list_id: str, version_no: int, entry_id: str) -> Entry | None:
        found = self._entries.some(list_id, version_no, [entry_id]) if self._entries is not None else ()
        return next(iter(found), None)

    def _registered(self, institution: str, state: Collaboration, subject_id: UUID, upto: int | None) -> Registered:
        """Return a subject of a case as the register knows it, or knew it at a position."""
        linked = state.parties
        alone = replace(
            linked,
            parties={key: each for key, each in linked.parties.items() if key == subject_id},
            persons={key: each for key, each in linked.persons.items() if key == subject_id},
        )
        found = self._subjects(institution, replace(state, parties=alone), upto)
        if not found:
            return {}
        (known,) = found
        told = {What.NAME: known.names[:1], What.ALIAS: known.names[1:], What.OWNER: known.owners}
        told[What.COUNTRY] = (known.country,) if known.country else ()
        told[What.BIRTH_YEAR] = (str(known.birth_year),) if known.birth_year else ()
        if known.kind is SubjectKind.PARTY:
            history = self._logs.log(institution).streams([subject_id], upto)[subject_id]
            amended = (each.event for each in history if isinstance(each.event, PartyRegistered | PartyAmended))
            told[What.IDENTIFIER] = [*amended][-1].identifiers
        return told


def listed(before: Entry | None, now: Entry, version_no: int) -> Listed:
    """Return what a list says of an entry now, beside what matching looks at, and what of it changed."""
    then, today = (_facts(each) if each is not None else () for each in (before, now))
    told = {name for name, _ in (*then, *today)} if before is not None else set()
    values = {name: tuple([value for key, value in facts if key == name] for facts in (then, today)) for name in told}
    changed = frozenset(name for name, (old, new) in values.items() if old != new)
    names = tuple((name.kind.value, name.text) for name in now.names)
    years = tuple(map(str, now.birth_years))
    return Listed(version_no, today, changed, now.kind, names, now.countries, years, now.identifiers)


def _facts(entry: Entry) -> tuple[tuple[str, str], ...]:
    return (*((("programme", entry.programme),) if entry.programme else ()), *entry.info)


def of_entry(before: Entry, now: Entry) -> Iterator[Change]:
    """Yield what matching looks at and a newer version of the list tells otherwise."""
    for kind, what in _NAMES.items():
        then, today = ((name.text for name in each.names if name.kind is kind) for each in (before, now))
        yield from between(Side.LIST, what, then, today)
    yield from between(Side.LIST, What.IDENTIFIER, before.identifiers, now.identifiers)
    yield from between(Side.LIST, What.COUNTRY, before.countries, now.countries)
    yield from between(Side.LIST, What.BIRTH_YEAR, map(str, before.birth_years), map(str, now.birth_years))
    yield from between(Side.LIST, What.KIND, (before.kind,), (now.kind,))


def of_subject(before: Registered, now: Registered) -> Iterator[Change]:
    """Yield what the register tells otherwise; of what was erased nothing can be said."""
    for what in sorted(before.keys() | now.keys(), key=list(What).index):
        then, today = before.get(what, ()), now.get(what, ())
        if ERASED not in (*then, *today):
            yield from between(Side.REGISTER, what, then, today)
