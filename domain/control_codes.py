"""Which codes name an item of the control list of the Union, and what a wrong one looks like.

Source: Annex I of Regulation (EU) 2021/821. A code is a category (0-9), a group (A-E), three digits, and a path of
sub-items; the list is replaced about every year, so that a code means nothing without the regulation of its list.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from domain import text
from domain.errors import UnusableInputError

if TYPE_CHECKING:
    from domain.collaboration.topic import ControlCode

CODE = "a code of Annex I, Regulation (EU) 2021/821, such as 6A002.a.1"
ANNEX = "the regulation that the list was last replaced by, as year/number, such as 2025/2003"
_CODE = re.compile(r"[0-9][A-E][0-9]{3}(\.[a-z](\.[0-9]{1,2}(\.[a-z](\.[0-9]{1,2})?)?)?)?")
_ANNEX = re.compile(r"((?:19|20)[0-9]{2})/[1-9][0-9]{0,4}")
_FIRST_YEAR = 2021
_REVERSED = re.compile(r"([0-9]{1,5})/((?:19|20)[0-9]{2})")
_ROMAN = "XXI|XX|XIX|XVIII|XVII|XVI|XV|XIV|XIII|XII|XI|X|IX|VIII|VII|VI|V|IV|III|II|I"
_LOOKALIKES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"EAR ?99", re.I),
        "is the rest category of the US list (EAR), which the list of the Union does not have",
        f"{CODE}; what is on no list of the Union has no code here",
    ),
    (
        re.compile(r"[0-9][A-E]9[0-9]{2}(\..*)?", re.I),
        "has the 900 series of the US list (ECCN), or of a national list, which Annex I does not have",
        f"{CODE}; US law is a question for the export control officer",
    ),
    (
        re.compile(r"[0-9][A-E]6[0-9]{2}(\..*)?", re.I),
        "has the 600 series of the US list (ECCN): military items, which Annex I does not hold",
        f"{CODE}; a military purpose is said in is_military",
    ),
    (
        re.compile(rf"(USML\b.*|ITAR\b.*|(CAT(EGORY)?\.? ?)?({_ROMAN})( ?\(.*)?)", re.I),
        "looks like a category of the US munitions list (USML, ITAR)",
        f"{CODE}; a military purpose is said in is_military",
    ),
    (
        re.compile(r"ML ?([1-9]|1[0-9]|2[0-2])([^0-9].*)?", re.I),
        "is an item of the military list (ML1 to ML22), which is another list of the Union",
        f"{CODE}; a military purpose is said in is_military",
    ),
    (
        re.compile(r"(10|[1-9])\.[0-9x]{1,2}", re.I),
        "looks like a critical technology (Recommendation (EU) 2023/2113), which is no item of the control list",
        f"{CODE}; a critical technology goes to technologies",
    ),
    (
        re.compile(r"[0-9]([A-E]([0-9x]{0,2}|x{3}))?", re.I),
        "names a category or a part of the list and no item",
        CODE,
    ),
    (
        re.compile(r"[0-9]{4}([. ]?[0-9]{2}){0,3}"),
        "looks like a number of the customs tariff, which is no item of the control list",
        CODE,
    ),
)


def refuse_unusable(items: "Iterable[ControlCode]", today: date) -> None:
    """Refuse codes that are none, lists that are none, and codes that are said twice.

    Raises `UnusableInputError` naming the field, which list the code looks like, and what would be right.
    """
    seen: dict[str, ControlCode] = {}
    for number, item in enumerate(items):
        refuse_code(item.code, f"control_codes.{number}.code")
        _refuse_annex(item.annex_version, f"control_codes.{number}.annex_version", today)
        if item.code in seen:
            _refuse_second(seen[item.code], item, number)
        seen[item.code] = item


def refuse_codes(codes: Iterable[str]) -> None:
    """Raise `UnusableInputError` for the first of the field `codes` that is no code of Annex I."""
    for number, code in enumerate(codes):
        refuse_code(code, f"codes.{number}")


def refuse_code(code: str, field: str) -> None:
    """Raise `UnusableInputError` for what is no code of Annex I, saying which list it looks like."""
    for pattern, looks, expected in _LOOKALIKES:
        if pattern.fullmatch(code.strip()):
            raise UnusableInputError(field, f"{code!r} {looks}", expected)
    if _CODE.fullmatch(code):
        return
    plain = "".join(code.split())
    plain = plain[:5].upper() + plain[5:].lower()
    if _CODE.fullmatch(plain):
        wrong = "holds a space" if plain.casefold() != code.casefold() else "has letters of the wrong case"
        raise UnusableInputError(field, f"{code!r} {wrong}", f"{plain}: {CODE}")
    raise UnusableInputError(field, f"{code!r} is no control code", CODE)


def _refuse_annex(version: str, field: str, today: date) -> None:
    plain = text.required(version, field, 100)
    found = _ANNEX.fullmatch(plain)
    if found is None:
        swapped = _REVERSED.fullmatch(plain)
        expected = f"{swapped[2]}/{swapped[1]}: {ANNEX}" if swapped else ANNEX
        raise UnusableInputError(field, f"{version!r} is no version of Annex I, Regulation (EU) 2021/821", expected)
    if int(found[1]) < _FIRST_YEAR:
        raise UnusableInputError(field, f"{version!r} is older than Regulation (EU) 2021/821 itself", ANNEX)
    if int(found[1]) > today.year:
        raise UnusableInputError(field, f"{version!r} is of a year to come", ANNEX)


def _refuse_second(first: "ControlCode", second: "ControlCode", number: int) -> None:
    field = f"control_codes.{number}.code"
    if first.certainty is not second.certainty:
        both = f"{first.certainty} and {second.certainty}"
        rule = f"{second.code!r} is said to be {both} at once"
        raise UnusableInputError(field, rule, f"one of confirmed, suspected, excluded, for each {CODE}")
    raise UnusableInputError(field, f"{second.code!r} is given twice", "each code once")
