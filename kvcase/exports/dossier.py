"""The dossier of a case as one document: where it stands, what stands open and why, all that was done and by whom.

It holds what its reader may know, as everywhere: personal texts by role, and of the own case what a researcher is told.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from api import access, hits, overview
from api.hits import HitTold
from api.ports import Ports
from api.reading import Reading, Told, told_of
from api.rest import plain
from domain.collaboration import decider, disclosure, legal, mitigation, screening, sections, spine
from domain.collaboration.hit_answers import HitAnswerRetracted
from domain.collaboration.sections import Part
from domain.party.commands import COMMANDS as PARTY_COMMANDS
from domain.values import Actor, Recorded, SubjectKind
from kvcase.exports import pdf
from kvcase.exports.told import Entry, Fact, Section, entry, facts, line, moment_of
from kvcase.exports.words import Words
from kvcase.screening import beside, explanations, sentences
from projections.case_register import CaseRow
from projections.parties import OwnerRow, PartyRow
from projections.party_cases import LinkRow
from projections.queries import InstitutionQueries

_PARTS: Final[tuple[tuple[str, str, tuple[type, ...]], ...]] = (
    (
        "factors",
        "Risk factors and their grounds",
        (*sections.kinds(Part.FACTORS, Part.GROUNDS), screening.ScreeningCompleted),
    ),
    (
        "law",
        "Legal requirements and licences",
        tuple(kind for kind in sections.kinds(Part.LAW, Part.LICENCES) if kind is not legal.ExportLicenceNoted),
    ),
    ("sharings", "What was shared", sections.kinds(Part.SHARINGS)),
    ("advice", "Advice, tests and checks", sections.kinds(Part.ADVICE)),
    ("decisions", "Decisions", sections.kinds(Part.DECISIONS)),
    ("papers", "Documents, questions and comments", sections.kinds(Part.PAPERS)),
)
"""The parts that tell events in full: each event with every field that the reader may know."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A subject of a case, with its name as the reader may know it."""

    link: LinkRow
    name: str
    row: PartyRow | None
    owners: tuple[OwnerRow, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case as one reader may know it at one moment."""

    row: CaseRow
    reading: Reading
    actor: Actor
    history: tuple[Told, ...]
    takings: tuple[Taking, ...]
    personal: bool

    @property
    def names(self) -> dict[UUID, str]:
        """Return the names of those who take or took part."""
        return {each.link.subject_id: each.name for each in self.takings}

    def last(self, *kinds: type) -> Told | None:
        """Return the last event of these kinds."""
        return next((each for each in reversed(self.history) if isinstance(each.recorded.event, kinds)), None)


def case_at(ports: Ports, reading: Reading, case_id: UUID, actor: Actor) -> Case:
    """Return a case as the actor may know it at the moment of the reading. Raises `NotFoundError`."""
    row = reading.case(case_id, actor)
    recorded: Sequence[Recorded] = reading.history(decider.AGGREGATE, case_id, actor)
    personal = access.may_read_personal_texts(actor)
    takings = tuple(
        _taking(ports, reading, each, actor, personal=personal) for each in reading.queries(actor).links(case_id)
    )
    return Case(row, reading, actor, told_of(recorded, actor), takings, personal)


def named(case: Case) -> object:
    """Return what a document about a case names, as plain values with their ids: who takes part, and its history."""
    takings = [{"kind": each.link.kind.value, "subject_id": str(each.link.subject_id)} for each in case.takings]
    return [*takings, *(plain.event(each.recorded, personal=False, only=each.fields) for each in case.history)]


def _taking(ports: Ports, reading: Reading, link: LinkRow, actor: Actor, *, personal: bool) -> Taking:
    """Return who takes part, by the register as it was at the moment."""
    moment = moment_of(reading)
    queries: InstitutionQueries = ports.past_queries(actor.institution, replace(moment, stream=link.subject_id))
    if link.kind is SubjectKind.PERSON:
        person = queries.person(link.subject_id)
        return Taking(link, person.name if person is not None and personal else plain.WITHHELD, None, ())
    party = queries.party(link.subject_id)
    may_know = bool(actor.roles & PARTY_COMMANDS["record-ownership"].roles)
    owners = queries.owners(link.subject_id) if may_know else ()
    return Taking(link, party.name if party is not None else "", party, owners)


def made(ports: Ports, case: Case, words: Words, institution: str) -> bytes:
    """Return the dossier as PDF. Raises `PdfUnavailableError`."""
    row, moment = case.row, moment_of(case.reading)
    seen = overview.of(case.reading, row.case_id, case.actor)
    sees_all = disclosure.sees_all(case.actor.roles)
    parts: list[Section] = [
        Section("gates", words("What still has to happen"), tuple(_gates(seen, words)), words("Nothing stands open.")),
        _section("parties", "Who takes part", _parties(case, words), words),
    ]
    for key, title, kinds in _PARTS:
        parts.append(_section(key, title, _events(case, kinds, words), words))
        if key == "factors" and sees_all:
            found = hits.of_case(case.reading, row.case_id, case.actor)
            parts.append(_section("hits", "Hits on lists", _hits(case, found, words), words))
        if key == "factors":
            parts.append(_section("measures", "Measures", _measures(case, seen, words), words))
    parts.append(_section("conditions", "Conditions", _conditions(case, seen, words), words))
    parts.append(_section("deadlines", "Deadlines", _deadlines(seen, words), words))
    if seen.work_packages:
        parts.append(_section("packages", "Work packages", _packages(case, seen, words), words))
    shown = [each for each in parts if each.entries or each.key in {"gates", "parties", "decisions", "hits"}]
    title = words.text(row.title if case.personal else plain.WITHHELD)
    return pdf.pdf(
        pdf.page(
            "dossier.html",
            words,
            title=f"{words('Dossier')} {row.reference}",
            author=institution,
            created=f"{moment.at:%Y-%m-%dT%H:%M:%SZ}",
            reference=row.reference,
            standing=f"{words('version')} {seen.version}",
            instant=words.instant(moment.at),
            kicker=f"{institution} · {words('Dossier')} {row.reference} · {words('Confidential')}",
            heading=title,
            status=words.word(row.status),
            is_withheld=not case.personal,
            summary=_summary(case, words),
            sections=shown,
            history=[_moment(each, words) for each in case.history],
        )
    )


def _section(key: str, title: str, entries: Iterator[Entry], words: Words) -> Section:
    return Section(key, words(title), tuple(entries), words("Nothing is recorded."))


def _summary(case: Case, words: Words) -> tuple[Fact, ...]:
    """Return the notification as it reads now: what was amended stands in the place of what was said first."""
    row = case.row
    known = {"level": row.level, "screening_status": row.screening_status, "started_on": row.started_on}
    notified = case.last(spine.CollaborationNotified)
    told = [Fact(words.heading("notified_by"), f"{row.notified_by}, {words.day(row.notified_on)}")]
    told += [Fact(words.heading(name), words.value(value)) for name, value in known.items() if value is not None]
    if notified is None:
        return tuple(told)
    said: Any = notified.recorded.event
    event = sections.as_amended(said, (each.recorded.event for each in case.history))
    named = notified.fields - {"reference", "title", "triage_due_on", "language", "channel"}
    return (*told, *facts(event, named, words, case.names, case.personal))


def _gates(seen: overview.Overview, words: Words) -> Iterator[Entry]:
    for gate in seen.gates:
        blocks = "; ".join(sorted(words.word(each) for each in gate.blocks))
        said = [(words("blocks"), blocks), (words("rule"), gate.rule_id), (words("source"), gate.source)]
        said.append((words("closed by"), words.rule(gate.closed_by)))
        yield Entry(_upper(words.rule(gate.reason)), facts=tuple(Fact(label, value) for label, value in said))


def _parties(case: Case, words: Words) -> Iterator[Entry]:
    for each in case.takings:
        kind = words("organisation" if each.link.kind is SubjectKind.PARTY else "person")
        gone = each.link.unlinked_on
        line_ = f"{kind}, {words.word(each.link.role)}"
        if gone is not None:
            line_ += f" ({words('no longer takes part since')} {words.day(gone)})"
        told = []
        if each.row is not None:
            known = (
                ("country", each.row.country),
                ("aliases", each.row.aliases),
                ("identifiers", each.row.identifiers),
            )
            told += [Fact(words.heading(n), "; ".join(v) if isinstance(v, tuple) else v) for n, v in known if v]
            told += [_owner(owner, words, personal=case.personal) for owner in each.owners]
        yield Entry(words.text(each.name) or words("name unknown"), line_, facts=tuple(told))


def _owner(owner: OwnerRow, words: Words, *, personal: bool) -> Fact:
    share = words("share unknown") if owner.share is None else f"{owner.share} %"
    name = words.text(owner.owner if personal else plain.WITHHELD)
    where = f", {owner.country}" if owner.country else ""
    return Fact(words.heading("owner"), f"{name}{where}, {share}, {words('as of')} {words.day(owner.as_of)}")


def _events(case: Case, kinds: tuple[type, ...], words: Words) -> Iterator[Entry]:
    for each in case.history:
        if isinstance(each.recorded.event, kinds):
            yield entry(each, words, case.names, personal=case.personal)


def _hits(case: Case, found: Sequence[HitTold], words: Words) -> Iterator[Entry]:
    """Tell each hit with why it was found, and what people made of it in which words."""
    answers = (screening.HitResolved, screening.HitResolutionConfirmed, HitAnswerRetracted, screening.LiftDecided)
    for hit in found:
        said = [("source", f"{hit.list_id}, {words('version')} {hit.list_version}, {words('entry')} {hit.entry_id}")]
        said.append(("effect", words.word(hit.effect)))
        said.append(("score", f"{hit.score} ({hit.scorer_id})"))
        why = _explained(hit, words) if case.personal else words.text(plain.WITHHELD)
        told = [Fact(words.heading(name), value) for name, value in said]
        told.append(Fact(_upper(words("why it was found")), why))
        changed = hit.changed_nl if words.is_dutch else hit.changed_en
        if changed is not None:
            told.append(Fact(words.heading("changed"), changed if case.personal else words.text(plain.WITHHELD)))
        for each in case.history:
            if isinstance(each.recorded.event, answers) and getattr(each.recorded.event, "hit_id", None) == hit.hit_id:
                inner = facts(each.recorded.event, each.fields - {"hit_id"}, words, case.names, case.personal)
                lines = [line(each.recorded, words), *(f"{fact.label}: {fact.value}" for fact in inner)]
                told.append(Fact(words.event(each.recorded.event), "\n".join(lines)))
        mark = words.word(hit.resolution) if hit.resolution is not None else words("open")
        name = words.text(case.names.get(hit.subject_id, ""))
        yield Entry(name or words("name unknown"), words.day(hit.found_on), mark, tuple(told))


def _explained(hit: HitTold, words: Words) -> str:
    """Return why a hit was found in a sentence, or a statement a line where another scorer explained it in its own way.

    What is erased or withheld is told as that.
    """
    try:
        decoded = explanations.decode(hit.explanation)
        spoken: explanations.Language = "nl" if words.is_dutch else "en"
        is_person = hit.subject_kind is SubjectKind.PERSON
        return sentences.sentence(beside.named(decoded, spoken), spoken, hit.list_id, person=is_person)
    except (KeyError, TypeError, ValueError):
        pass
    try:
        found = json.loads(hit.explanation)
    except ValueError:
        return words.text(hit.explanation)
    return "\n".join(_statements(found)) if isinstance(found, dict) else str(found)


def _statements(value: object, path: str = "") -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                label = str(name).replace("_", " ")
                yield from _statements(inner, f"{path}, {label}" if path else label)
        case list() if any(isinstance(each, dict | list) for each in value):
            for number, inner in enumerate(value, 1):
                yield from _statements(inner, f"{path} {number}")
        case list():
            yield f"{path}: {', '.join(map(str, value))}"
        case None | "":
            return
        case _:
            yield f"{path}: {value}"


def _measures(case: Case, seen: overview.Overview, words: Words) -> Iterator[Entry]:
    standing = {each.mitigation_id: each.status for each in seen.measures}
    steps = sections.kinds(Part.MEASURE_STEPS)
    for each in case.history:
        event = each.recorded.event
        if not isinstance(event, mitigation.MitigationSet):
            continue
        told = facts(event, each.fields - {"mitigation_id", "code"}, words, case.names, case.personal)
        after = tuple(
            Fact(words.event(later.recorded.event), _after(case, later, words))
            for later in case.history
            if isinstance(later.recorded.event, steps)
            and getattr(later.recorded.event, "mitigation_id", None) == event.mitigation_id
        )
        yield Entry(event.code, line(each.recorded, words), words.word(standing[event.mitigation_id]), (*told, *after))


def _after(case: Case, told: Told, words: Words) -> str:
    inner = facts(told.recorded.event, told.fields - {"mitigation_id"}, words, case.names, case.personal)
    return "\n".join([line(told.recorded, words), *(f"{each.label}: {each.value}" for each in inner)])


def _conditions(case: Case, seen: overview.Overview, words: Words) -> Iterator[Entry]:
    for each in seen.conditions:
        due = f"{words('due')} {words.day(each.due_on)}" if each.due_on is not None else ""
        text = words.text(each.text if case.personal else plain.WITHHELD)
        yield Entry(text, f"{each.condition_id}{', ' if due else ''}{due}", words("met" if each.is_met else "open"))


def _deadlines(seen: overview.Overview, words: Words) -> Iterator[Entry]:
    for each in seen.deadlines:
        who = each.owner or words.word(each.owner_role)
        yield Entry(
            _upper(words.word(each.kind)), f"{words('due')} {words.day(each.due_on)} · {who}", words.word(each.state)
        )


def _packages(case: Case, seen: overview.Overview, words: Words) -> Iterator[Entry]:
    for each in seen.work_packages:
        title = words.text(each.title if case.personal else plain.WITHHELD)
        told = [Fact(words.heading("begun_on"), words.day(each.begun_on))] if each.begun_on is not None else []
        told += [Fact(words.heading("rules"), "; ".join(each.open_gates))] if each.open_gates else []
        mark = words.word("suspended") if each.is_suspended else ""
        yield Entry(f"{each.work_package_id}: {title}", "", mark, tuple(told))


def _moment(told: Told, words: Words) -> tuple[str, str, str, str]:
    meta = told.recorded.meta
    who = f"{meta.actor.id} ({words.word(meta.actor.role)})"
    if meta.actor.on_behalf_of is not None:
        who += f", {words('on behalf of')} {meta.actor.on_behalf_of}"
    when = f"{words.day(meta.recorded_at.date())} {meta.recorded_at:%H:%M}"
    return str(told.recorded.version), when, who, words.event(told.recorded.event)


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]
