"""All of telling others in one place: its parts, and what is done when somebody is forgotten or a copy is restored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.erasure.words import Held
from domain.institution import decider as institution
from domain.institution.words import MailboxFunction
from domain.person.events import PersonAmended, PersonRegistered
from domain.ports import Clock
from kvcase.facts import fold
from kvcase.lists.fetching import Rules
from kvcase.store.database import SHARED
from kvcase.store.logs import Logs
from kvcase.store.vault import Vault
from kvcase.telling import news, table
from kvcase.telling.addresses import Addresses
from kvcase.telling.delivery import Carrier, Delivery, Round
from kvcase.telling.expiry import Expiry
from kvcase.telling.mail import Mails
from kvcase.telling.outbox import DeadLetter, Outbox
from kvcase.telling.subscribers import Channel, Standing, Subscribers
from kvcase.telling.webhooks import Webhooks
from kvcase.telling_settings import TellingSettings

SETTING = "KVCASE_WEBHOOK_HOSTS"


@dataclass(frozen=True, slots=True)
class Telling:
    """What tells others."""

    outbox: Outbox
    subscribers: Subscribers
    addresses: Addresses
    webhooks: Webhooks
    delivery: Delivery
    expiry: Expiry
    logs: Logs

    def tend(self, institutions: Sequence[str]) -> Round:
        """Write down and send what is due at each institution. Raises at the end what the first of them raised."""
        done, failed = Round(), list[Exception]()
        for slug in institutions:
            try:
                done += self.delivery.tend(slug)
            except Exception as error:
                failed.append(error)
        if failed:
            raise failed[0]
        return done

    def announce_break_glass(self, slug: str, key: str) -> int:
        """Tell the contact point and the data protection officer that the emergency access was opened, once a `key`."""
        functions = (MailboxFunction.CONTACT_POINT, MailboxFunction.DATA_PROTECTION)
        return self.outbox.announce(slug, news.Mail.BREAK_GLASS, key, [f"{news.OFFICE}{each}" for each in functions])

    def dead(self, slug: str) -> tuple[DeadLetter, ...]:
        """Return the dead letters of an institution, without what they tell."""
        return self.outbox.dead(slug)

    def restored(self, institutions: Sequence[str]) -> bool:
        """See that a restored copy tells nobody anything by itself; say whether it would have.

        What happened since the backup is not known here: what waited may have been sent, and who was told may have been
        removed. A person turns each subscriber on again, and replays what was not sent.
        """
        every = [each for each in self.subscribers.all() if each.state is Standing.ON]
        for slug in institutions:
            self.outbox.restored(slug)
        for each in every:
            self.subscribers.switch(each.subscriber_id, Standing.OFF, "the program, after a restore")
        return bool(every)

    def forget(self, slug: str, kind: Held, subject_id: UUID) -> None:
        """Forget where a person is mailed, and drop what waits for whoever or whatever was erased."""
        if kind is Held.PERSON:
            actors = self._actors(slug, subject_id)
            self.addresses.forget(slug, actors)
            self.outbox.forget(slug, [f"{news.ACTOR}{each}" for each in actors], None)
        else:
            self.outbox.forget(slug, (), str(subject_id))

    def _actors(self, slug: str, person_id: UUID) -> tuple[str, ...]:
        """Return every name under which a person of the register logged in; it was never sealed."""
        history = self.logs.log(slug).read(person_id, reveal=False)
        known = (each.event for each in history)
        told = (each.identity for each in known if isinstance(each, PersonRegistered | PersonAmended))
        return tuple(dict.fromkeys(each for each in told if each is not None))


def opened(
    settings: TellingSettings,
    logs: Logs,
    vault: Vault,
    engine: Callable[[str], sa.Engine],
    clock: Clock,
    rules: Rules | None = None,
    **delivery: Any,
) -> Telling:
    """Return what tells others; `rules` of where webhooks go, and how deliveries go on, differ in tests alone."""
    subscribers = Subscribers(engine(SHARED), vault, clock)
    outbox = Outbox(logs, engine, subscribers, clock)
    addresses = Addresses(engine, vault, clock)
    allowed = rules or Rules(settings.webhook_hosts, setting=SETTING)
    webhooks = Webhooks(subscribers, allowed, settings.public_url, clock)
    carriers: dict[Channel, Carrier] = {Channel.WEBHOOK: webhooks}
    if settings.mail is not None:
        profiles = _profiles(logs)
        carriers[Channel.MAIL] = Mails(settings.mail, settings.mail_from, settings.public_url, addresses, profiles)
    give_up = timedelta(hours=settings.give_up_hours)
    sending = Delivery(outbox, subscribers, carriers, engine, clock, give_up, **delivery)
    expiry = Expiry(engine, settings.sent_days, clock)
    return Telling(outbox, subscribers, addresses, webhooks, sending, expiry, logs)


def create_own(connection: sa.Connection) -> None:
    """Create what stands beside the log of an institution."""
    table.OWN.create_all(connection)


def create_shared(connection: sa.Connection) -> None:
    """Create what stands beside the shared log."""
    table.SHARED.create_all(connection)


def _profiles(logs: Logs) -> Callable[[str], institution.Profile | None]:
    def profile(slug: str) -> institution.Profile | None:
        history = logs.log(SHARED).read(institution.profile_id(slug))
        found: institution.Profile | None = fold(institution.AGGREGATE, history).profile
        return found

    return profile
