"""A page of ours as PDF: tagged, in its language, from our own bytes alone, the same bytes each time.

The layout is WeasyPrint's, which needs Pango of the system; it is loaded when the first PDF is made, so that the rest
of the program runs where it is missing.
"""

import contextlib
import io
import logging
import threading
import warnings
from pathlib import Path
from typing import Any, Final

import jinja2

from api.handouts import PdfUnavailableError
from kvcase.exports.words import Words

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PAGES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
)
_TO_INSTALL: Final = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-droid-fallback"
)
_ONE_AT_A_TIME: Final = threading.Lock()
"""A page takes the whole of a processor and its library promises nothing about threads."""


def page(template: str, words: Words, **told: object) -> str:
    """Return a page as HTML; every text in it is escaped."""
    return _PAGES.get_template(template).render(words=words, **told)


def pdf(html: str) -> bytes:
    """Return a page as PDF/UA-1. Raises `PdfUnavailableError` where the system lacks what draws text."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weasyprint = _weasyprint()
        made: bytes = weasyprint.HTML(string=html, url_fetcher=_refusing(weasyprint)).write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=True
        )
    return made


def _weasyprint() -> Any:
    try:
        # What it prints about a missing library would go among our answers.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailableError(f"this installation cannot make PDF: {error}; {_TO_INSTALL}") from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint


def _refusing(weasyprint: Any) -> Any:
    """Return what fetches nothing: a page holds all that it needs, so an address in it is an attack or a fault."""

    class Nothing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> object:
            raise ValueError("nothing is fetched")

    return Nothing()
