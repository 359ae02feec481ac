"""A stored explanation laid side by side: what was asked, what the list has, and what speaks for somebody else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from babel import Locale

from domain.ports import Explained
from kvcase.screening import explanations, sentences
from kvcase.screening.explanations import Evidence, Explanation, Language
from kvcase.screening.likeness import PartKind

_SPEAKS_AGAINST: Final = frozenset(
    {
        "acronym-of-another",
        "another-country",
        "another-field",
        "another-kind-of-institution",
        "another-name-beside",
        "another-name-on-both-sides",
        "another-number",
        "another-word-inside",
        "common-names-only",
        "father-and-son",
        "its-own-name-missing",
        "more-syllables",
        "no-telling-word",
        "one-name-only",
        "other-characters",
        "other-initials",
        "part-of-another",
        "person-or-organisation",
        "single-word-segment",
        "words-of-two-names",
    }
)
"""The rules that hold a score down for a difference. The others say that a name tells little: no reason by itself."""


def explained(text: str, list_id: str, *, person: bool, language: Language, list_name: str = "") -> Explained | None:
    """Return an explanation that `Explanation.encode` wrote, in words; None for any other text.

    `person` says that the entry is a person, `list_name` what a list is called that the shipped register does not know.
    """
    try:
        found = explanations.decode(text)
    except (ValueError, KeyError, TypeError):
        return None
    words = explanations.WORDS[language]
    return Explained(
        sentences.sentence(named(found, language), language, list_id, person=person, list_name=list_name),
        tuple(_against(found, language)),
        found.segment,
        found.list_name,
        found.entry_name or found.list_name,
        tuple((part.q, part.l, words[part.kind].rstrip(":")) for part in found.parts),
        tuple((words[fact.field], *_sides(fact, language), fact.effect) for fact in found.evidence),
    )


def named(found: Explanation, language: Language) -> Explanation:
    """Return an explanation to be read by people: countries by their names. What is stored keeps their codes."""
    sides = {fact: _sides(fact, language) for fact in found.evidence}
    return replace(found, evidence=tuple(replace(fact, q=q, l=l_) for fact, (q, l_) in sides.items()))


def _against(found: Explanation, language: Language) -> Iterator[str]:
    """Yield what speaks for somebody else, the fact that settles most first."""
    say, words = _SAY[language], explanations.WORDS[language]
    for field in ("birth_year", "country"):
        for fact in found.evidence:
            if fact.field == field and fact.effect < 0:
                ours, theirs = _sides(fact, language)
                yield say[field].format(q=ours, l=theirs)
    extra, missing = (
        [part.q or part.l for part in found.parts if part.kind is kind] for kind in (PartKind.EXTRA, PartKind.MISSING)
    )
    if extra and missing:
        q, l_ = (", ".join(f"“{each}”" for each in side) for side in (extra, missing))
        yield say["words"].format(q=q, l=l_)
    for cap in found.caps:
        if cap.rule in _SPEAKS_AGAINST and cap.cap < found.base:
            yield words[cap.rule].removesuffix(say["at-most"])


def _sides(fact: Evidence, language: Language) -> tuple[str, str]:
    """Return what both sides say of a fact: countries by their names."""
    if fact.field != "country":
        return fact.q, fact.l
    names = Locale(language).territories
    ours, theirs = (
        ", ".join(names.get(each.strip().upper(), each.strip()) for each in side.split(","))
        for side in (fact.q, fact.l)
    )
    return ours, theirs


_SAY: Final[Mapping[Language, Mapping[str, str]]] = MappingProxyType(
    {
        "nl": {
            "birth_year": "ander geboortejaar: bij ons {q}, op de lijst {l}",
            "country": "ander land: bij ons {q}, op de lijst {l}",
            "words": "andere woorden in de naam: bij ons {q}, op de lijst {l}",
            "at-most": ", dus hoogstens {cap}",
        },
        "en": {
            "birth_year": "other birth year: ours {q}, the list {l}",
            "country": "other country: ours {q}, the list {l}",
            "words": "other words in the name: ours {q}, the list {l}",
            "at-most": ", so at most {cap}",
        },
    }
)
