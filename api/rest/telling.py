"""The address of what was told to others and nobody took: that it happened, and nothing of what it was about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response

from api import identity
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import answers
from api.rest.routes import Route
from domain.values import Role

_KEEPERS = Access(Realm.INSTITUTION, frozenset({Role.OPERATOR, Role.ADMIN}), About.UPKEEP)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up: how often it was tried, and what went wrong last.

    `channel` says how the subscriber is told and `host` where it is; both are empty where it was removed since.
    """

    message_id: UUID
    subscriber: UUID
    channel: str
    host: str
    created_at: datetime
    tries: int
    last_error: str | None


def dead_letters(ports: Ports) -> Route:
    """Return the address of the dead letters of an institution."""

    def listed() -> Response:
        return answers.everything(ports.outbox(identity.required().institution), personal=False)

    what = "The dead letters\nThe hundred newest messages that nobody took; `kvcase outbox replay` sends them again."
    return answers.get("dead-letters", "/outbox/dead-letters", listed, _KEEPERS, what, answers.items_of(DeadLetter))
