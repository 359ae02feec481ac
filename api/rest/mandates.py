"""The addresses that tell who stands in for whom, and which auditor may read personal texts."""

from dataclasses import replace

from flask import Response

from api import identity
from api.access import About, Access, Realm
from api.ports import Ports
from api.rest import answers
from api.rest.routes import Route
from domain.institution.covers import COVERED
from domain.values import Role
from projections.mandates import CoverRow, GrantRow

KEEPERS = Access(
    Realm.INSTITUTION,
    frozenset({Role.ADMIN, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Role.INSTITUTION_APPROVER}),
    About.MANDATES,
)
"""Who reads why a cover was given and what a grant is for; an administrator and an auditor read all but the texts."""
_GRANTS = replace(KEEPERS, about=About.UPKEEP)
_COVERS = replace(_GRANTS, roles=COVERED)


def covers(ports: Ports) -> Route:
    """Return the address of the covers: everybody knows whom to turn to, and nobody learns here why."""

    def listed() -> Response:
        return answers.everything(ports.mandate_queries(identity.required().institution).covers(), personal=True)

    what = "Who stands in for whom\nIn which roles and on which days; the last one given first."
    return answers.get("covers", "/covers", listed, _COVERS, what, answers.items_of(CoverRow))


def grants(ports: Ports) -> Route:
    """Return the address of the grants to auditors."""

    def listed() -> Response:
        return answers.everything(ports.mandate_queries(identity.required().institution).grants(), personal=True)

    what = "Which auditor may read personal texts\nBy whose proposal and confirmation, and until which day."
    return answers.get("grants", "/grants", listed, _GRANTS, what, answers.items_of(GrantRow))
