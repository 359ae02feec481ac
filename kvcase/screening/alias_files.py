"""The files of the alias knowledge: read strictly, so that a wrong name is refused before it finds anybody.

An edition is a folder: `edition.toml` with the sources and the sha256 of every other file, and files of institutions.
Each alias is a row of text, language, kind, strength and source.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, TypeVar
from urllib.parse import quote

import msgspec

from kvcase.catalogues.reading import HEADER, CatalogueError
from kvcase.lists import countries
from kvcase.screening.normalise import tokens

EDITION: Final = "edition.toml"
UNVERIFIED: Final = "unverified"
"""The source of an alias that was found in no source: it is weak."""
SHORT_ACRONYM: Final = 4
"""An acronym of so many letters or fewer is weak: too many bodies share it."""

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_WIKIPEDIA: Final = re.compile(r"wikipedia:([a-z]{2}):(.+)")

F = TypeVar("F")
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
_Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}(-[A-Z][a-z]{3})?$")]


class AliasKind(StrEnum):
    """How an alias comes to be: the name itself in its own script, or a form that others gave it."""

    NATIVE = "native"
    SHORT = "short"
    PINYIN = "pinyin"
    ROMANISED = "romanised"
    TRANSLATED = "translated"
    SPELLING = "spelling"
    ACRONYM = "acronym"
    FORMER = "former"


class Strength(StrEnum):
    """A weak alias matches only whole and exactly, and never asks for more than a review."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of an institution. `language` is an ISO 639-1 code, with the ISO 15924 script where it needs one."""

    text: str
    language: str
    kind: AliasKind
    strength: Strength
    source: str


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution and what it is called. `country` is ISO 3166-1 alpha-2; `ror` and `wikidata` are ids or empty."""

    institution_id: str
    name: str
    country: str
    city: str
    source: str
    aliases: tuple[Alias, ...]
    ror: str = ""
    wikidata: str = ""

    @property
    def names(self) -> tuple[Alias, ...]:
        """Return the English name, weak where no source has it, and the aliases."""
        strength = Strength.WEAK if self.source == UNVERIFIED else Strength.STRONG
        return (Alias(self.name, "en", AliasKind.TRANSLATED, strength, self.source), *self.aliases)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an alias was found, so that a person can look."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is known on one day."""

    edition_id: str
    published: date
    sources: Mapping[str, Source]
    institutions: tuple[Institution, ...]

    def source(self, key: str) -> Source:
        """Return what a source is and where it can be seen."""
        if key.startswith("ror:"):
            return Source("Research Organization Registry", f"https://ror.org/{key[4:]}")
        page = _WIKIPEDIA.fullmatch(key)
        if page is not None:
            address = f"https://{page[1]}.wikipedia.org/wiki/{quote(page[2].replace(' ', '_'))}"
            return Source(f"Wikipedia ({page[1]}), {page[2]}", address)
        return self.sources[key]


def name_key(text: str) -> str:
    """Return what two spellings of one organisation's name share: its words, or its characters where it is Chinese.

    Chinese stays Chinese: in pinyin or translated word by word, different universities would become one.
    """
    if _HAN.search(text) is not None:
        return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(sorted(token.text for token in tokens(text, person=False)))


def load(folder: Path) -> Edition:
    """Return the edition in a folder. Raises `CatalogueError` naming file, institution, field and rule."""
    stored = _read(EDITION, (folder / EDITION).read_bytes(), _StoredEdition)
    sources = {key: Source(value.title, value.address) for key, value in stored.sources.items()}
    institutions: list[Institution] = []
    for file, digest in stored.files.items():
        content = (folder / file).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise CatalogueError(file, HEADER, "sha256", "its bytes are not those of the edition", "a new edition")
        institutions += [_institution(file, each, sources) for each in _read(file, content, _StoredFile).institution]
    _check_apart(institutions)
    return Edition(stored.id, stored.published, MappingProxyType(sources), tuple(institutions))


def is_short_acronym(alias: Alias) -> bool:
    """Tell whether an alias is an acronym too short to be believed, whatever kind it says it is."""
    letters = _NO_LETTERS.sub("", alias.text)
    return len(letters) <= SHORT_ACRONYM and (
        alias.kind is AliasKind.ACRONYM or (letters.isascii() and letters.isupper())
    )


class _StoredSource(msgspec.Struct, forbid_unknown_fields=True):
    title: _Text
    address: str


class _StoredEdition(msgspec.Struct, forbid_unknown_fields=True):
    id: _Text
    published: date
    files: dict[str, str]
    sources: dict[str, _StoredSource]


class _StoredInstitution(msgspec.Struct, forbid_unknown_fields=True):
    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}(-[a-z0-9]+)+$")]
    name: _Text
    country: _Text
    city: _Text
    source: _Text
    aliases: list[tuple[_Text, _Language, AliasKind, Strength, _Text]]
    ror: Annotated[str, msgspec.Meta(pattern=r"^(0[a-z0-9]{6}[0-9]{2})?$")] = ""
    wikidata: Annotated[str, msgspec.Meta(pattern=r"^(Q[1-9][0-9]*)?$")] = ""


class _StoredFile(msgspec.Struct, forbid_unknown_fields=True):
    institution: list[_StoredInstitution]


def _read(file: str, content: bytes, shape: type[F]) -> F:
    try:
        return msgspec.toml.decode(content, type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(file, HEADER, "content", str(error), "TOML as docs/aliases.md describes it") from error


def _institution(file: str, stored: _StoredInstitution, sources: Mapping[str, Source]) -> Institution:
    institution = Institution(
        institution_id=stored.id,
        name=stored.name,
        country=stored.country,
        city=stored.city,
        source=stored.source,
        aliases=tuple(Alias(*row) for row in stored.aliases),
        ror=stored.ror,
        wikidata=stored.wikidata,
    )
    for field, rule, expected in _faults(institution, sources):
        raise CatalogueError(file, stored.id, field, rule, expected)
    return institution


def _faults(institution: Institution, sources: Mapping[str, Source]) -> Iterable[tuple[str, str, str]]:
    """Yield what is wrong with an institution by itself: field, rule and what would be right."""
    code = institution.country
    if countries.iso2(code) != code or not institution.institution_id.startswith(f"{code.lower()}-"):
        yield "country", f"{code!r} is not known or is not the beginning of the id", "an ISO 3166-1 alpha-2 code"
    seen: set[str] = set()
    for name in institution.names:
        if name.text.casefold() in seen:
            yield name.text, "stands here twice", "each name once"
        seen.add(name.text.casefold())
        of_page = name.source == f"ror:{institution.ror}" or _WIKIPEDIA.fullmatch(name.source) is not None
        if name.source not in sources and not of_page:
            yield name.text, f"its source {name.source!r} is not known", f"a key of [sources] in {EDITION}"
        if name.strength is Strength.STRONG and name.source == UNVERIFIED:
            yield name.text, "is strong, and found in no source", "a source, or the strength weak"
        if name.strength is Strength.STRONG and is_short_acronym(name):
            yield name.text, f"is a strong acronym of at most {SHORT_ACRONYM} letters", "the strength weak"
        if not name_key(name.text):
            yield name.text, "has no word that can be compared", "a name with letters"


def _check_apart(institutions: Iterable[Institution]) -> None:
    """Refuse an id that two institutions have, and a strong name by which another one is known as well."""
    owners: dict[str, list[tuple[str, Alias]]] = {}
    ids: set[str] = set()
    for each in institutions:
        if each.institution_id in ids:
            raise CatalogueError(EDITION, each.institution_id, "id", "two institutions have it", "an id of its own")
        ids.add(each.institution_id)
        for name in each.names:
            owners.setdefault(name_key(name.text), []).append((each.institution_id, name))
    for shared in owners.values():
        strong = next((each for each in shared if each[1].strength is Strength.STRONG), None)
        others = [owner for owner, _ in shared if strong is not None and owner != strong[0]]
        if strong is not None and others:
            raise CatalogueError(
                EDITION, strong[0], strong[1].text, f"{others[0]} is known by it as well", "the strength weak in both"
            )
