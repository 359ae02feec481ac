"""Cases and what an officer reads of each: `python -m tests.kvcase.screening.explained` writes the page.

The institutions are public, the persons and companies invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domain.values import Effect
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import list_files, matcher, rank, sentences
from kvcase.screening.matcher import Query

PAGE: Final = Path(__file__).parents[3] / "docs" / "explanations.md"


@dataclass(frozen=True, slots=True)
class Case:
    """A name that somebody screens, the entry it is held against, and what an officer should make of it."""

    title: str
    query: Query
    list_id: str
    entry: Entry


def _institution(name: str, country: str, *aliases: Name) -> Entry:
    return Entry(name.casefold(), Kind.ORGANISATION, (Name(name, NameKind.PRIMARY), *aliases), (country,))


def _asked(text: str, country: str | None = None) -> Query:
    return Query(text, Kind.ORGANISATION, country)


def _person(text: str, birth_year: int | None = None) -> Query:
    return Query(text, Kind.PERSON, None, birth_year)


HARBIN: Final = _institution("Harbin Institute of Technology", "CN")
BEIHANG: Final = _institution("Beihang University", "CN")
XIAN: Final = _institution("Northwestern Polytechnical University", "CN", Name("NWPU", NameKind.WEAK))
TEHRAN: Final = _institution("Malek Ashtar University of Technology", "IR")
OPTICS: Final = _institution("Quarth Precision Optics GmbH", "DE", Name("Brightwater Optical", NameKind.STRONG))
JONAS: Final = Entry("p1", Kind.PERSON, (Name("Jonas Adriaan Vandervelden", NameKind.PRIMARY),), (), (1970,))
YOUSSEF: Final = Entry(
    "p2",
    Kind.PERSON,
    (Name("Youssef Tarnawi", NameKind.PRIMARY), Name("يوسف طرناوي", NameKind.ORIGINAL_SCRIPT)),
)
GLEB: Final = Entry("p3", Kind.PERSON, (Name("TUMANOVSKY, Gleb Arkadyevich", NameKind.PRIMARY),), (), (1958,))

CASES: Final = (
    Case(
        "An affiliation as journals print it",
        _asked("School of Astronautics, Harbin Inst Technol, Harbin 150001, Peoples R China", "CN"),
        "ca-nro",
        HARBIN,
    ),
    Case("A name in its own script", _asked("哈尔滨工业大学"), "seven-sons", HARBIN),
    Case("A name that only a foreign source gives", _asked("Polytechnische Universität Harbin"), "ca-nro", HARBIN),
    Case("A short acronym", _asked("HIT", "CN"), "ca-nro", HARBIN),
    Case("A sibling in the same city", _asked("Harbin Engineering University", "CN"), "ca-nro", HARBIN),
    Case("A medical school in the same city", _asked("Harbin Medical University"), "ca-nro", HARBIN),
    Case("A former name", _asked("Beijing University of Aeronautics and Astronautics"), "us-csl", BEIHANG),
    Case("A name with a slip", _asked("Beihan University, Beijing", "CN"), "us-csl", BEIHANG),
    Case("A weak acronym that the list gives", _asked("NWPU"), "us-csl", XIAN),
    Case("The same frame without its telling word", _asked("Northwestern University", "US"), "us-csl", XIAN),
    Case("A campus abroad", _asked("Northwestern Polytechnical University", "MT"), "us-csl", XIAN),
    Case(
        "A Dutch form of a name on a list of law",
        _asked("Technische Universiteit Malek Ashtar", "IR"),
        "eu-fsf",
        TEHRAN,
    ),
    Case("Another university of technology", _asked("Delft University of Technology", "NL"), "eu-fsf", TEHRAN),
    Case("Another form of company", _asked("Quarth Precision Optics BV", "NL"), "ofac-sdn", OPTICS),
    Case("An alias of a company", _asked("Brightwater Optical", "DE"), "ofac-sdn", OPTICS),
    Case("Family name first, and the year of birth", _person("Vandervelden, Jonas", 1970), "un-sc", JONAS),
    Case("Another year of birth", _person("Jonas Vandervelden", 1994), "un-sc", JONAS),
    Case("An initial", _person("J. A. Vandervelden"), "un-sc", JONAS),
    Case("A person in Arabic script", _person("يوسف الطرناوي"), "un-sc", YOUSSEF),
    Case("The same given name only", _person("Jonas Verbruggen", 1970), "un-sc", JONAS),
    Case("A name written from Cyrillic in another way", _person("Gleb Tumanovskiy"), "eu-fsf", GLEB),
    Case("A company that bears a person's name", _asked("Vandervelden Jonas Adriaan"), "un-sc", JONAS),
)
HEAD: Final = """# Why a hit is a hit

A hit carries an explanation: a structure that is stored with it, sealed where it is about a person, and the same
bytes whenever the same scorer computes it again. This page shows what an officer reads of it, in Dutch and in
English. It is made by `python -m tests.kvcase.screening.explained`; the institutions are public, the persons and
companies invented.

A sentence says in this order: how likely it is; what was asked, and beside which name of which list; which words
agree and which do not; what else is known, and by how many points it counts; what held the score down; and what to
check next.

## Rank: what to look at first

The score says how alike two names are, and many good hits share the highest. The rank says what to look at first when
there is time for ten; it is computed from what is stored with a hit, so it can be computed again. It adds up:

| what | points |
|---|---|
"""


def page() -> str:
    """Return the page."""
    return HEAD + "\n".join((*_formula(), "", "## Cases", "", *_cases()))


def _formula() -> Iterator[str]:
    order = (Effect.LEGAL, Effect.POLICY, Effect.INDICATIVE, Effect.CONTEXT)
    severity = ", ".join(f"{effect} {rank.SEVERITY[effect]}" for effect in order)
    yield f"| what a hit on the list can do | {severity} |"
    share = "the share of the weight of all words; a word that agrees by likeness counts half"
    yield f"| how much of the name agrees, and how exactly | 0 to {rank.EXACTNESS}: {share} |"
    less = "less for general words and for words of fewer than ten letters"
    yield f"| how telling the words are that agree | up to {rank.WORD} for each, {less}; at most {rank.MOST_WORDS} |"
    moved = "for each point by which country or birth year moved the score, up or down"
    yield f"| what else is known | {rank.EVIDENCE} {moved} |"
    yield f"| what held the score down | {rank.CAP} for each rule |".replace("-", "−")
    yield f"| a weak name | {rank.WEAK} |".replace("-", "−")
    yield ""
    yield "A sum below 0 counts as 0. Of two hits of one rank the higher score goes first."


def _cases() -> Iterator[str]:
    effects = list_files.effects()
    for number, case in enumerate(CASES, 1):
        match = matcher.score(case.query, case.entry)
        person = case.entry.kind is Kind.PERSON
        effect = effects[case.list_id]
        points = rank.rank(match.explanation, effect)
        told_rank = f", rank {points}" if match.score >= matcher.REVIEW else ""
        yield f"### {number}. {case.title}"
        yield ""
        yield f"{match.band.replace('_', ' ')}, score {match.score}{told_rank}; {effect} list"
        for language in ("nl", "en"):
            yield ""
            told = sentences.sentence(match.explanation, language, case.list_id, person=person)
            yield f"> {told}"
        yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
