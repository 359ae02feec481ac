"""Runs of words in names of organisations that stand for other words; a line is `phrase: meaning`."""

from typing import Final

PHRASES: Final = """
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
ts niii: central research testing institute
tsniii: central research testing institute
nauchno ispytatelnyy: research testing
verteidigungstechnik: defence technology
verteidigungstechnologie: defence technology
wehrtechnik: defence technology
rechentechnik: computing technology
hochdruckwissenschaft: high pressure science
raketmacht: rocket force
raketstrijdkrachten: rocket force
raketenstreitkrafte: rocket force
npo: science production association
npp: science production enterprise
npk: science production co
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
hang tian: aerospace
hangkong hangtian: aeronautics astronautics
keji daxue: science technology university
ke ji da xue: science technology university
kexue jishu: science technology
pap: people armed police
hightech: high technology
hitech: high technology
hochtechnologie: high technology
hochtechnologien: high technology
hoogtechnologie: high technology
gaoxin: high technology
gaokeji: high technology
coastguard: coast guard
kustenwache: coast guard
kustenwach: coast guard
kustenwachakademie: coast guard academy
kustwacht: coast guard
kustwachtacademie: coast guard academy
haijing: coast guard
offizier: officers
offiziere: officers
offiziers: officers
officieren: officers
officier: officers
officiers: officers
subay: officers
subaylar: officers
ofitserov: officers
ofitserskiy: officers
oficiales: officers
ufficiali: officers
unteroffiziere: nco
unteroffiziers: nco
unteroffizier: nco
pour: of
po: of
xin cailiao: new materials
xin nengyuan: new energy
xin jishu: new technology
group technology: group industry
machine tool: machinetool
machine tools: machinetool
machine building: machinery
dlya: of
xue yuan: institute
shi fan: normal
nan jing: nanjing
bei jing: beijing
shang hai: shanghai
armee de air: airforce
aeronautica militare: airforce
fuerza aerea: airforce
fuerzas aereas: airforce
forza aerea: airforce
forca aerea: airforce
hava kuvvetleri: airforce
voenno vozdushnye sily: airforce
voenno vozdushnyy: airforce
voenno vozdushnaya: airforce
voenno vozdushnoy: airforce
niru havaei: airforce
niruye havaei: airforce
niruye havayi: airforce
sily powietrzne: airforce
af engn: airforce engineering
af engineering: airforce engineering
af med: airforce medical
af command: airforce command
af univ: airforce university
forces terrestres: army
force terrestre: army
kara kuvvetleri: army
sukhoputnye voyska: army
sukhoputnykh voysk: army
niruye zamini: army
ejercito de tierra: army
deniz kuvvetleri: naval
voenno morskoy: naval
voenno morskaya: naval
voenno morskogo: naval
voenno morskoe: naval
voenno morskoy flot: naval
voenno morskogo flota: naval
voenno morskie sily: naval
voenno morskikh sil: naval
niruye daryaei: naval
marina militare: naval
forces navales: naval
arme blindee: armoured forces
armes blindees: armoured forces
troupes blindees: armoured forces
forces blindees: armoured forces
bronetankovykh voysk: armoured forces
panzertruppe: armoured forces
panzertruppen: armoured forces
pantsertroepen: armoured forces
force des fusees: rocket force
forces des fusees: rocket force
fuerza de cohetes: rocket force
fuerza de misiles: rocket force
forza missilistica: rocket force
raketnykh voysk: rocket force
raketnye voyska: rocket force
raketenstreitkrafte: rocket force
raketenstreitkraften: rocket force
raketentruppen: rocket force
rakettenstrijdkrachten: rocket force
raketstrijdkrachten: rocket force
raketstrijdmacht: rocket force
roket kuvvetleri: rocket force
garde cotes: coast guard
garde cote: coast guard
guardia costera: coast guard
guardia costiera: coast guard
beregovoy okhrany: coast guard
beregovaya okhrana: coast guard
sahil guvenlik: coast guard
kust wacht: coast guard
non commissioned officer: nco
non commissioned officers: nco
sous officier: nco
sous officiers: nco
onder officieren: nco
sous marin: submarine
sous marins: submarine
u boot: submarine
u boote: submarine
podvodnogo flota: submarine
podvodnogo plavaniya: submarine
podvodnykh lodok: submarine
yas boti: submarine
chemical defence: nbc defence
chemical defense: nbc defence
alerte precoce: early warning
alerte avancee: early warning
alerta temprana: early warning
vroegtijdige waarschuwing: early warning
erken uyari: early warning
rannego preduprezhdeniya: early warning
police armee: people armed police
bewaffnete polizei: people armed police
bewaffneten polizei: people armed police
gewapende politie: people armed police
policia armada: people armed police
polizia armata: people armed police
vooruzhennaya politsiya: people armed police
vooruzhennoy politsii: people armed police
vooruzhyonnoy politsii: people armed police
silahli polis: people armed police
popular armee: people armed
operations speciales: special operations
operaciones especiales: special operations
speciale operaties: special operations
dalnego deystviya: long range
haute technologie: high technology
hautes technologies: high technology
alta tecnologia: high technology
vysokikh tekhnologiy: high technology
vysokie tekhnologii: high technology
yuksek teknoloji: high technology
ileri teknoloji: high technology
high tech: high technology
hi tech: high technology
haute pression: high pressure
haute energie: high energy
hautes energies: high energy
hochdruck: high pressure
hogedruk: high pressure
hochenergie: high energy
vysokogo davleniya: high pressure
vysokikh davleniy: high pressure
vysokikh energiy: high energy
alta presion: high pressure
alta pressione: high pressure
alta energia: high energy
yuksek basinc: high pressure
science technique: science technology
sciences et techniques: science technology
sciences et technique: science technology
science et technique: science technology
sciences et technologies: science technology
wissenschaft und technik: science technology
wissenschaft und technologie: science technology
wetenschap en techniek: science technology
nauki i tekhniki: science technology
nauki i tekhnologii: science technology
nauki i tekhnologiy: science technology
nauchno tekhnicheskiy: science technology
nauchno tekhnicheskaya: science technology
nauchno tekhnicheskogo: science technology
bilim ve teknoloji: science technology
scienza e tecnologia: science technology
scienza e tecnica: science technology
ciencia y tecnologia: science technology
ciencias y tecnologia: science technology
elm va sanat: science technology
elm o sanat: science technology
elm va fanavari: science technology
nauchno issledovatelskaya: research
nauchno issledovatelskoe: research
nauchno issledovatelskikh: research
nauchno issledovatelskiy institut: research institute
nauchno proizvodstvennoe: science production
nauchno proizvodstvennyy: science production
nauchno proizvodstvennaya: science production
recherches scientifiques: research
investigacion cientifica: research
investigaciones cientificas: research
ricerca scientifica: research
ricerche scientifiche: research
wissenschaftlichen forschung: research
wissenschaftliches forschungs: research
wissenschaftliches forschungsinstitut: research institute
wetenschappelijk onderzoeksinstituut: research institute
wissenschaftlich technisch: science technology
bilimsel arastirma: research
forschungs und entwicklungs: research development
forschung und entwicklung: research development
onderzoek en ontwikkeling: research development
recherche et developpement: research development
recherche et de developpement: research development
investigacion y desarrollo: research development
ricerca e sviluppo: research development
issledovaniy i razrabotok: research development
arastirma ve gelistirme: research development
ar ge: research development
arge: research development
tahghigh va tose: research development
genie mecanique: machinery engineering
genie maritime: maritime engineering
genie militaire: military engineering
physique de ingenieur: engineering physics
physique de ingenierie: engineering physics
technische natuurkunde: engineering physics
technische physik: technical physics
inzhenernoy fiziki: engineering physics
ingenieurphysik: engineering physics
mech engn: machinery engineering
mech engineering: machinery engineering
mech eng: machinery engineering
mech elect: machinery electric
mech and elect: machinery electric
vychislitelnoy matematiki: computing mathematics
vychislitelnoy tekhniki: computing technology
stromungsmechanik: fluid mechanics
stromungsphysik: fluid physics
mecanique des fluides: fluid mechanics
mecanique structurelle: structural mechanics
mecanique des structures: structural mechanics
vloeistofmechanica: fluid mechanics
kernphysik: nuclear physics
kernfysica: nuclear physics
kernforschung: nuclear research
kernonderzoek: nuclear research
kerntechnologie: nuclear technology
nukleartechnologie: nuclear technology
nukleartechnik: nuclear technology
kernwaffen: nuclear ordnance
luft und raumfahrtuniversitat: aeronautics astronautics university
luft und raumfahrtindustrie: aerospace industry
luft und raumfahrtforschung: aerospace research
lucht en ruimtevaartuniversiteit: aeronautics astronautics university
lucht en ruimtevaartindustrie: aerospace industry
lucht en ruimtevaarttechnologie: aerospace technology
aviatsii i kosmonavtiki: aeronautics astronautics
aviatsionno kosmicheskiy: aerospace
raketno kosmicheskaya: rocket astronautics
raketno kosmicheskiy: rocket astronautics
havacilik ve uzay: aeronautics astronautics
havacilik uzay: aerospace
hava uzay: aerospace
ecole superieure: university
escuela superior: university
scuola superiore: university
nord china: north china
sud china: south china
n china: north china
s china: south china
e china: east china
cent china: central china
c china: central china
se univ: southeast university
ne univ: northeast university
se university: southeast university
ne university: northeast university
se inst: southeast institute
ne inst: northeast institute
xi bei: northwest
dong bei: northeast
xi nan: southwest
dong nan: southeast
im: of
imeni: of
named after: of
named for: of
in honour of: of
genannt nach: of
benannt nach: of
genoemd naar: of
vernoemd naar: of
portant le nom de: of
intitolata a: of
with: and
ve: and
va: and
gorouh sanati: industry group
goruh sanati: industry group
grouh sanati: industry group
sanaye nezami: military industry
sakht va tolid: manufacturing
import and export: import export
export and import: import export
export import: import export
impex: import export
impeks: import export
exim: import export
eksport import: import export
jin chu kou: import export
jinchukou: import export
varedat va saderat: import export
saderat va varedat: import export
ithalat ihracat: import export
ithalat ve ihracat: import export
fine mechanics: precision machinery
fine mechanics physics: precision machinery physics
feinmechanik: precision machinery
precision mechanics: precision machinery
opto electronics: optics
opto electronic: optics
opto electronical: optics
electro optics: optics
electro optical: optics
electro optic: optics
electro mechanical: electromechanical
chinese pla: pla
china s people s liberation army: pla
chinese people s liberation army: pla
chinese peoples liberation army: pla
people liberation army: pla
armee populaire de liberation: pla
volksbefreiungsarmee: pla
volksbevrijdingsleger: pla
ejercito popular de liberacion: pla
esercito popolare di liberazione: pla
narodno osvoboditelnoy armii: pla
noak: pla
chinese people s armed police forces: people armed police
chinese people s armed police force: people armed police
chinese people s armed police: people armed police
capf: people armed police
wujing: people armed police
"""
