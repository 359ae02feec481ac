"""The block of the sign-in page by which anybody may be one of the cast of a demonstration, at this machine alone.

An address of another name that leads here (DNS rebinding), another machine and a proxy are all told that there is no
such page. Who may be played at all is up to the doors: nobody, in a real installation.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from flask import request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.doors import Played
from domain.errors import NotFoundError
from domain.values import Role

ROLES: Mapping[Role, LazyString] = {
    Role.RESEARCHER: _l("Researcher"),
    Role.CONTACT_POINT_OFFICER: _l("Contact point"),
    Role.EXPORT_CONTROL_OFFICER: _l("Export control"),
    Role.ETHICS_COMMITTEE: _l("Ethics committee"),
    Role.INSTITUTION_APPROVER: _l("Approver of the institution"),
    Role.SECURITY_OFFICER: _l("Security officer"),
    Role.FWO_MONITOR: _l("Follow-up at the FWO"),
    Role.AUDITOR: _l("Auditor"),
    Role.DATA_PROTECTION_OFFICER: _l("Data protection officer"),
    Role.OPERATOR: _l("Operator"),
    Role.ADMIN: _l("Administrator"),
}
"""What somebody does, as the button of a person says it."""

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_asked_here() -> bool:
    """Say whether the request was made at this machine, by an address of this machine."""
    try:
        is_near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    is_passed_on = any(name in request.headers for name in _PASSED_ON)
    return is_near and not is_passed_on and urlsplit(f"//{request.host}").hostname in _HERE


def refuse_unless_here() -> None:
    """Raise `NotFoundError` for whoever asks from elsewhere, as if there were no such page."""
    if not is_asked_here():
        raise NotFoundError("page", request.path)


def by_institution(cast: Sequence[Played]) -> Sequence[tuple[str, Sequence[Played]]]:
    """Return the cast in its order, put together by institution."""
    found: dict[str, list[Played]] = {}
    for each in cast:
        found.setdefault(each.institution, []).append(each)
    return tuple(found.items())
