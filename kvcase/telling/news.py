"""What is told of an event: to a webhook that it happened, to people by mail what concerns them, and nothing else.

A researcher is told of the own case what the API would tell (G21), the contact point what it has to act on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from domain.collaboration import approval, deadlines, decider, disclosure, screening, spine, support
from domain.deadlines import Kind as Due
from domain.deadlines import Recipient
from domain.institution.words import MailboxFunction
from domain.values import Recorded, Role

EVENTS: Final = frozenset(decider.AGGREGATE.events)
"""What is told at all: what happened in a case."""

OFFICE: Final = "office:"
ACTOR: Final = "actor:"


class Mail(StrEnum):
    """What a mail is about."""

    NOTIFIED = "notified"
    ASKED = "asked"
    DEADLINE = "deadline"
    ANSWER_EXPIRING = "answer-expiring"
    REPORT_DUE = "report-due"
    DECIDED = "decided"
    SUSPENDED = "suspended"
    HELD = "held"
    NEW_HIT = "new-hit"
    BREAK_GLASS = "break-glass"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a case without opening a text: its reference, its language, and the researcher who notified."""

    reference: str
    language: str
    notifier: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be told to whom: `recipient` is an actor or a mailbox of the institution, nobody for a webhook."""

    kind: str
    recipient: str = ""
    language: str = ""


_OFFICES: Final[Mapping[Role, MailboxFunction]] = {
    Role.EXPORT_CONTROL_OFFICER: MailboxFunction.EXPORT,
    Role.ETHICS_COMMITTEE: MailboxFunction.ETHICS,
    Role.SECURITY_OFFICER: MailboxFunction.SECURITY,
    Role.DATA_PROTECTION_OFFICER: MailboxFunction.DATA_PROTECTION,
}
"""Which mailbox a role reads; the contact point's for all others."""

_POINT: Final = f"{OFFICE}{MailboxFunction.CONTACT_POINT}"
_DUE: Final[Mapping[Due, Mail]] = {
    Due.ANSWER_EXPIRY: Mail.ANSWER_EXPIRING,
    Due.INTERIM_REPORT: Mail.REPORT_DUE,
    Due.EX_POST_REPORT: Mail.REPORT_DUE,
}
_DECIDED: Final = (approval.CollaborationApproved, approval.CollaborationRejected, spine.AdviceGiven)


def name_of(event: type) -> str:
    """Return what an event is called, whatever its version: `collaboration.approved`."""
    stored: str = getattr(event, "stored_name", "")
    return stored.rpartition(".v")[0]


KINDS: Final = frozenset(name_of(each) for each in EVENTS)
"""What a webhook may be told of."""


def about(first: Recorded) -> About | None:
    """Return what the first event of a case says of it, or nothing for what is no case."""
    event = first.event
    if not isinstance(event, spine.CollaborationNotified):
        return None
    by = first.meta.actor
    return About(event.reference, event.language.value, by.id if by.role is Role.RESEARCHER else None)


def mails(recorded: Recorded, case: About) -> Iterator[Draft]:
    """Yield the mails that an event calls for, none twice to the same."""
    seen: set[str] = set()
    for kind, recipient in _mails(recorded.event, case):
        is_notifier = recipient == _notifier(case)
        if recipient not in seen and not (is_notifier and not _may_know(recorded.event)):
            seen.add(recipient)
            yield Draft(kind.value, recipient, case.language if is_notifier else "")


def _mails(event: Any, case: About) -> Iterator[tuple[Mail, str]]:
    notifier = _notifier(case)
    match event:
        case spine.CollaborationNotified():
            yield from _both(Mail.NOTIFIED, notifier)
        case support.NotifierAsked():
            if notifier:
                yield Mail.ASKED, notifier
        case spine.CollaborationSuspended():
            yield from _both(Mail.SUSPENDED, notifier)
        case screening.SharingHeld():
            yield from _both(Mail.HELD, notifier)
        case screening.RescreeningTriggered(hit_ids=hit_ids) if hit_ids:
            yield Mail.NEW_HIT, _POINT
        case deadlines.ReminderSent():
            yield from _reminder(event, case)
        case _ if isinstance(event, _DECIDED):
            yield from _both(Mail.DECIDED, notifier)
        case _:
            return


def _reminder(event: deadlines.ReminderSent, case: About) -> Iterator[tuple[Mail, str]]:
    kind = _DUE.get(event.kind, Mail.DEADLINE)
    if event.owner is not None and Recipient.OWNER in event.to:
        is_kept_from = event.owner == case.notifier and not _may_know(event)
        yield kind, _POINT if is_kept_from else f"{ACTOR}{event.owner}"
    for role in event.roles:
        if role is Role.RESEARCHER:
            continue
        yield kind, f"{OFFICE}{_OFFICES.get(role, MailboxFunction.CONTACT_POINT)}"


def _may_know(event: object) -> bool:
    """Tell whether a researcher may know of an event of the own case at all (G21)."""
    return disclosure.told_fields(event, {Role.RESEARCHER}) is not None


def _both(kind: Mail, notifier: str) -> Iterator[tuple[Mail, str]]:
    if notifier:
        yield kind, notifier
    yield kind, _POINT


def _notifier(case: About) -> str:
    return f"{ACTOR}{case.notifier}" if case.notifier is not None else ""
