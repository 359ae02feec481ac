"""The own cases: where each stands, what is asked of the researcher and by when, and what stands in the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from api import identity, reads
from api.ports import Ports
from api.rest import fields as strict
from api.rest import plain, preconditions
from api.rest.errors import Problem
from api.web import page, sending
from api.web.notified import NATURES
from api.web.researcher import asked, forms
from api.web.researcher.own import WHO, Own, Owner
from domain.collaboration.mitigation import EvidenceType, ImplementMitigation
from domain.collaboration.mitigation_after import AcceptMitigations
from domain.collaboration.spine import ENDED
from domain.collaboration.support import AddComment, AnswerQuestion, Visibility
from domain.collaboration.table import COMMANDS
from domain.values import Actor, CaseId
from projections.case_register import CaseRow
from projections.pages import Sort

PAGE = 20
"""So many cases on a page: of each the whole story is read, to say what is asked."""
OLDER = 60
"""So many older cases that go on are looked through too, for those in which something is asked: they stand first."""
NEWEST = Sort("notified_on", descending=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """An own case among the others: what waits for an answer, and the first day by which something is owed."""

    row: CaseRow
    own: Own
    waiting: Sequence[object]
    due: date | None

    @property
    def owed(self) -> int:
        """Return how many things the researcher is asked for by somebody."""
        return len(self.own.open_questions) + len(self.own.own_measures)

    @property
    def is_asked(self) -> bool:
        """Tell whether the case waits for its researcher."""
        return bool(self.owed or self.waiting)

    def place(self) -> tuple[bool, bool, date]:
        """Return where the case stands: what is owed first, by its day, then what can be answered, then the rest."""
        return not self.owed, not self.is_asked, (self.due or date.max) if self.owed else date.max


def install(app: Flask, ports: Ports) -> None:
    """Register the pages of the own cases."""
    owner = Owner(ports)

    def mine() -> Response:
        actor = identity.required()
        after = request.args.get("after")
        place = strict.place(after) if after else None
        queries = owner.reading.queries(actor)
        found = queries.cases(notified_by=(actor.principal,), after=place, limit=PAGE, sort=NEWEST)
        listed = list(found.items)
        if place is None and found.next is not None:
            older = queries.cases(notified_by=(actor.principal,), after=found.next, limit=OLDER, sort=NEWEST)
            listed += [row for row in older.items if row.status not in ENDED]
        rows = [
            Shown(row, own, asked.waiting(own), _first_due(owner, own, actor))
            for row in listed
            for own in (owner.case(row.case_id, actor),)
        ]
        kept = {row.case_id for row in found.items}
        rows = sorted((each for each in rows if each.row.case_id in kept or each.is_asked), key=Shown.place)
        reads.saw([plain.row(each.row, personal=True) for each in rows])
        following = url_for("pages.mine", after=found.next.encode()) if found.next is not None else None
        return page.show(
            "researcher/mine.html", cases=rows, following=following, natures=NATURES, today=owner.reading.today
        )

    def case(identifier: UUID) -> Response:
        return _shown(ports, owner, identifier, identity.required())

    def answer(identifier: UUID, question: UUID) -> Response:
        said = forms.typed("answer")
        return _done(identifier, f"question-{question}", AnswerQuestion(CaseId(identifier), question, said))

    def taken(identifier: UUID, measure: UUID) -> Response:
        kind = forms.typed("evidence_type")
        evidence = EvidenceType(kind) if kind in set(EvidenceType) else None
        command = ImplementMitigation(CaseId(identifier), measure, forms.typed("evidence"), evidence)
        return _done(identifier, f"measure-{measure}", command)

    def accept(identifier: UUID) -> Response:
        own = owner.case(identifier, identity.required())
        open_ones = tuple(each.mitigation_id for each in own.measures if not each.is_accepted)
        return _done(identifier, "accept", AcceptMitigations(CaseId(identifier), open_ones))

    def tell(identifier: UUID) -> Response:
        made = preconditions.id_of_new(page.command_id(identity.required()))
        said = AddComment(CaseId(identifier), made, forms.typed("text"), Visibility.NOTIFIER)
        return _done(identifier, "tell", said)

    def _done(identifier: UUID, what: str, command: object) -> Response:
        actor = identity.required()
        owner.case(identifier, actor)
        send: Callable[[], object] = lambda: ports.execute(  # noqa: E731
            command, actor=actor, expected_version=page.expected_version(), command_id=page.command_id(actor)
        )
        refusal = sending.refused(send)
        if refusal is not None:
            return _shown(ports, owner, identifier, actor, what, refusal)
        return redirect(url_for("pages.mine_case", identifier=identifier, done=what.partition("-")[0]), 303)

    rule = "/cases/<uuid:identifier>/mine"
    page.add(app, "mine", "/mine", mine, WHO)
    page.add(app, "mine_case", rule, case, WHO)
    page.add(app, "mine_reply", f"{rule}/asked/<uuid:question>", answer, WHO, "POST")
    page.add(app, "mine_measure", f"{rule}/measures/<uuid:measure>", taken, WHO, "POST")
    page.add(app, "mine_accept", f"{rule}/accept", accept, WHO, "POST")
    page.add(app, "mine_tell", f"{rule}/tell", tell, WHO, "POST")


def _first_due(owner: Owner, own: Own, actor: Actor) -> date | None:
    """Return the first day by which the researcher owes something, None where nothing is owed by a day."""
    days = [each.due_on for each in own.open_questions if each.due_on is not None]
    days += [each.due_on for each in own.own_measures]
    days += [each.due_on for each in owner.deadlines(own, actor) if each.owner in actor.identities]
    return min(days, default=None)


def _shown(
    ports: Ports, owner: Owner, identifier: UUID, actor: Actor, wrong: str = "", refusal: Problem | None = None
) -> Response:
    own = owner.case(identifier, actor)
    deadlines = owner.deadlines(own, actor)
    papers = owner.documents(own, actor)
    reads.saw({"case_id": str(identifier), "party_id": [str(each.party_id) for each in own.partners]})
    return page.show(
        "researcher/case.html",
        code=200 if refusal is None else refusal.status,
        own=own,
        natures=NATURES,
        deadlines=deadlines,
        papers=papers,
        waiting=asked.waiting(own),
        gates=plain.gates(own.gates),
        yours=[each for each in deadlines if each.owner in actor.identities],
        may_share=own.status in COMMANDS["record-sharing"].statuses,
        is_open=own.status in COMMANDS["link-party"].statuses,
        kinds=tuple(EvidenceType),
        wrong=wrong,
        refusal=refusal,
        given=request.form,
        done=request.args.get("done", ""),
        is_answered="answered" in request.args,
        today=owner.reading.today,
        country_name=forms.country_name,
        max_megabytes=ports.blobs.max_bytes // 1_000_000,
    )
