"""Where a rule stands, in Dutch: the official names of laws, and what our sources are called.

A source is a text, made of these pieces by the rules and stored so with some events; what stands between them stays.
"""

import re
from typing import Final

SOURCES: Final = {
    "VLIR guideline on kennisveiligheid 2025": "VLIR-richtlijn kennisveiligheid 2025",
    "kvcase design": "ontwerp van kvcase",
    "handbook": "handboek",
    "Handbook": "Handboek",
    # law
    "Regulation (EU)": "Verordening (EU)",
    "Regulation 2021/695": "Verordening (EU) 2021/695",
    "of the Regulation on records": "van de verordening, over registers",
    "Annex I": "bijlage I",
    "Law of 11 December 1998": "wet van 11 december 1998",
    "sanctions law, list": "sanctiewetgeving, lijst",
    "sanctions law": "sanctiewetgeving",
    "parliamentary question nr. 30 of 2024 [000], answer 2": "schriftelijke vraag nr. 30 van 2024 [000], antwoord 2",
    "Dutch ministerial answers of 2022": "Nederlandse ministeriële antwoorden van 2022",
    "art. 4 and 5": "art. 4 en 5",
    "art. 2 and 3": "art. 2 en 3",
    # places in the guideline
    "FWO research security appraisal": "FWO Research Security Appraisal",
    "footnote": "voetnoot",
    "classified information": "geclassificeerde informatie",
    "a condition of the call": "een voorwaarde van de oproep",
    "O10 and casus 4": "O10 en casus 4",
    "casussen 2 and 3": "casussen 2 en 3",
    "casus 2 and 3": "casus 2 en 3",
    "human-rights test": "mensenrechtentoets",
    "mitigating measures": "mitigerende maatregelen",
    "accountability": "verantwoording",
    "openness": "openheid",
    "contact point and researcher": "contactpunt en onderzoeker",
    "the competent committee": "de bevoegde commissie",
    # what a rule says of its place
    "a higher risk is decided with more care": "over een hoger risico wordt met meer zorg beslist",
    "a licence before anything is shared": "een vergunning voor er iets gedeeld wordt",
    "a question that points to a risk goes to the contact point or the committee": (
        "een vraag die op een risico wijst gaat naar het contactpunt of de commissie"
    ),
    "a running project that turns too risky": "een lopend project dat te risicovol wordt",
    "an application at the competent committee": "een aanvraag bij de bevoegde commissie",
    "an approval has a last day": "een goedkeuring heeft een laatste dag",
    "check your partner first": "ga eerst je partner na",
    "country neutrality: all parties are screened": "landenneutraliteit: alle partijen worden gescreend",
    "interim and ex-post reporting of FWO research": "tussentijdse en ex-postrapportering van FWO-onderzoek",
    "know who your partner is": "weet wie je partner is",
    "lists are an indication, a person weighs them": "lijsten zijn een aanwijzing, een mens weegt ze",
    "lists are an indication": "lijsten zijn een aanwijzing",
    "need to know": "wie het moet weten",
    "on the risk analysis of institutions": "over de risicoanalyse van instellingen",
    "terms that are broken": "voorwaarden die niet nageleefd worden",
    "the approval names the packages it is for": "de goedkeuring noemt de pakketten waarvoor ze geldt",
    "the conditions of the approval": "de voorwaarden van de goedkeuring",
    "when the situation of a running project changes": "als de situatie van een lopend project verandert",
    "where the questions point to a risk": "waar de vragen op een risico wijzen",
}
"""Each English piece with its Dutch."""
_PIECES: Final = re.compile(
    rf"(?<![\w-])(?:{'|'.join(re.escape(each) for each in sorted(SOURCES, key=len, reverse=True))})(?![\w-])"
)


def in_dutch(source: str) -> str:
    """Return a source with each piece that has Dutch in it; what people wrote in another way as it is."""
    return _PIECES.sub(lambda found: SOURCES[found[0]], source)
