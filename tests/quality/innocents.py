"""Names of the innocent: 6,700 persons that look real and 2,800 institutions of frames and real place names.

Given and family names of one origin are drawn at random, so that no person is meant. A name of which every word stands
in one name of the lists given, or at most one letter from it, is left out: a hit on it would not be plainly false.
A place that has a listed institution gets only subjects that none of those teach. The same lists and seed give the same
names on every machine.
"""

import random
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from kvcase.lists.entries import Entry, Kind
from tests.quality.cases import Case, ListedWords

PERSONS: Final = 6_700
INSTITUTIONS: Final = 2_800

_FILE: Final = Path(__file__).with_suffix(".toml")
_WORDS: Final = tomllib.loads(_FILE.read_text(encoding="utf-8"))


def innocents(entries: Iterable[Entry], seed: int) -> tuple[Case, ...]:
    """Return 6,700 persons and then 2,800 institutions, all different, none of them on the lists given."""
    source = random.Random(seed)  # noqa: S311  the same names each time, not secrecy
    listed = ListedWords(entries)
    persons = _different(PERSONS, lambda: _person(source), listed, Kind.PERSON)
    institutions = _different(INSTITUTIONS, lambda: _institution(source), listed, Kind.ORGANISATION)
    return (*persons, *institutions)


def _different(count: int, make: Callable[[], tuple[str, str]], listed: ListedWords, kind: Kind) -> Iterable[Case]:
    found: dict[str, Case] = {}
    while len(found) < count:
        way, text = make()
        if text not in found and not listed.stands_within_one_name(text, kind):
            found[text] = Case(text, kind, way)
    return found.values()


def _person(source: random.Random) -> tuple[str, str]:
    origins = _WORDS["origins"]
    origin = source.choices(origins, weights=[each["share"] for each in origins])[0]
    given, second = source.sample(origin["given"], 2)
    family, maiden = source.sample(origin["family"], 2)
    way = source.random()
    if way < 0.12:
        text = f"{family}, {given}"
    elif way < 0.22:
        text = f"{given} {second} {family}"
    elif way < 0.27:
        text = f"{given} {family}-{maiden}"
    elif way < 0.30:
        text = f"{given} {second[0]}. {family}"
    else:
        text = f"{given} {family}"
    return f"person, {origin['name']}", text


def _institution(source: random.Random) -> tuple[str, str]:
    near = source.random() < 0.15
    frame = source.choice(_WORDS["near_frames" if near else "frames"])
    text = frame.format(
        place=source.choice(_WORDS["near_places" if near else "places"]),
        subject=source.choice(_WORDS["subjects"]),
        soft=source.choice(_WORDS["soft_subjects"]),
        trade=source.choice(_WORDS["trades"]),
        form=source.choice(_WORDS["forms"]),
        code=source.randrange(1000, 9999),
        number=source.randrange(1, 30),
    )
    return ("institution in a listed place" if near else "institution elsewhere"), text
