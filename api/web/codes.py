"""What codes of factors, technologies, measures and lists are called: by name, with the code beside it, small."""

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup, escape

from api import language
from api.ports import Ports
from domain.collaboration.spine import Language

Codes = Mapping[str, tuple[str, str]]
"""What each code of an edition stands for, in Dutch and in English."""
TECHNOLOGY: Final = "T-CTD-"
"""How the codes of technologies begin; a classified topic holds what comes after it."""
_CODE: Final = re.compile(
    r"(?<![\w-])(?:[TPRFCN]-[A-Z0-9]+(?:[-.][A-Za-z0-9]+)*|M[0-9]{2}|[a-z]{2,}(?:-[a-z]+)*)(?![\w-])"
)
"""Lists have small letters, as words do: what no edition names is left as it is."""


def called(code: str, codes: Codes) -> str:
    """Return what a code stands for in the language of the page, or nothing for what is none."""
    wider = "" if code.islower() else code.rpartition("-")[0]
    dutch, english = codes.get(code) or codes.get(wider, ("", ""))
    return dutch if language.asked() is Language.NL else english


def named(code: str, codes: Codes) -> Markup | str:
    """Return the name of a code with the code beside it; what is no code as it is."""
    name = called(code, codes)
    return Markup('{} <small class="code">{}</small>').format(name, code) if name else code


def within(text: str, codes: Codes) -> Markup:
    """Return a sentence with the name of each code that stands in it."""
    found, end = Markup(), 0
    for each in _CODE.finditer(text):
        found += escape(text[end : each.start()]) + escape(named(each[0], codes))
        end = each.end()
    return found + escape(text[end:])


def rules(ports: Ports) -> Mapping[str, str]:
    """Return what each rule of the edition in force is called, by its id, in the language of the page."""
    is_dutch = language.asked() is Language.NL
    return {each.rule_id: each.title_nl if is_dutch else each.title_en for each in ports.rulebook.rules()}


class Coded:
    """The filter by which templates name codes, by the edition in force."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def __call__(self, text: str) -> Markup:
        """Return a sentence of the rules with the name of each code that stands in it; mark-up as it is."""
        return text if isinstance(text, Markup) else within(text, self._ports.rulebook.codes())


class Listed:
    """The filter by which templates call a list: as the edition in force does, or as whoever registered it."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def __call__(self, list_id: str, name: str | None = None) -> str:
        """Return what a list is called in the language of the page."""
        return called(list_id, self._ports.rulebook.codes()) or name or list_id
