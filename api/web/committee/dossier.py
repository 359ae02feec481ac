"""A dossier to read in one go: who takes part, and all that was written down, by what it is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api import access
from api.reading import Reading, Told
from api.rest import plain
from api.web import events
from api.web.doing import names
from api.web.events import Knowing
from domain.collaboration import parties, screening
from domain.collaboration.sections import Part, kinds
from domain.party.commands import COMMANDS as PARTY_COMMANDS
from domain.values import Actor, SubjectKind

_SECTIONS: Final = (
    ("notification", _l("The notification"), (Part.NOTIFICATION,)),
    ("factors", _l("Risk factors and their grounds"), (Part.FACTORS, Part.GROUNDS)),
    ("screening", _l("Screening"), (Part.SCREENING, Part.HITS)),
    ("law", _l("What the law asks"), (Part.LAW, Part.LICENCES)),
    ("sharings", _l("What was shared"), (Part.SHARINGS,)),
    ("measures", _l("Measures taken for it"), (Part.MEASURES, Part.MEASURE_STEPS)),
    ("advice", _l("Advice, tests and checks made"), (Part.ADVICE,)),
    ("decisions", _l("Proposals and decisions"), (Part.DECISIONS, Part.CONDITIONS, Part.PACKAGES, Part.PARTIES)),
    ("incidents", _l("Incidents and reports"), (Part.INCIDENTS, Part.REPORTS)),
    ("papers", _l("Documents, questions and comments"), (Part.PAPERS, Part.HANDLING)),
)
"""The sections in the order in which they are read, and what each tells of the case."""

_QUIET: Final = (
    screening.NoHitRecorded,
    screening.ScreeningHitRecorded,
    parties.PartyLinked,
    parties.ResearcherLinked,
)
"""What stands elsewhere on the page, or is a program's own note."""

_LEFT_OUT: Final = frozenset({"log", "sha256"})
"""What a program compares, and nobody who decides reads."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was written down; `is_new` says that it came while its reader was reading."""

    what: str
    who: str
    at: str
    facts: tuple[events.Fact, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the dossier."""

    key: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes part, with what is known of its owners."""

    name: str
    kind: str
    role: str
    country: str
    owners: tuple[str, ...]
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Takings:
    """Who takes or took part, by id."""

    by_id: Mapping[UUID, Taking]

    @property
    def rows(self) -> tuple[Taking, ...]:
        """Return them in the order in which they came."""
        return tuple(self.by_id.values())

    def name(self, subject_id: UUID | str) -> str:
        """Return what somebody is called, or nothing."""
        found = self.by_id.get(UUID(str(subject_id)))
        return found.name if found is not None else ""


def takings(reading: Reading, case_id: UUID, actor: Actor) -> Takings:
    """Return who takes or took part in a case."""
    queries = reading.queries(actor)
    personal = access.may_read_personal_texts(actor)
    may_know = bool(actor.roles & PARTY_COMMANDS["record-ownership"].roles)
    found: dict[UUID, Taking] = {}
    for link in queries.links(case_id):
        is_gone, role = link.unlinked_on is not None, names.word(link.role)
        if link.kind is SubjectKind.PERSON:
            person = queries.person(link.subject_id)
            name = person.name if person is not None and personal else plain.WITHHELD
            found[link.subject_id] = Taking(name, _("person"), role, "", (), is_gone)
            continue
        party = queries.party(link.subject_id)
        owners = queries.owners(link.subject_id) if may_know else ()
        told = tuple(f"{each.owner}{f' ({each.share} %)' if each.share else ''}" for each in owners)
        name, country = (party.name, party.country or "") if party is not None else ("", "")
        found[link.subject_id] = Taking(name, _("organisation"), role, country, told, is_gone)
    return Takings(found)


def known_to(reading: Reading, whom: Takings, actor: Actor) -> Knowing:
    """Return what its reader may know beside what happened."""
    called = {subject_id: each.name for subject_id, each in whom.by_id.items()}
    return Knowing(called, reading.codes(), access.may_read_personal_texts(actor))


def sections(told: Sequence[Told], knowing: Knowing, moved: Collection[int]) -> list[Section]:
    """Return what was written down by what it is about; `moved` are the versions that came while it was read."""
    found = []
    for key, title, parts in _SECTIONS:
        entries = tuple(
            _entry(each, knowing, moved)
            for each in told
            if isinstance(each.recorded.event, kinds(*parts)) and not isinstance(each.recorded.event, _QUIET)
        )
        if entries:
            found.append(Section(key, str(title), entries))
    return found


def _entry(told: Told, knowing: Knowing, moved: Collection[int]) -> Entry:
    event, meta = told.recorded.event, told.recorded.meta
    facts = events.facts(event, told.fields - _LEFT_OUT, knowing)
    at = meta.recorded_at.isoformat()
    return Entry(names.event(type(event)), meta.actor.id, at, facts, told.recorded.version in moved)
