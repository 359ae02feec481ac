"""Events as a document prints them: what happened, when, by whom, and each field that the reader may know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final
from uuid import UUID

from api.reading import Reading, Told
from api.rest import plain
from domain.moments import Moment
from domain.values import Recorded
from kvcase.exports.words import Words

_LEFT_OUT: Final = frozenset(
    {
        "about",
        "case_id",
        "catalogue_edition",
        "changes",
        "consequence_id",
        "entry_fingerprint",
        "explanation",
        "fingerprint",
        "log",
        "party_version",
        "person_version",
        "profile_version",
        "programmes",
        "questionnaire_sha256",
        "questionnaire_version",
        "rank",
        "scorer_id",
        "subject_fingerprint",
    }
)
"""What a program compares, and nobody reads; why a hit was found stands with the hits."""
_BY_RULES: Final = frozenset(
    {("SharingHeld", "justification"), ("PolicyApplied", "reason"), ("ScreeningCompleted", "grounds")}
)
"""The texts that rules wrote, not people: they are told in the language of the document."""


_LINES_BESIDE = 30


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what stands behind it."""

    label: str
    value: str

    @property
    def is_long(self) -> bool:
        """Tell whether the value has so many lines that it stands by itself, below the others."""
        return self.value.count("\n") > _LINES_BESIDE


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a section: its title, a line below it, a mark beside it, and facts."""

    title: str
    line: str = ""
    mark: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; without entries it says so."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    empty: str


Names = Mapping[UUID, str]


def moment_of(reading: Reading) -> Moment:
    """Return the moment that a document tells of. Raises `LookupError` where it reads as of now: nothing repeats it."""
    if reading.moment is None:
        raise LookupError("a document tells of a moment")
    return reading.moment


def entry(told: Told, words: Words, names: Names, *, personal: bool) -> Entry:
    """Return one event with all that the reader may know of it."""
    event = told.recorded.event
    return Entry(words.event(event), line(told.recorded, words), "", facts(event, told.fields, words, names, personal))


def line(recorded: Recorded, words: Words) -> str:
    """Return when something happened and who did it, in which role and on whose behalf."""
    actor = recorded.meta.actor
    behalf = f", {words('on behalf of')} {actor.on_behalf_of}" if actor.on_behalf_of is not None else ""
    return f"{words.day(recorded.meta.recorded_at.date())} · {actor.id} ({words.word(actor.role)}){behalf}"


def facts(event: Any, named: frozenset[str], words: Words, names: Names, personal: bool) -> tuple[Fact, ...]:
    """Return the fields of an event that say something; what is withheld is marked."""
    kind: type = type(event)
    hidden = frozenset() if personal else plain.sealed_fields(kind)
    found = []
    for each in fields(event):
        value = getattr(event, each.name)
        if each.name not in named or each.name in _LEFT_OUT or value in (None, (), "", {}):
            continue
        if (kind.__name__, each.name) in _BY_RULES:
            value = tuple(map(words.rule, value)) if isinstance(value, tuple) else words.rule(value)
        said = words.text(plain.WITHHELD) if each.name in hidden else _said(value, words, names, personal)
        if said:
            found.append(Fact(words.heading(each.name), said))
    return tuple(found)


def _said(value: Any, words: Words, names: Names, personal: bool) -> str:
    if isinstance(value, UUID):
        return names.get(value, "")
    if isinstance(value, Mapping):
        return "; ".join(
            f"{_said(k, words, names, personal)}: {_said(v, words, names, personal)}" for k, v in value.items()
        )
    if isinstance(value, tuple | list | frozenset):
        items: Sequence[Any] = sorted(value, key=str) if isinstance(value, frozenset) else value
        told = [each for each in (_said(item, words, names, personal) for item in items) if each]
        return ("\n" if any(is_dataclass(item) for item in items) else "; ").join(told)
    if is_dataclass(value) and not isinstance(value, type):
        known = frozenset(each.name for each in fields(value))
        return ", ".join(f"{each.label}: {each.value}" for each in facts(value, known, words, names, personal))
    return words.value(value)
