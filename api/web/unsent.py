"""What a refused form held, in words: to be looked over, copied, and sent again by whom it was made for."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus

from flask import Flask, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from api.web import forms, notified
from api.web.doing import names
from api.web.doing.typed import LOOKED, LOOKUP
from domain.collaboration.spine import Nature
from domain.dutch import labels

OF_PROGRAM: Final = frozenset(
    {
        *("command_id", "version", "opened_as", "passed", "from", "held", "sha256", "cover_id", "giving", "granting"),
        *("again", "ask", "back", "labels", "language", "less", "look", "more", "send"),
    }
)
"""What nobody types: of which page, version or thing a form is, and by which button it was sent."""
_LABELS: Final[dict[str, LazyString]] = {
    "title": _l("Title"),
    "summary": _l("What it is about"),
    "nature": _l("Kind"),
    "why": _l("Why"),
    "money": _l("Funder"),
    "fwo": _l("Reference of the FWO, if it has one"),
    "begin": _l("Begins on"),
    "end": _l("Ends on"),
    "place": _l("Countries outside Belgium, if any"),
    "kind": _l("What do you ask?"),
    "stay": _l("How does he or she take part?"),
    "home": _l("Home institution"),
    "temporary": _l("Stays only for a time, and goes home after"),
    "way": _l("How?"),
    "to": _l("To which organisation of the case?"),
    "listener": _l("Online: in which countries do those work who listen?"),
    "listed": _l("Is anything of it on the list of dual-use items?"),
    "marking": _l("Who may see it?"),
    "answer": _l("Your answer"),
    "explanation": _l("What do you know, or what do you not know?"),
    "evidence": _l("What shows that you took it?"),
    "evidence_type": _l("Kind of evidence"),
    "text": _l("What they should know"),
    "nothing_because": _l("Why is nothing of it listed?"),
    "codes": _l("Which codes?"),
    "what": _l("What was shared?"),
    "on": _l("On which day?"),
    "until": _l("Last day"),
    "effective_from": _l("In force from"),
    "purpose": _l("What for"),
}
"""What fields of pages of their own are called; those of commands have their names."""
LABELS: Final = "labels"
"""The field in which a form carries what its fields and choices are called, where no name in the program says it."""
_MOST_BYTES: Final = 24 * 1024
"""How much of a form its labels may be, as it is sent; `Settings.max_body_bytes` is the most that is taken in."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was refused: `fields` are sent again as they are, `told` is (label, words) of what somebody typed.

    `of` is whom it was made for in words, empty where nobody knows: then it is copied, and not sent again.
    """

    fields: tuple[tuple[str, str], ...]
    told: tuple[tuple[str, str], ...]
    token: str
    of: str
    is_anothers: bool
    has_file: bool


def install(app: Flask) -> None:
    """Let the page of refusals show what was not sent."""
    app.jinja_env.globals["unsent"] = found
    app.jinja_env.filters["carried"] = carried


def found() -> Unsent | None:
    """Return what the form that was refused held; None where there is none of ours, or none that can be read."""
    try:
        fields = tuple(forms.typed_before())
    except HTTPException:
        return None
    if not fields:
        return None
    made = forms.maker()
    of = said(made, forms.present()) if made is not None else ""
    has_file = request.mimetype == "multipart/form-data"
    return Unsent(fields, tuple(told(fields)), forms.token_again(), of, forms.is_anothers(), has_file)


def said(who: forms.Maker, beside: forms.Maker | None) -> str:
    """Return who somebody is in words: with the institution where another one stands beside it."""
    name = _("%(name)s for %(other)s", name=who.id, other=who.acts_for) if who.acts_for else who.id
    if beside is None or beside.institution == who.institution:
        return str(name)
    return str(_("%(name)s at %(institution)s", name=name, institution=who.institution))


def told(fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (label, words) of everything that somebody typed or chose, short or long."""
    command, labels = request.path.rpartition("/")[2], _carried(dict(fields).get(LABELS, ""))
    for name, value in fields:
        if name not in OF_PROGRAM and not name.endswith((LOOKUP, LOOKED)) and value.strip():
            yield labels.get(name) or _label(name, command), labels.get(key(name, value)) or _words(name, value)


def key(name: str, value: str) -> str:
    """Return under what a form carries the label of a value: an id says the same in every field, a code does not."""
    return value if _ID.fullmatch(value) else f"{_last(name)}={value}"


def carried(labels: Mapping[str, str]) -> str:
    """Return what a form carries, to say again what was chosen in it to whom nothing can be read out any more.

    Whoever lost a session may not read the registers, and has seen these labels on the page of the form. What does not
    fit is left out, and is told as "one of the list": no label may make a form too large to be sent.
    """
    kept, left = {}, _MOST_BYTES
    for name, label in labels.items():
        left -= len(quote_plus(_json({name: label})))
        if left < 0:
            break
        kept[name] = label
    return _json(kept)


def _json(labels: Mapping[str, str]) -> str:
    return json.dumps(dict(labels), ensure_ascii=False, separators=(",", ":"))


def _carried(text: str) -> Mapping[str, str]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):  # somebody's own text, and not what the page carried
        return {}
    return {name: label for name, label in found.items() if isinstance(label, str)} if isinstance(found, dict) else {}


def _last(name: str) -> str:
    return name.removesuffix(".typed").rpartition(".")[2]


def _label(name: str, command: str) -> str:
    if name in _LABELS and not request.path.startswith("/do/"):
        return str(_LABELS[name])
    parts = (each for each in name.removesuffix(".typed").split(".") if not each.isdecimal())
    return ", ".join(names.field(each, command) for each in parts)


def _words(name: str, value: str) -> str:
    """Return what was chosen as people say it, and what was typed as it is."""
    if _ID.fullmatch(value):
        return str(_("one of the list"))
    if name == "temporary":
        return names.word("yes")
    if name == "nature" and value in set(Nature):
        return notified.nature(Nature(value))
    if name == "money":
        return notified.funder(value)
    return names.word(value) if value in labels.VALUES or f"word {value}" in names.book() else value
