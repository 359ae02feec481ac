"""The real lists, read where KVCASE_TEST_DATA names their folder; nothing of them is kept here."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kvcase.lists import folder as list_folder
from kvcase.lists import formats
from kvcase.lists.entries import Entry, Name, NameKind
from kvcase.lists.importers.generic_csv import CANADA_NRO

TITLE: Final = "OFAC SDN 2024-05-03 (names only), UN 2026-02-27, Canada NRO 2025-03-11"


def are_here() -> bool:
    """Tell whether the folder is named."""
    return bool(os.environ.get("KVCASE_TEST_DATA"))


def institutions() -> Mapping[str, Entry]:
    """Return the entries of the Canadian list under their names; a primary name goes before an alias."""
    entries = formats.parse("generic_csv", {"list": _file("ca_nro/ca_nro_2025-03-11.csv")}, CANADA_NRO).entries
    named: list[tuple[Name, Entry]] = [(name, entry) for entry in entries for name in entry.names]
    named.sort(key=lambda each: each[0].kind is NameKind.PRIMARY)
    return {name.text: entry for name, entry in named}


def newest() -> tuple[Entry, ...]:
    """Return the entries of the newest version of each list, with ids that no other list has."""
    lists = (
        formats.parse("ofac_sdn", {"names": _file("us_ofac_sdn/sdn_2024-05-03.csv.gz")}),
        formats.parse("un_xml", {"list": _file("un_sc/un_consolidated_2026-02-27.xml.gz")}),
        formats.parse("generic_csv", {"list": _file("ca_nro/ca_nro_2025-03-11.csv")}, CANADA_NRO),
    )
    return tuple(
        replace(entry, entry_id=f"{number}:{entry.entry_id}")
        for number, parsed in enumerate(lists)
        for entry in parsed.entries
    )


def every() -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries of each list in the folder, by the list and day of its newest version; no id is there twice.

    What stands on several lists is there several times, as it is in use.
    """
    return {
        f"{each.version.list_id} {each.version.day or ''}".strip(): tuple(
            replace(entry, entry_id=f"{each.version.list_id}:{entry.entry_id}") for entry in each.parsed.entries
        )
        for each in list_folder.read(folder() / "lists").lists
    }


def counted(lists: Mapping[str, Sequence[Entry]]) -> str:
    """Return the lists with the entries of each, as a phrase."""
    return ", ".join(f"{name} ({len(entries):,})" for name, entries in lists.items())


def folder() -> Path:
    """Return the folder that KVCASE_TEST_DATA names."""
    return Path(os.environ["KVCASE_TEST_DATA"])


def _file(name: str) -> Path:
    return folder() / "lists" / name
