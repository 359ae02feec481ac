"""No string of the pages lacks its Dutch, and none stands in two ways."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from api.web import tongues
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
