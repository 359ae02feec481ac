"""Dutch for what is wrong with an input about a case, a report, a party, an institution; see `inputs`."""

from typing import Final

_CASES: Final = {
    # questionnaires and questions
    "there is no questionnaire {form} [{source}]": "er is geen vragenlijst {form} [{source}]",
    "{form} has no version {version} [{source}]": "{form} heeft geen versie {version} [{source}]",
    "contradicts {question}, which is answered {answer} [{source}]": (
        "dit spreekt {question} tegen, waarop {answer} geantwoord is [{source}]"
    ),
    "contradicts {question}, which is not answered [{source}]": (
        "dit hoort bij {question}, waarop niet geantwoord is [{source}]"
    ),
    "no answer: {question} is asked only on {answers}": "geen antwoord: {question} wordt alleen gevraagd bij {answers}",
    "{value} does not answer {question} [{source}]": "{value} is geen antwoord op {question} [{source}]",
    "question {question} is not answered [{source}]": "vraag {question} is niet beantwoord [{source}]",
    "{question} is no question of {form}": "{question} is geen vraag van {form}",
    "{question} is answered twice [{source}]": "{question} is tweemaal beantwoord [{source}]",
    "{question} is answered twice, {one} and {other} [{source}]": (
        "{question} is tweemaal beantwoord, met {one} en {other} [{source}]"
    ),
    "one answer to each question": "één antwoord op elke vraag",
    "{code} was answered {answer} before; an answer changes for a reason ({source})": (
        "op {code} is al met {answer} geantwoord; een antwoord verandert niet zonder reden ({source})"
    ),
    "{answer} says nothing of what is known ({source})": "{answer} zegt niet wat bekend is ({source})",
    "what changed since, or was found": "wat sindsdien veranderde of gevonden werd",
    "what was seen, or what is not known": "wat gezien werd, of wat niet bekend is",
    "{code} stands here: {by} ({source})": "{code} speelt hier: {by} ({source})",
    "rebut-risk-factor with its written justification": "rebut-risk-factor, met een verantwoording op schrift",
    "{check} is no check of the casussen": "{check} is geen vraag van de casussen",
    "a factor of edition {edition}, such as {code}": "een factor van editie {edition}, zoals {code}",
    "a factor of edition {edition}, such as {code} (did you mean {near}?)": (
        "een factor van editie {edition}, zoals {code} (bedoelde u {near}?)"
    ),
    "a sub-technology of edition {edition}, such as 9.1": "een deeltechnologie van editie {edition}, zoals 9.1",
    "lies below trl_min": "dit ligt onder het laagste niveau",
    "{least} to 9": "{least} tot 9",
    "says how no level was found": "dit zegt hoe een niveau bepaald is, en er is geen niveau",
    "trl_min or trl_max, 1 to 9, with it": "er een niveau bij, van 1 tot 9",
    "{level} is no technology readiness level": "{level} is geen niveau van technologische gereedheid",
    "nothing is amended": "er is niets verbeterd",
    "at least one field with its new value": "minstens één veld met zijn nieuwe waarde",
    # decisions, conditions, the committee, human rights
    "{package} is not the package that is approved": "{package} is niet het pakket dat goedgekeurd wordt",
    "{package}, or nothing": "{package}, of niets",
    "{condition} is given twice": "{condition} is tweemaal gegeven",
    "{condition} stands already": "{condition} bestaat al",
    "{what} comes before the approval": "{what} komt voor de goedkeuring",
    "an id for each condition": "een id voor elke voorwaarde",
    "an id of its own; meet-condition ends what stands": "een eigen id; meet-condition beëindigt wat er staat",
    "start, share, resume or close": "starten, delen, hervatten of afsluiten",
    "{condition} is no condition of the advice": "{condition} is geen voorwaarde van het advies",
    "nothing, for the advice has no conditions": "niets, want het advies heeft geen voorwaarden",
    "{code} stands not (G10)": "{code} speelt niet (G10)",
    "nothing, for no factor stands": "niets, want er speelt geen factor",
    "{version} is no version of this case (G11)": "{version} is geen versie van dit dossier (G11)",
    "the version that was read, {first} to {last}": "de versie die gelezen werd, {first} tot {last}",
    "is not given, and the profile of the institution names none": (
        "dit ontbreekt, en het profiel van de instelling noemt er geen"
    ),
    "the committee, or amend-profile with its ethics_committee": (
        "de commissie, of haar naam in het profiel van de instelling"
    ),
    "a conditional advice names none ({source})": "een advies onder voorwaarden noemt er geen ({source})",
    "at least one condition": "minstens één voorwaarde",
    "a {advice} advice names conditions ({source})": "bij een advies dat {advice} is, staan voorwaarden ({source})",
    "none; or the advice conditional": "geen voorwaarden; of een advies onder voorwaarden",
    "names nothing that is told": "er staat niet bij wat verteld wordt",
    "each field that the body is told": "elk veld dat aan de instantie verteld wordt",
    "persons are told about by name, or not at all": "over personen wordt met naam verteld, of helemaal niet",
    "the persons of the case beside the field persons, and only then": (
        "de personen van het dossier bij het veld personen, en alleen dan"
    ),
    "{what} does not wait for advice": "{what} wacht niet op advies",
    "approve, start or share": "goedkeuren, starten of delen",
    "is no interval": "dit is geen termijn",
    "1 day or more": "1 dag of meer",
    "is serious, while partner_violates is answered no ({source})": (
        "dit is ernstig, terwijl op de schending door de partner met nee geantwoord is ({source})"
    ),
    "is none, while partner_violates is answered yes ({source})": (
        "dit is geen, terwijl op de schending door de partner met ja geantwoord is ({source})"
    ),
    "{question} is answered {answer}, and only two times no is a pass ({source})": (
        "op {question} is met {answer} geantwoord, en alleen tweemaal nee is doorstaan ({source})"
    ),
    "partner_violates yes; or an involvement of none or minor": (
        "ja bij de schending door de partner; of geen of kleine betrokkenheid"
    ),
    "minor or serious; or partner_violates no": "klein of ernstig; of nee bij de schending door de partner",
    "is {balance}; only a positive balance goes on with monitoring ({source})": (
        "dit is {balance}; alleen bij een positieve afweging gaat het door met opvolging ({source})"
    ),
    "not given": "niet gegeven",
    "positive, with its positive_impact; or the outcome fail": (
        "positief, met wat het goed doet; of de uitkomst niet doorstaan"
    ),
    "a positive balance says why ({source})": "een positieve afweging zegt waarom ({source})",
    "what the work does good": "wat het werk goed doet",
    "monitoring has no interval ({source})": "de opvolging heeft geen termijn ({source})",
    "monitoring has no next review ({source})": "de opvolging heeft geen volgende herbeoordeling ({source})",
    "the balance is negative, which is no pass ({source})": (
        "de afweging is negatief, en dat is niet doorstaan ({source})"
    ),
    "fail": "niet doorstaan",
    "pass_with_monitoring where the balance is positive, or fail": (
        "doorstaan met opvolging als de afweging positief is, of niet doorstaan"
    ),
    "a case that is {status} is not suspended": "een dossier met de status {status} wordt niet opgeschort",
    "continue, or terminate and then reject or withdraw": "voortzetten, of beëindigen en dan afwijzen of intrekken",
    # hits, measures, persons, policies
    "{resolution} holds in its own case alone ({source})": "{resolution} geldt alleen in het eigen dossier ({source})",
    "case; or false_positive, which may hold beyond it": (
        "dit dossier; of een valse treffer, die ook daarbuiten kan gelden"
    ),
    "{resolution} does not end by itself": "{resolution} eindigt niet vanzelf",
    "no day": "geen dag",
    "{day} is not within 24 months": "{day} ligt niet binnen 24 maanden",
    "{hit} is no hit of this case": "{hit} is geen treffer van dit dossier",
    "the hit that it clears": "de treffer die het wegneemt",
    "{measure} is no measure of this case": "{measure} is geen maatregel van dit dossier",
    "a measure that was set": "een maatregel die ingesteld is",
    "only the finding of a program shows that it was taken ({source})": (
        "alleen een bevinding van een programma toont dat de maatregel genomen is ({source})"
    ),
    "the kind of the evidence, such as document": "de soort van het bewijs, zoals een document",
    "a measure that does not work is set right, not looked at again": (
        "een maatregel die niet werkt wordt rechtgezet, en niet nog eens bekeken"
    ),
    "names no measure": "er is geen maatregel genoemd",
    "the measures that are accepted": "de maatregelen die aanvaard worden",
    "{party} is not linked to the case": "{party} is niet aan het dossier toegevoegd",
    "a party that link-party linked before, as home_institution": (
        "een organisatie die al aan het dossier toegevoegd is als thuisinstelling"
    ),
    "a clearance has a level": "een veiligheidsmachtiging heeft een niveau",
    "vertrouwelijk, geheim or zeer_geheim; beperkt asks no clearance of a person ({source})": (
        "vertrouwelijk, geheim of zeer geheim; beperkt vraagt geen machtiging van een persoon ({source})"
    ),
    "{requirement} has no level": "{requirement} heeft geen niveau",
    "nothing; only a clearance has one": "niets; alleen een veiligheidsmachtiging heeft er een",
    "a policy itself says of whom it asks something": "een beleid zegt zelf van wie het iets vraagt",
    "clearance, verification or nationality": "machtiging, verificatie of nationaliteit",
    "a finding under a policy of the institution names it, and no other does": (
        "een bevinding onder een beleid van de instelling noemt dat beleid, en geen andere doet dat"
    ),
    "the id of the policy beside the requirement policy": "het beleid bij een vereiste uit beleid",
    "the policy binds new agreements only ({source})": "het beleid bindt alleen nieuwe overeenkomsten ({source})",
    "the first question is whether the call bars foreign-controlled entities ({source})": (
        "eerst is de vraag of de oproep entiteiten uitsluit die van buiten gecontroleerd worden ({source})"
    ),
    "{policy} asks what was considered, and no yes or no": "{policy} vraagt wat overwogen is, en geen ja of nee",
    "true, or false once it is shown that the agreement ran before": (
        "ja, of nee zodra getoond is dat de overeenkomst al liep"
    ),
    "true or false, as the text of the call says": "ja of nee, zoals de tekst van de oproep zegt",
    # sharing and the law
    "a requirement that blocks nothing is none": "een vereiste die niets tegenhoudt, is er geen",
    "is not given, and the institution has no profile ({source})": (
        "dit ontbreekt, en de instelling heeft geen profiel ({source})"
    ),
    "VL or BRU, or adopt-profile for the institution": "VL of BRU, of een profiel van de instelling",
    "a Union general authorisation is registered for, not asked for": (
        "voor een algemene uitvoervergunning van de Unie registreert men zich; ze wordt niet gevraagd"
    ),
    "individual, global or intra_eu; or draft it once, register-authorisation, and attach-licence here": (
        "individueel, globaal of binnen de Unie; of een ontwerp ervan, register-authorisation, en hier attach-licence"
    ),
    "a licence without codes covers nothing": "een vergunning zonder codes dekt niets",
    "a licence without ways of sharing covers nothing": "een vergunning zonder manieren van delen dekt niets",
    "such as {word}": "zoals {word}",
    "{codes} is no code that the classification confirms": "{codes} is geen code die de classificatie bevestigt",
    "a code, once classify-topic confirmed it": "een code, zodra classify-topic die bevestigde",
    "{share} was used for another sharing": "{share} is al voor een andere deling gebruikt",
    "an id of its own": "een eigen id",
    "{codes} is named, and so it cannot be said that nothing is listed": (
        "{codes} is genoemd, en dan kan niet gezegd worden dat er niets op de lijst staat"
    ),
    "codes, or the reason why none goes along": "codes, of de reden waarom er geen meegaat",
    "{day} lies before {begin}, on which the case was notified ({source})": (
        "{day} ligt voor {begin}, de dag van de melding ({source})"
    ),
    "a day from {begin} on; what went before is reported as an incident": (
        "een dag vanaf {begin}; wat ervoor ging, wordt als incident gemeld"
    ),
    "nothing says where a sharing as {way} goes": "nergens staat waar een deling ({way}) heen gaat",
    "what goes as {way} goes to somebody who is known and screened ({source})": (
        "wat zo gaat ({way}), gaat naar iemand die bekend en gescreend is ({source})"
    ),
    "a linked party: link-party first": "een organisatie van het dossier: eerst link-party",
    "the register knows no country of the recipient": "het register kent geen land van de ontvanger",
    "where it goes": "waar het heen gaat",
    "classified information is not kept in this register": "geclassificeerde informatie wordt hier niet bewaard",
    "open, internal or confidential, and a reference to the original": (
        "open, intern of vertrouwelijk, en een verwijzing naar het origineel"
    ),
    "is no SHA-256 digest": "dit is geen SHA-256-digest",
    "document {document} has another digest": "document {document} heeft een andere digest",
    "a document_id of its own for another document": "een eigen id voor een ander document",
    # the work
    "{day} lies before the approval of {approved}, and nothing starts before it ({source})": (
        "{day} ligt voor de goedkeuring van {approved}, en daarvoor start er niets ({source})"
    ),
    "a day from {first} up to today, {today}": "een dag van {first} tot vandaag, {today}",
    "{package} is no work package of this case": "{package} is geen werkpakket van dit dossier",
    "{known}; define-work-package adds one": "{known}; define-work-package voegt er een toe",
    "{package} is no short id": "{package} is geen kort id",
    "a letter, then up to 19 letters, digits, - or _, such as WP1": (
        "een letter, dan hoogstens 19 letters, cijfers, - of _, zoals WP1"
    ),
    "{package} is defined already": "{package} bestaat al",
    "an id that this case does not use": "een id dat dit dossier nog niet gebruikt",
    "the holidays of {year} are not known": "de feestdagen van {year} zijn niet bekend",
    "{day} is no extension: {deadline} is due on {due}, and today is {today}": (
        "{day} is geen verlenging: {deadline} moet er zijn op {due}, en het is vandaag {today}"
    ),
}
_OTHERS: Final = {
    # reports to the FWO, risk analyses, editions, lists
    "the FWO does not fund {case}, so it asks no report on it (O11) [{source}]": (
        "het FWO financiert {case} niet, en vraagt er dus geen verslag over (O11) [{source}]"
    ),
    "a case whose funder scheme is the FWO's": "een dossier dat het FWO financiert",
    "an ex-post report has no end": "bij een eindverslag ontbreekt het einde",
    "the day on which the project ended": "de dag waarop het project eindigde",
    "does not go with {answer} [{source}]": "dit past niet bij {answer} [{source}]",
    "what the FWO asks": "wat het FWO vraagt",
    "no questions with an acceptance": "geen vragen bij een aanvaarding",
    "the report says that {said} (KV1 to KV3) [{source}]": "het verslag zegt dat {said} (KV1 tot KV3) [{source}]",
    "there were breaches, and none is declared": "er inbreuken waren, en er is geen gemeld",
    "there were none, and some are declared": "er geen waren, en er zijn er gemeld",
    "declare-breach for each, or the other answer": "declare-breach voor elke inbreuk, of het andere antwoord",
    "{topic} is not part of an {kind} report [{source}]": (
        "{topic} hoort niet in een verslag van de soort {kind} [{source}]"
    ),
    "a risk analysis made on {day} is not of {year} [{source}]": (
        "een risicoanalyse van {day} is er geen van {year} [{source}]"
    ),
    "{day} has passed, and what was decided then is judged by the rules of then ({source})": (
        "{day} is voorbij, en wat toen beslist is, wordt naar de regels van toen beoordeeld ({source})"
    ),
    "{list} is no list id": "{list} is geen id van een lijst",
    "2 to 60 of a-z, 0-9 and -, such as un-sc": "2 tot 60 tekens uit a-z, 0-9 en -, zoals un-sc",
    "{list} is no id of a list": "{list} is geen id van een lijst",
    "2 to 60 of a-z, 0-9 and -": "2 tot 60 tekens uit a-z, 0-9 en -",
    "no list {list} is known": "er is geen lijst {list} bekend",
    "one that ships ({names}) or one of your own after `kvcase lists register`": (
        "een die meegeleverd wordt ({names}), of een eigen lijst na `kvcase lists register`"
    ),
    "{list} is no policy list of the edition in force": "{list} is geen beleidslijst van de editie die van kracht is",
    "no field is mapped": "er is geen veld aan een kolom gekoppeld",
    "the column of the name at least": "minstens de kolom van de naam",
    "is '{value}'": "dit is '{value}'",
    "is not that of {slug}": "dit is niet dat van {slug}",
    "is not that of the files of {edition}": "dit is niet dat van de bestanden van {edition}",
    "the number of bytes, 1 or more": "het aantal bytes, 1 of meer",
    # who stands in for whom, institutions
    "is the person who is covered for": "dit is wie vervangen wordt",
    "somebody else": "iemand anders",
    "names none": "hier is er geen genoemd",
    "one role or more of the person covered for": "een rol of meer van wie vervangen wordt",
    "{roles} is covered by nobody": "{roles} wordt door niemand vervangen",
    "{day} gives no cover of 1 to {most} days": "{day} geeft geen vervanging van 1 tot {most} dagen",
    "a day from {first} to {last}; renew it then": "een dag van {first} tot en met {last}; verleng het dan",
    "{day} gives no grant of 1 to {most} days": "{day} geeft geen toelating van 1 tot {most} dagen",
    "the id of an actor, letter for letter": "de aanmeldnaam, letter voor letter",
    "has no contact point": "er is geen contactpunt bij",
    "one with the function contact_point": "een met de functie contactpunt",
    "at least one of nl, en, fr": "minstens een van nl, en, fr",
    "an e-mail address": "een e-mailadres",
    "an address that begins with https://": "een adres dat begint met https://",
    "small letters, digits and underscores": "kleine letters, cijfers en liggende streepjes",
    "cannot be how an issuer names a person": "zo kan een uitgever niemand noemen",
    "`sub` letter for letter, 1 to {most} characters": "`sub` letter voor letter, 1 tot {most} tekens",
    # parties and persons
    "is no organisation of the register": "dit is geen organisatie van het register",
    "the id of one that is, or nothing": "een organisatie uit het register, of niets",
    "name no owner ({source})": "er is geen eigenaar genoemd ({source})",
    "owners; or record-no-ownership-found": "eigenaars; of record-no-ownership-found",
    "name {number} owners": "er zijn {number} eigenaars genoemd",
    "at most {number}, the largest first": "hoogstens {number}, de grootste eerst",
    "is the organisation itself": "dit is de organisatie zelf",
    "somebody else, who owns it": "iemand anders, die eigenaar is",
    "{share} is no share": "{share} is geen aandeel",
    "a share from 0 to 100, or nothing while it is unknown": (
        "een aandeel van 0 tot 100, of niets zolang het onbekend is"
    ),
    "stands twice in one way of owning": "dit staat tweemaal bij één manier van bezitten",
    "each owner once": "elke eigenaar eenmaal",
    "the shares are {total} percent together ({source})": "de aandelen zijn samen {total} procent ({source})",
    "at most 100; who benefits in the end is a beneficial_owner": (
        "hoogstens 100; wie er uiteindelijk van geniet, is een uiteindelijk begunstigde"
    ),
    "a birth year has no purpose": "bij het geboortejaar staat geen reden",
    "why namesakes must be told apart": "waarom naamgenoten uit elkaar gehouden moeten worden",
    # keys, and what is told outside
    "{days} days are no term for a key": "{days} dagen is geen termijn voor een sleutel",
    "{days} days are no grace": "{days} dagen is geen overgang",
    "{key} opens nothing any more": "{key} opent niets meer",
    "a key in use, or a new one": "een sleutel in gebruik, of een nieuwe",
    "{key} was rotated or revoked before": "{key} is al vervangen of ingetrokken",
    "the key that followed it": "de sleutel die erop volgde",
    "is no address of mail": "dit is geen e-mailadres",
    "such as name@example.org": "zoals naam@example.org",
    "a dead letter": "een bericht dat opgegeven is",
    "is told nothing now": "hieraan wordt nu niets verteld",
    "one that is on": "een die aanstaat",
    "is to be one, or a subscriber": "dit moet er één zijn, of een abonnee",
    "the one or the other": "het ene of het andere",
    "has no secret": "er is geen geheim bij",
    "a webhook": "een webhook",
    "cannot be an address": "dit kan geen adres zijn",
    "https://host/path, at most {number} characters": "https://host/pad, hoogstens {number} tekens",
    "mail of {institution} is on": "de mail van {institution} staat aan",
    "one whose mail is off": "een waarvan de mail uitstaat",
    "kinds of events, or {every}": "soorten gebeurtenissen, of {every}",
    "whsec_ and 24 to 64 random bytes in base64": "whsec_ en 24 tot 64 willekeurige bytes in base64",
}
OF_CASES: Final = {**_CASES, **_OTHERS}
"""Each template with its Dutch."""
