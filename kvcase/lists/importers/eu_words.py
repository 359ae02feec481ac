"""What the XML and the CSV format of the EU's financial sanctions list have in common."""

from typing import Final

from kvcase.lists.entries import Kind, NameKind

KINDS: Final = {"person": Kind.PERSON, "p": Kind.PERSON, "enterprise": Kind.ORGANISATION, "e": Kind.ORGANISATION}
"""By the code and by the classification code of a subject type."""


def name_kind(strong: str, remark: str) -> NameKind:
    """Return how much an alias weighs: weak when it is marked so, or when its remark says `low quality`."""
    weak = strong.casefold() == "false" or remark.casefold().lstrip("(").startswith(("low quality", "weak"))
    return NameKind.WEAK if weak else NameKind.STRONG


def whole_name(whole: str, first: str, middle: str, last: str) -> str:
    """Return the whole name, or the parts of it when the source leaves it out."""
    return whole if whole.strip() else " ".join(part for part in (first, middle, last) if part.strip())


def country(code: str, description: str) -> str:
    """Return what tells the country: its code, unless that is `00` (unknown) or missing."""
    return code if code.strip() not in ("", "00") else "" if description.strip() == "UNKNOWN" else description
