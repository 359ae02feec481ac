"""The doors by which people come in at the pages, put together: issuers, keys and the glass, sessions and the book."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from api.access import SHARED
from api.doors import Line, NotOpened, OpenDoor, Opened, Played, WayOut
from domain.errors import NotFoundError
from domain.ports import Caller, Clock, Refusal, Refused
from kvcase import access_book, break_glass
from kvcase.break_glass import BreakGlass
from kvcase.issuers import Issuer, Login
from kvcase.keys import PREFIX, Keys
from kvcase.members import Members, Seat
from kvcase.oidc import Logins
from kvcase.sessions import Entry, Sessions, Standing, Way
from kvcase.sign_ins import SignIns

MAX_KEY: Final = 512
MAX_ANSWER: Final = 4_096


class Doors:
    """Lets people in and out. Each way in, each refusal and each way out is written in the book of access."""

    def __init__(
        self,
        engine: sa.Engine,
        clock: Clock,
        believed: tuple[Issuer, ...],
        keys: Keys,
        members: Members,
        glass: BreakGlass,
        secret: bytes,
        cast: Mapping[str, tuple[Played, str]] = MappingProxyType({}),
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._believed = {each.name: each for each in believed if each.login is not None}
        self._keys = keys
        self._members = members
        self._glass = glass
        self._cast = cast
        self._logins = Logins(tuple(self._believed.values()), clock)
        self._sign_ins = SignIns(engine, clock)
        self.sessions = Sessions(engine, clock, self._stands)
        self.form_key = hmac.digest(secret, b"kvcase forms 1", "sha256")

    @property
    def issuers(self) -> Sequence[OpenDoor]:
        """Return the issuers at which people sign in."""
        return [OpenDoor(each.name, login.label or each.name) for each, login in self._logged()]

    @property
    def cast(self) -> Sequence[Played]:
        """Return whom a demonstration offers to be; nobody in a real installation."""
        return [played for played, _ in self._cast.values()]

    def as_cast(self, name: str, before: str) -> Opened | NotOpened:
        """Let somebody be one of the cast of a demonstration. Raises `NotFoundError` where there is no such person."""
        if name not in self._cast:
            raise NotFoundError("person", name)
        _, key_id = self._cast[name]
        found = self._keys.holder(key_id)
        if isinstance(found, Refused):
            return self._refused(Way.KEY, key_id, found.why)
        return Opened(self.sessions.begin(Entry(Way.KEY, key_id), Standing(found, key_id), before), found)

    def caller(self, session: str, address: str) -> Caller | Refused | None:
        """Return whom a session stands for that asks for an address, or why it ended; None for no session at all."""
        found = self.sessions.find(session)
        if found is None or isinstance(found, Refused):
            return found
        entry, who = found
        if who is None:
            return Refused(Refusal.NO_SEAT)
        if entry.way is Way.BREAK_GLASS:
            self._write(
                who.actor.id, "break-glass-used", entry.source, institution=who.actor.institution, address=address
            )
        return who

    def with_key(self, key: str, before: str) -> Opened | NotOpened:
        """Let the holder of a service key in; the session `before` ends."""
        is_key = key.startswith(PREFIX) and len(key) <= MAX_KEY and key.isascii() and key.isprintable()
        found = self._keys.caller(key) if is_key else Refused(Refusal.MALFORMED)
        if isinstance(found, Refused):
            return self._refused(Way.KEY, "", found.why)
        key_id = key.split("_")[1]
        standing = Standing(found, key_id)
        return Opened(self.sessions.begin(Entry(Way.KEY, key_id), standing, before), found)

    def leave_for(self, issuer: str, browser: str, following: str) -> str:
        """Return where a browser goes to sign in. Raises `NotFoundError` for no issuer, `IssuerAwayError`."""
        known = self._believed.get(issuer)
        if known is None or known.login is None:
            raise NotFoundError("issuer", issuer)
        return self._logins.address(known, known.login, self._sign_ins.begin(browser, issuer, following))

    def come_back(self, browser: str, answer: Mapping[str, str]) -> Opened | NotOpened:
        """Let whom an issuer sent back in. Raises `IssuerAwayError`."""
        state = answer.get("state", "")
        begun = self._sign_ins.finish(browser, state) if 1 <= len(state) <= MAX_ANSWER else None
        issuer = self._believed.get(begun.issuer) if begun is not None else None
        if begun is None or issuer is None or issuer.login is None:
            return self._refused(Way.ISSUER, "", Refusal.STATE)
        subject = self._logins.subject(issuer, issuer.login, begun, answer)
        if isinstance(subject, Refusal):
            return self._refused(Way.ISSUER, issuer.name, subject)
        seats = self._members.seats(issuer.issuer, subject, issuer.institutions)
        if not seats:
            self._refused(Way.ISSUER, issuer.name, Refusal.STRANGER)
            return NotOpened(Refusal.STRANGER, issuer.name, subject)
        entry = Entry(Way.ISSUER, issuer.name, subject)
        only = _of_member(seats[0]) if len(seats) == 1 else None
        session = self.sessions.begin(entry, only, browser)
        return Opened(session, only.caller if only is not None else None, begun.following)

    def with_password(self, name: str, password: str, before: str, place: str) -> Opened | NotOpened:
        """Let a local administrator in while somebody broke the glass. Raises `TooManyTriesError`."""
        opening = self._glass.knows(name, password, place)
        if opening is None:
            return NotOpened(Refusal.BREAK_GLASS)
        standing = _behind(opening)
        return Opened(self.sessions.begin(Entry(Way.BREAK_GLASS, name), standing, before), standing.caller)

    def seats(self, session: str) -> Sequence[str]:
        """Return the institutions at which the person of a session may act."""
        found = self.sessions.find(session)
        if found is None or isinstance(found, Refused):
            return ()
        entry, who = found
        if entry.way is not Way.ISSUER:
            return (who.actor.institution,) if who is not None else ()
        issuer = self._believed.get(entry.source)
        if issuer is None:
            return ()
        seats = self._members.seats(issuer.issuer, entry.subject, issuer.institutions)
        return tuple(each.caller.actor.institution for each in seats)

    def sit(self, session: str, institution: str) -> Opened | NotOpened:
        """Let the person of a session act at another of the own institutions; the session goes on under a new id."""
        found = self.sessions.find(session)
        if found is None or isinstance(found, Refused):
            return NotOpened(Refusal.ENDED)
        standing = self._stands(found[0], institution)
        changed = self.sessions.sit(session, standing) if standing is not None else None
        if standing is None or changed is None:
            return self._refused(found[0].way, found[0].source, Refusal.NO_SEAT)
        return Opened(changed, standing.caller)

    def act_for(self, session: str, absent: str | None) -> None:
        """Let a session act for somebody from now on, or for its own person again."""
        self.sessions.act_for(session, absent)

    def leave(self, session: str) -> str | None:
        """End a session, if it is one; return the issuer at which its person signed in, if at one."""
        found = self.sessions.find(session)
        self.sessions.end(session)
        if isinstance(found, tuple) and found[0].way is Way.ISSUER:
            return found[0].source
        return None

    def way_out(self, issuer: str) -> WayOut | None:
        """Return where a browser goes to sign out at an issuer; None where there is no such issuer."""
        found = self._believed.get(issuer)
        if found is None or found.login is None:
            return None
        return WayOut(found.login.label or found.name, self._logins.way_out(found, found.login))

    def shut(self, by: str) -> None:
        """End every session and sign-in, and close the glass: what a copy brings back was not opened by anybody."""
        self.sessions.end_all(by)
        self._sign_ins.forget()
        for each in self._glass.all():
            if each.open_until:
                self._glass.close(each.name, by)

    def glass(self, institution: str) -> Sequence[Line]:
        """Return what was done behind glass at an institution, and at `shared`, the newest first."""
        with self._engine.connect() as connection:
            book = access_book.changes(connection)
        places = {institution, SHARED, ""}
        return [
            Line(each.at, each.by, each.what, each.about, each.told)
            for each in reversed(book)
            if _is_of_glass(each) and each.told.get("institution", "") in places
        ]

    def _stands(self, entry: Entry, institution: str) -> Standing | None:
        """Return on what an entry stands now at an institution, or None when it was taken away."""
        match entry.way:
            case Way.KEY:
                held = self._keys.holder(entry.source)
                is_there = isinstance(held, Caller) and held.actor.institution == institution
                return Standing(held, entry.source) if is_there and isinstance(held, Caller) else None
            case Way.BREAK_GLASS:
                opening = self._glass.opening(entry.source)
                is_there = opening is not None and opening.actor.institution == institution
                return _behind(opening) if is_there and opening is not None else None
            case Way.ISSUER:
                issuer = self._believed.get(entry.source)
                if issuer is None or institution not in issuer.institutions:
                    return None
                seats = self._members.seats(issuer.issuer, entry.subject, (institution,))
                return _of_member(seats[0]) if seats else None

    def _logged(self) -> list[tuple[Issuer, Login]]:
        return [(each, each.login) for each in self._believed.values() if each.login is not None]

    def _refused(self, way: Way, source: str, why: Refusal) -> NotOpened:
        self._write("nobody", "sign-in-refused", source, way=way, why=why)
        return NotOpened(why)

    def _write(self, by: str, what: str, about: str, **told: object) -> None:
        with self._engine.begin() as connection:
            access_book.record(connection, self._clock(), by, what, about, **told)


def _of_member(seat: Seat) -> Standing:
    """Return on what a seat stands: one that is given anew, or otherwise, is another grant."""
    said = repr((seat.since, seat.caller.actor.id, sorted(seat.caller.actor.roles), sorted(seat.caller.scopes)))
    return Standing(seat.caller, hashlib.sha256(said.encode()).hexdigest())


def _behind(opening: break_glass.Opening) -> Standing:
    return Standing(break_glass.caller(opening), opening.opening, opening.closes_at)


def _is_of_glass(change: access_book.Change) -> bool:
    return change.what.startswith("break-glass") or change.told.get("way") == Way.BREAK_GLASS
