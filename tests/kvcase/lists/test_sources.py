"""The file that says where lists come from: refused with the list, the field and what is expected."""

from pathlib import Path

import pytest

from kvcase.lists import sources

HOSTS = frozenset({"lists.example.org"})
GOOD = """
[our-list]
format = "generic_csv"
every_hours = 6
parts.list = "https://lists.example.org/list.csv"
mapping = { entry_id = "id", name = "name" }

[dropped]
format = "un_xml"
"""


def read(tmp_path: Path, text: str) -> tuple[sources.ListSource, ...]:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    return sources.read(file, HOSTS)


def test_a_source_tells_format_addresses_and_how_often(tmp_path: Path) -> None:
    dropped, ours = read(tmp_path, GOOD)
    assert (ours.list_id, ours.format_id, ours.every_hours) == ("our-list", "generic_csv", 6)
    assert ours.parts == {"list": "https://lists.example.org/list.csv"}
    assert ours.mapping is not None
    assert (dropped.parts, dropped.every_hours) == ({}, 24)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a", "is no TOML"),
        ("a = 1", "a: is no table"),
        ("[a]\nformat = 'x'", "a.format: is unknown; expected one of"),
        ("[a]\nformat = 'un_xml'\nurl = ''", "a.url: is unknown; expected one of"),
        ("[a]\nformat = 'un_xml'\nevery_hours = 0", "a.every_hours: 0 cannot be used"),
        ("[a]\nformat = 'un_xml'\nevery_hours = true", "a.every_hours: True cannot be used"),
        ("[a]\nformat = 'un_xml'\nparts.x = 'https://lists.example.org/'", "a.parts: are x; expected list"),
        ("[a]\nformat = 'un_xml'\nparts.list = 1", "a.parts: is no table of addresses"),
        ("[a]\nformat = 'un_xml'\nparts.list = 'http://lists.example.org/'", "expected https"),
        ("[a]\nformat = 'un_xml'\nparts.list = 'https://u:p@lists.example.org/'", "without a name or password"),
        ("[a]\nformat = 'un_xml'\nparts.list = 'https://elsewhere.org/'", "elsewhere.org is no allowed host"),
        ("[a]\nformat = 'un_xml'\nparts.list = 'https://lists.example.org:8443/'", "is no allowed host"),
        ("[a]\nformat = 'un_xml'\nparts.list = 'https://lists.example.org:x/'", "is no address"),
        ("[a]\nformat = 'generic_csv'\nmapping = { name = 1 }", "a.mapping:"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"expected|TOML") as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
