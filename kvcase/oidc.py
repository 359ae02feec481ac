"""Signing in at an issuer: OpenID Connect, authorization code flow with PKCE (S256), state and nonce.

The discovery document says where everything stands, over https (plain http only on this very machine). What tells who
signed in is the ID token alone, signed by a key of the issuer, for us, in answer to our nonce; nobody is known by an
address of mail. Whatever is asked of an issuer is asked once, without proxy, redirect or cookie, and for a few seconds.
Source: handbook reliability-security.md 5; OpenID Connect Core 3.1, Discovery 4, RP-Initiated Logout 2, RFC 9207.
"""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import requests
import urllib3
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter

from api.doors import IssuerAwayError
from domain.ports import Clock, Refusal
from kvcase import issuers
from kvcase.issuers import Issuer, Login
from kvcase.key_sets import KeySets
from kvcase.sign_ins import SignIn
from kvcase.tokens import RefusedTokenError, claims_of

FRESH: Final = timedelta(hours=1)
AGAIN: Final = timedelta(seconds=5)
"""How long an issuer that was away is not asked again."""
MAX_BYTES: Final = 256 * 1024
MAX_SECONDS: Final = 8.0
_TIMEOUTS: Final = (3.0, 5.0)
_MAX_CODE: Final = 2_048
_METHODS: Final = ("client_secret_basic", "client_secret_post")
_LOG = logging.getLogger("kvcase.oidc")


class _Brief(HTTPAdapter):
    """Asks within limits of time and size, whatever the issuer does."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Return the answer with its whole body. Raises `requests.RequestException`."""
        ends_at = time.monotonic() + MAX_SECONDS
        request.headers["Accept-Encoding"] = "identity"
        response = super().send(request, stream=True, timeout=_TIMEOUTS, verify=verify, cert=cert)
        body = bytearray()
        try:
            while piece := response.raw.read1(16 * 1024):
                body += piece
                if len(body) > MAX_BYTES or time.monotonic() > ends_at:
                    raise requests.exceptions.ReadTimeout(f"more than {MAX_BYTES} bytes, or {MAX_SECONDS} seconds")
        except urllib3.exceptions.HTTPError as error:
            raise requests.exceptions.ConnectionError(str(error)) from error
        finally:
            response.close()
        response._content = bytes(body)
        response._content_consumed = True
        return response


@dataclass(frozen=True, slots=True)
class _Places:
    """What the discovery document says."""

    authorization: str
    token: str
    jwks: str
    method: str
    names_itself: bool
    taken_at: datetime
    end_session: str = ""


class Logins:
    """Leads people to an issuer, and says who came back; safe for threads."""

    def __init__(self, believed: tuple[Issuer, ...], clock: Clock) -> None:
        self._clock = clock
        self._places: dict[str, _Places] = {}
        self._away: dict[str, datetime] = {}
        self._key_sets = KeySets(believed, clock, read=self._keys)

    def address(self, issuer: Issuer, login: Login, begun: SignIn) -> str:
        """Return where the browser goes to sign in. Raises `IssuerAwayError`."""
        places = self._of(issuer)
        with _session(login, places.method) as session:
            url, _ = session.create_authorization_url(
                places.authorization, state=begun.state, nonce=begun.nonce, code_verifier=begun.verifier
            )
        return str(url)

    def way_out(self, issuer: Issuer, login: Login) -> str:
        """Return where a browser goes to sign out there; empty where the issuer offers none, or is away.

        We keep no ID token, so that the issuer may ask its person whether it is meant.
        """
        try:
            place = self._of(issuer).end_session
        except IssuerAwayError:
            return ""
        asked = {"client_id": login.client_id}
        if login.after_sign_out:
            asked["post_logout_redirect_uri"] = login.after_sign_out
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}" if place else ""

    def subject(self, issuer: Issuer, login: Login, begun: SignIn, answer: Mapping[str, str]) -> str | Refusal:
        """Return how the issuer names who came back, or why that is nobody. Raises `IssuerAwayError`."""
        places = self._of(issuer)
        said_by = answer.get("iss")
        if said_by != issuer.issuer and (said_by is not None or places.names_itself):
            return Refusal.ISSUER
        code = answer.get("code", "")
        if "error" in answer or not 1 <= len(code) <= _MAX_CODE:
            return Refusal.ISSUER_SAID_NO
        token = self._exchanged(issuer, login, places, begun, code)
        if token is None:
            return Refusal.ISSUER_SAID_NO
        try:
            at = self._clock()
            claims = claims_of(token, issuer, login.client_id, self._key_sets, at, may_name_no_key=True)
        except RefusedTokenError as refused:
            return refused.why
        if claims.get("nonce") != begun.nonce:
            return Refusal.NONCE
        if claims.get("azp", login.client_id) != login.client_id or (
            isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
        ):
            return Refusal.AUDIENCE
        return str(claims["sub"])

    def _exchanged(self, issuer: Issuer, login: Login, places: _Places, begun: SignIn, code: str) -> str | None:
        """Return the ID token for a code, or None when the issuer gives none for it."""
        try:
            with _session(login, places.method) as session:
                told = session.fetch_token(
                    places.token,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                    allow_redirects=False,
                )
        except AuthlibBaseError as error:
            _LOG.warning("issuer %s gave no token: %s", issuer.name, str(error.error)[:50].encode("ascii", "replace"))
            return None
        except (requests.RequestException, ValueError, RecursionError) as error:
            raise self._is_away(issuer, error) from None
        token = told.get("id_token")
        return token if isinstance(token, str) else None

    def _keys(self, issuer: Issuer) -> bytes:
        return self._read(issuer, self._of(issuer).jwks)

    def _of(self, issuer: Issuer) -> _Places:
        now = self._clock()
        held = self._places.get(issuer.name)
        if held is not None and now - held.taken_at < FRESH:
            return held
        last = self._away.get(issuer.name)
        if last is not None and now - last < AGAIN:
            raise IssuerAwayError(issuer.name)
        try:
            told = json.loads(self._read(issuer, f"{issuer.issuer.rstrip('/')}/.well-known/openid-configuration"))
            found = _places(told, issuer.issuer, now)
        except (ValueError, RecursionError) as error:
            raise self._is_away(issuer, error) from None
        self._places[issuer.name] = found
        return found

    def _read(self, issuer: Issuer, url: str) -> bytes:
        try:
            with requests.Session() as session:
                answer = _careful(session).get(url, allow_redirects=False)
        except requests.RequestException as error:
            raise self._is_away(issuer, error) from None
        if answer.status_code != requests.codes.ok:
            raise self._is_away(issuer, ValueError(f"status {answer.status_code}"))
        return answer.content

    def _is_away(self, issuer: Issuer, error: Exception) -> IssuerAwayError:
        """Note that an issuer cannot be asked now. What it answered is not logged, for it may be of a person."""
        told = error if isinstance(error, _NotFittingError) else type(error).__name__
        _LOG.warning("issuer %s cannot be asked: %s", issuer.name, told)
        self._away[issuer.name] = self._clock()
        return IssuerAwayError(issuer.name)


class _NotFittingError(ValueError):
    """A discovery document that cannot be used; the message names the field."""


def _places(told: Any, issuer: str, now: datetime) -> _Places:
    if not isinstance(told, dict) or told.get("issuer") != issuer:
        raise _NotFittingError("its discovery document names another issuer")
    offered = told.get("token_endpoint_auth_methods_supported", [_METHODS[0]])
    method = next((each for each in _METHODS if isinstance(offered, list) and each in offered), None)
    if method is None:
        raise _NotFittingError(f"it takes a client secret in no way that we know: {', '.join(_METHODS)}")
    names_itself = told.get("authorization_response_iss_parameter_supported") is True
    authorization, token, jwks = (
        _endpoint(told, name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    )
    # Whoever cannot sign out there still signs in.
    out = told.get("end_session_endpoint")
    end_session = out if isinstance(out, str) and issuers.is_address(out) else ""
    return _Places(authorization, token, jwks, method, names_itself, now, end_session)


def _endpoint(told: Mapping[str, Any], name: str) -> str:
    said = told.get(name)
    if not isinstance(said, str) or not issuers.is_address(said):
        raise _NotFittingError(f"{name} of its discovery document is no https address")
    return said


def _careful(session: requests.Session) -> requests.Session:
    session.trust_env = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Brief())
    return session


@contextmanager
def _session(login: Login, method: str) -> Iterator[Any]:
    session = OAuth2Session(
        login.client_id,
        login.client_secret,
        token_endpoint_auth_method=method,
        scope=" ".join(login.scopes),
        redirect_uri=login.redirect_uri,
        code_challenge_method="S256",
    )
    _careful(session)
    try:
        yield session
    finally:
        session.close()
