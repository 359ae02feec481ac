"""A scorer in shadow: what the scorer of this version would change in the running cases, before it changes anything.

A full screening beside the cases, a record of every pair that comes out otherwise, and a person who approves it with a
reason; only then are the running cases held against the whole lists by this scorer. New screenings use it from the
first day: whoever decides on a new case has the best that there is. Source: handbook screening.md 6.3 D.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.errors import RuleRefusedError
from domain.ports import Outcome
from domain.rescreening import commands
from domain.rescreening.events import Difference, ShadowPair
from domain.values import Actor, CaseId, Effect, RunId
from kvcase.facts import Facts
from kvcase.reactions import service_actor
from kvcase.screening import matcher, shards
from kvcase.screening.engine import SCORER_ID, Engine, Subject
from kvcase.service import Service
from projections.rescreening_queries import RescreeningQueries

_SOURCE = "handbook screening.md 6.3 D"
_Key = tuple[UUID, UUID, str, str]


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a shadow run found: `same` pairs stay as they are, `pairs` come out otherwise."""

    run_id: RunId
    institution: str
    scorer_id: str
    checked: int
    same: int
    pairs: tuple[ShadowPair, ...]


class Shadows:
    """Compares the scorer of this version with what is on record, and lets a person approve it."""

    def __init__(
        self,
        service: Service,
        facts: Facts,
        engine: Engine,
        register: Callable[[str], RescreeningQueries],
        subjects: Callable[[str, Sequence[UUID]], Mapping[UUID, tuple[Subject, ...]]],
        catch_up: Callable[[str], None],
    ) -> None:
        self._service = service
        self._facts = facts
        self._engine = engine
        self._register = register
        self._subjects = subjects
        self._catch_up = catch_up

    def compare(self, institution: str, executor: Executor) -> Shadow:
        """Screen every live case in full, beside the cases, and record what comes out otherwise."""
        self._catch_up(institution)
        register = self._register(institution)
        case_ids = register.live_case_ids()
        taking_part = self._subjects(institution, case_ids)
        known = {each.subject_id: each for found in taking_part.values() for each in found}
        subjects = [known[subject_id] for subject_id in sorted(known)]
        after: dict[_Key, int] = {}
        against: dict[str, str] = {}
        for list_id, of in sorted(self._facts.shared().lists.items()):
            if of.effect is Effect.CONTEXT:
                continue
            against[list_id] = of.canonical_sha256
            hits = shards.search(executor, self._engine.file(of), of, subjects)
            after |= {
                (case_id, each.subject_id, list_id, hit.entry_id): hit.score
                for case_id, found in taking_part.items()
                for each in found
                for hit in hits.get(each.subject_id, ())
            }
        before = {
            (row.case_id, row.subject_id, row.list_id, row.entry_id): row.score
            for row in register.hits_of_live_cases()
            if row.list_id in against
        }
        pairs = differences(before, after)
        same = len(before.keys() & after.keys()) - sum(each.difference is Difference.OTHER_BAND for each in pairs)
        told = json.dumps([institution, SCORER_ID, against, [str(each) for each in pairs], len(case_ids), same])
        digest = hashlib.sha256(told.encode()).hexdigest()
        run_id = RunId(uuid5(NAMESPACE_URL, f"urn:kvcase:shadow:{digest}"))
        against_sha256 = hashlib.sha256(json.dumps(against, sort_keys=True).encode()).hexdigest()
        command = commands.RecordShadow(run_id, SCORER_ID, against_sha256, len(case_ids), same, pairs)
        self._service(command, actor=service_actor(institution), command_id=uuid5(run_id, "shadow"))
        return Shadow(run_id, institution, SCORER_ID, len(case_ids), same, pairs)

    def approve(self, run_id: RunId, reason: str, actor: Actor) -> Outcome:
        """Let this scorer be used for the running cases. Raises `DomainError`; `scorer-other` for another's shadow."""
        self._catch_up(actor.institution)
        rows = self._register(actor.institution).scorers()
        if any(row.shadow_id == run_id and row.scorer_id != SCORER_ID for row in rows):
            raise RuleRefusedError("scorer-other", _SOURCE, f"that run compared another scorer than {SCORER_ID}")
        return self._service(commands.ApproveScorer(run_id, reason), actor=actor)

    def refuse_unapproved(self, institution: str) -> None:
        """Raise `RuleRefusedError` while another scorer held the running cases, and nobody approved this one."""
        rows = self._register(institution).scorers()
        others = sorted(row.scorer_id for row in rows if row.has_run and row.scorer_id != SCORER_ID)
        approved = any(row.scorer_id == SCORER_ID and row.approved_at is not None for row in rows)
        if others and not approved:
            told = f"{institution} was screened by {', '.join(others)}; nobody approved {SCORER_ID} yet"
            raise RuleRefusedError("scorer-approval", _SOURCE, f"{told}: rescreen --shadow, then --approve")


def differences(before: Mapping[_Key, int], after: Mapping[_Key, int]) -> tuple[ShadowPair, ...]:
    """Return every pair that is new, gone or of another band, in the order of cases."""
    found = []
    for key in sorted(before.keys() | after.keys(), key=str):
        case_id, subject_id, list_id, entry_id = key
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            if matcher.band(was) == matcher.band(now):
                continue
            difference = Difference.OTHER_BAND
        else:
            difference = Difference.NEW if was is None else Difference.GONE
        found.append(ShadowPair(CaseId(case_id), subject_id, list_id, entry_id, difference, was, now))
    return tuple(found)
