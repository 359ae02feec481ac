"""Words are compared without case and accents; a question is words, phrases and beginnings, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import UnusableInputError
from projections.search_words import MAX_QUESTION, Term, snippet, terms_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Drones over Água", ("drones", "over", "agua")),
        ("dual-use; HER_GEBRUIK", ("dual", "use", "her", "gebruik")),
        ("Straße, Łódź, Øresund, İstanbul", ("strasse", "lodz", "oresund", "istanbul")),
        ("ﬁnale ①", ("finale", "1")),
        ("军事大学 x", ("军", "事", "大", "学", "x")),
        ("Ελληνικά Київ", ("ελληνικα", "киів")),
        ("Cafe\u0301s de\u0301ja\u0300", ("cafes", "deja")),
        ("हिंदी हादी", ("हिंदी", "हादी")),
        ("... -- !", ()),
    ],
)
def test_words_are_those_that_people_mean(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@given(st.text(max_size=200))
def test_each_piece_of_a_text_finds_it(text: str) -> None:
    words = words_of(text)
    for piece in text.split():
        try:
            terms = terms_of(piece.replace("*", ""))
        except UnusableInputError:
            continue
        assert all(term.is_in(words) for term in terms)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("drones Water", (Term(("drones",)), Term(("water",)))),
        ('"over het water"', (Term(("over", "het", "water")),)),
        ('"niet gesloten', (Term(("niet", "gesloten")),)),
        ("kwant*", (Term(("kwant",), is_beginning=True),)),
        ("dual-use", (Term(("dual", "use")),)),
        ("军事", (Term(("军", "事")),)),
        ("a OR b NOT c", tuple(Term((each,)) for each in ("a", "or", "b", "not", "c"))),
        ("title:x^2 NEAR(a, 5)", (Term(("title", "x", "2")), Term(("near", "a")), Term(("5",)))),
        ("%_ '; DROP TABLE case_texts; --", (Term(("drop",)), Term(("table",)), Term(("case", "texts")))),
        ("a a A", (Term(("a",)),)),
    ],
)
def test_a_question_is_plain_words(question: str, terms: tuple[Term, ...]) -> None:
    assert terms_of(question) == terms


@pytest.mark.parametrize("question", ["", " ", '""', "***", "a*", "x" * (MAX_QUESTION + 1), "a\nb", "a\0b", "w " * 11])
def test_a_question_of_no_use_is_told(question: str) -> None:
    if question == "w " * 11:
        question = "a b c d e f g h i j k"
    with pytest.raises(UnusableInputError) as refused:
        terms_of(question)
    assert refused.value.field == "q"


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=MAX_QUESTION))
def test_no_question_is_a_fault(question: str) -> None:
    try:
        terms = terms_of(question)
    except UnusableInputError:
        return
    assert all(words_of(" ".join(term.words)) for term in terms)


def test_a_snippet_is_what_stands_around_the_first_word_found() -> None:
    text = f"{'Vooraf gezegd. ' * 20}Hier staat een DRÓNE boven water. {'Daarna nog. ' * 40}"
    found = snippet(text, terms_of("drone"))
    assert found is not None
    assert "een DRÓNE boven water" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found) < 230
    assert snippet("Kort over drones", terms_of("drone*")) == "Kort over drones"
    assert snippet(text, terms_of("vliegtuig")) is None
