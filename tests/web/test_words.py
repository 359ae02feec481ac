"""No string of the pages lacks its Dutch, and none stands in two ways."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from api.web import tongues

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


@pytest.mark.parametrize("text", ["", "%(name)s", "at %(day)s by %(name)s"])
def test_places_are_found(text: str) -> None:
    assert len(_places(text)) == text.count("%(")


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _places(text: str) -> frozenset[str]:
    return frozenset(part.partition(")")[0] for part in text.split("%(")[1:])
