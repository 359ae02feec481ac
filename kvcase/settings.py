"""Settings: `KVCASE_*` environment variables, read once and checked all at once."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from environs import Env, EnvValidationError

from api.rates import Rates
from domain.context import ReportTerms
from domain.errors import UnusableInputError
from domain.reads import LEAST_DAYS
from domain.unusual import Terms
from kvcase import issuers
from kvcase import witnesses as witness
from kvcase.calendars import ClosingDay
from kvcase.catalogues import forms, loader
from kvcase.issuers import Issuer
from kvcase.ledger.keys import Keyring
from kvcase.lists import fetching, sources
from kvcase.lists.sources import ListSource
from kvcase.store import vault
from kvcase.store.database import SHARED, DatabaseUrl, checked_slug
from kvcase.telling_settings import Asked, TellingSettings
from kvcase.witnesses import Post, Witness

T = TypeVar("T")
FWO = "fwo"
"""The database of the FWO's read side."""


class SettingsError(UnusableInputError):
    """One or more settings cannot be used; the message tells them all."""


class CatchUp(StrEnum):
    """Who brings the read models up after an append."""

    INLINE = "inline"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """How the ledgers are signed: with which keys, how often, and who keeps the checkpoints.

    A checkpoint is due after `every_events` events or `every_minutes` minutes, whichever comes first. `key_file` is
    where the keys stand, or would stand.
    """

    keys: Keyring | None = None
    key_file: Path | None = None
    every_events: int = 1_000
    every_minutes: int = 5
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How long it is kept who read what, in days, and from when on a read stands out."""

    days: int = 730
    unusual: Terms = Terms()


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Where the contents of documents are kept, and how many bytes one, and those of a case together, may have."""

    folder: Path | None = None
    max_bytes: int = 50_000_000
    max_case_bytes: int = 500_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs.

    `institutions` are the slugs of the institutions with a log of their own. `rescreen_seconds` is how often the
    scheduler looks for a new list version; `chunk` how many cases a re-screening writes in one transaction.
    `editions` is a folder with editions of one's own, `questionnaires` one with questionnaires.
    `indexes` is where search indexes of list versions are kept for every process; none keeps them in memory only.
    `list_sources` says where lists come from, `list_hosts` where we may fetch at all; `fetched` keeps what was fetched,
    and `lists_folder` is where people drop files. `catch_up` says who brings the read models up after an append.
    `backups` is the folder in which backups stand, `pg_programs` the one of PostgreSQL's own programs.
    `erasures_file` is the register of erasures, outside every backup. `issuers` are those whose tokens are believed.
    `telling` is how others are told.
    `rates` limits what may be asked of a web process in a minute, `statement_seconds` how long it lets PostgreSQL work
    at one statement. `demonstration` is the folder of one, which no variable tells: only `kvcase demo` does.
    """

    database: DatabaseUrl
    master_key: bytes
    institutions: tuple[str, ...]
    host: str = "127.0.0.1"
    port: int = 8080
    rescreen_seconds: int = 60
    chunk: int = 100
    max_list_age_days: int = 400
    secure_cookies: bool = False
    closing_days: tuple[ClosingDay, ...] = ()
    editions: Path | None = None
    questionnaires: Path | None = None
    report_terms: ReportTerms = ReportTerms()
    indexes: Path | None = None
    list_hosts: frozenset[str] = frozenset()
    list_sources: tuple[ListSource, ...] = ()
    lists_folder: Path | None = None
    fetched: Path = Path("./var/lists")
    ledger: LedgerSettings = LedgerSettings()
    catch_up: CatchUp = CatchUp.INLINE
    backups: Path | None = None
    pg_programs: Path | None = None
    erasures_file: Path | None = None
    issuers: tuple[Issuer, ...] = ()
    reads: ReadSettings = ReadSettings()
    documents: DocumentSettings = DocumentSettings()
    telling: TellingSettings = TellingSettings()
    rates: Rates = Rates()
    statement_seconds: int = 20
    demonstration: Path | None = None


def read() -> Settings:
    """Return the settings of the environment. Raises `SettingsError` naming every setting that is wrong."""
    env = Env(eager=False, prefix="KVCASE_")
    database = env.str("DATABASE", "sqlite:///./var/data")
    key = env.str("MASTER_KEY", "")
    key_file = env.str("MASTER_KEY_FILE", "./var/master.key")
    institutions: list[str] = env.list("INSTITUTIONS", [])
    host = env.str("HOST", "127.0.0.1")
    port = env.int("PORT", 8080)
    rescreen_seconds = env.int("RESCREEN_SECONDS", 60)
    chunk = env.int("RESCREEN_CHUNK", 100)
    age = env.int("MAX_LIST_AGE_DAYS", 400)
    interim = env.int("FWO_INTERIM_MONTHS", 12)
    ex_post = env.int("FWO_EX_POST_MONTHS", 3)
    secure = env.bool("SECURE_COOKIES", False)
    closed: list[str] = env.list("CLOSING_DAYS", [])
    editions = env.str("EDITIONS", "")
    questionnaires = env.str("QUESTIONNAIRES", "")
    indexes = env.str("INDEXES", "./var/indexes")
    hosts: list[str] = env.list("LIST_HOSTS", [])
    sources_file = env.str("LIST_SOURCES", "")
    lists_folder = env.str("LISTS_FOLDER", "")
    fetched = env.str("LISTS_FETCHED", "./var/lists")
    ledger_key = env.str("LEDGER_KEY_FILE", "./var/ledger.key")
    every_events = env.int("LEDGER_EVENTS", 1_000)
    every_minutes = env.int("LEDGER_MINUTES", 5)
    witnesses: list[str] = env.list("LEDGER_WITNESSES", [])
    smtp = env.str("LEDGER_SMTP", "")
    sender = env.str("LEDGER_MAIL_FROM", "")
    who = env.str("CATCH_UP", CatchUp.INLINE)
    backups = env.str("BACKUPS", "")
    programs = env.str("PG_BIN", "")
    erasures_file = env.str("ERASURES_FILE", "./var/erasures.jsonl")
    issuers_file = env.str("ISSUERS", "")
    reads_days = env.int("READS_DAYS", 730)
    unusual: list[str] = env.list("UNUSUAL", [])
    blobs = env.str("BLOBS", "./var/blobs")
    document_mb = env.int("DOCUMENT_MB", 50)
    case_mb = env.int("CASE_DOCUMENTS_MB", 500)
    telling = Asked.of(env)
    usual = Rates()
    rate_reads = env.int("RATE_READS", usual.reads)
    rate_commands = env.int("RATE_COMMANDS", usual.commands)
    rate_address = env.int("RATE_ADDRESS", usual.address)
    rate_refusals = env.int("RATE_REFUSALS", usual.refusals)
    rate_health = env.int("RATE_HEALTH", usual.health)
    proxies = env.int("TRUSTED_PROXIES", 0)
    statement_seconds = env.int("STATEMENT_SECONDS", 20)
    wrong: list[str] = []
    try:
        env.seal()
    except EnvValidationError as error:
        told = error.error_messages
        wrong += [f"{name}: {' '.join(said)}" for name, said in told.items()] if isinstance(told, dict) else list(told)
    ranges: tuple[tuple[str, int | None, int, int], ...] = (  # None: no number at all, told above
        ("PORT", port, 1, 65_535),
        ("RESCREEN_SECONDS", rescreen_seconds, 1, 86_400),
        ("RESCREEN_CHUNK", chunk, 1, 10_000),
        ("MAX_LIST_AGE_DAYS", age, 1, 36_500),
        ("FWO_INTERIM_MONTHS", interim, 1, 120),
        ("FWO_EX_POST_MONTHS", ex_post, 0, 120),
        ("READS_DAYS", reads_days, LEAST_DAYS, 3_650),
        ("LEDGER_EVENTS", every_events, 1, 1_000_000),
        ("LEDGER_MINUTES", every_minutes, 1, 1_440),
        ("DOCUMENT_MB", document_mb, 1, 4_000),
        ("CASE_DOCUMENTS_MB", case_mb, 1, 1_000_000),
        ("RATE_READS", rate_reads, 0, 1_000_000),
        ("RATE_COMMANDS", rate_commands, 0, 1_000_000),
        ("RATE_ADDRESS", rate_address, 0, 1_000_000),
        ("RATE_REFUSALS", rate_refusals, 0, 1_000_000),
        ("RATE_HEALTH", rate_health, 0, 1_000_000),
        ("TRUSTED_PROXIES", proxies, 0, 10),
        ("STATEMENT_SECONDS", statement_seconds, 1, 3_600),
    )
    for name, value, least, most in ranges:
        if value is not None and not least <= value <= most:
            wrong.append(f"KVCASE_{name}: {value} cannot be used; expected {least} to {most}")
    parsed = _try(wrong, "KVCASE_DATABASE", lambda: DatabaseUrl.parse(database))
    master = None
    if parsed is not None:
        master = _try(
            wrong,
            "KVCASE_MASTER_KEY" if key else "KVCASE_MASTER_KEY_FILE",
            lambda: vault.parse_master_key(key) if key else vault.read_master_key(Path(key_file), parsed),
        )
    slugs = tuple(institutions) or shipped_institutions()
    _try(wrong, "KVCASE_INSTITUTIONS", lambda: [_institution(slug) for slug in slugs])
    closing_days = _try(wrong, "KVCASE_CLOSING_DAYS", lambda: _closing_days(closed, slugs)) or ()
    own = _try(wrong, "KVCASE_EDITIONS", lambda: _folder(editions)) if editions else None
    asked = _try(wrong, "KVCASE_QUESTIONNAIRES", lambda: _questionnaires(questionnaires)) if questionnaires else None
    list_hosts = _try(wrong, "KVCASE_LIST_HOSTS", lambda: frozenset(map(fetching.checked_host, hosts))) or frozenset()
    list_sources: tuple[ListSource, ...] | None = ()
    if sources_file:
        list_sources = _try(wrong, "KVCASE_LIST_SOURCES", lambda: sources.read(Path(sources_file), list_hosts))
    believed: tuple[Issuer, ...] | None = ()
    if issuers_file:
        places = (*slugs, SHARED, FWO)
        believed = _try(wrong, "KVCASE_ISSUERS", lambda: issuers.read(Path(issuers_file), places))
    dropped = _try(wrong, "KVCASE_LISTS_FOLDER", lambda: _existing(lists_folder)) if lists_folder else None
    keys = None
    if ledger_key and parsed is not None:
        place = parsed
        keys = _try(wrong, "KVCASE_LEDGER_KEY_FILE", lambda: _keyring(Path(ledger_key), place))
    post = _try(wrong, "KVCASE_LEDGER_SMTP", lambda: Post.parse(smtp)) if smtp else None
    named = _try(
        wrong, "KVCASE_LEDGER_WITNESSES", lambda: tuple(witness.parse(each, sender, post) for each in witnesses)
    )
    catch_up = _try(wrong, "KVCASE_CATCH_UP", lambda: _catch_up(who))
    terms_of_reads = _try(wrong, "KVCASE_UNUSUAL", lambda: _unusual(unusual))
    others = telling.read(wrong)
    if wrong or parsed is None or master is None:
        raise SettingsError("environment", "; ".join(wrong), "settings as docs/settings.md tells them")
    terms = ReportTerms(interim, ex_post)
    return Settings(
        parsed,
        master,
        slugs,
        host,
        port,
        rescreen_seconds,
        chunk,
        age,
        secure,
        closing_days,
        own,
        asked,
        terms,
        Path(indexes) if indexes else None,
        list_hosts,
        list_sources or (),
        dropped,
        Path(fetched),
        LedgerSettings(keys, Path(ledger_key) if ledger_key else None, every_events, every_minutes, named or ()),
        catch_up or CatchUp.INLINE,
        Path(backups) if backups else None,
        Path(programs) if programs else None,
        Path(erasures_file) if erasures_file else None,
        believed or (),
        ReadSettings(reads_days, terms_of_reads or Terms()),
        DocumentSettings(Path(blobs) if blobs else None, document_mb * 1_000_000, case_mb * 1_000_000),
        others,
        Rates(rate_reads, rate_commands, rate_address, rate_refusals, proxies, rate_health),
        statement_seconds,
    )


def shipped_institutions() -> tuple[str, ...]:
    """Return the slugs of the institutions whose contact points ship with the product."""
    return tuple(sorted(each.slug for each in loader.load_all().institutions.entries))


def _institution(slug: str) -> str:
    if slug in (SHARED, FWO):
        raise ValueError(f"slug {slug!r}: the name is reserved; expected another")
    return checked_slug(slug)


def _keyring(file: Path, database: DatabaseUrl) -> Keyring | None:
    """Return the keys of the ledger; none while nobody made them."""
    if not file.exists():
        return None
    return Keyring.parse(vault.read_secret(file, database, "ledger key"))


def _catch_up(told: str) -> CatchUp:
    if told not in set(CatchUp):
        raise ValueError(f"{told!r} cannot be used; expected {' or '.join(CatchUp)}")
    return CatchUp(told)


def _closing_days(told: list[str], slugs: tuple[str, ...]) -> tuple[ClosingDay, ...]:
    days = tuple(ClosingDay.parse(each) for each in told)
    for each in days:
        if each.institution not in {None, *slugs}:
            raise ValueError(f"{each.institution!r} has no log here; expected one of {', '.join(slugs)}")
    return days


def _unusual(told: list[str]) -> Terms:
    """Return the thresholds that `name=number` say, and ours for the rest."""
    known = {each.name: each.default for each in fields(Terms)}
    chosen: dict[str, int] = {}
    for each in told:
        name, _, number = each.partition("=")
        if name not in known or not number.isdecimal() or not 1 <= int(number) <= 10_000:
            raise ValueError(f"{each!r} cannot be used; expected one of {', '.join(known)}, then = and 1 to 10000")
        chosen[name] = int(number)
    return replace(Terms(), **chosen)


def _questionnaires(name: str) -> Path:
    if not Path(name).is_dir():
        raise ValueError(f"{name} is no folder; expected one with a file for each version of a questionnaire")
    forms.every(Path(name))
    return Path(name)


def _existing(name: str) -> Path:
    if not Path(name).is_dir():
        raise ValueError(f"{name} is no folder; expected one with a folder for each list that is dropped")
    return Path(name)


def _folder(name: str) -> Path:
    if not Path(name).is_dir():
        raise ValueError(f"{name} is no folder; expected one that holds a folder for each edition")
    return Path(name)


def _try(wrong: list[str], name: str, attempt: Callable[[], T]) -> T | None:
    try:
        return attempt()
    except FileNotFoundError as error:
        wrong.append(
            f"{name}: there is no file {error.filename}; a new installation makes it: `kvcase migrate --new-master-key`"
        )
        return None
    except (ValueError, OSError) as error:
        wrong.append(f"{name}: {error}")
        return None
