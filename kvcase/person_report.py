"""All that is held about a person, put together for that person (GDPR art. 15), in data and in words.

It is put together only after who asks for it, and what for, is recorded. What a text says of others too is withheld
(art. 15(4)), and so is who reported an incident; the roles of those who acted are told, not who they are.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from domain import retention
from domain.collaboration import external_advice, screening
from domain.erasure.words import Held
from domain.errors import NotFoundError
from domain.person import commands
from domain.person import events as person
from domain.ports import Clock, Execute
from domain.values import Actor, PersonId, Recorded
from kvcase.erasure_facts import last_export
from kvcase.store.logs import EventLog, Logs
from projections.erasure_queries import ErasureQueries
from projections.party_cases import LinkRow

PURPOSE: Final = "access request (GDPR art. 15)"
WITHHELD: Final = "[withheld: it names others too]"

_LEGAL_BASIS: Final = (
    "Sanctions and export-control law (Regulations (EU) on restrictive measures; Regulation (EU) 2021/821) and the "
    "research-security policy of the institution; GDPR art. 6(1)(c) and (e)."
)
_NOT_TOLD: Final = (
    "Texts typed in a case that do not say whom they are about are not searched; they go when the case is erased.",
    "The report of an incident is withheld: it would tell who reported it.",
    "Reading is not recorded by the log; each report such as this one, each bundle and each decision is.",
)


class PersonReports:
    """Puts together what is held about a person."""

    def __init__(self, logs: Logs, queries: Callable[[str], ErasureQueries], execute: Execute, clock: Clock) -> None:
        self._logs = logs
        self._queries = queries
        self._execute = execute
        self._clock = clock

    def __call__(self, person_id: UUID, actor: Actor, purpose: str | None = None) -> Mapping[str, Any]:
        """Return the report, once it is recorded that it was asked for.

        Raises `NotPermittedError` for all but the data protection officer, `NotFoundError` for who is not there, and
        `RuleRefusedError` for who is erased.
        """
        history = self._logs.log(actor.institution).read(person_id, reveal=False)
        if not history or not isinstance(history[0].event, person.PersonRegistered):
            raise NotFoundError("person", person_id)
        self._execute(commands.RecordReport(PersonId(person_id), purpose or PURPOSE), actor=actor)
        return self._report(actor.institution, person_id)

    def _report(self, slug: str, person_id: UUID) -> Mapping[str, Any]:
        log, queries = self._logs.log(slug), self._queries(slug)
        history = log.read(person_id)
        links = queries.cases_of(person_id)
        stated = [each.event for each in history]
        known = [each for each in stated if isinstance(each, person.PersonRegistered | person.PersonAmended)]
        told = [(each.event, _told(each, person_id, ())) for each in history]
        cases = [self._case(log, queries, person_id, link) for link in links]
        exports = [day for link in links if (day := last_export(log.read(link.case_id, reveal=False))) is not None]
        return {
            "made_at": self._clock().isoformat(timespec="seconds"),
            "institution": slug,
            "legal_basis": _LEGAL_BASIS,
            "person": {
                "person_id": str(person_id),
                **{
                    name: _plain(getattr(known[-1], name))
                    for name in ("name", "aliases", "birth_year", "birth_year_purpose", "identity", "home_party_id")
                },
                "nationality": "never recorded",
            },
            "register": [said for event, said in told if not isinstance(event, person.ReportGiven)],
            "cases": cases,
            "incidents": [{"incident_id": str(each), "text": WITHHELD} for each in queries.incidents_naming(person_id)],
            "reports_given": [said for event, said in told if isinstance(event, person.ReportGiven)],
            "retention": {
                "records_of_exports_kept_until": _plain(retention.exports_kept_until(max(exports, default=None))),
                "source": retention.EXPORT_LAW,
                "holds": [
                    {"since": _plain(row.placed_on), "until": _plain(row.until), "on": str(row.kind)}
                    for row in queries.holds((person_id, *(link.case_id for link in links)))
                    if row.lifted_on is None
                ],
                "needed_for": list(queries.live(Held.PERSON, person_id)),
            },
            "not_told": list(_NOT_TOLD),
        }

    def _case(self, log: EventLog, queries: ErasureQueries, person_id: UUID, link: LinkRow) -> Mapping[str, Any]:
        history, row = log.read(link.case_id), queries.case(link.case_id)
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


def in_words(report: Mapping[str, Any], language: str) -> str:
    """Return a report as a person reads it, in `nl` or `en`."""
    say = {each[0]: each[1 if language == "nl" else 2] for each in _WORDS}
    about = report["person"]
    lines = [f"# {say['title']}", "", f"{say['made']}: {report['made_at']}; {report['institution']}", ""]
    lines += [f"## {say['person']}", ""]
    lines += [f"- {say.get(name, name)}: {_said(value)}" for name, value in about.items() if value]
    for case in report["cases"]:
        lines += ["", f"## {say['case']} {case['reference']} ({case['status']})", ""]
        lines.append(f"- {say['takes_part']}: {case['stay']}, {case['since']} - {case['until'] or '...'}")
        lines += [f"- {say['screened']}: {each['list_id']} {each['version']}" for each in case["lists_screened"]]
        lines += [f"- {say['told_to']}: {each['body']}, {each['on']}" for each in case["told_to"]]
        lines += [_line(each) for each in case["events"]]
    lines += ["", f"## {say['register']}", "", *(_line(each) for each in report["register"])]
    lines += ["", f"## {say['looked']}", "", *(_line(each) for each in report["reports_given"])]
    kept = report["retention"]
    lines += ["", f"## {say['kept']}", ""]
    lines.append(f"- {say['exports']}: {kept['records_of_exports_kept_until'] or '-'} ({kept['source']})")
    lines += [f"- {say['hold']}: {each['since']} - {each['until'] or '...'}" for each in kept["holds"]]
    lines += [f"- {say['needed']}: {each}" for each in kept["needed_for"]]
    lines += ["", f"## {say['incidents']}", "", *(f"- {each['incident_id']}" for each in report["incidents"])]
    lines += ["", f"## {say['rest']}", "", f"- {report['legal_basis']}", *(f"- {each}" for each in report["not_told"])]
    return "\n".join(lines) + "\n"


_WORDS: Final = (
    ("title", "Wat wij over u bijhouden", "What we hold about you"),
    ("made", "Opgemaakt", "Made"),
    ("person", "Wie u bent in ons register", "Who you are in our register"),
    ("name", "Naam", "Name"),
    ("aliases", "Andere namen", "Other names"),
    ("birth_year", "Geboortejaar", "Year of birth"),
    ("birth_year_purpose", "Waarom het geboortejaar", "Why the year of birth"),
    ("identity", "Gebruiker", "User"),
    ("nationality", "Nationaliteit", "Nationality"),
    ("case", "Dossier", "Case"),
    ("takes_part", "U neemt deel", "You take part"),
    ("screened", "Vergeleken met lijst", "Compared with list"),
    ("told_to", "Meegedeeld aan", "Told to"),
    ("register", "Wat er in het register gebeurde", "What happened in the register"),
    ("looked", "Wie dit opvroeg", "Who asked for this"),
    ("kept", "Hoe lang wij het bewaren", "How long we keep it"),
    ("exports", "Uitvoerregisters tot en met", "Records of exports until"),
    ("hold", "Bewaarplicht", "Legal hold"),
    ("needed", "Nog nodig voor", "Still needed for"),
    ("incidents", "Incidenten die u noemen (tekst niet meegedeeld)", "Incidents that name you (text withheld)"),
    ("rest", "Grondslag, en wat hier niet staat", "Legal basis, and what is not told here"),
)


def _line(told: Mapping[str, Any]) -> str:
    said = "; ".join(f"{name}: {_said(value)}" for name, value in told["data"].items() if value not in (None, [], ""))
    return f"- {told['on']} {told['what']} ({told['by']}) {said}".rstrip()


def _said(value: object) -> str:
    return ", ".join(map(_said, value)) if isinstance(value, list) else str(value)


def _told(recorded: Recorded, person_id: UUID, hits: Iterable[UUID]) -> Mapping[str, Any]:
    """Return what an event says of one person."""
    data: dict[str, Any] = _data(recorded)
    mine = {str(person_id), *map(str, hits)}
    others = any(set(data.get(name) or ()) - mine for name in ("about", "persons"))
    return {
        "on": recorded.meta.recorded_at.date().isoformat(),
        "what": vars(type(recorded.event))["stored_name"],
        "by": str(recorded.meta.actor.role),
        "data": {
            name: WITHHELD if others and name in _TEXTS else _only(value, mine)
            for name, value in data.items()
            if name not in {"case_id", "person_id", "about", "persons"}
        },
    }


_TEXTS: Final = frozenset({"text", "question", "finding", "explanation", "changes", "rationale", "reason", "basis"})


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
