"""Simulated cases: valid histories made by the domain's own decisions, appended many streams at a time.

Everything is fictional: the names are made of syllables, from a seed.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain import registry
from domain.collaboration import appraisal, approval, parties, screening, spine, topic
from domain.context import Context, PartyFact, ScreenedSubject, ScreeningFact
from domain.party import commands as party_commands
from domain.party import decider as party
from domain.permission import acting_role
from domain.values import Actor, CaseId, PartyId, Recorded, Role, SubjectKind
from kvcase.bootstrap import Kvcase
from kvcase.facts import fold
from kvcase.screening.engine import SCORER_ID
from kvcase.store.logs import Append

_BATCH = 250
"""Cases in one transaction: each is two streams."""
_SYLLABLES = tuple(one + two for one in "bdfgklmnprstvwz" for two in "aeio")
_KINDS = ("Universiteit", "Institute of Technology", "Research Centre", "Engineering BV", "Laboratories", "Academy")
_NATURES = (spine.Nature.CONSORTIUM, spine.Nature.COMMISSIONED_RESEARCH, spine.Nature.CO_SUPERVISION)
_COUNTRIES = ("BE", "NL", "DE", "FR", "IT", "US", "JP", "CA", "BR", "IN", "KR", "ZA")


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was made: the running cases, and the party of each."""

    case_ids: tuple[UUID, ...]
    party_ids: tuple[UUID, ...]


def simulate(
    program: Kvcase,
    institution: str,
    count: int,
    *,
    seed: int = 1,
    partners: Sequence[str] = (),
    days_back: int = 30,
    mixed: bool = False,
) -> Simulated:
    """Make `count` running cases with one partner each, named in turn after `partners`, or by made-up names.

    Each went its whole way: notified, screened by an officer, cleared by a second one, started. When `mixed`, one in
    four has ended, one in four is an institutional agreement, and one in three is paid by the FWO.
    """
    random_ = random.Random(seed)  # noqa: S311  # made-up names, no secrets
    now = program.clock() - timedelta(days=days_back)
    namespace = uuid5(UUID(int=seed), institution)
    log = program.logs.log(institution)
    case_ids: list[UUID] = []
    party_ids: list[UUID] = []
    names = list(partners)
    for begin in range(0, count, _BATCH):
        appends: list[Append] = []
        for number in range(begin, min(begin + _BATCH, count)):
            name = names[number % len(names)] if names else _name(random_)
            party_id = PartyId(uuid5(namespace, f"party:{number}"))
            case_id = CaseId(uuid5(namespace, f"case:{number}"))
            country = random_.choice(_COUNTRIES)
            register = party_commands.RegisterParty(party_id, name, country)
            appends.append(_stream(program, institution, party_id, [(_RESEARCHER, register)], now))
            known: party.Party = fold(party.AGGREGATE, _recorded(appends[-1]))
            fact = PartyFact(party_id, 1, known.fingerprint, country)
            nature = random_.choice((*_NATURES, spine.Nature.INSTITUTIONAL_AGREEMENT) if mixed else _NATURES)
            scheme = spine.FWO if mixed and random_.random() < 1 / 3 else None
            walk = list(_walk(case_id, party_id, nature, number, now, scheme))
            if mixed and random_.random() < 1 / 4:
                walk.append((_OFFICER, spine.Complete(case_id, now.date())))
            stream = _stream(program, institution, case_id, walk, now, fact)
            appends.append(replace(stream, series=f"KV-{institution.upper()}-{now.year}"))
            case_ids.append(case_id)
            party_ids.append(party_id)
        log.append(appends)
    program.read_models.catch_up(institution)
    return Simulated(tuple(case_ids), tuple(party_ids))


_RESEARCHER = ("sim.researcher", Role.RESEARCHER)
_OFFICER = ("sim.officer", Role.CONTACT_POINT_OFFICER)
_SECOND = ("sim.second", Role.CONTACT_POINT_OFFICER)


def _walk(
    case_id: CaseId, party_id: PartyId, nature: spine.Nature, number: int, now: datetime, scheme: str | None
) -> Iterator[tuple[tuple[str, Role], object]]:
    title = f"Simulated collaboration {number}"
    yield (
        _RESEARCHER,
        spine.NotifyCollaboration(case_id, title, "Made by kvcase simulate.", nature, funder_scheme=scheme),
    )
    yield _RESEARCHER, parties.LinkParty(case_id, party_id, parties.PartyRole.PARTNER)
    yield _OFFICER, topic.ClassifyTopic(case_id, "Nothing sensitive.")
    yield _OFFICER, screening.StartScreening(case_id, uuid5(case_id, "screening"))
    if scheme == spine.FWO:
        yield _RESEARCHER, appraisal.RecordAppraisal(case_id, "FWO", "simulated", approval.AppraisalOutcome.NONE)
    yield _OFFICER, screening.CompleteScreening(case_id, "No hit, no factor.")
    yield _SECOND, approval.Clear(case_id, "No factor stands.")
    yield _RESEARCHER, spine.Start(case_id, now.date())


def _stream(
    program: Kvcase,
    institution: str,
    stream_id: UUID,
    walk: Sequence[tuple[tuple[str, Role], Any]],
    now: datetime,
    partner: PartyFact | None = None,
) -> Append:
    aggregate = registry.aggregate_of(walk[0][1])
    state, events = aggregate.initial, []
    lists = program.facts.shared().lists
    versions = {name: each.version_no for name, each in lists.items()}
    for at, ((name, role), command) in enumerate(walk):
        spec = next(each for each in aggregate.commands.values() if each.type is type(command))
        actor = Actor(name, institution, frozenset({role}))
        screened: tuple[ScreenedSubject, ...] = ()
        if partner is not None:
            screened = (ScreenedSubject(SubjectKind.PARTY, partner.party_id, partner.fingerprint),)
        context = Context(
            actor,
            acting_role(spec, actor),
            now + timedelta(minutes=at),
            institution,
            program.facts.calendar(institution),
            program.facts.catalogue(program.clock().date()),
            parties={} if partner is None else {partner.party_id: partner},
            screening=ScreeningFact(SCORER_ID, versions, screened, ()),
        )
        command_id = uuid5(stream_id, f"{at}:{spec.name}")
        meta = program.service.metadata(institution, actor, context.role, command_id)
        for event in aggregate.decide(state, command, context):
            recorded = replace(meta(), recorded_at=context.now)
            state = aggregate.evolve(state, event, recorded)
            events.append((event, recorded))
    return Append(stream_id, aggregate.name, 0, tuple(events))


def _recorded(append: Append) -> Any:
    return tuple(Recorded(append.stream_id, n, 0, event, meta) for n, (event, meta) in enumerate(append.events, 1))


def _name(random_: random.Random) -> str:
    word = "".join(random_.choice(_SYLLABLES) for _ in range(random_.randint(3, 4))).capitalize()
    other = "".join(random_.choice(_SYLLABLES) for _ in range(2)).capitalize()
    return f"{word} {other} {random_.choice(_KINDS)}"
