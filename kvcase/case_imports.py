"""Many notifications at once, from a file: each row a case, with the organisations that take part.

A row is known by its key, or by what it says and how often it was said before in the file, so that a file that is
imported again, or one that grew, makes nothing twice. All rows are written in one transaction, or with `partial` in one
for each few hundred: who is killed then goes on where it ended.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID, uuid5

import marshmallow

from api.rest import body, schemas
from domain import permission
from domain.collaboration import decider as collaboration
from domain.collaboration import parties, spine
from domain.collaboration.state import Collaboration
from domain.collaboration.table import COMMANDS
from domain.context import Context, PartyFact
from domain.errors import DomainError, StaleVersionError, UnusableInputError
from domain.party import commands as party_commands
from domain.party import decider as party
from domain.party.events import PartyRegistered
from domain.ports import ImportedRow, ImportReport, RowMistake
from domain.values import Actor, CaseId, PartyId, Role
from kvcase import notification_files as files
from kvcase.facts import Facts
from kvcase.notification_files import Row
from kvcase.readmodels import ReadModels
from kvcase.service import Service
from kvcase.store.errors import VersionConflict
from kvcase.store.logs import Append, CommandRow, Logs
from projections import parties as party_rows

_CHUNK: Final = 500
_TRIES: Final = 4
_MAX_PARTIES: Final = 50
_MAX_KEY: Final = 200
_WHOLE: Final = "row"
_NAMED: Final = re.compile(r"(?P<name>.+?)\s*\((?P<country>[A-Z]{2})\)")
_PARTY_FIELDS: Final = frozenset({"name", "country", "role", "party_id"})


@dataclass(slots=True)
class _Planned:
    """A row that is new, with all that is written for it."""

    number: int
    appends: list[Append]
    command: CommandRow
    new_parties: int


@dataclass(slots=True)
class _Plan:
    """What becomes of every row: told, or planned."""

    told: dict[int, ImportedRow] = field(default_factory=dict)
    planned: list[_Planned] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Tell whether a row cannot be used."""
        return any(each.mistakes for each in self.told.values())


@dataclass(slots=True)
class _Register:
    """The organisations that rows may name, those among them that are new too.

    `taken` are ids of names that files bring in, under which somebody registered something else. `names` is the secret
    namespace of the ids that files bring in.
    """

    names: UUID
    by_name: dict[str, list[tuple[UUID, str | None]]]
    facts: dict[UUID, PartyFact]
    taken: frozenset[UUID] = frozenset()


class CaseImports:
    """Imports files of notifications.

    What is made of rows is named within `names`, which nobody outside knows: who reads an id learns nothing of the row,
    and nobody can take the id of a row before it comes.
    """

    def __init__(self, logs: Logs, facts: Facts, service: Service, read_models: ReadModels, names: UUID) -> None:
        self._names = names
        self._logs = logs
        self._facts = facts
        self._service = service
        self._read_models = read_models

    def __call__(
        self,
        data: bytes,
        media_type: str,
        *,
        actor: Actor,
        mapping: Mapping[str, str] | None = None,
        dry_run: bool = False,
        partial: bool = False,
    ) -> ImportReport:
        """Return what became of each row, or would become of it.

        Raises `NotPermittedError`, and `UnusableInputError` for a file that cannot be read as a whole. Rows that cannot
        be used are told; unless `partial`, nothing is written then.
        """
        role = permission.acting_role(COMMANDS["notify"], actor)
        form = files.MEDIA_TYPES.get(media_type.partition(";")[0].strip().lower())
        if form is None:
            raise UnusableInputError("media_type", "is no file of notifications", " or ".join(files.MEDIA_TYPES))
        rows = files.read(data, form, mapping)
        for _ in range(_TRIES):
            plan = self._plan(rows, actor, role)
            if dry_run or (plan.refused and not partial):
                return _report(plan, rows, is_written=False, dry_run=dry_run)
            try:
                for chunk in _chunks(plan.planned, _CHUNK if partial else len(plan.planned)):
                    self._write(actor.institution, chunk, plan)
            except VersionConflict:  # somebody imports the same, or registers one of its organisations
                continue
            return _report(plan, rows, is_written=True, dry_run=False)
        raise StaleVersionError(0, 1)

    def _write(self, slug: str, chunk: Sequence[_Planned], plan: _Plan) -> None:
        appends = [append for row in chunk for append in row.appends]
        recorded = self._logs.log(slug).append(appends, commands=[row.command for row in chunk])
        self._service.follow(slug, recorded)
        references = {
            each.stream_id: each.event.reference
            for each in recorded
            if isinstance(each.event, spine.CollaborationNotified)
        }
        for row in chunk:
            case_id = row.command.stream_id
            plan.told[row.number] = ImportedRow(row.number, "imported", case_id, references[case_id], row.new_parties)

    def _plan(self, rows: Sequence[Row], actor: Actor, role: Role) -> _Plan:
        slug, plan = actor.institution, _Plan()
        # Of what others imported a researcher learns nothing, not even that it is there.
        mine = f"{slug}\n{actor.principal}" if role is Role.RESEARCHER else slug
        identified = list(_identified(self._names, mine, rows))
        known = self._logs.log(slug).commands([row_id for _, row_id in identified])
        register = self._register(slug, rows)
        context = self._facts.context(_SAMPLE, Collaboration(), actor, role, slug)
        seen: dict[UUID, int] = {}
        for row, row_id in identified:
            if (before := seen.setdefault(row_id, row.number)) != row.number:
                mistake = RowMistake(files.KEY, f"stands in row {before} too", "a key of its own for each row")
                plan.told[row.number] = ImportedRow(row.number, "refused", mistakes=(mistake,))
                continue
            digest = hashlib.sha256(files.digest_of(row.values).encode()).hexdigest()
            done = known.get(row_id)
            if done is not None and done.body_sha256 in {"", digest}:
                plan.told[row.number] = ImportedRow(row.number, "known", done.stream_id)
            elif done is not None:
                rule = "was imported before, with something else in its row"
                mistake = RowMistake(files.KEY, rule, "a key of its own; change the case itself instead")
                plan.told[row.number] = ImportedRow(row.number, "refused", done.stream_id, mistakes=(mistake,))
            else:
                self._decide(slug, row, row_id, digest, register, context, plan)
        return plan

    def _decide(
        self, slug: str, row: Row, row_id: UUID, digest: str, register: _Register, context: Context, plan: _Plan
    ) -> None:
        """Plan a new row, or tell all that is wrong with it."""
        case_id = CaseId(uuid5(row_id, "case"))
        mistakes = [RowMistake(each.field, each.rule, each.expected) for each in row.mistakes]
        values = {name: value for name, value in row.values.items() if name not in {files.KEY, files.PARTIES}}
        command = _command({**values, "channel": spine.Channel.IMPORT.value}, case_id, mistakes, row)
        wanted = _parties(row.values.get(files.PARTIES, ()), register, slug, mistakes)
        meta = self._service.metadata(slug, context.actor, context.role, row_id)
        appends: list[Append] = []
        events: list[tuple[Any, Any]] = []
        new: dict[UUID, PartyFact] = {}
        where = ""
        try:
            for place, (party_id, name, country, _) in enumerate(wanted):
                where = f"{files.PARTIES}.{place}."
                if party_id not in register.facts:
                    registered = party.decide(
                        party.Party(), party_commands.RegisterParty(party_id, name, country), context
                    )
                    appends.append(Append(party_id, "party", 0, tuple((each, meta()) for each in registered)))
                    fingerprint = party.AGGREGATE.evolve(party.Party(), registered[0], meta()).fingerprint
                    new[party_id] = PartyFact(party_id, 1, fingerprint, country)
            where = ""
            if command is not None:
                links = [parties.LinkParty(case_id, party_id, role) for party_id, _, _, role in wanted]
                asked = [command, *links]
                events = _decided(asked, replace(context, parties={**register.facts, **new}), meta)
        except UnusableInputError as refused:
            mistakes.append(RowMistake(f"{where}{refused.field}", refused.rule, refused.expected))
        except DomainError as refused:
            mistakes.append(RowMistake("row", str(refused), "what the rules allow"))
        if mistakes:
            plan.told[row.number] = ImportedRow(row.number, "refused", mistakes=tuple(mistakes))
            return
        register.facts.update(new)
        for party_id, name, country, _ in wanted:
            if party_id in new:
                register.by_name.setdefault(_plain(name), []).append((party_id, country))
        told_new = 0 if context.role is Role.RESEARCHER else len(new)  # who knows the register is told what was new
        series = self._service.series(slug)
        appends.append(Append(case_id, "collaboration", 0, tuple(events), series))
        done = CommandRow(row_id, context.actor.id, digest, case_id, 1, len(events), "done")
        plan.planned.append(_Planned(row.number, appends, done, told_new))
        plan.told[row.number] = ImportedRow(row.number, "new", case_id, new_parties=told_new)

    def _register(self, slug: str, rows: Sequence[Row]) -> _Register:
        """Return the organisations that these rows name and the register knows."""
        self._read_models.catch_up(slug)
        told = {each for row in rows for each in _names(row.values.get(files.PARTIES, ()))}
        wanted = {_plain(name) for name, _ in told}
        by_name: dict[str, list[tuple[UUID, str | None]]] = {}
        brought = {_new_party(self._names, slug, name, country): (_plain(name), country) for name, country in told}
        ids = set(brought)  # one that has another name since
        with self._read_models.engine(slug).connect() as connection:
            known = party_rows.names(connection)
        for party_id, name, country in known:
            if _plain(name) in wanted or str(party_id) in wanted:
                by_name.setdefault(_plain(name), []).append((party_id, country))
                ids.add(party_id)
        facts = dict(self._facts.parties(slug, sorted(ids)))
        named = {party_id for rows in by_name.values() for party_id, _ in rows}
        unlike = {each for each in brought.keys() & facts.keys() - named if self._first(slug, each) != brought[each]}
        return _Register(self._names, by_name, facts, frozenset(unlike))

    def _first(self, slug: str, party_id: UUID) -> tuple[str, str | None] | None:
        """Return under which name and country somebody registered an organisation: its id may be anybody's choice."""
        event = self._logs.log(slug).read(party_id, 1, reveal=False)[0].event
        return (_plain(event.name), event.country) if isinstance(event, PartyRegistered) else None


_SAMPLE: Final = spine.NotifyCollaboration(CaseId(UUID(int=1)), "", "", spine.Nature.SERVICE)


def _decided(asked: Sequence[Any], context: Context, meta: Callable[[], Any]) -> list[tuple[Any, Any]]:
    """Return the events of a case that is just notified, with their metadata. Raises `DomainError`."""
    state, events = Collaboration(), list[tuple[Any, Any]]()
    for command in asked:
        for event in collaboration.decide(state, command, context):
            its = meta()
            events.append((event, its))
            state = collaboration.AGGREGATE.evolve(state, event, its)
    return events


def _identified(names: UUID, scope: str, rows: Iterable[Row]) -> Iterator[tuple[Row, UUID]]:
    """Yield each row with its id: by its key, or by what it says and how often it was said before."""
    said: dict[str, int] = {}
    for row in rows:
        key = row.values.get(files.KEY)
        if isinstance(key, str) and key.strip():
            yield row, uuid5(names, f"{scope}\nkey\n{key.strip()[:_MAX_KEY]}")
            continue
        told = files.digest_of(row.values)
        said[told] = said.get(told, 0) + 1
        about = f"{row.number}\n{row.mistakes}" if row.mistakes else f"{said[told]}"
        yield row, uuid5(names, f"{scope}\nrow\n{about}\n{told}")


def _command(
    values: Mapping[str, Any], case_id: UUID, mistakes: list[RowMistake], row: Row
) -> spine.NotifyCollaboration | None:
    """Return the notification of a row, or note what is wrong with it."""
    if (key := row.values.get(files.KEY)) is not None and (not isinstance(key, str) or len(key.strip()) > _MAX_KEY):
        mistakes.append(RowMistake(files.KEY, "is no short text", f"at most {_MAX_KEY} characters"))
    if any(each.field == _WHOLE for each in row.mistakes):
        return None  # what it lacks is not known
    try:
        body.refuse_unusable(dict(values))
        made: spine.NotifyCollaboration = schemas.value_of(spine.NotifyCollaboration)().load(
            {**values, "case_id": str(case_id)}
        )
    except marshmallow.ValidationError as error:
        there = {each.field for each in mistakes}
        found = (RowMistake(each.field, each.rule, each.expected) for each in schemas.mistakes(error.messages_dict))
        mistakes += [each for each in found if each.field not in there]
        return None
    except UnusableInputError as refused:
        mistakes.append(RowMistake(refused.field, refused.rule, refused.expected))
        return None
    return made


_Wanted = tuple[PartyId, str, str | None, parties.PartyRole]


def _parties(given: Any, register: _Register, slug: str, mistakes: list[RowMistake]) -> list[_Wanted]:
    """Return the organisations of a row, each known or to be registered; note what is wrong with them."""
    if not isinstance(given, list | tuple) or len(given) > _MAX_PARTIES:
        mistakes.append(RowMistake(files.PARTIES, "is no list of names", f"at most {_MAX_PARTIES} names"))
        return []
    found: dict[UUID, _Wanted] = {}
    for place, each in enumerate(given):
        where = f"{files.PARTIES}.{place}"
        told = _told(each)
        if told is None:
            expected = "a name such as `Institute of Waves (NO)`, or an object with name, country and role"
            mistakes.append(RowMistake(where, "is no organisation", expected))
            continue
        name, country, role = told
        here = [one for one in register.by_name.get(_plain(name), ()) if country in {None, one[1]}]
        if (known := _known_id(name, register)) is not None:
            here = [(known, None)]
        if len(here) > 1:
            expected = "the id of the one that is meant, or its country in brackets"
            mistakes.append(RowMistake(where, "is the name of several organisations", expected))
            continue
        party_id = PartyId(here[0][0] if here else _new_party(register.names, slug, name, country))
        if not here and party_id in register.taken:
            expected = "the id of the one that is meant, once it is registered by hand"
            mistakes.append(RowMistake(where, "cannot be registered: its id stands for another organisation", expected))
            continue
        found[party_id] = (party_id, name, country, role)
    return list(found.values())


def _told(each: Any) -> tuple[str, str | None, parties.PartyRole] | None:
    """Return (name, country, role) of an organisation as a row says it, or `None` if it says none."""
    if isinstance(each, str) and each.strip():
        match = _NAMED.fullmatch(each.strip())
        if match is not None:
            return match["name"], match["country"], parties.PartyRole.PARTNER
        return each.strip(), None, parties.PartyRole.PARTNER
    if not isinstance(each, dict) or not each.keys() <= _PARTY_FIELDS:
        return None
    name, country, role = each.get("party_id") or each.get("name"), each.get("country"), each.get("role", "partner")
    if not isinstance(name, str) or not name.strip() or role not in set(parties.PartyRole):
        return None
    if country is not None and not isinstance(country, str):
        return None
    return name.strip(), country, parties.PartyRole(role)


def _known_id(name: str, register: _Register) -> UUID | None:
    try:
        known = UUID(name)
    except ValueError:
        return None
    return known if known in register.facts else None


def _names(given: Any) -> Iterator[tuple[str, str | None]]:
    for each in given if isinstance(given, list | tuple) else ():
        if (told := _told(each)) is not None:
            yield told[0], told[1]


def _new_party(names: UUID, slug: str, name: str, country: str | None) -> UUID:
    """Return the id of an organisation that a file brings into the register."""
    return uuid5(names, f"{slug}\nparty\n{_plain(name)}\n{country or ''}")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _chunks(planned: Sequence[_Planned], size: int) -> Iterator[Sequence[_Planned]]:
    for start in range(0, len(planned), max(size, 1)):
        yield planned[start : start + size]


def _report(plan: _Plan, rows: Sequence[Row], *, is_written: bool, dry_run: bool) -> ImportReport:
    return ImportReport(tuple(plan.told[row.number] for row in rows), is_written, dry_run)
