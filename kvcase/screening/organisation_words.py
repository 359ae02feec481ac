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

FIELDS: Final = """
technology: keji technol tech technologies technologie teknoloji tekhnologiy tekhnologii jishu technik techniek techn
    tecnologia tehnologii teknologi tecnologico tecnologica technologien sanati tekhnologiya
technical: tekhnicheskiy technique technische tekhnichesky technisch techniques tecnica tecnico teknik texnicheskiy
technological: technologisch tekhnologicheskiy technologique
polytechnic: polytechnical politechnical polytech polytechnique politechnique politekhnicheskiy polytechnisch
    politecnico politechnika polytekhnicheskiy
science: sci sciences scientific wetenschap wetenschappen wissenschaft wissenschaften nauk nauka kexue oloum scien
    scientifique scientifiques wetenschappelijk wissenschaftlich nauchno nauchnyy nauki ciencia ciencias olum
engineering: engn eng engineers ingenieur gongcheng mohandesi engr genie engineer ingenieurwesen ingenieurs
    ingenieurswetenschappen ingenierie inzhenernyy inzhenerno engng ingenieurwissenschaften ingenieria ingegneria
    inzhiniring muhendislik
aeronautics: aeronaut aeronautical aeronautique hangkong luchtvaart luftfahrt aeronautika vliegtuigbouw
astronautics: astronaut astronautical astronautique hangtian space ruimtevaart kosmicheskiy raumfahrt spatial
    spatiale cosmonautics kosmonavtika spacecraft
aerospace: aerospatiale aerosp aerospatial aerokosmicheskiy havafaza aero
aviation: aviatsionnyy aviat luftverkehr aviatiki avia aviatsiya aviatsionnaya flight flying
medical: med medicine medisch medische medicale medicines yike medizin medizinisch geneeskunde meditsinskiy
    pezeshki medecine medic
agricultural: agr agriculture agri landbouw agricole nongye landwirtschaft agrarian agro agrarisch keshavarzi agronomy
normal: shifan pedagogical pedagogy pedagogisch
forestry: forest linye bosbouw forests
electronic: elect electron electronics elektronisch electronique elektronika dianzi elektronik elec elektroniks
    elettronica elektronica electronica
electric: electrical power elektrisch electrique elektricheskiy elektro electro electricity elektrik
electromechanical: elektromekhanicheskiy electromechanics
post: posts postes post postal youdian
telecommunications: telecommun telecommunication telecom telecoms telecommunicatie telekommunikation svyazi telekom
    telekommunikatsii
information: informat info informatie informationnyy xinxi informatics informatica informatique informatsionnyy
    informatik etelaat
computing: comp comput computer computers computational jisuanji computat rekenkundig informatiecomputer
physics: phys physical fysica physique fiziki physik wuli fizik fizicheskiy physico
chemistry: chem chemical chemicals chimie chemie khimicheskiy huaxue huagong chimique chemisch khimii
mathematics: math maths mathematical wiskunde shuxue matematika mathematik mathematiques
mechanics: mech mechanical mechanica mecanique mekhaniki mechanisch mekhanicheskiy mechanik lixue maschinenbau
    mecanica
mechatronics: mechatron mechatronical mechatronic
nuclear: nucl nucleaire nucleair yadernyy atomic atom kern atomique atomnyy nucleaires kernphysik
materials: mat mater material materialen materiaux cailiao materialovedeniya
research: res recherche onderzoek  yanjiu researches forschung forschungs issledovatelskiy
    rsch rech investigacion issledovaniy tahghighat tahqiqat issledovatelski pazhuhesh
design: designing ontwerp konstruktorskoye conception konstruktorskiy proektnyy proektno konstruktor konstruktsiya
defence: defense def verdediging guofang oborony oboronnyy verteidigung defensie defensa landsverdediging
military: mil militaire militair voennyy junshi militar militaer militar voenno nezami harbi
naval: navy marine haijun navale zeemacht marina kriegsmarine
maritime: maritiem morskoy haishi maritim
airforce: airforces luchtmacht kongjun luftwaffe luchtstrijdkrachten
army: leger armee lujun heer landmacht
police: politie gendarmerie polizei politsiya jingcha policing
rocket: missile raket missiles rockets raketnyy fusee mushak
national: natl nationaal nationale gosudarstvennyy nat nacional natsionalnyy guojia
state: federal federalnyy bundes staats staatliche gosudarstvennoe
international: int intl internationaal internationale mezhdunarodnyy internat guoji internazionale internacional
    beynolmelali
industry: ind industries industrial industrie industrieel gongye inds promyshlennyy sanaye industria sanayi
    promyshlennost
    industriel sanat
trading: muyeok trade trd handel commerce commercial torgovyy trdg maoyi tejarat ticaret commercio comercial handels
    tijara
    trades bazargani torgovlya
shipping: ship lines shpg scheepvaart schifffahrt sudokhodnyy kashtirani ships haiyun reederei rederij
shipbuilding: shipyard sudostroitelnyy scheepsbouw zaochuan shipyards werf
export: exports eksport
import: imports
investment: investments invest touzi investering investissement investitsionnyy sarmayeh
finance: financial fin finances financiele finansovyy jinrong finans financiering
economics: economic economie econ jingji ekonomicheskiy economy wirtschaft business
law: legal droit recht juridique falv yuridicheskiy rechten politics
energy: energie energiya nengyuan enerji energetika energeticheskiy
oil: petroleum neft petrol shiyou naft petro
gas: gaz
petrochemical: petrochem petrochemicals petrochemistry petrochimie petrochemie
transport: transportation logistics logistiek transp jiaotong verkeer transports transportnyy lojistik logistic
    logistique logistika freight cargo vervoer
railway: rail railways railroad tielu spoorwegen
education: educ onderwijs teachers jiaoyu educational enseignement obrazovaniya teacher
fashion: mode apparel
textile: textiles textil
fine: finest
fluid: fluids
applied: appl toegepast appliquee angewandt appliquees prikladnoy angewandte applique toegepaste
central: tsentralnyy centraal zentral zhongyang zentralinstitut
general: gen algemeen generale allgemein obshchiy
system: systems syst systemen systemes sistemy systeme xitong sistem
service: services srvces svcs srvcs serv svc diensten servis khadamat fuwu servicios
development: dev ontwikkeling developpement razvitiya fazhan devt entwicklung tose
management: mgmt beheer guanli gestion upravleniya upravlyayushchaya menedzhment administration
production: prod proizvodstvennyy proizvodstvennoe productie shengchan products product produkty
manufacturing: mfg mfr manufacture zhizao manufacturers fabrication manuf
communication: commun communications comm communicatie tongxin comms communicatietechniek kommunikation
machinery: machine mach machines jixie mashinostroeniya machinebouw mashinostroitelnyy
construction: geonseol constr bouw stroitelnyy jianshe building construct buildings batiment cnstr insaat sazandegi
security: veiligheid securite bezopasnosti sicherheit anquan secur amniyat
safety: *
public: publ publique openbaar gonggong oeffentlich
private: *
health: gezondheid sante salamat gesundheit
solutions: solution
bank: banque banco bankasi banki yinhang bankovskiy
people: peoples renmin volks
precision: jeongmil prec jingmi precisie
optics: opt optical optique optisch optik guangxue opto opticheskiy optoelectronic optoelectronics photonics photon
sonar: *
solar: *
laser: *
radar: *
radio: radioelektronnyy
semiconductor: semicond semiconductors halbleiter halfgeleider
microelectronics: microelectron mikroelektronika
instrument: instruments instrumentation instrum priborostroeniya pribor yiqi
automation: automat zidonghua automatisering avtomatiki automatics automatique automatic automatisierung
control: kongzhi controls controle
intelligence: intelligent intell razvedka zhineng
aircraft: airplane samolet aviatsionnoy feiji vliegtuig airplanes
helicopter: helicopters vertolet
engine: engines motor motors fadongji moteur dvigatel
turbine: turb turbines
steel: staal acier stahl gangtie
metal: metals metaal
metallurgy: metallurgical metall metallurg yejin metallurgie metallurgicheskiy
mining: mines miner mineral minerals gornyy mijnbouw kuangye coal mine
hydraulic: hydraulics hydraul
water: waters eau shui
acoustics: acoustic electroacoustic electroacoustics shengxue akusticheskiy acoust
underwater: underwat
aerodynamics: aerodynam aerodynamic
dynamics: dynam dynamic dongli
structural: struct structures structure
statistics: stat statistical
cryogenic: cryo cryogenics
equipment: equip eqpt zhuangbei equipments shebei equipements uitrusting oborudovaniya apparatuur tajhizat
ordnance: bingqi weapons weapon arms armament vooruzhenie munitions ammunition
special: spec spetsialnyy speciaal specialized spetsialnoe
advanced: adv gaodeng geavanceerd avance modern
experimental: exp experiment eksperimentalnyy opytnyy
testing: test ispytatelnyy tests proving ispytaniy
investigation: investigat onderzoeks
criminal: crim crimineel
political: polit politiek politique zhengzhi
foreign: waiguo vneshne etranger buitenlands
language: languages langues talen yuyan sprachen
culture: cultural wenhua cultuur culturel kultury
art: arts kunst meishu beaux
music: muziek musique musik yinyue
sport: sports tiyu sporten physicaleducation
tourism: tourist luyou toerisme tourisme
pharmacy: pharmaceutical pharm pharma yaoke yaoye farmaceutisch pharmaceuticals
traditional: chuantong traditionnel
biology: biological biol shengwu biologie bio biologicheskiy
biotechnology: biotech
environment: environmental environm environ milieu huanjing
ecology: ecological ecol
geology: geological geol dizhi geologicheskiy
geography: geographical geog
ocean: marinescience oceanography haiyang oceanographic oceanogr
earth: diqiu geosciences geosci
insurance: verzekeringen assurance strakhovaya baoxian versicherung
hotel: hotels
airlines: airline airways aviakompaniya
airport: airports jichang
port: ports seaport haven
estate: vastgoed immobilier
food: foods
automotive: automobile auto automobiles qiche avto
vehicle: vehicles vehic
equity: *
capital: kapital
exchange: sarafi
insulation: *
publishing: press publishers
media: news broadcasting television tv
data: shuju
network: networks netw wangluo
software: ruanjian softw
digital: shuzi
supply: supplies
repair: remont
maintenance: onderhoud
supervision: *
innovation: innovative innovat innovatie chuangxin
cooperative: cooperation kooperativ
relief: aid charity charitable welfare hilfe
islamic: islam eslami islami islamiya islamique islamiyah
revolutionary: revolution
liberation: *
armed: arme
combatant: combatants combattant
front: *
movement: harakat beweging mouvement
party: partij parti
republic: republiek republique jomhuri respubliki
province: provincial provincie sheng
city: municipal gorod
social: sociaal
civil: civiel burgerlijk grazhdanskiy minhang
high: higher haute hoog vysshiy
pressure: *
conference: *
project: projects
consulting: consultancy consultants consult consultant
marketing: *
distribution: distrib distributor
packaging: *
ceramics: ceram ceramic
printing: *
rubber: *
cement: *
dairy: *
fishing: fishery fisheries fish
rehabilitation: *
cancer: tumor
children: childrens kinder enfants ertong
women: womens funu
veterinary: vet
dental: stomatological
psychology: psychol
philosophy: filosofie
history: geschiedenis histoire
architecture: architect architectural jianzhu architectuur
urban: *
ferry: *
avionics: *
hydrology: *
meteorology: meteorological meteorol
surveying: survey mapping geomatics
remote: *
sensing: *
simulation: *
submarine: qianting onderzeeboot podvodnyy
artillery: artill paobing
armoured: armored zhuangjia
command: zhihui kommando
staff: *
aerial: *
strategic: zhanlue
logistical: houqin
relations: guanxi relat
transmission: *
problems: problem problemy
theoretical: theor theory teoreticheskiy
plasma: *
vacuum: *
welding: *
casting: *
graduate: postgraduate
vocational: zhiye
continuing: *
union: unie
brewery: *
bakery: *
orchestra: *
star: *
sun: *
machinebuilding: *
tax: *
ligong: *
chinesemedicine: *
attached: affiliated affil
unitary: unitarnoe unitarnyy
venture: ventures
"""

PHRASES: Final = """
sp z o o: ltd
sp z oo: ltd
societe anonyme: plc
societe par actions simplifiee: plc
sociedad anonima: plc
sociedad anonima de capital variable: plc
sa de cv: plc
s a de c v: plc
anonim sirketi: plc
limited sirketi: ltd
gufen youxian gongsi: plc
youxian zeren gongsi: ltd
youxian gongsi: ltd co
jusik hoesa: ltd co
air force: airforce
air forces: airforce
force aerienne: airforce
armee de l air: airforce
armee de terre: army
armee air: airforce
voenno vozdushnykh sil: airforce
marine nationale: naval
north west: northwest
north western: northwest
noord west: northwest
nord ouest: northwest
north east: northeast
south west: southwest
south western: southwest
south east: southeast
russian federation: russia
rossiyskoy federatsii: russia
rossiyskaya federatsiya: russia
people s republic of china: china
peoples republic of china: china
peoples republic china: china
republique populaire de chine: china
volksrepubliek china: china
volksrepublik china: china
peoples r china: china
people s r china: china
p r china: china
pr china: china
r p chine: china
islamic republic of iran: iran
islamic republic iran: iran
republic of korea: korea
south korea: korea
north korea: northkorea
united states of america: usa
united states: usa
hong kong: hongkong
people s liberation army: pla
peoples liberation army: pla
saudi arabia: saudiarabia
south africa: southafrica
united kingdom: britain
federal state unitary enterprise: enterprise
fgup: enterprise
fsue: enterprise
federalnoe gosudarstvennoe unitarnoe predpriyatie: enterprise
nauchno issledovatelskiy: research
scientific research: research
science research: research
wetenschappelijk onderzoek: research
recherche scientifique: research
wissenschaftliche forschung: research
nauchno issledovatelskogo: research
nii: research institute
ts nii: central research institute
npo: science production association
npp: science production enterprise
npk: science production company
okb: experimental design bureau
ntts: science technical centre
pajouheshgah: research institute
pazhuheshgah: research institute
universita degli studi: university
tsnii: central research institute
cnii: central research institute
minoborony: ministry defence
luft und raumfahrt: aeronautics astronautics
lucht en ruimtevaart: aeronautics astronautics
luft und raumfahrttechnik: aerospace engineering
lucht en ruimtevaarttechniek: aerospace engineering
research and development: research development
r and d: research development
technologisches institut: technology institute
technologisch instituut: technology institute
institut technologique: technology institute
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

NEUTRAL: Final = frozenset({"pla", "comprehensive", "zonghe", "jame", "campus", "main", "branch"})
"""Words that a university's name may have more or fewer, without being that of another one."""
