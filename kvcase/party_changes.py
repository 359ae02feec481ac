"""Whoever changed is screened again: a live case is held against every list in force when one of its people changed.

Amended, named otherwise, owned by others, or joined: the fingerprint in the register is then another than that of the
last screening. The screening is made anew by the program; what it found is for people to judge and complete, so that
no decision rests on what a party was. Source: handbook screening.md 6.3 A; settled.md 11.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from domain.collaboration.screening import ScreeningCause, StartScreening
from domain.context import ListFact
from domain.errors import NotFoundError, RuleRefusedError, StaleVersionError
from domain.values import CaseId
from kvcase.facts import Facts
from kvcase.reactions import service_actor
from kvcase.screening.engine import SCORER_ID
from kvcase.service import Service
from projections.rescreening_queries import Print, RescreeningQueries

_LOG = logging.getLogger("kvcase.party_changes")


class PartyChanges:
    """Screens the live cases of parties and persons that changed, each change once, whoever looks."""

    def __init__(
        self,
        service: Service,
        facts: Facts,
        register: Callable[[str], RescreeningQueries],
        catch_up: Callable[[str], None],
    ) -> None:
        self._service = service
        self._facts = facts
        self._register = register
        self._catch_up = catch_up

    def tend(self, institution: str) -> tuple[UUID, ...]:
        """Screen what is due, and return those cases."""
        self._catch_up(institution)
        done: list[UUID] = []
        for case_id, changed in self._register(institution).changed_since_screened().items():
            command_id = _name(institution, case_id, changed, self._facts.shared().lists)
            command = StartScreening(CaseId(case_id), uuid5(command_id, "screening"), ScreeningCause.PARTY_CHANGE)
            try:
                self._service(command, actor=service_actor(institution), command_id=command_id)
            except (RuleRefusedError, NotFoundError, StaleVersionError) as refusal:
                # The case ended or moved meanwhile; if it is live at the next look, it is screened then.
                _LOG.warning("case %s is not screened anew: %s", case_id, refusal)
                continue
            done.append(case_id)
        return tuple(done)


def _name(institution: str, case_id: UUID, changed: Sequence[Print], lists: Mapping[str, ListFact]) -> UUID:
    """Return the id of the command: of the same people against the same lists by the same scorer, always the same."""
    who = sorted(f"{each.kind}:{each.subject_id}:{each.fingerprint}" for each in changed)
    against = {name: [each.version_no, each.canonical_sha256] for name, each in sorted(lists.items())}
    told = json.dumps([who, against, SCORER_ID, ScreeningCause.PARTY_CHANGE], sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    return uuid5(NAMESPACE_URL, f"urn:kvcase:screening:{institution}:{case_id}:{digest}")
