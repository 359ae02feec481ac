"""Dutch for why a version of a list waits for a person: what is stored with it in English, by its template."""

from typing import Final

HELD: Final = {
    "the version has no entries": "de versie heeft geen vermeldingen",
    "{doubt}: what followed it is missing": "{doubt}: wat daarna kwam, ontbreekt",
    "the last row is cut off": "de laatste rij is afgebroken",
    "the last row (line {line}) is cut off": "de laatste rij (regel {line}) is afgebroken",
    "{names} should be on this list, and the version lacks it": (
        "{names} hoort op deze lijst te staan, en ontbreekt in de versie"
    ),
    "the part {parts} is missing; the version in force has it": (
        "het deel {parts} ontbreekt; de versie die van kracht is, heeft het"
    ),
    "the file is of {day}, the version in force of {before}: what came since would be lost": (
        "het bestand is van {day}, de versie die van kracht is van {before}: wat sindsdien kwam, zou verloren gaan"
    ),
    "{number} of {all} entries are gone, more than {most} %": (
        "{number} van de {all} vermeldingen zijn weg, meer dan {most} %"
    ),
    "{number} of {all} names are gone, more than {most} %": "{number} van de {all} namen zijn weg, meer dan {most} %",
    "{unread} rows could not be read and {number} entries are gone: they may be the same, so nobody is taken for "
    "delisted": (
        "{unread} rijen waren niet te lezen en {number} vermeldingen zijn weg: dat kunnen dezelfde zijn, zodat "
        "niemand als geschrapt geldt"
    ),
    "{unread} of {all} rows could not be read, more than {most} %": (
        "{unread} van de {all} rijen waren niet te lezen, meer dan {most} %"
    ),
}
"""What the guard over new versions says; what a person wrote instead stays as it is."""
