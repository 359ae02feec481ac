"""What the held file of a list would change, for REST and for the page that whoever decides on it reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Response

from api.access import OFFICES, About, Access, Realm
from api.ports import Ports
from api.rest import answers, paging, plain, schemas
from api.rest import fields as strict
from api.rest.questions import PageQuery
from api.rest.routes import Route
from domain.errors import NotFoundError
from domain.values import Role
from domain.watchlist.held import EntryChange, HeldEntry, HeldPart
from projections.pages import Cursor

READERS: Final = Access(Realm.SIGNED_IN, OFFICES | {Role.ADMIN, Role.OPERATOR, Role.AUDITOR}, About.SHARED)
"""Who decides on a held file, who screens with the list, and who looks on."""


class HeldQuery(PageQuery):
    """Which part of what a held file would change."""

    change = strict.Word(EntryChange)


@dataclass(frozen=True, slots=True)
class HeldCounts:
    """Which file of a list is held, against which version it is told, and how many entries it would change.

    `canonical_sha256` is empty where no file is held, or one of which nothing was kept.
    """

    canonical_sha256: str | None
    version_no: int | None
    removed: int
    changed: int
    added: int


HeldChanges = type("HeldChanges", (answers.page_of(HeldEntry), schemas.of(HeldCounts)), {"__doc__": HeldCounts.__doc__})


def asked(ports: Ports, list_id: str, query: Mapping[str, Any]) -> tuple[HeldPart | None, str | None]:
    """Return the part of what the held file of a list would change that a query asks for, and the cursor of the next.

    Raises `RequestRefused` (400) for a cursor of another address.
    """
    wanted = paging.asked(query)
    after = wanted["after"].place if wanted["after"] is not None else None
    found = ports.held_files.part(list_id, change=wanted.get("change"), after=after, limit=wanted["limit"])
    following = found.next if found is not None else None
    return found, paging.encode(Cursor(following)) if following is not None else None


def route(ports: Ports) -> Route:
    """Return the address that tells it."""

    def held(query: dict[str, Any], list_id: str) -> Response:
        if ports.shared_queries.list(list_id) is None:
            raise NotFoundError("list", list_id)
        found, following = asked(ports, list_id, query)
        counts = found.counts if found is not None else {}
        told = HeldCounts(
            found.canonical_sha256 if found is not None else None,
            found.version_no if found is not None else None,
            *(counts.get(each, 0) for each in EntryChange),
        )
        items = [plain.of(each) for each in found.items] if found is not None else []
        return plain.response({**plain.of(told), "items": items, "next": following})

    what = "What the held file of a list would change\nGone before changed before new, and each by its id."
    return answers.get("list-held", "/lists/<list_id>/held", held, READERS, what, HeldChanges, HeldQuery)
