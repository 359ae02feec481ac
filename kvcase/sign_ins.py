"""Sign-ins that were begun at an issuer: each is finished once, in the browser that began it, within ten minutes.

What the issuer and we must know of each other (`nonce`, the verifier of PKCE) is worked out from the state, which
travels, and the id of the browser, which does not; so nothing that stands here lets anybody finish a sign-in. Source:
RFC 6749 10.12, RFC 7636; handbook reliability-security.md 5.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from domain.ports import Clock
from projections.positions import writing

METADATA = sa.MetaData()
SIGN_INS = sa.Table(
    "access_sign_ins",
    METADATA,
    sa.Column("state_sha256", sa.String, primary_key=True),
    sa.Column("browser_sha256", sa.String, nullable=False),
    sa.Column("issuer", sa.String, nullable=False),
    sa.Column("following", sa.String, nullable=False),
    sa.Column("begun_at", sa.String, nullable=False),
)
LONGEST: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in: at which issuer (the name of its table), the page that was wanted, and its secrets."""

    issuer: str
    following: str
    state: str
    nonce: str
    verifier: str


class SignIns:
    """Begins sign-ins, and finishes each at most once."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, browser: str, issuer: str, following: str) -> SignIn:
        """Begin a sign-in in a browser; those that nobody finished in time are forgotten."""
        state, now = secrets.token_urlsafe(32), self._clock()
        with writing(self._engine).begin() as connection:
            connection.execute(SIGN_INS.delete().where(SIGN_INS.c.begun_at <= (now - LONGEST).isoformat()))
            connection.execute(
                SIGN_INS.insert().values(
                    state_sha256=_digest(state),
                    browser_sha256=_digest(browser),
                    issuer=issuer,
                    following=following,
                    begun_at=now.isoformat(),
                )
            )
        return _sign_in(issuer, following, state, browser)

    def finish(self, browser: str, state: str) -> SignIn | None:
        """Return the sign-in of a state, if this browser began it, in time, and it was not finished before."""
        ours = sa.and_(SIGN_INS.c.state_sha256 == _digest(state), SIGN_INS.c.browser_sha256 == _digest(browser))
        with writing(self._engine).begin() as connection:
            row = connection.execute(SIGN_INS.select().where(ours)).mappings().first()
            # Of two who finish it at once one removes the row.
            if row is None or connection.execute(SIGN_INS.delete().where(ours)).rowcount != 1:
                return None
        if row["begun_at"] <= (self._clock() - LONGEST).isoformat():
            return None
        return _sign_in(row["issuer"], row["following"], state, browser)

    def forget(self) -> None:
        """Forget every sign-in that was begun."""
        with self._engine.begin() as connection:
            connection.execute(SIGN_INS.delete())


def _sign_in(issuer: str, following: str, state: str, browser: str) -> SignIn:
    nonce, verifier = (_derived(label, state, browser) for label in ("nonce", "verifier"))
    return SignIn(issuer, following, state, nonce, verifier)


def _derived(label: str, state: str, browser: str) -> str:
    digest = hashlib.sha256(f"{label} {state} {browser}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
