"""The fictional institutions and persons of the demonstration."""

from dataclasses import dataclass

from domain.institution.decider import Mailbox, Profile
from domain.institution.words import MailboxFunction
from domain.licence.words import Authority
from domain.values import Role
from kvcase.simulation import world
from kvcase.simulation.office import Staff

NORTH = "noorderhaven"
SOUTH = "zuidpoort"
WEST = "westerveld"
EAST = "oosterdam"
INSTITUTIONS = (NORTH, SOUTH, WEST, EAST)
NAMES = {
    NORTH: "Universiteit Noorderhaven",
    SOUTH: "Instituut Zuidpoort",
    WEST: "Hogeschool Westerveld",
    EAST: "Onderzoekscentrum Oosterdam",
}


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
    **{
        slug: Profile(
            NAMES[slug],
            (Mailbox(MailboxFunction.CONTACT_POINT, f"contactpunt@{slug}.example"),),
            Authority.VL,
            ethics_committee=f"Ethische commissie {slug.capitalize()}",
        )
        for slug in (WEST, EAST)
    },
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
    Cast("veiligheid.noorderhaven", NORTH, Role.SECURITY_OFFICER),
    Cast("auditor.noorderhaven", NORTH, Role.AUDITOR),
    Cast("fg.noorderhaven", NORTH, Role.DATA_PROTECTION_OFFICER),
    Cast("a.dhondt", SOUTH, Role.RESEARCHER),
    Cast("mia.goossens", SOUTH, Role.CONTACT_POINT_OFFICER),
    Cast("koen.segers", SOUTH, Role.CONTACT_POINT_OFFICER),
    Cast("lies.adriaens", SOUTH, Role.EXPORT_CONTROL_OFFICER),
    Cast("ethiek.zuidpoort", SOUTH, Role.ETHICS_COMMITTEE),
    Cast("rector.baert", SOUTH, Role.INSTITUTION_APPROVER),
    Cast("bestuur.nijs", SOUTH, Role.INSTITUTION_APPROVER),
    Cast("auditor.zuidpoort", SOUTH, Role.AUDITOR),
    Cast("fg.zuidpoort", SOUTH, Role.DATA_PROTECTION_OFFICER),
    Cast("contact.westerveld", WEST, Role.CONTACT_POINT_OFFICER),
    Cast("contact.oosterdam", EAST, Role.CONTACT_POINT_OFFICER),
    Cast("beheer.een", "shared", Role.ADMIN),
    Cast("beheer.twee", "shared", Role.ADMIN),
    Cast("operator.een", "shared", Role.OPERATOR),
    Cast("fwo.opvolging", "fwo", Role.FWO_MONITOR),
    Cast("beheer.noorderhaven", NORTH, Role.ADMIN),
    Cast("operator.noorderhaven", NORTH, Role.OPERATOR),
)
STAFF = {
    NORTH: Staff(
        ("r.vanhoof",),
        ("els.deprez", "tom.claeskens"),
        "jan.verlinde",
        "ethiek.noorderhaven",
        ("vicerector.maes", "directeur.wouters"),
    ),
    SOUTH: Staff(
        ("a.dhondt",),
        ("mia.goossens", "koen.segers"),
        "lies.adriaens",
        "ethiek.zuidpoort",
        ("rector.baert", "bestuur.nijs"),
    ),
    WEST: world.staff(WEST, first="contact.westerveld"),
    EAST: world.staff(EAST, first="contact.oosterdam"),
}
"""Who does the work in the simulated years; whoever of them is of the cast finds own cases after signing in."""

SHARES = {NORTH: 42, SOUTH: 26, WEST: 20, EAST: 12}
"""How many of a hundred simulated cases are of each institution."""
