"""The fields, branches and qualities of which names of organisations speak; a line is `canonical: variants`."""

from typing import Final

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
aeronautics: aeronaut aeronautical aeronautique hangkong luchtvaart luftfahrt aeronautika vliegtuigbouw aviation
    aviatsionnyy aviat luftverkehr aviatiki avia aviatsiya aviatsionnaya
astronautics: astronaut astronautical astronautique space ruimtevaart kosmicheskiy raumfahrt spatial
    spatiale cosmonautics kosmonavtika spacecraft
aerospace: aerospatiale aerosp aerospatial aerokosmicheskiy havafaza aero
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
mechanics: mech mechanica mecanique mekhaniki mechanisch mekhanicheskiy mechanik lixue
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
transport: transportation transp jiaotong verkeer transports transportnyy freight cargo vervoer
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
machinery: maschinenbau machinebuilding machine mach machines jixie mashinostroeniya machinebouw mashinostroitelnyy
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
logistical: houqin logistics logistiek lojistik logistic logistique logistika logist wuliu tyla tyl tylovogo
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
tax: *
ligong: *
chinesemedicine: *
attached: affiliated affil
unitary: unitarnoe unitarnyy
venture: ventures
"""
