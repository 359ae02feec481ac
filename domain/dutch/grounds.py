"""Dutch for why a risk level is what it is: what the combination rules say, as it is stored with the level."""

from typing import Final

FRAMES: Final = {
    "{rule}: {says} ({factors}); the level is {level}": "{rule}: {says} ({factors}); het niveau is {level}",
    "{rule}: {says}; the level is {level}": "{rule}: {says}; het niveau is {level}",
}
"""How the sentence of a rule is stored; the first with the factors by which it speaks."""
SAYINGS: Final = {
    "a single dimension asks attention, never more": "één dimensie vraagt aandacht, nooit meer",
    "a country of attention asks for complete information on the partner and a thorough look, and forbids nothing": (
        "een land op de aandachtslijst vraagt volledige informatie over de partner en een grondige blik, en verbiedt "
        "niets"
    ),
    "factors come together from {sides}": "er komen factoren samen van {sides}",
    "a sensitive topic meets a partner with military, sanction or opaque ties": (
        "een gevoelig onderwerp komt samen met een partner met militaire banden, sancties of onduidelijkheid"
    ),
    "a dual-use item, not below TRL 3, meets a country of the attention list": (
        "een dual-use-item, niet onder TRL 3, komt samen met een land op de aandachtslijst"
    ),
    "TRL 1 or 2 is presumed fundamental: a suspicion weighs one step less": (
        "TRL 1 of 2 geldt vermoedelijk als fundamenteel: een vermoeden weegt een stap minder"
    ),
    "a temporary stay takes results home, and the topic or the home institution is flagged": (
        "wie tijdelijk verblijft neemt resultaten mee naar huis, en het onderwerp of de thuisinstelling valt op"
    ),
    "a temporary stay takes results home, and the topic or the home institution is flagged, which may stand on "
    "{lists}": (
        "wie tijdelijk verblijft neemt resultaten mee naar huis, en het onderwerp of de thuisinstelling, die mogelijk "
        "op {lists} staat, valt op"
    ),
    "the human-rights test is made whatever the topic": "de mensenrechtentoets gebeurt, wat het onderwerp ook is",
    "the screening waits until owner and aims of the partner are known": (
        "de screening wacht tot de eigenaar en de doelen van de partner bekend zijn"
    ),
    "a named policy blocks: {policies}, and nothing wider": "een genoemd beleid blokkeert: {policies}, en niets ruimer",
    "the FWO form says high: the institution's approval is required": (
        "het formulier van het FWO zegt hoog: de goedkeuring van de instelling is vereist"
    ),
    "a hit on a list of law is open: {lists}": "een treffer op een wettelijke lijst staat open: {lists}",
}
"""What each rule says."""
SIDES: Final = {
    "partner": "partner",
    "topic": "onderwerp",
    "country": "land",
    "nature": "aard van de samenwerking",
}
"""From where factors come together."""
