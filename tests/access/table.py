"""docs/access.md: every address, what each role is answered there, and how much of it there is to know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from api import access
from api.access import About, Reach, Realm
from domain.values import Role
from tests.access import cells
from tests.access.cells import ASKERS, NOBODY, WITHOUT_KEY, Address, Answer, Asker, Cell, Seat
from tests.api.house import opened

PAGE = Path(__file__).parents[2] / "docs" / "access.md"

_HEAD = """# Who may use which address

Made by `make access` from what each address declares (`api/access.py`), and held by `tests/access`, where everybody
asks for everything; not written by hand. An address that declares nothing is refused to everyone and fails the build.

What belongs to an institution is asked for from four seats: **one's own institution** (one column for each role),
**another institution** (its roles are let in or refused as the same role at home; for whom it opens, what is asked for
by id does not exist, 404, word for word as for an id that nobody has, and a list holds what is that institution's own),
the **FWO** and **shared**, where lists and rules are kept. HEAD is answered as GET; OPTIONS needs a key too; any other
method is 405. Addresses stand without `/api/v1`; pages, health and what is static have none.

| in a cell | it means |
|---|---|
| yes | answered; a thing that is not there is 404 |
| own | answered for one's own cases, their reports, or the incidents one reported; a colleague's do not exist (404) |
| needed | answered for one's own incidents and those with personal data; others do not exist (404) |
| withheld | answered, with every personal text replaced by `[withheld]` |
| 401 | refused: no key |
| – | refused: 403, before anything is looked up, and whatever the body is |
| 404 | does not exist for who sits there; a role that is refused at home is refused there too |

Whoever has several roles is let in by any of them and knows what the widest knows, with one exception: an auditor
without an office reads no personal text, not even of own cases. Sources: domain.md 2.2; settled.md 4, 12, 15.
"""

_SHORT = {
    Role.RESEARCHER: "researcher",
    Role.CONTACT_POINT_OFFICER: "contact point",
    Role.EXPORT_CONTROL_OFFICER: "export control",
    Role.ETHICS_COMMITTEE: "ethics",
    Role.INSTITUTION_APPROVER: "approver",
    Role.SECURITY_OFFICER: "security",
    Role.AUDITOR: "auditor",
    Role.DATA_PROTECTION_OFFICER: "DPO",
    Role.OPERATOR: "operator",
    Role.ADMIN: "admin",
    Role.SERVICE: "program",
}
_WORDS = {Reach.ALL: "yes", Reach.OWN: "own", Reach.NEEDED: "needed", Reach.WITHHELD: "withheld"}
_AT_HOME = tuple(each for each in ASKERS if each.seat is Seat.OWN)
_AWAY = tuple(each for each in ASKERS if each.seat is Seat.OTHER)
_KEEPERS = tuple(each for each in ASKERS if each.seat is Seat.SHARED)
Row = tuple[str, ...]


def page(app: Flask) -> str:
    """Return the page as it should stand."""
    declared = access.table(app)
    groups: dict[About, dict[Row, list[Address]]] = {about: defaultdict(list) for about in About}
    for address in cells.addresses(app):
        about = declared[address.endpoint].about
        groups[about][_row(app, address)].append(address)
    return "\n".join((_HEAD, *_counts(app), *_no_key(), *_sections(groups))).rstrip() + "\n"


def _row(app: Flask, address: Address) -> Row:
    """Return the cells of an address as the page says them."""
    declared = access.table(app)[address.endpoint]

    def said(asker: Asker) -> str:
        return _said(cells.cell(declared, address, asker), address)

    monitor = next(each for each in ASKERS if each.seat is Seat.FWO)
    keepers = {_SHORT[each.role]: said(each) for each in _KEEPERS if each.role is not None}
    return (said(NOBODY), *(said(each) for each in _AT_HOME), _away(app, address), said(monitor), _joined(keepers))


def _said(cell: Cell, address: Address) -> str:
    match cell.answer:
        case Answer.FORBIDDEN:
            return "–"
        case Answer.ALLOWED if address.is_command and (cell.reach is Reach.WITHHELD or not address.names_one):
            return "yes"  # what one makes is one's own
        case Answer.ALLOWED:
            return _WORDS[cell.reach]
        case _:
            return str(cell.answer)


def _away(app: Flask, address: Address) -> str:
    """Say in one word what another institution is answered, whose roles are let in as at home."""
    declared = access.table(app)[address.endpoint]
    answers = {cells.cell(declared, address, each).answer for each in _AWAY} - {Answer.FORBIDDEN}
    if not answers:
        return "–"
    if answers == {Answer.UNKNOWN}:
        return "404"
    is_of_all = declared.realm is not Realm.INSTITUTION or declared.about in {About.PROGRAM, About.SHARED}
    return "yes" if is_of_all else "its own"


def _joined(keepers: dict[str, str]) -> str:
    """Say what those at `shared` are answered: in one word, or for whom it opens."""
    if len(set(keepers.values())) == 1:
        return next(iter(keepers.values()))
    return ", ".join(name for name, said in keepers.items() if said == "yes")


def _counts(app: Flask) -> Iterator[str]:
    addresses = cells.addresses(app)
    declared = access.table(app)
    everybody = (NOBODY, *ASKERS)
    asked = [(each, cells.cell(declared[each.endpoint], each, asker)) for each in addresses for asker in everybody]
    answers = [meant.answer for _, meant in asked]
    requests = sum(cells.requests(declared[each.endpoint], each, meant) for each, meant in asked)
    yield "## Counts\n"
    yield f"{len(addresses)} addresses with their method, {len(everybody)} who ask: {len(answers)} cells, each tried:"
    yield f"{requests} requests in {len(everybody)} tests, and {len(WITHOUT_KEY)} tests that there is no other key.\n"
    yield "| answer | cells |\n|---|---:|"
    yield from (f"| {answer} | {answers.count(answer)} |" for answer in Answer)
    yield ""


def _no_key() -> Iterator[str]:
    yield "## Roles that mean nothing at a seat\n"
    yield f"For these {len(WITHOUT_KEY)} pairs no key can be made, so that nobody asks (one test each).\n"
    for seat in Seat:
        roles = ", ".join(str(each.role) for each in WITHOUT_KEY if each.seat is seat)
        yield f"- {seat}: {roles}"
    yield ""


def _sections(groups: dict[About, dict[Row, list[Address]]]) -> Iterator[str]:
    heads = ("addresses", "nobody", *(_SHORT[each.role] for each in _AT_HOME if each.role is not None))
    for about, rows in groups.items():
        yield f"## About {about}\n"
        yield f"| {' | '.join((*heads, 'another institution', 'FWO', 'shared'))} |"
        yield "|---" * (len(heads) + 3) + "|"
        for row, addresses in sorted(rows.items(), key=lambda each: each[1]):
            yield f"| {_listed(addresses)} | {' | '.join(row)} |"
        yield ""


def _listed(addresses: Iterable[Address]) -> str:
    """Return the addresses of a row: by method, and commands to the same thing behind one another."""
    under: dict[str, list[str]] = defaultdict(list)
    for each in addresses:
        rule = each.rule.removeprefix("/api/v1").replace("uuid:identifier", "id")
        start, _, last = rule.rpartition("/")
        is_to_one = each.is_command and each.names_one
        under[f"{each.method} `{start}/…`" if is_to_one else each.method].append(last if is_to_one else rule)
    return "<br>".join(f"{start} {', '.join(f'`{each}`' for each in names)}" for start, names in under.items())


def write(path: Path = PAGE) -> None:
    """Write the page, from an application of its own."""
    with TemporaryDirectory() as folder, opened(Path(folder) / "data") as house:
        path.write_text(page(house.app), "utf-8")
