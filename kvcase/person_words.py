"""The report to a person (GDPR art. 15) in words, in two languages: what happened, and which rights there are.

Ids, counters and codes of the program stand in the data beside it and not here, where nobody could read them.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from domain import speech
from kvcase.catalogues.model import Label

ACCESS_REQUEST: Final = "access request (GDPR art. 15)"
"""What a report is for, unless somebody says otherwise."""
WITHHELD: Final = "[withheld: it names others too]"
"""Stands for a text that is not told."""
NEVER_RECORDED: Final = "never recorded"
LEGAL_BASIS: Final = Label(
    "Sanctierecht en exportcontrole (verordeningen (EU) over beperkende maatregelen; Verordening (EU) 2021/821) en het "
    "beleid kennisveiligheid van de instelling; AVG art. 6(1)(c) en (e).",
    "Sanctions and export-control law (Regulations (EU) on restrictive measures; Regulation (EU) 2021/821) and the "
    "research-security policy of the institution; GDPR art. 6(1)(c) and (e).",
)
PURPOSES: Final = (
    Label(
        "Nagaan of een samenwerking onder het sanctierecht, de exportcontrole of het beleid kennisveiligheid valt: uw "
        "naam wordt vergeleken met lijsten, en mensen beoordelen wat daarop lijkt.",
        "To find out whether a collaboration falls under sanctions law, export control or the research-security "
        "policy: your name is compared with lists, and people judge what resembles it.",
    ),
    Label(
        "Kunnen aantonen wie wat besliste en waarop dat rustte.",
        "To be able to show who decided what, and what that rested on.",
    ),
)
ORIGIN: Final = Label(
    "Wie u in het register of in een dossier opnam (hieronder met functie en dag), en de lijsten die hieronder staan.",
    "Whoever took you into the register or into a case (below, with the role and the day), and the lists named below.",
)
AUTOMATED: Final = Label(
    "Het programma vergelijkt en stelt voor; geen beslissing over u wordt zonder een mens genomen (AVG art. 22).",
    "The program compares and proposes; no decision about you is taken without a person (GDPR art. 22).",
)
RIGHTS: Final = Label(
    "U kunt vragen om verbetering, wissing of beperking, en bezwaar maken (AVG art. 16, 17, 18 en 21), bij de "
    "functionaris voor gegevensbescherming van de instelling; en klacht indienen bij de toezichthoudende autoriteit, "
    "in België de Gegevensbeschermingsautoriteit (AVG art. 77).",
    "You may ask for rectification, erasure or restriction, and object (GDPR art. 16, 17, 18 and 21), with the data "
    "protection officer of the institution; and lodge a complaint with the supervisory authority, in Belgium the Data "
    "Protection Authority (GDPR art. 77).",
)
NOT_TOLD: Final = (
    Label(
        "Teksten van een dossier, incident, verslag of vergunning die niet zeggen over wie ze gaan, zijn niet "
        "doorzocht; ze verdwijnen als het dossier of het incident gewist wordt.",
        "Texts of a case, an incident, a report or a licence that do not say whom they are about are not searched; "
        "they go when the case or the incident is erased.",
    ),
    Label(
        "De melding van een incident wordt niet meegedeeld: ze zou zeggen wie meldde. De reden van een bewaarplicht "
        "evenmin: ze kan anderen raken.",
        "The report of an incident is withheld: it would tell who reported it. So is the reason of a hold: it may "
        "concern others.",
    ),
    Label(
        "Wat u zelf deed onder uw gebruikersnaam staat bij de dossiers, niet hier.",
        "What you did yourself under your user name stands with the cases, not here.",
    ),
    Label(
        "Van het lezen staan hier de dagen en de functie, niet wie het was. Het lezen van incidenten staat er niet "
        "bij, noch wat gewist is omdat zijn tijd voorbij was.",
        "Of reading the days and the role stand here, not who it was. Reads of incidents are left out, and what was "
        "deleted because its time was over.",
    ),
)


def in_words(report: Mapping[str, Any], language: str) -> str:
    """Return a report as a person reads it, in `nl` or `en`."""
    is_dutch = language == "nl"
    words = _Words(report["names"], is_dutch=is_dutch)
    say, about, kept = words.label, report["person"], report["retention"]
    made = f"{say('made')}: {_moment(report['made_at'])}; {words.called(report['institution'])}"
    lines = [f"# {say('title')}", "", made, ""]
    lines += [f"## {say('person')}", ""]
    lines += [f"- {say(name)}: {words.value(value)}" for name, value in about.items() if value and name in _LABELS]
    for case in report["cases"]:
        lines += ["", f"## {say('case')} {case['reference']} ({words.value(case['status'])})", ""]
        until = case["until"] or "..."
        lines.append(f"- {say('takes_part')}: {words.value(case['stay'])}, {case['since']} - {until}")
        screened = ((words.called(each["list_id"]), each["version"]) for each in case["lists_screened"])
        lines += [f"- {say('screened')}: {name}, {version}" for name, version in screened]
        lines += [f"- {say('told_to')}: {words.value(each['body'])}, {each['on']}" for each in case["told_to"]]
        lines += [words.line(each) for each in case["events"]]
    lines += ["", f"## {say('register')}", "", *map(words.line, report["register"])]
    lines += ["", f"## {say('looked')}", "", *map(words.line, report["reports_given"])]
    lines += ["", f"## {say('consulted')}", ""]
    lines += [
        f"- {each['on']}: {', '.join(map(words.value, each['by'].split(', ')))} ({words.value(each['about'])})"
        for each in report["consulted"]
    ]
    lines += ["", f"## {say('handed_out')}", ""]
    lines += [
        f"- {each['on']}: {words.value(each['what'])} {each['reference']} ({words.value(each['to'])})"
        for each in report["handed_out"]
    ]
    lines += ["", f"## {say('mandates')}", ""]
    lines += [
        f"- {words.value(each['as'])}: {each['since']} - {each['until']}"
        + (f" ({words.value(list(each['roles']))})" if each["roles"] else "")
        for each in report["mandates"]
    ]
    lines += ["", f"## {say('kept')}", ""]
    lines += [
        f"- {say('years')}: {each['years']}. {each['nl' if is_dutch else 'en']} ({each['source']})"
        for each in kept["rules"]
    ]
    lines.append(f"- {say('exports')}: {kept['records_of_exports_kept_until'] or '-'} ({kept['source']})")
    lines += [f"- {say('hold')}: {each['since']} - {each['until'] or '...'}" for each in kept["holds"]]
    lines += [f"- {say('needed')}: {each}" for each in kept["needed_for"]]
    lines += [
        f"- {say('erasure')}: {each['proposed_on']}, {words.value(each['ground'])}, {words.value(each['status'])}"
        for each in report["erasures"]
    ]
    lines += ["", f"## {say('incidents')}", "", *(f"- {each['incident_id']}" for each in report["incidents"])]
    rest = (*PURPOSES, LEGAL_BASIS, ORIGIN, AUTOMATED, RIGHTS, *NOT_TOLD)
    lines += [
        "",
        f"## {say('rest')}",
        "",
        *(f"- {each.nl if is_dutch else each.en}" for each in rest),
        f"- {say('codes')}",
    ]
    return "\n".join(lines) + "\n"


def _moment(written: str) -> str:
    """Return a moment as people read it."""
    return f"{datetime.fromisoformat(written).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


class _Words:
    """What stands in a report, in one language."""

    def __init__(self, names: Mapping[str, Mapping[str, str]], *, is_dutch: bool) -> None:
        self._names = names
        self._is_dutch = is_dutch

    def called(self, identifier: str) -> str:
        """Return what an institution or a list is called; its id where nothing says it."""
        name = self._names.get(identifier)
        return identifier if name is None else name["nl" if self._is_dutch else "en"]

    def label(self, name: str) -> str:
        """Return what stands before a value."""
        return _LABELS[name][0 if self._is_dutch else 1]

    def value(self, value: object) -> str:
        """Return a value as it is read."""
        if isinstance(value, list):
            return ", ".join(map(self.value, value))
        if isinstance(value, bool):
            return self.label("yes" if value else "no")
        said = str(value)
        own = _VALUES.get(said)
        if own is not None:
            return own[0 if self._is_dutch else 1]
        return speech.DUTCH.get(said, said) if self._is_dutch else said.replace("_", " ") if said.islower() else said

    def line(self, told: Mapping[str, Any]) -> str:
        """Return what happened on a day, by whom, and what it says."""
        name = told["what"].rpartition(".")[0]
        title = _HAPPENED.get(name, (name, name))[0 if self._is_dutch else 1]
        parts = (
            f"{self.label(field)}: {self.called(str(value)) if field == 'list_id' else self.value(value)}"
            for field, value in told["data"].items()
            if value not in (None, [], "", False) and field in _LABELS
        )
        said = "; ".join(parts)
        return f"- {told['on']}: {title} ({self.value(told['by'])}){f'. {said}' if said else ''}"


_LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "title": ("Wat wij over u bijhouden", "What we hold about you"),
    "made": ("Opgemaakt", "Made"),
    "yes": ("ja", "yes"),
    "no": ("nee", "no"),
    "person": ("Wie u bent in ons register", "Who you are in our register"),
    "name": ("Naam", "Name"),
    "aliases": ("Andere namen", "Other names"),
    "birth_year": ("Geboortejaar", "Year of birth"),
    "birth_year_purpose": ("Waarom het geboortejaar", "Why the year of birth"),
    "identity": ("Gebruikersnaam", "User name"),
    "mail_address": ("Mailadres", "Mail address"),
    "nationality": ("Nationaliteit", "Nationality"),
    "case": ("Dossier", "Case"),
    "takes_part": ("U neemt deel", "You take part"),
    "screened": ("Vergeleken met lijst, versie", "Compared with list, version"),
    "told_to": ("Meegedeeld aan", "Told to"),
    "register": ("Wat er in het register gebeurde", "What happened in the register"),
    "looked": ("Wie dit opvroeg", "Who asked for this"),
    "consulted": (
        "Wanneer en in welke functie uw gegevens gelezen werden",
        "When your data were read, and in which role",
    ),
    "handed_out": (
        "Bestanden over uw dossiers die meegegeven werden, en aan welke functie",
        "Files about your cases that were handed out, and to which role",
    ),
    "mandates": ("Waar u vervangen werd, verving of inzage kreeg", "Where you were covered for, covered or could read"),
    "kept": ("Hoe lang wij het bewaren", "How long we keep it"),
    "years": ("Aantal jaren", "Number of years"),
    "exports": ("Uitvoerregisters tot en met", "Records of exports until"),
    "hold": ("Bewaarplicht", "Legal hold"),
    "needed": ("Nog nodig voor", "Still needed for"),
    "erasure": ("Voorstel om u te wissen", "Proposal to erase you"),
    "incidents": ("Incidenten die u noemen (tekst niet meegedeeld)", "Incidents that name you (text withheld)"),
    "rest": (
        "Waarvoor, grondslag, uw rechten, en wat hier niet staat",
        "Purpose, basis, your rights, what is not here",
    ),
    "codes": (
        "Nummers en codes van het programma staan in het gegevensbestand bij dit verslag.",
        "Ids and codes of the program stand in the data file beside this report.",
    ),
    # what an event says
    "reason": ("reden", "reason"),
    "purpose": ("doel", "purpose"),
    "stay_type": ("verblijf", "stay"),
    "is_temporary": ("tijdelijk", "temporary"),
    "scholarship": ("beurs", "scholarship"),
    "list_id": ("lijst", "list"),
    "effect": ("werking", "effect"),
    "score": ("gelijkenis op 100", "resemblance out of 100"),
    "explanation": ("uitleg", "explanation"),
    "changes": ("wat veranderde", "what changed"),
    "resolution": ("oordeel", "judgement"),
    "decision": ("beslissing", "decision"),
    "rationale": ("motivering", "rationale"),
    "needs_confirmation": ("een ander bevestigt", "another confirms"),
    "expires_on": ("geldt tot", "holds until"),
    "scope": ("geldt voor", "holds for"),
    "cause": ("aanleiding", "cause"),
    "requirement": ("vereiste", "requirement"),
    "level": ("niveau", "level"),
    "basis": ("grond", "basis"),
    "outcome": ("uitkomst", "outcome"),
    "evidence": ("bewijs", "evidence"),
    "finding": ("bevinding", "finding"),
    "text": ("tekst", "text"),
    "visibility": ("zichtbaar voor", "visible to"),
    "body": ("instantie", "body"),
    "body_name": ("naam van de instantie", "name of the body"),
    "question": ("vraag", "question"),
    "shared": ("wat meegedeeld is", "what it was told"),
    "consideration": ("overweging", "consideration"),
    "justification": ("waarom", "why"),
    "source": ("bron", "source"),
    "review_on": ("wordt bekeken op", "looked at on"),
    "answer": ("antwoord", "answer"),
    "programmes": ("programma's van de lijst", "programmes of the list"),
}
"""What stands before a value, in Dutch and English; what has no label is for machines."""

_VALUES: Final[Mapping[str, tuple[str, str]]] = {
    NEVER_RECORDED: ("nooit vastgelegd", NEVER_RECORDED),
    WITHHELD: ("[niet meegedeeld: het noemt ook anderen]", WITHHELD),
    ACCESS_REQUEST: ("vraag om inzage (AVG art. 15)", ACCESS_REQUEST),
    "data_protection_officer": ("functionaris voor gegevensbescherming", "data protection officer"),
    "institution_approver": ("wie beslist voor de instelling", "who decides for the institution"),
    "export_control_officer": ("exportcontrole", "export control"),
    "security_officer": ("veiligheid", "security"),
    "ethics_committee": ("ethische commissie", "ethics committee"),
    "service": ("het programma", "the program"),
    "cases": ("dossiers", "cases"),
    "registers": ("register", "register"),
    "reports to the FWO": ("verslagen aan het FWO", "reports to the FWO"),
    "all that is held about a person": ("verslag zoals dit", "a report such as this"),
    "request": ("op vraag", "on request"),
    "no_longer_needed": ("niet meer nodig", "no longer needed"),
    "unlawful": ("onrechtmatig", "unlawful"),
    "legal_duty": ("wettelijke plicht", "legal duty"),
    "proposed": ("voorgesteld", "proposed"),
    "false_positive": ("u bent niet wie op de lijst staat", "you are not who is on the list"),
    "true_match": ("u bent wie op de lijst staat", "you are who is on the list"),
    "unclear": ("onduidelijk", "unclear"),
    "dossier": ("dossier", "dossier"),
    "letter": ("beslissingsbrief", "decision letter"),
    "covered_for": ("u werd vervangen", "you were covered for"),
    "covering": ("u verving een collega", "you covered for a colleague"),
    "auditing": ("u kreeg inzage voor een audit", "you could read for an audit"),
    "staff": ("personeel", "staff"),
    "initial": ("eerste vergelijking", "first comparison"),
}

_HAPPENED: Final[Mapping[str, tuple[str, str]]] = {
    "person.registered": ("U werd in het register opgenomen", "You were taken into the register"),
    "person.amended": ("Uw gegevens werden verbeterd", "Your data were corrected"),
    "person.match-decided": ("Een oordeel over een lijst werd onthouden", "A judgement on a list was remembered"),
    "person.report-given": ("Een verslag zoals dit werd opgevraagd", "A report such as this was asked for"),
    "collaboration.researcher-linked": ("U werd aan het dossier verbonden", "You were linked to the case"),
    "collaboration.researcher-unlinked": ("U werd losgemaakt van het dossier", "You were unlinked from the case"),
    "collaboration.unlinking-proposed": ("Voorgesteld om u los te maken", "It was proposed to unlink you"),
    "collaboration.screening-started": ("Uw naam werd vergeleken met lijsten", "Your name was compared with lists"),
    "collaboration.screening-hit-recorded": ("Een lijst lijkt op uw naam", "A list resembles your name"),
    "collaboration.no-hit-recorded": ("Geen lijst lijkt op uw naam", "No list resembles your name"),
    "collaboration.policy-applied": ("Een beleidsregel is van toepassing", "A policy applies"),
    "collaboration.policy-reviewed": ("Een beleidsregel werd afgewogen", "A policy was weighed"),
    "collaboration.hit-resolved": ("Een gelijkenis werd beoordeeld", "A resemblance was judged"),
    "collaboration.hit-resolution-confirmed": ("Een tweede bevestigde het oordeel", "A second confirmed the judgement"),
    "collaboration.hit-answer-adopted": ("Een eerder oordeel werd overgenomen", "An earlier judgement was taken over"),
    "collaboration.hit-answer-dropped": ("Een eerder oordeel verviel", "An earlier judgement lapsed"),
    "collaboration.hit-answer-retracted": ("Een oordeel werd ingetrokken", "A judgement was taken back"),
    "collaboration.delisting-noted": ("Een vermelding verdween van een lijst", "An entry left a list"),
    "collaboration.lift-decided": ("Over het opheffen werd beslist", "It was decided whether to lift"),
    "collaboration.sharing-held": ("Delen werd opgehouden", "Sharing was held"),
    "collaboration.suspended": ("De samenwerking werd opgeschort", "The collaboration was suspended"),
    "collaboration.risk-factor-asserted": ("Een risicofactor werd vastgesteld", "A risk factor was asserted"),
    "collaboration.risk-question-answered": ("Een risicovraag werd beantwoord", "A question on risk was answered"),
    "collaboration.legal-requirement-identified": (
        "Een wettelijke vereiste werd vastgesteld",
        "The law asks something",
    ),
    "collaboration.personnel-check-required": ("Een controle werd gevraagd", "A check was required"),
    "collaboration.personnel-check-recorded": ("Een controle werd vastgelegd", "A check was recorded"),
    "collaboration.comment-added": ("Een opmerking", "A comment"),
    "collaboration.document-attached": ("Een document over u werd toegevoegd", "A document about you was attached"),
    "collaboration.external-advice-requested": ("Een instantie werd bevraagd", "A body outside was asked"),
    "collaboration.check-recorded": ("Een nazicht werd vastgelegd", "What was looked into was recorded"),
}
"""What happened, as whoever it happened to reads it; by the stored name of the event without its version."""
