"""The language that a request asks for: Dutch or English, by Accept-Language; English when it asks for neither."""

from flask import request

from domain.collaboration.spine import Language


def asked() -> Language:
    """Return the language of the request being handled."""
    found = request.accept_languages.best_match([Language.EN, Language.NL], Language.EN)
    return Language(found or Language.EN)
