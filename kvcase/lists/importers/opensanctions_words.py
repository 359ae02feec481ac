"""The words of OpenSanctions: what a schema is, when an entity is listed, how a version is named."""

import re
from datetime import date
from typing import Final

from kvcase.lists import kinds
from kvcase.lists.drafts import Draft
from kvcase.lists.entries import GUESSED, NameKind
from kvcase.lists.mappings import is_acronym
from kvcase.lists.reading import RowRefusedError

KINDS: Final = kinds.SCHEMATA
"""The schemata that name something that can be listed; all others (Sanction, Address, Ownership, ...) are context."""

RISKS: Final = (
    "sanction",
    "debarment",
    "export.control",
    "export.risk",
    "mil",
    "reg.action",
    "reg.warn",
    "asset.frozen",
    "invest.risk",
    "wanted",
)
"""Topics that make an entity one to find, where a record does not say `target`.

Source: OpenSanctions, https://www.opensanctions.org/docs/topics/
"""

VERSION: Final = re.compile(r"\d{14}-[a-z0-9]{3}")
"""How OpenSanctions names a version: the second in UTC and three letters or digits."""

_ID: Final = re.compile(r"[\w.:@~+-]{1,255}")


def entry_id(text: str) -> str:
    """Return the id of an entity. Raises `RowRefusedError`."""
    if not _ID.fullmatch(text):
        raise RowRefusedError("id", "missing or no id", "letters, digits and - of at most 255")
    return text


def draft(entity_id: str, schema: str, name: str) -> Draft:
    """Return the draft of what a schema names; of a `LegalEntity` the kind is guessed. Raises `RowRefusedError`."""
    if schema not in KINDS:
        raise RowRefusedError("schema", f"unknown word {schema[:40]!r}", f"one of {', '.join(KINDS)}")
    if schema != kinds.LEGAL_ENTITY:
        return Draft(entity_id, KINDS[schema])
    begun = Draft(entity_id, kinds.guessed(name))
    begun.info(*GUESSED)
    return begun


def alias_kind(text: str) -> NameKind:
    """Return how much an alias weighs: an acronym matches only exactly."""
    return NameKind.WEAK if is_acronym(text) else NameKind.STRONG


def is_risk(topic: str) -> bool:
    """Tell whether a topic makes an entity one to find; being linked to one that is (`sanction.linked`) does not."""
    return topic in RISKS


def day(text: str) -> date | None:
    """Return the day of a time or of a version, or nothing."""
    digits = text[:10] if "-" in text[:10] else f"{text[:4]}-{text[4:6]}-{text[6:8]}"
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None
