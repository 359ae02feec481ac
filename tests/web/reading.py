"""What stands on a page, read from its mark-up: links, and forms with their fields."""

import html.parser
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_KEY = re.compile(
    r"\b[a-z]+(?:_[a-z0-9]+)+\b|%\(\w+\)|\{\{|\{%|\[object |LazyString|^\s*(?:None|null|undefined|True|False|NaN)\s*$"
)
_ENGLISH = frozenset({"the", "and", "with", "which", "from", "this", "that", "are", "not", "has", "its", "been"})
_NO_WORDS = frozenset({"code", "pre", "cite", "script", "style", "textarea", "noscript", "bdi"})
"""What stands in these is no sentence of ours: names, sources, what people typed."""
_NO_WORDS_CLASSES = frozenset({"code", "person"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Field:
    """A field of a form: its kind, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    is_chosen: bool = False

    @property
    def is_text(self) -> bool:
        """Tell whether people type into it what they like."""
        return self.kind in {"text", "search", "textarea", "password"}


@dataclass
class Form:
    """A form and its fields, radio buttons and boxes of one name as one field."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def as_it_stands(self, typed: str | None = None) -> Sequence[tuple[str, str]]:
        """Return what it sends as it stands, with the first choice where none was made, and `typed` in every text."""
        found = [
            (each.name, each.value if typed is None or not each.is_text else typed) for each in self.fields.values()
        ]
        return [*found, *self.buttons[:1]]


class Reader(html.parser.HTMLParser):
    """Reads where a page leads, and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.language = ""
        self.headings = 0
        self.odd: list[str] = []
        self._open: list[tuple[str, str, bool]] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._inside: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self._opened(tag, told)
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "form":
            self._form = Form(told.get("action", ""), told.get("method", "get").lower())
        if self._form is None or "disabled" in told:
            return
        name = told.get("name", "")
        if tag == "button" and name:
            self._form.buttons.append((name, told.get("value", "")))
        elif tag in {"select", "textarea"} and name:
            self._inside = self._form.fields.setdefault(name, Field(name, tag))
        elif tag == "input" and name:
            self._given(self._form, name, told)
        elif tag == "option" and self._inside is not None:
            self._choose(self._inside, told.get("value", ""), "selected" in told)

    def handle_data(self, data: str) -> None:
        self._read(data)
        if self._inside is not None and self._inside.kind == "textarea":
            self._inside.value += data

    def handle_endtag(self, tag: str) -> None:
        if any(tag == each for each, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass
        if tag in {"select", "textarea"}:
            self._inside = None
        if tag == "form" and self._form is not None:
            self.forms.append(self._form)
            self._form = None

    @property
    def wrong(self) -> list[str]:
        """Return what a reader would stumble over: keys, English on a Dutch page, no first heading or two."""
        found = [f"no word of people, or not translated: {each}" for each in dict.fromkeys(self.odd)]
        return [*found, *([f"{self.headings} headings of the first order"] if self.headings != 1 else [])]

    def _opened(self, tag: str, told: dict[str, str]) -> None:
        _, spoken, is_skipped = self._open[-1] if self._open else ("", "", False)
        if tag == "html":
            self.language = told.get("lang", "")
        self.headings += tag == "h1"
        if tag not in _VOID:
            is_ours = tag not in _NO_WORDS and not _NO_WORDS_CLASSES.intersection(told.get("class", "").split())
            self._open.append((tag, told.get("lang", spoken), is_skipped or not is_ours))

    def _read(self, text: str) -> None:
        _, spoken, is_skipped = self._open[-1] if self._open else ("", "", True)
        if is_skipped:
            return
        is_english = spoken == "nl" and len(_ENGLISH.intersection(re.findall(r"[a-z]+", text.lower()))) > 1
        if is_english or _KEY.search(text):
            self.odd.append(text.strip()[:120])

    def _given(self, form: Form, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if kind in {"submit", "file", "reset", "button"}:
            return
        if kind in {"radio", "checkbox"}:
            self._choose(form.fields.setdefault(name, Field(name, kind)), told.get("value", "on"), "checked" in told)
        else:
            form.fields.setdefault(name, Field(name, kind, told.get("value", "")))

    def _choose(self, one: Field, value: str, is_chosen: bool) -> None:
        """Take a choice: that which is made, or else the first of all."""
        if is_chosen or not one.choices:
            one.value = value if is_chosen or not one.is_chosen else one.value
        one.is_chosen = one.is_chosen or is_chosen
        one.choices.append(value)
