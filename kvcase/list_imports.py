"""Taking a list in: parse, examine, compare, and only then one transaction that activates it whole."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.errors import NotFoundError, StaleVersionError, UnusableInputError
from domain.ports import Outcome
from domain.values import Actor, Effect
from domain.watchlist import commands
from domain.watchlist import decider as watchlist
from domain.watchlist import events as watchlist_events
from kvcase.catalogues import loader
from kvcase.catalogues.model import Editions, RegisteredList
from kvcase.facts import SHARED, fold, shipped, watchlist_id
from kvcase.lists import formats, held, mappings, relinking, table, versions
from kvcase.lists.entries import Entry, Kind, Name, NameKind, canonical
from kvcase.lists.importers import opensanctions_ftm
from kvcase.lists.mappings import ColumnMapping
from kvcase.lists.reading import ParsedList, RowError, UnusableListError
from kvcase.lists.table import EntryTable
from kvcase.service import Service, Within
from kvcase.store.logs import Logs
from kvcase.store.transaction import Transaction

SHIPPED_FORMAT = "shipped"
_TRIES = 3
_LIST_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of an import: `outcome` is `activated`, `unchanged` or `held`, with its reason and the delta."""

    list_id: str
    outcome: str
    version_no: int | None
    canonical_sha256: str
    entries: int
    names: int
    rows_in: int
    rejected: tuple[RowError, ...]
    added: int
    changed: int
    changed_info: int
    removed: int
    held_rule: str | None = None
    held_reason: str | None = None


class ListImports:
    """Takes lists in, for an operator of the shared log."""

    def __init__(
        self, logs: Logs, service: Service, entries: EntryTable, edition: Callable[[], Editions] = shipped
    ) -> None:
        self._logs = logs
        self._service = service
        self._entries = entries
        self._edition = edition

    def register(
        self,
        actor: Actor,
        list_id: str,
        name: str,
        effect: Effect,
        legal_basis: str,
        licence: str,
        allowed_use: str = "",
    ) -> Outcome | None:
        """Make a list known, if it is not yet. Raises `UnusableInputError`."""
        if not _LIST_ID.fullmatch(list_id):
            raise UnusableInputError("list_id", f"{list_id!r} is no id of a list", "2 to 60 of a-z, 0-9 and -")
        stream = watchlist_id(list_id)
        if self._logs.log(SHARED).read(stream):
            return None
        command = commands.RegisterList(stream, list_id, name, effect, legal_basis, licence, allowed_use=allowed_use)
        return self._service(command, actor=actor)

    def register_shipped(self, actor: Actor, list_id: str) -> Outcome | None:
        """Make a list of the shipped register known, if no list of this name is. Raises `UnusableInputError`."""
        if self._logs.log(SHARED).read(watchlist_id(list_id)):
            return None
        each = self.registered(list_id)
        if each is None:
            raise _unknown(list_id)
        stream, basis, use = watchlist_id(list_id), str(each.citation), each.allowed_use or ""
        command = commands.RegisterList(
            stream, list_id, each.label.en, each.effect, basis, each.licence or "", (), use, each.state
        )
        return self._service(command, actor=actor)

    def known(self, list_id: str) -> UUID:
        """Return the id of a list that is known. Raises `UnusableInputError`."""
        stream = watchlist_id(list_id)
        if not self._logs.log(SHARED).read(stream):
            raise _unknown(list_id)
        return stream

    def import_files(
        self,
        actor: Actor,
        list_id: str,
        format_id: str,
        parts: Mapping[str, Path],
        mapping: ColumnMapping | None = None,
        day: date | None = None,
    ) -> ImportResult:
        """Take in the parts of one list version. Raises `UnusableListError` when a part cannot be used at all.

        Without a mapping, the one that was saved for the list is used. A delta file is applied to the version in force.
        `day` is that of the version where the files themselves do not say it.
        """
        files = tuple(_part(name, parts[name]) for name in sorted(parts))
        if format_id == formats.OPENSANCTIONS_DELTA:
            return self._import_delta(actor, list_id, parts, files)
        parsed = formats.parse(format_id, parts, mapping or self.mapping(list_id))
        parsed = replace(parsed, source_date=parsed.source_date or day)
        return self.import_parsed(actor, list_id, format_id, parsed, files)

    def mapping(self, list_id: str) -> ColumnMapping | None:
        """Return the column mapping that was saved for a list, if one was."""
        state = fold(watchlist.AGGREGATE, self._logs.log(SHARED).read(watchlist_id(list_id)))
        return _mapping(state.mapping) if state.mapping else None

    def mappings(self) -> dict[str, ColumnMapping]:
        """Return the column mappings that were saved, by list id."""
        saved: dict[str, ColumnMapping] = {}
        log, position = self._logs.log(SHARED), 0
        while batch := log.after(position, 1000):
            for recorded in batch:
                if isinstance(recorded.event, watchlist_events.ListMappingSaved):
                    saved[recorded.event.list_id] = _mapping(recorded.event.fields)
            position = batch[-1].position
        return dict(sorted(saved.items()))

    def taken_in(self, list_id: str, parts: Mapping[str, Path]) -> int | None:
        """Return the number of the version that these very files made, if they made one."""
        files = tuple(_part(name, parts[name]) for name in sorted(parts))
        return next((each.version_no for each in self._imported(list_id) if each.parts == files), None)

    def source_date(self, list_id: str) -> date | None:
        """Return the day of the version in force, as its source or the name of its file says it."""
        return next((each.source_date for each in reversed(self._imported(list_id))), None)

    def _imported(self, list_id: str) -> list[watchlist_events.ListVersionImported]:
        history = self._logs.log(SHARED).read(watchlist_id(list_id))
        return [each.event for each in history if isinstance(each.event, watchlist_events.ListVersionImported)]

    def save_mapping(self, actor: Actor, list_id: str, mapping: ColumnMapping) -> Outcome:
        """Save the column mapping of a list that is known. Raises `UnusableInputError`."""
        fields = tuple(watchlist_events.MappedField(*each) for each in sorted(mappings.to_fields(mapping).items()))
        return self._service(commands.SaveMapping(self.known(list_id), fields), actor=actor)

    def _import_delta(
        self, actor: Actor, list_id: str, parts: Mapping[str, Path], files: tuple[watchlist_events.Part, ...]
    ) -> ImportResult:
        delta = opensanctions_ftm.read_delta(parts)
        history = self._logs.log(SHARED).read(watchlist_id(list_id))
        state = fold(watchlist.AGGREGATE, history)
        active = state.active_version
        if active is not None and state.source_version == delta.version:
            return _unchanged(list_id, active, state.active_sha256 or "", delta.rows_in)
        entries = {} if active is None else {each.entry_id: each for each in self._entries.entries(list_id, active)}
        parsed = opensanctions_ftm.applied(delta, entries, state.source_version)
        return self.import_parsed(actor, list_id, formats.OPENSANCTIONS_DELTA, parsed, files, base=active)

    def policy_lists(self) -> tuple[str, ...]:
        """Return the policy lists of the edition in force."""
        return tuple(sorted(each.list_id for each in self._edition().policy_lists))

    def import_policy_list(self, actor: Actor, list_id: str) -> ImportResult:
        """Take in a policy list of the edition in force, such as the Seven Sons."""
        edition = self._edition()
        ships = self.policy_lists()
        if list_id not in ships:
            raise UnusableInputError(
                "list_id", f"{list_id!r} is no policy list of the edition in force", f"one of {', '.join(ships)}"
            )
        self.register_shipped(actor, list_id)
        parsed = policy_list(edition, list_id)
        digest = versions.canonical_sha256(parsed.entries)
        return self.import_parsed(
            actor, list_id, SHIPPED_FORMAT, parsed, (watchlist_events.Part("entries", digest, 0),)
        )

    def import_parsed(
        self,
        actor: Actor,
        list_id: str,
        format_id: str,
        parsed: ParsedList,
        parts: tuple[watchlist_events.Part, ...],
        base: int | None = None,
    ) -> ImportResult:
        """Take in a parsed list: hold it when it looks wrong, otherwise activate it with its entries at once.

        `base` is the version that must be in force still, when the list was made from it.
        """
        stream = watchlist_id(list_id)
        for _ in range(_TRIES):
            history = self._logs.log(SHARED).read(stream)
            if not history:
                raise NotFoundError("list", list_id)
            state = fold(watchlist.AGGREGATE, history)
            active = state.active_version
            if base is not None and active != base:
                raise UnusableListError("delta", f"version {active} came into force meanwhile", "the delta file again")
            new = {each.entry_id: canonical(each) for each in self._identified(list_id, active, parsed)}
            prints = versions.of(new.values())
            digest = versions.digest(prints)
            old = {} if active is None else self._entries.fingerprints(list_id, active)
            delta = versions.delta(old, prints)
            previous = _previous(history, len(old), format_id) if active is not None else None
            doubt = None
            if format_id != SHIPPED_FORMAT:
                doubt = versions.examine(parsed, previous, delta, self._sentinels(list_id))
            command = commands.ImportVersion(
                stream,
                format_id,
                parsed.importer_version,
                parts,
                digest,
                parsed.source_date,
                parsed.rows_in,
                len(new),
                sum(len(entry.names) for entry in new.values()),
                len(parsed.rejected),
                len(delta.added),
                len(delta.changed_match),
                len(delta.changed_info),
                len(delta.removed),
                doubt.rule if doubt else None,
                doubt.reason if doubt else None,
                parsed.source_version,
            )

            def within(
                events: Sequence[Any],
                new: Mapping[str, Entry] = new,
                prints: versions.Fingerprints = prints,
                delta: versions.Delta = delta,
                active: int | None = active,
            ) -> Within | None:
                for event in events:
                    if isinstance(event, watchlist_events.ListVersionActivated):
                        return _activation(list_id, event, new, prints, delta)
                    if isinstance(event, watchlist_events.ListFileHeld):
                        return _holding(list_id, event, active, new, prints, delta)
                return None

            try:
                outcome = self._service.execute(command, actor=actor, expected_version=len(history), within=within)
            except StaleVersionError:
                continue  # another import came first: compare with what is in force now
            return _result(command, list_id, outcome, parsed.rejected, state.active_version)
        raise StaleVersionError(len(history), len(self._logs.log(SHARED).read(stream)))

    def _identified(self, list_id: str, active: int | None, parsed: ParsedList) -> Iterable[Entry]:
        """Return the entries, with the ids that the version in force gave them where the source has none."""
        if parsed.stable_ids or active is None:
            return parsed.entries
        return relinking.relinked(
            {each.entry_id: each for each in self._entries.entries(list_id, active)}, parsed.entries
        )

    def registered(self, list_id: str) -> RegisteredList | None:
        """Return what the register says of a list: that of the edition in force, else the one that ships."""
        entries = (*self._edition().lists.entries, *shipped().lists.entries)
        return next((each for each in entries if each.list_id == list_id), None)

    def _sentinels(self, list_id: str) -> tuple[str, ...]:
        each = self.registered(list_id)
        return each.sentinels if each is not None else ()


def _mapping(fields: Sequence[watchlist_events.MappedField]) -> ColumnMapping:
    return mappings.from_fields({each.field: each.value for each in fields})


def _unknown(list_id: str) -> UnusableInputError:
    names = ", ".join(sorted(each.list_id for each in shipped().lists.entries))
    expected = f"one that ships ({names}) or one of your own after `kvcase lists register`"
    return UnusableInputError("list_id", f"no list {list_id!r} is known", expected)


def _activation(
    list_id: str,
    event: watchlist_events.ListVersionActivated,
    new: Mapping[str, Entry],
    prints: versions.Fingerprints,
    delta: versions.Delta,
) -> Within:
    def write(transaction: Transaction) -> None:
        table.activate(transaction, list_id, event.version_no, new, prints, delta)
        held.forget(transaction, list_id, event.canonical_sha256)

    return write


def _holding(
    list_id: str,
    event: watchlist_events.ListFileHeld,
    active: int | None,
    new: Mapping[str, Entry],
    prints: versions.Fingerprints,
    delta: versions.Delta,
) -> Within:
    def write(transaction: Transaction) -> None:
        held.keep(transaction, list_id, event.canonical_sha256, active, new, prints, delta)

    return write


def _previous(history: Sequence[Any], count: int, format_id: str) -> versions.PreviousVersion:
    """Return the version in force; its parts count only against files of the same format."""
    last = [each.event for each in history if isinstance(each.event, watchlist_events.ListVersionImported)][-1]
    parts = tuple(part.name for part in last.parts) if last.format_id == format_id else ()
    return versions.PreviousVersion(count, parts, last.names, last.source_date)


def _unchanged(list_id: str, version_no: int, digest: str, rows_in: int) -> ImportResult:
    return ImportResult(list_id, "unchanged", version_no, digest, 0, 0, rows_in, (), 0, 0, 0, 0)


def _part(name: str, file: Path) -> watchlist_events.Part:
    data = file.read_bytes()
    return watchlist_events.Part(name, hashlib.sha256(data).hexdigest(), len(data))


def policy_list(editions: Editions, list_id: str) -> ParsedList:
    """Return a policy list of an edition as a list to take in. Raises `KeyError` when it has none of that name."""
    entries = tuple(
        Entry(
            each.entry_id,
            Kind.ORGANISATION,
            tuple(
                Name(text, NameKind.PRIMARY if at == 0 else NameKind.STRONG if verified else NameKind.WEAK)
                for at, (text, verified) in enumerate(each.names)
            ),
            (each.country,) if each.country else (),
        )
        for each in loader.policy_list_entries(editions, list_id)
    )
    return ParsedList(entries, len(entries), (), None, ("entries",), editions.edition_id)


def _result(
    command: commands.ImportVersion,
    list_id: str,
    outcome: Outcome,
    rejected: tuple[RowError, ...],
    active: int | None,
) -> ImportResult:
    activated = [e.event for e in outcome.events if isinstance(e.event, watchlist_events.ListVersionActivated)]
    is_held = any(isinstance(e.event, watchlist_events.ListFileHeld) for e in outcome.events)
    still_held = command.held_rule is not None and not activated
    said = "activated" if activated else "held" if is_held or still_held else "unchanged"
    return ImportResult(
        list_id,
        said,
        activated[0].version_no if activated else active,
        command.canonical_sha256,
        command.entries,
        command.names,
        command.rows_in,
        rejected,
        command.added,
        command.changed,
        command.changed_info,
        command.removed,
        command.held_rule if said == "held" else None,
        command.held_reason if said == "held" else None,
    )
