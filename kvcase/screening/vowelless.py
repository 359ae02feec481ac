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


def _all(*parts: Iterable[str]) -> str:
    """Return every way to choose one of each part and write them as one word, with blanks between the words."""
    return " ".join(map("".join, product(*parts)))


def _twice(letters: str) -> str:
    """Return one or two of these letters, in every order."""
    return _all(("", *letters), letters)


_LETTERS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "ا": (_twice("aeo"), " "),
    "ب": ("b bb p", "b"),
    "پ": ("p pp b", "p"),
    "ت": ("t tt", "t"),
    "ث": ("th s ss t", "st"),
    "ج": ("j jj dj dzh dj zh g gg dsch tch c", "jg"),
    "چ": ("ch tch tsch c cz tsh sh", "s"),
    "ح": ("h hh kh ch", "h"),
    "خ": ("kh k kk h ch x", "kh"),
    "د": ("d dd", "d"),
    "ذ": ("dh z zz d th ds", "ds"),
    "ر": ("r rr", "r"),
    "ز": ("z zz s", "s"),
    "ژ": ("zh j z g", "js"),
    "س": ("s ss c z", "s"),
    "ش": ("sh ch sch s shsh chch", "s"),
    "ص": ("s ss c z", "s"),
    "ض": ("d dd dh z zz th dz", "ds"),
    "ط": ("t tt th", "t"),
    "ظ": ("z zz dh d th", "sd"),
    "ع": ("-", " "),
    "غ": ("gh g gg q kh rh", "gk"),
    "ف": ("f ff ph", "f"),
    "ق": ("q qq k kk gh g gg kh c ck", "kg"),
    "ك": ("k kk c ck q kh g", "kg"),
    "گ": ("g gg gu gh k", "g"),
    "ل": ("l ll", "l"),
    "م": ("m mm", "m"),
    "ن": ("n nn m(b)", "n"),
    "ه": ("- h hh t", "h"),
    "و": (f"{_twice('ou')} w ww v vv ew wu oow a($)", "v "),
    "ي": (f"{_twice('iye')} j ij iyy iyi yy", " "),
    "ئ": (f"{_twice('iye')} -", " "),
    "ء": ("-", " "),
    "ښ": ("sh kh x ch", "sk"),
    "ځ": ("dz z j ts", "sj"),
    "څ": ("ts s c tz", "s"),
    "ں": ("- n", "n "),
    ALLAH: (_all(("", *"aeou"), ("l", "ll"), "ae", ("", "h")), ("l",)),
    DIN: (_all(("", *"aeou"), ("d", "dd"), ("i", "ee", "e", "y"), "n", ("", "e")), ("dn",)),
    "א": (f"{_twice('aeiou')} -", " "),
    "ב": ("b bb v w", "bv"),
    "ג": ("g gg j", "gj"),
    "ד": ("d dd", "d"),
    "ה": ("- h ah eh", "h"),
    "ו": (f"v vv w {_twice('ou')}", "v "),
    "ז": ("z s", "s"),
    "ח": ("h ch kh", "hks"),
    "ט": ("t tt", "t"),
    "י": (f"{_twice('iye')} j", " "),
    "כ": ("k kk c kh ch", "ks"),
    "ל": ("l ll", "l"),
    "מ": ("m mm", "m"),
    "נ": ("n nn", "n"),
    "ס": ("s ss c", "s"),
    "ע": (f"{_twice('aeiou')} -", " "),
    "פ": ("p pp f ph", "pf"),
    "צ": ("tz ts z s", "s"),
    "ק": ("k kk c q ck", "k"),
    "ר": ("r rr", "r"),
    "ש": ("sh s sch ch", "s"),
    "ת": ("t tt th", "t"),
}
"""By letter: its Latin spellings, and the consonants (one letter each, a blank for none) it may sound like.

Among the spellings `-` stands for nothing, `m(b)` for an *m* before a *b* and `^a` for an *a* behind no vowel; `$` is
the end of the word.
"""

_BOUND: Final = "ه" + ALLAH
"""The ending of a word that is heard as *t* in front of this one: *Hibatullah*, *Rahmatullah*."""
_ARTICLE: Final = re.compile(r"([aeiou](?:ch|sh|th|dh|[drsztn]))(?=[cdrsztn])")
"""The article before a letter that takes it over: *as-Samarrai*, *Essaadi*."""
_VOWELS: Final = "aeiouy"
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
    choices: list[Sequence[str]] = [
        _LETTERS[letter][1] if word[at : at + 2] != _BOUND else "th"
        for at, letter in enumerate(word)
        if letter in _LETTERS
    ]
    if choices and word.endswith("ه"):
        choices[-1] = " "
    found = dict.fromkeys(_squeezed(letters) for letters in islice(product(*choices), 64))
    return tuple(islice(found, _MOST_KEYS))


def reads_as(word: str, latin: str) -> bool:
    """Tell whether a Latin word is a reading of a word as `written`, from end to end."""
    spellings = _spellings(word)
    if _fits(spellings, latin, 0):
        return True
    article = _ARTICLE.match(latin)
    return article is not None and _fits(spellings, latin, article.end(1))


_Spelling = tuple[Mapping[str, int], range, frozenset[str]]
"""How many letters of a Latin word one letter is, by what stands there; of which lengths; what is behind no vowel."""


def _fits(spellings: Sequence[_Spelling], latin: str, begin: int) -> bool:
    """Tell whether the letters of a word can be read from a place on to the end, with short vowels between them."""
    size = len(latin)
    latin += "$"
    found = ends = {begin}
    for spelling, lengths, behind_none in spellings:
        found = set()
        for at in ends:
            for length in lengths:
                piece = latin[at : at + length]
                read = spelling.get(piece)
                if read is not None and not (piece in behind_none and latin[at - 1 : at] in _VOWELS and at):
                    found.add(at + read)
        if not found:
            return False
        # At most two vowels that are not written.
        ends = found | {at + 1 for at in found if latin[at] in _VOWELS}
        ends |= {at + 1 for at in ends - found if latin[at] in _VOWELS}
    return size in found or (size - 1 in found and latin[size - 1] == "e")


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
def _spellings(word: str) -> tuple[_Spelling, ...]:
    last = len(word) - 1
    return tuple(
        _spelling(letter, first=at == 0 and letter in "اعئء", last=at == last and letter in "يه")
        if word[at : at + 2] != _BOUND
        else ({"t": 1, "h": 1}, range(1, 2), frozenset[str]())
        for at, letter in enumerate(word)
    )


@lru_cache(maxsize=1024)
def _spelling(letter: str, *, first: bool, last: bool) -> _Spelling:
    spellings = _LETTERS.get(letter, (letter, ""))[0]
    if first:
        spellings = _all(("", *_VOWELS), ("", *_VOWELS), _VOWELS) + ("" if letter == "ا" else " -")
    elif last:
        spellings = f"{spellings} ^a ^ah" if letter == "ي" else f"{_all(('', 'h'), 'ae', ('', 'h'))} h t -"
    found = {}
    for each in spellings.split():
        text, _, behind = each.removesuffix(")").replace("-", "").removeprefix("^").partition("(")
        found[text + behind] = len(text)
    behind_none = frozenset(each[1:] for each in spellings.split() if each.startswith("^"))
    return found, range(min(map(len, found)), max(map(len, found)) + 1), behind_none


def _squeezed(letters: tuple[str, ...]) -> str:
    kept = "".join(letter for at, letter in enumerate(letters) if letter != " " and (letter != "h" or not at))
    # A doubled letter is written once, and two of one sound stand next to each other where no vowel is written.
    return "".join(letter for at, letter in enumerate(kept) if not at or kept[at - 1] != letter)
