"""An embedded installation in a folder, for the demonstration: made once, opened again afterwards."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnusableInputError
from domain.institution.decider import AdoptProfile, profile_id
from domain.policyset import decider as policyset
from domain.ports import Clock
from domain.values import Actor, Effect, Role
from kvcase import bootstrap, demonstration
from kvcase import clock as system
from kvcase.bootstrap import Kvcase
from kvcase.demo import waiting
from kvcase.demo.client import Person
from kvcase.demo.people import CAST, INSTITUTIONS, NAMES, PROFILES, SHARES, STAFF
from kvcase.facts import POLICY_SET, shipped
from kvcase.ledger.keys import Keyring
from kvcase.list_imports import ImportResult
from kvcase.lists.importers.generic_csv import ColumnMapping
from kvcase.settings import LedgerSettings, Settings
from kvcase.simulation import world
from kvcase.store import vault
from kvcase.store.database import DatabaseUrl
from kvcase.telling_settings import MailFolder, TellingSettings
from kvcase.witnesses import Folder

LIST = "demo-sanctions"
SENDER = "kvcase@demo.example"
LISTS = Path(__file__).parent / "lists"
MAPPING = ColumnMapping(entry_id="id", name="name", aliases="aliases", country="country", kind="kind")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the demonstration lives: the data, and beside it the keys that would open it."""

    folder: Path

    @property
    def data(self) -> Path:
        """Return the data directory."""
        return self.folder / "data"

    @property
    def master_key(self) -> Path:
        """Return the file of the master key, outside the data directory."""
        return self.folder / "secrets" / "master.key"

    @property
    def ledger_key(self) -> Path:
        """Return the file of the key that signs the ledgers, outside the data directory too."""
        return self.folder / "secrets" / "ledger.key"

    @property
    def witness(self) -> Folder:
        """Return the folder that keeps the checkpoints: a stand-in for somebody else's."""
        return Folder(self.folder / "witness")

    @property
    def mail(self) -> MailFolder:
        """Return the folder that takes the mail of the demonstration: nothing leaves the machine."""
        return MailFolder(self.folder / "mail")

    @property
    def people_file(self) -> Path:
        """Return the file with the keys of the cast: possible only because everybody here is fictional."""
        return demonstration.Folder(self.folder).people

    @property
    def played_file(self) -> Path:
        """Return the mark that the six casussen were played to the end."""
        return demonstration.Folder(self.folder).played

    @property
    def playing_file(self) -> Path:
        """Return the mark that a demonstration began here and was not played to the end."""
        return demonstration.Folder(self.folder).playing

    def begin(self) -> bool:
        """Mark the folder as a demonstration; return whether one was broken off here, which is then thrown away.

        Raises `UnusableInputError` for a folder with data that no demonstration made.
        """
        if self.played_file.exists():
            return False
        broken_off = self.playing_file.exists()
        if broken_off:
            for made in (self.data, self.master_key.parent, self.witness.path, self.mail.path):
                shutil.rmtree(made, ignore_errors=True)
        elif self.data.exists():
            raise UnusableInputError("folder", "holds data that no demonstration made", "a new folder, with --folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.playing_file.touch()
        return broken_off

    def finish(self) -> None:
        """Mark that the six casussen were played to the end."""
        self.played_file.touch()
        self.playing_file.unlink()

    @property
    def environment(self) -> dict[str, str]:
        """Return the settings as a process of the installation reads them."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("KVCASE_")},
            "KVCASE_DATABASE": f"sqlite:///{self.data}",
            "KVCASE_MASTER_KEY_FILE": str(self.master_key),
            "KVCASE_INSTITUTIONS": ",".join(INSTITUTIONS),
            "KVCASE_RESCREEN_SECONDS": "5",
            "KVCASE_BLOBS": str(self.folder / "blobs"),
            "KVCASE_INDEXES": str(self.folder / "indexes"),
            "KVCASE_ERASURES_FILE": str(self.folder / "erasures.jsonl"),
            "KVCASE_LEDGER_KEY_FILE": str(self.ledger_key),
            "KVCASE_LEDGER_WITNESSES": self.witness.name,
            "KVCASE_MAIL": f"folder:{self.mail.path}",
            "KVCASE_MAIL_FROM": SENDER,
        }

    def settings(self) -> Settings:
        """Return the settings of the installation."""
        database = DatabaseUrl.parse(f"sqlite:///{self.data}")
        key = vault.read_master_key(self.master_key, database)
        keys = Keyring.parse(vault.read_secret(self.ledger_key, database, "ledger key"))
        ledger = LedgerSettings(keys, self.ledger_key, witnesses=(self.witness,))
        told = TellingSettings(mail=self.mail, mail_from=SENDER)
        return Settings(database, key, INSTITUTIONS, rescreen_seconds=5, ledger=ledger, telling=told)

    def prepare(self, cases: int = 0, clock: Clock = system.now) -> None:
        """Create the store, keys, policy edition, profiles and the first version of the lists; once.

        The institutions then have three simulated years behind them, with so many cases together.
        """
        self.master_key.parent.mkdir(parents=True, exist_ok=True)
        if not self.master_key.exists():
            vault.create_master_key(self.master_key)
        if not self.ledger_key.exists():
            vault.create_secret(self.ledger_key, Keyring.made("demo", os.urandom).text)
        bootstrap.migrate(self.settings())
        program = bootstrap.build(self.settings(), clock)
        try:
            if not self.people_file.exists():
                keys = {each.actor: program.keys.create(_actor(each.actor)) for each in CAST}
                self.people_file.touch(mode=0o600)
                self.people_file.write_text(json.dumps(keys, indent=2), encoding="utf-8")
            self._tell_cast()
            _publish_policies(program)
            operator = _actor("beheer.een")
            for slug in INSTITUTIONS:
                if program.read_models.shared().institution(slug) is None:
                    program.service(AdoptProfile(profile_id(slug), slug, PROFILES[slug]), actor=operator)
            for list_id in program.list_imports.policy_lists():
                program.list_imports.import_policy_list(operator, list_id)
            program.list_imports.register(
                operator, LIST, "Fictional sanctions list", Effect.LEGAL, "a fictional regulation", "fictional"
            )
            if program.facts.shared().lists.get(LIST) is None:
                import_version(program, 1)
            if cases:
                self._live_through(program, cases)
            is_new = cases and not any(program.telling.subscribers.of(slug) for slug in INSTITUTIONS)
            if is_new:
                waiting.leave_work(program)
            for slug in INSTITUTIONS:  # after the years behind us: nobody is sent mail about those
                if not program.telling.subscribers.of(slug):
                    program.telling.subscribers.add_mail(slug, program.telling.outbox.head(slug), "the demonstration")
                    for each in (one for one in CAST if one.institution == slug):
                        program.telling.addresses.put(
                            slug, each.actor, f"{each.actor}@{slug}.example", "the demonstration"
                        )
            if is_new:
                waiting.leave_post(program)
        finally:
            program.close()

    def _tell_cast(self) -> None:
        """Write down whom the sign-in page offers to be: names, and the ids of keys without their secrets."""
        keys = {name: person.key.split("_")[1] for name, person in self.people().items()}
        told = [
            {
                "name": each.actor,
                "institution": NAMES.get(each.institution, each.institution),
                "role": each.role,
                "key": keys[each.actor],
            }
            for each in CAST
            if each.actor in keys
        ]
        demonstration.Folder(self.folder).cast.write_text(json.dumps(told, indent=2), encoding="utf-8")

    def _live_through(self, program: Kvcase, cases: int) -> None:
        world.import_lists(program, _actor("beheer.een"))
        for slug in INSTITUTIONS:
            if program.logs.log(slug).head():
                continue
            made = world.make(program, slug, max(1, cases * SHARES[slug] // 100), STAFF[slug])
            for name in made.researchers:
                program.telling.addresses.put(slug, name, f"{name}@{slug}.example", "the demonstration")

    def people(self) -> dict[str, Person]:
        """Return the cast with their keys."""
        found: dict[str, str] = json.loads(self.people_file.read_text(encoding="utf-8"))
        return {actor: Person(actor, key) for actor, key in found.items()}


def import_version(program: Kvcase, number: int) -> ImportResult:
    """Take a version of the fictional list in; those of the simulated years, if there were any, move with it."""
    if number > 1 and set(world.LISTS) & set(program.facts.shared().lists):
        world.import_lists(program, _actor("beheer.een"), number)
        world.offer_half(program, _actor("beheer.een"))
    file = LISTS / f"sanctions-{number}.csv"
    return program.list_imports.import_files(_actor("beheer.een"), LIST, "generic_csv", {"list": file}, MAPPING)


def _publish_policies(program: Kvcase) -> None:
    editions, first, second = shipped(), _actor("beheer.een"), _actor("beheer.twee")
    day = program.clock().date()
    program.service(
        policyset.ProposeEdition(POLICY_SET, editions.edition_id, editions.sha256, day, "de meegeleverde editie"),
        actor=first,
    )
    program.service(policyset.PublishEdition(POLICY_SET, editions.edition_id), actor=second)


def _actor(name: str) -> Actor:
    cast = next(each for each in CAST if each.actor == name)
    return Actor(name, cast.institution, frozenset({Role(cast.role)}))
