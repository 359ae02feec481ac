"""The words that names of organisations are made of: forms, bodies, fields, phrases and numbers.

Each line of a table is `canonical: variants`, written as they stand after transliteration to a-z; `*` stands for none.
Sources: everyday use in English, Dutch, French, German, Russian, pinyin and Persian; the abbreviations of titles by
ISO 4 as bibliographies print them.
"""

from typing import Final

FORMS: Final = """
plc: ag sa nv jsc oao pao zao ao ojsc cjsc pjsc ojse spa ab asa oyj aktiengesellschaft corp corporation inc incorporated
    corporacion korporatsiya pjs ojs aktsionernoe aktsionernoye aktsionernyy obshchestvo obshestvo aksjeselskap
    osakeyhtio aktiebolag aktieselskab sae saog saoc qsc joint stock aktsionernogo aktsyyanernae anonyme anonima
    vennootschap naamloze pjsc
ltd: gmbh bv bvba srl sprl sarl ltd limited llc llp lp ooo kk limitada ltda pte pvt pty kft doo spzoo fze fzco fzc lllp
    liability ogranichennoy otvetstvennostyu ogranichennoi otvetstvennostiu eood ood sro bhd sdn dmcc tov uab oy lda
    sarlu sas sasu eurl eirl besloten rl cv cvrl rlcv
co: co company compagnie compania kompaniya maatschappij cie cia companies kompania sherkat sherkate gongsi hoesa
    jusikhoesa firma firm
"""

BODIES: Final = """
university: univ universiteit universite universitaet universitat universitet universidad universita universidade
    univers daneshgah universitesi uniwersytet daehakgyo unversity uni daxue daneshgahe universities universiti
    hochschule universitas universitatea univerzita univerzitet univerza sveuciliste universite
institute: establishment muassasat inst instituut institut instituto xueyuan yanjiuyuan yanjiusuo institutes anstitu
    institutet istituto
    instytut institution institutional anstituye institutu
academy: acad academie akademie akademiya accademia academia akademia akademi
college: coll kolleg kolledzh hogeschool colleges collegium
school: sch ecole schule escuela faculty fac faculteit faculte fakultet fakultat scuola schools daneshkadeh
centre: center ctr centrum centr zentrum tsentr markaz centro cntr cent centres centers markazi zhongxin merkezi
laboratory: lab labs laboratories laboratorium laboratoire laboratoriya laborator shiyanshi azmayeshgah
department: dept departement afdeling division div abteilung kafedra otdel vakgroep departamento leerstoel chair
organisation: organization org organisatie organizatsiia organizatsiya organisations organizations sazman sazmane
    sazeman organisasi
association: obedinenie obyedinenie obyedineniye obedineniye assoc association vereniging assotsiatsiya assn
    asociacion verband verein assns
group: grp groep gruppe groupe gruppa grupo jituan groups gruppo grup jamaat jamaah
holding: holdings kholding kontsern concern konzern konsern
foundation: stichting fondation fond fund stiftung fondo bonyad bonyade vakfi fdn found foundations funds
ministry: ministere ministerie ministerstvo ministerium ministerio vezarat bakanligi minist
bureau: office kantoor byuro buro biuro bureaus offices
enterprise: enterprises ent onderneming entreprise predpriyatie predpriyatiye unternehmen empresa
factory: zavod plant fabriek usine works fabrik wks plants factories fabrika werk werke karkhaneh kombinat kombinata
hospital: hosp ziekenhuis hopital krankenhaus bolnitsa yiyuan bimarestan hospitals klinik clinic kliniek clinique
    polyclinic hospices
museum: musee muzey museums
library: bibliotheek bibliotheque bibliothek biblioteka libraries
conservatory: conservatoire conservatorium konservatorium
agency: agentschap agence agentur agentstvo agencies
committee: comite komitet commission kommission komissiya commissie komitee
council: raad conseil rat sovet
station: stn stantsiya
society: genootschap societe gesellschaft maatschappelijk obshchestva soc
club: voetbalclub clubs
kindergarten: *
"""

NUMBERS: Final = """
1: first eerste premier premiere erste ersten erster pervyy one
2: second tweede deuxieme zweite zweiten zweiter vtoroy two
3: third derde troisieme dritte dritten tretiy three
4: fourth vierde quatrieme vierte vierten chetvertyy four
5: fifth vijfde cinquieme funfte funften pyatyy five
6: sixth zesde sixieme sechste sechsten shestoy six
7: seventh zevende septieme siebte siebten sedmoy seven
8: eighth achtste huitieme achte achten vosmoy eight
9: ninth negende neuvieme neunte neunten devyatyy nine
10: tenth tiende dixieme zehnte zehnten desyatyy ten
11: eleventh elfde onzieme eleven
12: twelfth twaalfde douzieme twelve
13: thirteenth dertiende treizieme thirteen
14: fourteenth veertiende quatorzieme fourteen
15: fifteenth vijftiende quinzieme fifteen
16: sixteenth zestiende seizieme sixteen
17: seventeenth seventeen
18: eighteenth eighteen
19: nineteenth nineteen
20: twentieth twenty
30: thirtieth thirty
40: fortieth forty
50: fiftieth fifty
60: sixtieth sixty
70: seventieth seventy
80: eightieth eighty
90: ninetieth ninety
"""
ROMAN: Final = {
    "ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8", "ix": "9", "xii": "12",
    "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20",
}  # fmt: skip
NUMBER_SIGNS: Final = frozenset({"no", "nr", "num", "number", "nummer", "numero", "nro", "nomer"})
"""Words that only say that a number follows."""
ORDINAL_ENDINGS: Final = frozenset(
    {"st", "nd", "rd", "th", "e", "de", "ste", "eme", "er", "re", "y", "i", "go", "ya", "oy"}
)
"""What makes an ordinal of the number before it."""

BEFORE_FORMS: Final = frozenset(
    {"open", "public", "closed", "private", "otkrytoe", "publichnoe", "zakrytoe", "otkrytoye"}
)
"""Words that belong to the legal form that follows them: *Open Joint Stock Company*."""

NEUTRAL: Final = frozenset(
    (
        "pla", "comprehensive", "zonghe", "jame", "campus", "main", "branch",
        "former", "formerly", "previous", "previously", "current", "currently", "ex", "employer", "employee", "leave",
        "education", "degree", "bachelor", "bachelors", "beng", "bsc", "ba", "master", "masters", "meng", "msc", "phd",
        "postdoc", "postdoctoral", "lecturer", "professor", "student", "alumnus", "alumna", "alumni", "graduated",
        "visiting", "scholar", "fellow", "voorheen", "afgestudeerd", "gastonderzoeker", "hoogleraar", "docent",
        "promovendus", "werkgever", "opleiding", "ehemals", "absolvent", "doktorand", "doctorant", "diplome",
    )
)  # fmt: skip
"""Words that a university's name may have more or fewer, without being another's: also what somebody is there."""
