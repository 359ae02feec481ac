"""One hit: what we know beside what the list says, why it was found, what changed, and what was said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from api import access, hits, identity, language, reads
from api.ports import Ports
from api.reading import Reading
from api.rest import plain
from api.web import page
from api.web.hits import asked, words
from api.web.hits.queue import explain, list_names
from domain import hit_changes, speech
from domain.collaboration import decider, hit_answers
from domain.collaboration.screening import AnswerScope, Resolution
from domain.collaboration.table import ENDED_AFTER_RUN, OPEN
from domain.errors import CommandReusedError, DomainError, NotFoundError, StaleVersionError, UnusableInputError
from domain.ports import Explained, Listed
from domain.values import Actor, Effect, SubjectKind
from projections import hit_queries
from projections.case_hits import HitRow
from projections.case_register import CaseRow
from projections.hit_queries import Stage
from projections.queries import InstitutionQueries

_SAID = (
    "collaboration.hit-resolved.v1",
    "collaboration.hit-resolution-confirmed.v1",
    "collaboration.hit-answer-adopted.v1",
    "collaboration.hit-answer-dropped.v1",
    "collaboration.hit-answer-retracted.v1",
)
"""The events that tell what people said of a hit."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of a party or person; of a person the country is that of the home institution."""

    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    birth_year: str | None = None
    identifiers: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    home: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing on both sides; `agrees` is empty where one side does not tell it."""

    what: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that was refused: the error, what was typed, and the status of the answer."""

    error: DomainError
    typed: Mapping[str, str]
    status: int

    @property
    def field(self) -> str:
        """Return the field that cannot be used, if it is one."""
        return self.error.field if isinstance(self.error, UnusableInputError) else ""

    @property
    def told(self) -> str:
        """Return why, to whoever reads the page."""
        match self.error:
            case UnusableInputError(field="rationale"):
                return str(_("Write down why; whoever looks back later has nothing else to go by."))
            case UnusableInputError(field="resolution"):
                return str(_("Choose what it is."))
            case UnusableInputError(field="until"):
                return str(_("Give a day from today, within 24 months."))
            case StaleVersionError():
                return str(_("Somebody said something of this hit while you were looking at it. It stands below."))
            case CommandReusedError():
                return str(_("This form was sent before with another text, and what it said then was recorded."))
            case _:
                return speech.refusal(self.error, language.asked())


def install(app: Flask, ports: Ports) -> None:
    """Register the page of one hit."""

    def hit(identifier: UUID) -> Response:
        return show(ports, identifier, identity.required())

    page.add(app, "hit", "/hits/<uuid:identifier>", hit, asked.READERS)


def found(reading: Reading, identifier: UUID, actor: Actor) -> tuple[HitRow, CaseRow]:
    """Return a hit and its case. Raises `NotFoundError` for one that the actor may not know of."""
    row = reading.queries(actor).hit(identifier)
    if row is None:
        raise NotFoundError("hit", identifier)
    try:
        return row, reading.case(row.case_id, actor)
    except NotFoundError as error:
        raise NotFoundError("hit", identifier) from error


def stage_of(row: HitRow) -> Stage | None:
    """Return what a hit waits for, if it waits."""
    if row.is_lifted or row.is_unlinked:
        return None
    if row.resolution is None or row.resolution is Resolution.UNCLEAR:
        return Stage.FIRST
    waits = row.resolution is Resolution.FALSE_POSITIVE and row.effect is Effect.LEGAL and not row.is_confirmed
    return Stage.SECOND if waits else None


def show(ports: Ports, identifier: UUID, actor: Actor, refused: Refused | None = None) -> Response:
    """Return the page of a hit; with what was typed where a decision was refused."""
    reading, now = Reading(ports), asked.of_request()
    row, case = found(reading, identifier, actor)
    queries = reading.queries(actor)
    personal = access.may_read_personal_texts(actor)
    told, listed = hits.one(reading, row, actor)
    is_person = listed.kind == "person" if listed is not None and listed.kind else None
    explained = explain(ports, row, list_names(ports), is_person=is_person) if personal else None
    subject = _known(queries, row) if personal else None
    said = _said(reading, row, actor, personal=personal)  # also what was taken back, of which the row keeps nothing
    may_say = case.status in OPEN | ENDED_AFTER_RUN and not (row.is_lifted or row.is_unlinked)
    shown = {**plain.row(told, personal=personal), "kind": row.subject_kind.value}
    reads.saw([shown, plain.row(case, personal=personal), list(said)])
    last = asked.last()
    before = queries.hit(last) if last is not None else None
    return page.show(
        "hits/hit.html",
        code=refused.status if refused is not None else 200,
        now=now,
        hit=shown,
        case=plain.row(case, personal=personal),
        subject=subject,
        listed=listed if personal else None,
        explained=explained,
        proposed=proposal(explained),
        beside=_beside(row, subject, listed, explained) if personal else (),
        changes=hit_changes.decode(row.changes) if row.changes is not None and personal else (),
        said=said,
        stage=stage_of(row),
        is_own=bool(actor.identities & set(row.decided_by)),
        scopes=_scopes(row, actor) if may_say and access.lets_in(asked.RESOLVERS, actor) else (),
        may_confirm=may_say and access.lets_in(asked.CONFIRMERS, actor),
        retract=_retract(row, case, actor),
        version=case.version,
        refused=refused,
        typed=refused.typed if refused is not None else {},
        list_name=list_names(ports).get(row.list_id, row.list_id),
        last=before,
        last_waits=before is not None and stage_of(before) is Stage.SECOND,
        waits=sum(each.number for each in queries.hits_counted(now.wanted) if each.stage is now.stage),
        following=onward(queries, row, now, actor),
        say_hit=words.ALL,
    )


def _retract(row: HitRow, case: CaseRow, actor: Actor) -> str | None:
    """Return where the actor takes back what was said of a hit, while a word stands that was given here."""
    spec = decider.AGGREGATE.commands["retract-hit-answer"]
    stands = row.resolution is not None and row.adopted_case is None and not row.is_lifted
    if not stands or not spec.roles & actor.roles or (spec.statuses and case.status not in spec.statuses):
        return None
    at: dict[str, Any] = {"collection": "collaborations", "identifier": row.case_id, "command": spec.name}
    return url_for("pages.do", **at, hit_id=row.hit_id)


def proposal(explained: Explained | None) -> str:
    """Return the reason that the program proposes for somebody else; nothing where nothing speaks for it."""
    if explained is None or not explained.against:
        return ""
    told = "; ".join(explained.against)
    return f"{told[0].upper()}{told[1:]}."


def _known(queries: InstitutionQueries, row: HitRow) -> Known | None:
    if row.subject_kind is SubjectKind.PARTY:
        party = queries.party(row.subject_id)
        if party is None:
            return None
        owners = tuple(each.owner for each in queries.owners(row.subject_id))
        return Known(party.name, party.aliases, party.country, None, party.identifiers, owners, website=party.website)
    person = queries.person(row.subject_id)
    if person is None:
        return None
    home = queries.party(person.home_party_id) if person.home_party_id is not None else None
    country, home_name = (home.country, home.name) if home is not None else (None, None)
    return Known(person.name, person.aliases, country, person.birth_year, home=home_name)


def _beside(
    row: HitRow, subject: Known | None, listed: Listed | None, explained: Explained | None
) -> tuple[Beside, ...]:
    """Return what both sides tell, line by line; where the list names it no more, as far as the explanation does."""
    ours = subject or Known("")
    main = [text for kind, text in listed.names if kind == "primary"] if listed is not None else []
    others = [text for kind, text in listed.names if kind != "primary"] if listed is not None else []
    if not main and explained is not None:
        main, others = [explained.entry], [explained.listed] if explained.listed != explained.entry else []
    kind = listed.kind if listed is not None else ""
    kinds = {"party": {"organisation"}, "person": {"person"}}[row.subject_kind]
    countries = listed.countries if listed is not None else ()
    years = listed.birth_years if listed is not None else ()
    lines = (
        Beside("name", (ours.name,) if ours.name else (), tuple(main), _is_called(ours.name, main)),
        Beside("aliases", ours.aliases, tuple(others), None),
        Beside("kind", (row.subject_kind.value,), (kind,) if kind else (), kind in kinds if kind else None),
        Beside("country", (ours.country,) if ours.country else (), countries, _agree(ours.country, countries)),
        Beside("birth_year", (ours.birth_year,) if ours.birth_year else (), years, _agree(ours.birth_year, years)),
        Beside("identifiers", ours.identifiers, listed.identifiers if listed is not None else (), None),
        Beside("home", (ours.home,) if ours.home else (), (), None),
        Beside("owners", ours.owners, (), None),
    )
    return tuple(each for each in lines if each.ours or each.theirs)


def _is_called(ours: str, theirs: Sequence[str]) -> bool | None:
    """Tell whether two names are letter for letter the same; of any other pair a person says what it is."""
    known = {tuple(each.casefold().split()) for each in theirs}
    return True if ours and tuple(ours.casefold().split()) in known else None


def _agree(ours: str | None, theirs: Sequence[str]) -> bool | None:
    return None if ours is None or not theirs else ours in theirs


def _said(reading: Reading, row: HitRow, actor: Actor, *, personal: bool) -> tuple[Mapping[str, object], ...]:
    """Return what was said of a hit and of the one that it asks again about, the first first."""
    _, story = reading.story(decider.AGGREGATE, row.case_id, actor)
    about = {row.hit_id, row.follows}
    mine = (each for each in story if getattr(each.recorded.event, "hit_id", None) in about)
    told = (plain.event(each.recorded, personal=personal, only=each.fields) for each in mine)
    return tuple(each for each in told if each["name"] in _SAID)


def onward(queries: InstitutionQueries, row: HitRow, now: asked.Asked, actor: Actor, **more: str) -> str | None:
    """Return the address of the next hit that waits for the actor, behind this one; None after the last."""
    own = actor.identities if now.stage is Stage.SECOND else frozenset()
    after = hit_queries.place(row)
    found = queries.hits_at(now.stage, now.wanted, not_by=own, after=after, limit=1).items
    return now.review(found[0].hit.hit_id, **more) if found else None


def _scopes(row: HitRow, actor: Actor) -> tuple[AnswerScope, ...]:
    """Return where the actor may say that a hit is somebody else, the narrowest first."""
    return tuple(_open_scopes(row, actor))


def _open_scopes(row: HitRow, actor: Actor) -> Iterator[AnswerScope]:
    for scope, roles in hit_answers.MAY_ANSWER.items():
        by_name = scope is AnswerScope.INSTITUTION
        if roles & actor.roles and not (by_name and (row.subject_kind is SubjectKind.PERSON or row.by_owner)):
            yield scope


def typed() -> Mapping[str, str]:
    """Return what was typed into the form."""
    return {name: value for name, value in request.form.items() if name not in {"csrf_token", "command_id"}}
