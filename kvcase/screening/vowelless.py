"""Read words in Arabic, Persian, Pashto, Urdu and Hebrew letters, which write few vowels or none.

A letter stands for one of several Latin spellings, by language and by habit: a word in the script is therefore a
pattern, and a Latin word is a reading of it when it fits the pattern from end to end. Sources: the romanisation tables
of BGN/PCGN, ALA-LC and the UN for Arabic, Persian, Pashto and Urdu, and French, German and English everyday spelling.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Final

SCRIPT: Final = re.compile(r"[\u0590-\u05ff\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
"""The letters of these scripts."""

ALLAH: Final = "\ufdf2"
DIN: Final = "\ufdf3"
"""Stand for the endings *-ullah* and *-uddin* in a word as `written`: they sound otherwise than they are spelled."""

_MARKS: Final = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u200e\u200f]")
_SAME: Final = {
    ord(form): plain
    for plain, forms in {
        "ا": "أإآٱ", "ي": "ىیېۍے", "ك": "کګ", "ه": "ھۀەہ", "ة": "ۃ", "و": "ؤۇۆ",
        "ن": "ڼ", "ر": "ړڑ", "د": "ډڈ", "ت": "ټٹ",
        "כ": "ך", "מ": "ם", "נ": "ן", "פ": "ף", "צ": "ץ",
    }.items()
    for form in forms
}  # fmt: skip

_LETTERS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "ا": ("[aeo]{1,2}", " "),
    "ب": ("b{1,2}|p", "b"),
    "پ": ("p{1,2}|b", "p"),
    "ت": ("t{1,2}", "t"),
    "ث": ("th|s{1,2}|t", "st"),
    "ج": ("j{1,2}|dj|dzh|dj|zh|g{1,2}|dsch|tch|c", "jg"),
    "چ": ("ch|tch|tsch|c|cz|tsh|sh", "s"),
    "ح": ("h{1,2}|kh|ch", "h"),
    "خ": ("kh|k{1,2}|h|ch|x", "kh"),
    "د": ("d{1,2}", "d"),
    "ذ": ("dh|z{1,2}|d|th|ds", "ds"),
    "ر": ("r{1,2}", "r"),
    "ز": ("z{1,2}|s", "s"),
    "ژ": ("zh|j|z|g", "js"),
    "س": ("s{1,2}|c|z", "s"),
    "ش": ("sh|ch|sch|s|shsh|chch", "s"),
    "ص": ("s{1,2}|c|z", "s"),
    "ض": ("d{1,2}|dh|z{1,2}|th|dz", "ds"),
    "ط": ("t{1,2}|th", "t"),
    "ظ": ("z{1,2}|dh|d|th", "sd"),
    "ع": ("", " "),
    "غ": ("gh|g{1,2}|q|kh|rh", "gk"),
    "ف": ("f{1,2}|ph", "f"),
    "ق": ("q{1,2}|k{1,2}|gh|g{1,2}|kh|c|ck", "kg"),
    "ك": ("k{1,2}|c|ck|q|kh|g", "kg"),
    "گ": ("g{1,2}|gu|gh|k", "g"),
    "ل": ("l{1,2}", "l"),
    "م": ("m{1,2}", "m"),
    "ن": ("n{1,2}|m(?=b)", "n"),
    "ه": ("h{0,2}|t", "h"),
    "و": ("[ou]{1,2}|w{1,2}|v{1,2}|ew|wu|oow|a(?=$)", "v "),
    "ي": ("[iye]{1,2}|j|ij|iyy|iyi|yy", " "),
    "ئ": ("[iye]{0,2}", " "),
    "ء": ("", " "),
    "ښ": ("sh|kh|x|ch", "sk"),
    "ځ": ("dz|z|j|ts", "sj"),
    "څ": ("ts|s|c|tz", "s"),
    "ں": ("n?", "n "),
    ALLAH: ("[aeou]?l{1,2}[ae]h?", ("l",)),
    DIN: ("[aeou]?d{1,2}(?:i|ee|e|y)ne?", ("dn",)),
    "א": ("[aeiou]{0,2}", " "),
    "ב": ("b{1,2}|v|w", "bv"),
    "ג": ("g{1,2}|j", "gj"),
    "ד": ("d{1,2}", "d"),
    "ה": ("h?|ah|eh", "h"),
    "ו": ("v{1,2}|w|[ou]{1,2}", "v "),
    "ז": ("z|s", "s"),
    "ח": ("h|ch|kh", "hks"),
    "ט": ("t{1,2}", "t"),
    "י": ("[iye]{1,2}|j", " "),
    "כ": ("k{1,2}|c|kh|ch", "ks"),
    "ל": ("l{1,2}", "l"),
    "מ": ("m{1,2}", "m"),
    "נ": ("n{1,2}", "n"),
    "ס": ("s{1,2}|c", "s"),
    "ע": ("[aeiou]{0,2}", " "),
    "פ": ("p{1,2}|f|ph", "pf"),
    "צ": ("tz|ts|z|s", "s"),
    "ק": ("k{1,2}|c|q|ck", "k"),
    "ר": ("r{1,2}", "r"),
    "ש": ("sh|s|sch|ch", "s"),
    "ת": ("t{1,2}|th", "t"),
}
"""By letter: its Latin spellings, and the consonants (one letter each, a blank for none) it may sound like."""

_ARTICLE: Final = re.compile(r"([aeiou](?:ch|sh|th|dh|[drsztn]))(?=[cdrsztn])")
"""The article before a letter that takes it over: *as-Samarrai*, *Essaadi*."""
_SHORT: Final = "[aeiouy]{0,2}"
_MOST_KEYS: Final = 12


def bare(text: str) -> str:
    """Return a text without the marks that stand on or between the letters of these scripts."""
    return _MARKS.sub("", text)


def written(word: str) -> str:
    """Return a word of the script in one spelling: bare of marks, and of the forms of a letter the plainest."""
    word = _MARKS.sub("", unicodedata.normalize("NFKC", word)).translate(_SAME)
    return word[:-1] + "ه" if word.endswith("ة") else word


def shown(word: str) -> str:
    """Return a word as `written` as a person would write it."""
    return word.replace(ALLAH, " الله").replace(DIN, " الدين").strip()


@lru_cache(maxsize=65536)
def keys(word: str) -> tuple[str, ...]:
    """Return the consonants that a word as `written` may sound like: alternatives, as in `sounds.keys`."""
    choices: list[Sequence[str]] = [_LETTERS[letter][1] for letter in word if letter in _LETTERS]
    if choices and word.endswith("ه"):
        choices[-1] = " "
    found = dict.fromkeys(_squeezed(letters) for letters in islice(product(*choices), 64))
    return tuple(islice(found, _MOST_KEYS))


def reads_as(word: str, latin: str) -> bool:
    """Tell whether a Latin word fits the pattern of a word as `written`."""
    pattern = _pattern(word)
    if pattern.fullmatch(latin) is not None:
        return True
    article = _ARTICLE.match(latin)
    return article is not None and pattern.fullmatch(latin, article.end(1)) is not None


_LONG: Final = {"ا": frozenset("aeo"), "و": frozenset("ou"), "ي": frozenset("ie")}
"""By the letter of a long vowel: the vowels one of which a Latin word has in its place."""


def contradicts(word: str, latin: Iterable[tuple[str, Sequence[str]]]) -> bool:
    """Tell whether a word as `written` has long vowels where every reading of a Latin word has others: *Faris, Firas*.

    The readings are those of `sounds`: consonants, and the vowels before, between and behind them.
    """
    others = [(key, vowels) for key, vowels in latin if len(key) > 1]
    found = [
        any(
            long and vowels and _LONG[long].isdisjoint(vowels) for long, vowels in zip(gaps, beside[1:-1], strict=False)
        )
        for key, gaps in _read(word)
        for other, beside in others
        if key == other
    ]
    return bool(found) and all(found)


def _read(word: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the consonants of a word as `written` and the long vowel, if any, behind each but the last."""
    letters = [letter for letter in word if letter in _LETTERS]
    for choice in islice(product(*[_LETTERS[letter][1] for letter in letters]), 64):
        key, gaps = "", [""]
        for letter, sound in zip(letters, choice, strict=True):
            if sound != " " and (sound != "h" or not key):
                key += sound
                gaps.append("")
            elif letter in _LONG:
                gaps[-1] = letter
        yield key, gaps[1:-1]


@lru_cache(maxsize=16384)
def _pattern(word: str) -> re.Pattern[str]:
    parts: list[str] = []
    for at, letter in enumerate(word):
        spellings = _LETTERS.get(letter, (re.escape(letter), ""))[0]
        if at == 0 and letter in "اعئء":
            spellings = "[aeiouy]{1,3}" if letter == "ا" else "[aeiouy]{0,3}"
        elif at == len(word) - 1 and letter == "ي":
            spellings = f"{spellings}|(?<![aeiou])ah?"
        elif at == len(word) - 1 and letter == "ه":
            spellings = "(?:h?[ae]h?|h|t)?"
        parts.append(f"(?:{spellings})")
    return re.compile(_SHORT.join(parts) + "e?")


def _squeezed(letters: tuple[str, ...]) -> str:
    kept = "".join(letter for at, letter in enumerate(letters) if letter != " " and (letter != "h" or not at))
    # A doubled letter is written once, and two of one sound stand next to each other where no vowel is written.
    return "".join(letter for at, letter in enumerate(kept) if not at or kept[at - 1] != letter)
