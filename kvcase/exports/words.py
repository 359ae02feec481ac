"""The words of documents, in English and Dutch: phrases, dates, and the names of fields, events and values."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from api.rest.plain import WITHHELD
from domain import speech
from domain.collaboration.spine import Language
from domain.dutch import labels
from domain.dutch.fields import FIELDS
from domain.values import ERASED
from kvcase.exports import columns, tables

_MONTHS: Final = {
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    Language.NL: (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
}
PHRASES: Final = {
    "Dossier": "Dossier",
    "as known at": "zoals gekend op",
    "version": "versie",
    "page": "bladzijde",
    "of": "van",
    "yes": "ja",
    "no": "nee",
    "Confidential": "Vertrouwelijk",
    "Personal texts are withheld in this copy.": "Persoonlijke teksten staan niet in dit exemplaar.",
    "withheld": "niet meegedeeld",
    "erased": "gewist",
    "name unknown": "naam onbekend",
    "none": "geen",
    "Where it stands": "Stand van zaken",
    "What still has to happen": "Wat nog moet gebeuren",
    "Nothing stands open.": "Er staat niets open.",
    "closed by": "gesloten door",
    "source": "bron",
    "rule": "regel",
    "blocks": "houdt tegen",
    "Risk factors and their grounds": "Risicofactoren en hun gronden",
    "Who takes part": "Wie deelneemt",
    "Owners": "Eigenaars",
    "owners not known": "eigenaars niet gekend",
    "share unknown": "aandeel onbekend",
    "as of": "op",
    "no longer takes part since": "neemt niet meer deel sinds",
    "organisation": "organisatie",
    "person": "persoon",
    "Hits on lists": "Treffers op lijsten",
    "open": "open",
    "entry": "vermelding",
    "why it was found": "waarom gevonden",
    "answer": "antwoord",
    "given by": "gegeven door",
    "Measures": "Maatregelen",
    "Legal requirements and licences": "Wettelijke vereisten en vergunningen",
    "What was shared": "Wat gedeeld is",
    "Advice, tests and checks": "Adviezen, toetsen en controles",
    "Deadlines": "Termijnen",
    "Conditions": "Voorwaarden",
    "met": "vervuld",
    "Work packages": "Werkpakketten",
    "Decisions": "Beslissingen",
    "Documents, questions and comments": "Documenten, vragen en opmerkingen",
    "History": "Geschiedenis",
    "what": "wat",
    "when": "wanneer",
    "who": "wie",
    "on behalf of": "namens",
    "due": "tegen",
    "notified by": "gemeld door",
    "institution": "instelling",
    "Nothing is recorded.": "Er is niets opgetekend.",
    "This copy tells what was known at that instant; its digest is recorded in kvcase.": (
        "Dit exemplaar zegt wat op dat ogenblik gekend was; de vingerafdruk ervan is opgetekend in kvcase."
    ),
    "Contents": "Inhoud",
    # letters
    "Decision on your notification": "Beslissing over uw melding",
    "DRAFT": "ONTWERP",
    "This is a draft made by a program. It is a decision letter only once the person named below has signed it.": (
        "Dit is een ontwerp, gemaakt door een programma. Het is pas een beslissingsbrief wanneer de hieronder genoemde "
        "persoon ze ondertekend heeft."
    ),
    "To": "Aan",
    "the notifier": "de melder",
    "Our reference": "Onze referentie",
    "Date of the decision": "Datum van de beslissing",
    "Subject": "Onderwerp",
    "Dear": "Geachte",
    "Your collaboration is approved.": "Uw samenwerking is goedgekeurd.",
    "Your collaboration is approved, under the conditions below.": (
        "Uw samenwerking is goedgekeurd, onder de voorwaarden hieronder."
    ),
    "Your collaboration is not approved. It does not begin.": "Uw samenwerking is niet goedgekeurd. Ze start niet.",
    "Your file is returned: something is needed before a decision can be taken.": (
        "Uw dossier is teruggezonden: er is nog iets nodig voor er beslist kan worden."
    ),
    "Your collaboration is suspended. Nothing is shared and nothing new begins until it is resumed.": (
        "Uw samenwerking is opgeschort. Er wordt niets gedeeld en er begint niets nieuws tot ze hervat wordt."
    ),
    "Your collaboration is terminated.": "Uw samenwerking is beëindigd.",
    "Grounds": "Motivering",
    "Questions": "Vragen",
    "Conditions under which it ends": "Voorwaarden waaronder ze eindigt",
    "You may start once this is done": "U mag starten zodra dit gebeurd is",
    "What stands open, by which rule": "Wat openstaat, volgens welke regel",
    "by": "tegen",
    "The approval is subject to the export licence: nothing that needs one is shared before it is granted.": (
        "De goedkeuring geldt onder voorbehoud van de exportvergunning: wat er een nodig heeft wordt niet gedeeld voor "
        "ze verleend is."
    ),
    "The approval is valid until": "De goedkeuring geldt tot en met",
    "It is reviewed on": "Ze wordt herzien op",
    "It covers the work packages": "Ze geldt voor de werkpakketten",
    "It takes effect on": "Ze gaat in op",
    "The suspension is reviewed by": "De opschorting wordt herbekeken tegen",
    "If you do not agree": "Als u niet akkoord gaat",
    "You may ask for this decision to be looked at again, up to and including": (
        "U kunt vragen dat deze beslissing opnieuw bekeken wordt, tot en met"
    ),
    "You may ask the contact point for this decision to be looked at again.": (
        "U kunt het contactpunt vragen dat deze beslissing opnieuw bekeken wordt."
    ),
    "Questions and answers": "Vragen en antwoorden",
    "Contact point": "Contactpunt",
    "Decided by": "Beslist door",
    "proposed by": "voorgesteld door",
    "Signature": "Handtekening",
    "Name": "Naam",
    "Date": "Datum",
    "This decision rests on": "Deze beslissing steunt op",
    "the VLIR guideline on kennisveiligheid 2025 and the rules of the edition": (
        "de VLIR-richtlijn kennisveiligheid 2025 en de regels van de editie"
    ),
    "approved": "goedgekeurd",
    "the file as it stood at version": "het dossier zoals het was in versie",
    "lists": "lijsten",
    # licence dossier
    "Application for an export licence": "Aanvraag van een exportvergunning",
    "What is asked for": "Wat gevraagd wordt",
    "End users": "Eindgebruikers",
    "Cases": "Dossiers",
    "Checklist": "Controlelijst",
    "present": "aanwezig",
    "missing": "ontbreekt",
    "only referred to": "enkel een verwijzing",
    "why it matters": "waarom het ertoe doet",
    "The file is complete.": "Het dossier is volledig.",
    "The file is not complete: the authority would not start it.": (
        "Het dossier is niet volledig: de overheid zou het niet in behandeling nemen."
    ),
    "The authority starts no file without this document.": "De overheid begint geen dossier zonder dit document.",
    "A file that merely refers to its attachments is not admissible: enclose the document itself.": (
        "Een dossier dat enkel naar zijn bijlagen verwijst is niet ontvankelijk: voeg het document zelf toe."
    ),
    "Annexed documents": "Bijgevoegde documenten",
    "Documents": "Documenten",
    "enclosed": "bijgevoegd",
    "not enclosed: it is not stored here": "niet bijgevoegd: het is hier niet bewaard",
    "The Flemish authority prefers Dutch.": "De Vlaamse overheid verkiest Nederlands.",
    "What happened to the application": "Wat met de aanvraag gebeurde",
    # registers
    "About": "Over",
    "register": "register",
    "made for": "gemaakt voor",
    "filter": "filter",
    "rows": "rijen",
    "SHA-256 of the rows": "SHA-256 van de rijen",
    "everything": "alles",
    "personal texts": "persoonlijke teksten",
    "shown": "getoond",
}
"""Each English phrase of a document with its Dutch."""
_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Words:
    """The words of one document, in its language: English or Dutch."""

    def __init__(self, language: Language) -> None:
        self.language = language

    @property
    def is_dutch(self) -> bool:
        """Say whether the document is in Dutch."""
        return self.language is Language.NL

    def __call__(self, phrase: str) -> str:
        """Return a phrase of ours. Raises `KeyError` for one without Dutch, in either language."""
        dutch = PHRASES[phrase]
        return dutch if self.is_dutch else phrase

    def rule(self, said: str) -> str:
        """Return what a rule says."""
        return speech.told(said, self.language)

    def field(self, name: str) -> str:
        """Return what a field is called."""
        plain = name.replace("_", " ")
        return FIELDS.get(name, plain) if self.is_dutch else plain

    def heading(self, name: str) -> str:
        """Return what a column is called."""
        said = (columns.COLUMNS.get(name) if self.is_dutch else None) or self.field(name)
        return said[:1].upper() + said[1:]

    def event(self, event: object) -> str:
        """Return what happened."""
        name = type(event).__name__
        return labels.EVENTS[name] if self.is_dutch and name in labels.EVENTS else _UPPER.sub(" ", name).capitalize()

    def word(self, value: str) -> str:
        """Return a closed word."""
        if self.is_dutch:
            return labels.VALUES.get(value) or speech.DUTCH.get(value) or value.replace("_", " ")
        return value.replace("_", " ")

    def day(self, day: date) -> str:
        """Return a day as a person writes it."""
        return f"{day.day} {_MONTHS[self.language][day.month - 1]} {day.year}"

    def instant(self, at: datetime) -> str:
        """Return an instant in UTC, to the second and, where there is a fraction, in full."""
        utc = at.astimezone(UTC)
        fraction = f".{utc.microsecond:06d}" if utc.microsecond else ""
        return f"{self.day(utc.date())}, {utc:%H:%M:%S}{fraction} UTC"

    def minute(self, at: datetime) -> str:
        """Return an instant as the clocks in Brussels showed it, to the minute."""
        here = at.astimezone(tables.ZONE)
        return f"{self.day(here.date())}, {here:%H:%M}"

    def text(self, said: str) -> str:
        """Return a text that was written by somebody: a mark stands where it is withheld or erased."""
        marks: Mapping[str, str] = {WITHHELD: f"[{self('withheld')}]", ERASED: f"[{self('erased')}]"}
        return marks.get(said, said)

    def value(self, value: Any) -> str:
        """Return a plain value as it is printed."""
        match value:
            case bool():
                return self("yes" if value else "no")
            case Enum():
                return self.word(str(value.value))
            case datetime():
                return self.instant(value)
            case date():
                return self.day(value)
            case _:
                return self.text(str(value))
