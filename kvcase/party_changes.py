"""Whoever changed is screened again: a live case is held against every list in force when one of its people changed.

Amended, named otherwise, owned by others, or joined: the fingerprint in the register is then another than that of the
last screening. So is a case in which the answer to a hit expired, which asks the question again. The screening is made
anew by the program; what it found is for people to judge and complete, so that no decision rests on what a party was.
Source: handbook screening.md 6.3 A, 6.4; settled.md 11.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.collaboration.screening import ScreeningCause, StartScreening
from domain.context import ListFact
from domain.errors import NotFoundError, RuleRefusedError, StaleVersionError
from domain.ports import Clock
from domain.values import CaseId
from kvcase.facts import Facts
from kvcase.reactions import service_actor
from kvcase.screening.engine import SCORER_ID
from kvcase.service import Service
from projections.rescreening_queries import RescreeningQueries

_LOG = logging.getLogger("kvcase.party_changes")


class PartyChanges:
    """Screens the live cases of parties and persons that changed, each change once, whoever looks."""

    def __init__(
        self,
        service: Service,
        facts: Facts,
        register: Callable[[str], RescreeningQueries],
        catch_up: Callable[[str], None],
        clock: Clock,
    ) -> None:
        self._service = service
        self._facts = facts
        self._register = register
        self._catch_up = catch_up
        self._clock = clock

    def tend(self, institution: str) -> tuple[UUID, ...]:
        """Screen what is due, and return those cases."""
        self._catch_up(institution)
        register, done = self._register(institution), {}
        changed = register.changed_since_screened()
        for case_id, who in changed.items():
            told = sorted(f"{each.subject_id}:{each.fingerprint}:{each.screened_in}" for each in who)
            done[case_id] = self._screened(institution, case_id, ScreeningCause.PARTY_CHANGE, told)
        for case_id, hits in register.expired(self._clock().date()).items():
            if case_id not in changed:
                told = [str(each) for each in hits]
                done[case_id] = self._screened(institution, case_id, ScreeningCause.PERIODIC, told)
        return tuple(case_id for case_id, is_done in done.items() if is_done)

    def _screened(self, institution: str, case_id: UUID, cause: ScreeningCause, why: Sequence[str]) -> bool:
        # What expired is asked again once, whatever the lists; whoever changed is held against those in force.
        lists = self._facts.shared().lists if cause is ScreeningCause.PARTY_CHANGE else {}
        command_id = _name(institution, case_id, cause, why, lists)
        if self._service.is_done(institution, command_id):
            return False  # and what it found is all there is to find
        command = StartScreening(CaseId(case_id), uuid5(command_id, "screening"), cause)
        try:
            self._service(command, actor=service_actor(institution), command_id=command_id)
        except (RuleRefusedError, NotFoundError, StaleVersionError) as refusal:
            # The case ended or moved meanwhile; if it is live at the next look, it is screened then.
            _LOG.warning("case %s is not screened anew: %s", case_id, refusal)
            return False
        return True


def _name(
    institution: str, case_id: UUID, cause: ScreeningCause, why: Sequence[str], lists: Mapping[str, ListFact]
) -> UUID:
    """Return the id of the command: for the same reasons against the same lists by the same scorer, always the same."""
    against = {name: [each.version_no, each.canonical_sha256] for name, each in sorted(lists.items())}
    told = json.dumps([why, against, SCORER_ID, cause], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return uuid5(NAMESPACE_URL, f"urn:kvcase:screening:{institution}:{case_id}:{digest}")
