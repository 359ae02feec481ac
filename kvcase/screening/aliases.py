"""What is known of institutions that lists name: under which other names they go, each with its source.

A list names a university once or twice; the world writes it in its own script, in pinyin, by an acronym, by a former
name or in Dutch. The dated edition in `kvcase/catalogues/aliases` holds these names. An entry of a list that is one of
these institutions is enriched with them for searching; what the list itself says stays as it is.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import alias_files
from kvcase.screening.alias_files import Alias, Edition, Institution, Strength, is_short_acronym, name_key

DATA: Final = Path(__file__).parent.parent / "catalogues" / "aliases"

_ORGANISATIONS: Final = frozenset({Kind.ORGANISATION, Kind.OTHER})
_KINDS: Final = {Strength.STRONG: NameKind.STRONG, Strength.WEAK: NameKind.WEAK}


@cache
def edition() -> Edition:
    """Return the shipped edition. Raises `CatalogueError` when its files cannot be used."""
    return alias_files.load(DATA)


def known(name: str, country: str | None = None) -> Institution | None:
    """Return the one institution that goes by this name (in this country, ISO 3166-1 alpha-2), or nothing.

    A weak alias tells only together with the country, and a short acronym never does.
    """
    return _known_by(name_key(name), (country,) if country else ())


def aliases_of(institution: Institution) -> tuple[Name, ...]:
    """Return the names of an institution as further names of an entry, each with the edition and source as origin."""
    return tuple(
        Name(name.text, _KINDS[name.strength], f"{edition().edition_id} {name.source}") for name in institution.names
    )


def named(name: str) -> tuple[Institution, ...]:
    """Return every institution that has this name, strong or weak."""
    return tuple(dict.fromkeys(institution for institution, _ in _by_key().get(name_key(name), ())))


def recognised(entry: Entry, keys: Iterable[str] | None = None) -> Institution | None:
    """Return the institution that an entry of a list is, by a name that the list does not itself call weak.

    `keys` are those of the names of the entry, one for each, where the caller has them.
    """
    if entry.kind not in _ORGANISATIONS or (entry.countries and _countries().isdisjoint(entry.countries)):
        return None
    for name, key in zip(entry.names, keys or (name_key(name.text) for name in entry.names), strict=True):
        if name.kind is not NameKind.WEAK and not name.origin:
            institution = _known_by(key, entry.countries)
            if institution is not None:
                return institution
    return None


def enriched(entry: Entry, keys: Iterable[str] | None = None) -> Entry:
    """Return the entry with the names by which its institution is known elsewhere; those it has stay.

    `keys` are those of the names of the entry, one for each, where the caller has them.
    """
    institution = recognised(entry, keys)
    if institution is None:
        return entry
    present = {name.text.casefold() for name in entry.names}
    further = tuple(name for name in aliases_of(institution) if name.text.casefold() not in present)
    return replace(entry, names=entry.names + further)


def _known_by(key: str, countries: Collection[str]) -> Institution | None:
    found = {
        institution.institution_id: institution
        for institution, name in _by_key().get(key, ())
        if _tells(name, institution.country, countries)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _tells(name: Alias, country: str, countries: Collection[str]) -> bool:
    if is_short_acronym(name) or (countries and country not in countries):
        return False
    return name.strength is Strength.STRONG or bool(countries)


@cache
def _by_key() -> Mapping[str, tuple[tuple[Institution, Alias], ...]]:
    found: dict[str, list[tuple[Institution, Alias]]] = {}
    for institution, name in _names(edition().institutions):
        found.setdefault(name_key(name.text), []).append((institution, name))
    return MappingProxyType({key: tuple(names) for key, names in found.items()})


@cache
def _countries() -> frozenset[str]:
    return frozenset(institution.country for institution in edition().institutions)


def _names(institutions: Iterable[Institution]) -> Iterable[tuple[Institution, Alias]]:
    return ((institution, name) for institution in institutions for name in institution.names)
