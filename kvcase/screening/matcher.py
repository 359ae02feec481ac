"""Score a query against a list entry: pure, and the same on every machine for one scorer id."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kvcase.lists.entries import Entry, Kind, Name, NameKind, primary_name
from kvcase.screening import aliases, organisations, persons
from kvcase.screening.alignment import Alignment, Cap, Part, align, slipped
from kvcase.screening.explanations import Evidence, Explanation
from kvcase.screening.likeness import PartKind
from kvcase.screening.normalise import Token, segments, tokens, with_cuts
from kvcase.screening.words import WEIGHTS, WordClass

SCORER_ID: Final = "kv-match-3"
"""Changes whenever a search can answer otherwise: tables, rules, costs, edition of the aliases, what an index finds."""

ALERT: Final = 85
REVIEW: Final = 70
NEAR_MISS: Final = 55
WEAK_CAP: Final = 75
KIND_CAP: Final = 50
"""A person and an organisation are never the same, whatever their names."""

MAX_TOKENS: Final = 60
"""Words beyond these are not looked at; the longest real name has about 30."""

COUNTRY_AGREES: Final = 5
COUNTRY_DIFFERS: Final = -10
BIRTH_YEAR_AGREES: Final = 5
BIRTH_YEAR_DIFFERS: Final = -15

_BODY: Final = WEIGHTS[WordClass.BODY]
_KIND_ORDER: Final = {kind: at for at, kind in enumerate(NameKind)}


@dataclass(frozen=True, slots=True)
class Query:
    """A name to screen. `country` (ISO 3166-1 alpha-2) and `birth_year` move a score, never hide a name hit."""

    text: str
    kind: Kind | None = None
    country: str | None = None
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """How an entry answers a query: the score of its best name, 0 to 100, and why."""

    entry: Entry
    score: int
    explanation: Explanation

    @property
    def entry_id(self) -> str:
        """Return the source's own id of the entry."""
        return self.entry.entry_id

    @property
    def band(self) -> str:
        """Return `alert` (85 and more), `review` (70), `near_miss` (55) or `none`."""
        return self.explanation.band


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name of an entry beside one segment of the query, scored."""

    score: int
    segment: str
    name: Name
    alignment: Alignment
    caps: tuple[Cap, ...]
    evidence: tuple[Evidence, ...]

    @property
    def rank(self) -> tuple[int, bool, int, str, int, str]:
        """Return the order in which candidates are preferred: score, written the same, kind of name, text, segment."""
        other = self.name.text.casefold() != self.segment.casefold()
        return (-self.score, other, _KIND_ORDER[self.name.kind], self.name.text, -len(self.segment), self.segment)


def score(query: Query, entry: Entry) -> Match:
    """Return how well the query names the entry, by the best of its names and of the query's segments."""
    entry = aliases.enriched(entry)
    best = min(
        (
            candidate(query, entry, segment, sequence, name, tokens_of(name.text, person), person=person)
            for person in _compared_as(query, entry)
            for segment, sequence in query_segments(query.text, person)
            for name in entry.names
        ),
        key=lambda found: found.rank,
    )
    return match(query, entry, best)


def listed_as(entry: Entry) -> tuple[bool, ...]:
    """Return whether an entry may be a person, True, or anything else, False: both where its kind is a guess."""
    return (True, False) if entry.is_guess else (entry.kind is Kind.PERSON,)


def _compared_as(query: Query, entry: Entry) -> tuple[bool, ...]:
    every = listed_as(entry)
    return every if query.kind is None or len(every) == 1 else (query.kind is Kind.PERSON,)


@lru_cache(maxsize=4096)
def query_segments(text: str, person: bool) -> tuple[tuple[str, tuple[Token, ...]], ...]:
    """Return what to compare: the whole name, of a person by script as well, of an organisation by segment."""
    if person:
        return tuple((part, tokens_of(part, person)) for part in persons.segments(text))
    found = [(part, tokens_of(part, person)) for part in segments(text)]
    found += [(part, tokens_of(part, person)) for part in organisations.joined_institutions(text)]
    found += [(at, tokens_of(at, person)) for part, _ in found if (at := organisations.named_after_role(part))]
    found += [(each, tokens_of(each, person)) for part, words in found if (each := organisations.acronym(part, words))]
    end = text.rstrip()
    return tuple((part, with_cuts(part, words, last=end.endswith(part))) for part, words in dict(found).items())


def tokens_of(text: str, person: bool) -> tuple[Token, ...]:
    """Return the first `MAX_TOKENS` tokens of a name as a person's or an organisation's."""
    return tokens(text, person=person)[:MAX_TOKENS]


def candidate(
    query: Query,
    entry: Entry,
    segment: str,
    sequence: tuple[Token, ...],
    name: Name,
    listed: tuple[Token, ...],
    *,
    person: bool,
    least: int = 0,
) -> Candidate:
    """Return the score of one segment against one name of the entry, both read as a person's or as any other's.

    One that cannot reach `least` by its words scores 0, whatever speaks for it beside the name.
    """
    weak = name.kind is NameKind.WEAK
    if weak or not (is_likely(sequence) and is_likely(listed)):
        alignment = _exactly(segment, sequence, name, listed)
    else:
        alignment = align(sequence, listed, person=person, least=least)
        if alignment.score < REVIEW:
            slip = slipped(sequence, listed, (segment, name.text), person=person)
            alignment = slip if slip is not None and slip.score > alignment.score else alignment
    if alignment.base < least:
        return Candidate(0, segment, name, alignment, (), ())
    caps: list[Cap] = []
    for cap in _caps(query, entry, segment, sequence, name, listed, alignment, person=person):
        if cap.cap < least:
            return Candidate(0, segment, name, alignment, (), ())
        caps.append(cap)
    evidence = tuple(_evidence(query, entry)) if alignment.base else ()
    moved = min(100, max(0, alignment.base + sum(fact.effect for fact in evidence)))
    if alignment.base >= REVIEW:
        moved = max(moved, REVIEW)
    return Candidate(min((moved, *(cap.cap for cap in caps))), segment, name, alignment, tuple(caps), evidence)


def _caps(
    query: Query,
    entry: Entry,
    segment: str,
    sequence: tuple[Token, ...],
    name: Name,
    listed: tuple[Token, ...],
    alignment: Alignment,
    *,
    person: bool,
) -> Iterator[Cap]:
    """Yield what holds a score down: rules of the words first, then of how they stand in the text."""
    plain = bool(alignment.caps) and not person and _same_words(segment, name.text)
    yield from (cap for cap in alignment.caps if not (plain and cap.rule == "no-telling-word"))
    if name.kind is NameKind.WEAK and alignment.base:
        yield Cap("weak-alias", WEAK_CAP)
    if person and alignment.base and not (segment.isascii() and name.text.isascii()):
        yield from (Cap(*rule) for rule in persons.text_caps(segment, name.text))
    if person and alignment.base >= REVIEW and persons.are_exchanged(sequence, listed, (segment, name.text)):
        yield Cap("father-and-son", 65)
    if not person:
        yield from _organisation_caps(query, entry, segment, sequence, name, alignment)
    if query.kind is not None and (query.kind is Kind.PERSON) is not person:
        yield Cap("person-or-organisation", KIND_CAP)


def match(query: Query, entry: Entry, best: Candidate) -> Match:
    """Return the match that the best candidate of an entry makes."""
    known_as = primary_name(entry)
    explanation = Explanation(
        scorer_id=SCORER_ID,
        entry_id=entry.entry_id,
        query=query.text,
        segment=best.segment,
        list_name=best.name.text,
        alias_kind=best.name.kind,
        origin=best.name.origin,
        entry_name=known_as if known_as != best.name.text else "",
        parts=best.alignment.parts,
        evidence=best.evidence,
        caps=best.caps,
        base=best.alignment.base,
        score=best.score,
        band=band(best.score),
    )
    return Match(entry, best.score, explanation)


def band(points: int) -> str:
    """Return what a score asks for: `alert`, `review`, `near_miss` or `none`."""
    for least, word in ((ALERT, "alert"), (REVIEW, "review"), (NEAR_MISS, "near_miss")):
        if points >= least:
            return word
    return "none"


def is_short_acronym(text: str) -> bool:
    """Tell whether a name is at most four capitals: then even its case must agree."""
    return len(text) <= 4 and text.isupper()


def exact_key(sequence: Iterable[Token]) -> str:
    """Return the words in alphabetical order: equal for names that match exactly."""
    return " ".join(sorted([token.text for token in sequence]))


def is_likely(sequence: tuple[Token, ...]) -> bool:
    """Tell whether a name has a word of weight, so that it is found by likeness and not only word for word."""
    for token in sequence:  # noqa: SIM110  (asked of every name: a generator takes three times as long)
        if token.weight >= _BODY:
            return True
    return False


def _exactly(segment: str, sequence: tuple[Token, ...], name: Name, listed: tuple[Token, ...]) -> Alignment:
    """Compare names that may not match by likeness: all words the same, or nothing."""
    if not listed or exact_key(sequence) != exact_key(listed):
        return Alignment(0, (), ())
    if is_short_acronym(name.text) and segment.replace(".", "").strip() != name.text:
        return Alignment(0, (), ())
    return Alignment(100, tuple(Part(t.shown, t.shown, PartKind.EXACT, 100, t.weight) for t in listed), ())


def _same_words(segment: str, name: str) -> bool:
    """Tell whether two names are the same words in any order, particles and single letters too: *Grupo W S.A.*."""
    return sorted(segment.casefold().split()) == sorted(name.casefold().split())


def _organisation_caps(
    query: Query, entry: Entry, segment: str, sequence: tuple[Token, ...], name: Name, alignment: Alignment
) -> Iterable[Cap]:
    """Yield the caps that rest on more than the words: where they stand in the text, and what the entry is."""
    if not alignment.base:
        return
    part = segment != query.text.strip()
    yield from _single_word_caps(alignment, sequence, part=part, text=query.text)
    if alignment.score < REVIEW:
        return
    laid = alignment.laid
    if laid is not None:
        yield from (Cap(*rule) for rule in organisations.rules_in_text(laid, segment, query.text, entry.countries))
        elsewhere = organisations.teaches(laid.lone_words) or (
            organisations.is_academic(laid.lone_words) and not organisations.has_sure_name(laid)
        )
        if elsewhere and not _teaches(entry):
            yield Cap("another-kind-of-institution", 65)
    elif part and len(sequence) == 1 and _is_plain_word(segment, query, entry):
        yield Cap("single-word-segment", 60)
    elif part and name.text.isupper() and organisations.is_of_another(name.text, segment, query.text):
        yield Cap("acronym-of-another", 60)
    else:
        yield from (Cap(*rule) for rule in organisations.rules_for_weak(sequence, segment, query.text, entry.countries))


def _is_plain_word(segment: str, query: Query, entry: Entry) -> bool:
    """Tell whether a weak alias in an address may as well be a place: no acronym, and no country beside it."""
    named = any(letter.islower() for letter in segment)
    return named and not organisations.names_country(query.text, entry.countries)


def _teaches(entry: Entry) -> bool:
    return any(organisations.is_academic(tokens_of(name.text, person=False)) for name in entry.names)


def _single_word_caps(alignment: Alignment, sequence: tuple[Token, ...], *, part: bool, text: str) -> Iterable[Cap]:
    """Yield the caps on a match that hangs on one word: a city in an address is not an organisation of that name."""
    telling = [token for token in sequence if token.weight >= _BODY]
    if len(telling) != 1 or not alignment.base:
        return
    exact = any(row.kind is PartKind.EXACT for row in alignment.parts if row.weight >= _BODY)
    if not exact and (part or (len(telling[0].spelled) < 6 and alignment.laid is not None)):
        yield Cap("single-word-slip", 60)
    elif part:
        missing = alignment.laid.missing if alignment.laid is not None else ()
        lacks = any(token.weight >= WEIGHTS[WordClass.FIELD] for token in missing)
        lacks = lacks or (organisations.is_academic(missing) and organisations.is_academic(tokens_of(text, False)))
        yield Cap("single-word-segment", 60 if lacks or telling[0].word_class is WordClass.PLACE else WEAK_CAP)


def _evidence(query: Query, entry: Entry) -> Iterable[Evidence]:
    if query.country is not None and entry.countries:
        effect = COUNTRY_AGREES if query.country in entry.countries else COUNTRY_DIFFERS
        yield Evidence("country", query.country, " ".join(sorted(entry.countries)), effect)
    if query.birth_year is not None and entry.birth_years:
        nearest = min(entry.birth_years, key=lambda year: (abs(year - (query.birth_year or 0)), year))
        distance = abs(nearest - query.birth_year)
        if distance != 1:
            effect = BIRTH_YEAR_AGREES if distance == 0 else BIRTH_YEAR_DIFFERS
            yield Evidence("birth_year", str(query.birth_year), str(nearest), effect)
