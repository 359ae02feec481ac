"""A case as later decisions depend on it: the spine and one slice a track."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.collaboration.approval import Approval
from domain.collaboration.checks import Checks
from domain.collaboration.deadlines import Deadlines
from domain.collaboration.decontrol import Decontrols
from domain.collaboration.dossier import Dossier
from domain.collaboration.end_use import EndUses
from domain.collaboration.ethics import Ethics
from domain.collaboration.external_advice import ExternalAdvice
from domain.collaboration.factors import Factors
from domain.collaboration.hands import Hands
from domain.collaboration.human_rights import HumanRights
from domain.collaboration.incidents import Incidents
from domain.collaboration.legal import Legal
from domain.collaboration.mitigation import Mitigations
from domain.collaboration.parties import Parties
from domain.collaboration.personnel import Personnel
from domain.collaboration.policies import PolicyReviews
from domain.collaboration.questions import Questions
from domain.collaboration.reporting import Reporting
from domain.collaboration.screening import Screening
from domain.collaboration.sharing import Shared
from domain.collaboration.spine import Spine
from domain.collaboration.support import Support
from domain.collaboration.topic import Topic
from domain.collaboration.unlinking import Unlinking
from domain.collaboration.work_packages import WorkPackages
from domain.party.ownership import Ownership


@dataclass(frozen=True)  # without slots, so that `changed` can copy all of it at once
class Collaboration:
    """One case. `version` counts its events; 0 means that it does not exist."""

    version: int = 0
    spine: Spine = Spine()
    topic: Topic = Topic()
    work_packages: WorkPackages = WorkPackages()
    personnel: Personnel = Personnel()
    parties: Parties = Parties()
    unlinking: Unlinking = Unlinking()
    screening: Screening = Screening()
    factors: Factors = Factors()
    questions: Questions = Questions()
    human_rights: HumanRights = HumanRights()
    ethics: Ethics = Ethics()
    mitigation: Mitigations = Mitigations()
    legal: Legal = Legal()
    sharing: Shared = Shared()
    decontrol: Decontrols = Decontrols()
    end_use: EndUses = EndUses()
    approval: Approval = Approval()
    dossier: Dossier = Dossier()
    support: Support = Support()
    reporting: Reporting = Reporting()
    external_advice: ExternalAdvice = ExternalAdvice()
    incidents: Incidents = Incidents()
    checks: Checks = Checks()
    deadlines: Deadlines = Deadlines()
    reviews: PolicyReviews = PolicyReviews()
    hands: Hands = Hands()

    def changed(self, **slices: Any) -> "Collaboration":
        """Return the case with other slices: `dataclasses.replace`, but quick, for logs are folded event by event."""
        case = object.__new__(Collaboration)
        values = case.__dict__
        values.update(self.__dict__)
        values.update(slices)
        return case

    def ownership_of(self, party_id: UUID) -> Ownership | None:
        """Return what is known of the owners of a party: at its last screening, or else when it was linked."""
        linked = self.parties.parties.get(party_id)
        return self.screening.ownership.get(party_id) or (linked.ownership if linked is not None else None)
