"""What would be right is told in words: all of a few, and the one that was meant."""

from domain import text

FEW = ("partner", "funder", "commissioner")


def test_a_few_words_are_all_told() -> None:
    assert text.one_of(FEW) == "one of partner, funder, commissioner"
    assert text.one_of(FEW, "zebra") == "one of partner, funder, commissioner"


def test_where_no_word_is_known_that_is_said() -> None:
    assert text.one_of((), "M05") == "nothing yet, for none is known here"


def test_a_near_miss_is_asked_after() -> None:
    assert text.one_of(FEW, "Partnr") == "one of partner, funder, commissioner (did you mean partner?)"
    assert text.meant(("P-OPAQUE", "P-STATE"), "p-opaqe") == " (did you mean P-OPAQUE?)"


def test_of_many_words_only_the_near_ones_are_told() -> None:
    many = [f"word-{number:04}" for number in range(text.MAX_WORDS + 1)]
    assert "word-0007" in text.one_of(many, "word-0007x")
    assert len(text.one_of(many, "word-0007x")) < 100
    assert text.one_of(many, "zebra").endswith("word-0040")


def test_what_is_no_text_comes_near_to_nothing() -> None:
    assert text.meant(FEW, 5) == ""
    assert text.meant(FEW, "x" * 100_000) == ""
