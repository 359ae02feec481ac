"""No string of the pages lacks its Dutch, and none stands in two ways."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from api.rest.errors import FieldError
from api.web import mistakes, tongues
from domain import speech
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.licence.words import Modality
from domain.sentence import say
from tests.api.house import opened

_PAGES = Path(tongues.__file__).parent
_KEYWORDS = {"_": None, "_l": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
_METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]


def _said() -> dict[str | tuple[str, ...], str]:
    """Return every string of templates and code, with the file that says it."""
    found = extract_from_dir(str(_PAGES), _METHODS, {"**.html": {"extensions": "jinja2.ext.i18n"}}, keywords=_KEYWORDS)
    return {message: f"{file}:{line}" for file, line, message, _, _ in found}


def test_every_string_has_its_dutch() -> None:
    dutch = tongues.catalogue()
    lacking = [
        f"{where}: {message!r}"
        for message, where in _said().items()
        if (known := dutch.get(message)) is None or not all(_forms(known.string)) or known.fuzzy
    ]
    assert lacking == []


def test_no_template_tells_a_word_that_stands_in_it_by_a_filter() -> None:
    """Such a word is worked out when the template is first shown, and stays in the language of who asked for it."""
    fixed = re.compile(
        r"""(?:"[^"]*"|'[^']*'|\b(?:true|false|none|[0-9]+))\|(?:word|said|source|day|instant|country|listed|coded)"""
    )
    found = [f"{each.name}: {told[0]}" for each in _PAGES.rglob("*.html") for told in fixed.finditer(each.read_text())]
    assert found == []


def test_no_dutch_is_left_of_what_nobody_says() -> None:
    said = {message if isinstance(message, str) else message[0] for message in _said()}
    known = (each.id for each in tongues.catalogue() if each.id)
    left = [each for each in known if (each if isinstance(each, str) else each[0]) not in said]
    assert left == []


def test_the_dutch_fills_in_the_same_values() -> None:
    for each in tongues.catalogue():
        if each.id:
            english, dutch = _forms(each.id), _forms(each.string)
            assert {_places(one) for one in dutch} <= {_places(one) for one in english}, each.id


def test_the_day_of_an_instant_is_that_of_brussels(tmp_path: Path) -> None:
    with opened(tmp_path / "data") as house, house.app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert tongues.day(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) == '<time datetime="2026-04-01">1 Apr 2026</time>'
        assert tongues.day(date(2026, 3, 31)) == '<time datetime="2026-03-31">31 Mar 2026</time>'


@pytest.mark.parametrize("text", ["", "%(name)s", "at %(day)s by %(name)s"])
def test_places_are_found(text: str) -> None:
    assert len(_places(text)) == text.count("%(")


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _places(text: str) -> frozenset[str]:
    return frozenset(part.partition(")")[0] for part in text.split("%(")[1:])


def test_what_is_wrong_with_a_field_is_told_in_the_words_of_the_page(tmp_path: Path) -> None:
    mistake = FieldError("waits_for", "is no such word", "one of approve, start, share")
    file = FieldError("content", "has 12,345,678 bytes", "at most 10,000,000")
    with opened(tmp_path / "data") as house, house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        assert mistakes.sentence(mistake) == (
            "Niet bruikbaar: dit is geen woord van de lijst. Gevraagd: een van deze: goedkeuring, start, delen."
        )
        assert mistakes.sentence(file) == "Niet bruikbaar: dit telt 12 345 678 bytes. Gevraagd: hoogstens 10 000 000."
    with opened(tmp_path / "other") as house, house.app.test_request_context("/", headers={"Accept-Language": "en"}):
        assert mistakes.sentence(file) == "This cannot be used: has 12,345,678 bytes. Asked for: at most 10,000,000."


@pytest.mark.parametrize(
    "code",
    [
        *("deadline", "exception", "gate", "guard", "level", "obligation", "principle", "process"),
        *("letter", "licence_dossier", "register", "portfolio", "api", "funder"),
    ],
)
def test_closed_words_of_pages_have_their_dutch(tmp_path: Path, code: str) -> None:
    with opened(tmp_path / "data") as house, house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        told = tongues.word(code)
    assert told == labels.VALUES[code]
    assert told not in {code, code.replace("_", " ")} or code == "register"


def test_a_sentence_of_the_rules_names_countries(tmp_path: Path) -> None:
    to = say("{who} in {country}", who="somebody who is no party of this case", country="IR")
    frame = "{code} to {to} as {modality} on {day} {need} and goes under no licence: {why}"
    why = {"need": "leaves the Union", "why": "the case has no licence"}
    reason = say(frame, code="6A002", to=to, modality=Modality.ONLINE, day=date(2026, 3, 2), **why)
    with opened(tmp_path / "data") as house, house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        told = tongues.said(speech.told(reason, Language.NL))
    assert told == (
        "6A002 naar iemand die geen partij van dit dossier is in Iran (online) op 2 mrt 2026 verlaat de Unie en valt "
        "onder geen vergunning: het dossier heeft geen vergunning"
    )


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("handbook domain.md 2.1", ""),
        ("settled.md 13, 29", ""),
        (
            "Regulation (EU) 2021/821; [004] O4, O5: a licence before anything is shared",
            "Verordening (EU) 2021/821; een vergunning voor er iets gedeeld wordt",
        ),
        (
            "VLIR guideline on kennisveiligheid 2025 [004], human-rights test",
            ("VLIR-richtlijn kennisveiligheid 2025, mensenrechtentoets"),
        ),
    ],
)
def test_who_is_asked_something_is_told_sources_that_are_published(tmp_path: Path, source: str, told: str) -> None:
    with opened(tmp_path / "data") as house, house.app.test_request_context("/", headers={"Accept-Language": "nl"}):
        assert tongues.published(source) == told
