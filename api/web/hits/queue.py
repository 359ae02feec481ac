"""The hits that wait: for a first word, apart for a second, and those for which an earlier answer holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import Flask, request
from werkzeug.wrappers import Response

from api import access, identity, language, reads
from api.ports import Ports
from api.reading import Reading
from api.rest import fields as strict
from api.web import page
from api.web.hits import asked, words
from domain.ports import Explained
from domain.values import SubjectKind
from projections.case_hits import HitRow
from projections.hit_queries import HitCount, Stage, WaitingHit

PAGE = 25
_BESIDE = 15
"""Of hits that wait for a second person, or wait no more, so many are shown beside those that wait for a first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A hit as the queue shows it; without `explained` for who may not read texts, or where they were erased."""

    hit: HitRow
    reference: str
    explained: Explained | None
    is_own: bool
    url: str


def install(app: Flask, ports: Ports) -> None:
    """Register the queue."""
    reading = Reading(ports)

    def hits() -> Response:
        actor = identity.required()
        now = asked.of_request()
        queries = reading.queries(actor)
        personal, names = access.may_read_personal_texts(actor), list_names(ports)
        after = request.args.get("after")
        first = queries.hits_at(Stage.FIRST, now.wanted, after=strict.place(after) if after else None, limit=PAGE)
        rows = {
            Stage.FIRST: first.items,
            Stage.SECOND: queries.hits_at(Stage.SECOND, now.wanted, limit=_BESIDE).items,
            Stage.ADOPTED: queries.hits_at(Stage.ADOPTED, now.wanted, limit=_BESIDE).items,
        }

        def line(found: WaitingHit, stage: Stage) -> Line:
            row = found.hit
            told = explain(ports, row, names) if personal else None
            is_own = bool(actor.identities & set(row.decided_by))
            at = now.at(stage if stage is not Stage.ADOPTED else Stage.FIRST)
            return Line(row, found.reference, told, is_own, at.review(row.hit_id))

        lines = {stage: [line(each, stage) for each in found] for stage, found in rows.items()}
        counts = queries.hits_counted(replace(now.wanted, list_id=None, effect=None))
        reads.saw([_ids(each.hit) for found in rows.values() for each in found])
        case = queries.case(now.wanted.case_id) if now.wanted.case_id is not None else None
        return page.show(
            "hits/queue.html",
            now=now,
            today=reading.today,
            first=lines[Stage.FIRST],
            second=[each for each in lines[Stage.SECOND] if not each.is_own],
            own=[each for each in lines[Stage.SECOND] if each.is_own],
            adopted=lines[Stage.ADOPTED],
            waits=_numbers(counts, now),
            lists=_lists(counts),
            names=names,
            reference=case.reference if case is not None else None,
            next=now.queue(after=first.next.encode()) if first.next is not None else None,
            may_decide=access.lets_in(asked.RESOLVERS, actor),
            may_confirm=access.lets_in(asked.CONFIRMERS, actor),
            is_through="through" in request.args,
            say_hit=words.ALL,
        )

    page.add(app, "hits", "/hits", hits, asked.READERS)


def explain(ports: Ports, row: HitRow, names: Mapping[str, str], *, is_person: bool | None = None) -> Explained | None:
    """Return why a hit was found, in the language of the page; `is_person` says what the list names, if it is known.

    `names` are what the lists are called.
    """
    known = row.subject_kind is SubjectKind.PERSON if is_person is None else is_person
    called, spoken = names.get(row.list_id, ""), language.asked()
    return ports.screening.explain(row.explanation, row.list_id, is_person=known, language=spoken, list_name=called)


def list_names(ports: Ports) -> Mapping[str, str]:
    """Return what each list is called, by its id."""
    return {each.list_id: each.name for each in ports.shared_queries.lists()}


def _ids(row: HitRow) -> dict[str, str]:
    """Return what the record of reads keeps of a line: of whom it told."""
    return {"case_id": str(row.case_id), "subject_kind": row.subject_kind.value, "subject_id": str(row.subject_id)}


def _numbers(counts: Sequence[HitCount], now: asked.Asked) -> Mapping[str, int]:
    """Return how many of those wanted wait for a first word, and for a second."""
    wanted = now.wanted
    here = [each for each in counts if wanted.list_id in {None, each.list_id} and wanted.effect in {None, each.effect}]
    return {stage.value: sum(each.number for each in here if each.stage is stage) for stage in Stage}


def _lists(counts: Sequence[HitCount]) -> Mapping[str, int]:
    """Return how many hits of each list wait for anybody, those of law first."""
    found: dict[str, int] = {}
    for each in counts:
        found[each.list_id] = found.get(each.list_id, 0) + each.number
    return found
