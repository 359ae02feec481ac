"""What a mail says, in Dutch and English: a reference, what it is about in general words, and where to read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kvcase.telling.news import Mail

NL, EN = "nl", "en"


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the body of a mail, the same for every case."""

    subject: str
    body: str


WORDS: Final[Mapping[str, Mapping[Mail, Words]]] = {
    NL: {
        Mail.NOTIFIED: Words(
            "melding ontvangen",
            "De melding is ontvangen en heeft de referentie hierboven. Bewaar deze mail als ontvangstbewijs.",
        ),
        Mail.ASKED: Words("een vraag voor u", "Het contactpunt heeft een vraag voor u over dit dossier."),
        Mail.DEADLINE: Words(
            "een termijn loopt af of is voorbij", "In dit dossier loopt een termijn af, of ze is voorbij."
        ),
        Mail.ANSWER_EXPIRING: Words(
            "een antwoord vervalt", "Een antwoord in dit dossier vervalt binnenkort, of is vervallen."
        ),
        Mail.REPORT_DUE: Words(
            "een verslag wordt verwacht", "Voor dit dossier wordt een verslag verwacht, of het is over tijd."
        ),
        Mail.DECIDED: Words("een beslissing", "In dit dossier is een beslissing of advies gegeven."),
        Mail.SUSPENDED: Words(
            "het dossier staat stil", "Dit dossier staat stil tot iemand van de instelling het hervat."
        ),
        Mail.HELD: Words(
            "delen staat stil",
            "In dit dossier wordt voorlopig niets gedeeld, tot iemand van de instelling het vrijgeeft.",
        ),
        Mail.NEW_HIT: Words("iets om te bekijken", "In dit dossier is na een nieuwe controle iets te bekijken."),
        Mail.BREAK_GLASS: Words(
            "de noodtoegang is geopend",
            "De noodtoegang tot kvcase is geopend. Kijk na wie dat deed en waarom; het staat geregistreerd.",
        ),
    },
    EN: {
        Mail.NOTIFIED: Words(
            "notification received",
            "The notification was received and has the reference above. Keep this mail as your receipt.",
        ),
        Mail.ASKED: Words("a question for you", "The contact point has a question for you about this case."),
        Mail.DEADLINE: Words("a deadline is near or has passed", "In this case a deadline is near, or has passed."),
        Mail.ANSWER_EXPIRING: Words("an answer expires", "An answer in this case expires soon, or has expired."),
        Mail.REPORT_DUE: Words("a report is due", "For this case a report is due, or overdue."),
        Mail.DECIDED: Words("a decision", "A decision or an advice was given in this case."),
        Mail.SUSPENDED: Words(
            "the case stands still", "This case stands still until somebody of the institution resumes it."
        ),
        Mail.HELD: Words(
            "sharing stands still",
            "In this case nothing is shared for now, until somebody of the institution releases it.",
        ),
        Mail.NEW_HIT: Words("something to look at", "After a new check there is something to look at in this case."),
        Mail.BREAK_GLASS: Words(
            "the emergency access was opened",
            "The emergency access to kvcase was opened. See who did so and why; it is on record.",
        ),
    },
}

READ: Final = {NL: "Lees verder (u moet zich aanmelden):", EN: "Read more (you have to sign in):"}
LOOK: Final = {NL: "Meld u aan in kvcase om verder te lezen.", EN: "Sign in to kvcase to read more."}
WHY: Final = {
    NL: "Dit is een automatisch bericht; op antwoorden wordt niet gelezen. Het bevat met opzet niets over de inhoud.",
    EN: "This is an automatic message; nobody reads replies. It says nothing of the content, on purpose.",
}
REFERENCE: Final = {NL: "Referentie:", EN: "Reference:"}
