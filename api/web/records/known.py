"""Who is known here: organisations with their owners, persons, and the institutions and whom to reach there."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from api import access
from api.rest import paging, plain
from api.rest.queries import ALL
from api.rest.questions import InstitutionsQuery, PartiesQuery, PersonsQuery
from api.rest.registers import OWNERS, PARTIES, READERS
from api.web import events
from api.web.doing import names, things, views
from api.web.records import look as say
from api.web.records.look import Cell, Fact, Look, Piece
from api.web.records.register import PAGE, Filter, Found, Register, Row, Section, Shown, cut, cut_here
from domain.errors import NotFoundError
from domain.institution import decider as institution
from domain.party import decider as party
from domain.person import decider as person
from projections.pages import Page, Sort

_TEXT = Filter("text", _l("Words in the names"))


class Parties(Shown):
    """The organisations, by name."""

    aggregate = party.AGGREGATE
    label = _l("Organisations")
    one = _l("Organisation")
    lead = _l("Every organisation that a case ever named, with who owns it and where it takes part.")
    nothing = _l("No organisation is known here.")
    readers = PARTIES
    story = READERS
    asked = PartiesQuery(exclude=("as_of", "limit", "sort", "country"))
    heads = (_l("Organisation"), _l("Country"), _l("Other names"), _l("Identifiers"))
    filters = (_TEXT,)

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the organisations."""
        return _page(look.queries.parties(**paging.asked({**asked, "limit": PAGE, "sort": Sort("name")})))

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each organisation."""
        for row in rows:
            yield (
                (Piece(row["name"], things.own_page("parties", UUID(row["party_id"]))),),
                say.countries([row["country"]]),
                say.said(", ".join(row["aliases"][:_SOME])),
                say.said(", ".join(row["identifiers"][:_SOME])),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one organisation."""
        row = look.queries.party(identifier)
        return plain.row(row, personal=True) if row is not None else None

    def called(self, look: Look, row: Row) -> str:
        """Return its name."""
        return str(row["name"])

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return by what it is known."""
        yield Fact(_l("Country"), say.countries([row["country"]]))
        yield Fact(_l("Other names"), say.said("\n".join(row["aliases"])))
        yield Fact(_l("Identifiers"), say.said("\n".join(row["identifiers"])))
        yield Fact(_l("Website"), say.said(row["website"]))

    def sections(self, look: Look, row: Row) -> Iterator[Section]:
        """Return its owners for who looks them up, and the cases in which it takes or took part."""
        identifier = UUID(row["party_id"])
        if look.reads(OWNERS):
            owners = look.queries.owners(identifier)
            lines = tuple(
                (
                    (look.party(each.owner_party_id),) if each.owner_party_id is not None else say.said(each.owner),
                    say.word(each.kind),
                    say.countries([each.country]),
                    say.said(f"{each.share} %") if each.share is not None else (Piece(_l("unknown")),),
                    say.day(each.as_of.isoformat()),
                )
                for each in owners
            )
            nothing = _l("Nobody recorded who owns it.")
            heads = (_l("Owner"), _l("In which way"), _l("Country"), _l("Share"), _l("As known on"))
            yield Section(_l("Owners"), heads, lines, nothing=nothing)
        if look.reads(READERS):
            yield _parts(look, identifier)


class Persons(Shown):
    """The persons, the last of whom something was said first; their names for who may read them."""

    aggregate = person.AGGREGATE
    label = _l("Persons")
    one = _l("Person")
    lead = _l("The persons who take or took part in cases. Only what is needed to tell them apart is kept.")
    nothing = _l("No person is known here.")
    readers = READERS
    story = READERS
    asked = PersonsQuery(exclude=("as_of", "limit"))
    heads = (_l("Person"), _l("Other names"), _l("Home organisation"))
    filters = (_TEXT,)

    def known_filters(self, look: Look) -> tuple[Filter, ...]:
        """Return nothing to look for in names that are not shown."""
        return self.filters if look.personal else ()

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the persons. Raises `NotPermittedError` for a search in names that the reader may not know."""
        if asked.get("text"):
            access.refuse_search(look.actor)
        found = look.queries.persons(**paging.asked({**asked, "limit": PAGE, "newest_first": True}))
        return _page(found, personal=look.personal)

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each person."""
        for row in rows:
            identifier, home = UUID(row["person_id"]), row["home_party_id"]
            url = things.own_page("persons", identifier)
            yield (
                (Piece(row["name"], url),) if look.personal else (say.code(say.short(identifier), url),),
                say.said(", ".join(row["aliases"][:_SOME])) if look.personal else (),
                (look.party(UUID(home)),) if home is not None else (),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one person. Raises `NotFoundError` for one who was forgotten."""
        row = look.queries.person(identifier)
        if row is None and look.forgetting.is_erased(identifier):
            raise NotFoundError("person", identifier)
        return plain.row(row, personal=look.personal) if row is not None else None

    def called(self, look: Look, row: Row) -> str:
        """Return the name, if the reader may know it."""
        return str(row["name"]) if look.personal else ""

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return by what the person is known."""
        home = row["home_party_id"]
        yield Fact(_l("Name"), say.said(row["name"]))
        yield Fact(_l("Other names"), say.said("\n".join(events.text(each) for each in row["aliases"])))
        yield Fact(_l("Home organisation"), (look.party(UUID(home)),) if home is not None else ())
        yield Fact(_l("Signs in as"), say.said(row["identity"]))
        yield Fact(_l("Year of birth"), say.said(row["birth_year"]))

    def sections(self, look: Look, row: Row) -> Iterator[Section]:
        """Return the cases in which the person takes or took part."""
        yield _parts(look, UUID(row["person_id"]))


class Institutions(Register):
    """The institutions, by their slug, and whom to reach there."""

    aggregate = institution.AGGREGATE
    label = _l("Institutions")
    one = _l("Institution")
    lead = _l("The contact points of the institutions, and whom to write to there for what.")
    nothing = _l("No institution has a profile yet.")
    readers = ALL
    asked = InstitutionsQuery(exclude=("limit", "sort"))
    heads = (
        _l("Institution"),
        _l("Whom to write to"),
        _l("Telephone"),
        _l("Ethics committee"),
        _l("Who approves"),
        _l("Licences are granted by"),
        _l("Changed"),
    )

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the institutions."""
        return cut(look.ports.shared_queries.institutions(), lambda each: each.name.casefold(), asked, "slug")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each institution; the name leads to what can be done for who keeps the profiles."""
        may_amend = views.may_do(self.collection, "amend-profile")
        for row in rows:
            key = UUID(row["institution_id"])
            yield (
                (Piece(row["name"], things.page_of(self.collection, key) if may_amend else None),),
                tuple(_box(each) for each in row["mailboxes"]),
                say.said(row["phone"]),
                say.said(row["ethics_committee"]),
                say.said(row["approver_title"]),
                say.word(row["licence_authority"]),
                say.day(row["changed_on"]),
            )


_SOME = 6
"""How many other names and identifiers a list shows."""


def _page(found: Page[Any], *, personal: bool = True) -> Found:
    following = paging.encode(found.next) if found.next is not None else None
    return Found([plain.row(each, personal=personal) for each in found.items], following)


def _parts(look: Look, identifier: UUID) -> Section:
    """Return where an organisation or a person takes part, what is not over first, the newest at the top."""
    links = sorted(look.queries.cases_of(identifier), key=lambda each: each.linked_on, reverse=True)
    links.sort(key=lambda each: each.unlinked_on is not None)
    found = cut_here([plain.row(each, personal=True) for each in links])
    cases = look.cases({UUID(row["case_id"]) for row in found.rows})
    lines = tuple(
        (
            (cases[UUID(row["case_id"])],),
            say.word(row["role"]),
            say.day(row["linked_on"]),
            say.day(row["unlinked_on"]),
        )
        for row in found.rows
    )
    nothing = _l("Takes part in no case.")
    heads = (_l("Case"), _l("As"), _l("Since"), _l("Until"))
    return Section(_l("Takes part in"), heads, lines, found.following, nothing)


def _box(said: str) -> Piece:
    """Return an address with what it is for."""
    function, _, address = said.partition(" ")
    return Piece(f"{names.word(function)}: {address}" if function else address)
