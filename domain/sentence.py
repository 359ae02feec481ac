"""Sentences that remember what they were made of: they can be told in another language, and with names for ids."""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

_ID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)

_FIELD = re.compile(r"({[a-z_]+})")


class Sentence(str):
    """A sentence in English, with the template and the values that it was made of."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> "Sentence":
        """Return the template with its values filled in."""
        made = super().__new__(cls, template.format_map({name: _shown(value) for name, value in values.items()}))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> Any:
        """Return what a copy is made of."""
        return self.template, self.values


def say(template: str, **values: object) -> Sentence:
    """Return a sentence in English; a value is a word, a day, an id, a sentence, or a tuple of these."""
    return Sentence(template, values)


def counted(number: int, one: str, more: str, **values: object) -> Sentence:
    """Return the sentence for one, or that for more of them; both may say the `number`."""
    return say(one if number == 1 else more, number=number, **values)


def recalled(text: str, *templates: str) -> str:
    """Return a text that was stored as the sentence that it was made of, by the first of these templates it fits."""
    for template in templates:
        found = _pattern(template).fullmatch(text)
        if found is not None:
            return Sentence(template, found.groupdict())
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = (f"(?P<{part[1:-1]}>.+)" if part[:1] == "{" else re.escape(part) for part in _FIELD.split(template))
    return re.compile("".join(parts), re.DOTALL)


def named(text: str, name_of: Callable[[UUID], str]) -> str:
    """Return a text with a name in the place of each id in it."""

    def with_name(value: object) -> object:
        match value:
            case UUID():
                return name_of(value)
            case tuple():
                return tuple(with_name(each) for each in value)
            case str() if not isinstance(value, Enum):
                return named(value, name_of)
            case _:
                return value

    if isinstance(text, Sentence):
        return Sentence(text.template, {name: with_name(value) for name, value in text.values.items()})
    return _ID.sub(lambda found: name_of(UUID(found[0])), text)


def mark(identifier: UUID) -> str:
    """Return a short mark for what the reader may not know by name, or has none."""
    return f"#{str(identifier)[:8]}"


def in_words(text: str, words: Mapping[str, str]) -> str:
    """Return a text as another language has it; as it is, where that language has no words for it."""

    def in_word(value: object) -> object:
        match value:
            case tuple():
                return tuple(in_word(each) for each in value)
            case str():
                return in_words(value, words)
            case _:
                return value

    if not isinstance(text, Sentence):
        return words.get(text, text)
    if text.template not in words:
        return text
    return Sentence(words[text.template], {name: in_word(value) for name, value in text.values.items()})


def _shown(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    return ("; " if any(isinstance(each, Sentence) for each in value) else ", ").join(map(_shown, value))
