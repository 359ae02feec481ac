"""The fictional institutions and persons of the demonstration."""

from dataclasses import dataclass

from domain.institution.decider import Mailbox, Profile
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority
from domain.values import Role

NORTH = "noorderhaven"
SOUTH = "zuidpoort"
INSTITUTIONS = (NORTH, SOUTH)
NAMES = {NORTH: "Universiteit Noorderhaven", SOUTH: "Instituut Zuidpoort"}


PROFILES = {
    NORTH: Profile(
        NAMES[NORTH],
        (
            Mailbox(MailboxFunction.CONTACT_POINT, "kennisveiligheid@noorderhaven.example"),
            Mailbox(MailboxFunction.ETHICS, "ethiek@noorderhaven.example"),
            Mailbox(MailboxFunction.EXPORT, "exportcontrole@noorderhaven.example"),
        ),
        Authority.VL,
        ethics_committee="Ethische commissie Noorderhaven",
        approver_title="vicerector onderzoek",
    ),
    SOUTH: Profile(
        NAMES[SOUTH], (Mailbox(MailboxFunction.CONTACT_POINT, "contactpunt@zuidpoort.example"),), Authority.VL
    ),
}
"""Whom to reach there for what: one with an address for some functions, one where the contact point answers all."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody with the one role in which they act here."""

    actor: str
    institution: str
    role: Role


CAST = (
    Cast("r.vanhoof", NORTH, Role.RESEARCHER),
    Cast("els.deprez", NORTH, Role.CONTACT_POINT_OFFICER),
    Cast("tom.claeskens", NORTH, Role.CONTACT_POINT_OFFICER),
    Cast("jan.verlinde", NORTH, Role.EXPORT_CONTROL_OFFICER),
    Cast("ethiek.noorderhaven", NORTH, Role.ETHICS_COMMITTEE),
    Cast("vicerector.maes", NORTH, Role.INSTITUTION_APPROVER),
    Cast("directeur.wouters", NORTH, Role.INSTITUTION_APPROVER),
    Cast("auditor.noorderhaven", NORTH, Role.AUDITOR),
    Cast("a.dhondt", SOUTH, Role.RESEARCHER),
    Cast("mia.goossens", SOUTH, Role.CONTACT_POINT_OFFICER),
    Cast("koen.segers", SOUTH, Role.CONTACT_POINT_OFFICER),
    Cast("lies.adriaens", SOUTH, Role.EXPORT_CONTROL_OFFICER),
    Cast("ethiek.zuidpoort", SOUTH, Role.ETHICS_COMMITTEE),
    Cast("rector.baert", SOUTH, Role.INSTITUTION_APPROVER),
    Cast("bestuur.nijs", SOUTH, Role.INSTITUTION_APPROVER),
    Cast("beheer.een", "shared", Role.ADMIN),
    Cast("beheer.twee", "shared", Role.ADMIN),
    Cast("fwo.opvolging", "fwo", Role.FWO_MONITOR),
)
