"""What stands on a page, read from its mark-up: links, and forms with their fields."""

import html.parser
from collections.abc import Sequence
from dataclasses import dataclass, field


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
    """Reads where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._inside: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
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
        if self._inside is not None and self._inside.kind == "textarea":
            self._inside.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._inside = None
        if tag == "form" and self._form is not None:
            self.forms.append(self._form)
            self._form = None

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
