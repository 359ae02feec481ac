"""What each guard says when it refuses a command, by its English."""

REFUSALS = {
    "{blocked} is blocked by {number} open gate(s): {gates}": "{blocked} wacht op {number} open poort(en): {gates}",
    "{command} is for a case that is {allowed}; this case is {status}": (
        "{command} is voor een dossier dat {allowed} is; dit dossier is {status}"
    ),
    # forgetting
    "{actor} proposed this erasure; another person must confirm it": (
        "{actor} stelde dit wissen voor; iemand anders moet het bevestigen"
    ),
    "the erasure is {status} already; propose a new one": "het wissen is al {status}; doe een nieuw voorstel",
    "{actor} is one of those whom this {kind} tells of; others must decide": (
        "{actor} is een van degenen over wie dit {kind} gaat; anderen moeten beslissen"
    ),
    "{actor} is the person to be forgotten; others must decide": (
        "{actor} is de persoon om wie het gaat; anderen moeten beslissen"
    ),
    "hold {hold} on {kind} {subject}": "hold {hold} op {kind} {subject}",
    "hold {hold} on {kind} {subject} until {until}": "hold {hold} op {kind} {subject} tot en met {until}",
    "a legal hold stands: {holds}; whoever may lifts it first (hold lift)": (
        "er rust een bewaarplicht op: {holds}; wie dat mag, heft ze eerst op (hold lift)"
    ),
    "records of exports name this {kind} (the last of {exported}); they are kept until {until}, so propose it again "
    "after that day": (
        "uitvoerregisters noemen deze {kind} (het laatste van {exported}); ze blijven bewaard tot en met {until}, "
        "dus stel het daarna opnieuw voor"
    ),
    "what is not over yet needs the texts: {live}; unlink the person where that is right, or end it first": (
        "wat nog loopt heeft de teksten nodig: {live}; maak de persoon los waar dat klopt, of laat het eerst eindigen"
    ),
    "the texts of {subject} are erased and nothing new is written about it; where a command must go on without one, "
    "give {nothing} as its text": (
        "de teksten van {subject} zijn gewist en er wordt niets nieuws over geschreven; moet een commando zonder "
        "verder, geef dan {nothing} als tekst"
    ),
    # who stands in for whom, and who was granted what
    "{actor} acts for {absent} now; a cover is given, renewed or ended by oneself": (
        "{actor} treedt nu op voor {absent}; vervangen worden geven, verlengen of beëindigen doet men zelf"
    ),
    "{actor} is not {absent}; the person itself or an administrator must do it": (
        "{actor} is niet {absent}; de persoon zelf of een beheerder moet het doen"
    ),
    "{cover} cannot take over from {absent} by the word of an administrator, or the own; {absent} must give it": (
        "{cover} kan van {absent} niets overnemen op eigen woord of dat van een beheerder; {absent} moet het geven"
    ),
    "{actor} covers; the person covered for or an administrator must renew it": (
        "{actor} vervangt; wie vervangen wordt of een beheerder moet het verlengen"
    ),
    "this cover is over; a new one must be given": "deze vervanging is voorbij; geef een nieuwe",
    "{cover} is no person with a role at this institution": "{cover} is geen persoon met een rol aan deze instelling",
    "{absent} is not {roles}, and cannot hand that over": "{absent} is geen {roles} en kan dat niet doorgeven",
    "{actor} proposed this grant; another person must confirm it": (
        "{actor} stelde deze toelating voor; iemand anders moet ze bevestigen"
    ),
    "{actor} would read by this grant; others must decide": (
        "{actor} zou door deze toelating lezen; anderen moeten beslissen"
    ),
    "{auditor} is no auditor at this institution": "{auditor} is geen auditor aan deze instelling",
    "this grant is over; a new one must be proposed": "deze toelating is voorbij; stel een nieuwe voor",
    # four eyes
    "{actor} {what}; another person must decide": "{actor} {what}; iemand anders moet beslissen",
    "notified the case": "meldde het dossier",
    "takes part in the collaboration": "neemt deel aan de samenwerking",
    "screened the case": "screende het dossier",
    "resolved a hit": "loste een treffer op",
    "owns a mitigation": "draagt een maatregel",
    "carried out a measure": "voerde een maatregel uit",
    "asked for the approval": "vroeg de goedkeuring",
    "named a requirement of law": "noemde een wettelijke vereiste",
    "satisfied or retracted a requirement of law": "sloot een wettelijke vereiste af of trok ze in",
    "gave the committee's advice": "gaf het advies van de commissie",
    "rebutted a risk factor": "weerlegde een risicofactor",
    "made the human-rights test": "nam de mensenrechtentoets af",
    "{actor} notified, takes part or asked for the approval; another person must grant it": (
        "{actor} meldde, neemt deel of vroeg de goedkeuring; iemand anders moet ze verlenen"
    ),
    "{actor} takes part in the collaboration; another person must decide": (
        "{actor} neemt deel aan de samenwerking; iemand anders moet beslissen"
    ),
    "{actor} named this {requirement}; another person must close it": (
        "{actor} noemde zelf deze vereiste ({requirement}); iemand anders moet ze afsluiten"
    ),
    "{actor} notified the case; another person must clear a hit of law": (
        "{actor} meldde het dossier; iemand anders moet een wettelijke treffer wegnemen"
    ),
    "{actor} resolved this hit; another person must confirm it": (
        "{actor} loste deze treffer op; iemand anders moet dat bevestigen"
    ),
    # answers to hits
    "an answer that holds for {scope} is given by {roles}": "een antwoord dat voor {scope} geldt, geeft {roles}",
    "by its name alone only an organisation is answered for, and not a person or an owner; answer for the party": (
        "alleen voor een organisatie geldt een antwoord op naam, niet voor een persoon of een eigenaar; antwoord voor "
        "de partij"
    ),
    "the answer was given in {case}: retract it there, or say by resolve-hit what the hit is here": (
        "het antwoord werd gegeven in {case}: trek het daar in, of zeg met resolve-hit wat de treffer hier is"
    ),
    "{actor} proposed the termination; another person must confirm it": (
        "{actor} stelde de beëindiging voor; iemand anders moet ze bevestigen"
    ),
    "{actor} proposed the override; another person must confirm it": (
        "{actor} stelde de afwijking voor; iemand anders moet ze bevestigen"
    ),
    "{actor} proposed that {subject} leaves; another person must confirm it": (
        "{actor} stelde voor dat {subject} eruit gaat; iemand anders moet dat bevestigen"
    ),
    "{actor} owns or took measure {measure}; another person must verify it": (
        "{actor} draagt of nam maatregel {measure}; iemand anders moet ze verifiëren"
    ),
    "{actor} owns or took measure {measure}; another person must review it": (
        "{actor} draagt of nam maatregel {measure}; iemand anders moet ze herbekijken"
    ),
    "{actor} owns or took measure {measure}; another person must waive it": (
        "{actor} draagt of nam maatregel {measure}; iemand anders moet ze laten vallen"
    ),
    "who is checked does not record the check; another security officer must": (
        "wie nagegaan wordt, legt dat niet zelf vast; een andere veiligheidsofficier doet dat"
    ),
    # the decision
    "the risk is {level} and nothing answers {factors}: set-mitigation that names them in addresses, or give each a "
    "justification in accepted_factors": (
        "het risico is {level} en niets beantwoordt {factors}: noem ze in addresses van een set-mitigation, of geef "
        "elk een verantwoording in accepted_factors"
    ),
    "the level is {level}, with {factors}; submit-for-review instead": (
        "het niveau is {level}, met {factors}; kies submit-for-review"
    ),
    "no factor standing": "geen factor die geldt",
    "no institutional approval was requested": "er is geen goedkeuring van de instelling gevraagd",
    "the institution stands behind it already; request-institutional-approval asks anew": (
        "de instelling staat er al achter; vraag opnieuw met request-institutional-approval"
    ),
    "the institution refused already; request-institutional-approval asks anew": (
        "de instelling weigerde al; vraag opnieuw met request-institutional-approval"
    ),
    "version {read} was read, and the dossier was submitted at version {submitted}; read it as submitted": (
        "versie {read} werd gelezen, en het dossier werd voorgelegd op versie {submitted}; lees het zoals voorgelegd"
    ),
    "since version {read} that was read: {changes}; read version {now} first": (
        "sinds de gelezen versie {read}: {changes}; lees eerst versie {now}"
    ),
    "the committee's advice has conditions, which the fast route does not carry; submit-for-review instead": (
        "het advies van de commissie heeft voorwaarden, en de snelle weg draagt die niet; kies submit-for-review"
    ),
    "{conditions} of the committee's advice is neither among conditions nor in advice_left_out": (
        "{conditions} uit het advies van de commissie staat niet in conditions en niet in advice_left_out"
    ),
    "no advice was requested; request-ethics-advice comes first": (
        "er is geen advies gevraagd; request-ethics-advice komt eerst"
    ),
    "the case is a request for advice; convert it to an evaluation first": (
        "het dossier is een vraag om advies; zet het eerst om naar een evaluatie"
    ),
    "the case is an evaluation; only a request for advice is answered as advice": (
        "het dossier is een evaluatie; alleen een vraag om advies krijgt een advies als antwoord"
    ),
    "the case is an evaluation already": "het dossier is al een evaluatie",
    # screening
    "the hit on {list} (entry {entry}) does not wait for a confirmation": (
        "de treffer op {list} (nummer {entry}) wacht niet op een bevestiging"
    ),
    "the hit on {list} that it rests on is not resolved": "de treffer op {list} waarop het berust, is niet opgelost",
    "the policy that it rests on still blocks": "het beleid waarop het berust, houdt nog tegen",
    "who joined late is not screened yet": "wie later aansloot, is nog niet gescreend",
    "the screening is {status}; start-screening comes first": "de screening is {status}; start-screening komt eerst",
    "list {list} is at version {now} and the case was screened against {seen}; start-screening, or wait for the "
    "re-screening run": (
        "lijst {list} is aan versie {now}, en het dossier werd gescreend tegen {seen}; doe start-screening, of wacht "
        "op de herscreening"
    ),
    "version {version}": "versie {version}",
    "list {list} is {age} days old; at most {most} are allowed": (
        "lijst {list} is {age} dagen oud; hoogstens {most} is toegelaten"
    ),
    "no policy {policy} asks to look at {about}": "geen beleid {policy} vraagt om te kijken naar {about}",
    "the case as a whole": "het dossier in zijn geheel",
    "the contact point answered {answer} on {factor}; tell it what changed": (
        "het contactpunt antwoordde {answer} op {factor}; meld het wat er veranderde"
    ),
    "{factor} was rebutted in writing; tell the contact point what changed": (
        "{factor} werd schriftelijk weerlegd; meld het contactpunt wat er veranderde"
    ),
    "factor {factor} does not stand here": "factor {factor} geldt hier niet",
    "check {check} is not asked of this case": "vraag {check} wordt aan dit dossier niet gesteld",
    "no human-rights test was made yet; record-human-rights-test comes first": (
        "er is nog geen mensenrechtentoets afgenomen; record-human-rights-test komt eerst"
    ),
    "this advice was not asked; request-external-advice comes first": (
        "dit advies is niet gevraagd; request-external-advice komt eerst"
    ),
    "this advice was answered before; a further question has an advice_id of its own": (
        "dit advies is al beantwoord; een verdere vraag heeft een eigen advice_id"
    ),
    # the law
    "{codes} is not confirmed in the classification of this case; classify-topic first": (
        "{codes} is niet bevestigd in de classificatie van dit dossier; doe eerst classify-topic"
    ),
    "the case has listed items ({codes}): name those shared in codes, or say in nothing_listed_because": (
        "het dossier heeft gelijste items ({codes}): noem in codes welke gedeeld worden, of zeg in "
        "nothing_listed_because waarom geen"
    ),
    "{requirement} is closed by a granted licence; retract-legal-requirement if the law does not ask": (
        "een vereiste ({requirement}) sluit met een toegekende vergunning; retract-legal-requirement als de wet ze "
        "niet vraagt"
    ),
    "{codes} stands listed; the export control officer must take it off": (
        "{codes} staat als gelijst; de exportcontroleverantwoordelijke moet het eraf halen"
    ),
    "the information is classified {level}; the security officer must lower or drop the level": (
        "de informatie is geclassificeerd als {level}; de veiligheidsofficier verlaagt of schrapt dat"
    ),
    "{actor} gave the level {level}; another security officer must lower or drop it": (
        "{actor} gaf het niveau {level}; een andere veiligheidsofficier verlaagt of schrapt het"
    ),
    "{fields} would change, which the contact point or export control classifies": (
        "{fields} zou veranderen; dat classificeert het contactpunt of de exportcontrole"
    ),
    "{actor} linked {person}; another person must consider who joined": (
        "{actor} koppelde {person}; iemand anders bekijkt wie erbij kwam"
    ),
    "licence {licence} is {status}": "vergunning {licence} is {status}",
    "licence {licence} is individual, and its end user is no linked party of this case: link-party, or "
    "request-export-licence": (
        "vergunning {licence} is individueel, en haar eindgebruiker is geen partij van dit dossier: doe link-party, of "
        "request-export-licence"
    ),
    "what is in the public domain has a place and a day: say where and published_on": (
        "wat in het publieke domein is, heeft een plaats en een dag: zeg where en published_on"
    ),
    "it is to be published on {day}: the intention to publish is not the public domain": (
        "het verschijnt pas op {day}: willen publiceren is nog geen publiek domein"
    ),
    "the classification has no technology readiness level; basic research is TRL 1 or 2": (
        "de classificatie heeft geen TRL; fundamenteel onderzoek is TRL 1 of 2"
    ),
    "the classification reaches TRL {trl}; basic research is TRL 1 or 2": (
        "de classificatie gaat tot TRL {trl}; fundamenteel onderzoek is TRL 1 of 2"
    ),
    "somebody said to be aware of the end use {end_use}: only the authority's answer settles it": (
        "iemand zei te weten van het eindgebruik {end_use}: alleen het antwoord van de overheid beslist daarover"
    ),
    "a doubt about the end use {end_use} is settled by the export control officer": (
        "over twijfel aan het eindgebruik {end_use} beslist de exportcontroleverantwoordelijke"
    ),
    "nobody said to be aware of the end use {end_use}: answer-end-use first": (
        "niemand zei te weten van het eindgebruik {end_use}: doe eerst answer-end-use"
    ),
    # persons
    "{person} is linked already; the contact point changes the stay, the home or the scholarship": (
        "{person} is al toegevoegd; het contactpunt wijzigt het verblijf, de thuisinstelling of de beurs"
    ),
    "no {requirement} is asked of {person}; require-personnel-check comes first": (
        "er is aan {person} niets gevraagd van die aard ({requirement}); require-personnel-check komt eerst"
    ),
    "{policy} asks nothing of {person}; what asks something: {asking}": (
        "{policy} vraagt niets van {person}; wat wel iets vraagt: {asking}"
    ),
    # measures
    "measure {measure} is {status}: not implemented yet": "maatregel {measure} is {status}: nog niet uitgevoerd",
    "measure {measure} was waived; set-mitigation sets it anew": (
        "maatregel {measure} is weggevallen; set-mitigation stelt ze opnieuw in"
    ),
    "measure {measure} is {status}; only a verified measure is reviewed": (
        "maatregel {measure} is {status}; alleen een geverifieerde maatregel wordt herbekeken"
    ),
    "M10 keeps results back; name in addresses the factors that make it strictly necessary": (
        "M10 houdt resultaten achter; noem in addresses de factoren die dat strikt nodig maken"
    ),
    "{measure} goes against {other}, which stands: name in addresses the factors, and {other} in the justification; "
    "or waive-mitigation {other} first": (
        "{measure} gaat in tegen {other}, die geldt: noem de factoren in addresses en {other} in de verantwoording; of "
        "doe eerst waive-mitigation {other}"
    ),
    "only the finding of a program shows that measure {measure} was taken, which is an indication; "
    "implement-mitigation with other evidence first": (
        "alleen een bevinding van een programma wijst erop dat maatregel {measure} genomen is; doe eerst "
        "implement-mitigation met ander bewijs"
    ),
    "a condition of the committee's advice names {measure}; request-ethics-advice anew": (
        "een voorwaarde in het advies van de commissie noemt {measure}; vraag opnieuw met request-ethics-advice"
    ),
    "condition {conditions} of the approval names {measure}; only a new approval lets go of it": (
        "voorwaarde {conditions} van de goedkeuring noemt {measure}; alleen een nieuwe goedkeuring laat ze los"
    ),
    "the approval rests on measure {measure}; the institution's approver waives it": (
        "de goedkeuring steunt op maatregel {measure}; de goedkeurder van de instelling laat ze vallen"
    ),
    # the course of a case
    "no gate of this id stands open": "er staat geen poort met dit id open",
    "gate {rule} rests on law ({source}) and cannot be overridden": (
        "poort {rule} berust op de wet ({source}); daarvan kan niemand afwijken"
    ),
    "gate {rule} waits for a decision of its own: {closing}": "poort {rule} wacht op een eigen beslissing: {closing}",
    "{packages} is held: name in work_package in which package this is shared": (
        "{packages} ligt stil: noem in work_package in welk pakket dit gedeeld wordt"
    ),
    "no override of this gate is proposed; propose-gate-override comes first": (
        "van deze poort is geen afwijking voorgesteld; propose-gate-override komt eerst"
    ),
    "the case is {status}; the contact point amends its funder_scheme": (
        "het dossier is {status}; het contactpunt wijzigt de funder_scheme"
    ),
    "the collaboration is suspended and takes no new parties": (
        "de samenwerking is opgeschort en neemt geen nieuwe partijen op"
    ),
    "name the conditions of the ending (data, IP, notice, funder), or say in no_conditions_reason why none": (
        "noem de voorwaarden van de beëindiging (gegevens, IP, opzeg, financier), of zeg in no_conditions_reason "
        "waarom geen"
    ),
    "no termination is proposed; propose-termination comes first, by another person": (
        "er is geen beëindiging voorgesteld; propose-termination komt eerst, door iemand anders"
    ),
    "the case is {status}; only an ended case is reopened": (
        "het dossier is {status}; alleen een beëindigd dossier wordt heropend"
    ),
    "a reopening needs its reason": "een heropening vraagt een reden",
    "the case is {status}; terminate it instead": "het dossier is {status}; beëindig het in plaats daarvan",
    "an open hit on {list} is about {subject}: propose-unlinking, then confirm-unlinking by another person": (
        "een openstaande treffer op {list} gaat over {subject}: propose-unlinking, daarna confirm-unlinking door "
        "iemand anders"
    ),
    "nobody proposed that {subject} leaves; propose-unlinking comes first, by another person": (
        "niemand stelde voor dat {subject} eruit gaat; propose-unlinking komt eerst, door iemand anders"
    ),
    # deadlines
    "the day of {deadline} was set by a decision or from outside; only a new one moves it": (
        "de dag van {deadline} volgt uit een beslissing of van buiten; alleen een nieuwe verschuift hem"
    ),
    "{deadline} is moved by {roles}": "{deadline} wordt verschoven door {roles}",
    "{deadline} is met by what it asks for, not by hand": "{deadline} is gehaald met wat hij vraagt, niet met de hand",
    "{rung} for {asked} is not due: {deadline} is {state}, due on {day}": (
        "{rung} voor {asked} is niet aan de orde: {deadline} is {state}, met als dag {day}"
    ),
    "{deadline} waits for {what}": "{deadline} wacht op {what}",
    "{deadline} is {state}, not paused": "{deadline} is {state}, niet onderbroken",
    "{deadline} is {state}: nothing is due": "{deadline} is {state}: er wordt niets meer gevraagd",
}
