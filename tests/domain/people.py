"""The people of a fictional institution, one for each part to play."""

from domain.values import Actor, Role

HOUSE = "noordhaven"


def person(name: str, *roles: Role, institution: str = HOUSE, for_: str | None = None) -> Actor:
    return Actor(name, institution, frozenset(roles), for_)


RESEARCHER = person("rosa", Role.RESEARCHER)
PROFESSOR = person("pia", Role.RESEARCHER, Role.INSTITUTION_APPROVER)
OFFICER = person("olga", Role.CONTACT_POINT_OFFICER)
COLLEAGUE = person("otto", Role.CONTACT_POINT_OFFICER)
EXPORT = person("xenia", Role.EXPORT_CONTROL_OFFICER)
ETHICS = person("emil", Role.ETHICS_COMMITTEE)
SECURITY = person("sam", Role.SECURITY_OFFICER)
APPROVER = person("vera", Role.INSTITUTION_APPROVER)
DEAN = person("dirk", Role.INSTITUTION_APPROVER)
PROGRAM = person("scheduler", Role.SERVICE)
EVERYBODY = (RESEARCHER, PROFESSOR, OFFICER, COLLEAGUE, EXPORT, ETHICS, SECURITY, APPROVER, DEAN, PROGRAM)

KEEPER = person("karel", Role.ADMIN, institution="shared")
SECOND_KEEPER = person("katja", Role.ADMIN, institution="shared")
