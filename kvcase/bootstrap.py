"""The only place that knows concrete things: it builds the whole program from its settings."""

import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.ports import Ports
from domain.ports import Caller, Clock, Refused
from domain.registry import AGGREGATES
from kvcase import (
    access_book,
    blobs,
    break_glass,
    demonstration,
    doctor_program,
    erasure,
    keys,
    lent,
    list_fetches,
    members,
    reactions,
    role_changes,
    sessions,
    sign_ins,
    upkeep,
)
from kvcase import clock as system
from kvcase.access_book import Change
from kvcase.break_glass import BreakGlass
from kvcase.bundles import Bundles
from kvcase.case_imports import CaseImports
from kvcase.catalogues import forms
from kvcase.catalogues.shelf import Shelf
from kvcase.doctor import Finding
from kvcase.documents import Documents
from kvcase.doors import Doors
from kvcase.dry_run import DryRuns
from kvcase.erasure import Erasures
from kvcase.erasure_facts import ErasureFacts
from kvcase.erasure_register import Register
from kvcase.exports.handouts import Handouts
from kvcase.facts import Facts
from kvcase.history import Replay
from kvcase.hit_answers import HitAnswers
from kvcase.key_sets import KeySets
from kvcase.keys import Keys
from kvcase.ledgers import Ledgers
from kvcase.licence_clock import LicenceClock
from kvcase.list_fetches import ListFetches
from kvcase.list_imports import ListImports
from kvcase.lists import held as held_lists
from kvcase.lists import table
from kvcase.lists.fetching import Rules
from kvcase.lists.table import EntryTable
from kvcase.mandates import Mandates
from kvcase.measure import Cases, Measures
from kvcase.members import Members
from kvcase.party_changes import PartyChanges
from kvcase.past import Past
from kvcase.past_screenings import PastScreenings
from kvcase.people import People
from kvcase.person_report import Names, PersonReports
from kvcase.person_words import in_words
from kvcase.policies import Rulebook
from kvcase.proof import Proof
from kvcase.reactions import Reactions
from kvcase.read_logs import ReadLogs
from kvcase.read_reports import ReadExpiry, ReadReports
from kvcase.readmodels import ReadModels
from kvcase.reminders import Reminders
from kvcase.reporting.kpis import Figures
from kvcase.rescreening import Rescreening
from kvcase.retention import Retention
from kvcase.screening.engine import Engine
from kvcase.service import Service
from kvcase.settings import FWO, Settings
from kvcase.shadow import Shadows
from kvcase.store import migrate as store_migrate
from kvcase.store import roles
from kvcase.store.codec import Codec
from kvcase.store.database import SHARED
from kvcase.store.errors import SchemaError, StoreUnavailableError
from kvcase.store.logs import Logs
from kvcase.store.vault import Vault
from kvcase.telling import telling
from kvcase.telling.telling import Telling
from kvcase.then_and_now import ThenAndNows
from kvcase.tokens import Tokens
from kvcase.upkeep import Editions, Upkeep
from projections import models
from projections.positions import create_tables, creating

UNAVAILABLE = (StoreUnavailableError, sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
"""What a database raises that cannot serve now: the log in our words, the read models in SQLAlchemy's."""


log = logging.getLogger("kvcase")


@dataclass(frozen=True, slots=True)
class Kvcase:
    """One installation, opened in one process; never shared over a fork."""

    settings: Settings
    clock: Clock
    vault: Vault
    logs: Logs
    read_models: ReadModels
    facts: Facts
    service: Service
    replay: Replay
    reactions: Reactions
    engine: Engine
    entries: EntryTable
    list_imports: ListImports
    list_fetches: ListFetches
    rescreening: Rescreening
    party_changes: PartyChanges
    hit_answers: HitAnswers
    reminders: Reminders
    licence_clock: LicenceClock
    keys: Keys
    members: Members
    tokens: Tokens
    glass: BreakGlass
    doors: Doors
    rulebook: Rulebook
    dry_runs: DryRuns
    measures: Measures
    erasures: Erasures
    past: Past
    reads: ReadLogs
    read_expiry: ReadExpiry
    blobs: blobs.Blobs
    telling: Telling

    @property
    def documents(self) -> Documents:
        """Return what keeps the contents of documents."""
        return Documents(self.blobs, self.logs, self.service)

    @property
    def case_imports(self) -> CaseImports:
        """Return what imports files of notifications."""
        names = UUID(bytes=hmac.digest(self.settings.master_key, b"kvcase imported rows", "sha256")[:16])
        return CaseImports(self.logs, self.facts, self.service, self.read_models, names)

    @property
    def shadows(self) -> Shadows:
        """Return what compares scorers."""
        models = self.read_models
        return Shadows(self.service, self.facts, self.engine, models.rescreening, models.subjects, models.catch_up)

    @property
    def past_screenings(self) -> PastScreenings:
        """Return what runs past screenings again."""
        return PastScreenings(self.logs, self.facts, self.engine, self.entries)

    @property
    def then_and_now(self) -> ThenAndNows:
        """Return what puts past decisions beside what today would make of them."""
        return ThenAndNows(self.logs, self.facts, self.engine, self.past_screenings, self.clock)

    @property
    def person_reports(self) -> PersonReports:
        """Return what puts together all that is held about a person."""
        models, edition, mailed = self.read_models, self.facts.edition_today, self.telling.addresses.of
        told = (self.reads, mailed, models.handouts, models.mandates)
        return PersonReports(
            self.logs, models.erasures, self.service, self.clock, edition, *told, self._names_of_institution_and_lists
        )

    def _names_of_institution_and_lists(self, slug: str) -> Names:
        shared, codes = self.read_models.shared(), self.rulebook.codes()
        profile = shared.institution(slug)
        own = {slug: (profile.name, profile.name)} if profile is not None else {}
        return {**own, **{each.list_id: codes.get(each.list_id, (each.name, each.name)) for each in shared.lists()}}

    @property
    def retention(self) -> Retention:
        """Return what looks for records whose time is over."""
        queries = self.read_models.erasures
        edition, mandates = self.facts.edition_today, self.read_models.mandates
        fact = ErasureFacts(self.logs, queries, self.read_models.catch_up, edition, mandates, self.clock)
        return Retention(self.logs, queries, fact, self.facts.edition_today, self.clock)

    @property
    def mandates(self) -> Mandates:
        """Return what says whom a caller may act for, and what an auditor was granted."""
        people, models = People(self.read_models.engine(SHARED), self.clock), self.read_models
        return Mandates(self.logs, models.mandates, people, self.settings.institutions, self.clock)

    @property
    def read_reports(self) -> ReadReports:
        """Return what tells which reads stand out."""
        slugs, calendar, queries = self.settings.institutions, self.facts.calendar, self.read_models.erasures
        return ReadReports(self.reads, self.logs, queries, calendar, slugs, self.settings.reads.unusual, self.clock)

    @property
    def upkeep(self) -> Upkeep:
        """Return what tells how the installation stands, and who is let in."""

        def examine(logs: Sequence[str]) -> Sequence[Finding]:
            return upkeep.of(tuple(doctor_program.of(self)), logs)

        outbox = self.telling.outbox
        return Upkeep(examine, self.read_models, self.keys, self.members, self.settings.issuers, self.clock, outbox)

    def role_changes(self, institution: str, since: datetime | None, until: datetime | None) -> Sequence[Change]:
        """Return who was let in or out at an institution between two instants."""
        found = (self.keys.changes(), self.keys.all(), self.settings.issuers)
        return role_changes.at(institution, *found, since, until)

    @property
    def ledgers(self) -> Ledgers:
        """Return what grows, signs and publishes the ledgers."""
        slugs = (*self.settings.institutions, SHARED)
        return Ledgers(self.logs, self.settings.ledger, slugs, self.clock, self.reads.newest)

    @property
    def bundles(self) -> Bundles:
        """Return what makes bundles of cases."""
        return Bundles(self.logs, self.ledgers, self.entries)

    @property
    def figures(self) -> Figures:
        """Return what counts cases."""
        return Figures(self.read_models, self.past, self.facts, self.engine, self.settings.institutions)

    @property
    def handouts(self) -> Handouts:
        """Return what makes files to hand out."""
        return Handouts(lambda: self.ports, self.logs, self.facts)

    @property
    def ports(self) -> Ports:
        """Return what the HTTP floor is handed."""
        return Ports(
            execute=self.service,
            history=self.replay,
            authenticate=self.authenticate,
            act=self.mandates.act,
            mandate_queries=self.read_models.mandates,
            doors=self.doors,
            screening=lent.AdHoc(self.engine, self.facts, self.entries),
            held_files=held_lists.HeldFiles(self.read_models.engine(SHARED), self.entries, self._in_force),
            jobs=lent.Jobs(self.rescreening),
            institution_queries=self.read_models.institution,
            past_queries=self.past.queries,
            shared_queries=self.read_models.shared(),
            fwo_queries=lent.FreshFwo(self.read_models),
            figures=self.figures,
            look_back=self.then_and_now.of,
            proof=Proof(self.logs, self.settings.ledger, self.bundles),
            questionnaires=tuple(self.facts.questionnaires.values()),
            ready=self.ready,
            reads=self.reads,
            unusual=self.read_reports,
            role_changes=self.role_changes,
            unavailable=UNAVAILABLE,
            new_id=system.new_id,
            rulebook=self.rulebook,
            erasure_queries=self.read_models.erasures,
            person_report=self.person_reports,
            report_in_words=in_words,
            retention=self.retention.proposals,
            blobs=self.documents,
            import_cases=self.case_imports,
            handouts=self.handouts,
            handed_out=self.read_models.handouts,
            now=self.clock,
            past_fwo_queries=lambda at: self.past.fwo(self.settings.institutions, at),
            outbox=self.telling.dead,
            upkeep=self.upkeep,
            editions=Editions(self.facts, self.dry_runs, self.settings.institutions, self.clock),
        )

    def _in_force(self, list_id: str) -> int | None:
        """Return the version of a list that is in force, if any is."""
        found = self.facts.shared().lists.get(list_id)
        return found.version_no if found is not None else None

    def authenticate(self, credential: str) -> Caller | Refused:
        """Return whom a service key or a token of an issuer stands for, or why it opens nothing."""
        is_key = credential.startswith(keys.PREFIX) or not self.settings.issuers
        return self.keys.caller(credential) if is_key else self.tokens.caller(credential)

    def ready(self) -> Mapping[str, object]:
        """Return whether requests can be served, and how far each log's read models are behind."""
        lags = {slug: self.read_models.runner(slug).lag() for slug in (*self.settings.institutions, SHARED)}
        return {
            "ready": True,
            "lag_events": {slug: lag.events for slug, lag in lags.items()},
            "lag_seconds": {slug: round(lag.seconds, 3) for slug, lag in lags.items()},
            "parked": {slug: sum(lag.parked.values()) for slug, lag in lags.items()},
            "outdated": {slug: lag.outdated for slug, lag in lags.items() if lag.outdated},
        }

    def begin(self) -> None:
        """See that a process that runs on can serve, and say what its login on PostgreSQL may do and should not.

        Raises `SchemaError` if it may not do what it must, or a log is not migrated.
        """
        found = roles.check(self.settings.database, (*self.settings.institutions, FWO))
        if found.lacks:
            raise SchemaError(f"{'; '.join(found.lacks[:5])}; run `kvcase grants` (docs/operations.md)")
        if found.exceeds:
            told, more = "; ".join(found.exceeds[:3]), len(found.exceeds) - 3
            and_more = f" and {more} more" if more > 0 else ""
            log.warning("the program may do more than it should: %s%s; see docs/operations.md", told, and_more)
        self.ready()
        for slug in (*self.settings.institutions, SHARED, FWO):
            self.reads.table(slug)  # who cannot record what is read could not answer

    def close(self) -> None:
        """Close every connection."""
        self.read_models.close()
        self.reads.close()
        self.logs.close()
        self.vault.close()


def build(settings: Settings, clock: Clock = system.now) -> Kvcase:
    """Return the whole program.

    Raises `SchemaError` when `kvcase migrate` was not run, `WrongMasterKeyError` before anything is written.
    """
    vault = Vault(settings.database, settings.master_key)
    try:
        vault.verify()
    except BaseException:
        vault.close()
        raise
    logs = Logs(settings.database, Codec(AGGREGATES, vault))
    read_models = ReadModels(settings, logs)
    entries = EntryTable(read_models.engine(SHARED))
    engine = Engine(entries, settings.indexes)
    facts = Facts(
        logs,
        engine,
        clock,
        read_models.rescreened,
        settings.max_list_age_days,
        settings.closing_days,
        Shelf(settings.editions),
        settings.report_terms,
        forms.every(settings.questionnaires),
        lambda slug, entry_ids, today: read_models.rescreening(slug).standing_answers(entry_ids, today),
        entries,
        ErasureFacts(
            logs,
            read_models.erasures,
            read_models.catch_up,
            lambda: facts.edition_today(),
            read_models.mandates,
            clock,
        ),
        People(read_models.engine(SHARED), clock).roles,
    )
    waiting: list[Reactions | HitAnswers | Erasures] = []

    def after_append(slug: str, recorded: Any) -> None:
        # What is appended is acknowledged: a read model or reaction that fails now is the scheduler's to make up for.
        try:
            read_models.after_append(slug, recorded)
        except Exception:
            log.exception("log %s: read models are behind; the scheduler makes up for it", slug)
        try:
            if slug != SHARED:
                for each in waiting:
                    each.handle(slug, recorded)
        except Exception:
            log.exception("log %s: reactions are behind; the scheduler makes up for it", slug)

    service = Service(logs, facts, clock, settings.institutions, after_append)
    processes = Reactions(logs, service.execute, read_models.engine, service.follow)
    hit_answers = HitAnswers(service, read_models.rescreening, read_models.catch_up, clock)
    contents = blobs.Blobs(settings.documents, vault, read_models.engine, clock)
    others = telling.opened(settings.telling, logs, vault, read_models.engine, clock)
    forgetting = Erasures(
        logs,
        vault,
        read_models,
        settings.database,
        settings.erasures_file,
        service.execute,
        clock,
        untell=others.forget,
        forget_documents=contents.forget,
    )
    waiting += [processes, hit_answers, forgetting]
    rescreening = Rescreening(
        logs,
        service,
        facts,
        engine,
        entries,
        clock,
        read_models.rescreening,
        read_models.subjects,
        read_models.catch_up,
        settings.chunk,
    )
    imports = ListImports(logs, service, entries, facts.edition_today)
    fetches = ListFetches(
        read_models.engine(SHARED),
        imports,
        settings.list_sources,
        Rules(settings.list_hosts),
        settings.fetched,
        settings.lists_folder,
        clock,
    )
    cases = Cases(logs, read_models)
    reads = ReadLogs(settings.database, vault, clock, system.new_id)
    kept_days, slugs = settings.reads.days, settings.institutions
    shared = read_models.engine(SHARED)
    known, held, glass = Members(shared, clock), Keys(shared, clock), BreakGlass(shared, clock)
    return Kvcase(
        settings,
        clock,
        vault,
        logs,
        read_models,
        facts,
        service,
        Replay(logs, facts, clock, frozenset(settings.institutions)),
        processes,
        engine,
        entries,
        imports,
        fetches,
        rescreening,
        PartyChanges(service, facts, read_models.rescreening, read_models.catch_up, clock),
        hit_answers,
        Reminders(service.execute, read_models.mandates, read_models.catch_up, clock),
        LicenceClock(service.execute, clock, read_models.institution),
        held,
        known,
        Tokens(settings.issuers, KeySets(settings.issuers, clock), known, clock),
        glass,
        Doors(
            shared, clock, settings.issuers, held, known, glass, settings.master_key, demonstration.cast_of(settings)
        ),
        Rulebook(facts),
        DryRuns(cases, facts, engine, entries, read_models, clock),
        Measures(cases, facts, clock),
        forgetting,
        Past(logs, read_models.engine, lambda slug: len(vault.destroyed(slug))),
        reads,
        ReadExpiry(reads, read_models.erasures, slugs, kept_days, clock, system.new_id),
        contents,
        others,
    )


def migrate(settings: Settings) -> None:
    """Create or bring up to date everything the program needs; doing it twice, or several at once, changes nothing."""
    store_migrate.migrate(settings.database, (*settings.institutions, FWO))
    vault = Vault(settings.database, settings.master_key)
    try:
        vault.bind()
    finally:
        vault.close()
    if settings.erasures_file is not None:
        Register(settings.erasures_file).create()
    for slug in (*settings.institutions, SHARED, FWO):
        engine = settings.database.engine(slug)
        try:
            if slug == FWO:
                create_tables(engine, models.FWO_MODELS)
            elif slug == SHARED:
                create_tables(engine, models.SHARED_MODELS)
                with creating(engine) as connection:
                    keys.create(connection)
                    members.create(connection)
                    sessions.create(connection)
                    sign_ins.METADATA.create_all(connection)
                    break_glass.create(connection)
                    access_book.METADATA.create_all(connection)
                    list_fetches.METADATA.create_all(connection)
                    telling.create_shared(connection)
                    table.create(connection)
                    held_lists.METADATA.create_all(connection)
            else:
                create_tables(engine, models.INSTITUTION_MODELS)
                with creating(engine) as connection:
                    reactions.METADATA.create_all(connection)
                    erasure.METADATA.create_all(connection)
                    blobs.METADATA.create_all(connection)
                    telling.create_own(connection)
        finally:
            engine.dispose()
