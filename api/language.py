"""The language that a request asks for: Dutch or English, by Accept-Language; English when it asks for neither.

On a page the choice that somebody made in this browser goes before that.
"""

from flask import request

from api import browser
from domain.collaboration.spine import Language

COOKIE = "kvcase-language"
_FOUND = "kvcase.language"
SPOKEN = (Language.NL, Language.EN)
"""What the program speaks; a notifier may be written to in others."""


def asked() -> Language:
    """Return the language of the request being handled, found once for each: a long page asks a thousand times."""
    found: Language | None = request.environ.get(_FOUND)
    if found is None:
        found = request.environ[_FOUND] = _found()
    return found


def choose(to: Language) -> None:
    """Answer the request being handled in a language that it chose itself."""
    request.environ[_FOUND] = to


def _found() -> Language:
    chosen = request.cookies.get(COOKIE) if browser.is_page(request.path) else None
    if chosen is not None and chosen in SPOKEN:
        return Language(chosen)
    found = request.accept_languages.best_match([Language.EN, Language.NL], Language.EN)
    return Language(found or Language.EN)
