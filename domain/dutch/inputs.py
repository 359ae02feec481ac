"""Dutch for why an input cannot be used and what would be right: what is raised in English, by its template.

What is wrong and what is asked stand each in a template of its own; `inputs_of_cases` has those of a case.
"""

from typing import Final

from domain.dutch.inputs_of_cases import OF_CASES

_CODE: Final = "a code of Annex I, Regulation (EU) 2021/821, such as 6A002.a.1"
_CODE_NL: Final = "een code van bijlage I, Verordening (EU) 2021/821, zoals 6A002.a.1"
_ANNEX: Final = "the regulation that the list was last replaced by, as year/number, such as 2025/2003"
_ANNEX_NL: Final = "de verordening die de lijst het laatst verving, als jaar/nummer, zoals 2025/2003"

_FORM: Final = {
    # texts, days, words and numbers
    "is missing": "dit ontbreekt",
    "is null": "dit is leeg",
    "is empty": "dit is leeg",
    "is something else": "dit is iets anders",
    "is unknown": "dit is onbekend",
    "Unknown field": "dit veld is onbekend",
    "Not a valid number": "dit is geen getal",
    "Not a valid aware datetime": "dit is geen tijdstip met een tijdzone",
    "Missing data for required field": "dit ontbreekt",
    "Field may not be null": "dit is leeg",
    "is too long": "dit is te lang",
    "is empty or long": "dit is leeg of te lang",
    "is out of range": "dit valt buiten de grenzen",
    "is no such word": "dit is geen woord van de lijst",
    "is none of the words": "dit is geen van de woorden",
    "is no UUID": "dit is geen UUID",
    "is no id": "dit is geen id",
    "is no digest": "dit is geen digest",
    "is no object": "dit is geen object",
    "is no cursor": "dit is geen plaats in een lijst",
    "is no number": "dit is geen getal",
    "is no day": "dit is geen dag",
    "is not chosen": "dit is niet gekozen",
    "is not said": "dit is niet ingevuld",
    "is given more than once": "dit is meer dan eens gegeven",
    "is not one of ours": "dit is er geen van ons",
    "is none of the fields to sort by": "hierop kan niet gesorteerd worden",
    "belongs to another query": "dit hoort bij een andere vraag",
    "cannot be used": "dit is niet te gebruiken",
    "cannot be looked for": "hiernaar kan niet gezocht worden",
    "nothing is given": "er is niets ingevuld",
    "nothing was chosen": "er is niets gekozen",
    "has {number} characters": "dit telt {number} tekens",
    "has {number} items": "dit telt {number} stuks",
    "has {number} bytes": "dit telt {number} bytes",
    "has blanks around it": "er staat een spatie voor of achter",
    "holds a control character": "er staat een stuurteken in",
    "holds the control character {sign}": "er staat een stuurteken in ({sign})",
    "holds {sign}, which nobody sees": "er staat een teken in dat niemand ziet ({sign})",
    "holds U+{sign}": "er staat een teken in dat de leesrichting omkeert of geen tekst is (U+{sign})",
    "holds what is no text": "er staat iets in dat geen tekst is",
    "holds what is no UUID": "er staat iets in dat geen UUID is",
    "holds no word": "er staat geen woord in",
    "asks for {number} words": "er wordt naar {number} woorden gevraagd",
    "the beginning {begin} is too short": "het begin {begin} is te kort",
    "the year is out of range": "het jaar valt buiten de grenzen",
    "{year} is out of range": "{year} valt buiten de grenzen",
    "{end} lies before its begin {begin}": "{end} ligt voor het begin, {begin}",
    "{day} is yet to come, and it is recorded once it happened": (
        "{day} moet nog komen, en dit wordt pas opgetekend als het gebeurd is"
    ),
    "{day} is yet to come": "{day} moet nog komen",
    "{day} is yet to come [{source}]": "{day} moet nog komen [{source}]",
    "{day} is still to come": "{day} moet nog komen",
    "{day} has passed": "{day} is voorbij",
    "{day} is over": "{day} is voorbij",
    "{day} is no day": "{day} is geen dag",
    "{said} is no role": "{said} is geen rol",
    "{said} does not exist": "{said} bestaat niet",
    "{code} is no country code": "{code} is geen landcode",
    "is no country code": "dit is geen landcode",
    "{code} is assigned to no country": "{code} is aan geen land toegekend",
    "{code} is not in the catalogue": "{code} staat niet in de catalogus",
    "is no word that a case has there": "dit is geen woord dat een dossier daar heeft",
    "is not so far back as the page looks": "zo ver kijkt de pagina niet terug",
    "is not the version of what was shown": "dit is niet de versie van wat getoond werd",
    "is no form that can be read": "dit formulier is niet te lezen",
    "a text that says something": "een tekst die iets zegt",
    "a text": "een tekst",
    "text without them": "tekst zonder zulke tekens",
    "text without surrogates or overrides": "tekst zonder zulke tekens",
    "the name as it is read": "de naam zoals hij gelezen wordt",
    "a few words on one line": "een paar woorden op één regel",
    "at most {number} characters": "hoogstens {number} tekens",
    "at most {number} letters, digits and signs": "hoogstens {number} letters, cijfers en tekens",
    "at most {number}": "hoogstens {number}",
    "1-300": "1 tot 300 tekens",
    "{least} to {most}": "{least} tot {most}",
    "nothing": "niets",
    "none": "niets",
    "one value": "één waarde",
    "one of {words}": "een van deze: {words}",
    "one of: {words}": "een van deze: {words}",
    "one of {words} (did you mean {near}?)": "een van deze: {words} (bedoelde u {near}?)",
    "one of {number} words": "een van {number} woorden",
    "one of {number} words (did you mean {near}?)": "een van {number} woorden (bedoelde u {near}?)",
    "nothing yet, for none is known here": "nog niets, want hier is er geen bekend",
    "true or false": "ja of nee",
    "a whole number": "een geheel getal",
    "a number": "een getal",
    "a number, as the links of the page have it": "een getal, zoals in de links van de pagina",
    "a list": "een lijst",
    "a list, each {words}": "een lijst van telkens {words}",
    "an object": "een object",
    "a field": "een veld",
    "a UUID such as {example}": "een UUID zoals {example}",
    "the id as an address of ours has it": "het id zoals het in een adres van ons staat",
    "an id such as a case has, or collaboration:ID, person:ID": (
        "een id zoals een dossier dat heeft, of collaboration:ID, person:ID"
    ),
    "ids of persons with commas between": "ids van personen, met komma's ertussen",
    "the id of a list": "het id van een lijst",
    "one of the page": "een van de pagina",
    "the `next` of a page, unchanged": "een volgende pagina, door haar link",
    "the `next` of a page of this very query, unchanged, or none": "een volgende pagina van deze vraag, door haar link",
    "the cursor of a page, unchanged, or none": "een volgende pagina, door haar link",
    "the cursor of a page of this query, or none": "een volgende pagina van deze vraag, door haar link",
    "what the OpenAPI document says": "wat het OpenAPI-document zegt",
    "the number that the page came with": "het nummer waarmee de pagina kwam",
    "the form of the page, its file last": "het formulier van de pagina, met het bestand als laatste",
    "letters, digits, signs and spaces": "letters, cijfers, tekens en spaties",
    'words, a "phrase", or a beginning such as kwantum*': 'woorden, een "zinsdeel", of een begin zoals kwantum*',
    "{number} letters or more before *": "{number} letters of meer voor het *",
    "a day such as {day}, from 1900 to 2200": "een dag zoals {day}, van 1900 tot 2200",
    "a day such as {day}": "een dag zoals {day}",
    "a day as YYYY-MM-DD": "een dag als JJJJ-MM-DD",
    "a day that exists, such as {day}": "een dag die bestaat, zoals {day}",
    "a day from {first} on": "een dag vanaf {first}",
    "a day from {first} to {last}": "een dag van {first} tot en met {last}",
    "a day up to {last}": "een dag tot en met {last}",
    "a day after {day}": "een dag na {day}",
    "a day to come": "een dag die nog komt",
    "{day} or later": "{day} of later",
    "today or a day before": "vandaag of een dag ervoor",
    "today or a day to come": "vandaag of een dag die nog komt",
    "a year from 1900 to 2200": "een jaar van 1900 tot 2200",
    "a year from 2000 to {year}": "een jaar van 2000 tot {year}",
    "ISO 3166-1 alpha-2 in capitals, such as BE": "ISO 3166-1 alpha-2 in hoofdletters, zoals BE",
    "two capitals such as BE": "twee hoofdletters zoals BE",
    "an assigned code of ISO 3166-1, such as BE": "een toegekende code van ISO 3166-1, zoals BE",
    "64 hexadecimal digits in small letters": "64 hexadecimale cijfers in kleine letters",
    "64 small hexadecimal digits": "64 hexadecimale cijfers in kleine letters",
    # a point in the past
    "{said} is no version, position or instant": "{said} is geen versie, plaats of tijdstip",
    "v12 (a version), p3400 (a position of the log), 2026-03-31T12:00:00Z or 2026-03-31 (the end of that day)": (
        "v12 (een versie), p3400 (een plaats in het logboek), 2026-03-31T12:00:00Z of 2026-03-31 (het einde van die "
        "dag)"
    ),
    "{said} says no time zone": "{said} noemt geen tijdzone",
    "{utc}Z for UTC, or {other}%2B01:00 in an address": "{utc}Z voor UTC, of {other}%2B01:00 in een adres",
    "an instant up to {now}": "een tijdstip tot {now}",
    "{said} is before the first event": "{said} ligt voor de eerste gebeurtenis",
    "{kind}1 or more": "{kind}1 of meer",
    "p{number} or more": "p{number} of meer",
    "such as {instant}": "zoals {instant}",
    "{said} is a place in one log, and this is about many": (
        "{said} is een plaats in één logboek, en dit gaat over vele"
    ),
    "{said} is a version of one thing, and this is about many": (
        "{said} is een versie van één ding, en dit gaat over vele"
    ),
    "{said} is still to come: this is at {now}": "{said} moet nog komen: dit staat op {now}",
    "{said} is still to come: the log ends at {now}": "{said} moet nog komen: het logboek eindigt bij {now}",
    "an instant or a day": "een tijdstip of een dag",
    "a position such as p3400, an instant or a day": "een plaats zoals p3400, een tijdstip of een dag",
    "a log with events": "een logboek met gebeurtenissen",
    "{first} to {last} cannot be used": "{first} tot {last} is niet te gebruiken",
    "1 to {most} days, the first before the last": "1 tot {most} dagen, de eerste voor de laatste",
    "nothing was decided on this case yet": "over dit dossier is nog niets beslist",
    "{version} of this case is no decision on it as a whole": (
        "{version} van dit dossier is geen beslissing over het geheel"
    ),
    "a case with a decision": "een dossier met een beslissing",
    "figures over institutions have no past: two of them side by side would tell of one case": (
        "cijfers over instellingen hebben geen verleden: twee naast elkaar zouden één dossier verraden"
    ),
    "{number} would show counts below {least} over institutions ({source})": (
        "{number} zou over instellingen heen tellingen onder {least} tonen ({source})"
    ),
    "{number} or more, or nothing": "{number} of meer, of niets",
    "holds no decision that stands": "er is geen beslissing die geldt",
    "one that is approved, rejected, returned, suspended or terminated": (
        "een dossier dat goedgekeurd, afgewezen, teruggegeven, opgeschort of beëindigd is"
    ),
    "{register} is not narrowed by {field}": "{register} is niet te beperken op {field}",
}
_CODES: Final = {
    _CODE: _CODE_NL,
    _ANNEX: _ANNEX_NL,
    f"{{meant}}: {_CODE}": f"{{meant}}: {_CODE_NL}",
    f"{{meant}}: {_ANNEX}": f"{{meant}}: {_ANNEX_NL}",
    f"{_CODE}; what is on no list of the Union has no code here": (
        f"{_CODE_NL}; wat op geen lijst van de Unie staat, heeft hier geen code"
    ),
    f"{_CODE}; US law is a question for the export control officer": (
        f"{_CODE_NL}; recht van de VS is een vraag voor de exportcontroleverantwoordelijke"
    ),
    f"{_CODE}; a military purpose is said in is_military": f"{_CODE_NL}; een militair doel wordt apart gezegd",
    f"{_CODE}; a critical technology goes to technologies": (
        f"{_CODE_NL}; een kritieke technologie hoort bij de technologieën"
    ),
    f"one of confirmed, suspected, excluded, for each {_CODE}": (
        f"bevestigd, vermoed of uitgesloten, voor elke {_CODE_NL.removeprefix('een ')}"
    ),
    "{code} is no control code": "{code} is geen code van de controlelijst",
    "{code} holds a space": "in {code} staat een spatie",
    "{code} has letters of the wrong case": "in {code} staan hoofdletters en kleine letters verkeerd",
    "{code} is given twice": "{code} is tweemaal gegeven",
    "each code once": "elke code eenmaal",
    "{code} is said to be {both} at once": "van {code} wordt tegelijk {both} gezegd",
    "{code} is the rest category of the US list (EAR), which the list of the Union does not have": (
        "{code} is de restcategorie van de lijst van de VS (EAR), die de lijst van de Unie niet heeft"
    ),
    "{code} has the 900 series of the US list (ECCN), or of a national list, which Annex I does not have": (
        "{code} heeft de 900-reeks van de lijst van de VS (ECCN) of van een nationale lijst, die bijlage I niet heeft"
    ),
    "{code} has the 600 series of the US list (ECCN): military items, which Annex I does not hold": (
        "{code} heeft de 600-reeks van de lijst van de VS (ECCN): militaire goederen, die niet in bijlage I staan"
    ),
    "{code} looks like a category of the US munitions list (USML, ITAR)": (
        "{code} lijkt een categorie van de munitielijst van de VS (USML, ITAR)"
    ),
    "{code} is an item of the military list (ML1 to ML22), which is another list of the Union": (
        "{code} is een post van de militaire lijst (ML1 tot ML22), een andere lijst van de Unie"
    ),
    "{code} looks like a critical technology (Recommendation (EU) 2023/2113), which is no item of the control list": (
        "{code} lijkt een kritieke technologie (Aanbeveling (EU) 2023/2113), die geen post van de controlelijst is"
    ),
    "{code} names a category or a part of the list and no item": (
        "{code} noemt een categorie of een deel van de lijst, en geen post"
    ),
    "{code} looks like a number of the customs tariff, which is no item of the control list": (
        "{code} lijkt een nummer van het douanetarief, dat geen post van de controlelijst is"
    ),
    "{version} is no version of Annex I, Regulation (EU) 2021/821": (
        "{version} is geen versie van bijlage I, Verordening (EU) 2021/821"
    ),
    "{version} is older than Regulation (EU) 2021/821 itself": "{version} is ouder dan Verordening (EU) 2021/821 zelf",
    "{version} is of a year to come": "{version} is van een jaar dat nog komt",
}
_LICENCES: Final = {
    "is empty: the licence would cover nothing": "dit is leeg: de vergunning zou niets dekken",
    "codes such as {code}": "codes zoals {code}",
    "countries such as {country}": "landen zoals {country}",
    "ways of sharing such as {way}": "manieren van delen zoals {way}",
    "is for a Union general authorisation, and this licence is {kind}": (
        "dit is voor een algemene uitvoervergunning van de Unie, en deze vergunning is van de soort {kind}"
    ),
    "a licence that is {kind} names its end users": "een vergunning van de soort {kind} noemt haar eindgebruikers",
    "organisations by id": "organisaties uit het register",
    "{number} named: an individual licence is for one end user in one country ({source})": (
        "{number} genoemd: een individuele vergunning is voor één eindgebruiker in één land ({source})"
    ),
    "exactly one; a global licence serves several": "precies één; voor meer is er een globale vergunning",
    "{country} lies outside the Union: a transfer licence is for another member state (art. 11)": (
        "{country} ligt buiten de Unie: een overbrengingsvergunning is voor een andere lidstaat (art. 11)"
    ),
    "a member state; else an export licence": "een lidstaat; anders een uitvoervergunning",
    "{party} is no organisation of the register: nobody could screen this end user ({source})": (
        "{party} is geen organisatie van het register: niemand kon deze eindgebruiker screenen ({source})"
    ),
    "the id that register-party gave it": "een organisatie die in het register staat",
    "{authorisation} is for every end user in its destinations": (
        "{authorisation} geldt voor elke eindgebruiker in haar bestemmingen"
    ),
    "{authorisation} does not cover {countries} [{source}]": "{authorisation} dekt {countries} niet [{source}]",
    "among {countries}": "uit {countries}",
    "{authorisation} is no Union general authorisation (Reg. 2021/821, Annex II)": (
        "{authorisation} is geen algemene uitvoervergunning van de Unie (Verordening 2021/821, bijlage II)"
    ),
    "the catalogue export-control, which is empty": "de catalogus export-control, die leeg is",
    "{authority} is not known (O4)": "{authority} is niet bekend (O4)",
    "a licence that is {kind} of {authority} lasts at most {years} years [{source}]": (
        "een vergunning van de soort {kind} van {authority} geldt hoogstens {years} jaar [{source}]"
    ),
    "{amount} is below what a licence can count": "{amount} is minder dan een vergunning kan tellen",
    "{amount} is above what a licence can count": "{amount} is meer dan een vergunning kan tellen",
    "a whole number from {least} to {most}, or nothing": "een geheel getal van {least} tot {most}, of niets",
    "is set by the authority's grant, and this licence is {status} ({source})": (
        "dit bepaalt de overheid bij haar toekenning, en de status van deze vergunning is {status} ({source})"
    ),
    "nothing before the grant; then grant, or amend what was granted": (
        "niets voor de toekenning; daarna met de toekenning, of door te verbeteren wat toegekend is"
    ),
    "is not given, and a granted licence is amended by the authority alone ({source})": (
        "dit ontbreekt, en alleen de overheid wijzigt een toegekende vergunning ({source})"
    ),
    "the reference of the authority's answer": "de referentie van het antwoord van de overheid",
    "the day of the authority's answer": "de dag van het antwoord van de overheid",
    "{day} is no later than {end}": "{day} is niet later dan {end}",
}
_FILES: Final = {
    "is no {type}": "dit is geen {type}",
    "the bytes of {type}, or its own type": "een bestand dat echt {type} is, of een naam die bij het bestand past",
    "{type} is not kept": "{type} wordt niet bewaard",
    "a name that ends so is not one of {type}": "een naam die zo eindigt, hoort niet bij {type}",
    "a name that ends in {endings}": "een naam die eindigt op {endings}",
    ".{ending} is the ending of no type that is kept": "bestanden die eindigen op .{ending} worden niet bewaard",
    "holds markup or a script": "er staat opmaaktaal of een script in",
    "{type} without": "{type} zonder",
    "is an archive that is cut off": "dit is een archief dat afgebroken is",
    "a whole one": "een archief dat heel is",
    "is an archive of too many files": "dit is een archief met te veel bestanden",
    "at most {number} files": "hoogstens {number} bestanden",
    "holds {number} files": "er zitten {number} bestanden in",
    "unpacks to {number} bytes": "uitgepakt is dit {number} bytes",
    "at most {number}, and {times} times its size": "hoogstens {number}, en {times} keer de eigen grootte",
    "holds macros": "er zitten macro's in",
    "the same file, saved without macros": "hetzelfde bestand, bewaard zonder macro's",
    "is no UTF-8": "dit is geen UTF-8",
    "{type} in UTF-8": "{type} in UTF-8, bijvoorbeeld door het zo te bewaren",
    "is an archive that is damaged": "dit is een archief dat beschadigd is",
    "one that opens": "een dat opengaat",
    "holds a file that leads out of it": "er zit een bestand in dat naar buiten leidt",
    "an archive of plain files": "een archief van gewone bestanden",
    "holds a file that is encrypted": "er zit een versleuteld bestand in",
    "one that can be looked into": "een waarin gekeken kan worden",
    "holds an archive (.{ending})": "er zit een archief in (.{ending})",
    "holds a file that runs (.{ending})": "er zit een programma in (.{ending})",
    "documents only": "alleen documenten",
}
INPUTS: Final = {**_FORM, **_CODES, **_LICENCES, **_FILES, **OF_CASES}
"""Each template of what is wrong and of what is asked, with its Dutch."""
