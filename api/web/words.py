"""What the pages of signing in say, in Dutch and English."""

from collections.abc import Mapping

from api import identity
from domain.collaboration.spine import Language
from domain.ports import Refusal

_EN: Mapping[str, str] = {
    "sign_in": "Sign in",
    "sign_in_at": "Sign in at {label}",
    "your_key": "Your key",
    "with_key": "With a key",
    "key_hint": (
        "The key is the one that your institution's administrator gave you. The programming interface is described in"
    ),
    "key_refused": "That key is not known, or it has expired.",
    "stranger": "You have no role here",
    "stranger_why": "Your institution knows who you are, but nobody gave you a role in kvcase.",
    "stranger_how": "Ask your institution's administrator for one, and pass these two lines on:",
    "issuer": "issuer",
    "subject": "your name there",
    "again": "To the first page",
    "choose": "Where do you act?",
    "choose_why": (
        "You have a role at several institutions. Choose the one for which you work now; you can change it later."
    ),
    "choose_this": "Act at {institution}",
    "account": "Your session",
    "who": "you are",
    "institution": "institution",
    "roles": "roles",
    "other_seat": "Act at another institution",
    "sign_out": "Sign out",
    "signed_out": "You are signed out here",
    "signed_out_why": "At {label} you may still be signed in: on a machine that others use, sign out there too.",
    "sign_out_at": "Sign out at {label}",
    "no_way_out": "{label} offers no way to do so from here: close the browser, or sign out on a page of its own.",
    "at": "at",
    "glass": "Break the glass",
    "glass_why": (
        "For a local administrator, while no issuer can be reached. It opens only for as long as somebody at "
        "the machine allows, and every try is written down for the data protection officer and the auditor."
    ),
    "name": "Name",
    "password": "Password",
    "glass_book": "Behind glass",
    "glass_book_why": "Every opening, try and use of break-glass at your institution and at shared, the newest first.",
    "when": "When",
    "by": "By",
    "what": "What",
    "about": "About",
    "told": "Told",
    "nothing": "Nothing was done behind glass.",
    "too_many": "Too many tries: the next one is looked at in {seconds} seconds.",
    "away": "The sign-in of your institution does not answer. Try again in a minute, or sign in with a key.",
}
_NL: Mapping[str, str] = {
    "sign_in": "Aanmelden",
    "sign_in_at": "Aanmelden bij {label}",
    "your_key": "Uw sleutel",
    "with_key": "Met een sleutel",
    "key_hint": (
        "De sleutel is die welke de beheerder van uw instelling u gaf. De programmeerinterface staat beschreven in"
    ),
    "key_refused": "Die sleutel is niet bekend, of is verlopen.",
    "stranger": "U hebt hier geen rol",
    "stranger_why": "Uw instelling kent u, maar niemand gaf u een rol in kvcase.",
    "stranger_how": "Vraag er een aan de beheerder van uw instelling, en geef deze twee regels door:",
    "issuer": "uitgever",
    "subject": "uw naam daar",
    "again": "Naar de eerste pagina",
    "choose": "Waar handelt u?",
    "choose_why": (
        "U hebt een rol aan meer dan één instelling. Kies die waarvoor u nu werkt; u kunt het later wijzigen."
    ),
    "choose_this": "Handelen aan {institution}",
    "account": "Uw sessie",
    "who": "u bent",
    "institution": "instelling",
    "roles": "rollen",
    "other_seat": "Aan een andere instelling handelen",
    "sign_out": "Afmelden",
    "signed_out": "U bent hier afgemeld",
    "signed_out_why": (
        "Bij {label} bent u misschien nog aangemeld: meld u ook daar af op een toestel dat anderen gebruiken."
    ),
    "sign_out_at": "Afmelden bij {label}",
    "no_way_out": "{label} biedt dat van hieruit niet aan: sluit de browser, of meld u af op een pagina daar.",
    "at": "aan",
    "glass": "Het glas breken",
    "glass_why": (
        "Voor een lokale beheerder, terwijl geen uitgever te bereiken is. Het gaat alleen open zolang iemand "
        "aan de machine dat toelaat, en elke poging wordt opgeschreven voor de functionaris voor "
        "gegevensbescherming en de auditor."
    ),
    "name": "Naam",
    "password": "Wachtwoord",
    "glass_book": "Achter glas",
    "glass_book_why": (
        "Elke opening, poging en elk gebruik van het glas aan uw instelling en bij shared, het nieuwste eerst."
    ),
    "when": "Wanneer",
    "by": "Door",
    "what": "Wat",
    "about": "Over",
    "told": "Verteld",
    "nothing": "Er gebeurde niets achter glas.",
    "too_many": "Te veel pogingen: de volgende wordt bekeken over {seconds} seconden.",
    "away": (
        "De aanmelding van uw instelling antwoordt niet. Probeer het over een minuut opnieuw, of meld aan met "
        "een sleutel."
    ),
}
_WHY_NL: Mapping[Refusal, str] = {
    Refusal.STATE: "Deze aanmelding begon niet in deze browser, was al afgerond, of duurde te lang. Begin opnieuw.",
    Refusal.NONCE: "Het antwoord van uw instelling hoort niet bij deze aanmelding. Begin opnieuw.",
    Refusal.ISSUER_SAID_NO: "Uw instelling meldde u niet aan. Begin opnieuw, of vraag het haar helpdesk.",
    Refusal.NO_SEAT: "U handelt nog aan geen instelling, of niet aan die: kies een van de uwe.",
    Refusal.ENDED: "Uw sessie is beëindigd. Meld u opnieuw aan.",
    Refusal.BREAK_GLASS: "De naam of het wachtwoord klopt niet, of niemand brak er het glas voor.",
}
_OF_ISSUER_NL = "Het antwoord van uw instelling kan niet geloofd worden. Begin opnieuw, of vraag het haar helpdesk."


def of(language: Language) -> Mapping[str, str]:
    """Return every sentence in a language, by its name."""
    return _NL if language is Language.NL else _EN


def why(refusal: Refusal, language: Language) -> str:
    """Return why nobody was let in; nothing of the credential."""
    if refusal in {Refusal.MALFORMED, Refusal.UNKNOWN, Refusal.EXPIRED, Refusal.REVOKED, Refusal.TOO_LONG}:
        return of(language)["key_refused"]
    return identity.WHY[refusal] if language is Language.EN else _WHY_NL.get(refusal, _OF_ISSUER_NL)
