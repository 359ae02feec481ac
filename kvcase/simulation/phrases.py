"""What the people of a simulated institution write down: plain Dutch, as a contact point would."""

SOMEBODY_ELSE = (
    "Andere organisatie: ander land en een ander vakgebied; het register van ondernemingen bevestigt het.",
    "Alleen een deel van de naam komt overeen; het adres en het oprichtingsjaar verschillen.",
    "Nagevraagd bij de partner en nagezien op hun website: niets met de lijst te maken.",
    "Zelfde woord in de naam, andere rechtspersoon; het ondernemingsnummer is een ander.",
)
SAME = ("De naam, het land en het adres komen overeen met de lijst.",)
NOT_SURE = ("De gegevens op de lijst zijn te schaars om het uit te sluiten; navraag loopt.",)
CHECKED = (
    "Nagezien aan de hand van de documenten in het dossier; in orde.",
    "Besproken met de onderzoeker en gezien in de overeenkomst.",
    "Gecontroleerd ter plaatse; geen opmerkingen.",
)
ASK_COMMITTEE = ("Kan dit zonder gevaar voor misbruik, en onder welke voorwaarden?",)
ADVISED = (
    "Het opzet is zorgvuldig; de risico's zijn beperkt en worden opgevolgd.",
    "Geen bezwaar, op voorwaarde dat de afspraken schriftelijk vastliggen.",
)
CONDITIONS = (
    "De gegevens blijven op de servers van de instelling",
    "Publicaties worden vooraf aan het contactpunt gemeld",
    "De toegang tot het labo blijft beperkt tot het eigen werkpakket",
)
ASK_INSTITUTION = ("De inschatting voor het FWO is hoog; de instelling moet er achter staan.",)
STANDS_BEHIND = ("Het belang van het onderzoek weegt op tegen het resterende risico.",)
TESTED = ("De partner heeft zelf geen deel in schendingen; de context vraagt opvolging.",)
GOOD_DONE = ("De resultaten komen de plaatselijke gemeenschap rechtstreeks ten goede.",)
LOOKED = (
    "Bekeken en besproken; het verandert niets aan het voorstel.",
    "Nagezien bij de bron; voor dit dossier geen bezwaar, de overweging staat in het verslag.",
)
OWNED = ("Uittreksel uit het register: de eigenaars zijn bekend en vragen geen verdere vragen.",)
TAKEN = (
    "Vastgelegd in de overeenkomst, ondertekend door beide partijen.",
    "Uitgevoerd door de dienst ICT; zie de bevestiging in het dossier.",
    "Opleiding gevolgd door het hele team.",
)
GOES_ON = ("De oorzaak is weggenomen; het project kan voort onder de bestaande maatregelen.",)
SCREENED = (
    "Alle partijen nagezien; wat gevonden werd staat bij de treffers.",
    "Geen treffer die blijft staan; de factoren zijn gewogen.",
    "Screening afgerond na navraag bij de onderzoeker.",
)
CLEARED = ("Geen risicofactor blijft staan; tweede paar ogen.", "Niets gevonden dat een beoordeling vraagt.")
PROPOSED = (
    "Goedkeuren met de voorgestelde maatregelen.",
    "Goedkeuren onder voorwaarden; de onderzoeker is akkoord.",
    "Voorleggen met een gunstig voorstel.",
)
RETURNED = ("Welke gegevens verlaten precies de instelling, en wanneer?", "Wie van de partner krijgt toegang?")
APPROVED = (
    "Maatregelen volstaan; het risico is aanvaardbaar.",
    "Akkoord met het voorstel van het contactpunt.",
    "Goedgekeurd; opvolging na een jaar.",
)
ACCEPTED = (
    "Beperkt tot fundamenteel onderzoek; alleen gepubliceerde resultaten worden gedeeld.",
    "De maatregelen en de opvolging houden dit beheersbaar.",
)
REJECTED = (
    "Het risico is met geen maatregel tot een aanvaardbaar niveau terug te brengen.",
    "De partner weigert de voorwaarden over publicatie en toegang.",
)
WITHDRAWN = ("De financiering is niet toegekend.", "De partner heeft zich teruggetrokken.")
SUSPENDED = ("Nieuwe informatie over de partner; eerst uitzoeken.", "De afspraken over toegang worden niet nageleefd.")
RESUMED = ("Uitgezocht en opgehelderd; het project gaat voort.",)
ENDED_EARLY = ("De partner houdt zich niet aan de afspraken.", "De partner is van eigenaar veranderd.")
ENDING = ("De gegevens komen terug en worden bij de partner gewist", "De financier is ingelicht")
CLOSED = ("Afgerond zonder bijzonderheden.", "Project beëindigd; resultaten gepubliceerd.")
ADVICE = (
    "Ga door; let op wat u vooraf deelt en meld elke nieuwe partner.",
    "Vraag vooraf een schriftelijke bevestiging van vrije publicatie.",
)
QUESTIONS = (
    "Wie betaalt het verblijf van de gastonderzoeker?",
    "Worden er toestellen of software meegenomen naar de partner?",
    "Is er al een ontwerp van overeenkomst?",
)
ANSWERS = (
    "De partner, via een beurs van de eigen overheid.",
    "Neen, alleen resultaten van metingen.",
    "Ja, het ontwerp zit in bijlage.",
)
COMMENTS = (
    "Gebeld met de onderzoeker; stukken volgen deze week.",
    "Overlegd met de juridische dienst.",
    "Te bespreken op het volgende overleg van het contactpunt.",
)
SHARED = ("Meetresultaten van de eerste fase", "Versie van de simulatiesoftware", "Verslag van de proeven")
NOT_LISTED = ("Gepubliceerde methode; geen post van bijlage I.", "Fundamenteel onderzoek zonder gecontroleerd goed.")
INCIDENTS = (
    "Een gastonderzoeker kopieerde meetgegevens naar een eigen toestel.",
    "Verzoek van de partner om resultaten vóór publicatie aan te passen.",
    "Onbekende aanmelding op een gedeelde map van het project.",
    "Bezoekers vroegen toegang tot een labo dat niet in de afspraken staat.",
)
LESSONS = ("Toegang wordt voortaan per werkpakket toegekend.", "De afspraken zijn met het hele team herhaald.")
REPORTED = ("Geen wijzigingen sinds het vorige verslag.", "Alle maatregelen zijn uitgevoerd en nagezien.")
DEADLINES = (
    "Opvolggesprek met de onderzoeker",
    "Nazicht van de toegangsrechten",
    "Ontwerp van de overeenkomst nalezen",
    "Jaarlijkse opvolging van de voorwaarden",
)
TOPICS = (
    "Sensoren voor het meten van waterkwaliteit",
    "Lichte composieten voor windturbines",
    "Autonome navigatie in magazijnen",
    "Versleuteling voor medische gegevens",
    "Batterijen met vaste elektrolyt",
    "Beeldherkenning bij gewassen",
    "Kwantumsensoren voor zwaartekracht",
    "Genetische merkers bij graan",
    "Akoestiek van tunnels",
    "Slimme netten voor elektriciteit",
    "Lasers voor het bewerken van glas",
    "Taalmodellen voor kleine talen",
    "Kustbescherming met zand",
    "Halfgeleiders op basis van galliumnitride",
    "Migratie en stedelijk beleid",
    "Vaccins op basis van plantencellen",
    "Satellietbeelden van ontbossing",
    "Ultrasone inspectie van bruggen",
    "Waterstof in scheepsmotoren",
    "Sociale media en verkiezingen",
    "Optische vezels onder hoge druk",
    "Robots voor revalidatie",
    "Modellen van zeestromen",
    "Erfgoed in digitale archieven",
)
