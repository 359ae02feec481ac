"""The life of one case, from its notification to wherever it stands today."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.collaboration import (
    approval,
    ethics,
    factors,
    levels,
    mitigation,
    parties,
    screening,
    spine,
    support,
    topic,
)
from domain.collaboration.approval_conditions import ConditionInput
from domain.collaboration.screening import Resolution
from domain.collaboration.spine import CaseType, Direction, Nature, Status, Trigger
from domain.errors import DomainError
from domain.gates import Blocks
from domain.party import commands as party
from domain.person import commands as person
from domain.values import Actor, CaseId, HitId, Level, PartyId, PersonId, Role
from kvcase.simulation import aftermath, phrases
from kvcase.simulation.exports import Exports
from kvcase.simulation.obstacles import Desk, Stuck
from kvcase.simulation.office import Office, ReachedToday


class Fate(StrEnum):
    """How a case goes, if nothing else comes between."""

    ORDINARY = "ordinary"
    ADVICE = "advice"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    WAITS = "waits"


class Theme(StrEnum):
    """What a case is about."""

    PLAIN = "plain"
    CRITICAL = "critical"
    DUAL_USE = "dual_use"
    RIGHTS = "rights"
    GUEST = "guest"


_NATURES = {
    Theme.PLAIN: (Nature.CONSORTIUM, Nature.CO_SUPERVISION, Nature.CO_PUBLICATION, Nature.INSTITUTIONAL_AGREEMENT),
    Theme.CRITICAL: (Nature.CONSORTIUM, Nature.COMMISSIONED_RESEARCH, Nature.JOINT_PHD),
    Theme.DUAL_USE: (Nature.CONSORTIUM, Nature.TRANSFER, Nature.SERVICE),
    Theme.RIGHTS: (Nature.COMMISSIONED_RESEARCH, Nature.FIELDWORK, Nature.DONATION),
    Theme.GUEST: (Nature.VISITING_RESEARCHER, Nature.RECRUITMENT, Nature.EXCHANGE_STUDENT),
}
_TRIGGERS = {
    Theme.PLAIN: (Trigger.OTHER,),
    Theme.CRITICAL: (Trigger.OTHER,),
    Theme.DUAL_USE: (Trigger.DUAL_USE,),
    Theme.RIGHTS: (Trigger.HUMAN_RIGHTS,),
    Theme.GUEST: (Trigger.LIST_COUNTRY, Trigger.MISUSE),
}
_STAYS = {
    Nature.VISITING_RESEARCHER: parties.StayType.VISITING_RESEARCHER,
    Nature.RECRUITMENT: parties.StayType.STAFF,
    Nature.EXCHANGE_STUDENT: parties.StayType.EXCHANGE_STUDENT,
}
_SCHEMES = ("bof", "he-ria", "iof", "belspo", None, None)
_ANNEXES = ("2021/821", "2025/2003")
"""The regulation that the control list was last replaced by: before 2026, and since."""

_ASSERTED = ("P-GOVT", "P-REPUT", "F-DEP", "P-OPAQUE", "F-MOTIVE", "P-ENV")
_MEASURES = ("M01", "M02", "M03", "M04", "M05", "M07", "M08", "M11", "M12", "M14")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is settled about a case before it begins.

    `is_late`: it began in these weeks. `listed` is a partner whose name is like one on a list.
    """

    number: int
    fate: Fate
    theme: Theme
    is_fwo: bool
    is_late: bool = False
    listed: str | None = None


@dataclass
class Story:
    """One case as it goes on."""

    office: Office
    plan: Plan
    researcher: str
    desk: Desk = field(init=False)
    case_id: CaseId = field(init=False)
    party_id: PartyId = field(init=False)
    country: str = field(init=False)

    def __post_init__(self) -> None:
        """Say who deals with it."""
        office, staff = self.office, self.office.staff
        self.case_id = CaseId(office.id(f"case {self.plan.number}"))
        first, second = staff.officers if self.plan.number % 3 else reversed(staff.officers)
        people = (
            office.actor(self.researcher, Role.RESEARCHER),
            office.actor(first, Role.CONTACT_POINT_OFFICER),
            office.actor(second, Role.CONTACT_POINT_OFFICER),
        )
        self.desk = Desk(office, self.case_id, *people)
        self.party_id = PartyId(office.id(f"party {self.plan.number}"))

    def tell(self) -> str | None:
        """Let the case go on until it is over, stuck or today; return what it is stuck at."""
        try:
            self._tell()
        except ReachedToday:
            return None
        except (Stuck, DomainError) as stuck:
            return str(stuck)
        return None

    def _tell(self) -> None:
        self._notified()
        fate, office = self.plan.fate, self.office
        if fate is Fate.ADVICE:
            self._classified()
            self._screened()
            office.wait(1, 8)
            answer = spine.AnswerAsAdvice(self.case_id, self._say(phrases.ADVICE), (self._say(phrases.CONDITIONS),))
            self.desk.get(self.desk.officer, lambda: answer)
            self._closed()
            return
        self._classified()
        if fate is Fate.WITHDRAWN:
            office.wait(1, 15)
            office.act(self.desk.researcher, spine.Withdraw(self.case_id, self._say(phrases.WITHDRAWN)))
            self._closed()
            return
        self._screened()
        self._decided()
        if office.case(self.case_id).spine.status is Status.REJECTED:
            self._closed()
            return
        exports = Exports(self.desk, self.party_id, self.country)
        if self.plan.theme is Theme.DUAL_USE:
            exports.licensed()
        office.wait(2, 25)
        self.desk.get(self.desk.researcher, lambda: spine.Start(self.case_id, office.today))
        aftermath.Aftermath(self.desk, self.party_id, self.country, exports).lived(
            suspended=fate is Fate.SUSPENDED, terminated=fate is Fate.TERMINATED
        )
        self._closed()

    def _say(self, told: tuple[str, ...]) -> str:
        return self.desk.say(told)

    def _act(self, actor: Actor, command: object) -> None:
        self.office.act(actor, command)

    def _notified(self) -> None:
        office, plan, researcher, random = self.office, self.plan, self.desk.researcher, self.office.random
        name = plan.listed or office.names.party()
        self.country = office.names.country()
        if plan.theme is Theme.DUAL_USE:
            self.country = random.choice(("US", "KR", "IN", "CN", "JP", "CA"))
        website = f"https://{name.split()[0].lower()}.example" if office.chance(0.5) else None
        self._act(researcher, party.RegisterParty(self.party_id, name, self.country, website=website))
        nature = random.choice(_NATURES[plan.theme])
        begin = office.today + timedelta(days=random.randint(30, 150))
        scheme = spine.FWO if plan.is_fwo else random.choice(_SCHEMES)
        topic_ = random.choice(phrases.TOPICS)
        partner = " ".join(name.split()[:2])
        self._act(
            researcher,
            spine.NotifyCollaboration(
                self.case_id,
                f"{topic_} met {partner}",
                f"{topic_}: gezamenlijk onderzoek met {name}, met uitwisseling van resultaten en bezoeken.",
                nature,
                Direction.IN if plan.theme is Theme.GUEST else Direction.BOTH,
                _TRIGGERS[plan.theme],
                CaseType.ADVICE if plan.fate is Fate.ADVICE else CaseType.EVALUATION,
                scheme,
                f"G0S{plan.number:04d}N" if plan.is_fwo else None,
                begin,
                begin + timedelta(days=random.randint(200, 1100)),
                (self.country,) if nature is Nature.FIELDWORK else (),
            ),
        )
        home = plan.theme is Theme.GUEST
        role = parties.PartyRole.HOME_INSTITUTION if home else parties.PartyRole.PARTNER
        if nature is Nature.COMMISSIONED_RESEARCH:
            role = parties.PartyRole.COMMISSIONER
        self._act(researcher, parties.LinkParty(self.case_id, self.party_id, role))
        if office.chance(0.25):
            other = PartyId(office.id(f"other {plan.number}"))
            self._act(researcher, party.RegisterParty(other, office.names.party(), office.names.country()))
            self._act(researcher, parties.LinkParty(self.case_id, other, parties.PartyRole.PARTNER))
        if home:
            guest = PersonId(office.id(f"guest {plan.number}"))
            self._act(researcher, person.RegisterPerson(guest, office.names.person(), home_party_id=self.party_id))
            stay, scholarship = _STAYS[nature], "csc" if self.country == "CN" and office.chance(0.5) else None
            is_temporary = nature is not Nature.RECRUITMENT
            linked = parties.LinkResearcher(self.case_id, guest, stay, is_temporary, self.party_id, scholarship)
            self._act(researcher, linked)
        if office.chance(0.3):
            title = f"Ontwerp van overeenkomst met {partner}"
            digest = sha256(f"{self.case_id} {title}".encode()).hexdigest()
            document = office.id(f"document {plan.number}")
            self._act(researcher, support.AttachDocument(self.case_id, document, digest, title))

    def _classified(self) -> None:
        office, desk, theme, random = self.office, self.desk, self.plan.theme, self.office.random
        office.wait(1, 5)
        self._act(desk.officer, support.AssignCase(self.case_id, desk.officer.id))
        if office.chance(0.35):
            asked = office.id(f"question {self.plan.number}")
            question = random.randrange(len(phrases.QUESTIONS))
            self._act(desk.officer, support.AskNotifier(self.case_id, asked, phrases.QUESTIONS[question]))
            office.wait(1, 9)
            self._act(desk.researcher, support.AnswerQuestion(self.case_id, asked, phrases.ANSWERS[question]))
        technologies: tuple[str, ...] = ()
        codes: tuple[topic.ControlCode, ...] = ()
        interference: tuple[topic.Interference, ...] = ()
        who = desk.officer
        trl = None
        if theme in {Theme.CRITICAL, Theme.GUEST}:
            technologies = (random.choice(sorted(office.facts.catalogue(office.today).subtechnologies)),)
            trl = random.randint(1, 5)
        elif theme is Theme.DUAL_USE:
            technologies, who, trl = (random.choice(("9.1", "2.3", "1.1")),), desk.export, random.randint(2, 5)
            certain = random.choice((topic.Certainty.CONFIRMED, topic.Certainty.CONFIRMED, topic.Certainty.SUSPECTED))
            codes = (
                topic.ControlCode(
                    random.choice(("9A012", "6A002", "3A001", "5A002")), _ANNEXES[office.today.year >= 2026], certain
                ),
            )
        elif theme is Theme.RIGHTS:
            interference = (topic.Interference.POLITICAL,)
        why = "Ingedeeld na lezing van het projectvoorstel."
        classified = topic.ClassifyTopic(self.case_id, why, technologies, interference, codes, trl)
        self._act(who, classified)

    def _screened(self) -> None:
        office, desk = self.office, self.desk
        office.wait(0, 4)
        self._act(desk.officer, screening.StartScreening(self.case_id, office.id(f"screening {self.plan.number}")))
        if office.chance(0.3):
            self._act(
                desk.officer,
                support.AddComment(self.case_id, office.id(f"said {self.plan.number}"), self._say(phrases.COMMENTS)),
            )
        office.wait(1, 9)
        for hit_id in tuple(office.case(self.case_id).screening.hits):
            if self.plan.is_late and office.chance(0.85):
                raise Stuck("a hit that nobody looked at yet")
            if self.plan.fate is Fate.WAITS and office.chance(0.5):
                doubt = screening.ResolveHit(
                    self.case_id, HitId(hit_id), Resolution.UNCLEAR, self._say(phrases.NOT_SURE)
                )
                self._act(desk.officer, doubt)
                raise Stuck("a hit that is not clear")
            if self.plan.fate is Fate.REJECTED:
                desk.resolve(hit_id, Resolution.TRUE_MATCH)
            else:
                desk.resolve(hit_id)
        if self.plan.theme is not Theme.PLAIN and office.chance(0.6):
            code = office.random.choice(_ASSERTED)
            self._act(
                desk.officer, factors.AssertRiskFactor(self.case_id, code, self._say(phrases.LOOKED), self.party_id)
            )
        if self.plan.theme is Theme.RIGHTS and office.chance(0.7):
            self._act(
                desk.officer, factors.AssertRiskFactor(self.case_id, "P-HR", self._say(phrases.LOOKED), self.party_id)
            )
        if self.plan.theme is Theme.GUEST and office.chance(0.3):
            guest = office.id(f"guest {self.plan.number}")
            self._act(desk.officer, factors.AssertRiskFactor(self.case_id, "R-AFFIL", self._say(phrases.LOOKED), guest))
        if self.plan.theme in {Theme.CRITICAL, Theme.RIGHTS, Theme.GUEST} and office.chance(0.25):
            asked = ethics.RequestEthicsAdvice(self.case_id, question=self._say(phrases.ASK_COMMITTEE))
            self._act(desk.officer, asked)
        desk.get(desk.officer, lambda: screening.CompleteScreening(self.case_id, self._say(phrases.SCREENED)))

    def _decided(self) -> None:
        office, desk, fate = self.office, self.desk, self.plan.fate
        state = office.case(self.case_id)
        standing = sorted(self._standing())
        if state.screening.level in {Level.NONE, Level.ATTENTION} and not standing and fate is not Fate.REJECTED:
            office.wait(0, 4)
            desk.get(desk.second, lambda: approval.Clear(self.case_id, self._say(phrases.CLEARED)))
            return
        for number, code in enumerate(office.random.sample(_MEASURES, k=min(len(standing), 3))):
            due = office.today + timedelta(days=office.random.randint(20, 90))
            measure = mitigation.SetMitigation(
                self.case_id,
                office.id(f"measure {self.plan.number} {number}"),
                code,
                self.researcher,
                due,
                self._say(phrases.ACCEPTED),
                tuple(standing[number::3]),
            )
            try:
                self._act(desk.officer, measure)
            except DomainError:
                continue  # a measure that does not go with this case
        if fate is Fate.WAITS:
            office.wait(1, 5)
        office.wait(0, 5)
        desk.get(desk.officer, lambda: approval.SubmitForReview(self.case_id, self._say(phrases.PROPOSED)))
        if office.chance(0.15):
            office.wait(2, 8)
            self._act(desk.approver(), approval.ReturnForWork(self.case_id, self._say(phrases.RETURNED)))
            office.wait(2, 8)
            desk.get(desk.officer, lambda: approval.SubmitForReview(self.case_id, self._say(phrases.PROPOSED)))
        office.wait(3, 20)
        if fate is Fate.REJECTED or state.screening.level is Level.BLOCKED:
            until = office.today + timedelta(days=30)
            self._act(desk.approver(), approval.Reject(self.case_id, self._say(phrases.REJECTED), until))
            return
        desk.get(desk.approver(), self._approval)

    def _approval(self) -> object:
        office, state = self.office, self.office.case(self.case_id)
        today = office.today
        advised = sorted(state.ethics.condition_ids)
        conditions = tuple(ConditionInput(each, self._say(phrases.CONDITIONS)) for each in advised)
        if office.chance(0.5):
            due = today + timedelta(days=office.random.randint(30, 500))
            blocks = office.random.choice((None, None, Blocks.START))
            conditions += (ConditionInput("opvolging", self._say(phrases.CONDITIONS), due, blocks),)
        unanswered = sorted(self._standing() - state.mitigation.addressed)
        accepted = tuple(approval.FactorAcceptance(code, self._say(phrases.ACCEPTED)) for code in unanswered)
        review: date | None = today + timedelta(days=365) if office.chance(0.4) else None
        needs_licence = self.plan.theme is Theme.DUAL_USE
        return approval.Approve(
            self.case_id,
            self._say(phrases.APPROVED),
            state.version,
            conditions,
            needs_licence,
            today + timedelta(days=1460) if office.chance(0.3) else None,
            accepted_factors=accepted,
            next_review_on=review,
        )

    def _standing(self) -> frozenset[str]:
        office = self.office
        found = levels.standing_factors(office.case(self.case_id), office.facts.catalogue(office.today))
        return frozenset(code for code, _ in found)

    def _closed(self) -> None:
        office = self.office
        office.wait(10, 60)
        is_rare = self.plan.fate in {Fate.TERMINATED, Fate.WITHDRAWN, Fate.REJECTED}
        if office.chance(0.3 if is_rare else 0.6):
            closed = spine.Close(self.case_id, self._say(phrases.CLOSED), office.today + timedelta(days=3650))
            self.desk.get(self.desk.officer, lambda: closed)
