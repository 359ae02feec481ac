"""The settings of telling others: what can be used, and what is refused before anything is sent."""

from pathlib import Path

import pytest

from kvcase import telling_settings
from kvcase.telling_settings import Asked, MailFolder, MailServer


def asked(
    hosts: tuple[str, ...] = (), public: str = "", mail: str = "", password: str = "", sender: str = "", hours: int = 72
) -> tuple[telling_settings.TellingSettings, list[str]]:
    """Return the settings, and what is wrong with them."""
    wrong: list[str] = []
    return Asked(hosts, public, mail, password, sender, hours, None).read(wrong), wrong


def test_nothing_is_told_unless_it_is_set() -> None:
    assert asked() == (telling_settings.TellingSettings(), [])


def test_a_server_is_read_with_its_password_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("geheim\n", "utf-8")
    file.chmod(0o600)
    found, wrong = asked(mail="smtp+starttls://kvcase%40x@mail.example.org", password=str(file), sender="a@b.example")
    assert not wrong
    assert found.mail == MailServer("smtp+starttls", "mail.example.org", 587, "kvcase@x", "geheim")
    assert "geheim" not in repr(found)
    file.chmod(0o644)
    assert "others may read" in asked(mail="smtps://u@h.example", password=str(file), sender="a@b.example")[1][0]


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        ("smtp://mail.example.org", "in clear"),
        ("smtp+starttls://user:geheim@mail.example.org", "holds a password"),
        ("https://mail.example.org", "cannot be read"),
        ("smtps://", "cannot be read"),
        ("smtps://host:99999", "cannot be read"),
        ("smtps://user@host", "and not both"),
        ("folder:", "cannot be read"),
    ],
)
def test_mail_goes_nowhere_in_clear_and_no_password_stands_in_an_address(mail: str, told: str) -> None:
    _, wrong = asked(mail=mail, sender="a@b.example")
    assert told in wrong[0]
    assert "geheim" not in wrong[0]


def test_this_machine_and_a_folder_take_mail_as_it_is(tmp_path: Path) -> None:
    assert asked(mail="smtp://localhost:2525", sender="a@b.example")[0].mail == MailServer("smtp", "localhost", 2525)
    assert asked(mail="smtp://127.0.0.1", sender="a@b.example")[1] == []
    assert asked(mail=f"folder:{tmp_path}", sender="a@b.example")[0].mail == MailFolder(tmp_path)
    assert asked(mail=f"folder:{tmp_path}")[1][0].startswith("KVCASE_MAIL_FROM")


@pytest.mark.parametrize(
    "public", ["http://kvcase.example.org", "kvcase.example.org", "https://a:b@c.example", "https://x.example/?a=b"]
)
def test_the_address_of_our_pages_is_one_that_people_may_be_sent_to(public: str) -> None:
    assert asked(public=public)[1][0].startswith("KVCASE_PUBLIC_URL")
    assert asked(public="https://kvcase.example.org/")[0].public_url == "https://kvcase.example.org"


def test_hosts_and_hours_are_checked() -> None:
    assert asked(hosts=("10.0.0.1",))[1][0].startswith("KVCASE_WEBHOOK_HOSTS")
    assert asked(hours=0)[1][0].startswith("KVCASE_TELLING_HOURS")
