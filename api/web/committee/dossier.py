"""A dossier to read in one go: who takes part, and all that was written down, by what it is about."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from api import access, language
from api.reading import Reading, Told
from api.rest import plain
from api.web import tongues
from api.web.doing import names
from domain.collaboration import parties, screening
from domain.collaboration.sections import Part, kinds
from domain.collaboration.spine import Language
from domain.party.commands import COMMANDS as PARTY_COMMANDS
from domain.values import Actor, SubjectKind

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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

_LEFT_OUT: Final = frozenset(
    {
        *("about", "case_id", "catalogue_edition", "changes", "entry_fingerprint", "explanation", "fingerprint", "log"),
        *("party_version", "person_version", "profile_version", "programmes", "questionnaire_sha256", "rank"),
        *(
            "scorer_id",
            "subjects",
            "subject_fingerprint",
            "share_id",
            "comment_id",
            "document_id",
            "screening_id",
            "reference",
            "sha256",
        ),
        *(
            "requirement_id",
            "mitigation_id",
            "question_id",
            "advice_id",
            "hold_id",
            "lift_id",
            "decontrol_id",
            "hit_id",
        ),
    }
)
"""What a program compares, and nobody reads."""
_BY_RULES: Final = frozenset(
    {
        ("SharingHeld", "justification"),
        ("PolicyApplied", "reason"),
        ("PolicyApplied", "title"),
        ("ScreeningCompleted", "grounds"),
    }
)
"""Texts that rules wrote, not people: they are told in the language of the page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what stands behind it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was written down; `is_new` says that it came while its reader was reading."""

    what: str
    who: str
    at: str
    facts: tuple[Fact, ...]
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
    codes: Mapping[str, tuple[str, str]]

    @property
    def rows(self) -> tuple[Taking, ...]:
        """Return them in the order in which they came."""
        return tuple(self.by_id.values())

    def name(self, subject_id: UUID | str) -> str:
        """Return what somebody is called, or nothing."""
        found = self.by_id.get(UUID(str(subject_id)))
        return found.name if found is not None else ""

    def code(self, code: str) -> str:
        """Return what a code of a factor or measure stands for, with the code; or nothing for what is none."""
        dutch, english = self.codes.get(code) or self.codes.get(code.rpartition("-")[0], ("", ""))
        said = dutch if language.asked() is Language.NL else english
        return f"{said} ({code})" if said else ""


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
    return Takings(found, reading.codes())


def sections(told: Sequence[Told], whom: Takings, moved: Collection[int]) -> list[Section]:
    """Return what was written down by what it is about; `moved` are the versions that came while it was read."""
    found = []
    for key, title, parts in _SECTIONS:
        entries = tuple(
            _entry(each, whom, moved)
            for each in told
            if isinstance(each.recorded.event, kinds(*parts)) and not isinstance(each.recorded.event, _QUIET)
        )
        if entries:
            found.append(Section(key, str(title), entries))
    return found


def _entry(told: Told, whom: Takings, moved: Collection[int]) -> Entry:
    event = told.recorded.event
    data: Mapping[str, Any] = plain.event(told.recorded, personal=True, only=told.fields)["data"]
    facts = tuple(
        Fact(names.field(name), said)
        for name, value in data.items()
        if name not in _LEFT_OUT and (said := _said(_in_words(type(event).__name__, name, value), whom))
    )
    meta = told.recorded.meta
    at = meta.recorded_at.isoformat()
    return Entry(names.event(type(event)), meta.actor.id, at, facts, told.recorded.version in moved)


def _in_words(event: str, name: str, value: Any) -> Any:
    if (event, name) not in _BY_RULES:
        return value
    return [tongues.said(each) for each in value] if isinstance(value, list) else tongues.said(value)


def _said(value: Any, whom: Takings) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return tongues.word(value)
        case list():
            told = [each for each in (_said(one, whom) for one in value) if each]
            return ("\n" if any(isinstance(one, dict) for one in value) else "; ").join(told)
        case {"list_id": str(list_id), "version_no": int(version), **others} if not others:
            return f"{list_id} {version}"
        case dict():
            return ", ".join(_pairs(value, whom))
        case str() if said := whom.code(value):
            return said
        case str() if _is_id(value):
            return whom.name(value)
        case str() if _DAY.fullmatch(value):
            return str(format_date(date.fromisoformat(value), "d MMM yyyy"))
        case str() if value.isidentifier():
            return names.word(value)
        case _:
            return str(value)


def _pairs(value: Mapping[str, Any], whom: Takings) -> Iterator[str]:
    for name, one in value.items():
        if name not in _LEFT_OUT and (said := _said(one, whom)):
            yield f"{names.field(name) if not _is_id(name) else whom.name(name)}: {said}"


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return len(text) == 36
