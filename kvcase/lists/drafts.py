"""An entry in the making: lists say it in several rows or elements, with repetitions."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from kvcase.lists import countries
from kvcase.lists.entries import Entry, Kind, Name, NameKind, squash
from kvcase.lists.reading import RowRefusedError, checked_name

_STRENGTH: Final = {NameKind.WEAK: 0, NameKind.ORIGINAL_SCRIPT: 1, NameKind.STRONG: 2, NameKind.PRIMARY: 3}
_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_MAX_RANGE: Final = 10


class Draft:
    """Gathers what rows say about one entry; whatever is said twice counts once, in the order first said."""

    def __init__(self, entry_id: str, kind: Kind) -> None:
        self.entry_id = entry_id
        self.kind = kind
        self._primary = ""
        self._names: dict[str, NameKind] = {}
        self._countries: dict[str, None] = {}
        self._years: dict[int, None] = {}
        self._identifiers: dict[str, None] = {}
        self._programmes: dict[str, None] = {}
        self._info: dict[tuple[str, str], None] = {}

    def name(self, field: str, text: str, kind: NameKind) -> None:
        """Add a name; of one text the strongest kind stands, and of two primary names the first.

        Raises `RowRefusedError` for a name that is empty, too long or not text.
        """
        text = checked_name(field, text)
        if kind is NameKind.PRIMARY:
            self._primary = self._primary or text
            kind = kind if text == self._primary else NameKind.STRONG
        if kind is NameKind.STRONG and not has_latin(text):
            kind = NameKind.ORIGINAL_SCRIPT
        known = self._names.get(text)
        if known is None or _STRENGTH[kind] > _STRENGTH[known]:
            self._names[text] = kind

    def country(self, text: str) -> None:
        """Add a country by name or code; one that the table does not know is kept as information."""
        if not self.country_if_known(text):
            self.info("country", text)

    def country_if_known(self, text: str) -> bool:
        """Add a country by name or code, and tell whether the table knows it."""
        code = countries.iso2(text)
        if code is not None:
            self._countries[code] = None
        return code is not None

    def years(self, text: str) -> None:
        """Add the birth years that a text holds."""
        self._years.update(dict.fromkeys(birth_years(text)))

    def identifier(self, text: str) -> None:
        """Add an identifier as `type: number`; nothing for an empty text."""
        if text := squash(text):
            self._identifiers[text] = None

    def programme(self, text: str) -> None:
        """Add a programme or regime."""
        if text := squash(text):
            self._programmes[text] = None

    def info(self, key: str, text: str) -> None:
        """Add whatever else the source says; nothing for an empty text."""
        if text and (text := squash(text)):
            self._info[key, text] = None

    def entry(self) -> Entry:
        """Return the entry. Raises `RowRefusedError` when it has no name."""
        if not self._names:
            raise RowRefusedError("name", "missing", "at least one name")
        names = self._names
        if NameKind.PRIMARY not in names.values():
            first = next((text for text, kind in names.items() if kind is NameKind.STRONG), next(iter(names)))
            names = {**names, first: NameKind.PRIMARY}
        return Entry(
            entry_id=self.entry_id,
            kind=self.kind,
            names=tuple(Name(text, kind) for text, kind in sorted(names.items(), key=_primary_first)),
            countries=tuple(self._countries),
            birth_years=tuple(self._years) if self.kind is Kind.PERSON else (),
            identifiers=tuple(self._identifiers),
            programme="; ".join(self._programmes),
            info=tuple(self._info),
        )


def birth_years(text: str) -> Iterator[int]:
    """Yield the years in a text; of a range (`1960 to 1962`, `1960-1962`) every year, at most eleven."""
    years = [int(year) for year in _YEAR.findall(text)]
    if len(years) == 2 and 0 < years[1] - years[0] <= _MAX_RANGE and re.search(r"\d{4}\s*(?:to|-|–)\s*\d{4}", text):
        yield from range(years[0], years[1] + 1)
    else:
        yield from years


def has_latin(text: str) -> bool:
    """Tell whether any letter is Latin; a name without letters counts as Latin."""
    letters = [letter for letter in text if letter.isalpha()]
    return not letters or any(letter < "\u0250" or "LATIN" in unicodedata.name(letter, "") for letter in letters)


def _primary_first(item: tuple[str, NameKind]) -> bool:
    return item[1] is not NameKind.PRIMARY
