"""Events as a page tells them: what happened, when, by whom, and each field that the reader may know.

Documents put the same fields into words for print (`kvcase.exports.told`): in plain text, with the words of documents
and the language of the file and not of a request, and as of a moment, so that the same file can be made again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup, escape

from api import language
from api.reading import Told
from api.rest import plain
from api.web import codes, notified, tongues
from api.web.codes import Codes
from domain import speech
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.dutch.fields import FIELDS
from domain.sentence import Sentence
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

_IN_WORDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "dimension": tongues.word,
    "funder_owner": notified.funder,
    "funder_scheme": notified.funder,
    "nature": notified.nature,
    "technologies": lambda numbers: tuple(f"{codes.TECHNOLOGY}{each}" for each in numbers),
    **dict.fromkeys(("country", "destination"), tongues.country),
    **dict.fromkeys(("countries", "destinations", "places"), lambda them: tuple(map(tongues.country, them))),
}
"""Fields whose values have names of their own."""

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Speech:
    """How a page speaks of events: what it calls fields and closed words, and what it says of some fields itself."""

    heading: Callable[[str], str]
    word: Callable[[object], str]
    field: Callable[[str, Any], str] = lambda _name, _value: ""


@dataclass(frozen=True, slots=True)
class Knowing:
    """What a reader may know beside the event: names, codes of the edition, personal texts; and how the page speaks."""

    names: Names
    codes: Codes = field(default_factory=dict)
    personal: bool = True
    speech: Speech = field(default_factory=lambda: Speech(heading, tongues.word))


@dataclass(frozen=True, slots=True)
class Fact:
    """The name of a field and what it says."""

    label: str
    value: str


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


def entry(told: Told, knowing: Knowing, without: frozenset[str] = frozenset()) -> Entry:
    """Return one event with all that the reader may know of it, but for what its title says already."""
    recorded = told.recorded
    found = facts(recorded.event, told.fields - without, knowing)
    meta = recorded.meta
    return Entry(happened(recorded.event), meta.recorded_at, meta.actor, facts=found, version=recorded.version)


def facts(event: Any, named: frozenset[str], knowing: Knowing) -> tuple[Fact, ...]:
    """Return the fields of an event that say something; what is withheld is marked."""
    kind: type = type(event)
    hidden = frozenset() if knowing.personal else plain.sealed_fields(kind)
    found = []
    for each in fields(event):
        value = getattr(event, each.name)
        if each.name not in named or each.name in _COMPARED or _is_nothing(value, each):
            continue
        told = knowing.speech.field(each.name, value) or (
            _said(_IN_WORDS[each.name](value) if each.name in _IN_WORDS else value, knowing)
        )
        said = text(plain.WITHHELD) if each.name in hidden else told
        if said:
            found.append(Fact(_heading(each.name, value, knowing), said))
    return tuple(found)


def _is_nothing(value: Any, of: Field[Any]) -> bool:
    """Tell whether a value says nothing: a no says something where a yes or no was asked."""
    return value in (None, (), "", {}) if of.default is not False else not value


def _heading(name: str, value: Any, knowing: Knowing) -> str:
    """Return what a field is called: one that holds a code after what the code stands for."""
    if name != "code" or not codes.called(str(value), knowing.codes):
        return knowing.speech.heading(name)
    return str(_("Measure") if str(value).startswith("M") else _("Risk factor"))


def happened(event: object) -> str:
    """Return what happened, in the language of the page."""
    name = type(event).__name__
    return _dutch(labels.EVENTS, name) or _UPPER.sub(" ", name).capitalize()


def heading(name: str) -> str:
    """Return what a field is called, in the language of the page."""
    said = _dutch(FIELDS, name) or name.removesuffix("_id").replace("_", " ")
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


def _said(value: Any, knowing: Knowing) -> str:
    match value:
        case UUID():
            return knowing.names.get(value, "")
        case Mapping():
            told = ((_said(key, knowing), _said(each, knowing)) for key, each in value.items())
            return _joined("; ", [Markup("{}: {}").format(key, each) for key, each in told])
        case tuple() | list() | frozenset():
            items: Sequence[Any] = sorted(value, key=str) if isinstance(value, frozenset) else value
            found = [each for each in (_said(item, knowing) for item in items) if each]
            return _joined("\n" if any(is_dataclass(item) for item in items) else "; ", found)
        case date():
            return str(format_date(value, "d MMM yyyy"))
        case bool() | Enum():
            return knowing.speech.word(value)
        case str():
            return _of_text(value, knowing)
        case _ if is_dataclass(value) and hasattr(value, "list_id") and hasattr(value, "version_no"):
            return f"{value.list_id} {value.version_no}"
        case _ if is_dataclass(value) and not isinstance(value, type):
            known = frozenset(each.name for each in fields(value))
            told_of = facts(value, known, knowing)
            return _joined(", ", [Markup("{}: {}").format(each.label, each.value) for each in told_of])
        case _:
            return str(value)


def _of_text(value: str, knowing: Knowing) -> str:
    """Return a text: a code by its name, what a rule said in the language of the page, anything else as it is."""
    if isinstance(speech.ground(value), Sentence):
        return codes.within(tongues.said(value), knowing.codes)
    name = codes.named(value, knowing.codes)
    return name if isinstance(name, Markup) else text(tongues.said(value))


def _joined(between: str, found: Sequence[str]) -> Markup:
    return escape(between).join(found)
