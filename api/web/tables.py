"""Wide tables on a narrow screen: each row stands as a card there, with the name of its column beside each cell.

A style sheet that shows rows as blocks takes the meaning of a table away from who hears the page, so that each part
says what it is. Source: WCAG 2.2, 1.3.1 and 1.4.10.
"""

import html
import re
from typing import Final

from flask import Flask
from markupsafe import Markup, escape

MOST: Final = 4
"""How many columns fit a telephone side by side."""
_TAG = re.compile(r"<(table|thead|/thead|tbody|tr|th|td)\b([^>\"]*(?:\"[^\"]*\"[^>\"]*)*)>")
_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_CELL = re.compile(r"<(th|td)\b((?:[^>\"]|\"[^\"]*\")*)>(.*?)</\1>", re.DOTALL)
_STACK = re.compile(r"<table\b[^>]*\bclass=\"[^\"]*\bstack\b")
_SPAN = re.compile(r"colspan=\"([0-9]+)\"")
_ROLES: Final = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "th": "rowheader",
    "td": "cell",
}


def install(app: Flask) -> None:
    """Let templates write `{% filter stacked %}` around a table."""
    app.jinja_env.filters["stacked"] = stacked


def stacked(text: str) -> Markup:
    """Return a table that stacks on a narrow screen, if it has too many columns or says itself that it does."""
    heads, is_stack = _heads(text), _STACK.search(text) is not None
    if len(heads) <= MOST and not is_stack:
        return Markup(text)  # noqa: S704  # what a template of ours made, as it was
    # One that says itself that it stacks labels its own cells.
    labels = [] if is_stack else [f' data-label="{escape(each)}"' if each else "" for each in heads]
    place = 0
    in_head = False

    def told(found: re.Match[str]) -> str:
        nonlocal place, in_head
        tag, said = found.groups()
        if tag in {"thead", "/thead"}:
            in_head = tag == "thead"
            if not in_head:
                return found[0]
        elif tag == "tr":
            place = 0
        elif tag == "table":
            said = _classed(said)
        elif tag in {"td", "th"}:
            if tag == "td" and not in_head and place < len(labels):
                said += labels[place]
            place += int(span[1]) if "colspan" in said and (span := _SPAN.search(said)) else 1
        if "role=" in said:
            return f"<{tag}{said}>"
        is_head = tag == "th" and (in_head or 'scope="row"' not in said)
        return f'<{tag} role="{"columnheader" if is_head else _ROLES[tag]}"{said}>'

    return Markup(_TAG.sub(told, text))  # noqa: S704  # what a template of ours made, and labels that were escaped


def _heads(text: str) -> tuple[str, ...]:
    """Return the names of the columns, without marks in them."""
    head = _HEAD.search(text)
    cells = _CELL.findall(head[0]) if head is not None else ()
    return tuple(" ".join(html.unescape(re.sub(r"<[^>]+>|[↑↓]", "", words)).split()) for _tag, _said, words in cells)


def _classed(said: str) -> str:
    if re.search(r"\bstack\b", said):
        return said
    return re.sub(r"class=\"", 'class="stack ', said) if "class=" in said else f'{said} class="stack"'
