"""Split a cell that holds several names, joined by signs that names hold too."""

import re
from collections.abc import Iterator
from typing import Final

from kvcase.lists.entries import squash

_FORM: Final = re.compile(
    r"(?:jr|sr|ii|iii|co|coltd|corp|inc|incorporated|ltd|limited|llc|llp|plc|jsc|cjsc|ojsc|pjsc|gmbh|ag|kg|bv|nv|sa|"
    r"sas|sarl|srl|spa|as|sro|doo|dd|ad|ead|eood|kft|zrt|rt|oy|oyj|ab|aps|oao|ooo|zao|pao|fze|fzco|est|uab|ltda|sl|"
    r"zoo|spzoo|ооо|оао|ао|пао|зао)\Z"
)
_PAIRS: Final = (("(", ")"), ("«", "»"), ("“", "”"))
_MAX_PIECES: Final = 500


def pieces(cell: str) -> Iterator[str]:
    """Yield the names that a comma joins; a legal form, or what stands in open brackets, goes to the one before."""
    joined: list[str] = []
    for piece in cell.split(",", _MAX_PIECES):
        piece = squash(piece).strip(" ;")
        inside = bool(joined) and any(joined[-1].count(left) > joined[-1].count(right) for left, right in _PAIRS)
        if joined and (inside or _FORM.match(re.sub(r"[\W_]", "", piece).casefold())):
            joined[-1] += f", {piece}"
        elif piece:
            joined.append(piece)
    yield from joined


def persons_names(cell: str) -> Iterator[str]:
    """Yield the names of a person in a cell; a single word before the only comma is the family name of one name."""
    for part in cell.split(";"):
        found = list(pieces(part))
        if len(found) == 2 and " " not in found[0]:
            yield f"{found[1]} {found[0]}"
        else:
            yield from found


def organisations_names(cell: str) -> Iterator[str]:
    """Yield the names of an organisation in a cell."""
    for part in cell.split(";"):
        yield from pieces(part)
