"""Bearer tokens of configured issuers: signed by a key of the issuer, for us, now, by a person who has a role here.

The algorithm is that of the key and never the token's choice; every claim that counts is asked for. Source: handbook
reliability-security.md 5; RFC 7519, 8725.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from domain.ports import Caller, Clock, Refusal, Refused
from kvcase.issuers import Issuer
from kvcase.key_sets import KeySets
from kvcase.members import Members, is_subject

LEEWAY_SECONDS: Final = 60
MAX_TOKEN: Final = 8_192
MAX_LIFE_SECONDS: Final = 24 * 60 * 60
_FORM: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_TYPES: Final = (None, "JWT", "jwt", "at+jwt", "application/at+jwt")
_OF_CLAIM: Final = {"aud": Refusal.AUDIENCE, "iss": Refusal.ISSUER, "nbf": Refusal.NOT_YET, "iat": Refusal.NOT_YET}


class RefusedTokenError(Exception):
    """A token that opens nothing, and why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class _Registry(JWSRegistry):
    """One algorithm, and our limits; the library would warn that `EdDSA` has a newer name."""

    max_header_length = 2_048
    max_payload_length = MAX_TOKEN

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=[algorithm], strict_check_header=False)
        self._algorithm = algorithm

    def get_alg(self, name: str) -> Any:
        """Return the one algorithm. Raises `RefusedTokenError` for any other."""
        if name != self._algorithm:
            raise RefusedTokenError(Refusal.ALGORITHM)
        return self.algorithms[name]


class Tokens:
    """Turns a token into whom it stands for."""

    def __init__(self, issuers: tuple[Issuer, ...], key_sets: KeySets, members: Members, clock: Clock) -> None:
        self._issuers = {each.issuer: each for each in issuers if each.audience}
        self._key_sets = key_sets
        self._members = members
        self._clock = clock

    def caller(self, token: str) -> Caller | Refused:
        """Return whom a token stands for and its scopes, or why it opens nothing."""
        try:
            issuer, subject = self._verified(token)
        except RefusedTokenError as refused:
            return Refused(refused.why)
        known = self._members.caller(issuer.issuer, subject, issuer.institution)
        return known if known is not None else Refused(Refusal.STRANGER)

    def _verified(self, token: str) -> tuple[Issuer, str]:
        # Nothing of this is believed yet: it only says which issuer's keys the signature is held to.
        name = _object(_parts(token)[1]).get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise RefusedTokenError(Refusal.ISSUER)
        claims = claims_of(token, issuer, issuer.audience, self._key_sets, self._clock())
        return issuer, claims["sub"]


def claims_of(
    token: str, issuer: Issuer, audience: str, key_sets: KeySets, at: datetime, *, may_name_no_key: bool = False
) -> dict[str, Any]:
    """Return what an issuer says in a token that it signed, for this audience, now. Raises `RefusedTokenError`.

    An issuer with one key need not name it where `may_name_no_key` (OpenID Connect Core 10.1).
    """
    said = _object(_parts(token)[0])
    algorithm, key_id = said.get("alg"), said.get("kid")
    if algorithm not in issuer.algorithms:
        raise RefusedTokenError(Refusal.ALGORITHM)
    if "crit" in said or said.get("typ") not in _TYPES:
        raise RefusedTokenError(Refusal.MALFORMED)
    key = key_sets.key(issuer, key_id, algorithm) if isinstance(key_id, str) else None
    if key_id is None and may_name_no_key:
        key = key_sets.only(issuer, algorithm)
    if key is None:
        raise RefusedTokenError(Refusal.SIGNING_KEY)
    try:
        claims: dict[str, Any] = jwt.decode(token, key, registry=_Registry(algorithm), decoder_cls=_Strict).claims
    except (JoseError, ValueError, TypeError, RecursionError):
        raise RefusedTokenError(Refusal.SIGNATURE) from None
    _check(claims, issuer.issuer, audience, int(at.timestamp()))
    return claims


def _parts(token: str) -> list[str]:
    if len(token) > MAX_TOKEN:
        raise RefusedTokenError(Refusal.TOO_LONG)
    if not _FORM.fullmatch(token):
        raise RefusedTokenError(Refusal.MALFORMED)
    return token.split(".")


def _check(claims: dict[str, Any], issuer: str, audience: str, now: int) -> None:
    registry = JWTClaimsRegistry(
        now=now,
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": True},
    )
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise RefusedTokenError(Refusal.EXPIRED) from None
    except ClaimError as error:
        why = _OF_CLAIM.get(error.claim, Refusal.CLAIMS) if claims.get(error.claim) is not None else Refusal.CLAIMS
        raise RefusedTokenError(why) from None
    if claims["exp"] <= now:  # leeway is for clocks that are behind, not for tokens that live on
        raise RefusedTokenError(Refusal.EXPIRED)
    if claims["exp"] - now > MAX_LIFE_SECONDS or not is_subject(claims["sub"]):
        raise RefusedTokenError(Refusal.CLAIMS)


class _Strict(json.JSONDecoder):
    """JSON in which no name stands twice and every number is one."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{**more, "object_pairs_hook": _once, "parse_constant": _no_number})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _object(part: str) -> Mapping[str, Any]:
    try:
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), cls=_Strict)
    except (ValueError, RecursionError):
        raise RefusedTokenError(Refusal.MALFORMED) from None
    if not isinstance(told, dict):
        raise RefusedTokenError(Refusal.MALFORMED)
    return told
