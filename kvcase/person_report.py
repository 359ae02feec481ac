"""All that is held about a person, put together for that person (GDPR art. 15), in data and in words.

It is put together only after who asks for it, and what for, is recorded. What a text says of others too is withheld
(art. 15(4)), and so is who reported an incident; the roles of those who acted are told, not who they are.
"""

import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from api.access import About
from domain import permission
from domain.collaboration import external_advice, screening
from domain.erasure.words import Held
from domain.errors import NotFoundError
from domain.person import commands
from domain.person import events as person
from domain.ports import Clock, Execute
from domain.reads import Answer, Asked, Reads
from domain.values import Actor, PersonId, Recorded, Sealed
from kvcase import person_words
from kvcase.catalogues import model
from kvcase.catalogues.words import RecordKind
from kvcase.erasure_facts import export_floor, identities, last_export
from kvcase.store.logs import Logs
from projections.erasure_queries import ErasureQueries
from projections.handouts import HandoutQueries
from projections.mandate_queries import MandateQueries
from projections.mandates import CoverRow
from projections.pages import MAX_LIMIT
from projections.party_cases import LinkRow

_PAGE = 1_000
Names = Mapping[str, tuple[str, str]]
"""What the institution and the lists are called, in Dutch and in English, by their ids."""


class PersonReports:
    """Puts together what is held about a person."""

    def __init__(
        self,
        logs: Logs,
        queries: Callable[[str], ErasureQueries],
        execute: Execute,
        clock: Clock,
        edition: Callable[[], model.Editions],
        reads: Reads,
        mailed: Callable[[str, str], str | None],
        handouts: Callable[[str], HandoutQueries],
        mandates: Callable[[str], MandateQueries],
        names: Callable[[str], Names],
    ) -> None:
        self._logs = logs
        self._queries = queries
        self._execute = execute
        self._clock = clock
        self._edition = edition
        self._reads = reads
        self._mailed = mailed
        self._handouts = handouts
        self._mandates = mandates
        self._names = names

    def __call__(self, person_id: UUID, actor: Actor, purpose: str | None = None) -> Mapping[str, Any]:
        """Return the report, once it is recorded that it was asked for.

        Raises `NotPermittedError` for all but the data protection officer, `NotFoundError` for who is not there, and
        `RuleRefusedError` for who is erased.
        """
        permission.acting_role(commands.COMMANDS["record-report"], actor)
        first = self._logs.log(actor.institution).read(person_id, 1, reveal=False)
        if not first or not isinstance(first[0].event, person.PersonRegistered):
            raise NotFoundError("person", person_id)
        self._execute(commands.RecordReport(PersonId(person_id), purpose or person_words.ACCESS_REQUEST), actor=actor)
        return self._report(actor.institution, person_id)

    def _report(self, slug: str, person_id: UUID) -> Mapping[str, Any]:
        log, queries = self._logs.log(slug), self._queries(slug)
        history = log.read(person_id)
        links = queries.cases_of(person_id)
        stated = [each.event for each in history]
        known = [each for each in stated if isinstance(each, person.PersonRegistered | person.PersonAmended)]
        told = [(each.event, _told(each, person_id, ())) for each in history]
        cases = {link: log.read(link.case_id) for link in links}
        exports = [day for each in cases.values() if (day := last_export(each)) is not None]
        edition = self._edition()
        floor = export_floor(edition)
        return {
            "made_at": self._clock().isoformat(timespec="seconds"),
            "institution": slug,
            "names": {code: {"nl": dutch, "en": english} for code, (dutch, english) in self._names(slug).items()},
            "purposes": [each.en for each in person_words.PURPOSES],
            "legal_basis": person_words.LEGAL_BASIS.en,
            "origin": person_words.ORIGIN.en,
            "automated_decisions": person_words.AUTOMATED.en,
            "rights": person_words.RIGHTS.en,
            "person": {
                "person_id": str(person_id),
                **{
                    name: _plain(getattr(known[-1], name))
                    for name in ("name", "aliases", "birth_year", "birth_year_purpose", "identity", "home_party_id")
                },
                "mail_address": self._mailed(slug, known[-1].identity) if known[-1].identity is not None else None,
                "nationality": person_words.NEVER_RECORDED,
            },
            "register": [said for event, said in told if not isinstance(event, person.ReportGiven)],
            "cases": [_case(queries, person_id, link, each) for link, each in cases.items()],
            "incidents": [
                {"incident_id": str(each), "text": person_words.WITHHELD}
                for each in queries.incidents_naming(person_id)
            ],
            "reports_given": [said for event, said in told if isinstance(event, person.ReportGiven)],
            "consulted": list(self._consulted(slug, person_id)),
            "handed_out": [each for link in links for each in self._handed_out(slug, link)],
            "mandates": list(self._mandates_of(slug, identities([history]))),
            "erasures": [
                {
                    "proposed_on": _plain(row.proposed_on),
                    "ground": str(row.ground),
                    "status": str(row.status),
                    "decided_on": _plain(row.decided_on),
                }
                for row in queries.erasures_of(person_id)
            ],
            "retention": {
                "rules": [
                    {"years": each.years, "nl": each.note.nl, "en": each.note.en, "source": str(each.citation)}
                    for each in (edition.retention.entries if edition.retention is not None else ())
                    if each.kind is RecordKind.PERSON
                ],
                "records_of_exports_kept_until": _plain(floor.kept_until(max(exports, default=None))),
                "source": floor.source,
                "holds": [
                    {"since": _plain(row.placed_on), "until": _plain(row.until), "on": str(row.kind)}
                    for row in queries.holds((person_id, *queries.around(Held.PERSON, person_id).every))
                    if row.lifted_on is None
                ],
                "needed_for": list(queries.live(Held.PERSON, person_id)),
            },
            "not_told": [each.en for each in person_words.NOT_TOLD],
        }

    def _consulted(self, slug: str, person_id: UUID) -> Iterator[Mapping[str, Any]]:
        """Give on which days, in which role and for what it was read what is held about a person, and not by whom.

        Source: GDPR art. 15(1); Court of Justice, C-579/21 (22 June 2023): the dates and the purposes, and who it was
        only where the person needs that for a right, which the data protection officer weighs. Reads of incidents are
        left out: whoever reads an incident that he or she reported would be told by the role.
        """
        asked, before, seen = Asked(about=f"person:{person_id}"), None, set[tuple[str, str, str]]()
        while rows := self._reads.page(slug, asked, before, _PAGE):
            before = rows[-1].number
            for each in rows:
                read = each.read
                if read.answer in {Answer.TOLD, Answer.EXPORTED} and read.about != About.INCIDENTS:
                    roles = ", ".join(sorted(read.roles)) or "operator"
                    seen.add((each.at.date().isoformat(), roles, read.about))
        yield from ({"on": on, "by": by, "about": about} for on, by, about in sorted(seen))

    def _handed_out(self, slug: str, link: LinkRow) -> Iterator[Mapping[str, Any]]:
        """Give the files that tell of a case since the person takes part in it: which, when, and to which role."""
        after = None
        while True:
            page = self._handouts(slug).handouts(about=link.case_id, after=after, limit=MAX_LIMIT)
            for row in page.items:
                if row.made_at.date() >= link.linked_on and not row.is_withheld:
                    on, by = row.made_at.date().isoformat(), str(row.made_as)
                    yield {"what": str(row.kind), "reference": row.reference, "on": on, "to": by}
            after = page.next
            if after is None:
                return

    def _mandates_of(self, slug: str, actors: frozenset[str]) -> Iterator[Mapping[str, Any]]:
        """Give where the person was covered for, covered, or could read as an auditor; nobody else is named."""
        for row in self._mandates(slug).naming(actors):
            if isinstance(row, CoverRow):
                what, since, roles = "covered_for" if row.absent in actors else "covering", row.from_on, row.roles
            else:
                what, since, roles = "auditing", row.confirmed_on or row.proposed_on, ()
            until = min(row.until_on, row.ended_on or row.until_on)
            yield {"as": what, "roles": roles, "since": _plain(since), "until": _plain(until)}


def _case(queries: ErasureQueries, person_id: UUID, link: LinkRow, history: Sequence[Recorded]) -> Mapping[str, Any]:
    """Return what one case says of a person."""
    row = queries.case(link.case_id)
    hits = tuple(
        each.event.hit_id
        for each in history
        if isinstance(each.event, screening.ScreeningHitRecorded) and each.event.subject_id == person_id
    )
    mine = [each for each in history if _mentions(each, {str(person_id), *map(str, hits)})]
    return {
        "reference": row.reference if row is not None else str(link.case_id),
        "status": str(row.status) if row is not None else "",
        "stay": link.role,
        "since": _plain(link.linked_on),
        "until": _plain(link.unlinked_on),
        "lists_screened": _lists(history, person_id),
        "told_to": [
            {"body": str(each.event.body), "on": each.meta.recorded_at.date().isoformat()}
            for each in mine
            if isinstance(each.event, external_advice.ExternalAdviceRequested)
        ],
        "events": [_told(each, person_id, hits) for each in mine],
    }


def _told(recorded: Recorded, person_id: UUID, hits: Iterable[UUID]) -> Mapping[str, Any]:
    """Return what an event says of one person."""
    data: dict[str, Any] = _data(recorded)
    mine = {str(person_id), *map(str, hits)}
    others = any(set(data.get(name) or ()) - mine for name in ("about", "persons"))
    kind: Any = type(recorded.event)
    texts = _texts(kind)
    return {
        "on": recorded.meta.recorded_at.date().isoformat(),
        "what": kind.stored_name,
        "by": str(recorded.meta.actor.role),
        "data": {
            name: person_words.WITHHELD if others and name in texts else _only(value, mine)
            for name, value in data.items()
            if name not in {"case_id", "person_id", "about", "persons", "decided_by"}
        },
    }


@cache
def _texts(event: type) -> frozenset[str]:
    """Return the fields of an event that hold a personal text."""
    hints = typing.get_type_hints(event, include_extras=True)
    return frozenset(name for name, hint in hints.items() if _is_sealed(hint))


def _is_sealed(hint: Any) -> bool:
    marks = getattr(hint, "__metadata__", ())
    return any(isinstance(each, Sealed) for each in marks) or any(map(_is_sealed, typing.get_args(hint)))


def _only(value: Any, mine: set[str]) -> Any:
    """Return a value without what it says of other subjects."""
    if isinstance(value, list) and any(_holds(each, mine) for each in value):
        return [each for each in value if _holds(each, mine)]
    return value


def _holds(value: Any, mine: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_holds(each, mine) for each in value.values())
    if isinstance(value, list):
        return any(_holds(each, mine) for each in value)
    return value in mine


def _mentions(recorded: Recorded, mine: set[str]) -> bool:
    return _holds(_data(recorded), mine)


def _data(recorded: Recorded) -> dict[str, Any]:
    """Return an event as JSON values."""
    data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(recorded.event))
    return data


def _lists(history: Iterable[Recorded], person_id: UUID) -> list[Mapping[str, Any]]:
    """Return each list version that the person was compared with."""
    found: dict[tuple[str, int], None] = {}
    for each in history:
        if isinstance(each.event, screening.ScreeningStarted):
            if any(subject.subject_id == person_id for subject in each.event.subjects):
                found.update({(used.list_id, used.version_no): None for used in each.event.list_versions})
        elif isinstance(each.event, screening.RescreeningTriggered):
            found[each.event.list_id, each.event.to_version] = None
    return [{"list_id": list_id, "version": version} for list_id, version in found]


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value)
