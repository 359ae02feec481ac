"""Who is forgotten, and what is held back from that: erasures, of which one waits for a second person, and holds."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.rest import plain
from api.rest.erasures import READERS, ErasuresQuery, HoldsQuery
from api.web.doing import things
from api.web.records import look as say
from api.web.records.look import Cell, Fact, Look, Piece
from api.web.records.register import Filter, Found, Row, Shown, cut
from domain.erasure import decider as erasure
from domain.erasure.words import Held, Status
from domain.hold import decider as hold
from projections.erasures import ErasureRow, HoldRow

_NEVER: Final = "~"
"""Behind every day."""


class Erasures(Shown):
    """The erasures: those that wait for their second person first, then the newest."""

    aggregate = erasure.AGGREGATE
    label = _l("Erasures")
    one = _l("Erasure")
    lead = _l("Who is forgotten, on which ground, and who decided it: one person proposes it, another confirms it.")
    nothing = _l("Nobody proposed an erasure.")
    readers = READERS
    story = READERS
    asked = ErasuresQuery(exclude=("limit", "sort"))
    heads = (_l("Erasure"), _l("What is forgotten"), _l("Ground"), _l("Status"), _l("Proposed"), _l("Decided"))
    filters = (Filter("status", _l("Status"), Status), Filter("kind", _l("What is forgotten"), Held))

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the erasures."""
        return cut(look.forgetting.erasures(), _by_need, asked, "erasure_id")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each erasure."""
        for row in rows:
            key = UUID(row["erasure_id"])
            yield (
                (say.code(say.short(key), things.own_page("erasures", key)),),
                look.subject(row["kind"], UUID(row["subject_id"])),
                say.word(row["ground"]),
                self.stands(look, row),
                (*say.day(row["proposed_on"]), *say.people(row["proposed_by"])),
                (*say.day(row["decided_on"]), *say.people(row["confirmed_by"])),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one erasure."""
        found = (each for each in look.forgetting.erasures() if each.erasure_id == identifier)
        return next((plain.row(each, personal=True) for each in found), None)

    def stands(self, look: Look, row: Row) -> Cell:
        """Return where it stands; what waits says for whom."""
        waits = (Piece(_l("waits for a second person"), is_late=True),) if row["status"] == Status.PROPOSED else ()
        return (*say.badge(row["status"]), *waits)

    def notes(self, look: Look, row: Row) -> Iterator[str | LazyString]:
        """Say who has to confirm it."""
        if row["status"] == Status.PROPOSED:
            if _is_own(look, row):
                yield _l("You proposed this erasure, so another person has to confirm it.")
            else:
                yield _l("This erasure waits for a second person. Once confirmed it cannot be undone.")

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what is known of it, and what holds its subject back."""
        subject = UUID(row["subject_id"])
        yield Fact(_l("What is forgotten"), look.subject(row["kind"], subject))
        yield Fact(_l("Ground"), say.word(row["ground"]))
        yield Fact(_l("Proposed"), (*say.day(row["proposed_on"]), *say.people(row["proposed_by"])))
        decided = (*say.day(row["decided_on"]), *say.people(row["confirmed_by"]))
        yield Fact(_l("Confirmed") if row["status"] == Status.ERASED else _l("Withdrawn"), decided)
        standing = (each for each in look.forgetting.holds([subject]) if _is_standing(each, look.today))
        if row["status"] == Status.PROPOSED:
            held = tuple(_hold(each.hold_id) for each in standing)
            yield Fact(_l("Held back by"), held or (Piece(_l("no hold on this subject itself")),))

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return what can be done while it waits; who proposed it is not the one who confirms it."""
        is_mine = command != "confirm" or not _is_own(look, row)
        return frozenset() if row["status"] == Status.PROPOSED and is_mine else None


class Holds(Shown):
    """The legal holds: those that stand first, those that end first at the top."""

    aggregate = hold.AGGREGATE
    label = _l("Legal holds")
    one = _l("Legal hold")
    lead = _l("Whom or what may not be forgotten for now, until when, and who said so.")
    nothing = _l("Nothing is held.")
    readers = READERS
    story = READERS
    asked = HoldsQuery(exclude=("limit", "sort"))
    heads = (_l("Legal hold"), _l("What is held"), _l("Status"), _l("Placed"), _l("Holds until"), _l("Lifted"))
    filters = (Filter("kind", _l("What is held"), Held),)

    def found(self, look: Look, asked: dict[str, Any]) -> Found:
        """Return the holds."""

        def place(row: HoldRow) -> tuple[bool, str, int]:
            is_over = not _is_standing(row, look.today)
            ends = row.until.isoformat() if row.until is not None and not is_over else _NEVER
            return is_over, ends, -row.position

        return cut(look.forgetting.holds(), place, asked, "hold_id")

    def lines(self, look: Look, rows: Sequence[Row]) -> Iterator[tuple[Cell, ...]]:
        """Return the cells of each hold."""
        for row in rows:
            yield (
                (_hold(UUID(row["hold_id"])),),
                look.subject(row["kind"], UUID(row["subject_id"])),
                self.stands(look, row),
                (*say.day(row["placed_on"]), *say.people([row["placed_by"]])),
                say.day(row["until"]),
                (*say.day(row["lifted_on"]), *say.people([row["lifted_by"]])),
            )

    def row(self, look: Look, identifier: UUID) -> Row | None:
        """Return one hold."""
        found = (each for each in look.forgetting.holds() if each.hold_id == identifier)
        return next((plain.row(each, personal=True) for each in found), None)

    def stands(self, look: Look, row: Row) -> Cell:
        """Return whether it still holds."""
        if row["lifted_on"] is not None:
            return (Piece(_l("lifted"), kind="badge"),)
        is_over = row["until"] is not None and row["until"] < look.today
        return (Piece(_l("is over") if is_over else _l("holds"), kind="badge"),)

    def facts(self, look: Look, row: Row) -> Iterator[Fact]:
        """Return what is known of it."""
        yield Fact(_l("What is held"), look.subject(row["kind"], UUID(row["subject_id"])))
        yield Fact(_l("Placed"), (*say.day(row["placed_on"]), *say.people([row["placed_by"]])))
        yield Fact(_l("Holds until"), say.day(row["until"]) or (Piece(_l("until it is lifted")),))
        yield Fact(_l("Lifted"), (*say.day(row["lifted_on"]), *say.people([row["lifted_by"]])))

    def when(self, look: Look, row: Row, command: str) -> frozenset[str] | None:
        """Return what can be done while it is not lifted."""
        return frozenset() if row["lifted_on"] is None else None


def _by_need(row: ErasureRow) -> tuple[bool, int]:
    waits = row.status is Status.PROPOSED
    return not waits, row.position if waits else -row.position


def _is_own(look: Look, row: Row) -> bool:
    return bool(look.actor.identities & set(row["proposed_by"]))


def _is_standing(row: HoldRow, today: str) -> bool:
    return row.lifted_on is None and (row.until is None or row.until.isoformat() >= today)


def _hold(identifier: UUID) -> Piece:
    return say.code(say.short(identifier), things.own_page("holds", identifier))
