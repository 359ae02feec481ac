"""What is left of a word in a-z when letters that sound alike across spellings are one."""

import re
from functools import lru_cache
from string import ascii_lowercase
from typing import Final


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return a word with long vowels and doubled letters as single ones: *Mansoor* as *mansur*."""
    for spelling, sound in (("oo", "u"), ("ou", "u"), ("ee", "i"), ("ii", "i"), ("y", "i")):
        text = text.replace(spelling, sound)
    return _DOUBLED.sub("", text)


@lru_cache(maxsize=65536)
def skeleton(text: str) -> str:
    """Return the consonants of a word as they sound alike across spellings and in scripts without vowels."""
    for spelling, sound in (
        ("sch", "s"),
        ("tch", "s"),
        ("ch", "s"),
        ("sh", "s"),
        ("ph", "f"),
        ("kh", "k"),
        ("ck", "k"),
    ):
        text = text.replace(spelling, sound)
    return _DOUBLED.sub("", text[:1].translate(_FIRST) + text[1:].translate(_LATER))


# The letters that stay are here too: of a letter that is missing `translate` takes many times as long.
_FIRST: Final = str.maketrans(
    {
        **{letter: letter for letter in ascii_lowercase},
        "q": "k",
        "c": "k",
        "z": "s",
        "x": "ks",
        **dict.fromkeys("aeiou"),
    }
)
_LATER: Final = _FIRST | str.maketrans("", "", "ywh")
_DOUBLED: Final = re.compile(r"(.)(?=\1)", re.DOTALL)
