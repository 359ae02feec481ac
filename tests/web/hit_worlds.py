"""Cases with hits that are clearly somebody else: organisations called as entries of a list are, in another country."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid5

from domain.collaboration import parties, screening, spine
from domain.party import commands as party
from domain.values import Actor, CaseId, Effect, PartyId, Role
from kvcase.bootstrap import Kvcase
from kvcase.demo.installation import MAPPING
from tests.acceptance.installations import FIRST, write_list

NAMES = (
    "Zarqand Aerodynamics",
    "Veltobruk Hydraulics",
    "Moristel Cryogenics",
    "Tikkundorf Metallurgy",
    "Hulfaren Ceramics",
    "Braskomel Photonics",
    "Quelvart Turbines",
    "Sondarik Polymers",
    "Ferlumin Acoustics",
    "Drovashka Sensors",
    "Ykathar Robotics",
    "Plennovar Gyroscopes",
    "Ostrigund Batteries",
    "Jalmeroth Antennas",
    "Kivorans Lasers",
    "Wexundal Bearings",
    "Thurnobal Pumps",
    "Gaskirel Alloys",
    "Nimbovest Drones",
    "Ulpharic Catalysts",
)
"""Twenty fictional names."""

_WORLD = UUID(int=17)


def listed(
    program: Kvcase,
    folder: Path,
    *,
    list_id: str = "fictional-notes",
    effect: Effect = Effect.INDICATIVE,
    names: Sequence[str] = NAMES,
    country: str = "SY",
    alias: str = "",
) -> None:
    """Take a version of a fictional list in that names these organisations, the first with another name beside."""
    rows = [(f"F-{number:02}", name, country) for number, name in enumerate(names)]
    file = write_list(folder / f"{list_id}.csv", *rows, alias_of={"F-00": alias} if alias else {})
    program.list_imports.register(FIRST, list_id, f"Fictional {effect} list", effect, "fiction", "fictional")
    program.list_imports.import_files(FIRST, list_id, "generic_csv", {"list": file}, MAPPING)


def screened(
    program: Kvcase, institution: str, *, names: Sequence[str] = NAMES, per_case: int = 5, country: str = "BE"
) -> tuple[CaseId, ...]:
    """Notify and screen cases with these organisations as partners; return them in their order."""
    officer = Actor("contact.een", institution, frozenset({Role.CONTACT_POINT_OFFICER}))
    found = []
    for at in range(0, len(names), per_case):
        case_id = CaseId(uuid5(_WORLD, f"{institution}:{names[at]}"))
        notify = spine.NotifyCollaboration(
            case_id, f"A windtunnel, part {at // per_case + 1}", "Text", spine.Nature.CONSORTIUM
        )
        program.service(notify, actor=officer)
        for name in names[at : at + per_case]:
            party_id = PartyId(uuid5(_WORLD, f"{institution}:party:{name}"))
            program.service(party.RegisterParty(party_id, name, country), actor=officer)
            program.service(parties.LinkParty(case_id, party_id, parties.PartyRole.PARTNER), actor=officer)
        program.service(screening.StartScreening(case_id, uuid5(case_id, "screening")), actor=officer)
        found.append(case_id)
    return tuple(found)


def many(number: int) -> tuple[str, ...]:
    """Return so many fictional names."""
    firsts, lasts = ([name.split()[at] for name in NAMES] for at in (0, 1))
    turned = (lasts[turn:] + lasts[:turn] for turn in range(len(lasts)))
    return tuple(
        islice((f"{first} {last}" for each in turned for first, last in zip(firsts, each, strict=True)), number)
    )


def form_of(page: str) -> dict[str, str]:
    """Return what the first form of a hit sends as it stands."""
    form = re.search(r'<form class="panel".*?</form>|<form method="post" action="[^"]*confirm.*?</form>', page, re.S)
    assert form is not None
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
    reason = re.search(r"<textarea[^>]*>(.*?)</textarea>", form[0], re.S)
    return {**sent, **({"rationale": reason[1]} if reason is not None else {})}
