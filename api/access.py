"""Who may use which address. What is not declared is refused.

Across institutions nothing needs refusing here: the institution comes from the credential, and the ports answer from
its own log, in which what belongs to another does not exist (404). Source: settled.md 4, 12; domain.md 2.2.
"""

from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, current_app, request

from api import identity
from domain.errors import NotPermittedError
from domain.incident.commands import STAFF
from domain.ports import EVERYTHING, READ
from domain.values import Actor, Role

FWO = "fwo"
SHARED = "shared"

OFFICES = frozenset(
    {
        Role.CONTACT_POINT_OFFICER,
        Role.EXPORT_CONTROL_OFFICER,
        Role.ETHICS_COMMITTEE,
        Role.INSTITUTION_APPROVER,
        Role.SECURITY_OFFICER,
    }
)
"""Those who handle cases: they see every case of their institution with its personal texts."""

CASE_READERS = OFFICES | {Role.AUDITOR, Role.RESEARCHER}
"""A researcher reads the cases that he or she notified; an auditor all, with personal texts withheld."""


INCIDENT_READERS = STAFF | {Role.AUDITOR}
"""Everybody reads the incidents that he or she reported; the contact point and an auditor all."""


_KEEPERS = frozenset({Role.ADMIN, Role.OPERATOR, Role.AUDITOR, Role.SERVICE})


def roles_at(institution: str) -> frozenset[Role]:
    """Return the roles that mean something there: an office sits at an institution, a monitor at the FWO.

    At `shared` lists and policies are kept; there are no cases. Source: settled.md 4, 6.
    """
    match institution:
        case "fwo":
            return frozenset({Role.FWO_MONITOR})
        case "shared":
            return _KEEPERS
        case _:
            return frozenset(Role) - {Role.FWO_MONITOR}


class Realm(StrEnum):
    """Whose addresses these are."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    INSTITUTION = "institution"
    FWO = "fwo"
    SHARED = "shared"


class About(StrEnum):
    """What an address is about: it says how much of it a role that is let in may know (`reach`)."""

    PROGRAM = "the program"
    SHARED = "lists, rules and profiles"
    UPKEEP = "runs, proofs and who covers for whom, without content"
    CASES = "cases"
    REPORTS = "reports to the FWO"
    INCIDENTS = "incidents"
    REGISTERS = "registers"
    PERSON_REPORT = "all that is held about a person"
    FUNDED = "what the FWO funds"
    MANDATES = "why somebody covers, and what a grant is for"
    READS = "who read what"


@dataclass(frozen=True, slots=True)
class Access:
    """The whole row of an address: actors of a realm in one of these roles (empty: every role), and what it is about.

    What each of them reads follows from `about` (see `reach`), so that nothing else need be declared.
    """

    realm: Realm
    roles: frozenset[Role]
    about: About


class Reach(StrEnum):
    """How much of what an address is about somebody may know whom it lets in."""

    ALL = "all"
    WITHHELD = "all, personal texts withheld"
    OWN = "own"
    NEEDED = "own, and those with personal data"


EVERYONE = Access(Realm.EVERYONE, frozenset(), About.PROGRAM)


def declare(app: Flask, endpoint: str, access: Access) -> None:
    """Say who may use the address behind `endpoint`."""
    table(app)[endpoint] = access


def table(app: Flask) -> dict[str, Access]:
    """Return what was declared, by endpoint."""
    declared: dict[str, Access] = app.extensions.setdefault("kvcase.access", {})
    return declared


def guard() -> None:
    """Refuse the request that is being handled unless its address lets its actor in.

    Raises `RequestRefused` (401) without a credential, `NotPermittedError` for everyone on an undeclared address
    and for a realm or role that may not.
    """
    if request.endpoint is None:
        return
    access = table(current_app).get(request.endpoint)
    if access is None:
        raise NotPermittedError(request.endpoint, (), "access")
    if access.realm is Realm.EVERYONE:
        return
    actor = identity.required()
    if not lets_in(access, actor):
        allowed = tuple(sorted(access.roles)) or (f"the {access.realm}",)
        raise NotPermittedError(_said(request.endpoint), allowed, "access")
    scope = scope_of(request.endpoint)
    is_read = request.method in {"GET", "HEAD"}
    if not identity.scopes() & ({EVERYTHING, READ, scope} if is_read else {EVERYTHING, scope}):
        wanted = f"{READ} or {scope}" if is_read else scope
        raise NotPermittedError(_said(request.endpoint), (f"who holds a key with the scope {wanted}",), "scope")


def scopes(app: Flask) -> frozenset[str]:
    """Return the scope of every address that asks for a credential."""
    return frozenset(scope_of(name) for name, row in table(app).items() if row.realm is not Realm.EVERYONE)


def scope_of(endpoint: str) -> str:
    """Return the name by which a key may be narrowed to an endpoint: `collaborations/approve`."""
    return f"{endpoint.partition('.')[0]}/{_said(endpoint)}"


def lets_in(access: Access, actor: Actor) -> bool:
    """Tell whether an address lets the actor in: of its realm, and in one of its roles."""
    return _is_of(access.realm, actor) and (not access.roles or bool(actor.roles & access.roles))


def reach(access: Access, actor: Actor) -> Reach:
    """Return how much of what an address is about the actor may know, whom it lets in.

    What is not his or hers to know does not exist: 404, and in no list. Source: domain.md 2.2; settled.md 4.
    """
    match access.about:
        case About.CASES | About.REPORTS if reads_only_own_cases(actor):
            return Reach.OWN
        case About.INCIDENTS if Role.CONTACT_POINT_OFFICER in actor.roles:
            return Reach.ALL
        case About.INCIDENTS if Role.AUDITOR in actor.roles:
            return Reach.ALL if is_granted(actor) else Reach.WITHHELD
        case About.INCIDENTS:
            return Reach.NEEDED if Role.DATA_PROTECTION_OFFICER in actor.roles else Reach.OWN
        case About.CASES | About.REPORTS | About.REGISTERS:
            return Reach.ALL if may_read_personal_texts(actor) else Reach.WITHHELD
        case About.MANDATES:
            return Reach.ALL if tells_personal_texts(access, actor) else Reach.WITHHELD
        case _:
            return Reach.ALL


def may_read_personal_texts(actor: Actor) -> bool:
    """Tell whether personal texts are shown: to the offices, and to researchers who see only their own cases.

    A program, an operator, an auditor without a grant (a researcher too) and the FWO never see them.
    Source: settled.md 4.
    """
    is_let_in = bool(actor.roles & OFFICES) or is_granted(actor)
    return is_let_in or (Role.RESEARCHER in actor.roles and reads_only_own_cases(actor))


def is_granted(actor: Actor) -> bool:
    """Tell whether the actor audits here, with a grant that stands: for a purpose, until a day."""
    return Role.AUDITOR in actor.roles and actor.grant is not None


def tells_personal_texts(access: Access, actor: Actor) -> bool:
    """Tell whether an address tells the actor personal texts: a researcher, whatever else, those of own cases only."""
    is_of_cases = access.about in {About.CASES, About.REPORTS}
    is_of_mandates = access.about is About.MANDATES and Role.DATA_PROTECTION_OFFICER in actor.roles
    is_let_in = bool(actor.roles & OFFICES) or is_granted(actor) or is_of_mandates
    return is_let_in or (is_of_cases and may_read_personal_texts(actor))


def may_read_incident_texts(actor: Actor) -> bool:
    """Tell whether the texts of an incident that the actor may know of are shown: not to a mere auditor."""
    return Role.AUDITOR not in actor.roles or Role.CONTACT_POINT_OFFICER in actor.roles or is_granted(actor)


def refuse_search(actor: Actor) -> None:
    """Raise `NotPermittedError` for a search in texts that the actor may not read: it would tell them."""
    if not may_read_personal_texts(actor):
        raise NotPermittedError("searching texts", tuple(sorted(OFFICES)), "access")


def reads_only_own_cases(actor: Actor) -> bool:
    """Tell whether the actor sees only the cases that he or she notified."""
    return not actor.roles & (CASE_READERS - {Role.RESEARCHER})


def _said(endpoint: str) -> str:
    """Return an endpoint as a person says it: `approve`, not `collaborations.collaborations-approve`."""
    blueprint, _, name = endpoint.rpartition(".")
    return name.removeprefix(f"{blueprint}-")


def _is_of(realm: Realm, actor: Actor) -> bool:
    match realm:
        case Realm.FWO:
            return actor.institution == FWO
        case Realm.SHARED:
            return actor.institution == SHARED
        case Realm.INSTITUTION:
            return actor.institution not in {FWO, SHARED}
        case _:
            return True
