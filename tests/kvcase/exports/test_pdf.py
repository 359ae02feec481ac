"""A PDF is tagged and in its language, fetches nothing, loses no sign, and is the same bytes each time."""

import subprocess
import sys
import time

import pytest

from api.handouts import PdfUnavailableError
from domain.collaboration.decider import AGGREGATE
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.licence.decider import AGGREGATE as LICENCE
from kvcase.exports import pdf
from kvcase.exports.told import Entry, Fact, Section
from kvcase.exports.words import PHRASES, Words
from tests.kvcase.exports import reading

NASTY = (
    "<script>alert(1)</script>",
    '<img src="https://evil.example/x.png"><link rel="stylesheet" href="file:///etc/passwd">',
    "Verylongname" * 25,
    "Ţŷρε ♥ {{ 7*7 }} {% raw %}",
    "😀",
)


def made(text: str, language: Language = Language.EN, template: str = "licence.html") -> bytes:
    words = Words(language)
    return pdf.pdf(
        pdf.page(
            template,
            words,
            title="A title",
            author="Noordhaven",
            created="2026-03-02T09:00:00Z",
            reference=text[:100],
            standing="version 1",
            instant="2 March 2026",
            kicker=text,
            heading=text,
            verdict=text,
            summary=(),
            sections=(Section("a", "A", (Entry(text, text, text),), ""),),
        )
    )


@pytest.mark.parametrize("text", NASTY, ids=["script", "addresses", "long", "signs", "emoji"])
def test_what_people_write_is_printed_and_does_nothing(text: str) -> None:
    paper = reading.read(made(text))
    assert paper.says(text)
    assert "/JavaScript" not in paper.objects
    assert "/URI" not in paper.objects


def test_scripts_written_from_the_right_and_han_are_printed() -> None:
    paper = reading.read(made("مشروع 量子计算研究 Ελλάδα Україна"))
    assert paper.says("مشروع"[::-1]), "drawn from the left, as it is seen"
    assert paper.says("量子计算研究")
    assert paper.says("Ελλάδα Україна")


@pytest.mark.parametrize("language", [Language.NL, Language.EN])
def test_a_document_is_tagged_with_its_title_and_language(language: Language) -> None:
    paper = reading.read(made("x", language))
    assert f"/Lang ({language.value})" in paper.objects
    assert "/StructTreeRoot" in paper.objects
    assert "/MarkInfo" in paper.objects
    assert 'pdfuaid:part="1"' in paper.objects
    assert "A title" in paper.objects
    assert paper.says("page 1 of 1" if language is Language.EN else "bladzijde 1 van 1")


def test_another_process_makes_the_same_bytes() -> None:
    code = "import sys; from tests.kvcase.exports.test_pdf import made; sys.stdout.buffer.write(made('Één 量子'))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={"PYTHONPATH": ".", "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {made("Één 量子")}


def test_a_word_without_end_is_printed_whole_in_pieces_that_break() -> None:
    endless = "".join(chr(97 + n % 26) for n in range(5_000))
    soft = pdf.soft(f"<b> {endless}")
    assert soft.startswith("&lt;b&gt; <span>")
    assert soft.count("<span>") == 50
    assert soft.striptags() == f"<b> {endless}"
    assert reading.read(made(endless)).says(endless)


def test_a_long_text_is_laid_out_in_seconds() -> None:
    # A column as wide as its content is measured word by word, each time with all that follows: 5 s for 1,000 signs.
    words = Words(Language.NL)
    told = dict.fromkeys(("title", "author", "created", "reference", "standing", "instant", "kicker", "heading"), "x")
    facts = (Fact("Samenvatting", ("Samen meten wij golven. " * 834)[:20_000]),)
    begun = time.process_time()
    pdf.pdf(pdf.page("licence.html", words, **told, verdict="", summary=facts, sections=()))
    assert time.process_time() - begun < 10


def test_a_text_of_very_many_lines_is_laid_out_in_seconds_and_read_whole() -> None:
    # In a grid over many pages each line end is looked at again on each page: 9 s for 1,000 lines.
    words = Words(Language.NL)
    told = dict.fromkeys(("title", "author", "created", "reference", "standing", "instant", "kicker", "heading"), "x")
    lines = "\n".join(f"regel {number}" for number in range(2_000))
    facts = (Fact("Samenvatting", lines), Fact("Aard", "consortium"))
    begun = time.process_time()
    paper = reading.read(pdf.pdf(pdf.page("licence.html", words, **told, verdict="", summary=facts, sections=())))
    assert time.process_time() - begun < 10
    assert all(paper.says(each) for each in ("Samenvatting", "regel 1999", "Aard", "consortium"))


def test_who_waits_too_long_for_others_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PATIENCE", 0.0)
    with pdf.ONE_AT_A_TIME, pytest.raises(PdfUnavailableError, match="try again"):
        pdf.pdf("<p>x")


def test_nothing_is_fetched_whatever_a_page_asks_for(socket_disabled: None) -> None:
    page = '<html lang="en"><title>t</title><img alt="a" src="https://evil.example/x"><img alt="b" src="file:///etc/passwd">'
    paper = reading.read(pdf.pdf(f"{page}<p>text"))
    assert paper.says("text")
    assert "/Image" not in paper.objects


def test_without_what_draws_text_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfUnavailableError, match=r"apt-get install libpango-1\.0-0 libpangoft2-1\.0-0"):
        pdf.pdf("<p>x")


def test_the_program_starts_without_it() -> None:
    code = "import sys; sys.modules['weasyprint'] = None; import kvcase.cli.main"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "."})


def test_every_event_has_a_dutch_name_and_every_phrase_says_something_else() -> None:
    missing = {each.__name__ for each in AGGREGATE.events} - labels.EVENTS.keys()
    assert missing == set()
    assert labels.EVENTS.keys() - {each.__name__ for each in (*AGGREGATE.events, *LICENCE.events)} == set()
    assert all(PHRASES.values())
