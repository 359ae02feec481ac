"""By which strings a word of a query leads to the words of an index that it may mean.

For every two words that can agree (`likeness.possible`) one of the strings of `ways_from` is one of `ways_to`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kvcase.screening import eastern, given_names, nicknames, persons, slips
from kvcase.screening.likeness import consonants, glued, without_particle
from kvcase.screening.normalise import SHORTEST_CUT, Cut, Token
from kvcase.screening.ways import slips as slips_of
from kvcase.screening.words import WordClass

_SHORTEST_SLIP: Final = {True: 3, False: 4}


def ways_to(token: Token, *, person: bool) -> list[str]:
    """Return the strings by which a word of the index can be found: text, spelling, slips, consonants, initial."""
    word = token.spelled
    ways = ["t" + token.text, "s" + word]
    if token.word_class is WordClass.INITIAL:
        ways.append("i" + token.text)
    elif word.isalpha():
        ways += ["d" + slip for slip in slips_of(word, _SHORTEST_SLIP[person])]
        ways += [("v" if token.vowel_less else "l") + sound for sound in consonants(token)]
        if person:
            ways += ["t" + rest for rest in without_particle(token)]
            ways += ["n" + name for name in _given(token)]
        else:
            if len(token.skeleton) >= 2:
                ways.append("k" + token.skeleton)
            ways += ["p" + word[:size] for size in range(SHORTEST_CUT, len(word) - 1)]
    return ways


def ways_from(token: Token, *, person: bool) -> list[str]:
    """Return the strings under which words that a word of a query may mean can be found."""
    word = token.spelled
    ways = ["t" + token.text]
    if word.isalpha() and token.word_class is not WordClass.INITIAL:
        ways += ["d" + slip for slip in slips_of(word, _SHORTEST_SLIP[person])]
        sounds = consonants(token)
        ways += [("l" if token.vowel_less else "v") + sound for sound in sounds]
        if person:
            ways.append("i" + token.text[:1])
            ways += ["n" + name for name in _given(token)]
            ways += ["t" + rest for rest in without_particle(token)]
            if not token.vowel_less:
                ways += ["l" + sound for sound in sounds]
        else:
            ways.append("k" + token.skeleton)
            if token.cut is not Cut.NOT:
                ways.append("p" + word)
    return ways


def _given(token: Token) -> frozenset[str]:
    """Return the given names that a word may mean, also as a short form."""
    short = nicknames.names()
    meant = given_names.meant(token.spelled)
    return meant | short.get(token.text, _NONE) | short.get(token.spelled, _NONE)


_NONE: Final[frozenset[str]] = frozenset()


def ways_to_name(tokens: tuple[Token, ...], *, person: bool) -> list[str]:
    """Return the strings by which a name can be found: slips, and of a person two words as one, or syllables."""
    ways = slips.ways(tokens, person=person)
    if not person:
        return ways
    ways += ["h" + sound for first, second in pairwise(tokens) for sound in glued(first, second)]
    if persons.is_eastern(tokens):
        systems = persons.systems(tokens)
        for kind, _, words in eastern_words(tokens, 0):
            run = "".join([token.spelled for token in words])
            ways += [kind + each for each in eastern.readings(run, systems)]
    return ways


def eastern_words(tokens: tuple[Token, ...], pairs_at: int) -> Iterator[tuple[str, int, tuple[Token, ...]]]:
    """Yield the words of an eastern name as `e` and every two neighbours as `f`, these with places from `pairs_at`."""
    yield from (("e", place, (token,)) for place, token in enumerate(tokens))
    yield from (("f", pairs_at + place, pair) for place, pair in enumerate(pairwise(tokens)))
