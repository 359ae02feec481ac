"""The words that names are made of, and how much each tells: our own small tables, fixed for a scorer version.

A word's weight never depends on a list, so that searching the index of a delta gives the very scores of the full one.
Each line of a table is `canonical: variants`; the variants are written as they stand after transliteration to a-z.
Sources: spelling variants of everyday use in English, Dutch, French, German, Russian, pinyin and Persian; place names
from ISO 3166 and ISO 3166-2:CN.
"""

from enum import StrEnum
from functools import cache
from typing import Final


class WordClass(StrEnum):
    """What sort of word it is; it decides the weight and the rules that apply."""

    PARTICLE = "particle"
    FORM = "form"
    INITIAL = "initial"
    BODY = "body"
    FIELD = "field"
    COMMON = "common"
    PLACE = "place"
    RARE = "rare"


WEIGHTS: Final = {
    WordClass.PARTICLE: 0,
    WordClass.FORM: 5,
    WordClass.INITIAL: 20,
    WordClass.BODY: 30,
    WordClass.FIELD: 50,
    WordClass.COMMON: 60,
    WordClass.PLACE: 80,
    WordClass.RARE: 100,
}
"""How much a word tells, 0 to 100: that of a rare word is 100."""

_PARTICLES: Final = (
    "of the and for in at on to de het een van von der den des du la le les los las el al et en und fur fuer voor y e "
    "da do dos das di del della i w ul ur us ud bin ben ibn bint a an zu aan op mr mrs dr prof sir so called 's s"
)

_FORMS: Final = """
plc: ag sa nv jsc oao pao zao ao ojsc cjsc pjsc ojse spa ab asa oyj aktiengesellschaft corp corporation inc incorporated
    corporacion korporatsiya pjs ojs as joint stock
    aktsionernoe obshchestvo aktsionernoye obschestvo
ltd: gmbh bv bvba srl sprl sarl ltd limited llc llp lp ooo kk limitada ltda pte pvt pty kft doo spzoo fze fzco fzc lllp
    liability ogranichennoy otvetstvennostyu
co: co company compagnie compania kompaniya maatschappij cie cia
"""

_BODIES: Final = """
university: univ universiteit universite universitaet universitat universitet universidad universita universidade
    univers daneshgah universitesi uniwersytet daehakgyo unversity uni
institute: inst instituut institut instituto xueyuan yanjiuyuan yanjiusuo institutes anstitu
academy: acad academie akademie akademiya accademia academia akademia
college: coll kolleg kolledzh hogeschool colleges
school: sch ecole schule escuela faculty fac faculteit faculte fakultet fakultat
centre: center ctr centrum centr zentrum tsentr markaz centro
laboratory: lab labs laboratories laboratorium laboratoire laboratoriya
department: dept departement afdeling division div
organisation: organization org organisatie organizatsiya organizatsiia
association: assoc association vereniging assotsiatsiya
group: grp groep gruppe groupe gruppa grupo jituan
holding: holdings
foundation: stichting fondation fond fund stiftung fondo bonyad
ministry: ministere ministerie ministerstvo
bureau: office kantoor
enterprise: enterprises ent onderneming entreprise predpriyatie
factory: zavod plant fabriek usine works
"""

_FIELDS: Final = """
technology: technol tech technologies technologie teknoloji tekhnologiy tekhnologii
technical: tekhnicheskiy technique technische tekhnichesky
technological: technologisch tekhnologicheskiy technologique
polytechnic: polytechnical politechnical polytech polytechnique politechnique politekhnicheskiy
science: sci sciences scientific wetenschap wetenschappen wissenschaft wissenschaften nauk nauka kexue oloum scien
    scientifique scientifiques
engineering: engn eng engineers ingenieur gongcheng mohandesi engr genie
aeronautics: aeronaut aeronautical aeronautique hangkong
astronautics: astronaut astronautical astronautique hangtian space ruimtevaart kosmicheskiy
aerospace: aerospatiale
aviation: aviatsionnyy
medical: med medicine medisch medische medicale medicines yike
agricultural: agr agriculture agri landbouw agricole
normal: shifan
forestry: forest
electronic: elect electron electronics elektronisch electronique elektronika
electric: electrical power
post: posts postes post
telecommunications: telecommun telecommunication telecom telecoms telecommunicatie
information: informat info informatie
computing: comp comput computer computers computational
physics: phys physical fysica physique fiziki
chemistry: chem chemical chemicals chimie chemie khimicheskiy
mathematics: math maths mathematical wiskunde
nuclear: nucl nucleaire nucleair yadernyy
materials: mat mater material materialen materiaux
research: res recherche onderzoek nauchno yanjiu researches
design: designing ontwerp konstruktorskoye
defence: defense def verdediging guofang oborony oboronnyy
military: mil militaire militair voennyy junshi
naval: navy marine haijun
airforce: airforces luchtmacht kongjun
army: leger armee lujun
police: politie
national: natl nationaal nationale gosudarstvennyy
state: federal
international: int intl internationaal internationale mezhdunarodnyy
industry: ind industries industrial industrie industrieel
trading: trade trd handel commerce commercial torgovyy
shipping: ship marine lines
export: exports
import: imports
investment: investments invest
finance: financial fin
energy: energie energiya
oil: petroleum neft
gas: gaz
transport: transportation logistics logistiek
education: educ onderwijs teachers
fashion: mode
fine: finest
fluid: fluids
applied: appl toegepast appliquee
central: tsentralnyy centraal
general: gen
system: systems syst systemen systemes
service: services srvces svcs
development: dev ontwikkeling developpement
management: mgmt beheer
production: prod proizvodstvennyy
communication: commun communications comm communicatie
machinery: machine mach machines
construction: constr bouw stroitelnyy
security: veiligheid securite bezopasnosti
health: gezondheid sante
solutions: solution
bank: banque banco bankasi
people: peoples renmin
"""

_COMMON: Final = """
mohammad: mohamed muhammad mohammed mohamad muhammed mohamet mehmet mehmed mohd mahomed muhamad mukhammad magomed
    mohammade muhamed
ahmad: ahmed ahmet akhmad akhmed achmed ahmade
mahmoud: mahmud mahmood makhmud
hamid: hameed
ali: aly aliy alee
hussein: hossein husayn husein hussain hosain hosein hoessein houssein huseyin
hassan: hasan hassane khasan hasson
abdullah: abdallah abdulla abdollah abdoullah
abd: abdul abdel abdal abdol abdou abdoul
ibrahim: ibraheem ebrahim ibragim
ismail: ismael esmail ismayil
yusuf: yousef youssef yusef yousuf yusof yussuf
omar: umar oumar
othman: osman uthman ousmane usman
khalid: khaled
said: saeed sayed sayyid sayyed seyed
rahman: rehman
karim: kareem kerim
abu: abou
umm: oum
mustafa: mostafa moustafa
khan: chan
kim: gim
lee: li yi rhee
park: pak bak
wang: wong
zhang: cheung jang
chen: chan
ivan: iwan
alexander: aleksandr alexandre aleksander alexandr oleksandr
sergei: sergey serguei sergej serhiy serge
vladimir: volodymyr wladimir
dmitri: dmitry dmitriy dmytro dimitri
mikhail: michail mykhailo mihail
nikolai: nikolay nikolaj mykola
andrei: andrey andriy andrej
alexei: aleksei alexey aleksey oleksiy
yuri: yury yuriy iouri jurij
john: *
jan: *
jean: *
johan: *
johannes: *
juan: *
peter: *
pieter: *
pierre: *
paul: *
pavel: *
maria: *
marie: *
mary: *
jose: *
joseph: *
michael: *
michel: *
david: *
daniel: *
carlos: *
luis: *
antonio: *
andre: *
andrew: *
andreas: *
nicolas: *
nicholas: *
thomas: *
"""

_PLACES: Final = """
china: chinese prc zhongguo chine zhonghua sino
russia: russian rossiya rossii rossiyskaya rossiyskiy rusland russie russische
iran: iranian
iraq: iraqi
syria: syrian
korea: korean
japan: japanese
india: indian
pakistan: pakistani
belarus: belarusian belorussian
ukraine: ukrainian
turkey: turkish turkiye
taiwan: taiwanese
america: american usa
britain: british
germany: german deutschland deutsche duitsland
france: french francaise francais
belgium: belgian belgie belgique
netherlands: dutch nederland
europe: european europa
asia: asian
africa: african
beijing: peking beyjing
shanghai: *
tianjin: tientsin
chongqing: chungking
hebei: *
shanxi: *
shaanxi: *
liaoning: *
jilin: *
heilongjiang: *
jiangsu: *
zhejiang: *
anhui: *
fujian: *
jiangxi: *
shandong: *
henan: *
hubei: *
hunan: *
guangdong: *
guangxi: *
hainan: *
sichuan: szechuan
guizhou: *
yunnan: *
gansu: *
qinghai: *
ningxia: *
xinjiang: *
tibet: xizang
nanjing: nanking
harbin: haerbin
xian: *
wuhan: *
chengdu: *
changsha: *
hangzhou: *
guangzhou: *
shenzhen: *
shenyang: *
dalian: *
hefei: *
lanzhou: *
taiyuan: *
zhengzhou: *
moscow: moskva moskou moscou moskovskiy
petersburg: peterburg peterburgskiy
novosibirsk: *
tomsk: *
omsk: *
kazan: *
samara: *
tehran: teheran
isfahan: esfahan
shiraz: *
tabriz: *
mashhad: *
damascus: *
aleppo: *
baghdad: *
north: northern bei noord nord severnyy
south: southern nan zuid sud
east: eastern dong oost est
west: western xi ouest
northwest: northwestern xibei
northeast: northeastern dongbei
southwest: southwestern xinan
southeast: southeastern dongnan
"""

_PHRASES: Final = """
sp z o o: ltd
sp z oo: ltd
air force: airforce
north west: northwest
north western: northwest
north east: northeast
south west: southwest
south western: southwest
south east: southeast
people s republic of china: china
peoples republic of china: china
peoples republic china: china
peoples r china: china
people s r china: china
p r china: china
pr china: china
abd allah: abdullah
da xue: university
li gong: ligong
ke xue: science
ji shu: technology
gong cheng: engineering
hang kong: aeronautics
hang tian: astronautics
xue yuan: institute
shi fan: normal
nan jing: nanjing
bei jing: beijing
shang hai: shanghai
"""

NATIVE: Final = {
    "محمد": "mohammad", "احمد": "ahmad", "أحمد": "ahmad", "محمود": "mahmoud", "علي": "ali", "على": "ali", "علی": "ali",
    "حسين": "hussein", "حسین": "hussein", "حسن": "hassan", "عبدالله": "abdullah", "عبد": "abd", "إبراهيم": "ibrahim",
    "ابراهيم": "ibrahim", "ابراهیم": "ibrahim", "اسماعيل": "ismail", "إسماعيل": "ismail", "يوسف": "yusuf",
    "یوسف": "yusuf", "عمر": "omar", "عثمان": "othman", "خالد": "khalid", "سعيد": "said", "سید": "said", "سيد": "said",
    "الرحمن": "rahman", "كريم": "karim", "الكريم": "karim", "ابو": "abu", "أبو": "abu", "أبي": "abu", "ام": "umm",
    "أم": "umm", "مصطفى": "mustafa", "خان": "khan", "بن": "bin", "ابن": "bin", "بنت": "bint", "ال": "al",
    "الله": "ullah", "الدين": "uddin", "دين": "uddin", "الحميد": "hamid", "جامعة": "university",
    "دانشگاه": "university", "معهد": "institute", "пао": "plc", "оао": "plc", "ао": "plc", "зао": "plc", "ооо": "ltd",
}  # fmt: skip
"""Common words in scripts that transliterate badly: written without their vowels."""

GLUED_ENDINGS: Final = {
    "allah": "ullah", "ullah": "ullah", "llah": "ullah", "llh": "ullah", "oullah": "ullah",
    "din": "uddin", "deen": "uddin", "dine": "uddin", "ddin": "uddin", "uddin": "uddin", "eddin": "uddin",
    "eddine": "uddin", "udin": "uddin", "aldin": "uddin",
}  # fmt: skip
"""Second halves of given names that are written apart or together: *Siraj al-Din*, *Sirajuddin*."""


@cache
def canonical() -> dict[str, str]:
    """Return the canonical form of every variant that the tables know."""
    table: dict[str, str] = {}
    for text in (_COMMON, _PLACES, _FORMS, _BODIES, _FIELDS):
        for word, variants in _lines(text):
            table[word] = word
            table.update((variant, word) for variant in variants if variant != "*")
    return table


@cache
def classes() -> dict[str, WordClass]:
    """Return the class of every canonical word; a word that is not here is rare."""
    table = dict.fromkeys(_PARTICLES.split(), WordClass.PARTICLE)
    for text, word_class in (
        (_COMMON, WordClass.COMMON),
        (_PLACES, WordClass.PLACE),
        (_FORMS, WordClass.FORM),
        (_BODIES, WordClass.BODY),
        (_FIELDS, WordClass.FIELD),
    ):
        table.update((word, word_class) for word, _ in _lines(text))
    return table


@cache
def phrases() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the phrases that stand for one word, by their first word, longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for phrase, (word,) in _lines(_PHRASES):
        parts = tuple(phrase.split())
        table.setdefault(parts[0], []).append((parts, word))
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in table.items()}


def _lines(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    joined = text.replace("\n    ", " ")
    rows = (line.split(":", 1) for line in joined.splitlines() if line.strip())
    return tuple((word.strip(), tuple(variants.split())) for word, variants in rows)
