"""Reads that stand out, in Dutch, by their English."""

READS = {
    "{actor} opened {number} different cases within an hour; usual for {actor} is {usual}": (
        "{actor} opende binnen een uur {number} verschillende dossiers; gewoon is voor {actor} {usual}"
    ),
    "more than {threshold} cases within an hour are looked through and not worked on": (
        "meer dan {threshold} dossiers in een uur worden doorgebladerd en niet behandeld"
    ),
    "{actor} opened the case {case}, which is over since {day}": (
        "{actor} opende het dossier {case}, dat voorbij is sinds {day}"
    ),
    "a case that is over for more than {days} days is seldom needed": (
        "een dossier dat meer dan {days} dagen voorbij is, is zelden nodig"
    ),
    "{actor} opened the case {case} once and never did anything in it": (
        "{actor} opende het dossier {case} één keer en deed er nooit iets in"
    ),
    "{actor} opened the case {case} {number} times and never did anything in it": (
        "{actor} opende het dossier {case} {number} keer en deed er nooit iets in"
    ),
    "colleagues work on this case": "collega's behandelen dit dossier",
    "{actor} read what is held about {person}, who is {actor}": (
        "{actor} las wat bijgehouden wordt over {person}, en dat is {actor}"
    ),
    "nobody handles what is held about himself or herself; there is a report for who asks what it is": (
        "niemand behandelt wat over zichzelf bijgehouden wordt; voor wie dat wil weten is er een verslag"
    ),
    "{actor} read once on {day}, at night or on a day on which nobody works": (
        "{actor} las één keer op {day}, 's nachts of op een dag waarop niemand werkt"
    ),
    "{actor} read {number} times on {day}, at night or on a day on which nobody works": (
        "{actor} las {number} keer op {day}, 's nachts of op een dag waarop niemand werkt"
    ),
    "work is seldom done before {begins} or from {ends} on, in a weekend or on a closing day": (
        "voor {begins} of vanaf {ends}, in een weekend of op een sluitingsdag wordt zelden gewerkt"
    ),
    "{actor} of the FWO looked at cases once": "{actor} van het FWO bekeek één keer dossiers",
    "{actor} of the FWO looked at cases {number} times": "{actor} van het FWO bekeek {number} keer dossiers",
    "no report on one of these cases is due within {days} days": (
        "over geen van deze dossiers is binnen {days} dagen een verslag nodig"
    ),
    "{actor} was refused once": "{actor} werd één keer geweigerd",
    "{actor} was refused {number} times within a day": "{actor} werd binnen een dag {number} keer geweigerd",
    "who may not use an address knows it after the first time": (
        "wie een adres niet mag gebruiken, weet dat na de eerste keer"
    ),
    "{actor} asked for one thing that is not here": "{actor} vroeg naar één zaak die hier niet is",
    "{actor} asked within a day for {number} things that are not here": (
        "{actor} vroeg binnen een dag naar {number} zaken die hier niet zijn"
    ),
    "links lead to what is here; ids that lead nowhere were tried, or are of another institution": (
        "verwijzingen leiden naar wat hier is; wat nergens toe leidt is geprobeerd, of is van een andere instelling"
    ),
    "{actor} took one file": "{actor} haalde één bestand op",
    "{actor} took {number} files within a day": "{actor} haalde binnen een dag {number} bestanden op",
    "nobody sees any more who reads a file": "wie een bestand leest, ziet niemand meer",
}
