"""What the web may be told about its surroundings."""

from dataclasses import dataclass

from api.rates import UNLIMITED, Rates


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """How the web behaves here.

    `max_body_bytes` caps a request's body (413 above it), `max_query_bytes` its query string (414 above it).
    With `cursor_key` the cursors of pages are bound to what was asked; every process of an installation has the same.
    `secure_cookies` keeps the session cookie off plain HTTP; it is off only for a demonstration on one machine.
    `rates` limits how much may be asked in a minute.
    """

    max_body_bytes: int = 64 * 1024
    max_query_bytes: int = 4 * 1024
    secure_cookies: bool = False
    cursor_key: bytes = b""
    rates: Rates = UNLIMITED
