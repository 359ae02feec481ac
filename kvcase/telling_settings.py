"""Settings of telling others: the hosts that webhooks may go to, the mail server, and the address of our own pages."""

import ipaddress
import os
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from environs import Env

from kvcase.lists import fetching

GIVE_UP_HOURS: Final = 72
SENT_DAYS: Final = 90
LEAST_SENT_DAYS, MOST_SENT_DAYS = 31, 3_650
"""Not sooner than the last message of the same time is given up, after 720 hours at most."""
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SCHEMES: Final = "smtp+starttls://user@host, smtps://user@host, or folder:<path>"


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """A server that takes our mail: `scheme` is smtp (of this machine only), smtp+starttls or smtps.

    `authorities` (a file of certificates) differs in tests alone.
    """

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder that takes our mail, a file for each: nothing leaves the machine."""

    path: Path


@dataclass(frozen=True, slots=True)
class TellingSettings:
    """How others are told. Without `mail` no mail goes out, without `webhook_hosts` no webhook.

    `public_url` is where people open our pages; without it what is told has no link. What nobody took within
    `give_up_hours` is a dead letter, and what was taken more than `sent_days` ago is kept no longer.
    """

    webhook_hosts: frozenset[str] = frozenset()
    public_url: str = ""
    mail: MailServer | MailFolder | None = None
    mail_from: str = ""
    give_up_hours: int = GIVE_UP_HOURS
    sent_days: int = SENT_DAYS


@dataclass(frozen=True, slots=True)
class Asked:
    """The settings as the environment tells them."""

    hosts: tuple[str, ...]
    public_url: str
    mail: str
    password_file: str
    mail_from: str
    hours: int | None
    sent_days: int | None

    @classmethod
    def of(cls, env: Env) -> "Asked":
        """Return what the environment tells, unread as yet."""
        return cls(
            tuple(env.list("WEBHOOK_HOSTS", [])),
            env.str("PUBLIC_URL", ""),
            env.str("MAIL", ""),
            env.str("MAIL_PASSWORD_FILE", ""),
            env.str("MAIL_FROM", ""),
            env.int("TELLING_HOURS", GIVE_UP_HOURS),
            env.int("OUTBOX_DAYS", SENT_DAYS),
        )

    def read(self, wrong: list[str]) -> TellingSettings:
        """Return the settings; what is wrong with them is added to `wrong`."""
        try:
            hosts = frozenset(map(fetching.checked_host, self.hosts))
        except ValueError as error:
            wrong.append(f"KVCASE_WEBHOOK_HOSTS: {error}")
            hosts = frozenset()
        mail = None
        try:
            mail = parsed(self.mail, self.password_file) if self.mail else None
        except (ValueError, OSError) as error:
            wrong.append(f"KVCASE_MAIL: {error}")
        for name, check, said in (
            ("PUBLIC_URL", _assert_public, self.public_url),
            ("MAIL_FROM", assert_address, self.mail_from),
        ):
            try:
                if said:
                    check(said)
            except ValueError as error:
                wrong.append(f"KVCASE_{name}: {error}")
        if mail is not None and not self.mail_from:
            wrong.append("KVCASE_MAIL_FROM: is empty; expected the address that our mail comes from")
        hours = self.hours
        if hours is not None and not 1 <= hours <= 24 * 30:
            wrong.append(f"KVCASE_TELLING_HOURS: {hours} cannot be used; expected 1 to {24 * 30}")
        days = self.sent_days
        if days is not None and not LEAST_SENT_DAYS <= days <= MOST_SENT_DAYS:
            expected = f"{LEAST_SENT_DAYS} to {MOST_SENT_DAYS}"
            wrong.append(f"KVCASE_OUTBOX_DAYS: {days} cannot be used; expected {expected}")
        url = self.public_url.rstrip("/")
        return TellingSettings(hosts, url, mail, self.mail_from, hours or GIVE_UP_HOURS, days or SENT_DAYS)


def parsed(text: str, password_file: str) -> MailServer | MailFolder:
    """Return where mail goes, as a setting tells it. Raises `ValueError`, and `OSError` for the file of the password.

    Off this machine a server is asked for TLS. A password stands in a file, never in the address.
    """
    if text.startswith("folder:") and len(text) > len("folder:"):
        return MailFolder(Path(text.removeprefix("folder:")))
    try:
        parts = urlsplit(text)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.password is not None:
        raise ValueError("holds a password; expected it in the file of KVCASE_MAIL_PASSWORD_FILE")
    if not port or not parts.hostname or parts.scheme not in _PORTS or parts.path.strip("/") or parts.query:
        raise ValueError(f"cannot be read; expected {_SCHEMES}")
    if parts.scheme == "smtp" and not _is_here(parts.hostname):
        raise ValueError(f"smtp:// sends to {parts.hostname} in clear; expected {_SCHEMES}")
    user = unquote(parts.username or "")
    if bool(user) is not bool(password_file):
        raise ValueError("names a user or a file of a password, and not both; expected both or neither")
    password = _password(Path(password_file)) if password_file else ""
    return MailServer(parts.scheme, parts.hostname, port, user, password)


def _password(file: Path) -> str:
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise ValueError(f"others may read {file}; expected the mode 0600")
    return file.read_text(encoding="utf-8").strip()


def assert_address(said: str) -> None:
    """Assert that this is one plain address of mail, without a name, a comment or a line break. Raises `ValueError`."""
    try:
        address = Address(addr_spec=said)
    except (ValueError, IndexError, AttributeError, MessageError) as error:  # what its parser raises for the odder ones
        raise ValueError(f"{said!r} is no address of mail; expected such as office@example.org") from error
    is_plain = said.isascii() and said.isprintable() and not any(each in said for each in ' "(),:;<>[]\\')
    if address.addr_spec != said or not is_plain or "." not in address.domain or len(said) > 254:
        raise ValueError(f"{said!r} is no address of mail; expected such as office@example.org")


def _assert_public(said: str) -> None:
    parts = urlsplit(said)
    if not parts.hostname or parts.username is not None or parts.query or parts.fragment or not said.isprintable():
        raise ValueError(f"{said!r} cannot be used; expected such as https://kvcase.example.org")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname)):
        raise ValueError(f"{said!r} is not https; expected such as https://kvcase.example.org")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
