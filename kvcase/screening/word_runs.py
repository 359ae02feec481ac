"""Read the words of an organisation's name together: pieces of one word, numbers, and what several mean as one."""

from operator import add
from typing import Final, NamedTuple

from kvcase.screening import organisation_words, words

_TENS: Final = frozenset({"20", "30", "40", "50", "60", "70", "80", "90"})
_LONG_ENOUGH_TO_MEND: Final = 6


class Word(NamedTuple):
    """A word of an organisation's name on its way to a token: in a-z, with its Chinese characters, and its meaning."""

    spelled: str
    vowel_less: bool = False
    native: str = ""
    meaning: str = ""
    known: bool = True


def mended(taken: list[Word]) -> list[Word]:
    """Join two pieces of which one means nothing, when they are a word of our tables together: *Lia bility*."""
    spelled = [word.spelled for word in taken]
    if words.canonical().keys().isdisjoint(map(add, spelled, spelled[1:])):
        return taken
    done: list[Word] = []
    for word in taken:
        before = done[-1] if done else None
        if before is not None and not (before.known and word.known) and not before.native and not word.native:
            together = before.spelled + word.spelled
            meaning = words.canonical().get(together)
            if meaning and len(together) >= _LONG_ENOUGH_TO_MEND and min(len(before.spelled), len(word.spelled)) > 1:
                done[-1] = Word(together, meaning=meaning)
                continue
        done.append(word)
    return done


def counted(taken: list[Word]) -> list[Word]:
    """Write numbers as digits, and leave out the words that only announce one: *No. 12*, *Forty-Four*."""
    done: list[Word] = []
    numbers = words.numbers()
    spelled = [word.spelled for word in taken]
    if numbers.keys().isdisjoint(spelled) and organisation_words.NUMBER_SIGNS.isdisjoint(spelled):
        return taken
    for word in taken:
        digits = numbers.get(word.spelled)
        if digits is None:
            if done and done[-1].spelled in organisation_words.NUMBER_SIGNS and word.spelled.isdigit():
                done.pop()
            done.append(word)
        elif len(digits) == 1 and done and done[-1].spelled in _TENS:
            done[-1] = Word(str(int(done[-1].spelled) + int(digits)))
        else:
            done.append(Word(digits))
    return done


def phrased(taken: list[Word]) -> list[Word]:
    """Put what several words mean together in their place: *coast guard*."""
    phrases = words.phrases(person=False)
    spelled = tuple([word.spelled for word in taken])
    if phrases.keys().isdisjoint(spelled):
        return taken
    done: list[Word] = []
    at = 0
    while at < len(taken):
        for parts, meaning in phrases.get(spelled[at], ()):
            if spelled[at : at + len(parts)] == parts:
                done += map(Word, meaning)
                at += len(parts)
                break
        else:
            done.append(taken[at])
            at += 1
    return done
