"""Whom the sign-in page of a demonstration offers to be, and what keeps that out of every real installation.

No setting of the environment asks for it: only `kvcase demo` does, of the server that it starts itself. That server
refuses any database but the one in the demonstration's own folder, any address but this machine's, and issuers.
"""

import ipaddress
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from api.doors import Played
from domain.errors import UnusableInputError
from domain.values import Role
from kvcase.settings import Settings
from kvcase.store.database import DatabaseUrl

_PLAYED, _PLAYING = "played", "playing"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a demonstration: where its data stand, its people, and the marks that it is one."""

    path: Path

    @property
    def database(self) -> DatabaseUrl:
        """Return the one database that a demonstration has."""
        return DatabaseUrl.parse(f"sqlite:///{self.path / 'data'}")

    @property
    def people(self) -> Path:
        """Return the file with the keys of the cast."""
        return self.path / "secrets" / "people.json"

    @property
    def cast(self) -> Path:
        """Return the file that says who the cast are, with the ids of their keys, which open nothing."""
        return self.path / "cast.json"

    @property
    def played(self) -> Path:
        """Return the mark that the six casussen were played to the end."""
        return self.path / _PLAYED

    @property
    def playing(self) -> Path:
        """Return the mark that a demonstration began here and was not played to the end."""
        return self.path / _PLAYING


def cast_of(settings: Settings) -> Mapping[str, tuple[Played, str]]:
    """Return whom people may be without a key, each with the id of the key: nobody in a real installation.

    Raises `UnusableInputError` for an installation that is no demonstration.
    """
    if settings.demonstration is None:
        return {}
    folder = Folder(settings.demonstration)
    # How long a statement may take is of the process; all else says where the data are.
    if replace(settings.database, statement_seconds=folder.database.statement_seconds) != folder.database:
        raise _refused("the database is not the one of the demonstration")
    if not (folder.played.exists() or folder.playing.exists()) or not folder.cast.is_file():
        raise _refused("no demonstration was made in that folder")
    if settings.issuers or settings.secure_cookies or settings.rates.proxies:
        raise _refused("people come in at issuers, over HTTPS or through a proxy, as in a real installation")
    told = json.loads(folder.cast.read_text(encoding="utf-8"))
    return {each["name"]: (Played(each["name"], each["institution"], Role(each["role"])), each["key"]) for each in told}


def refuse_unless_here(settings: Settings, host: str) -> None:
    """Raise `UnusableInputError` where a demonstration would be served to others than this machine."""
    if settings.demonstration is None:
        return
    if os.environ.get("LISTEN_PID") or not is_loopback(host):
        raise _refused("it would be served to other machines")


def is_loopback(host: str) -> bool:
    """Say whether an address is one of this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(why: str) -> UnusableInputError:
    return UnusableInputError("demonstration", why, "`kvcase demo`, which makes a demonstration and serves it itself")
