"""Bearer tokens of configured issuers: signed by a key of the issuer, for us, now, by a person who has a role here.

The algorithm is that of the key and never the token's choice; every claim that counts is asked for. Source: handbook
reliability-security.md 5; RFC 7519, 8725.
"""

import base64
import json
import re
from collections.abc import Mapping
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


class _RefusedError(Exception):
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
        """Return the one algorithm. Raises `_RefusedError` for any other."""
        if name != self._algorithm:
            raise _RefusedError(Refusal.ALGORITHM)
        return self.algorithms[name]


class Tokens:
    """Turns a token into whom it stands for."""

    def __init__(self, issuers: tuple[Issuer, ...], key_sets: KeySets, members: Members, clock: Clock) -> None:
        self._issuers = {each.issuer: each for each in issuers}
        self._key_sets = key_sets
        self._members = members
        self._clock = clock

    def caller(self, token: str) -> Caller | Refused:
        """Return whom a token stands for and its scopes, or why it opens nothing."""
        try:
            issuer, subject = self._verified(token)
        except _RefusedError as refused:
            return Refused(refused.why)
        known = self._members.caller(issuer.issuer, subject, issuer.institution)
        return known if known is not None else Refused(Refusal.STRANGER)

    def _verified(self, token: str) -> tuple[Issuer, str]:
        if len(token) > MAX_TOKEN:
            raise _RefusedError(Refusal.TOO_LONG)
        if not _FORM.fullmatch(token):
            raise _RefusedError(Refusal.MALFORMED)
        header, claimed, _ = token.split(".")
        said = _object(header)
        # Nothing of this is believed yet: it only says which issuer's keys the signature is held to.
        name = _object(claimed).get("iss")
        issuer = self._issuers.get(name) if isinstance(name, str) else None
        if issuer is None:
            raise _RefusedError(Refusal.ISSUER)
        algorithm, key_id = said.get("alg"), said.get("kid")
        if algorithm not in issuer.algorithms:
            raise _RefusedError(Refusal.ALGORITHM)
        if "crit" in said or said.get("typ") not in _TYPES:
            raise _RefusedError(Refusal.MALFORMED)
        key = self._key_sets.key(issuer, key_id, algorithm) if isinstance(key_id, str) else None
        if key is None:
            raise _RefusedError(Refusal.SIGNING_KEY)
        try:
            claims = jwt.decode(token, key, registry=_Registry(algorithm), decoder_cls=_Strict).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            raise _RefusedError(Refusal.SIGNATURE) from None
        self._check(claims, issuer)
        return issuer, claims["sub"]

    def _check(self, claims: dict[str, Any], issuer: Issuer) -> None:
        now = int(self._clock().timestamp())
        registry = JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer.issuer},
            aud={"essential": True, "value": issuer.audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError:
            raise _RefusedError(Refusal.EXPIRED) from None
        except ClaimError as error:
            why = _OF_CLAIM.get(error.claim, Refusal.CLAIMS) if claims.get(error.claim) is not None else Refusal.CLAIMS
            raise _RefusedError(why) from None
        if claims["exp"] <= now:  # leeway is for clocks that are behind, not for tokens that live on
            raise _RefusedError(Refusal.EXPIRED)
        if claims["exp"] - now > MAX_LIFE_SECONDS or not is_subject(claims["sub"]):
            raise _RefusedError(Refusal.CLAIMS)


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
        raise _RefusedError(Refusal.MALFORMED) from None
    if not isinstance(told, dict):
        raise _RefusedError(Refusal.MALFORMED)
    return told
