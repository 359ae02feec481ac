"""What each policy of the catalogue is called, by its English: gates begin with it."""

TITLES = {
    "FWO research-security policy: four pillars": "FWO-kennisveiligheidsbeleid: vier pijlers",
    "FWO Research Security Appraisal; high risk asks approval by the institution": (
        "FWO Research Security Appraisal; hoog risico vraagt goedkeuring van de instelling"
    ),
    "FWO funds no collaboration with the Seven Sons": "FWO financiert geen samenwerking met de Seven Sons",
    "No new institutional agreements with the Seven Sons": (
        "Geen nieuwe institutionele overeenkomsten met de Seven Sons"
    ),
    "Person attached to one of the Seven Sons: look at it with the contact point": (
        "Persoon verbonden aan een van de Seven Sons: bekijken met het contactpunt"
    ),
    "No institutional collaboration with Chinese military research institutions": (
        "Geen institutionele samenwerking met Chinese militaire onderzoeksinstellingen"
    ),
    "No institutional collaboration with Iranian knowledge institutions": (
        "Geen institutionele samenwerking met Iraanse kennisinstellingen"
    ),
    "No institutional collaboration with signatories of the Russian rectors' declaration": (
        "Geen institutionele samenwerking met ondertekenaars van de Russische rectorenverklaring"
    ),
    "Horizon Europe: no new collaboration with Russian organisations": (
        "Horizon Europe: geen nieuwe samenwerking met Russische organisaties"
    ),
    "Horizon 2020: running Russian participation stopped": "Horizon 2020: lopende Russische deelname gestopt",
    "FWO funds no collaboration with Russian and Belarusian entities": (
        "FWO financiert geen samenwerking met Russische en Wit-Russische entiteiten"
    ),
    "Horizon Europe: non-EU and foreign-controlled entities barred from certain calls": (
        "Horizon Europe: niet-EU- en buitenlands gecontroleerde entiteiten geweerd uit bepaalde oproepen"
    ),
    "Horizon Europe Innovation Actions: certain Chinese entities do not take part": (
        "Horizon Europe Innovation Actions: bepaalde Chinese entiteiten nemen niet deel"
    ),
    "DEFRA: condition of citizenship (EU, EFTA or NATO); security verification possible": (
        "DEFRA: voorwaarde van onderdaanschap (EU, EVA of NAVO); veiligheidsverificatie mogelijk"
    ),
    "Military funding: personal ethical reflection, policy of the institution, terms of the funder": (
        "Militaire financiering: persoonlijke ethische reflectie, beleid van de instelling, "
        "voorwaarden van de financier"
    ),
    "Confidential, secret, top secret: individual clearance": (
        "Vertrouwelijk, geheim, zeer geheim: individuele veiligheidsmachtiging"
    ),
    "Restricted: no clearance, but physical and digital measures": (
        "Beperkt: geen machtiging, wel fysieke en digitale maatregelen"
    ),
    "Human-rights test of the Flemish universities": "Mensenrechtentoets van de Vlaamse universiteiten",
    "Arms embargo of the European Union against China": "Wapenembargo van de Europese Unie tegen China",
}
