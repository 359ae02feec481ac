"""Webhooks: a CloudEvent for each message, signed after Standard Webhooks, sent where and only where we may.

It says that something happened to a case and where to read of it: never a title, a name, a text or a country.
Sources: CloudEvents 1.0 (JSON event format, structured mode); Standard Webhooks; handbook reliability-security.md 6.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

from cloudevents.core.bindings import http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook

from domain.ports import Clock
from kvcase.lists import fetching
from kvcase.lists.fetching import FetchFailedError, FetchRefusedError, Rules
from kvcase.telling.delivery import NotTakenError
from kvcase.telling.subscribers import Subscriber, Subscribers
from kvcase.telling.table import Message

TYPE: Final = "be.kvcase."
TEST: Final = "webhook.test.v1"
_STEP_SECONDS: Final = 10.0
_LATER: Final = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""What says that nothing is taken now, whatever it is: the receiver itself, or who stands before it."""


class Webhooks:
    """Sends messages to webhooks."""

    def __init__(self, subscribers: Subscribers, rules: Rules, public_url: str, clock: Clock) -> None:
        self._subscribers = subscribers
        self._rules = rules
        self._public_url = public_url
        self._clock = clock

    def refuse(self, url: str) -> None:
        """Refuse an address that nothing would be sent to. Raises `FetchRefusedError`."""
        fetching.allowed(url, self._rules)

    def bring(self, subscriber: Subscriber, message: Message, at: datetime) -> None:
        """Send a message; any 2xx means that it was taken. Raises `NotTakenError`."""
        content, body = told(subscriber, message, self._public_url)
        secrets = self._subscribers.secrets(subscriber.subscriber_id)
        if not secrets:
            raise NotTakenError("there is no secret to sign with", is_gone=True)
        headers = {"Content-Type": content, **signed(str(message.message_id), at, body, secrets)}
        try:
            reply = fetching.send(subscriber.url, body, headers, self._rules, _STEP_SECONDS)
        except FetchRefusedError as error:
            raise NotTakenError("the address is not allowed; see KVCASE_WEBHOOK_HOSTS", is_down=True) from error
        except FetchFailedError as error:
            raise NotTakenError(str(error), is_down=True) from error
        if 200 <= reply.status < 300:
            return
        why = f"status {reply.status}"
        if reply.status == HTTPStatus.GONE:
            raise NotTakenError(f"the receiver is gone ({why})", is_gone=True)
        if reply.status in _LATER:
            raise NotTakenError(why, is_down=True, after=_after(reply.retry_after, self._clock()))
        raise NotTakenError(why)


def told(subscriber: Subscriber, message: Message, public_url: str) -> tuple[str, bytes]:
    """Return (content type, body) of a message: the same bytes each time that it is sent."""
    data: dict[str, Any] = {
        "institution": subscriber.institution,
        "reference": message.reference,
        "case_id": message.subject,
        "event_id": str(message.event_id),
        "version": message.version,
        "sequence": message.sequence,
        "kind": message.kind,
        "link": f"{public_url}/cases/{message.subject}" if public_url and message.subject else None,
    }
    event = CloudEvent(
        {
            "specversion": "1.0",
            "id": str(message.message_id),
            "source": f"urn:kvcase:{subscriber.institution}",
            "type": f"{TYPE}{message.kind}",
            "subject": message.subject or "test",
            "time": message.happened_at.astimezone(UTC),
            "datacontenttype": "application/json",
            "sequence": f"{message.sequence:010d}",
        },
        data,
    )
    sent = http.to_structured(event, JSONFormat())
    return sent.headers["content-type"], sent.body


def signed(message_id: str, at: datetime, body: bytes, secrets: tuple[str, ...]) -> dict[str, str]:
    """Return the headers that sign a body, once for each secret, so that a receiver may know either."""
    moment, text = at.astimezone(UTC), body.decode("ascii")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(each).sign(message_id, moment, text) for each in secrets),
    }


def _after(said: str | None, now: datetime) -> timedelta | None:
    """Return how long a receiver asks us to stay away, in seconds or until a date; nothing for what cannot be read."""
    if said is None:
        return None
    if said.strip().isascii() and said.strip().isdigit():
        return timedelta(seconds=min(int(said.strip()[:9]), 10**8))
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta())
