"""Perturbed list names: 500 names as someone may write them down who means an entry of the list.

Written fairly. Only Latin, strong names of persons and organisations are taken, of two words and eight letters or more.
One way is applied to each name, the least used first. A slip is one letter of a word of five or more; digits and
initials are never lost. A name with words dropped or shortened must, in the whole words that are left, still belong to
one entry alone, and keep a word that is rare on the lists.
The same entries and seed give the same names on every machine.
"""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from kvcase.lists.entries import Entry, Kind, NameKind
from tests.quality.cases import Case, ListedWords, words

PERTURBED: Final = 500

_NEIGHBOURS: Final = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "s v x s w d f g u h j k n b i o w e a r y c q z t x".split(),  # noqa: SIM905
        strict=True,
    )
)
_ABBREVIATIONS: Final = {
    "academy": "Acad",
    "aerospace": "Aerosp",
    "association": "Assoc",
    "bureau": "Bur",
    "center": "Ctr",
    "centre": "Ctr",
    "chemical": "Chem",
    "company": "Co",
    "construction": "Constr",
    "corporation": "Corp",
    "department": "Dept",
    "development": "Dev",
    "electronic": "Elect",
    "electronics": "Elect",
    "engineering": "Engn",
    "enterprise": "Ent",
    "establishment": "Est",
    "general": "Gen",
    "group": "Grp",
    "incorporated": "Inc",
    "industrial": "Ind",
    "industries": "Ind",
    "information": "Informat",
    "institute": "Inst",
    "international": "Intl",
    "laboratory": "Lab",
    "limited": "Ltd",
    "management": "Mgmt",
    "manufacturing": "Mfg",
    "medical": "Med",
    "military": "Mil",
    "national": "Natl",
    "organization": "Org",
    "research": "Res",
    "science": "Sci",
    "sciences": "Sci",
    "services": "Svcs",
    "shipping": "Shpg",
    "technology": "Technol",
    "university": "Univ",
}
# As one language writes a sound and as another does; the end of a word is `\b`.
_VARIANTS: Final = (
    ("muhammad", "mohammed"),
    ("mohammad", "muhammed"),
    ("husayn", "hussein"),
    ("hussein", "hossein"),
    ("shch", "sch"),
    ("zh", "j"),
    ("kh", "ch"),
    ("ou", "u"),
    ("ee", "i"),
    ("oo", "u"),
    ("iy", "y"),
    ("dj", "j"),
    ("ph", "f"),
    (r"ov\b", "off"),
    (r"ev\b", "eff"),
    ("ya", "ia"),
    ("yu", "iu"),
    ("sh", "ch"),
    ("q", "k"),
    ("w", "v"),
    ("v", "w"),
    ("y", "i"),
    ("j", "dj"),
    ("ai", "ay"),
)

_OTHER_SCRIPT: Final = re.compile(
    r"kh|zh|shch|[oe]va?\b|vich\b|vna\b|[aei]y\b|\bal-|\babd|m[ou]hamm?[ae]d|huss?[ae]|allah|q(?!u)", re.IGNORECASE
)
"""What tells that a name was brought over from Cyrillic or Arabic script, and so may be spelled otherwise."""

_Way = Callable[[str, Kind, random.Random], str | None]


def perturbed(entries: Iterable[Entry], seed: int, count: int = PERTURBED) -> tuple[Case, ...]:
    """Return `count` perturbed names with the entries they mean; raises `ValueError` when the lists are too small."""
    source = random.Random(seed)  # noqa: S311  the same names each time, not secrecy
    entries = tuple(entries)
    listed = ListedWords(entries)
    names = [
        (entry, name.text)
        for entry in entries
        if entry.kind in (Kind.PERSON, Kind.ORGANISATION)
        for name in entry.names
        if name.kind in (NameKind.PRIMARY, NameKind.STRONG) and _is_fit(name.text)
    ]
    source.shuffle(names)
    found: list[Case] = []
    used = dict.fromkeys(_WAYS, 0)
    for entry, text in names:
        if len(found) == count:
            break
        for way in sorted(used, key=used.__getitem__):
            made = _WAYS[way](text, entry.kind, source)
            if made is None or made == text or not _is_fair(way, made, text, entry, listed):
                continue
            found.append(Case(made, entry.kind, way, entry.entry_id))
            used[way] += 1
            break
    if len(found) < count:
        raise ValueError(f"only {len(found)} names could be perturbed fairly; expected {count}")
    return tuple(found)


def _is_fit(text: str) -> bool:
    return (
        len(words(text)) >= 2
        and sum(letter.isalpha() for letter in text) >= 8
        and not re.search(r"[^\u0000-\u024f\u2010-\u201d]", text)
    )


def _is_fair(way: str, made: str, text: str, entry: Entry, listed: ListedWords) -> bool:
    """Tell whether the whole words left mean one entry alone, one of them of four letters or more and rare.

    What an organisation loses must be common on the lists: without a distinguishing word it may be another one.
    """
    if way not in _LOSING:
        return True
    before = words(text)
    left = [word for word in words(made) if word in before]
    spread = {word: len(listed.entries_with([word], entry.kind)) for word in before}
    if not any(len(word) >= 4 and spread[word] <= _RARE for word in left):
        return False
    if listed.entries_with(left, entry.kind) != {entry.entry_id}:
        return False
    is_whole = entry.kind is Kind.PERSON or way == "abbreviation"
    return is_whole or all(spread[word] >= _COMMON for word in before if word not in left)


def _typo(text: str, _: Kind, source: random.Random) -> str | None:
    """One letter of a word of five or more lost, doubled, swapped with the next, or hit beside."""
    long = [match for match in re.finditer(r"[^\W\d_]+", text) if len(match.group()) >= 5]
    if not long:
        return None
    chosen = source.choice(long)
    at = source.randrange(chosen.start() + 1, chosen.end() - 1)
    letter = text[at]
    beside = _NEIGHBOURS.get(letter.lower(), "e")
    beside = beside.upper() if letter.isupper() else beside
    made = source.choice(("", letter * 2, text[at + 1] + letter, beside))
    return text[:at] + made + text[at + (2 if len(made) == 2 and made[1] == letter and made[0] != letter else 1) :]


def _reorder(text: str, kind: Kind, source: random.Random) -> str | None:
    """Family name first or last; the last words of an organisation put before the others."""
    if "," in text:
        head, _, tail = text.partition(",")
        return f"{tail.strip()} {head.strip()}" if kind is Kind.PERSON else None
    parts = text.split()
    if kind is Kind.PERSON:
        return source.choice((f"{parts[-1]}, {' '.join(parts[:-1])}", " ".join((parts[-1], *parts[:-1]))))
    if len(parts) > 6 or "(" in text:
        return None
    return " ".join((parts[-1], *parts[:-1]))


def _case(text: str, _: Kind, source: random.Random) -> str | None:
    """All capitals, none, or a capital for each word."""
    return source.choice([made for made in (text.upper(), text.lower(), text.title()) if made != text])


def _dropped(text: str, kind: Kind, source: random.Random) -> str | None:
    """One middle name of a person of three or more; one word of an organisation of three or more, never its first."""
    parts = text.split()
    if len(parts) < 3 or len(words(text)) < 3:
        return None
    if kind is Kind.PERSON:
        family = [at for at, part in enumerate(parts) if part.endswith(",")]
        droppable = range(family[0] + 2 if family else 1, len(parts) if family else len(parts) - 1)
    else:
        droppable = range(1, len(parts))
    chosen = [
        at for at in droppable if parts[at].strip(",.()").isalpha() and len(parts[at]) > 2 and "," not in parts[at]
    ]
    if not chosen:
        return None
    del parts[source.choice(chosen)]
    return " ".join(parts)


def _abbreviation(text: str, kind: Kind, source: random.Random) -> str | None:
    """A given name as an initial, the family name whole; the usual short forms in an organisation's name."""
    if kind is not Kind.PERSON:
        made = re.sub(r"[^\W\d_]+", lambda found: _ABBREVIATIONS.get(found.group().lower(), found.group()), text)
        return made if made != text else None
    family, _, given = text.partition(",")
    if not given:
        given, _, family = text.rpartition(" ")
    parts = given.split()
    if not parts or len(parts[0]) < 3 or not all(part.isalpha() for part in parts):
        return None
    first, *rest = parts
    kept = " ".join(rest) if source.random() < 0.5 else " ".join(f"{part[0]}." for part in rest)
    return " ".join(f"{first[0]}. {kept} {family}".split())


def _transliteration(text: str, kind: Kind, source: random.Random) -> str | None:
    """One sound as another language writes it, in a word of five letters or more of a name from another script."""
    if kind is not Kind.PERSON or not _OTHER_SCRIPT.search(text):
        return None
    variants = [
        (found.start(), found.end(), new)
        for old, new in _VARIANTS
        for found in re.finditer(old, text, re.IGNORECASE)
        if _length_of_word(text, found.start()) >= 5
    ]
    if not variants:
        return None
    begin, end, new = source.choice(variants)
    old = text[begin:end]
    if old.isupper() and (len(old) > 1 or text[end : end + 1].isupper()):
        new = new.upper()
    elif old[0].isupper():
        new = new.title()
    return text[:begin] + new + text[end:]


def _length_of_word(text: str, at: int) -> int:
    return next(len(word.group()) for word in re.finditer(r"\w+", text) if word.start() <= at < word.end())


def _glue(text: str, _: Kind, source: random.Random) -> str | None:
    """The space between two words of three letters or more left out."""
    gaps = [match.start(1) for match in re.finditer(r"(?<=[^\W\d_]{3})( )(?=[^\W\d_]{3})", text)]
    if not gaps or len(text.split()) < 3:
        return None
    at = source.choice(gaps)
    return text[:at] + text[at + 1 :]


def _split(text: str, _: Kind, source: random.Random) -> str | None:
    """One word of eight letters or more in two of three or more."""
    long = [match for match in re.finditer(r"[^\W\d_]+", text) if len(match.group()) >= 8]
    if not long:
        return None
    chosen = source.choice(long)
    at = source.randrange(chosen.start() + 3, chosen.end() - 2)
    return f"{text[:at]} {text[at:]}"


_RARE: Final = 5
"""A word in the names of at most so many entries tells them apart."""

_COMMON: Final = 20
"""A word in the names of so many entries tells little."""

_WAYS: Final[dict[str, _Way]] = {
    "typo": _typo,
    "reorder": _reorder,
    "case": _case,
    "dropped token": _dropped,
    "abbreviation": _abbreviation,
    "transliteration": _transliteration,
    "glued": _glue,
    "split": _split,
}
_LOSING: Final = frozenset({"dropped token", "abbreviation"})


def count_by_way(cases: Sequence[Case]) -> dict[str, int]:
    """Return how many cases there are of each way, in the order of the ways' names."""
    return {way: sum(case.way == way for case in cases) for way in sorted({case.way for case in cases})}
