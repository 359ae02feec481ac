"""What waits in the demonstration for whoever looks around in a role, brought about by the program's own commands."""

from collections.abc import Iterable
from datetime import timedelta

from domain.collaboration import approval_institution, ethics, spine, support
from domain.collaboration.spine import Status
from domain.errors import DomainError
from domain.institution.covers import GiveCover
from domain.institution.grants import ProposeGrant
from domain.policyset import decider as policyset
from domain.values import Actor, CaseId, Role
from kvcase.bootstrap import Kvcase
from kvcase.demo.people import CAST, INSTITUTIONS, NORTH, SOUTH, STAFF
from kvcase.facts import POLICY_SET
from kvcase.telling.subscribers import Channel, Standing

_TURNED_OFF = "the subscriber was turned off"


def leave_work(program: Kvcase) -> None:
    """Let something wait for whoever decides, covers, or keeps the house."""
    _for_cases(program)
    _for_people(program)
    _for_keepers(program)
    for slug in INSTITUTIONS:
        program.read_models.catch_up(slug)


def _for_cases(program: Kvcase) -> None:
    """Let proposals and questions of the contact points wait for the committee, an approver and a researcher."""
    today = program.clock().date()
    for slug in (NORTH, SOUTH):
        officer = Actor(STAFF[slug].officers[0], slug, frozenset({Role.CONTACT_POINT_OFFICER}))
        queries = program.read_models.institution(slug)
        running, review, screening = (
            [CaseId(row.case_id) for row in queries.cases(status=status).items]
            for status in (Status.RUNNING, Status.IN_REVIEW, Status.SCREENING)
        )
        ends = today + timedelta(days=30)
        give_back = ("De ontvangen gegevens gaan terug naar de partner.",)
        cause = "De partner werkt niet meer mee aan de jaarlijkse opvolging."
        _first(program, officer, (spine.ProposeTermination(each, cause, ends, give_back) for each in running))
        question = "Kan het resultaat ook anders gebruikt worden dan bedoeld, en weegt dat op tegen het nut?"
        for each in (screening[:8], screening[8:]):
            _first(program, officer, (ethics.RequestEthicsAdvice(one, question=question) for one in each))
        stand = "Het risico is hoog: staat de instelling achter deze aanvraag?"
        word = (approval_institution.RequestInstitutionalApproval(each, stand) for each in review)
        _first(program, officer, word)
        why = "Met de partner is mondeling afgesproken wat deze drempel vraagt; het stuk volgt."
        _first(
            program,
            officer,
            (
                spine.ProposeGateOverride(each, gate.gate_id, why)
                for each in reversed(review)
                for gate in queries.gates(each)
                if not gate.legal
            ),
        )


def _for_people(program: Kvcase) -> None:
    """Let a colleague be covered for, and a grant to an auditor wait for its second person."""
    today, new_id = program.clock().date(), program.ports.new_id
    first, second = STAFF[NORTH].officers
    officer = Actor(first, NORTH, frozenset({Role.CONTACT_POINT_OFFICER}))
    roles, until = (Role.CONTACT_POINT_OFFICER,), today + timedelta(days=13)
    program.service(GiveCover(new_id(), first, second, roles, today, until, "Een opleiding."), actor=officer)
    for slug in (NORTH, SOUTH):
        protector = _of(slug, Role.DATA_PROTECTION_OFFICER)
        auditor = _of(slug, Role.AUDITOR)
        purpose = "De jaarlijkse doorlichting: de gronden van beslissingen nalezen."
        program.service(ProposeGrant(new_id(), auditor.id, purpose, today + timedelta(days=60)), actor=protector)


def _for_keepers(program: Kvcase) -> None:
    """Let an edition wait for its second administrator."""
    shelf, day = program.facts.shelf, program.clock().date() + timedelta(days=14)
    chosen = next(iter(shelf.all()))
    told = "Om te tonen hoe twee beheerders een editie publiceren: bekijk eerst wat ze zou wijzigen."
    if chosen.edition_id == program.facts.edition_today().edition_id:
        return
    command = policyset.ProposeEdition(POLICY_SET, chosen.edition_id, chosen.sha256, day, told)
    program.service(command, actor=_of("shared", Role.ADMIN))


def leave_post(program: Kvcase) -> None:
    """Let mail of one institution be given up, as it is when mail is turned off: an operator may send it again."""
    queries = program.read_models.institution(NORTH)
    officer = Actor(STAFF[NORTH].officers[0], NORTH, frozenset({Role.CONTACT_POINT_OFFICER}))
    mine = queries.cases(status=Status.SCREENING, notified_by=STAFF[NORTH].researchers).items
    others = queries.cases(status=Status.RUNNING).items
    for row in (*mine, *others)[:2]:
        asked = program.ports.new_id()
        question = "Wie buiten de instelling kan de gegevens nog inkijken?"
        program.service(support.AskNotifier(CaseId(row.case_id), asked, question), actor=officer)
    box, subscribers = program.telling.outbox, program.telling.subscribers
    box.collect(NORTH)
    for each in subscribers.of(NORTH):
        if each.channel is Channel.MAIL:
            subscribers.switch(each.subscriber_id, Standing.OFF, "the demonstration")
            box.give_up(NORTH, each.subscriber_id, _TURNED_OFF)
            subscribers.switch(each.subscriber_id, Standing.ON, "the demonstration")


def _first(program: Kvcase, actor: Actor, commands: Iterable[object]) -> None:
    """Give the first of these commands that the rules take."""
    for command in commands:
        try:
            program.service(command, actor=actor)
        except DomainError:
            continue
        return


def _of(slug: str, role: Role) -> Actor:
    found = next(each for each in CAST if each.institution == slug and each.role is role)
    return Actor(found.actor, slug, frozenset({role}))
