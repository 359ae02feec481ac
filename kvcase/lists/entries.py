"""What a watch list holds: entries with names, whatever format they were published in.

Everything a source says about an entry stands either in a field that matching looks at, or in `info`; so no change of
the source goes unseen. The two fingerprints tell these apart: a change in `info` never re-opens a decision.
"""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final, TypedDict


class Kind(StrEnum):
    """What sort of thing an entry names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    OTHER = "other"


GUESSED: Final = ("kind", "guessed")
"""What an entry's information holds when its kind is a guess."""


class NameKind(StrEnum):
    """How much a name weighs: a weak one is too common or too vague to match by likeness."""

    PRIMARY = "primary"
    STRONG = "strong"
    WEAK = "weak"
    ORIGINAL_SCRIPT = "original_script"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entry as the source writes it, white space collapsed.

    A name with an `origin` is not the source's own: it tells the edition of our knowledge and where that has it from.
    """

    text: str
    kind: NameKind
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person or thing on a list. `entry_id` is the source's own stable id.

    `countries` are ISO 3166-1 alpha-2 codes where they can be derived, never a person's nationality;
    `info` holds whatever else the source says, as (key, value) pairs.
    """

    entry_id: str
    kind: Kind
    names: tuple[Name, ...]
    countries: tuple[str, ...] = ()
    birth_years: tuple[int, ...] = ()
    identifiers: tuple[str, ...] = ()
    programme: str = ""
    info: tuple[tuple[str, str], ...] = ()

    @property
    def is_guess(self) -> bool:
        """Tell whether the kind is a guess: the source does not say what it lists."""
        return GUESSED in self.info


class StoredEntry(TypedDict):
    """The shape of an entry in canonical JSON."""

    id: str
    kind: str
    names: list[list[str]]
    countries: list[str]
    birth_years: list[int]
    identifiers: list[str]
    programme: str
    info: list[list[str]]


def match_fingerprint(entry: Entry) -> str:
    """Return the sha256 hex of all that matching looks at; white space and order do not count."""
    return _match_digest(_stored(entry))


def info_fingerprint(entry: Entry) -> str:
    """Return the sha256 hex of all the rest; white space and order do not count."""
    return _info_digest(_stored(entry))


def fingerprints(entry: Entry) -> tuple[str, str]:
    """Return the match and the info fingerprint of an entry, in that order."""
    stored = _stored(entry)
    return _match_digest(stored), _info_digest(stored)


def encode(entry: Entry) -> str:
    """Return the canonical JSON of an entry: equal for entries that differ in white space and order only."""
    return _canonical(_stored(entry))


def decode(text: str) -> Entry:
    """Return the entry that `encode` wrote, in canonical order."""
    stored: StoredEntry = json.loads(text)
    return Entry(
        entry_id=stored["id"],
        kind=Kind(stored["kind"]),
        names=tuple(Name(name, NameKind(kind)) for kind, name in stored["names"]),
        countries=tuple(stored["countries"]),
        birth_years=tuple(stored["birth_years"]),
        identifiers=tuple(stored["identifiers"]),
        programme=stored["programme"],
        info=tuple((key, value) for key, value in stored["info"]),
    )


def canonical(entry: Entry) -> Entry:
    """Return what the source says of the entry: white space collapsed, parts in canonical order and no part twice."""
    return replace(
        entry,
        names=tuple(
            sorted(
                {Name(squash(name.text), name.kind) for name in entry.names if not name.origin},
                key=lambda name: (name.kind, name.text),
            )
        ),
        countries=tuple(sorted(set(entry.countries))),
        birth_years=tuple(sorted(set(entry.birth_years))),
        identifiers=tuple(sorted({squash(identifier) for identifier in entry.identifiers})),
        programme=squash(entry.programme),
        info=tuple(sorted((key, squash(value)) for key, value in entry.info)),
    )


def primary_name(entry: Entry) -> str:
    """Return the name under which the source lists an entry first."""
    return next((name.text for name in entry.names if name.kind is NameKind.PRIMARY), entry.names[0].text)


def programmes(entry: Entry) -> tuple[str, ...]:
    """Return the programmes or regimes under which the entry is listed, sorted."""
    return tuple(sorted({name for each in entry.programme.split(";") if (name := squash(each))}))


def squash(text: str) -> str:
    """Return the text with every run of white space as one space and none at its ends."""
    return " ".join(text.split())


def _stored(entry: Entry) -> StoredEntry:
    entry = canonical(entry)
    return {
        "id": entry.entry_id,
        "kind": entry.kind,
        "names": [[name.kind, name.text] for name in entry.names],
        "countries": list(entry.countries),
        "birth_years": list(entry.birth_years),
        "identifiers": list(entry.identifiers),
        "programme": entry.programme,
        "info": [list(pair) for pair in entry.info],
    }


def _match_digest(stored: StoredEntry) -> str:
    matched = (stored["names"], stored["countries"], stored["birth_years"], stored["identifiers"])
    # A kind that is guessed is searched as any, so that it matters whether it is.
    kind = f"{stored['kind']}?" if list(GUESSED) in stored["info"] else stored["kind"]
    return _digest([stored["id"], kind, *matched])


def _info_digest(stored: StoredEntry) -> str:
    return _digest([stored["programme"], stored["info"]])


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(value: object) -> str:
    return sha256(_canonical(value).encode("utf-8", "surrogatepass")).hexdigest()
