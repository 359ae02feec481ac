"""Tell given names apart that differ by one letter and are two: *Saad* and *Asad*, *Maria* and *Marina*.

Each line is one name in its usual spellings in a-z; two words on different lines are two names, however near. A word
that is on no line may be a slip of any. Sources: everyday use in the languages named; for Arabic the usual English and
French spellings on passports.
"""

from functools import cache
from typing import Final

from kvcase.screening import words

_GIVEN: Final = """
"""


def are_two(one: str, other: str) -> bool:
    """Tell whether two words of persons' names that are near each other are two names and no slip."""
    left, right = _names().get(one), _names().get(other)
    return left is not None and right is not None and left != right


@cache
def _names() -> dict[str, str]:
    return words.table(_GIVEN)
