"""What each gate says, by its English: why it is open, and what closes it."""

REASONS = {
    # screening
    "no screening was made": "er is nog niet gescreend",
    "the screening is not completed": "de screening is niet afgerond",
    "the screening is stale: the notification, a party or a person changed since": (
        "de screening is achterhaald: de melding, een partij of een persoon veranderde sindsdien"
    ),
    "{number} linked since the screening: {who}": "{number} toegevoegd sinds de screening: {who}",
    "a hit on {list} (entry {entry}) waits for a person": (
        "een treffer op {list} (nummer {entry}) wacht op een oordeel van een mens"
    ),
    "an open hit on {list} (entry {entry})": "een openstaande treffer op {list} (nummer {entry})",
    "{who} may stand on {list} (entry {entry})": "{who} staat mogelijk op {list} (nummer {entry})",
    "a subject": "iemand die deelneemt",
    "an owner of a subject": "een eigenaar van wie deelneemt",
    "{title} (scope: {scope})": "{title} (reikwijdte: {scope})",
    "the hit on {list} that suspended the case is not resolved": (
        "de treffer op {list} waarvoor het dossier werd opgeschort, is niet opgelost"
    ),
    "somebody joined after the decision and is not screened yet": (
        "iemand sloot aan na de beslissing en is nog niet gescreend"
    ),
    "{reasons}": "{reasons}",
    "an owner is in {countries}, which a named policy speaks of": (
        "een eigenaar is gevestigd in {countries}, waarover een genoemd beleid spreekt"
    ),
    "an owner may stand on {list}": "een eigenaar staat mogelijk op {list}",
    "record the outcome of the appraisal": "leg de uitkomst van de appraisal vast",
    "does this call bar entities that are controlled from outside the EU?": (
        "sluit deze oproep entiteiten uit die van buiten de EU gecontroleerd worden?"
    ),
    "nobody knows where it is established": "niemand weet waar ze gevestigd is",
    "nobody knows who controls it: record its owners": "niemand weet wie ze controleert: leg haar eigenaars vast",
    "write down the personal ethical reflection, the institution's policy and the terms of the funder": (
        "schrijf de eigen ethische afweging, het beleid van de instelling en de voorwaarden van de financier op"
    ),
    "{title}: {why}": "{title}: {why}",
    "nobody knows in which country {party} is established": "niemand weet in welk land {party} gevestigd is",
    "the activities, aims or ownership of a party are unclear": (
        "de activiteiten, de doelen of de eigenaars van een partij zijn onduidelijk"
    ),
    "whether {factor} is there is unsure, and nobody of the contact point has answered yes or no": (
        "of {factor} speelt is onzeker, en niemand van het contactpunt heeft met ja of nee geantwoord"
    ),
    "{question} ({check}: {found})": "{question} ({check}: {found})",
    "these checks point to a risk: {checks}": "deze vragen wijzen op een risico: {checks}",
    # the law
    "{requirement} is required and not granted": "{requirement} is vereist en niet toegekend",
    "{requirement} is required and not satisfied": "{requirement} is vereist en er is niet aan voldaan",
    "{code} is suspected to be a dual-use item, and neither confirmed nor excluded": (
        "van {code} wordt vermoed dat het een dual-use-item is; dat is bevestigd noch uitgesloten"
    ),
    "{code} to {to} as {modality} on {day} {need} and goes under no licence: {why}": (
        "{code} naar {to} ({modality}) op {day} {need} en valt onder geen vergunning: {why}"
    ),
    "leaves the Union": "verlaat de Unie",
    "{who} in {country}": "{who} in {country}",
    "somebody who is no party of this case": "iemand die geen partij van dit dossier is",
    "the whole world": "de hele wereld",
    "is on the intra-EU list": "staat op de lijst voor overbrenging binnen de Unie",
    "licence {licence} fails on {gaps}": "vergunning {licence} schiet tekort op {gaps}",
    "the case has no licence": "het dossier heeft geen vergunning",
    "{who} the end use {end_use}, and {said}": "{who} het eindgebruik {end_use}, en {said}",
    "somebody is unsure of": "iemand is onzeker over",
    "somebody is aware of": "iemand weet van",
    "the authority answered: {answer}": "de overheid antwoordde: {answer}",
    "the authority has not answered": "de overheid heeft niet geantwoord",
    "a case that is {status} shares nothing: it is approved first, and not yet ended": (
        "een dossier dat {status} is, deelt niets: het wordt eerst goedgekeurd en is nog niet beëindigd"
    ),
    # persons
    "{requirement} of {person} {missing}": "{requirement} van {person}: {missing}",
    "{requirement} ({level}) of {person} {missing}": "{requirement} ({level}) van {person}: {missing}",
    "{title}: what it asks of {person} {missing}": "{title}: wat het vraagt van {person}: {missing}",
    "information is classified {level}, and it is not known who works on it: nobody is linked": (
        "er is informatie geclassificeerd als {level}, en het is niet bekend wie eraan werkt: niemand is toegevoegd"
    ),
    "is not recorded": "niet vastgelegd",
    "is not met": "niet in orde",
    "expired on {day}": "verlopen op {day}",
    "is for {level} only": "geldt alleen voor {level}",
    "information is classified beperkt, and measure {measure} is not verified": (
        "er is informatie geclassificeerd als beperkt, en maatregel {measure} is niet geverifieerd"
    ),
    # committee, human rights, measures, advice
    "the committee's advice is negative": "het advies van de commissie is negatief",
    "the committee has not answered": "de commissie heeft nog niet geantwoord",
    "the human-rights test was failed": "de mensenrechtentoets is niet doorstaan",
    "the human-rights test is not made": "de mensenrechtentoets is nog niet afgenomen",
    "something new asks the human-rights test again, and it is not made since": (
        "iets nieuws vraagt de mensenrechtentoets opnieuw, en die is sindsdien niet afgenomen"
    ),
    "the human-rights test did not look at {party}, which joined or changed since": (
        "de mensenrechtentoets keek niet naar {party}, die sindsdien aansloot of veranderde"
    ),
    "the review was due on {day} and is not made": "de herbeoordeling moest er op {day} zijn en is niet gebeurd",
    "measure {measure} is {status}, not verified": "maatregel {measure} is {status}, niet geverifieerd",
    "measure {measure} was found not to work": "maatregel {measure} bleek niet te werken",
    "the advice asked of {body} is not received (due {day})": (
        "het gevraagde advies van {body} is niet ontvangen (uiterlijk {day})"
    ),
    # approval and what follows
    "the institution refused its approval": "de instelling weigerde haar goedkeuring",
    "the institution's approval is not granted": "de goedkeuring van de instelling is niet verleend",
    "condition {condition} of the approval is not met": "voorwaarde {condition} van de goedkeuring is niet vervuld",
    "condition {condition} of the approval was due on {day}": (
        "voorwaarde {condition} van de goedkeuring moest op {day} vervuld zijn"
    ),
    "condition {condition} of the approval was broken": "voorwaarde {condition} van de goedkeuring is geschonden",
    "the approval was valid until {day}": "de goedkeuring gold tot en met {day}",
    "the level is {level}, and the approval was given on {before}": (
        "het niveau is {level}, en de goedkeuring werd gegeven bij {before}"
    ),
    "the approval leaves out work package {package}": "de goedkeuring laat werkpakket {package} weg",
    "work package {package} is suspended": "werkpakket {package} is opgeschort",
    "the collaboration is suspended": "de samenwerking is opgeschort",
    "a {severity} incident of type {type} touches the case: {asked}": (
        "een {severity} incident van type {type} raakt het dossier: {asked}"
    ),
    "its end was asked for and is not decided": "de beëindiging is gevraagd en niet beslist",
    "nobody said what it means for this case": "niemand zei wat het voor dit dossier betekent",
    "the ex-post report to the FWO is not opened yet": "het eindverslag aan het FWO is nog niet geopend",
    "the ex-post report to the FWO is {status}, due on {day}": (
        "het eindverslag aan het FWO is {status}; het moet er zijn op {day}"
    ),
    # what a researcher is told (G21)
    "the contact point looks into it": "het contactpunt zoekt het uit",
    "the screening is not complete": "de screening is niet volledig",
    "the case stands still": "het dossier ligt stil",
    "whether what is shared is listed for export control is not yet clear": (
        "of wat gedeeld wordt onder exportcontrole valt, is nog niet duidelijk"
    ),
    "an export licence is needed first": "er is eerst een exportvergunning nodig",
    "a work package is not approved yet": "een werkpakket is nog niet goedgekeurd",
    "a work package stands still": "een werkpakket ligt stil",
    "a measure is not taken and verified": "een maatregel is niet genomen en geverifieerd",
    "a measure was found not to work": "een maatregel bleek niet te werken",
    "a condition of the approval is not met": "een voorwaarde van de goedkeuring is niet vervuld",
    "the ex-post report to the FWO is not submitted or waived": (
        "het eindverslag aan het FWO is niet ingediend en er is geen vrijstelling"
    ),
    "the ethics committee has not advised in favour": "de ethische commissie heeft niet gunstig geadviseerd",
    "the human-rights test is not passed yet": "de mensenrechtentoets is nog niet doorstaan",
}
CLOSINGS = {
    "start-screening and complete-screening, by the contact point": (
        "start-screening en complete-screening, door het contactpunt"
    ),
    "start-screening, by the contact point": "start-screening, door het contactpunt",
    "resolve-hit, by the contact point; a second person confirms a false positive on a list of law": (
        "resolve-hit, door het contactpunt; een tweede persoon bevestigt een valse treffer op een wettelijke lijst"
    ),
    "resolve-hit as a false positive, confirmed by a second person; or a sanctions_clearance that is satisfied by the "
    "export control officer; or decide-lift after a delisting": (
        "resolve-hit als valse treffer, bevestigd door een tweede persoon; of een sanctions_clearance die de "
        "exportcontroleverantwoordelijke in orde bevindt; of decide-lift nadat de naam van de lijst ging"
    ),
    "resolve-hit as a false positive, unlink-party, amend-notification, or an override by two people": (
        "resolve-hit als valse treffer, unlink-party, amend-notification, of een afwijking door twee mensen"
    ),
    "acknowledge-policy with applies false once it is shown that the agreement ran before, resolve-hit as a false "
    "positive, unlink-party, amend-notification, or an override by two people": (
        "acknowledge-policy met applies false zodra getoond is dat de overeenkomst al liep, resolve-hit als valse "
        "treffer, unlink-party, amend-notification, of een afwijking door twee mensen"
    ),
    "release-sharing-hold, by the contact point, once its cause is resolved": (
        "release-sharing-hold, door het contactpunt, zodra de oorzaak weg is"
    ),
    "resolve-hit with its confirmation, satisfy-legal-requirement, or decide-lift": (
        "resolve-hit met bevestiging, satisfy-legal-requirement, of decide-lift"
    ),
    "acknowledge-policy {policy}, by the contact point": "acknowledge-policy {policy}, door het contactpunt",
    "acknowledge-policy {policy}, by the contact point; or identify-legal-requirement sanctions_legality": (
        "acknowledge-policy {policy}, door het contactpunt; of identify-legal-requirement sanctions_legality"
    ),
    "record-appraisal, by the researcher or the contact point; or acknowledge-policy fwo-rsa": (
        "record-appraisal, door de onderzoeker of het contactpunt; of acknowledge-policy fwo-rsa"
    ),
    "amend its country in the register and link-party again, by the contact point; or unlink-party": (
        "verbeter het land in het register en link-party opnieuw, door het contactpunt; of unlink-party"
    ),
    "record-ownership, rebut-risk-factor P-OPAQUE with what was found, by the contact point; or unlink-party": (
        "record-ownership, rebut-risk-factor P-OPAQUE met wat gevonden werd, door het contactpunt; of unlink-party"
    ),
    "answer-risk-question with yes or no, by the contact point; or request-ethics-advice": (
        "answer-risk-question met ja of nee, door het contactpunt; of request-ethics-advice"
    ),
    "record-check {check}, by the contact point": "record-check {check}, door het contactpunt",
    "request-ethics-advice, by the contact point": "request-ethics-advice, door het contactpunt",
    "request-export-licence and the authority's grant, by the export control officer": (
        "request-export-licence en de toekenning door de overheid, door de exportcontroleverantwoordelijke"
    ),
    "request-export-licence or attach-licence, and the authority's grant, by the export control officer": (
        "request-export-licence of attach-licence, en de toekenning door de overheid, door de "
        "exportcontroleverantwoordelijke"
    ),
    "record-decontrol by the export control officer, when it is in the public domain already or basic research; the "
    "authority, when it is not": (
        "record-decontrol door de exportcontroleverantwoordelijke, als het al in het publieke domein is of "
        "fundamenteel onderzoek; anders de overheid"
    ),
    "satisfy-legal-requirement, by the export control officer or the security officer": (
        "satisfy-legal-requirement, door de exportcontroleverantwoordelijke of de veiligheidsofficier"
    ),
    "classify-topic, by the export control officer": "classify-topic, door de exportcontroleverantwoordelijke",
    "record-end-use-decision once the authority permits it, by the export control officer": (
        "record-end-use-decision zodra de overheid het toelaat, door de exportcontroleverantwoordelijke"
    ),
    "{closing}; or answer-end-use by that officer who looked into it": (
        "{closing}; of answer-end-use door diezelfde verantwoordelijke, die het uitzocht"
    ),
    "approve or clear, by the approver; reopen, if it has ended": (
        "approve of clear, door de goedkeurder; reopen, als het beëindigd is"
    ),
    "ask again, with what the reason names": "vraag het opnieuw, met wat de reden noemt",
    "record-personnel-check, by the security officer, once the authority answered": (
        "record-personnel-check, door de veiligheidsofficier, zodra de overheid antwoordde"
    ),
    "record-personnel-check policy with policy_id {policy}, by the security officer": (
        "record-personnel-check policy met policy_id {policy}, door de veiligheidsofficier"
    ),
    "link-researcher, for each who works on it; then record-personnel-check, by the security officer": (
        "link-researcher, voor elk die eraan werkt; daarna record-personnel-check, door de veiligheidsofficier"
    ),
    "set-mitigation {measure}, implement-mitigation, then verify-mitigation by somebody else": (
        "set-mitigation {measure}, implement-mitigation, daarna verify-mitigation door iemand anders"
    ),
    "record-ethics-advice, by the ethics committee": "record-ethics-advice, door de ethische commissie",
    "record-human-rights-test, by the ethics committee or the contact point": (
        "record-human-rights-test, door de ethische commissie of het contactpunt"
    ),
    "reevaluate-human-rights, by the ethics committee or the contact point": (
        "reevaluate-human-rights, door de ethische commissie of het contactpunt"
    ),
    "implement-mitigation by its owner, then verify-mitigation by somebody else": (
        "implement-mitigation door wie ze op zich nam, daarna verify-mitigation door iemand anders"
    ),
    "implement-mitigation and verify-mitigation anew, or of one that replaces it; or waive-mitigation": (
        "opnieuw implement-mitigation en verify-mitigation, of van een die haar vervangt; of waive-mitigation"
    ),
    "record-external-advice, by the contact point; or an override by two people": (
        "record-external-advice, door het contactpunt; of een afwijking door twee mensen"
    ),
    "request-institutional-approval by the contact point, grant-institutional-approval by the approver": (
        "request-institutional-approval door het contactpunt, grant-institutional-approval door de goedkeurder"
    ),
    "meet-condition, by the contact point": "meet-condition, door het contactpunt",
    "meet-condition once it is set right, by the contact point; or propose-termination": (
        "meet-condition zodra het rechtgezet is, door het contactpunt; of propose-termination"
    ),
    "renew-approval, by the approver": "renew-approval, door de goedkeurder",
    "approve-work-package, by the approver": "approve-work-package, door de goedkeurder",
    "resume-work-package, by the approver, once the cause is resolved": (
        "resume-work-package, door de goedkeurder, zodra de oorzaak weg is"
    ),
    "resume, by the approver, once the cause is resolved": "resume, door de goedkeurder, zodra de oorzaak weg is",
    "propose-termination and terminate, by two people; or answer-incident anew": (
        "propose-termination en terminate, door twee mensen; of opnieuw answer-incident"
    ),
    "answer-incident, by the contact point": "answer-incident, door het contactpunt",
    "submit on the report by the researcher or contact point, or waive by the approver": (
        "submit op het verslag door de onderzoeker of het contactpunt, of waive door de goedkeurder"
    ),
    # what a researcher is told (G21)
    "the contact point": "het contactpunt",
    "the contact point, once you have told how it is arranged": (
        "het contactpunt, zodra u gezegd hebt hoe het geregeld is"
    ),
    "the institution's approver, who resumes it": "de goedkeurder van de instelling, die het hervat",
    "the export control officer, who asks for it": "de exportcontroleverantwoordelijke, die ze aanvraagt",
    "the institution's approver": "de goedkeurder van de instelling",
    "its owner by implement-mitigation; then somebody else verifies": (
        "wie ze op zich nam, met implement-mitigation; daarna verifieert iemand anders"
    ),
    "its owner by implement-mitigation anew; then somebody else verifies": (
        "wie ze op zich nam, opnieuw met implement-mitigation; daarna verifieert iemand anders"
    ),
    "you, by meeting it; the contact point then records it": (
        "uzelf, door ze te vervullen; het contactpunt legt het daarna vast"
    ),
    "you, by submitting the report": "uzelf, door het verslag in te dienen",
    "the ethics committee": "de ethische commissie",
    "the contact point and the ethics committee": "het contactpunt en de ethische commissie",
}
