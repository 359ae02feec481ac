"""Makes files, and records each with its digest before a byte of it leaves. Nothing is sent, and no copy is kept."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import access
from api.handouts import Made
from api.ports import Ports
from api.reading import Reading
from api.rest import plain
from domain import text
from domain.collaboration import decider
from domain.collaboration.spine import Language
from domain.errors import UnusableInputError
from domain.handout.commands import RecordHandout
from domain.handout.words import HandoutFormat, HandoutKind
from domain.licence.decider import AGGREGATE as LICENCE
from domain.moments import AsOf, AtInstant, Moment
from domain.moments import written as instant_of
from domain.values import Actor
from kvcase.exports import dossier, letter, licence, registers, tables
from kvcase.exports.registers import Register, Source
from kvcase.exports.tables import About, Written
from kvcase.exports.told import moment_of
from kvcase.exports.words import Words
from kvcase.facts import Facts
from kvcase.store.logs import Logs
from projections.shared_queries import FwoQueries

_TYPES: Final = {
    HandoutFormat.PDF: "application/pdf",
    HandoutFormat.ZIP: "application/zip",
    HandoutFormat.CSV: "text/csv; charset=utf-8",
    HandoutFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PLACES: Final = frozenset({"institution", "reference"})
_IDS: Final = ("_id", "_ids")


@dataclass(frozen=True, slots=True)
class _Known:
    """Of when a file tells: up to a position of one log, or at an instant of many."""

    at: datetime
    position: int | None

    def __str__(self) -> str:
        return instant_of(self.at) if self.position is None else str(Moment(self.position, self.at))


class Handouts:
    """Makes dossiers, letters, files for a licence authority, and registers."""

    def __init__(self, ports: Callable[[], Ports], logs: Logs, facts: Facts) -> None:
        self._of_ports = ports
        self._logs = logs
        self._facts = facts

    def dossier(self, case_id: UUID, *, actor: Actor, language: Language, as_of: AsOf | None) -> Made:
        """Return the dossier of a case as PDF. Raises `NotFoundError`, `PdfUnavailableError`."""
        ports, words = self._of_ports(), Words(language)
        reading = Reading(ports).at(_said(as_of, ports), actor, decider.AGGREGATE, case_id)
        case = dossier.case_at(ports, reading, case_id, actor)
        content = dossier.made(ports, case, words, _name(ports, actor))
        about = (case_id, case.row.reference)
        stem = f"{case.row.reference}-dossier-{language.value}"
        told = (HandoutKind.DOSSIER, HandoutFormat.PDF, "dossier", *about)
        named = dossier.named(case)
        return _document(ports, actor, told, language, reading, stem, content, named, is_withheld=not case.personal)

    def letter(self, case_id: UUID, *, actor: Actor, language: Language, signed_by: str, as_of: AsOf | None) -> Made:
        """Return the draft of the letter that tells the last decision. Raises as `dossier`, `UnusableInputError`."""
        ports, words = self._of_ports(), Words(language)
        text.refuse_unusable(signed_by, "signed_by")
        signatory = text.required(signed_by, "signed_by", text.MAX_TITLE)
        reading = Reading(ports).at(_said(as_of, ports), actor, decider.AGGREGATE, case_id)
        case = dossier.case_at(ports, reading, case_id, actor)
        outcome, _ = letter.decision_of(case)
        content = letter.made(ports, case, words, _name(ports, actor), signatory)
        told = (HandoutKind.LETTER, HandoutFormat.PDF, outcome, case_id, case.row.reference)
        stem = f"{case.row.reference}-letter-{language.value}"
        return _document(ports, actor, told, language, reading, stem, content, dossier.named(case))

    def licence(self, licence_id: UUID, *, actor: Actor, language: Language, as_of: AsOf | None) -> Made:
        """Return the file for the licence authority as ZIP. Raises as `dossier`."""
        ports, words = self._of_ports(), Words(language)
        reading = Reading(ports).at(_said(as_of, ports), actor, LICENCE, licence_id)
        rules = self._facts.catalogue(reading.today).export_control
        found = licence.licence_at(ports, reading, licence_id, actor, rules)
        content = licence.made(found, reading, words, _name(ports, actor))
        told = (HandoutKind.LICENCE_DOSSIER, HandoutFormat.ZIP, "licence", licence_id, found.row.number)
        stem = f"licence-{licence_id}-{language.value}"
        named = {"case_ids": found.row.cases, "party_ids": found.row.end_users}
        return _document(ports, actor, told, language, reading, stem, content, named)

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
        """Return a register, or the portfolio of the FWO. Raises `NotFoundError`, `UnusableInputError`."""
        ports, words = self._of_ports(), Words(language)
        register = registers.named(name, actor)
        wanted = register.wanted(filters)
        source, known = self._source(ports, register, actor, as_of)
        named: list[Mapping[str, Any]] = []
        found = _noted(register.rows(source, wanted), named)
        rows = (register.cells(row, personal=source.reveal) for row in found)
        headings = [words.heading(each) for each in register.columns]
        said = tuple(f"{each}={value.value}" for each, value in sorted(wanted.items()))
        if written is HandoutFormat.CSV:
            file = tables.as_csv(headings, rows)
        else:
            about = _about(ports, source, register, words, said, known)
            file = tables.as_xlsx(headings, rows, about, register.shown(words.word))
        kind = HandoutKind.PORTFOLIO if name == registers.PORTFOLIO else HandoutKind.REGISTER
        digest = (file.sha256, file.size, file.rows, said, not source.reveal)
        told = (kind, written, name, None, None, language.value, known.at, known.position, *digest)
        stem = f"{actor.institution}-{name}-{known.at:%Y%m%dT%H%M%SZ}"
        return _recorded(ports, actor, RecordHandout(ports.new_id(), *told), stem, str(known), file, named)

    def _source(self, ports: Ports, register: Register, actor: Actor, as_of: AsOf | None) -> tuple[Source, _Known]:
        """Return from where rows are read, and of when; without a moment they are those of now."""
        reading = Reading(ports)
        if register.name == registers.PORTFOLIO:
            at, fwo = _of_the_fwo(ports, as_of)
            log = self._logs.log(access.SHARED)
            return Source(reading, actor, log, 0, ports.handed_out(access.SHARED), fwo), _Known(at, None)
        log = self._logs.log(actor.institution)
        if as_of is None:
            known = _Known(ports.now(), log.head())
        else:
            reading = reading.at(as_of, actor)
            known = _Known(moment_of(reading).at, moment_of(reading).position)
        reveal = registers.may_read_texts(register, actor)
        handed_out = ports.handed_out(actor.institution)
        return Source(reading, actor, log, known.position or 0, handed_out, None, reveal), known


def _said(as_of: AsOf | None, ports: Ports) -> AsOf:
    """Return the moment that a document tells of: without one, now, so that it can be made again byte for byte."""
    return as_of if as_of is not None else AtInstant(ports.now())


def _of_the_fwo(ports: Ports, as_of: AsOf | None) -> tuple[datetime, FwoQueries]:
    if as_of is None:
        return ports.now(), ports.fwo_queries
    if not isinstance(as_of, AtInstant):
        rule = f"{as_of} is a place in one log, and this is about many"
        raise UnusableInputError("as_of", rule, "an instant or a day")
    at = as_of.until(ports.now())
    return at, ports.past_fwo_queries(at)


def _name(ports: Ports, actor: Actor) -> str:
    profile = ports.shared_queries.institution(actor.institution)
    return profile.name if profile is not None else actor.institution


def _about(
    ports: Ports, source: Source, register: Register, words: Words, filters: tuple[str, ...], known: _Known
) -> About:
    """Return what the first sheet says."""
    place = f" (p{known.position})" if known.position is not None else ""
    lines = (
        (words("register"), register.name),
        (words("institution"), _name(ports, source.actor)),
        (words("as known at"), f"{words.minute(known.at)}{place}"),
        (words("made for"), source.actor.id),
        (words("filter"), "; ".join(filters) or words("everything")),
        (words("personal texts"), words("shown" if source.reveal else "withheld")),
    )
    return About(words("About"), register.name[:31], lines, words("rows"), words("SHA-256 of the rows"), known.at)


def _document(
    ports: Ports,
    actor: Actor,
    told: tuple[HandoutKind, HandoutFormat, str, UUID, str | None],
    language: Language,
    reading: Reading,
    stem: str,
    content: bytes,
    named: object,
    *,
    is_withheld: bool = False,
) -> Made:
    """Record a document and return it."""
    moment = moment_of(reading)
    digest = (hashlib.sha256(content).hexdigest(), len(content), None, (), is_withheld)
    command = RecordHandout(ports.new_id(), *told, language.value, moment.at, moment.position, *digest)
    return _recorded(ports, actor, command, stem, str(moment), (content,), named)


def _noted(rows: Iterable[object], named: list[Mapping[str, Any]]) -> Iterator[object]:
    """Yield rows, and note of each what it names."""
    for row in rows:
        told = plain.row(row, personal=False)
        named.append({name: value for name, value in told.items() if name in _PLACES or name.endswith(_IDS)})
        yield row


def _recorded(
    ports: Ports, actor: Actor, command: RecordHandout, stem: str, known: str, chunks: Iterable[bytes], named: object
) -> Made:
    """Record a file and return it; what cannot be recorded is not handed out."""
    try:
        ports.execute(command, actor=actor)
    except BaseException:
        if isinstance(chunks, Written):
            chunks.close()
        raise
    return Made(
        command.handout_id,
        f"{stem}.{command.format.value}",
        _TYPES[command.format],
        command.sha256,
        command.size,
        command.rows,
        known,
        chunks,
        named,
    )
