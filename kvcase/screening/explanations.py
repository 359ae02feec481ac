"""Why a hit is a hit: a structure that is stored, and the words for what is in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NotRequired, TypedDict

from kvcase.lists.entries import NameKind
from kvcase.screening.alignment import Cap, Part
from kvcase.screening.likeness import PartKind

Language = Literal["nl", "en"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact beside the name, and by how many points it moved the score."""

    field: str
    q: str
    l: str  # noqa: E741  the stored name of the list side
    effect: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a score rests on. Scores are 0 to 100; `base` is the score before evidence and caps."""

    scorer_id: str
    entry_id: str
    query: str
    segment: str
    list_name: str
    alias_kind: NameKind
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    caps: tuple[Cap, ...]
    base: int
    score: int
    band: str
    origin: str = ""
    """Where a name that the list itself does not give comes from: the edition of the aliases and its source."""
    entry_name: str = ""
    """The first name of the entry, where another name of it matched."""

    def encode(self) -> str:
        """Return canonical JSON: the same bytes for the same query, entry and scorer."""
        return json.dumps(self.as_mapping(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def as_mapping(self) -> dict[str, object]:
        """Return the explanation as plain values, ready for JSON."""
        return {
            "scorer_id": self.scorer_id,
            "entry_id": self.entry_id,
            "query": self.query,
            "segment": self.segment,
            "list_name": self.list_name,
            "alias_kind": self.alias_kind,
            "parts": [
                {"q": part.q, "l": part.l, "kind": part.kind, "score": part.score, "weight": part.weight}
                for part in self.parts
            ],
            "evidence": [
                {"field": fact.field, "q": fact.q, "l": fact.l, "effect": fact.effect} for fact in self.evidence
            ],
            "caps": [{"rule": cap.rule, "cap": cap.cap} for cap in self.caps],
            "base": self.base,
            "score": self.score,
            "band": self.band,
            **({"origin": self.origin} if self.origin else {}),
            **({"entry_name": self.entry_name} if self.entry_name else {}),
        }


def decode(text: str) -> Explanation:
    """Return the explanation that `encode` wrote."""
    stored: _Stored = json.loads(text)
    return Explanation(
        scorer_id=stored["scorer_id"],
        entry_id=stored["entry_id"],
        query=stored["query"],
        segment=stored["segment"],
        list_name=stored["list_name"],
        alias_kind=NameKind(stored["alias_kind"]),
        parts=tuple(
            Part(part["q"], part["l"], PartKind(part["kind"]), part["score"], part["weight"])
            for part in stored["parts"]
        ),
        evidence=tuple(Evidence(fact["field"], fact["q"], fact["l"], fact["effect"]) for fact in stored["evidence"]),
        caps=tuple(Cap(cap["rule"], cap["cap"]) for cap in stored["caps"]),
        base=stored["base"],
        score=stored["score"],
        band=stored["band"],
        origin=stored.get("origin", ""),
        entry_name=stored.get("entry_name", ""),
    )


_EN = {
    PartKind.EXACT: "the same:",
    PartKind.TYPO: "nearly the same:",
    PartKind.READING: "the same in another script or system of spelling:",
    PartKind.SKELETON: "sounding the same:",
    PartKind.CUT: "the same as far as it is written:",
    PartKind.INITIAL: "agreeing by an initial:",
    PartKind.NICKNAME: "a short form of the same:",
    PartKind.MISSING: "only on the list:",
    PartKind.EXTRA: "only in the query:",
    "country": "the country",
    "birth_year": "the birth year",
    "another-name-on-both-sides": "both names have a telling word that the other lacks, so at most {cap}",
    "one-name-only": "only one name agrees, so at most {cap}",
    "initials-only": "the given names agree by initials only, so at most {cap}",
    "common-names-only": "only names that very many bear agree, so at most {cap}",
    "slips-only": "each word agrees only nearly, so at most {cap}",
    "slip-in-short-name": "one word of few agrees but for a slip, so at most {cap}",
    "nickname": "a given name agrees by a short form only, so at most {cap}",
    "other-initials": "the initials differ, so at most {cap}",
    "father-and-son": "the names of father and son are exchanged, so at most {cap}",
    "other-characters": "the characters differ and only sound alike, so at most {cap}",
    "more-syllables": "the one name has more syllables than the other has characters, so at most {cap}",
    "short-name-in-characters": "few characters that many names sound like, so at most {cap}",
    "no-telling-word": "only general words agree, so at most {cap}",
    "another-field": "they name different fields, so at most {cap}",
    "another-kind-of-institution": "they are different kinds of institution, so at most {cap}",
    "another-number": "they are numbered differently, so at most {cap}",
    "its-own-name-missing": "the word that sets the listed name apart is missing, so at most {cap}",
    "another-word-inside": "the query has a telling word inside the name, so at most {cap}",
    "another-name-beside": "the listed name is general and the query has a name of its own, so at most {cap}",
    "words-of-two-names": "the words that agree belong to two names in the query, so at most {cap}",
    "part-of-another": "the listed name is general and the query names another institution, so at most {cap}",
    "acronym-of-another": "the query says that the acronym stands for another name, so at most {cap}",
    "another-country": "the query names another country, so at most {cap}",
    "single-word-slip": "one word agrees, and only nearly, so at most {cap}",
    "single-word-segment": "one word of a longer text agrees, so at most {cap}",
    "weak-alias": "the alias is weak, so at most {cap}",
    "person-or-organisation": "one is a person and the other is not, so at most {cap}",
}
_NL = {
    PartKind.EXACT: "gelijk:",
    PartKind.TYPO: "bijna gelijk:",
    PartKind.READING: "gelijk in een ander schrift of andere spelwijze:",
    PartKind.SKELETON: "gelijk van klank:",
    PartKind.CUT: "gelijk zover het geschreven is:",
    PartKind.INITIAL: "gelijk op de beginletter:",
    PartKind.NICKNAME: "een roepvorm van dezelfde:",
    PartKind.MISSING: "enkel op de lijst:",
    PartKind.EXTRA: "enkel in de zoekterm:",
    "country": "het land",
    "birth_year": "het geboortejaar",
    "another-name-on-both-sides": "beide namen hebben een kenmerkend woord dat de andere mist, dus hoogstens {cap}",
    "one-name-only": "slechts één naam komt overeen, dus hoogstens {cap}",
    "initials-only": "de voornamen komen enkel op beginletters overeen, dus hoogstens {cap}",
    "common-names-only": "enkel namen die zeer velen dragen komen overeen, dus hoogstens {cap}",
    "slips-only": "elk woord komt slechts bijna overeen, dus hoogstens {cap}",
    "slip-in-short-name": "één woord van weinige komt op een verschrijving na overeen, dus hoogstens {cap}",
    "nickname": "een voornaam komt enkel als roepvorm overeen, dus hoogstens {cap}",
    "other-initials": "de beginletters verschillen, dus hoogstens {cap}",
    "father-and-son": "de namen van vader en zoon zijn verwisseld, dus hoogstens {cap}",
    "other-characters": "de karakters verschillen en klinken enkel gelijk, dus hoogstens {cap}",
    "more-syllables": "de ene naam heeft meer lettergrepen dan de andere karakters, dus hoogstens {cap}",
    "short-name-in-characters": "weinig karakters, waarnaar veel namen klinken, dus hoogstens {cap}",
    "no-telling-word": "enkel algemene woorden komen overeen, dus hoogstens {cap}",
    "another-field": "ze noemen een ander vakgebied, dus hoogstens {cap}",
    "another-kind-of-institution": "het zijn andere soorten instellingen, dus hoogstens {cap}",
    "another-number": "ze dragen een ander nummer, dus hoogstens {cap}",
    "its-own-name-missing": "het woord dat de naam op de lijst onderscheidt, ontbreekt, dus hoogstens {cap}",
    "another-word-inside": "de zoekterm heeft een kenmerkend woord binnen de naam, dus hoogstens {cap}",
    "another-name-beside": "de naam op de lijst is algemeen en de zoekterm heeft een eigen naam, dus hoogstens {cap}",
    "words-of-two-names": "de gelijke woorden horen in de zoekterm bij twee namen, dus hoogstens {cap}",
    "part-of-another": "de naam op de lijst is algemeen en de zoekterm noemt een andere naam, dus hoogstens {cap}",
    "acronym-of-another": "volgens de zoekterm staat de afkorting voor een andere naam, dus hoogstens {cap}",
    "another-country": "de zoekterm noemt een ander land, dus hoogstens {cap}",
    "single-word-slip": "één woord komt overeen, en slechts bijna, dus hoogstens {cap}",
    "single-word-segment": "één woord van een langere tekst komt overeen, dus hoogstens {cap}",
    "weak-alias": "de alias is zwak, dus hoogstens {cap}",
    "person-or-organisation": "de ene is een persoon en de andere niet, dus hoogstens {cap}",
}
WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType({"nl": _NL, "en": _EN})
"""By language: what each kind of agreement, field and rule is called; `sentences` makes a sentence of it."""
LANGUAGES: tuple[Language, ...] = ("nl", "en")


class _StoredPart(TypedDict):
    q: str
    l: str  # noqa: E741
    kind: str
    score: int
    weight: int


class _StoredEvidence(TypedDict):
    field: str
    q: str
    l: str  # noqa: E741
    effect: int


class _StoredCap(TypedDict):
    rule: str
    cap: int


class _Stored(TypedDict):
    scorer_id: str
    entry_id: str
    query: str
    segment: str
    list_name: str
    alias_kind: str
    parts: list[_StoredPart]
    evidence: list[_StoredEvidence]
    caps: list[_StoredCap]
    base: int
    score: int
    band: str
    origin: NotRequired[str]
    entry_name: NotRequired[str]
