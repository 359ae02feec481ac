"""The file of an export licence for its authority: application, checklist, and the documents where they are stored.

Source: Regulation (EU) 2021/821; handbook domain.md, OUT: without the end-user certificate the authority does not start
a file, and one that merely refers to its attachments is not admissible.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from api.ports import Ports
from api.reading import Reading, Told
from domain.collaboration.decider import AGGREGATE as CASE
from domain.collaboration.support import DocumentAttached, Marking
from domain.errors import NotFoundError
from domain.export_control import ExportControl
from domain.licence import events, form
from domain.licence.decider import AGGREGATE as LICENCE
from domain.licence.words import Authority, LicenceKind
from domain.moments import written
from domain.ports import Blobs
from domain.values import Actor
from kvcase.exports import pdf
from kvcase.exports.told import Entry, Fact, Section, entry, moment_of
from kvcase.exports.words import Words
from projections.licences import LicenceToday, as_of

_ADMISSIBLE: Final = "handbook domain.md, OUT: fdfa.be, the counter for dual-use licences"
_BEGUN: Final = (1980, 1, 1, 0, 0, 0)


class Presence(StrEnum):
    """Whether what the authority asks for is in the file."""

    PRESENT = "present"
    REFERRED = "only referred to"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that the authority asks for: whether it is here, why it matters, and which source says so."""

    name: str
    presence: Presence
    why: str
    source: str
    reference: str | None = None
    sha256: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as one reader may know it at one moment, with the documents found for it."""

    row: LicenceToday
    history: tuple[Told, ...]
    names: Mapping[UUID, str]
    references: tuple[str, ...]
    items: tuple[Item, ...]
    files: Mapping[str, bytes]
    version: int

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing or only referred to."""
        return all(each.presence is Presence.PRESENT for each in self.items)


def licence_at(
    ports: Ports,
    reading: Reading,
    licence_id: UUID,
    actor: Actor,
    facts: ExportControl,
) -> Licence:
    """Return a licence at the moment of the reading. Raises `NotFoundError`, `StoreError` for a damaged document."""
    moment = moment_of(reading)
    row = reading.queries(actor).licence(licence_id)
    if row is None:
        raise NotFoundError("licence", licence_id)
    version, history = reading.story(LICENCE, licence_id, actor)
    names = {}
    for each in map(UUID, row.end_users):
        party = ports.past_queries(actor.institution, replace(moment, stream=each)).party(each)
        names[each] = party.name if party is not None else str(each)
    live = ports.institution_queries(actor.institution)
    cases = [found for found in map(live.case, map(UUID, row.cases)) if found is not None]
    attached = [each for case in cases for each in _attached(reading, case.case_id, actor)]
    items, files = _checklist(
        row.authority, row.kind, row.authorisation_id, history, facts, attached, actor, ports.blobs
    )
    references = tuple(each.reference for each in cases)
    return Licence(as_of(row, reading.today), history, names, references, items, files, version)


def _attached(reading: Reading, case_id: UUID, actor: Actor) -> Iterator[DocumentAttached]:
    history = reading.history(CASE, case_id, actor)
    yield from (each.event for each in history if isinstance(each.event, DocumentAttached))


def _checklist(
    authority: Authority,
    kind: LicenceKind,
    authorisation_id: str | None,
    history: tuple[Told, ...],
    facts: ExportControl,
    attached: list[DocumentAttached],
    actor: Actor,
    blobs: Blobs,
) -> tuple[tuple[Item, ...], Mapping[str, bytes]]:
    """Return what the authority asks for with whether it is here, and the documents that are stored."""
    if kind is LicenceKind.UNION_GENERAL:
        return _conditions(authorisation_id, history, facts), {}
    rules = form.rules_of(authority, facts)
    said = [each.recorded.event for each in history]
    provided = {each.document: each.reference for each in said if isinstance(each, events.LicenceDocumentProvided)}
    items: list[Item] = []
    files: dict[str, bytes] = {}
    for name in (*rules.documents, *sorted(provided.keys() - set(rules.documents))):
        is_asked = name in rules.documents
        why = "The authority starts no file without this document." if is_asked else "Annexed documents"
        source = rules.source
        if name not in provided:
            items.append(Item(name, Presence.MISSING, why, source))
            continue
        reference = provided[name]
        found = next((each for each in attached if _names(reference, each)), None)
        content = _content(found, actor, blobs) if found else None
        if found is None or content is None:
            why = "A file that merely refers to its attachments is not admissible: enclose the document itself."
            digest = found.sha256 if found else None
            items.append(Item(name, Presence.REFERRED, why, _ADMISSIBLE, reference, digest))
            continue
        file = f"documents/{len(files) + 1:02d}-{_safe(name)}-{found.sha256[:12]}"
        files[file] = content
        items.append(Item(name, Presence.PRESENT, why, source, reference, found.sha256, file))
    return tuple(items), files


def _content(document: DocumentAttached, actor: Actor, blobs: Blobs) -> bytes | None:
    """Return what a document holds; None for one that is not kept here, or that is classified."""
    if document.marking is Marking.CLASSIFIED:
        return None
    pieces = blobs.content(document.case_id, document.document_id, document.sha256, actor=actor)
    return None if pieces is None else b"".join(pieces)


def _names(reference: str, document: DocumentAttached) -> bool:
    """Say whether a reference names a document: by its digest or its id."""
    said = reference.casefold()
    return document.sha256.casefold() in said or str(document.document_id) in said


def _safe(name: str) -> str:
    """Return a name that is one on every system."""
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in name)[:60]


def _conditions(authorisation_id: str | None, history: tuple[Told, ...], facts: ExportControl) -> tuple[Item, ...]:
    general = form.authorisation_of(authorisation_id, facts)
    registered = (each.recorded.event for each in history)
    met = {one for each in registered if isinstance(each, events.LicenceRegistered) for one in each.conditions_met}
    return tuple(
        Item(each, Presence.PRESENT if each in met else Presence.MISSING, "Conditions", general.source)
        for each in general.conditions
    )


def made(licence: Licence, reading: Reading, words: Words, institution: str) -> bytes:
    """Return the file as ZIP, the same bytes each time. Raises `PdfUnavailableError`."""
    number = licence.row.number or str(licence.row.licence_id)
    checklist = {
        "licence_id": str(licence.row.licence_id),
        "authority": licence.row.authority.value,
        "as_of": written(moment_of(reading).at),
        "version": licence.version,
        "is_complete": licence.is_complete,
        "items": [asdict(each) for each in licence.items],
    }
    sections = (
        Section("users", words("End users"), tuple(map(Entry, _end_users(licence))), words("none")),
        Section("cases", words("Cases"), tuple(map(Entry, licence.references)), words("none")),
        Section("documents", words("Documents"), tuple(_documents(licence, words)), words("none")),
        Section(
            "history",
            words("What happened to the application"),
            tuple(entry(each, words, licence.names, personal=True) for each in licence.history),
            words("none"),
        ),
    )
    application = _paper(
        "Application for an export licence", "", sections, licence, reading, words, institution, number
    )
    phrase = (
        "The file is complete."
        if licence.is_complete
        else "The file is not complete: the authority would not start it."
    )
    list_ = (Section("checklist", words("Checklist"), tuple(_items(licence, words)), words("none")),)
    checked = _paper("Checklist", words(phrase), list_, licence, reading, words, institution, number)
    text = json.dumps(checklist, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return zipped(
        {"application.pdf": application, "checklist.json": text.encode(), "checklist.pdf": checked, **licence.files}
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return files as ZIP: no day, no owner, in the order of their names; the last, SHA256SUMS, holds their digests."""
    sums = "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*sorted(parts.items()), ("SHA256SUMS", sums.encode())]:
            one = zipfile.ZipInfo(name, _BEGUN)
            one.compress_type, one.create_system, one.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
            archive.writestr(one, content)
    return target.getvalue()


def _end_users(licence: Licence) -> Iterator[str]:
    return (licence.names[UUID(each)] for each in licence.row.end_users)


def _documents(licence: Licence, words: Words) -> Iterator[Entry]:
    for each in licence.items:
        if each.presence is not Presence.MISSING:
            said = words("enclosed") if each.file else words("not enclosed: it is not stored here")
            told = [("reference", each.reference), ("sha256", each.sha256), ("document", each.file)]
            shown = tuple(Fact(words.heading(name), words.text(value)) for name, value in told if value)
            yield Entry(words.word(each.name), said, facts=shown)


def _items(licence: Licence, words: Words) -> Iterator[Entry]:
    for each in licence.items:
        told = (Fact(words("why it matters"), words(each.why)), Fact(words("source"), each.source))
        yield Entry(words.word(each.name), "", words(each.presence.value), told)


def _paper(
    heading: str,
    verdict: str,
    sections: tuple[Section, ...],
    licence: Licence,
    reading: Reading,
    words: Words,
    institution: str,
    number: str,
) -> bytes:
    moment, row = moment_of(reading), licence.row
    names = (
        "authority",
        "kind",
        "authorisation_id",
        "codes",
        "destinations",
        "modalities",
        "valid_from",
        "valid_until",
    )
    known = [(name, getattr(row, name)) for name in names]
    asked = [Fact(words.heading(name), _joined(value, words)) for name, value in known if value not in (None, ())]
    return pdf.pdf(
        pdf.page(
            "licence.html",
            words,
            title=f"{words(heading)} {number}",
            author=institution,
            created=f"{moment.at:%Y-%m-%dT%H:%M:%SZ}",
            reference=number,
            standing=f"{words('version')} {licence.version}",
            instant=words.instant(moment.at),
            kicker=f"{institution} · {words('Confidential')}",
            heading=words(heading),
            verdict=verdict,
            summary=(Fact(words.heading("status"), words.word(row.status)), *asked),
            sections=sections,
        )
    )


def _joined(value: object, words: Words) -> str:
    return ", ".join(words.word(each) for each in value) if isinstance(value, tuple) else words.value(value)
