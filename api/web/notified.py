"""How what is notified is called, on every page: kinds of collaboration and sources of money, as people say them."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from api.web import tongues
from domain.collaboration.spine import Nature

NATURES: Mapping[Nature, LazyString] = {
    Nature.CONSORTIUM: _l("Joint research, such as a consortium"),
    Nature.COMMISSIONED_RESEARCH: _l("Research that somebody orders"),
    Nature.SERVICE: _l("A service, such as an analysis of samples"),
    Nature.INSTITUTIONAL_AGREEMENT: _l("Agreement between institutions"),
    Nature.RECRUITMENT: _l("Recruiting somebody"),
    Nature.VISITING_RESEARCHER: _l("Visiting researcher"),
    Nature.JOINT_PHD: _l("Joint PhD"),
    Nature.CO_SUPERVISION: _l("Co-supervision"),
    Nature.EXCHANGE_STUDENT: _l("Exchange student"),
    Nature.CO_PUBLICATION: _l("Publishing together"),
    Nature.LECTURE_ABROAD: _l("Lecture or workshop abroad"),
    Nature.ONLINE_LECTURE: _l("Online lecture"),
    Nature.FIELDWORK: _l("Fieldwork or travel"),
    Nature.TRANSFER: _l("Sending material, software or knowledge"),
    Nature.DONATION: _l("Gift or donation"),
    Nature.MILITARY_PROGRAMME: _l("Military programme"),
}
"""The kinds of collaboration as those who notify say them."""
SCHEMES: Mapping[str, LazyString] = {
    "fwo": _l("FWO"),
    "he-ria": _l("Horizon Europe, research and innovation action"),
    "he-ia": _l("Horizon Europe, innovation action"),
    "he-other": _l("Horizon Europe, another action"),
    "edf": _l("European Defence Fund"),
    "defra": _l("DEFRA (Belgian defence)"),
    "kms": _l("Royal Military Academy"),
    "bof": _l("Special Research Fund (BOF)"),
    "iof": _l("Industrial Research Fund (IOF)"),
    "csc": _l("China Scholarship Council"),
    "belspo": _l("Belspo"),
    "none": _l("Another funder, or none"),
}
"""The sources of money with rules of their own, by the id of the catalogue."""
OWNERS: Mapping[str, LazyString] = {
    "european-commission": _l("European Commission"),
    "defensie": _l("Belgian Defence"),
    "institution": _l("The institution itself"),
}
"""Whose money it is, by the id of the catalogue, where no source is called so."""


def nature(value: Nature) -> str:
    """Return what a kind of collaboration is called."""
    return str(NATURES[value]) if value in NATURES else tongues.word(value)


def funder(scheme: str | None) -> str:
    """Return what a source of money is called; one that no page offers by the word that was recorded."""
    known = (SCHEMES.get(scheme) or OWNERS.get(scheme)) if scheme is not None else None
    return str(known) if known is not None else tongues.word(scheme)
