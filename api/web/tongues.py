"""The language of the pages: English in templates and code, Dutch in `translations/*.po`, one file for each part."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, redirect, request, url_for
from flask_babel import Babel, Domain, format_date, format_datetime, get_babel, get_locale, refresh, to_user_timezone
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from api import access, language
from api.web import page, signing_in
from domain import speech
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.sentence import Sentence

FOLDER = Path(__file__).parent / "translations"
ZONE = "Europe/Brussels"
"""Where the clocks of those who read the pages hang; what is stored is UTC."""

_DAYS = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
"""Days in a sentence, and not those in the name of an edition."""

_OURS = re.compile(r"\b[Hh]and(?:book|boek)\b|\bsettled\b|\.md\b|kvcase")
"""What stands in papers of those who made the program."""
_MARKS = re.compile(r"^(?:\[[0-9]{3}\]\s*)?O[0-9]+(?:, O[0-9]+)*:\s*|\s*\[[0-9]{3}\]")
"""The numbers by which the rules cite papers and duties."""

_YEAR_SECONDS = 365 * 24 * 3600
_IS_SECURE = "kvcase-language-is-secure"
SWITCH = "language"
"""The button of a form that only asks for its page in another language: what was typed goes along."""


class _Words(Domain):  # type: ignore[misc]  # it publishes no types
    """The catalogues of all parts as one, compiled when first asked for: there is no build step."""

    def get_translations(self) -> NullTranslations:
        return _translations() if language.asked() is Language.NL else NullTranslations()


def install(app: Flask, *, is_secure: bool) -> None:
    """Let the pages of `app` speak both languages; whoever chose one keeps it in this browser."""
    app.config.update(BABEL_DEFAULT_TIMEZONE=ZONE, BABEL_DEFAULT_LOCALE="en")
    app.extensions[_IS_SECURE] = is_secure
    Babel(app, locale_selector=_locale)
    get_babel(app).instance.domain_instance = _Words()
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters.update(
        word=word,
        said=said,
        held=speech.why_held,
        source=source,
        published=published,
        day=day,
        instant=instant,
        country=country,
    )

    def chosen(to: Language) -> Callable[[], Response]:
        def choose() -> Response:
            wanted = signing_in.following(request.args.get("next"))
            return keep(redirect(wanted or url_for("pages.home"), 303), to)

        return choose

    for to in language.SPOKEN:
        page.add(app, f"language_{to}", f"/language/{to}", chosen(to), access.EVERYONE)


def switched(given: MultiDict[str, str]) -> Language | None:
    """Return the language that a form chose by the button that sent it, and speak it from here on."""
    chosen = given.get(SWITCH)
    if chosen not in language.SPOKEN:
        return None
    to = Language(chosen)
    language.choose(to)
    refresh()
    return to


def keep(answer: Response, to: Language) -> Response:
    """Let the browser keep the language that was chosen."""
    is_secure = current_app.extensions[_IS_SECURE]
    answer.set_cookie(language.COOKIE, to, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax", secure=is_secure)
    return answer


def word(value: object) -> str:
    """Return a closed word as people say it: without underscores, in the language of the page."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = str(value.value if isinstance(value, Enum) else value)
    asked = language.asked()
    told = (labels.VALUES.get(text) if asked is Language.NL else None) or speech.told(text, asked)
    return told if told != text else text.replace("_", " ")


def said(text: object) -> str:
    """Return a sentence of the rules in the language of the page, its days as people write them."""
    if text is None:
        return ""
    sentence = _with_names(speech.ground(text if isinstance(text, str) else str(text)))
    told = speech.told(sentence, language.asked())
    for code in _codes(sentence):  # Dutch has its words for them, or none
        told = told.replace(code, code.replace("_", " "))
    return _DAYS.sub(_written, told)


def _with_names(text: str) -> str:
    """Return a sentence with the names of the countries in it, and closed words that the rules have no Dutch for."""
    if not isinstance(text, Sentence):
        return text
    return Sentence(text.template, {name: _called(name, value) for name, value in text.values.items()})


def _called(name: str, value: object) -> object:
    match value:
        case tuple():
            return tuple(_called(name, each) for each in value)
        case Enum() if str(value.value) not in speech.DUTCH and language.asked() is Language.NL:
            return labels.VALUES.get(str(value.value), value)
        case Sentence():
            return _with_names(value)
        case str() if name in {"country", "countries"}:
            return country(value)
        case _:
            return value


def published(text: str) -> str:
    """Return where a rule stands, as far as that is published: who is asked something knows no papers of ours."""
    parts = (part.strip() for part in text.split(";"))
    known = (_MARKS.sub("", part).strip() for part in parts if not _OURS.search(part))
    return source("; ".join(part for part in known if part))


def source(text: str) -> str:
    """Return where a rule stands, in the language of the page."""
    return speech.source(text, language.asked())


def _codes(sentence: object) -> Iterator[str]:
    """Yield the closed words in a sentence, as they are stored."""
    match sentence:
        case Enum():
            yield str(sentence.value)
        case Sentence():
            yield from _codes(tuple(sentence.values.values()))
        case tuple():
            for each in sentence:
                yield from _codes(each)
        case str() if sentence in labels.VALUES or sentence in speech.DUTCH:
            yield sentence
        case _:
            pass


def _written(found: re.Match[str]) -> str:
    try:
        return str(format_date(date.fromisoformat(found[0]), "d MMM yyyy"))
    except ValueError:
        return found[0]


def country(code: str | None) -> str:
    """Return the name of a country; a code that stands for none as it is."""
    locale = get_locale()
    return str(locale.territories.get(code, code)) if code and locale is not None else code or ""


def day(value: date | datetime | str | None) -> Markup | str:
    """Return a day as people write it."""
    found = _read(value)
    if found is None:
        return ""
    on = to_user_timezone(found).date() if isinstance(found, datetime) else found
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), format_date(on, "d MMM yyyy"))


def instant(value: datetime | str | None) -> Markup | str:
    """Return an instant as the clocks in Brussels showed it; its mark-up holds it in UTC."""
    found = _read(value)
    if found is None:
        return ""
    if not isinstance(found, datetime):
        return day(found)
    return _shown(found, str(get_locale()))


@lru_cache(maxsize=4096)
def _shown(at: datetime, _locale: str) -> Markup:
    """Return the mark-up of an instant; a long page tells the same ones again and again."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), format_datetime(at, "d MMM yyyy, HH:mm"))


def _read(value: date | datetime | str | None) -> date | datetime | None:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


def _locale() -> str:
    return language.asked().value


def catalogue() -> Catalog:
    """Return the Dutch of every part. Raises `ValueError` where two parts say one thing differently."""
    whole = Catalog(locale="nl", domain="messages")
    for file in sorted(FOLDER.glob("*.po")):
        with file.open("rb") as opened:
            for message in pofile.read_po(opened, locale="nl"):
                if not message.id:
                    continue
                known = whole.get(message.id, message.context)
                if known is not None and known.string != message.string:
                    raise ValueError(f"{file.name} says {message.id!r} in another way than the files before it")
                whole[message.id] = message
    return whole


@cache
def _translations() -> Translations:
    compiled = BytesIO()
    mofile.write_mo(compiled, catalogue())
    compiled.seek(0)
    return Translations(compiled)
