"""Tell a person from an organisation by the name alone, where a source does not say which it lists.

A guess, and marked as one wherever it is used: `kind` in the information of the entry then says `guessed`.
"""

import re
from typing import Final

from kvcase.lists.entries import Kind

GUESSED: Final = ("kind", "guessed")
"""What an entry's information holds when its kind is a guess."""

_ORGANISATION: Final = re.compile(
    r"(?<!\w)(?:academ\w+|administration|aero\w*|agency|ao|aktsionernoe|gazprom\w*|exporters?|importers?|insaat|kimya|makina|npc|npo|npp|fgup|obshchestvo|ou|oy|sanayi|sirketi|s\.l\.?|ticaret|air|aircraft|airlines?|airways|army|association|authority|"
    r"automation|avia\w*|avionics|bank\w*|base|battalion|branch|brigade|broker\w*|bureau|cargo|cent(?:er|re|rum)|"
    r"charit\w+|chemicals?|club|co|college|command|commission|committee|communications?|compan(?:y|ies)|components?|"
    r"comput\w+|concern|construction|consult\w*|cooperative|corp|corporation|corps|council|daneshgah|daxue|"
    r"department|design|development|devices|digital|directorate|distribution|division|dynamics|electr\w+|energy|"
    r"engine\w*|enterprises?|equipment|establishment|exchange|exim|exports?|facility|factory|farm|federa\w+|financ\w*|"
    r"firm|forces?|forwarding|foundation|freight|front|fund|fze|fzco|fzc|general|global|gmbh|group|guards?|hawala|"
    r"heavy|holdings?|hospital|hotel|imports?|inc|incorporated|industr\w+|information|innovation|institut\w*|"
    r"instruments?|intelligence|international|investments?|islamic|jsc|[cop]jsc|laborator\w+|labs?|limited|lines?|"
    r"llc|llp|logistics?|ltd|machine\w*|management|manufactur\w+|marine|maritime|market\w*|materials|mechanical|media|"
    r"metals?|micro\w*|military|mining|ministry|motors?|movement|nano\w*|national|naval|network\w*|news|nuclear|"
    r"office|oil|ooo|optic\w*|opto\w*|organi[sz]ation|oao|pao|zao|parts|partners|party|petro(?:l|ch|-|gas)\w*|pharma\w*|photonics?|"
    r"plants?|plc|polytechnic\w*|port|power|precision|press|production|products|program(?:me)?|project|pty|pvt|"
    r"quantum|radar|radio|reactors?|regiment|relief|research|resources|sa|sarl|sanat|satellite|scien\w+|school|"
    r"security|semiconductors?|sensors?|services?|sh\.?p\.?k|ship\w*|shop|societ[ey]|software|solutions|space|state|"
    r"stations?|steel|stock|stores?|strategic|subsidiar\w+|suppl(?:y|ies)|systems?|team|tech\w*|telecom\w*|tools?|"
    r"trad(?:e|ers?|ing)|transport\w*|travel|trust|union|units?|universit\w*|works|xueyuan|yuan|zavod)(?!\w)|"
    r"\d|[«»&/]",
    re.IGNORECASE,
)


def names_organisation(name: str) -> bool:
    """Tell whether a word or a sign of the name is one of an organisation."""
    return _ORGANISATION.search(name) is not None


def guessed(name: str) -> Kind:
    """Return a person, unless a word of the name is one of an organisation, or the name is not two to six words."""
    plain = re.sub(r"\([^()]*\)", " ", name)
    if names_organisation(name) or not 2 <= len(plain.split()) <= 6:
        return Kind.ORGANISATION
    return Kind.PERSON
