"""What commands, fields, events and closed words are called, in English and Dutch: `translations/names/doing.po`.

Each stands there under what the program calls it (`command collaboration/approve`, `field due_on`), so that one English
word may have another Dutch in another place.
"""

from functools import cache

from babel.messages import pofile

from api import language
from api.web import tongues
from domain.aggregate import Aggregate, CommandSpec
from domain.collaboration.spine import Language

BOOK = tongues.FOLDER / "names" / "doing.po"


def command(aggregate: Aggregate, spec: CommandSpec) -> str:
    """Return what a command is called."""
    return _told(f"command {aggregate.name}/{spec.name}", spec.name.replace("-", " ").capitalize())


def sentence(aggregate: Aggregate, spec: CommandSpec) -> str:
    """Return in a sentence what a command does."""
    return _told(f"sentence {aggregate.name}/{spec.name}", "")


def field(name: str, command: str = "") -> str:
    """Return what a field is called, in a command that calls it otherwise than the rest."""
    return _told(f"field {command}/{name}", "") or _told(f"field {name}", name.replace("_", " ").capitalize())


def hint(name: str) -> str:
    """Return what helps to fill a field in, if anything does."""
    return _told(f"hint {name}", "")


def event(type_: type) -> str:
    """Return in a few words what happened."""
    return _told(f"event {type_.__name__}", type_.__name__)


def word(value: str) -> str:
    """Return a closed word as people say it."""
    return _told(f"word {value}", "") or tongues.word(value)


def path(place: str) -> str:
    """Return what a field is called that stands in another, in a row of its own: `conditions.0.text`."""
    parts = place.split(".")
    named = (str(int(each) + 1) if each.isdecimal() else _told(f"asked {each}", "") or field(each) for each in parts)
    return " ".join(named)


@cache
def book() -> dict[str, tuple[str, str]]:
    """Return (English, Dutch) by what the program calls it."""
    with BOOK.open("rb") as opened:
        return {
            str(each.context): (str(each.id), str(each.string))
            for each in pofile.read_po(opened, locale="nl")
            if each.context
        }


def _told(key: str, otherwise: str) -> str:
    known = book().get(key)
    if known is None:
        return otherwise
    return known[1] if language.asked() is Language.NL else known[0]
