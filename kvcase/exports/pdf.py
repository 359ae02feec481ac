"""A page of ours as PDF: tagged, in its language, from our own bytes alone, the same bytes each time.

The layout is WeasyPrint's, which needs Pango of the system; it is loaded when the first PDF is made, so that the rest
of the program runs where it is missing.
"""

import contextlib
import io
import logging
import re
import threading
import warnings
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from api.handouts import PdfUnavailableError
from kvcase.exports.words import Words

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PAGES: Final = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
)
_LONG_RUN: Final = re.compile(r"\S{201,}")
_PIECE: Final = 100


def soft(text: str) -> Markup:
    """Return a text, escaped, with its longest runs in pieces: to break one line in 20,000 signs takes seconds."""
    found, done = Markup(), 0
    for run in _LONG_RUN.finditer(text):
        pieces = (run[0][n : n + _PIECE] for n in range(0, len(run[0]), _PIECE))
        found += escape(text[done : run.start()]) + Markup().join(Markup("<span>{}</span>").format(p) for p in pieces)
        done = run.end()
    return found + escape(text[done:])


_PAGES.filters["soft"] = soft
_TO_INSTALL: Final = (
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-droid-fallback"
)
PATIENCE: Final = 20.0
"""How many seconds one waits for the documents of others, so that those who wait do not hold every thread."""
ONE_AT_A_TIME: Final = threading.Lock()
"""A page takes the whole of a processor and its library promises nothing about threads."""


def page(template: str, words: Words, **told: object) -> str:
    """Return a page as HTML; every text in it is escaped."""
    return _PAGES.get_template(template).render(words=words, **told)


def pdf(html: str) -> bytes:
    """Return a page as PDF/UA-1. Raises `PdfUnavailableError` where the system lacks what draws text."""
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise PdfUnavailableError("other documents are being made; try again in a minute")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            weasyprint = _weasyprint()
            page = weasyprint.HTML(string=html, url_fetcher=_refusing(weasyprint))
            made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=True)
    finally:
        ONE_AT_A_TIME.release()
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
