"""The watch lists: which version is in force and how old it is, what it changed, and what is held and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from flask import Flask, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from api import access, identity
from api.access import OFFICES
from api.ports import Ports
from api.reading import Reading, Told
from api.rest import held
from api.web import asking, page
from api.web.hits.words import KINDS
from api.web.keeping import common
from api.web.keeping.common import EVERYBODY, KEEPERS_OF_LISTS, KEEPING, READERS_OF_EDITIONS
from domain.errors import DomainError, NotFoundError
from domain.values import Role
from domain.watchlist import decider as watchlist
from domain.watchlist.commands import ConfirmRelease, ProposeRelease
from domain.watchlist.events import ListReleased, ListReleaseProposed, ListVersionActivated
from domain.watchlist.held import EntryChange, EntryPart, HeldPart
from domain.watchlist.words import SourceState
from projections.list_status import ListRow

_IN_NAVIGATION: Final = replace(EVERYBODY, roles=OFFICES | KEEPING | {Role.AUDITOR})
SOURCES: Final = {
    SourceState.AVAILABLE: _l("still given out"),
    SourceState.STALE: _l("not given out anew"),
    SourceState.WITHDRAWN: _l("withdrawn"),
    SourceState.PAYWALLED: _l("behind a paywall"),
}
"""Whether the publisher still gives a list out, in words."""
HELD: Final = {
    "no-entries": _l("The file has no entries."),
    "cut-off": _l("The file was broken off, and what followed is missing."),
    "missing-sentinel": _l("Names that always stand on this list are missing."),
    "missing-part": _l("A part is missing that the version in force has."),
    "older": _l("The file is older than the version in force."),
    "shrunken": _l("Too many entries are gone."),
    "fewer-names": _l("Too many names are gone."),
    "unreadable-and-gone": _l("Entries are gone and others cannot be read: they may be the same."),
    "too-many-rejected": _l("Too many rows cannot be used."),
}
"""Why a file is held back, by the rule that does; how many of what, the program says in English beside it."""
HELD_SHOWN: Final = 200
"""So many of the entries that a held file would change stand on one page."""
CHANGES: Final = {
    EntryChange.REMOVED: _l("gone"),
    EntryChange.CHANGED: _l("changed"),
    EntryChange.ADDED: _l("new"),
}
"""What a held file would do to an entry, in words."""
PARTS: Final = {
    EntryPart.NAMES: _l("names"),
    EntryPart.KIND: _l("kind"),
    EntryPart.COUNTRIES: _l("countries"),
    EntryPart.BIRTH_YEARS: _l("birth years"),
    EntryPart.IDENTIFIERS: _l("identifiers"),
    EntryPart.PROGRAMME: _l("programme"),
    EntryPart.INFO: _l("other information"),
}
"""What of an entry a held file tells otherwise, in words."""
PLACES = (page.Place("pages.lists", _l("Lists"), _IN_NAVIGATION),)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list that came into force, and what it changed."""

    version_no: int
    at: datetime
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class HeldShown:
    """A part of what the held file would change: one kind of change alone if `change` names it, and where it goes on.

    `part` is empty where nothing was kept of the file.
    """

    part: HeldPart | None
    change: EntryChange | None
    next_url: str | None


@dataclass(frozen=True, slots=True)
class Release:
    """Who proposed to let a held file in and why, and who confirmed it, if anybody did."""

    proposed_by: str
    reason: str
    confirmed_by: str | None = None


def install(app: Flask, ports: Ports) -> None:
    """Register the pages, and who may see each."""
    reading = Reading(ports)

    def story(row: ListRow) -> Sequence[Told]:
        """Return what happened to a list, to who may know it."""
        actor = identity.required()
        if not access.lets_in(READERS_OF_EDITIONS, actor):
            return ()
        return reading.story(watchlist.AGGREGATE, row.watchlist_id, actor)[1]

    def lists() -> Response:
        rows, now = ports.shared_queries.lists(), ports.now()
        ages = {each.list_id: (now - each.activated_at).days for each in rows if each.activated_at is not None}
        return page.show(
            "upkeep/lists.html",
            rows=rows,
            ages=ages,
            sources=SOURCES,
            why=HELD,
            held=[(each, _release(story(each), each.held_sha256)) for each in rows if each.held_sha256],
        )

    def of(list_id: str) -> ListRow:
        row = ports.shared_queries.list(list_id)
        if row is None:
            raise NotFoundError("list", list_id)
        return row

    def held_of(row: ListRow) -> HeldShown | None:
        """Return what the held file of a list would change, to who may know it."""
        if row.held_sha256 is None or not access.lets_in(held.READERS, identity.required()):
            return None
        # A refused form begins anew: a cursor belongs to the address of the page.
        query = asking.asked_for(held.HeldQuery()) if request.method == "GET" else {}
        part, after = held.asked(ports, row.list_id, {"change": None, "after": None, **query, "limit": HELD_SHOWN})
        is_it = part is not None and part.canonical_sha256 == row.held_sha256
        page_url = url_for("pages.list", list_id=row.list_id)
        next_url = asking.following(after) if request.method == "GET" else page_url if after else None
        return HeldShown(part if is_it else None, query.get("change"), next_url)

    def shown(list_id: str, error: DomainError | None = None) -> Response:
        actor, row = identity.required(), of(list_id)
        told = story(row)
        versions = [
            Version(each.version_no, step.recorded.meta.recorded_at, each.added, each.changed, each.removed)
            for step in reversed(told)
            if isinstance(each := step.recorded.event, ListVersionActivated)
        ]
        problem = common.refused(error) if error is not None else None
        return page.show(
            "upkeep/list.html",
            code=problem.status if problem else 200,
            row=row,
            sources=SOURCES,
            why=HELD,
            age=(ports.now() - row.activated_at).days if row.activated_at is not None else None,
            versions=versions,
            release=_release(told, row.held_sha256),
            may_keep=access.lets_in(KEEPERS_OF_LISTS, actor),
            held=held_of(row),
            changes=CHANGES,
            parts=PARTS,
            kinds=KINDS,
            is_own_proposal=row.release_proposed_by in actor.identities,
            problem=problem,
            typed=request.form,
        )

    def propose(list_id: str) -> Response:
        row = of(list_id)
        held, reason = request.form.get("held", ""), request.form.get("reason", "")
        return carried_out(row, ProposeRelease(row.watchlist_id, held, reason))

    def confirm(list_id: str) -> Response:
        row = of(list_id)
        return carried_out(row, ConfirmRelease(row.watchlist_id, request.form.get("held", "")))

    def carried_out(row: ListRow, command: object) -> Response:
        actor = identity.required()
        try:
            # The digest of what is held says what was seen; no version need.
            ports.execute(command, actor=actor, command_id=page.command_id(actor))
        except DomainError as error:
            return shown(row.list_id, error)
        return redirect(url_for("pages.list", list_id=row.list_id), 303)

    page.add(app, "lists", "/lists", lists, EVERYBODY)
    page.add(app, "list", "/lists/<list_id>", shown, EVERYBODY)
    page.add(app, "propose_release", "/lists/<list_id>/propose-release", propose, KEEPERS_OF_LISTS, "POST")
    page.add(app, "confirm_release", "/lists/<list_id>/confirm-release", confirm, KEEPERS_OF_LISTS, "POST")


def _release(told: Sequence[Told], held: str | None) -> Release | None:
    """Return how far the release of what is held has come."""
    found: Release | None = None
    for recorded in (each.recorded for each in told):
        match recorded.event:
            case ListReleaseProposed(canonical_sha256=digest, reason=reason) if digest == held:
                found = Release(recorded.meta.actor.id, reason)
            case ListReleased(canonical_sha256=digest) if digest == held and found is not None:
                found = replace(found, confirmed_by=recorded.meta.actor.id)
            case _:
                pass
    return found
