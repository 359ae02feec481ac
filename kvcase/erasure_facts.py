"""What an erasure rests on, gathered from the registers and the log of an institution."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from domain import retention
from domain.collaboration import legal, parties, spine
from domain.context import ErasureFact, HoldFact
from domain.erasure import events as erasure
from domain.erasure.words import Held
from domain.hold import events as hold
from domain.incident import events as incident
from domain.institution import covers, grants
from domain.person import events as person
from domain.ports import Clock
from domain.values import Recorded
from kvcase.catalogues import model
from kvcase.catalogues.words import RecordKind
from kvcase.store.errors import VersionConflict
from kvcase.store.logs import Logs
from kvcase.store.transaction import Transaction
from projections.erasure_queries import ErasureQueries
from projections.mandate_queries import MandateQueries
from projections.mandates import CoverRow


class ErasureFacts:
    """Says what still needs the texts about a person, or of a case."""

    def __init__(
        self,
        logs: Logs,
        queries: Callable[[str], ErasureQueries],
        catch_up: Callable[[str], None],
        edition: Callable[[], model.Editions],
        mandates: Callable[[str], MandateQueries],
        clock: Clock,
    ) -> None:
        self._logs = logs
        self._queries = queries
        self._catch_up = catch_up
        self._edition = edition
        self._mandates = mandates
        self._clock = clock

    def __call__(self, institution: str, kind: Held, subject_id: UUID) -> ErasureFact:
        """Return what an erasure of this subject rests on now."""
        position = self._logs.log(institution).head()
        self._catch_up(institution)
        queries, log = self._queries(institution), self._logs.log(institution)
        history = log.read(subject_id, reveal=False)
        if not history or not isinstance(history[0].event, _FIRST[kind]):
            return ErasureFact(exists=False)
        around = queries.around(kind, subject_id)
        is_person = kind is Held.PERSON
        persons = [subject_id] if is_person else around.persons
        known = [subject_id] if kind is Held.CASE else around.cases if is_person else []
        cases = {case_id: log.read(case_id, reveal=False) for case_id in known}
        exported = [day for each in cases.values() if (day := last_export(each)) is not None]
        concerned = identities(log.read(each, reveal=False) for each in persons)
        return ErasureFact(
            exists=True,
            is_erased=queries.is_erased(subject_id),
            identities=concerned,
            cases={case_id: len(each) for case_id, each in cases.items()},
            live=(*queries.live(kind, subject_id), *(self._standing(institution, concerned) if is_person else ())),
            holds=tuple(
                HoldFact(row.hold_id, row.kind, row.subject_id, row.until)
                for row in queries.holds((subject_id, *around.every))
                if row.lifted_on is None
            ),
            exported_on=max(exported, default=None),
            floor=export_floor(self._edition()),
            position=position,
        )

    def _standing(self, institution: str, actors: Collection[str]) -> Iterator[str]:
        """Give the covers and grants that name these actors and are not over: to end one takes a reason."""
        today = self._clock().date()
        for row in self._mandates(institution).naming(actors):
            if row.ended_on is None and row.until_on >= today:
                yield f"cover {row.cover_id}" if isinstance(row, CoverRow) else f"grant {row.grant_id}"


def still_so(fact: ErasureFact, erasure_id: UUID) -> Callable[[Transaction], None]:
    """Return what asserts, in the transaction of a decision, that nothing came since that might have refused it.

    What this erasure itself writes stands in the log by then and refuses nothing. It raises `VersionConflict`, upon
    which the decision is made anew.
    """

    def asserted(transaction: Transaction) -> None:
        marks = ", ".join("?" * len(_REFUSING))
        sql = (
            "SELECT topic FROM stored_events WHERE position > ? AND originator_id <> ?"  # noqa: S608
            f" AND topic IN ({marks}) LIMIT 1"
        )
        if came := transaction.query(sql, (fact.position, erasure_id, *_REFUSING)):
            raise VersionConflict(f"{came[0][0]} came in between")

    return asserted


_FIRST = {
    Held.PERSON: person.PersonRegistered,
    Held.CASE: spine.CollaborationNotified,
    Held.INCIDENT: incident.IncidentReported,
}
"""What the stream of each kind of subject begins with."""

_REFUSING = (
    erasure.PersonalDataErased.stored_name,
    hold.HoldPlaced.stored_name,
    parties.ResearcherLinked.stored_name,
    spine.CollaborationReopened.stored_name,
    legal.SharingRecorded.stored_name,
    incident.IncidentReported.stored_name,
    incident.IncidentLinkedToCase.stored_name,
    person.PersonAmended.stored_name,
    covers.CoverGiven.stored_name,
    covers.CoverRenewed.stored_name,
    grants.GrantProposed.stored_name,
)
"""What may make an erasure one that is refused."""


def export_floor(edition: model.Editions) -> retention.ExportFloor:
    """Return how long an edition keeps records of exports: what the law asks, where it says nothing of it."""
    entries = edition.retention.entries if edition.retention is not None else ()
    rule = next((each for each in entries if each.kind is RecordKind.EXPORT), None)
    if rule is None or rule.years == retention.EXPORT_YEARS:
        return retention.ExportFloor()
    return retention.ExportFloor(rule.years, f"{rule.citation}; not shorter than {retention.EXPORT_LAW}")


def last_export(history: Iterable[Recorded]) -> date | None:
    """Return the day of the last export that a case records: what was shared and is listed, or went under a licence."""
    shared = (each.event for each in history if isinstance(each.event, legal.SharingRecorded))
    return max((each.shared_on for each in shared if each.codes or each.licence_id is not None), default=None)


def identities(histories: Iterable[Iterable[Recorded]]) -> frozenset[str]:
    """Return every actor id under which one of these persons logs in, or ever did."""
    told = (each.event for history in histories for each in history)
    known = (each.identity for each in told if isinstance(each, person.PersonRegistered | person.PersonAmended))
    return frozenset(each for each in known if each is not None)
