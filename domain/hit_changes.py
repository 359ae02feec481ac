"""What changed since a hit was answered, as a list that can be read again and as one sentence.

The codes of the changes are no secret; the values may name persons, so they are stored sealed. Both sides can be
worked out anew: entries stand by version, the register by its history. Source: handbook screening.md 6.4.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.sentence import Sentence, say


class Side(StrEnum):
    """Where something changed."""

    LIST = "list"
    REGISTER = "register"
    ANSWER = "answer"
    PROGRAM = "program"


class What(StrEnum):
    """What changed there."""

    NAME = "name"
    ALIAS = "alias"
    WEAK_ALIAS = "weak_alias"
    ORIGINAL_NAME = "original_name"
    COUNTRY = "country"
    BIRTH_YEAR = "birth_year"
    IDENTIFIER = "identifier"
    OWNER = "owner"
    PROGRAMME = "programme"
    KIND = "kind"
    EFFECT = "effect"
    VERSION = "version"
    LISTED = "listed"
    LAST_DAY = "last_day"
    SCORER = "scorer"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: what came and what went, each in its order."""

    side: Side
    what: What
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """Return the change without its values: `list:name`."""
        return f"{self.side}:{self.what}"


def between(side: Side, what: What, before: Iterable[str], now: Iterable[str]) -> tuple[Change, ...]:
    """Return what came and went between two sets of values; nothing when they are the same."""
    then, today = set(before), set(now)
    added, removed = tuple(sorted(today - then)), tuple(sorted(then - today))
    return (Change(side, what, added, removed),) if added or removed else ()


def encode(changes: Iterable[Change]) -> str:
    """Return canonical JSON."""
    told = [{"side": one.side, "what": one.what, "added": one.added, "removed": one.removed} for one in changes]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(text: str) -> tuple[Change, ...]:
    """Return the changes that `encode` wrote; none where the text was erased."""
    if not text.startswith("[{"):
        return ()
    return tuple(
        Change(Side(one["side"]), What(one["what"]), tuple(one["added"]), tuple(one["removed"]))
        for one in json.loads(text)
    )


def sentence(changes: Iterable[Change]) -> Sentence:
    """Return one sentence that says what changed, with the values; `domain.speech` tells it in Dutch."""
    return say("asked again: {changes}", changes=tuple(part for each in changes for part in _parts(each)))


def in_short(codes: Iterable[str]) -> Sentence | None:
    """Return one sentence that says what changed, without any value; None where it tells nothing."""
    told = tuple(dict.fromkeys(part for code in codes if (part := _short(code)) is not None))
    return say("asked again: {changes}", changes=told) if told else None


def _parts(change: Change) -> Iterable[Sentence]:
    match change.what:
        case What.LAST_DAY:
            yield say("the answer held up to and with {day}", day=change.removed)
        case What.LISTED:
            yield say("it is on the list again")
        case What.UNTOLD:
            yield say("{where} tells it otherwise, and what exactly cannot be said", where=_WHERE[change.side])
        case What.KIND | What.EFFECT | What.VERSION | What.SCORER:
            told = "{what} is {now} and was {before}"
            yield say(told, what=_WHAT[change.what], now=change.added, before=change.removed)
        case _:
            where, what = _WHERE[change.side], _WHAT[change.what]
            if change.added:
                yield say("{where} now also gives {what} {values}", where=where, what=what, values=change.added)
            if change.removed:
                yield say("{where} no longer gives {what} {values}", where=where, what=what, values=change.removed)


def _short(code: str) -> Sentence | None:
    side, _, word = code.partition(":")
    what = What(word)
    if what in {What.VERSION, What.SCORER}:
        return None  # comes along with a change, and is never one by itself
    if what is What.LAST_DAY:
        return say("the answer expired")
    if what is What.LISTED:
        return say("it is on the list again")
    where = "{what} on the list" if side == Side.LIST else "{what} in the register"
    return say(where, what=_IN_SHORT[what])


_WHERE = {Side.LIST: "the list", Side.REGISTER: "the register", Side.ANSWER: "the answer", Side.PROGRAM: "the program"}
_WHAT = {
    What.NAME: "the name",
    What.ALIAS: "the alias",
    What.WEAK_ALIAS: "the weak alias",
    What.ORIGINAL_NAME: "the name in its own script",
    What.COUNTRY: "the country",
    What.BIRTH_YEAR: "the birth year",
    What.IDENTIFIER: "the identifier",
    What.OWNER: "the owner",
    What.PROGRAMME: "the programme",
    What.KIND: "what the list calls it",
    What.EFFECT: "what the list means",
    What.VERSION: "the version of the list",
    What.SCORER: "the scorer",
}
_IN_SHORT = {
    **dict.fromkeys((What.NAME, What.ALIAS, What.WEAK_ALIAS, What.ORIGINAL_NAME), "a name"),
    What.COUNTRY: "a country",
    What.BIRTH_YEAR: "a birth year",
    What.IDENTIFIER: "an identifier",
    What.OWNER: "an owner",
    What.PROGRAMME: "a programme",
    What.KIND: "the kind",
    What.EFFECT: "what it means",
    What.UNTOLD: "something",
}
