"""What a text, and a command made of texts and dates, must look like before the model takes it."""

import unicodedata
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from difflib import get_close_matches

from domain import countries
from domain.errors import UnusableInputError

MAX_TEXT = 20_000
MAX_TITLE = 300
MAX_WORDS = 40
_KEPT_CONTROLS = frozenset("\r\n\t")
_UNSEEN = frozenset("\u00ad\u180e\u200b\u2060\ufeff")
"""Signs without width; not the joiners of Persian and Indic names, which change how a word is read."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\u200e\u200f")


def refuse_unusable(value: object, field: str = "") -> None:
    """Refuse a command that holds a text or date no case can use, naming the field and the rule.

    Raises `UnusableInputError` for control characters, lone surrogates, direction overrides, texts over
    `MAX_TEXT` characters, and years outside 1900-2200. Source: handbook reliability-security.md 6.
    """
    if isinstance(value, str):
        _refuse_text(value, field)
    elif isinstance(value, date):
        if not 1900 <= value.year <= 2200:
            raise UnusableInputError(field, "the year is out of range", "a year from 1900 to 2200")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            refuse_unusable(item, f"{field}.{number}")
    elif is_dataclass(value):
        for each in fields(value):
            refuse_unusable(getattr(value, each.name), f"{field}.{each.name}" if field else each.name)


def required(text: str, field: str, limit: int = MAX_TEXT) -> str:
    """Return `text` stripped. Raises `UnusableInputError` when it is blank or longer than `limit` characters."""
    stripped = text.strip()
    if not stripped:
        raise UnusableInputError(field, "is empty", "a text that says something")
    if len(stripped) > limit:
        raise UnusableInputError(field, f"has {len(stripped)} characters", f"at most {limit}")
    return stripped


def name(text: str, field: str) -> str:
    """Return the name of somebody or something, stripped.

    Raises `UnusableInputError` as `required`, and for a sign that nobody sees: it makes two names of what looks like
    one, here and in a search.
    """
    found = next((each for each in text if each in _UNSEEN), None)
    if found is not None:
        raise UnusableInputError(field, f"holds U+{ord(found):04X}, which nobody sees", "the name as it is read")
    return required(text, field, MAX_TITLE)


def one_of(words: Iterable[str], said: object = None) -> str:
    """Return what would be right where one of `words` is, and which of them `said` comes near to.

    Of more than `MAX_WORDS` words only the near ones are named, if there are any.
    """
    known = [str(each) for each in words]
    if not known:
        return "nothing yet, for none is known here"
    near = meant(known, said)
    return f"one of {len(known)} words{near}" if near and len(known) > MAX_WORDS else f"one of {', '.join(known)}{near}"


def meant(words: Iterable[str], said: object) -> str:
    """Return a question in brackets, whether one of `words` was meant that `said` comes near to; or nothing."""
    if not isinstance(said, str):
        return ""
    known = {each.casefold(): each for each in words}
    near = [known[each] for each in get_close_matches(said[:MAX_TITLE].casefold(), known)]
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def in_order(begin: date | None, end: date | None, field: str) -> None:
    """Raise `UnusableInputError` for `field` when `end` lies before `begin`."""
    if begin is not None and end is not None and end < begin:
        raise UnusableInputError(field, f"{end} lies before its begin {begin}", f"a day from {begin} on")


def happened(day: date, today: date, field: str, expected: str = "today or a day before") -> None:
    """Raise `UnusableInputError` for `field` when `day` is still to come: what is recorded as done was done."""
    if day > today:
        raise UnusableInputError(field, f"{day} is yet to come, and it is recorded once it happened", expected)


def country(code: str, field: str) -> str:
    """Return an assigned ISO 3166-1 alpha-2 code. Raises `UnusableInputError` for anything else."""
    if len(code) != 2 or not code.isascii() or not code.isalpha() or not code.isupper():
        raise UnusableInputError(field, f"{code!r} is no country code", "ISO 3166-1 alpha-2 in capitals, such as BE")
    if code not in countries.ASSIGNED:
        expected = countries.INSTEAD.get(code, "an assigned code of ISO 3166-1, such as BE")
        raise UnusableInputError(field, f"{code!r} is assigned to no country", expected)
    return code


def _refuse_text(text: str, field: str) -> None:
    if len(text) > MAX_TEXT:
        raise UnusableInputError(field, f"has {len(text)} characters", f"at most {MAX_TEXT}")
    if text.isascii() and text.isprintable():
        return  # most texts, and every digest and id
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc" and character not in _KEPT_CONTROLS:
            raise UnusableInputError(field, f"holds the control character U+{ord(character):04X}", "text without them")
        if category == "Cs" or character in _BIDI:
            raise UnusableInputError(field, f"holds U+{ord(character):04X}", "text without surrogates or overrides")


def years_later(day: date, years: int) -> date:
    """Return the same day years later; the 28th for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
