"""Tell a person from an organisation by the name alone, where a source does not say which it lists.

A guess, and marked as one wherever it is used: `kind` in the information of the entry then says `guessed`.
"""

import re
from typing import Final

from kvcase.lists.entries import Kind

LEGAL_ENTITY: Final = "LegalEntity"
"""The schema that may be either a person or an organisation."""
SCHEMATA: Final = {
    "Person": Kind.PERSON,
    "Organization": Kind.ORGANISATION,
    "Company": Kind.ORGANISATION,
    "PublicBody": Kind.ORGANISATION,
    LEGAL_ENTITY: Kind.ORGANISATION,
    "Vessel": Kind.VESSEL,
    "Airplane": Kind.AIRCRAFT,
    "Vehicle": Kind.OTHER,
    "Asset": Kind.OTHER,
    "Security": Kind.OTHER,
    "CryptoWallet": Kind.OTHER,
    "Thing": Kind.OTHER,
}
"""The schemata of the FollowTheMoney model that name something that can be listed; all others are context."""

_WORDS: Final = r"""
[cop]jsc a\.s\. academ\w+ administration aero\w* agency air aircraft airlines? airways aktsionernoe army
associates association authority automation avia\w* avionics banking banks? base battalion bhd branch brigade
broker\w* bureau cargo cent(?:er|re|rum) charit\w+ chemicals? club co college command commission committee
communications? compan(?:y|ies) components? comput\w+ concern construction consult\w* contract\w+ cooperative
corp corporation corps council daneshgah daxue department design development devices digital directorate display
distribution division dynamics electr\w+ empire energy engine\w* enterprises? equipment establishment exchange
exim exporters? exports? facility factory farm fau federa\w+ fgup financ\w* firm fku forces? forwarding
foundation freight front fund fzc fzco fze gazprom\w* global gmbh government group guards? hawala heavy
holdings? hospital hotel importers? imports? inc incorporated industr\w+ information innovation insaat
institut\w* instruments? intelligence international investments? islamic jsc kimya laborator\w+ labs? limited
lines? llc llp logistics? ltd machine\w* makina management manufactur\w+ marine maritime market\w* materials
mechanical media metals? micro\w* military mining ministry motors? movement nano\w* national naval network\w*
news npc npo npp nuclear oao obshchestvo office oil ooo optic\w* opto\w* organi[sz]ation pao partners parts
party petro(?:l|ch|-|gas)\w* pharma\w* photonics? plants? plc polytechnic\w* ports? precision press production
products program(?:me)? project pty pvt quantum radar radio railways? reactors? regiment relief republic
research resources s\.a\. s\.l\.? sanat sanayi sarl satellite school scien\w+ security semiconductors? sensors?
services? sh\.?p\.?k shipbuilding shipping shipyards? shop sirketi societ[ey] software solution solutions space
state stations? steel stock stores? strategic subsidiar\w+ suppl(?:y|ies) systems? team tech\w* telecom\w*
ticaret tools? trad(?:e|ers?|ing) transport\w* travel trust union units? universit\w* works xueyuan zao zavod
"""
_ORGANISATION: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(_WORDS.split())})(?!\w)|\d|[«»&]|(?<!a/k)/(?!k/a)", re.IGNORECASE
)
_FORM: Final = re.compile(r"(?<!\w)(?:AO|OU|OY|AB|SA)(?!\w)")  # in capitals only: each is a name as well
_ACRONYM: Final = re.compile(r"[A-Z]{2,4}")


def names_organisation(name: str) -> bool:
    """Tell whether a word or a sign of the name is one of an organisation."""
    return _ORGANISATION.search(name) is not None


def guessed(name: str) -> Kind:
    """Return a person, unless the name has a word of an organisation, begins with an acronym or is one word long."""
    words = re.sub(r"\([^()]*\)", " ", name).split()
    if names_organisation(name) or not 2 <= len(words) <= 6:
        return Kind.ORGANISATION
    mixed = not all(word.isupper() for word in words)
    return Kind.ORGANISATION if mixed and (_ACRONYM.fullmatch(words[0]) or _FORM.search(name)) else Kind.PERSON
