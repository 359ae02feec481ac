"""What a form asks for each field of a command: worked out from its dataclass, so that a new command needs no line."""

from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints
from uuid import UUID


class Kind(StrEnum):
    """How a field is asked."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    DAY = "day"
    NUMBER = "number"
    FLAG = "flag"
    ONE = "one"
    SOME = "some"
    PART = "part"
    PARTS = "parts"
    OWN_ID = "own-id"


@dataclass(frozen=True, slots=True)
class Shape:
    """One field: `words` are those of a closed set, `parts` the fields of what stands inside it.

    `may_be_null` says that nothing is told as null, because the field must be there; otherwise nothing is left out.
    """

    name: str
    kind: Kind
    is_required: bool
    may_be_null: bool = False
    words: tuple[str, ...] = ()
    parts: tuple["Shape", ...] = ()
    is_id: bool = False
    default: str = ""


LONG: Final = frozenset(
    {
        *(
            "answer",
            "balance",
            "basis",
            "consideration",
            "description",
            "evidence",
            "explanation",
            "finding",
            "grounds",
        ),
        *("how", "justification", "lessons", "measures", "misuse_risk", "no_conditions_reason", "positive_impact"),
        *("nothing_listed_because", "proposal", "purpose", "question", "questions", "rationale", "reason", "summary"),
        *("text", "what", "where_looked", "agreement_clause", "birth_year_purpose", "allowed_use"),
    }
)
"""Texts that people write at length."""

OWN_IDS: Final = frozenset(
    {
        ("set-mitigation", "mitigation_id"),
        ("start-screening", "screening_id"),
        ("identify-legal-requirement", "requirement_id"),
        ("request-export-licence", "licence_id"),
        ("record-decontrol", "decontrol_id"),
        ("record-sharing", "share_id"),
        ("set-deadline", "deadline_id"),
        ("add-comment", "comment_id"),
        ("attach-document", "document_id"),
        ("ask-notifier", "question_id"),
        ("request-external-advice", "advice_id"),
        ("take-measure", "measure_id"),
        ("declare-breach", "breach_id"),
    }
)
"""Ids of what a command itself makes: the page gives them, and nobody types them."""


@cache
def of(type_: type, command: str = "", without: str | None = None) -> tuple[Shape, ...]:
    """Return what is asked for the fields of a dataclass. Raises `TypeError` for a type that no form asks."""
    hints = get_type_hints(type_, include_extras=True)
    found = []
    for each in fields(type_):
        if each.name == without:
            continue
        is_needed = each.default is MISSING and each.default_factory is MISSING
        default = "" if each.default in (MISSING, None, ()) else str(getattr(each.default, "value", each.default))
        if (command, each.name) in OWN_IDS:
            found.append(Shape(each.name, Kind.OWN_ID, is_needed, is_id=True))
        else:
            found.append(_shape(each.name, hints[each.name], is_needed, default))
    return tuple(found)


def _shape(name: str, hint: Any, is_needed: bool, default: str) -> Shape:
    hint, is_nullable = _bare(hint)
    is_required, null = is_needed and not is_nullable, is_needed and is_nullable
    if get_origin(hint) in (tuple, frozenset, list):
        inner, _ = _bare(get_args(hint)[0])
        if is_dataclass(inner) and isinstance(inner, type):
            return Shape(name, Kind.PARTS, is_required, null, parts=of(inner))
        if isinstance(inner, type) and issubclass(inner, Enum):
            return Shape(name, Kind.SOME, is_required, null, _words(inner))
        return Shape(name, Kind.LINES, is_required, null, is_id=inner is UUID)
    if is_dataclass(hint) and isinstance(hint, type):
        return Shape(name, Kind.PART, is_required, null, parts=of(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return Shape(name, Kind.ONE, is_required, null, _words(hint), default=default)
    if hint is bool:
        is_asked = is_needed or is_nullable
        if is_asked:
            return Shape(name, Kind.ONE, is_required, null, ("yes", "no"))
        return Shape(name, Kind.FLAG, False, default="yes" if default == "True" else "")
    kinds = {str: Kind.TEXT if name in LONG else Kind.LINE, UUID: Kind.LINE, date: Kind.DAY}
    kinds |= {int: Kind.NUMBER, float: Kind.NUMBER}
    if hint not in kinds:
        raise TypeError(f"{hint!r} has no place in a form")
    return Shape(name, kinds[hint], is_required, null, is_id=hint is UUID, default=default)


def _bare(hint: Any) -> tuple[Any, bool]:
    """Return a type without its names and notes, and whether it may be nothing."""
    if hasattr(hint, "__supertype__"):
        return _bare(hint.__supertype__)
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return _bare(inner)[0], True
    return hint, False


def _words(enum: type[Enum]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in enum)
