"""Events as a page tells them: what happened, when, by whom, and each field that the reader may know."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _

from api import language
from api.reading import Told
from api.rest import plain
from api.web import tongues
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.values import ERASED, ActorRef

_UPPER: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COMPARED: Final = frozenset(
    {
        "about",
        "case_id",
        "case_versions",
        "catalogue_edition",
        "changes",
        "consequence_id",
        "entry_fingerprint",
        "explanation",
        "fingerprint",
        "party_fingerprint",
        "party_version",
        "person_fingerprint",
        "person_version",
        "profile_version",
        "programmes",
        "questionnaire_sha256",
        "questionnaire_version",
        "rank",
        "reference",
        "scorer_id",
        "subject_fingerprint",
        "subjects",
    }
)
"""What a program compares and nobody reads, and what stands at the top of the page."""

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """The name of a field and what it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Speech:
    """How a page speaks of events: what it calls fields and closed words, and what it says of some fields itself."""

    heading: Callable[[str], str]
    word: Callable[[object], str]
    field: Callable[[str, Any], str] = lambda _name, _value: ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a section of the page: its title, who said it when, a closed word beside it, and its fields.

    `key` is the id that a command asks for, `after` what became of it since, `url` the page of what it is about.
    """

    title: str
    at: datetime | None = None
    actor: ActorRef | None = None
    mark: str | None = None
    code: str = ""
    facts: tuple[Fact, ...] = ()
    after: tuple["Entry", ...] = ()
    key: UUID | str | None = None
    version: int = 0
    url: str | None = None


def entry(
    told: Told,
    names: Names,
    *,
    personal: bool,
    without: frozenset[str] = frozenset(),
    speech: Speech | None = None,
) -> Entry:
    """Return one event with all that the reader may know of it, but for what its title says already."""
    recorded = told.recorded
    found = facts(recorded.event, told.fields - without, names, personal=personal, speech=speech)
    meta = recorded.meta
    return Entry(happened(recorded.event), meta.recorded_at, meta.actor, facts=found, version=recorded.version)


def facts(
    event: Any,
    named: frozenset[str],
    names: Names,
    *,
    personal: bool,
    speech: Speech | None = None,
) -> tuple[Fact, ...]:
    """Return the fields of an event that say something; what is withheld is marked."""
    speech = speech or Speech(heading, tongues.word)
    kind: type = type(event)
    hidden = frozenset() if personal else plain.sealed_fields(kind)
    found = []
    for each in fields(event):
        value = getattr(event, each.name)
        if each.name not in named or each.name in _COMPARED or value in (None, (), "", {}, False):
            continue
        told = speech.field(each.name, value)
        said = text(plain.WITHHELD) if each.name in hidden else told or _said(value, names, personal, speech)
        if said:
            found.append(Fact(speech.heading(each.name), said))
    return tuple(found)


def happened(event: object) -> str:
    """Return what happened, in the language of the page."""
    name = type(event).__name__
    return _dutch(labels.EVENTS, name) or _UPPER.sub(" ", name).capitalize()


def heading(name: str) -> str:
    """Return what a field is called, in the language of the page."""
    said = _dutch(labels.FIELDS, name) or name.removesuffix("_id").replace("_", " ")
    return said[:1].upper() + said[1:]


def text(said: str) -> str:
    """Return what somebody wrote, or that it is withheld or erased."""
    match said:
        case plain.WITHHELD:
            return str(_("[withheld]"))
        case str() if said == ERASED:
            return str(_("[erased]"))
        case _:
            return said


def _dutch(words: Mapping[str, str], name: str) -> str | None:
    return words.get(name) if language.asked() is Language.NL else None


def _said(value: Any, names: Names, personal: bool, speech: Speech) -> str:
    match value:
        case UUID():
            return names.get(value, "")
        case Mapping():
            told = (
                (_said(key, names, personal, speech), _said(each, names, personal, speech))
                for key, each in value.items()
            )
            return "; ".join(f"{key}: {each}" for key, each in told)
        case tuple() | list() | frozenset():
            items: Sequence[Any] = sorted(value, key=str) if isinstance(value, frozenset) else value
            found = [each for each in (_said(item, names, personal, speech) for item in items) if each]
            return ("\n" if any(is_dataclass(item) for item in items) else "; ").join(found)
        case date():
            return str(format_date(value, "d MMM yyyy"))
        case bool() | Enum():
            return speech.word(value)
        case str():
            return text(tongues.said(value))
        case _ if is_dataclass(value) and not isinstance(value, type):
            known = frozenset(each.name for each in fields(value))
            return ", ".join(
                f"{each.label}: {each.value}" for each in facts(value, known, names, personal=personal, speech=speech)
            )
        case _:
            return str(value)
