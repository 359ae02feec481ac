"""By which strings a word of a query leads to the words of an index that it may mean.

For every two words that can agree (`likeness.possible`) one of the strings of `ways_from` is one of `ways_to`.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kvcase.screening import eastern, persons
from kvcase.screening.likeness import consonants, glued, without_particle
from kvcase.screening.normalise import SHORTEST_CUT, Cut, Token
from kvcase.screening.ways import slips
from kvcase.screening.words import WordClass

_SHORTEST_SLIP: Final = {True: 3, False: 4}


def ways_to(token: Token, *, person: bool) -> list[str]:
    """Return the strings by which a word of the index can be found: text, spelling, slips, consonants, initial."""
    word = token.spelled
    ways = ["t" + token.text, "s" + word]
    if token.word_class is WordClass.INITIAL:
        ways.append("i" + token.text)
    elif word.isalpha():
        ways += ["d" + slip for slip in slips(word, _SHORTEST_SLIP[person])]
        ways += [("v" if token.vowel_less else "l") + sound for sound in consonants(token)]
        if person:
            ways += ["t" + rest for rest in without_particle(token)]
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
        ways += ["d" + slip for slip in slips(word, _SHORTEST_SLIP[person])]
        sounds = consonants(token)
        ways += [("l" if token.vowel_less else "v") + sound for sound in sounds]
        if person:
            ways.append("i" + token.text[:1])
            ways += ["t" + rest for rest in without_particle(token)]
            if not token.vowel_less:
                ways += ["l" + sound for sound in sounds]
        else:
            ways.append("k" + token.skeleton)
            if token.cut is not Cut.NOT:
                ways.append("p" + word)
    return ways


def ways_to_name(tokens: tuple[Token, ...]) -> list[str]:
    """Return the strings by which a person's name can be found: two words as one, or its syllables."""
    ways = ["h" + sound for first, second in pairwise(tokens) for sound in glued(first, second)]
    if persons.is_eastern(tokens):
        for kind, _, words in eastern_words(tokens, 0):
            ways += [kind + run for run in eastern.readings("".join([token.spelled for token in words]))]
    return ways


def eastern_words(tokens: tuple[Token, ...], pairs_at: int) -> Iterator[tuple[str, int, tuple[Token, ...]]]:
    """Yield the words of an eastern name as `e` and every two neighbours as `f`, these with places from `pairs_at`."""
    yield from (("e", place, (token,)) for place, token in enumerate(tokens))
    yield from (("f", pairs_at + place, pair) for place, pair in enumerate(pairwise(tokens)))
