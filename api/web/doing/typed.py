"""What somebody typed into a form: read as the body that a program would send, and shown again as it was typed."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from api.web.doing.shapes import Kind, Shape

LOOKUP, LOOKED = ".lookup", ".looked"
"""What is added to the name of a field for words that are looked up in a register, and for those that were."""
MAX_ROWS = 50
_LONGEST_LOOKUP = 200
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_SHARE = re.compile(r"[0-9]{1,3}[.,][0-9]{1,6}")
_BOOLS = {"yes": True, "no": False}


class Typed:
    """The fields of a form by name: `conditions.0.text` is the text of the first condition."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        self._form = form
        self.kept: dict[str, tuple[int, ...]] = {}

    def text(self, name: str) -> str:
        """Return what was typed or chosen; what was typed beside a list goes before what was chosen in it."""
        beside = self._form.get(f"{name}.typed", "").strip()
        return beside or self._form.get(name, "").replace("\r\n", "\n")

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return what was ticked."""
        return tuple(self._form.getlist(name))

    def lines(self, name: str) -> tuple[str, ...]:
        """Return what was ticked, and what was typed on lines of its own."""
        told = self._form.get(f"{name}.typed", "").splitlines()
        return tuple(dict.fromkeys((*self.chosen(name), *(each.strip() for each in told if each.strip()))))

    def rows(self, name: str) -> tuple[int, ...]:
        """Return the numbers of the rows of a field that repeats, without the one that is taken away."""
        found = {int(each[1]) for key in self._form if (each := re.match(rf"{re.escape(name)}\.([0-9]{{1,3}})\.", key))}
        gone = self._form.get("less", "")
        numbers = sorted(each for each in found if f"{name}.{each}" != gone)
        if self._form.get("more") == name and len(numbers) < MAX_ROWS:
            numbers.append(max(numbers, default=-1) + 1)
        return tuple(numbers)

    def looked_up(self, name: str) -> str:
        """Return the words that are looked up for a field."""
        told = "".join(each if each.isprintable() else " " for each in self._form.get(f"{name}{LOOKUP}", ""))
        return " ".join(told.split())[:_LONGEST_LOOKUP]

    @property
    def lookups(self) -> frozenset[str]:
        """Return the fields for which words wait to be looked up: Enter or any button sends them too."""
        asked = {each.removesuffix(LOOKUP) for each in self._form if each.endswith(LOOKUP)}
        words = {each: self.looked_up(each) for each in asked}
        waiting = {name for name, told in words.items() if told and told != self._form.get(f"{name}{LOOKED}")}
        return frozenset(waiting | ({self._form["look"]} if "look" in self._form else set()))

    @property
    def asks_for_more(self) -> bool:
        """Tell whether only the form is to change: a row more, one less, or other things to choose from."""
        return "more" in self._form or "less" in self._form or bool(self.lookups)

    def body(self, shapes: Sequence[Shape], prefix: str = "") -> dict[str, Any]:
        """Return what a program would send; what was left empty is left out, or null where it must be there."""
        told: dict[str, Any] = {}
        for shape in shapes:
            value = self._value(shape, f"{prefix}{shape.name}")
            if value not in (None, ""):
                told[shape.name] = value
            elif shape.may_be_null:
                told[shape.name] = None
        return told

    def place(self, path: str) -> str:
        """Return where in the form an error stands: rows that were left empty were not sent."""
        parts = path.split(".")
        for at, part in enumerate(parts):
            kept = self.kept.get(".".join(parts[:at]))
            if kept is not None and part.isdecimal() and int(part) < len(kept):
                parts[at] = str(kept[int(part)])
        return ".".join(parts)

    def _value(self, shape: Shape, name: str) -> Any:
        match shape.kind:
            case Kind.FLAG:
                return self._form.get(name) == "yes"
            case Kind.SOME:
                return list(self.chosen(name)) or _empty(shape)
            case Kind.LINES:
                return list(self.lines(name)) or _empty(shape)
            case Kind.PART:
                return self.body(shape.parts, f"{name}.")
            case Kind.PARTS:
                return self._parts(shape, name) or _empty(shape)
            case Kind.NUMBER:
                return _number(self.text(name).strip())
            case Kind.ONE if shape.words == ("yes", "no"):
                return _BOOLS.get(self.text(name), self.text(name))
            case Kind.TEXT | Kind.LINE:
                return self.text(name)
            case _:
                return self.text(name).strip()

    def _parts(self, shape: Shape, name: str) -> list[dict[str, Any]]:
        filled = [(row, self.body(shape.parts, f"{name}.{row}.")) for row in self.rows(name)]
        given = [(row, told) for row, told in filled if any(each not in (None, False) for each in told.values())]
        self.kept[name] = tuple(row for row, _ in given)
        return [told for _, told in given]


def prefilled(values: Mapping[str, Any]) -> MultiDict[str, str]:
    """Return known values as a form would send them."""
    told: MultiDict[str, str] = MultiDict()
    _fill(told, values, "")
    return told


def _fill(told: MultiDict[str, str], values: Mapping[str, Any], prefix: str) -> None:
    for name, value in values.items():
        here = f"{prefix}{name}"
        match value:
            case None | "":
                continue
            case bool():
                told[here] = "yes" if value else "no"
            case list() | tuple() if value and isinstance(value[0], Mapping):
                for row, each in enumerate(value):
                    _fill(told, each, f"{here}.{row}.")
            case list() | tuple():
                told.setlist(here, [str(each) for each in value])
            case Mapping():
                _fill(told, value, f"{here}.")
            case _:
                told[here] = str(value)


def _empty(shape: Shape) -> list[Any] | None:
    return [] if shape.is_required else None


def _number(text: str) -> int | float | str:
    """Return a number as JSON has it; anything else stays as it was typed, for the schema to refuse."""
    if _NUMBER.fullmatch(text):
        return int(text)
    if _SHARE.fullmatch(text):
        share = float(text.replace(",", "."))
        return share if math.isfinite(share) else text
    return text
