"""What is wrong with what somebody typed, in the words of the page: the rule that it breaks, and what is asked."""

import re
from typing import Final

from flask import Flask, current_app
from flask_babel import gettext as _
from markupsafe import Markup

from api import language
from api.rest.errors import FieldError
from api.web import tongues
from api.web.doing import names
from domain import countries, speech
from domain.collaboration.spine import Language
from domain.dutch import inputs, labels
from domain.sentence import Sentence, in_words

_LISTED: Final = re.compile(r"[a-z]+(?:_[a-z]+)*(?:, [a-z]+(?:_[a-z]+)*)+")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_WORD: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")


def install(app: Flask) -> None:
    """Let templates tell what is wrong with a field."""
    app.jinja_env.filters.update(wrong=wrong, mistake=sentence)


def wrong(text: str) -> str:
    """Return which rule a field breaks, or what would be right, in the language of the page."""
    told = speech.unusable(text.removesuffix("."))
    told = speech.with_source(told) if _is_dutch() else told
    told = _as_read(told)
    said = in_words(told, inputs.INPUTS) if _is_dutch() else told
    named: Markup = current_app.jinja_env.filters["reworded"](said)
    return named.striptags()


def sentence(mistake: FieldError) -> str:
    """Return in a sentence what is wrong, and what is asked."""
    return str(
        _(
            "This cannot be used: %(rule)s. Asked for: %(expected)s.",
            rule=wrong(mistake.rule),
            expected=wrong(mistake.expected),
        )
    )


def _as_read(text: str) -> str:
    """Return a sentence with its closed words, countries and numbers as people say them."""
    if isinstance(text, Sentence):
        return Sentence(text.template, {name: _as_read(str(value)) for name, value in text.values.items()})
    if _LISTED.fullmatch(text):
        return ", ".join(_as_read(each) for each in text.split(", "))
    if text in countries.ASSIGNED:
        return tongues.country(text)
    if _GROUPED.fullmatch(text) and _is_dutch():
        return text.replace(",", "\N{NO-BREAK SPACE}")
    if _WORD.fullmatch(text) and text not in inputs.INPUTS:
        return names.word(text) if _is_closed(text) else text
    return text


def _is_closed(text: str) -> bool:
    return text in labels.VALUES or text in speech.DUTCH or f"word {text}" in names.book()


def _is_dutch() -> bool:
    return language.asked() is Language.NL
