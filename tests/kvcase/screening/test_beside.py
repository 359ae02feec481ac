"""What speaks for somebody else, as the program proposes it; names are invented."""

import pytest

from domain.ports import Explained
from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening import beside
from kvcase.screening.explanations import Language
from kvcase.screening.index import ListIndex
from kvcase.screening.matcher import Query

PERSON = Entry("P-1", Kind.PERSON, (Name("Jonas Adriaan Vandervelden", NameKind.PRIMARY),), ("NL",), (1970,))
COMPANY = Entry("C-1", Kind.ORGANISATION, (Name("Quarth Precision Optics GmbH", NameKind.PRIMARY),), ("DE",))


def explained(entry: Entry, query: Query, language: Language = "en") -> Explained:
    """Return what is said of a query beside an entry that it meets."""
    (match,) = ListIndex.build([entry]).search(query)
    found = beside.explained(match.explanation.encode(), "", person=entry.kind is Kind.PERSON, language=language)
    assert found is not None
    return found


def test_another_birth_year_and_country_speak_for_somebody_else() -> None:
    told = explained(PERSON, Query("Jonas Adriaan Vandervelden", Kind.PERSON, "BE", 1994))
    assert told.against[0] == "other birth year: ours 1994, the list 1970"
    assert told.against[1] == "other country: ours Belgium, the list Netherlands"
    assert (told.asked, told.listed, told.entry) == (*["Jonas Adriaan Vandervelden"] * 3,)
    assert ("the birth year", "1994", "1970") in {fact[:3] for fact in told.facts}


def test_the_same_in_dutch() -> None:
    told = explained(PERSON, Query("Jonas Adriaan Vandervelden", Kind.PERSON, None, 1994), "nl")
    assert told.against == ("ander geboortejaar: bij ons 1994, op de lijst 1970",)
    assert "het geboortejaar verschilt" in told.sentence


@pytest.mark.parametrize(
    ("language", "differs"),
    [("en", "asked Belgium, listed Germany"), ("nl", "gevraagd België, op de lijst Duitsland")],
)
def test_the_sentence_names_countries_and_a_list_of_ones_own(language: Language, differs: str) -> None:
    (match,) = ListIndex.build([COMPANY]).search(Query("Quarth Precision Optics GmbH", Kind.ORGANISATION, "BE"))
    text = match.explanation.encode()
    own = beside.explained(text, "our-list", person=False, language=language, list_name="Partners to look at")
    assert own is not None
    assert differs in own.sentence
    assert "“Partners to look at”" in own.sentence
    assert "our-list" not in own.sentence
    shipped = beside.explained(text, "un-sc", person=False, language=language, list_name="Called otherwise")
    assert shipped is not None
    assert "Called otherwise" not in shipped.sentence, "a list that ships has its name in both languages"


def test_nothing_speaks_for_somebody_else_where_all_agrees() -> None:
    told = explained(COMPANY, Query("Quarth Precision Optics", Kind.ORGANISATION, "DE"))
    assert told.against == ()
    assert ("quarth", "quarth", "the same") in told.words


@pytest.mark.parametrize("text", ["", "[erased]", "{}", "[]", '{"query": 1}', "null"])
def test_a_text_that_is_no_explanation_says_nothing(text: str) -> None:
    assert beside.explained(text, "a-list", person=False, language="en") is None
