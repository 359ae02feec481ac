"""Country names as lists write them, and their ISO 3166-1 alpha-2 codes.

English short names and codes of three letters (ISO 3166-1), with the forms that the UN and the US Treasury use, and
Dutch, French, German and native names where institutions write them. A name that is not in the table has no code; it is
kept as text, never guessed.
"""

import unicodedata
from functools import cache
from typing import Final

_TABLE: Final = """
AD Andorra|AE United Arab Emirates;UAE;Verenigde Arabische Emiraten;Émirats arabes unis|AF Afghanistan
AG Antigua and Barbuda|AI Anguilla|AL Albania;Albanië;Albanie|AM Armenia;Armenië;Arménie|AO Angola|AQ Antarctica
AR Argentina;Argentinië;Argentine|AS American Samoa|AT Austria;Oostenrijk;Autriche|AU Australia;Australië;Australie
AW Aruba|AX Åland Islands|AZ Azerbaijan;Azerbeidzjan;Azerbaïdjan|BA Bosnia and Herzegovina|BB Barbados|BD Bangladesh
BE Belgium;België;Belgique|BF Burkina Faso|BG Bulgaria;Bulgarije;Bulgarie|BH Bahrain|BI Burundi|BJ Benin|BM Bermuda
BL Saint Barthélemy|BN Brunei;Brunei Darussalam|BO Bolivia;Bolivia (Plurinational State of)|BR Brazil;Brazilië;Brésil
BS Bahamas;The Bahamas;Bahamas, The|BT Bhutan|BW Botswana|BY Belarus;Wit-Rusland;Biélorussie|BZ Belize|CA Canada
CD Democratic Republic of the Congo;Congo, Democratic Republic of the;DR Congo;Congo (Democratic Republic of the)
CD Congo (Democratic Republic);Congo, Democratic Republic of (was Zaire)
CF Central African Republic|CG Congo;Republic of the Congo;Congo, Republic of the|CH Switzerland;Zwitserland;Suisse
CI Côte d'Ivoire;Cote d'Ivoire;Ivory Coast;Ivoorkust|CK Cook Islands|CL Chile;Chili|CM Cameroon;Kameroen;Cameroun
CN China;People's Republic of China;PR China;P.R. China;Peoples R China;Chine;China, People's Republic of
CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde;Cape Verde|CW Curaçao;Curacao|CY Cyprus;Chypre
CZ Czechia;Czech Republic;Tsjechië;Tchéquie|DE Germany;Duitsland;Allemagne|DJ Djibouti|DK Denmark;Denemarken;Danemark
DM Dominica|DO Dominican Republic|DZ Algeria;Algerije;Algérie|EC Ecuador|EE Estonia;Estland;Estonie
EG Egypt;Egypte;Égypte|EH Western Sahara|ER Eritrea|ES Spain;Spanje;Espagne|ET Ethiopia;Ethiopië;Éthiopie
FI Finland;Finlande|FJ Fiji|FK Falkland Islands|FM Micronesia;Micronesia (Federated States of)|FO Faroe Islands
FR France;Frankrijk|GA Gabon|GB United Kingdom;UK;United Kingdom of Great Britain and Northern Ireland;Great Britain
GB Verenigd Koninkrijk;Royaume-Uni|GD Grenada|GE Georgia;Georgië;Géorgie|GF French Guiana|GG Guernsey|GH Ghana
GI Gibraltar|GL Greenland|GM Gambia;The Gambia;Gambia, The|GN Guinea|GP Guadeloupe|GQ Equatorial Guinea
GR Greece;Griekenland;Grèce|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana|HK Hong Kong;China, Hong Kong SAR
HN Honduras|HR Croatia;Kroatië;Croatie|HT Haiti|HU Hungary;Hongarije;Hongrie|ID Indonesia;Indonesië;Indonésie
IE Ireland;Ierland;Irlande|IL Israel;Israël|IM Isle of Man;Man, Isle of|IN India;Inde|IQ Iraq;Irak
IR Iran;Iran (Islamic Republic of);Islamic Republic of Iran;Iran, Islamic Republic of|IS Iceland;IJsland;Islande
IT Italy;Italië;Italie|JE Jersey|JM Jamaica|JO Jordan;Jordanië;Jordanie|JP Japan;Japon|KE Kenya|KG Kyrgyzstan
KH Cambodia;Cambodja;Cambodge|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis;St. Kitts and Nevis
KP Korea, Democratic People's Republic of
KP North Korea;Korea, North;Democratic People's Republic of Korea;DPRK;Noord-Korea;Corée du Nord
KR South Korea;Korea, South;Republic of Korea;Korea, Republic of;Zuid-Korea;Corée du Sud|KW Kuwait;Koeweit;Koweït
KY Cayman Islands|KZ Kazakhstan;Kazachstan|LA Laos;Lao People's Democratic Republic|LB Lebanon;Libanon;Liban
LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania;Litouwen;Lituanie
LU Luxembourg;Luxemburg|LV Latvia;Letland;Lettonie|LY Libya;Libië;Libye;Libyan Arab Jamahiriya|MA Morocco;Marokko;Maroc
MC Monaco|MD Moldova;Republic of Moldova;Moldavië;Moldavie|ME Montenegro|MG Madagascar|MH Marshall Islands
MK North Macedonia;The former Yugoslav Republic of Macedonia;Macedonia;Noord-Macedonië|ML Mali
MM Myanmar;Burma;Birmanie|MN Mongolia|MO Macau;Macao|MP Northern Mariana Islands|MQ Martinique|MR Mauritania
MS Montserrat|MT Malta;Malte|MU Mauritius|MV Maldives|MW Malawi|MX Mexico;Mexique|MY Malaysia;Maleisië;Malaisie
MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands;The Netherlands;Nederland
NL Netherlands, The;Pays-Bas|NO Norway;Noorwegen;Norvège|NP Nepal|NR Nauru|NU Niue|NZ New Zealand;Nieuw-Zeeland
OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines;Filipijnen|PK Pakistan
PL Poland;Polen;Pologne|PM Saint Pierre and Miquelon|PR Puerto Rico|PT Portugal|PW Palau|PY Paraguay|QA Qatar
PS Palestine;State of Palestine;Palestinian;West Bank;Region: Gaza;Occupied Palestinian Territory|RE Réunion
RO Romania;Roemenië;Roumanie|RS Serbia;Servië;Serbie|RU Russia;Russian Federation;Rusland;Russie
RW Rwanda|SA Saudi Arabia;Saoedi-Arabië;Arabie saoudite|SB Solomon Islands|SC Seychelles
SD Sudan;The Sudan;Soedan;Soudan|SE Sweden;Zweden;Suède|SG Singapore;Singapour|SI Slovenia;Slovenië;Slovénie
SK Slovakia;Slowakije;Slovaquie|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia;Somalië;Somalie|SR Suriname
SS South Sudan;Sudan, South|ST Sao Tome and Principe|SV El Salvador|SX Sint Maarten
SY Syria;Syrian Arab Republic;Syrië;Syrie|SZ Eswatini;Swaziland|TC Turks and Caicos Islands|TD Chad|TG Togo
TH Thailand;Thaïlande|TJ Tajikistan|TL Timor-Leste;East Timor|TM Turkmenistan|TN Tunisia;Tunesië;Tunisie|TO Tonga
TR Turkey;Türkiye;Turkiye;Turkije;Turquie|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan;Taïwan
TZ Tanzania;United Republic of Tanzania|UA Ukraine;Oekraïne;Region: Crimea;Crimea|UG Uganda
US United States;United States of America;USA;U.S.A.;Verenigde Staten;États-Unis|UY Uruguay
UZ Uzbekistan;Oezbekistan|VA Holy See;Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela
VE Venezuela (Bolivarian Republic of)|VG Virgin Islands, British;British Virgin Islands|VI Virgin Islands, U.S.
VN Vietnam;Viet Nam|VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen;Jemen;Yémen|ZA South Africa;Zuid-Afrika;Afrique du Sud
ZM Zambia|ZW Zimbabwe
"""

OF_THREE_LETTERS: Final = """
AFG AF ALB AL DZA DZ AND AD AGO AO ARG AR ARM AM AUS AU AUT AT AZE AZ BHS BS BHR BH BGD BD BLR BY BEL BE BEN BJ BOL BO
BIH BA BRA BR BRN BN BGR BG BFA BF BDI BI KHM KH CMR CM CAN CA CAF CF TCD TD CHL CL CHN CN COL CO COD CD COG CG CRI CR
CIV CI HRV HR CUB CU CYP CY CZE CZ DNK DK DJI DJ DOM DO ECU EC EGY EG SLV SV ERI ER EST EE ETH ET FIN FI FRA FR GAB GA
GEO GE DEU DE GHA GH GRC GR GTM GT GIN GN GNB GW HTI HT HND HN HKG HK HUN HU ISL IS IND IN IDN ID IRN IR IRQ IQ IRL IE
ISR IL ITA IT JPN JP JOR JO KAZ KZ KEN KE PRK KP KOR KR KWT KW KGZ KG LAO LA LVA LV LBN LB LBR LR LBY LY LIE LI LTU LT
LUX LU MAC MO MKD MK MYS MY MLI ML MLT MT MRT MR MEX MX MDA MD MCO MC MNG MN MNE ME MAR MA MOZ MZ MMR MM NAM NA NPL NP
NLD NL NZL NZ NIC NI NER NE NGA NG NOR NO OMN OM PAK PK PSE PS PAN PA PRY PY PER PE PHL PH POL PL PRT PT QAT QA ROU RO
RUS RU RWA RW SAU SA SEN SN SRB RS SLE SL SGP SG SVK SK SVN SI SOM SO ZAF ZA SSD SS ESP ES LKA LK SDN SD SUR SR SWE SE
CHE CH SYR SY TWN TW TJK TJ TZA TZ THA TH TGO TG TUN TN TUR TR TKM TM UGA UG UKR UA ARE AE GBR GB USA US URY UY UZB UZ
VEN VE VNM VN YEM YE ZMB ZM ZWE ZW
"""
_ELSEWHERE: Final = """
DE Deutschland|AT Österreich|CH Schweiz;Svizzera|FR Frankreich;Francia|NL Niederlande;Holland|BE Belgien
ES España;Spanien|IT Italien|PL Polska|SE Sverige;Schweden|NO Norge;Norwegen|DK Danmark;Dänemark|FI Suomi;Finnland
CZ Tschechien;Česko|GB Vereinigtes Königreich;Großbritannien;England|US Vereinigte Staaten
RU Russland;Россия;Российская Федерация
BY Weißrussland;Беларусь|UA Украина;Україна|CN 中国;中國;Volksrepublik China|TW 台湾;台灣|HK Hongkong|JP 日本
KP Nordkorea;조선|KR Südkorea;대한민국;한국|IR ایران;إيران|SY Syrien;سوريا|IQ العراق|LB Libanon;لبنان|EG Ägypten;مصر
SA Saudi-Arabien|YE Jemen|LY Libyen|TR Türkei|IN Indien|CU Kuba|KZ Kasachstan;Казахстан|GR Ελλάδα;Griechenland
"""


def iso2(text: str) -> str | None:
    """Return the two-letter code of a country name or code, or nothing for one that the table does not know."""
    return _codes().get(_key(text))


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).replace("’", "'").split())


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    letters = OF_THREE_LETTERS.casefold().split()
    codes.update((three, two.upper()) for three, two in zip(letters[::2], letters[1::2], strict=True))
    for row in (_TABLE + _ELSEWHERE).replace("\n", "|").split("|"):
        if row:
            code, names = row.split(" ", 1)
            codes[code.casefold()] = code
            for name in names.split(";"):
                codes[_key(name)] = code
    return codes
