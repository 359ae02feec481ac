"""The six casussen of the guideline [004], with fictional names, as far as the present rules carry each."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from kvcase.demo.client import Person, Play

People = Mapping[str, Person]


def army_engineer(play: Play, who: People, today: date) -> None:
    """Casus 1: a doctoral researcher who served in an army, on stress and emotion sensors."""
    researcher, officer, approver = who["r.vanhoof"], who["els.deprez"], who["vicerector.maes"]
    play.notify(
        researcher,
        title="Stress en emoties meten met sensoren: doctorandus met legerverleden",
        summary="Aanwerving van een doctorandus die eerder bij het leger werkte, voor onderzoek met hersenimplantaten.",
        nature="recruitment",
        triggers=["military", "misuse", "list_country"],
        planned_start_on=str(today + timedelta(days=60)),
    )
    home = play.party(researcher, "Shahrabad Institute of Signals", "IR")
    person = play.person(researcher, "Daryush Parvizan")
    play.do(researcher, "link-party", party_id=home, role="home_institution")
    play.do(researcher, "link-researcher", person_id=person, stay_type="staff", is_temporary=False, home_party_id=home)
    play.do(officer, "classify-topic", technologies=["2.4", "6.1"], trl_min=3, rationale="Herkenning van emoties.")
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.do(
        officer, "assert-risk-factor", code="R-AFFIL", subject_id=person, evidence="Dienst in het leger volgens het cv."
    )
    play.do(officer, "request-ethics-advice", committee="EC Misuse", question="Was de dienst onderzoek op dit thema?")
    play.refused(officer, "complete-screening", "casus-check", summary="Vooruitlopend op het curriculum.")
    for check, outcome, found in (
        ("cv-service", "unsure", "Gewone dienstplicht, zegt de kandidaat; de commissie kijkt mee."),
        ("cv-attached", "met", "Afgezwaaid; geen band meer."),
        ("cv-training-and-gaps", "met", "Diploma's nagezien; geen gaten."),
    ):
        play.do(officer, "record-check", check_id=check, outcome=outcome, finding=found)
    play.do(officer, "complete-screening", summary="Geen treffer op een lijst; dienstverleden vraagt advies.")
    play.do(officer, "submit-for-review", proposal="Goedkeuren onder voorwaarden na advies van de commissie.")
    play.refused(approver, "approve", "O13", grounds="Vooruitlopend op het advies.")
    play.do(
        who["ethiek.noorderhaven"],
        "record-ethics-advice",
        advice="conditional",
        rationale="Gewone dienstplicht, zonder band met het thema.",
        conditions=["Geen toegang tot militaire datasets"],
    )
    play.do(
        approver,
        "approve",
        grounds="Gewone dienstplicht; advies gevolgd.",
        conditions=[
            {"condition_id": "advice-1", "text": "Geen toegang tot militaire datasets"},
            {"condition_id": "toegang", "text": "Toegang beperkt tot het eigen werkpakket"},
        ],
    )


def quiet_engines(play: Play, who: People, today: date) -> None:
    """Casus 2: aircraft-engine noise with a company in Malta about which little can be found."""
    researcher, officer = who["r.vanhoof"], who["els.deprez"]
    play.notify(
        researcher,
        title="Stillere vliegtuigmotoren met een bedrijf op Malta",
        summary="Gezamenlijk onderzoek naar geluidsdemping; over het bedrijf is weinig te vinden.",
        nature="commissioned_research",
        triggers=["other"],
    )
    partner = play.party(researcher, "Qalb Acoustics Ltd", "MT", website="qalb-acoustics.example")
    play.do(researcher, "link-party", party_id=partner, role="commissioner")
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.do(officer, "assert-risk-factor", code="P-OPAQUE", subject_id=partner, evidence="Geen eigenaars te vinden.")
    play.refused(officer, "complete-screening", "R9", summary="Vooruitlopend op de eigendomsvraag.")
    play.do(
        officer,
        "rebut-risk-factor",
        code="P-OPAQUE",
        justification="Uittreksel uit het register: twee ingenieurs uit Gozo bezitten alle aandelen.",
    )
    play.do(officer, "complete-screening", summary="Eigendom opgehelderd; geen factor blijft staan.")
    play.refused(officer, "clear", "G6", grounds="De screener keurt zelf goed.")
    play.do(who["tom.claeskens"], "clear", grounds="Geen risicofactor; tweede paar ogen.")
    play.do(researcher, "start", started_on=str(today))


def drones(play: Play, who: People, today: date) -> None:
    """Casus 3: drone technology with a Chinese university: a listed item, so a licence before any sharing."""
    researcher, officer, export = who["r.vanhoof"], who["els.deprez"], who["jan.verlinde"]
    approver = who["vicerector.maes"]
    play.notify(
        researcher,
        title="Dronetechnologie met een Chinese universiteit",
        summary="Autonome navigatie van kleine drones; stabilisatie met traagheidssensoren.",
        nature="consortium",
        triggers=["dual_use", "list_country"],
        funder_scheme="fwo",
        fwo_reference="G0DEMO26N",
        planned_start_on=str(today + timedelta(days=30)),
    )
    partner = play.party(researcher, "Jinhai University of Coastal Engineering", "CN")
    play.do(researcher, "link-party", party_id=partner, role="partner")
    item = {"code": "9A012", "annex_version": "2025/2003", "certainty": "confirmed"}
    play.do(
        export, "classify-topic", technologies=["9.1"], control_codes=[item], trl_min=4, rationale="UAV-onderdelen."
    )
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.refused(officer, "complete-screening", "R4-review", summary="Vooruitlopend op de vragenlijst van het FWO.")
    play.do(researcher, "record-appraisal", questionnaire="FWO", questionnaire_version="2026", outcome="high")
    play.do(officer, "complete-screening", summary="Dual-use met een land van de aandachtslijst: hoog.")
    play.do(
        export,
        "identify-legal-requirement",
        requirement_id=play.id("requirement"),
        requirement="export_licence",
        basis="Verordening (EU) 2021/821, bijlage I, 9A012",
        rationale="Kennisoverdracht buiten de EU.",
    )
    play.do(officer, "request-institutional-approval", reason="FWO-aanvraag met hoog risico.")
    play.do(officer, "submit-for-review", proposal="Goedkeuren onder voorbehoud van de vergunning.")
    play.refused(approver, "approve", "G3", "G5", grounds="Vooruitlopend.")
    play.do(who["directeur.wouters"], "grant-institutional-approval", grounds="De instelling staat achter de aanvraag.")
    decision = {"grounds": "Delen wacht op de vergunning.", "is_subject_to_licence": True}
    play.refused(approver, "approve", "G10", **decision)
    accepted = [
        {"code": "C-LIST", "justification": "De partner zelf staat op geen lijst en is nagegaan."},
        {"code": "T-CTD-9.1", "justification": "Enkel het stabilisatiealgoritme wordt gedeeld."},
        {"code": "T-TRL", "justification": "Een prototype; de partner krijgt enkel resultaten van simulaties."},
        {"code": "T-DUAL", "justification": "Niets wordt gedeeld voor de vergunning er is."},
    ]
    play.do(approver, "approve", accepted_factors=accepted, **decision)
    share = {
        "share_id": play.id("share"),
        "recipient_id": partner,
        "destination": "CN",
        "modality": "knowledge",
        "shared_on": str(today),
        "what": "Regelalgoritme voor stabilisatie",
        "codes": ["9A012"],
    }
    play.refused(researcher, "record-sharing", "G3", "G4", **share)
    licence = play.id("licence")
    play.do(
        export,
        "request-export-licence",
        licence_id=licence,
        authority="VL",
        kind="individual",
        codes=["9A012"],
        destination="CN",
        end_user_id=partner,
        modalities=["knowledge", "online"],
    )
    play.licence(export, licence, "provide-document", document="end_user_certificate", reference="Ondertekend, map 12.")
    play.licence(export, licence, "submit", submitted_on=str(today))
    play.licence(
        export,
        licence,
        "grant",
        number="DEMO-2026-017",
        valid_from=str(today),
        valid_until=str(today + timedelta(days=1095)),
    )
    play.do(researcher, "start", started_on=str(today))
    play.do(researcher, "record-sharing", **share)


def commissioned_diversity(play: Play, who: People, today: date) -> None:
    """Casus 4: diversity research for a foreign government body: no technology, yet human rights."""
    researcher, officer, approver = who["a.dhondt"], who["mia.goossens"], who["rector.baert"]
    play.notify(
        researcher,
        title="Diversiteitsonderzoek in opdracht van een buitenlandse overheid",
        summary="De overheid voert een repressief beleid op dit thema.",
        nature="commissioned_research",
        triggers=["human_rights"],
        places=["SA"],
    )
    body = play.party(researcher, "Ministry of Social Cohesion of Qamaria", "SA")
    play.do(researcher, "link-party", party_id=body, role="commissioner")
    play.do(officer, "classify-topic", interference=["political"], rationale="Gevoelig in het land van onderzoek.")
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.do(officer, "assert-risk-factor", code="P-HR", subject_id=body, evidence="Berichten over vervolging.")
    play.do(
        officer, "assert-risk-factor", code="F-CENSOR", subject_id=body, evidence="Nazicht voor publicatie gevraagd."
    )
    play.do(officer, "complete-screening", summary="Geen technologie, wel mensenrechten en censuur.")
    play.do(officer, "submit-for-review", proposal="Alleen met vrije publicatie en uitstaprecht.")
    play.refused(approver, "approve", "G8", grounds="Vooruitlopend op de toets.")
    play.do(
        who["ethiek.zuidpoort"],
        "record-human-rights-test",
        activities_contribute="no",
        partner_violates="yes",
        outcome="pass_with_monitoring",
        involvement="serious",
        balance="positive",
        positive_impact="De betrokken groepen komen aan het woord.",
        rationale="Het onderzoek helpt de betrokken groepen; opvolging is nodig.",
        monitoring_interval_days=180,
        next_review_on=str(today + timedelta(days=180)),
    )
    play.refused(approver, "approve", "casus-check", grounds="Vooruitlopend op het contract.")
    for check, found in (
        ("terms-publication", "Artikel 4: vrije publicatie."),
        ("terms-no-review", "Het nazicht is geschrapt."),
        ("terms-respondents", "Artikel 6: vrije keuze van respondenten."),
        ("terms-contract", "Artikel 9: recht om te stoppen bij schending."),
        ("safety", "Interviews op afstand, onherkenbaar; de onderzoeker reist niet."),
    ):
        play.do(officer, "record-check", check_id=check, outcome="met", finding=found)
    play.do(
        approver,
        "approve",
        grounds="Positief saldo; voorwaarden in het contract.",
        conditions=[
            {"condition_id": "publicatie", "text": "Vrije publicatie zonder nazicht", "blocks": "start"},
            {"condition_id": "uitstap", "text": "Recht om te stoppen bij schending", "blocks": "start"},
        ],
    )
    play.refused(researcher, "start", "condition", started_on=str(today))


def minority_languages(play: Play, who: People, today: date) -> None:
    """Casus 5: fieldwork on minority languages: advice, without a partner and without a committee."""
    del today
    researcher, officer, approver = who["a.dhondt"], who["mia.goossens"], who["rector.baert"]
    play.notify(
        researcher,
        title="Minderheidstalen: veldwerk met foto, video en interviews",
        summary="Een doctorandus vraagt waar op te letten bij veldwerk.",
        nature="fieldwork",
        case_type="advice",
        triggers=["human_rights", "list_country"],
        places=["CN"],
    )
    play.do(officer, "classify-topic", interference=["political"], rationale="Minderheden, gevoelig ter plaatse.")
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.do(
        officer, "complete-screening", summary="Gevoelig thema in een land van de aandachtslijst; geen partner nodig."
    )
    play.refused(officer, "submit-for-review", "advice-decision", proposal="Een adviesvraag wordt niet goedgekeurd.")
    play.refused(approver, "answer-as-advice", answer="Advies geeft het contactpunt.")
    play.do(
        officer,
        "answer-as-advice",
        answer="Ga door met maatregelen; voor de deelnemers blijft altijd een restrisico.",
        conditions=[
            "Geen herkenbare beelden (M15)",
            "Anonimiseer (M16)",
            "Wegwerptoestel of VPN (M17)",
            "Reisadvies (M18)",
        ],
    )


def power_grids(play: Play, who: People, today: date) -> None:
    """Casus 6: a visiting doctoral researcher with a scholarship, on power grids; ended under conditions later."""
    researcher, officer, second = who["a.dhondt"], who["mia.goossens"], who["koen.segers"]
    approver, other = who["rector.baert"], who["bestuur.nijs"]
    play.notify(
        researcher,
        title="Gastonderzoeker met een CSC-beurs: netten voor elektriciteitstransport",
        summary="Een jaar verblijf in het kader van een doctoraat aan de thuisinstelling.",
        nature="visiting_researcher",
        direction="in",
        triggers=["list_country"],
        funder_scheme="csc",
    )
    home = play.party(researcher, "Binhe University of Electric Power", "CN")
    guest = play.person(researcher, "Lin Yaomei")
    play.do(researcher, "link-party", party_id=home, role="home_institution")
    play.do(
        researcher,
        "link-researcher",
        person_id=guest,
        stay_type="visiting_researcher",
        is_temporary=True,
        home_party_id=home,
        scholarship="csc",
    )
    play.do(officer, "classify-topic", technologies=["8.4"], trl_min=3, rationale="Slimme netten.")
    play.do(officer, "start-screening", screening_id=play.id("screening"))
    play.do(
        officer,
        "record-check",
        check_id="home-institution",
        outcome="met",
        finding="Op geen lijst; geen militair onderzoek gevonden.",
    )
    play.do(
        officer, "complete-screening", summary="Kritieke technologie, tijdelijk verblijf, land van de aandachtslijst."
    )
    for code, why in (("M11", "Resultaten gaan mee naar huis."), ("M12", "Strategische projecten afschermen.")):
        play.do(
            officer,
            "set-mitigation",
            mitigation_id=play.id(code),
            code=code,
            owner="a.dhondt",
            due_on=str(today + timedelta(days=30)),
            justification=why,
            addresses=["R-TEMP", "T-CTD-8.4"],
        )
    play.do(officer, "submit-for-review", proposal="Goedkeuren met IP-afspraken en afgeschermde toegang.")
    play.do(approver, "approve", grounds="Maatregelen volstaan.")
    play.refused(researcher, "start", "O8", started_on=str(today))
    for code in ("M11", "M12"):
        play.do(researcher, "implement-mitigation", mitigation_id=play.id(code), evidence="Getekend en uitgevoerd.")
        play.do(second, "verify-mitigation", mitigation_id=play.id(code), finding="Nagezien, in orde.")
    play.do(researcher, "start", started_on=str(today))
    play.do(
        approver,
        "propose-termination",
        cause="De thuisinstelling verbreekt de IP-afspraken.",
        conditions=["Gegevens terug", "FWO en partners ingelicht"],
        effective_on=str(today + timedelta(days=14)),
    )
    play.refused(approver, "terminate", "G17")
    play.do(other, "terminate")


CASUSSEN: tuple[tuple[str, Callable[[Play, People, date], None]], ...] = (
    ("casus 1", army_engineer),
    ("casus 2", quiet_engines),
    ("casus 3", drones),
    ("casus 4", commissioned_diversity),
    ("casus 5", minority_languages),
    ("casus 6", power_grids),
)
