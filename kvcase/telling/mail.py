"""Mail: plain text with a reference and a link, to the mailboxes of the institution and to actors with an address."""

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from domain.institution import decider as institution
from domain.institution.words import MailboxFunction
from kvcase import telling_settings
from kvcase.telling import news, words
from kvcase.telling.addresses import Addresses
from kvcase.telling.delivery import NotTakenError
from kvcase.telling.news import Mail
from kvcase.telling.subscribers import Subscriber
from kvcase.telling.table import Message
from kvcase.telling_settings import MailFolder, MailServer

Profiles = Callable[[str], institution.Profile | None]
"""Return the profile of an institution, if it has one."""

_SECONDS: Final = 15.0
_FOR_GOOD: Final = 500


class Mails:
    """Sends messages by mail."""

    def __init__(
        self,
        server: MailServer | MailFolder,
        sender: str,
        public_url: str,
        addresses: Addresses,
        profiles: Profiles,
    ) -> None:
        self._server = server
        self._sender = sender
        self._public_url = public_url
        self._addresses = addresses
        self._profiles = profiles

    def bring(self, subscriber: Subscriber, message: Message, at: datetime) -> None:
        """Send a message to each of its addresses, in one mail. Raises `NotTakenError`."""
        profile = self._profiles(subscriber.institution)
        to = self._to(subscriber.institution, message.recipient, profile)
        if not to:
            raise NotTakenError("no address is known", nobody=True)
        mail = letter(message, to, self._sender, language_of(message, profile), self._public_url)
        if isinstance(self._server, MailFolder):
            _filed(self._server, message, mail)
            return
        try:
            with _connected(self._server) as server:
                refused = server.send_message(mail, self._sender, list(to))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            is_final = all(code >= _FOR_GOOD for code in codes)
            raise NotTakenError(f"refused by the mail server: {codes[0]}", is_final=is_final) from error
        except smtplib.SMTPResponseException as error:  # its text may repeat an address, so the code alone is told
            why = f"{type(error).__name__}: {error.smtp_code}"
            raise NotTakenError(why, is_down=not isinstance(error, smtplib.SMTPDataError)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotTakenError(f"the mail server cannot be reached: {type(error).__name__}", is_down=True) from error
        if refused:
            # The others have it: to send it again would tell them twice.
            return

    def _to(self, slug: str, recipient: str, profile: institution.Profile | None) -> tuple[str, ...]:
        if recipient.startswith(news.ACTOR):
            found = self._addresses.of(slug, recipient.removeprefix(news.ACTOR))
            return () if found is None else (found,)
        function = MailboxFunction(recipient.removeprefix(news.OFFICE))
        return () if profile is None else tuple(filter(_is_plain, profile.route(function)))


def _is_plain(address: str) -> bool:
    """Tell whether an address of a profile is one, and not two with a comma between."""
    try:
        telling_settings.assert_address(address)
    except ValueError:
        return False
    return True


def language_of(message: Message, profile: institution.Profile | None) -> str:
    """Return the language of a mail: that of the case for who notified it, else the first of the institution's."""
    said = [message.language] if message.language else [each.value for each in profile.languages] if profile else []
    return next((each for each in said if each in words.WORDS), words.EN)


def letter(message: Message, to: tuple[str, ...], sender: str, language: str, public_url: str) -> EmailMessage:
    """Return a mail: its Message-ID is that of the message, so that a repeat can be recognised.

    Every value of a header is a fixed text, an id or a checked address; a line break in one raises `ValueError`.
    """
    said = words.WORDS[language][Mail(message.kind)]
    about = message.reference or "kvcase"
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = sender, ", ".join(to)
    mail["Subject"] = f"{about}: {said.subject}"
    mail["Date"] = message.created_at.astimezone(UTC)
    mail["Message-ID"] = f"<{message.message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    parts = [f"{words.REFERENCE[language]} {message.reference}"] if message.reference else []
    link = f"{public_url}/cases/{message.subject}" if message.subject else public_url
    parts += [said.body, f"{words.READ[language]}\n{link}" if public_url else words.LOOK[language], words.WHY[language]]
    mail.set_content("\n\n".join(parts) + "\n", cte="7bit" if "".join(parts).isascii() else "quoted-printable")
    return mail


def _filed(folder: MailFolder, message: Message, mail: EmailMessage) -> None:
    """Write a mail to a folder, whole or not at all, and again under the same name."""
    file = folder.path / f"{message.message_id}.eml"
    draft = file.with_name(f".{file.name}.{os.getpid()}.draft")
    try:
        folder.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as out:
            out.write(mail.as_bytes())
        draft.replace(file)
    except OSError as error:
        raise NotTakenError(f"the folder of mail cannot be written: {error.strerror}", is_down=True) from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Give a connection that is encrypted, unless it stays on this machine."""
    context = ssl.create_default_context(cafile=str(server.authorities) if server.authorities else None)
    if server.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        if server.scheme == "smtp+starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        yield connection
        connection.quit()
    finally:
        connection.close()
