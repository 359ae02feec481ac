"""What two words may be to each other is never overlooked by what looks at many at once. All names are fictional."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kvcase.lists.entries import Entry, Kind, Name, NameKind
from kvcase.screening.index import ListIndex
from kvcase.screening.likeness import near_enough, possible
from kvcase.screening.matcher import REVIEW, Query, tokens_of
from tests.kvcase.screening.test_index import brute_force

SPELLINGS = ["ou", "sch", "tch", "ch", "dj", "w", "j", "e", "i", "o", "z", "k", "a", "r", "al", "v", "ye"]
texts = st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=5).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts, st.lists(texts, min_size=1, max_size=6), st.booleans())
@example("schsch", ["zschz"], True)
def test_two_words_that_may_be_one_are_near_enough(asked: str, listed: list[str], person: bool) -> None:
    words, others = tokens_of(asked, person), [token for text in listed for token in tokens_of(text, person)]
    places = np.indices((len(words), len(others))).reshape(2, -1)
    near = near_enough(words, others, (places[0], places[1]), person=person)
    for at, beside in places.T[~near].tolist():
        assert not possible(words[at], others[beside], person=person)


def test_a_name_that_french_spells_much_longer_is_found() -> None:
    entry = Entry("1", Kind.PERSON, (Name("Orlan Al-Roueiz", NameKind.PRIMARY),))
    query = Query("Orlan Reios", Kind.PERSON)

    found = ListIndex.build([entry]).search(query)

    assert found
    assert found == brute_force([entry], query, REVIEW)
