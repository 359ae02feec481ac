"""Mail to a real server over STARTTLS: who is told what, in which language, and that it tells nothing."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from domain.collaboration import deadlines, spine, support
from domain.deadlines import Kind, Recipient
from domain.errors import NotFoundError, UnusableInputError
from domain.institution.decider import AdoptProfile, Mailbox, Profile, profile_id
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority
from domain.values import ActorRef, CaseId, Metadata, Recorded, Role
from kvcase import telling_settings
from kvcase.telling import mail, news, words
from kvcase.telling.news import About, Mail
from kvcase.telling.table import Message, State
from kvcase.telling_settings import MailFolder, MailServer
from tests.acceptance.installations import FIRST, NORTH, Installation
from tests.acceptance.receivers import OLGA, PUBLIC, ROSA, Postbox, Teller, mailing, telling_of

pytestmark = pytest.mark.sockets
POINT, ROSAS = "kennisveiligheid@noorderhaven.example", "r.kanariesma@noorderhaven.example"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[tuple[Postbox, MailServer]]:
    folder = tmp_path / "post"
    folder.mkdir()
    with mailing(folder) as opened:
        yield opened


@pytest.fixture
def teller(installation: Installation, post: tuple[Postbox, MailServer]) -> Iterator[Teller]:
    with telling_of(installation, mail=post[1]) as opened:
        furnish(opened)
        yield opened


def furnish(teller: Teller) -> None:
    """Give the institution a mailbox, turn its mail on, and let it know where its researcher reads mail."""
    boxes = (Mailbox(MailboxFunction.CONTACT_POINT, POINT),)
    profile = Profile("Noorderhaven", boxes, Authority.VL)
    teller.program.service(AdoptProfile(profile_id(NORTH), NORTH, profile), actor=FIRST)
    teller.telling.subscribers.add_mail(NORTH, teller.telling.outbox.head(NORTH), "test")
    teller.telling.addresses.put(NORTH, ROSA.id, ROSAS, "a test")


def test_who_notifies_gets_a_receipt_and_the_contact_point_is_told(
    teller: Teller, post: tuple[Postbox, MailServer]
) -> None:
    case = teller.notify("one", "Kanarietitel", "Kanariesamenvatting")
    teller.round()
    letters = {each.to[0]: each for each in post[0].came}
    assert set(letters) == {ROSAS, POINT}
    mine = letters[ROSAS].mail
    reference = teller.program.read_models.institution(NORTH).case(case).reference  # type: ignore[union-attr]
    assert mine["Subject"] == f"{reference}: melding ontvangen"
    assert mine["Auto-Submitted"] == "auto-generated"
    assert mine["From"] == "kvcase@noorderhaven.example"
    assert mine.get_content_type() == "text/plain"
    assert f"{PUBLIC}/cases/{case}" in mine.get_content()
    (sent, other) = teller.telling.outbox.messages(NORTH, [State.SENT])
    assert mine["Message-ID"] in {f"<{each.message_id}@noorderhaven.example>" for each in (sent, other)}
    for each in post[0].came:
        assert "Kanarie" not in each.text
        assert "rosa" not in each.text.replace(ROSAS, "")


def test_a_question_is_told_to_the_researcher_in_the_language_of_the_case(
    teller: Teller, post: tuple[Postbox, MailServer]
) -> None:
    case = CaseId(UUID(int=77))
    told = spine.NotifyCollaboration(case, "A", "B", spine.Nature.SERVICE, language=spine.Language.FR)
    teller.program.service(told, actor=ROSA)
    ask = support.AskNotifier(case, UUID(int=78), "Kanarievraag?", date(2026, 3, 9))
    teller.program.service(ask, actor=OLGA)
    teller.round()
    mine = [each.mail for each in post[0].came if each.to == [ROSAS]]
    assert [each["Subject"].partition(": ")[2] for each in mine] == ["notification received", "a question for you"]
    assert not any("Kanarievraag" in each.text for each in post[0].came)


def test_an_actor_without_an_address_is_not_mailed_and_the_others_are(
    teller: Teller, post: tuple[Postbox, MailServer]
) -> None:
    teller.telling.addresses.remove(NORTH, ROSA.id, "a test")
    teller.notify("one")
    teller.round()
    assert [each.to for each in post[0].came] == [[POINT]]
    assert [each.last_error for each in teller.telling.outbox.messages(NORTH, [State.DROPPED])] == [
        "no address is known"
    ]
    with pytest.raises(NotFoundError):
        teller.telling.addresses.remove(NORTH, ROSA.id, "a test")


def test_an_address_that_is_refused_for_good_is_a_dead_letter_and_no_address_is_kept(
    teller: Teller, post: tuple[Postbox, MailServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "kvcase")
    post[0].refuse = lambda address: f"550 <{address}> unknown" if address == ROSAS else None
    teller.notify("one")
    teller.round()
    (dead,) = teller.telling.dead(NORTH)
    assert dead.last_error == "refused by the mail server: 550"
    assert "refused by the mail server: 550" in caplog.text
    assert "kanariesma" not in caplog.text
    assert "rosa" not in caplog.text
    assert [each.to for each in post[0].came] == [[POINT]]
    post[0].refuse = lambda address: "451 later"
    teller.notify("two")
    teller.round()
    assert len(teller.telling.outbox.messages(NORTH, [State.WAITING])) == 2
    post[0].refuse = lambda address: None
    teller.round(hours=1)
    assert not teller.telling.outbox.messages(NORTH, [State.WAITING])


def test_a_mail_server_that_is_away_is_waited_for(installation: Installation, post: tuple[Postbox, MailServer]) -> None:
    away = MailServer("smtp+starttls", "localhost", 1)
    with telling_of(installation, mail=away) as teller:
        furnish(teller)
        teller.notify("one")
        teller.round()
        (first, _) = teller.telling.outbox.messages(NORTH)[::-1]
        assert first.last_error == "the mail server cannot be reached: ConnectionRefusedError"
    with telling_of(installation, mail=post[1], clock=teller.clock) as back:
        back.round(hours=1)
    assert len(post[0].came) == 2


def test_a_server_whose_certificate_is_another_gets_no_mail(
    installation: Installation, post: tuple[Postbox, MailServer]
) -> None:
    stranger = MailServer("smtp+starttls", "localhost", post[0].port)
    with telling_of(installation, mail=stranger) as teller:
        furnish(teller)
        teller.notify("one")
        teller.round()
        assert {each.state for each in teller.telling.outbox.messages(NORTH)} == {State.WAITING}
    assert not post[0].came


def test_the_demonstration_writes_mail_to_a_folder(installation: Installation, tmp_path: Path) -> None:
    with telling_of(installation, mail=MailFolder(tmp_path / "mail")) as teller:
        furnish(teller)
        teller.notify("one")
        teller.round()
        names = {f"{each.message_id}.eml" for each in teller.telling.outbox.messages(NORTH)}
    assert {each.name for each in (tmp_path / "mail").iterdir()} == names
    assert all(each.stat().st_mode & 0o077 == 0 for each in (tmp_path / "mail").iterdir())


def test_the_emergency_access_is_announced_once_to_the_offices(
    teller: Teller, post: tuple[Postbox, MailServer]
) -> None:
    assert teller.telling.announce_break_glass(NORTH, "opened-1") == 2
    assert teller.telling.announce_break_glass(NORTH, "opened-1") == 0
    teller.round()
    assert [each.mail["Subject"] for each in post[0].came] == ["kvcase: de noodtoegang is geopend"] * 2


def test_a_mailbox_that_is_two_addresses_gets_nothing(
    installation: Installation, post: tuple[Postbox, MailServer]
) -> None:
    with telling_of(installation, mail=post[1]) as teller:
        boxes = (Mailbox(MailboxFunction.CONTACT_POINT, "a@b.example,c@d.example".replace("@b", "%40b")),)
        profile = Profile("Noorderhaven", boxes, Authority.VL)
        teller.program.service(AdoptProfile(profile_id(NORTH), NORTH, profile), actor=FIRST)
        teller.telling.subscribers.add_mail(NORTH, 0, "test")
        teller.notify("one")
        teller.round()
    assert not post[0].came


def _message(kind: str, reference: str = "KV-NORTH-2026-000001") -> Message:
    at, name = datetime(2026, 3, 2, tzinfo=UTC), UUID(int=1)
    return Message(
        name, name, news.ACTOR, "", 1, kind, reference, name, 1, at, "", State.WAITING, 0, at, at, at, None, None
    )


@pytest.mark.parametrize("language", list(words.WORDS))
@pytest.mark.parametrize("kind", list(Mail))
def test_every_mail_is_told_in_both_languages(kind: Mail, language: str) -> None:
    told = mail.letter(_message(kind), (ROSAS,), "kvcase@noorderhaven.example", language, PUBLIC)
    assert told["Subject"].startswith("KV-NORTH-2026-000001: ")
    assert words.WORDS[language][kind].body in told.get_content().replace("\n", " ")
    told.as_bytes()


@pytest.mark.parametrize("injected", ["x\r\nBcc: all@example.org", "x\nBcc: all@example.org"])
def test_no_header_can_be_injected(injected: str) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline|CR"):
        mail.letter(_message(Mail.NOTIFIED, injected), (ROSAS,), "kvcase@noorderhaven.example", "nl", PUBLIC)
    with pytest.raises(ValueError, match=r"linefeed|newline|CR"):
        mail.letter(_message(Mail.NOTIFIED), (injected,), "kvcase@noorderhaven.example", "nl", PUBLIC)


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b", "a b@c.example", "a@c.example\r\nBcc: d@e.example", "a@c.example, d@e.example", "<a@c.example>",
     "A <a@c.example>", '"a b"@c.example', "a@c.example(x)", "@c.example", "a@[127.0.0.1]",
     "é@c.example", "a" * 260 + "@c.example"],
)  # fmt: skip
def test_only_one_plain_address_is_taken(address: str) -> None:
    with pytest.raises(ValueError, match="is no address of mail"):
        telling_settings.assert_address(address)


def test_an_address_that_is_none_is_refused_and_not_repeated(teller: Teller) -> None:
    with pytest.raises(UnusableInputError) as refused:
        teller.telling.addresses.put(NORTH, "ruben", "ruben.kanarie", "a test")
    assert "ruben.kanarie" not in str(refused.value)


def _reminded(kind: Kind, owner: str | None, roles: tuple[Role, ...], to: tuple[Recipient, ...]) -> Recorded:
    case, at = CaseId(UUID(int=5)), datetime(2026, 3, 2, tzinfo=UTC)
    event = deadlines.ReminderSent(case, "x", kind, "T0", date(2026, 3, 2), to, roles, owner)
    meta = Metadata(UUID(int=6), NORTH, ActorRef("kvcase", Role.SERVICE), at, UUID(int=7), UUID(int=7), None, "x")
    return Recorded(case, 3, 3, event, meta)


def test_a_reminder_goes_to_its_owner_and_to_the_mailboxes_of_its_roles() -> None:
    case, both = About("KV-1", "nl", "rosa"), (Recipient.OWNER, Recipient.TEAM)
    told = _reminded(Kind.EX_POST_REPORT, "rosa", (Role.CONTACT_POINT_OFFICER, Role.ETHICS_COMMITTEE), both)
    assert [(each.kind, each.recipient, each.language) for each in news.mails(told, case)] == [
        ("report-due", "actor:rosa", "nl"),
        ("report-due", "office:contact_point", ""),
        ("report-due", "office:ethics", ""),
    ]


def test_a_researcher_is_not_mailed_of_what_the_case_does_not_tell() -> None:
    case = About("KV-1", "nl", "rosa")
    told = _reminded(Kind.HIT_TRIAGE_LEGAL, "rosa", (), (Recipient.OWNER,))
    assert [each.recipient for each in news.mails(told, case)] == ["office:contact_point"]


def test_a_server_that_asks_for_no_encryption_is_not_talked_to(
    installation: Installation, post: tuple[Postbox, MailServer]
) -> None:
    with smtplib.SMTP("localhost", post[0].port) as plain, pytest.raises(smtplib.SMTPResponseException):
        plain.sendmail("a@b.example", ["c@d.example"], "x")
    assert not post[0].came
