"""The words of organisations with their forms in more languages: legal forms, bodies, fields and places.

Each line adds variants to a canonical word; they stand in the order German, Dutch, French, Spanish, Italian, Russian,
Turkish, Persian, Korean, as far as the language has a word of its own. Written as after transliteration to a-z.
Sources: everyday use; the registers of companies of these countries; ISO 4 (List of Title Word Abbreviations).
"""

from typing import Final

from kvcase.screening import field_words, organisation_words, place_words

FORMS: Final = (
    organisation_words.FORMS
    + """
plc: as asc sahamiam sahamikhass pjsc jsco kabushikigaisha kda
ltd: sti limitet bhd gesellschaftmitbeschrankterhaftung fzllc wll
co: sirket sirketi sirketler gongsi hoesa sahami mubadala mubadele sharika sharikat sharikah firmasi kaisha gaisha
    kompaniia
"""
)

BODIES: Final = (
    organisation_words.BODIES
    + """
university: taehak taehakkyo universitesinin uniwersytetu darolfonun danishgah danesgah universitat jamiat jameat
    jamiah
institute: enstitusu enstitu enstituleri yonguso yeonguso yeonguwon yonguwon mahad moassese moasseseh
    muessesesi instituty
academy: akademisi akademiia akademien academies akademija
college: kolleji koledj kolejo colegio collegio colleges yuksekokulu yuksekokul meslek
school: schulen scholen scuole escuelas okulu okul shkola uchilishche xuexiao
centre: tsentry merkez mokaz centri centros markaze zentren
laboratory: laboratorios laboratori laboratuvari laboratuvar laboratoriia azmayeshgah azmayeshgahe shiyansuo
organisation: organizacion organizzazione organizasyonu orgut teskilati kurumu kurulusu munazzamat munazzama monazzama
association: associazione associacao dernegi birligi anjoman hyophoe hyeophoe xiehui
group: gorouh goruh goroh gruhe goroohe gruh gorouhe majmua majmuah grubu gruplari kurulmasi
holding: holdinge holdingi jizhu konggu
foundation: fundacion fondazione fundacao vakif bonyade moassasat
ministry: ministerio ministero vezarate wizarat wezarat bakanlik
bureau: oficina ufficio uffici idaresi edare chongguk
enterprise: empresas impresa impresas isletmesi isletmeleri qiye ummunmul
factory: fabryka fabrica fabbrica fabriken fabrieken usines karkhane karkhanejat karkhaneye zavody zavoda masna masnaa
    fabrikasi fabrikalari kongjang gongjang gongchang
hospital: ospedale hastanesi hastane
agency: agencia agenzia ajansi
committee: komitesi komissiia comitato
council: konseyi kurulu consejo consiglio
society: sociedad societa dernek cemiyeti obshchestva
"""
)

FIELDS: Final = (
    field_words.FIELDS
    + """
technology: technologien techniken technologieen teknolojileri teknolojisi tecnologias tecnologie teknolojik fanavari
    fannavari fanavarie kisul gisul tekhnologiya tekhnologiyam tekhnologicheskikh
technical: technischer technisches tekhnika tekhniki tekhnike fanni fani teknik
polytechnic: politecnica politeknik politecnico politekhnicheskij politechniczna politehnica polytechnische
science: bilim bilimleri bilimler scienza scienze cientifico cientifica scientifico scientifica ilmi olume oloome elm
    elmi nauke naukam nauchnaya kwahak gwahak
engineering: ingenierias ingegnerie inzheneriya inzhenernaya inzhenernogo muhendisligi muhendislikleri
    ingenieurtechnik ingenieurschule ingenieurs handasa handasah mohandesie kongop gongeop engrg ingen
aeronautics: aeronautica aeronauticas aeronautiche aeronautico aviatsionnaya aviatsionnogo vozdukhoplavaniya havacilik
    havaciligi hava hanggong hangkong luftfahrttechnik luchtvaarttechniek luchtvaartkunde aviacion aviazione aviationn
    havapeymai hawapeymai tayaran
astronautics: astronautica espacio espacial espaciales spazio spaziale spaziali kosmos kosmosa kosmonavtiki uzay
    weltraum weltraumtechnik ruimte raumfahrttechnik ruimtevaarttechniek kosmicheskaya kosmicheskikh spatiaux fazai
aerospace: hangtian aerospazio aeroespacial aeroespaciales aerospaziale aerokosmicheskaya aerokosmicheskoy havafazaie
    hanguju
flight: flying flights vol vols vlucht vluchten flug flugs fliegerei letnaya letnyy vuelo volo ucus parvaz feixing
medical: medica medicas medico medicina mediche tibbi pezeshkie medikal medizinische medicale medischen
    geneeskundige geneeskundig meditsinskaya meditsiny
agricultural: agricola agricoltura agraria agrario tarim ziraat selskokhozyaystvennyy nongop nongeop
electronic: electronicas elettronico elettroniche electronico electronicos elektronische elektronisch elektroniken
    elektronnaya elektronnoy elektronnyy elektronnykh elektronike chonja jeonja electroniques
electric: elektrizitat electrico electrica elettrico elettrica elektrik elektrichestva chollyok jeollyeok bargh barg
post: poste postales correos posta pochty pochta
telecommunications: telecomunicaciones telecomunicazioni telekommunikatsiy telekomunikasyon telekommunikationen
    mokhaberat mukhabarat fernmelde fernmeldewesen telecommunicaties
information: informacion informazione informazioni bilgi bilisim informationen informatsii informatsiya chongbo jeongbo
    ettelaat etelaat
computing: computadoras calcolo bilgisayar rechen rechner rechentechnik vychislitelnyy vychislitelnoy
    vychislitelnaya berekening rekentechniek rayaneh calcul computacion
physics: fisica fisicas fisiche fizigi fiziki fisico physikalische natuurkunde natuurkundig fizicheskaya mulli
chemistry: quimica quimico chimica chimici kimya kimyasal khimiya khimicheskaya shimi shimiyaei hwahak chemische
    scheikunde scheikundig
mathematics: matematica matematicas matematiche matematik matematiki riyazi matematicheskaya mathematiek
mechanics: meccanica mecanicas mekanik mekhanika mechanika mekanigi mekaniki
machinery: mechanical maquinaria macchine macchinari makine makina makinalari makineleri mashinostroenie
    mashinostroitelnaya machinerie machinebau maschinen maschine maschinenfabrik kigye gigye mashinsazi machinesazi
    meccanico
nuclear: nukleer nukleare nucleares nuclearen yadernaya yadernykh yadernogo atomnaya atomnoy atomnykh haste hastei
    atomi wonjaryok kerntechnik nuklear
materials: matls matl materiales materiali malzeme malzemeleri malzemesi werkstoffe werkstoff materialy materialov mavad
    werkstoffen werkstofftechnik
research: ricerca ricerche investigaciones arastirma arastirmalari arastirmalar issledovaniya issledovatelskaya
    issledovatelskogo pajuhesh pajouhesh pazhouheshi pazhuheshi yongu yeongu forschungen recherches
design: diseno progettazione tasarim konstruktorskaya proektirovaniya tarrahi entwurf sheji
defence: defensa difesa savunma savunmasi oborona oboronnaya oboronnykh oboronnogo defaa defae verteidigungs
    kukbang gukbang difae
military: militares militari askeri askeriye voennaya voennogo voennoy voennykh kunsa gunsa guerra harbiye wojskowa
    militaires militaires
naval: nav navales navali deniz bahriye flot flota vms daryaei daryai haegun
maritime: marittimo marittima maritima denizcilik morskaya morskogo morskikh seefahrt zeevaart daryanavardi
airforce: vvs luftstreitkrafte luftstreitkraften konggun gonggun havakuvvetleri
army: ejercito esercito kara suvari armiya armii sukhoputnykh yukkun yukgun artesh landstrijdkrachten
police: policia polizia polis politsii kyongchal gyeongchal jandarma militsiya
rocket: cohetes misiles razzi missili roket fuze raketen raketnaya raketnykh raketnogo fusees mushaki mooshak
national: nazionale nazionali nacionales ulusal milli melli natsionalnaya natsionalnogo gosudarstvennaya
    gosudarstvennogo kukka guknip
state: estatal statale devlet dowlati dolati staatlich
international: internacionales internazionali uluslararasi mezhdunarodnaya mezhdunarodnogo beynolmelal kukche gukje
    internationaler
industry: industriale industriali industriales industrias endustri endustriyel endustrisi sanayii sanayisi sanaayi
    sanayeh sanayiye sanate promyshlennaya promyshlennykh sanoup saneop gongye sinaiya sinaiyah
trading: commerciale comerciale comerciales comercial ticareti torgovaya torgovoe torgovo tejari tejarate tijarah
    tijariya tijariyah tejarati bazarganie muyok mooyeok muyeog sangsa handelsgesellschaft handel shangmao
    shangye waimao
shipping: naviera navigazione denizcilikisletmeleri sudokhodstvo sudokhodnaya kashtirani haeun navegacion
    chuanwu hangyun scheepvaartmaatschappij armateurs
shipbuilding: astilleros cantieri tersane tersanesi sudostroenie sudostroitelnaya sudostroitelnoe gemi schiffbau
    schiffsbau kashtisazi chuanbo chuanbogongye
export: exportacion esportazione ihracat eksportno saderat suchul chukou exportadora eksportnyy
import: importacion importazione ithalat importno importnyy varedat suip jinkou importadora
investment: inversiones investimenti yatirim investitsii investitsionnaya sarmayegozari sarmaye tuja istithmar
finance: finanzas finanza finansal finansman finansovaya
energy: energetica energia energias enerjisi energetiki energetik energeticheskaya enerzhi
oil: petrolio petroleo petrol neftyanaya neftyanoy sogyu seogyu
petrochemical: petroquimica petrolchimica petrokimya neftekhimicheskiy petroshimi neftekhimiya
transport: transportes trasporti tasimacilik tasima nakliyat nakliye perevozki perevozok haml unsong unsu
    transportowa speditions spedition spediteur expeditie
education: educacion educativo istruzione egitim amoozesh amuzesh obrazovanie onderwijs
applied: aplicada aplicadas aplicado applicata applicate uygulamali prikladnaya prikladnoi prikladnykh karbordi ungyong
    angewandten
central: centrale zentrales zentrale tsentralnaya tsentralnogo chungang jungang
general: generali allgemeine obshchaya ammomi omumi
system: sistemas sistemi sistem sistemleri sistema samaneh systemtechnik sistemnyy
service: servizi servicio hizmetleri hizmet hizmetler uslugi sluzhba khadamate dienstleistungen pongsa
development: desarrollo sviluppo gelistirme razrabotok razrabotka razrabotki kaebal gaebal towse towseh tawsea
    ontwikkelings entwicklungs kalkinma
management: gestione yonetim yonetimi administracion modiriyat kwalli
production: produccion produzione uretim uretimi produktions produkten tolid tolidi tolidat tolide saengsan
manufacturing: fabricacion fabbricazione imalat imalati imalati fertigung fertigungstechnik fabricage jejo chejo
    hersteller
communication: comunicacion comunicaciones comunicazione comunicazioni iletisim haberlesme kommunikatsii ertebatat
    tongsin
construction: costruzioni construccion construcciones insaati insaat yapi bau konsol konsul stroitelstvo
    stroitelnaya omran
security: seguridad sicurezza guvenlik bezopasnost sicherheits veiligheids poan
public: publico pubblica pubblico
precision: precisione preciseness hassas precizionnyy tochnoy chongmil prazision prazisions feinmechanik feinmechanische
    prazisionstechnik
optics: optica ottica optik optika opticas ottiche guangdian
instrument: instrumentos strumenti aletleri olcu priborov pribory yibiao instrumenten geratebau
automation: automatizacion automazione otomasyon avtomatizatsii avtomatizatsiya chadong
control: kontrol controllo upravlyayushchikh regeltechnik
aircraft: aeronaves aereo aerei ucak ucaklari samoletov samolyot samolyotov flugzeug flugzeuge flugzeugbau avions avion
    vliegtuigen havapeyma
helicopter: helicopteros elicotteri helikopter helikopterleri vertoletov vertolyotov hubschrauber balgard
engine: motores motori motorlari motoru dvigateley dvigateli triebwerk triebwerke triebwerks moteurs
steel: acero acciaio celik stali stal foolad fulad stahlbau chegang
metal: metales metalli metallov metaller felezat kumsok geumsok metallo
metallurgy: metalurgia metallurgia metalurji metallurgii
mining: minera mineria madencilik maden gornaya kwangop gwangeop bergbau
equipment: equipos equipo ekipman ekipmanlari donanim teghizat tajhizate oborudovanie apparatebau ausrustung
    ausrustungen sheshi changbi jangbi equipamientos attrezzature apparecchiature materiels
ordnance: armamenti armamento armas silah silahlari waffen wapens armes oruzhie vooruzheniya vooruzheniy munitie mugi
special: especial speciale speciali ozel spetsialnaya spetsialnykh spezial sonder tuksu
advanced: avanzata avanzate avanzado ileri gelismis fortgeschrittene geavanceerde avances avancees pishrafte
experimental: eksperimentalnaya sperimentale deneysel opytno experimentele experimentelle
testing: prueba pruebas prove ispytatelnaya ispytatelnogo ispytaniya ispytaniyam versuchs versuch erprobung
    erprobungs essais essai beproeving beproevings proef
foreign: exterior estero vneshnaya vneshneekonomicheskoe daewoe taeoe
environment: ambiental ambiente cevre ekologii umwelt milieu zistmohit
ocean: oceano oceanografia okyanus okeana okeanologii meeres meer oceaan oceanographie
structural: estructural strutturale yapisal strukturnoy strukturnaya strukturen structurele strukturelle structurale
    structurelle struktur
fluid: fluidos fluidi fluides stromungs stromung akiskan zhidkosti vloeistof
submarine: submarinos sottomarini sottomarino denizalti podvodnaya podvodnogo onderzeeboten unterseeboot unterseeboote
    zirdaryaei onderzee
artillery: artilleria artilleriya artilleriyskaya topcu artillerie artilleriyskiy
armoured: blindee blindees blindes corazzate acorazadas zirhli bronetankovykh bronetankovaya gepanzerte gepantserde
    panzer pantser
command: comando commandement komuta kommandement mando bevel bevelvoering fuhrungs komandnyy komandnaya kommando
strategic: stratejik strategica strategico strategicheskiy strategisch strategische strategique strategiques
transmission: peredachi ubertragung ubertragungs overdracht trasmissione transmision
problems: probleme problema problemen problemes
theoretical: teorica teorico teorik theoretische teoreticheskaya theoretisch theorique
plasma: plazma plazmy
aerodynamics: aerodynamique aerodynamische aerodynamisch aerodinamik aerodinamica aerodinamicheskiy aerodinamika
    aerodinamicheskikh aerodyn
acoustics: akustik akustika acustica akustichesky acoustique akustiek
automotive: otomotiv automovil automobilistica avtomobilnyy avtomobilnaya khodro khodrosazi chadongcha
textile: tekstil textilindustrie textielindustrie tessile nassaji tekstilnyy
pharmacy: farmaceutica farmaceutico ilac daru darusazi farmatsevticheskiy farmatsevtika
biology: biologia biyoloji biologicheskaya zist zistshenasi
health: saglik salud sanita behdasht
software: yazilim narmafzar
hardware: sakhtafzar
digital: dijital digitale tsifrovyye tsifrovoy
logistical: intendance logistieke logistica logistike lojistigi
government: gov govt governmental govermental regierung overheid gouvernement pravitelstvo hukumet devlati
parts: onderdelen teile pieces zapchasti yedek
measurement: mess messung meting mesure misura olcum izmereniy
spare: *
composite: composites compuestos compositi kompozit kompozitnyy kompozitnykh verbundwerkstoffe
device: devices dispositifs dispositivos qijian
component: components komponenten composants komponenty bilesenler ghatat qateat lingbujian
tool: tools werkzeug werkzeuge gereedschap gongju takim
machinetool: werkzeugmaschinen takimtezgahlari
bearing: bearings walzlager rulman podshipnik podshipnikov bolbering zhoucheng
valve: valves ventil armaturen vana famen
cable: cables kabel kablo kabels dianlan
battery: batteries batterie akku baterii akkumulyatorov dianchi
chip: chips xinpian
robot: robots robotics robotik roboter robotica robototekhnika jiqiren
unmanned: uav drone drones insansiz bespilotnyy bespilotnykh wurenji
satellite: satellites satelliten satellieten uydu sputnik sputnikov mahvare weixing
navigation: navigatsii navigasyon navigatie daohang
guidance: lenkung zhidao
laser: lazer lasers lazerlar jiguang
infrared: infrarouge infrarot infrarood kizilotesi infrakrasnyy hongwai
microwave: microwaves mikrowellen mikrodalga weibo
radar: radars radarlar leida
radio: radiotekhnicheskiy radiotechnik radiotekhnika wuxiandian
vacuum: vakuum vakum zhenkong
propulsion: antrieb antriebs voortstuwing propulsione tuijin
rubber: kauchuk gummi kaucuk caoutchouc xiangjiao
plastic: plastics plastik kunststoff kunststof plastique plastmass suliao
glass: glas verre steklo boli
ceramics: keramik ceramique keramiek seramik keramika taoci
nonferrous: nichteisen tsvetnykh
heavy: schwer zwaar lourde agir tyazhelogo tyazheloe zhonggong pesada chungkongop
radiation: strahlen strahlung straling rayonnement rayonnements radyasyon izlucheniy fushe
protection: schutz bescherming zashchity koruma protezione proteccion fanghu
explosives: explosive sprengstoff sprengstoffe explosieven explosifs patlayici vzryvchatykh explosivos
infantry: infanterie piyade pekhotnyy infanteria
border: grenz grens frontiere sinir pogranichnyy
reconnaissance: aufklarung verkenning razvedki kesif zhencha
meteorology: meteoroloji meteorologie meteorologii qixiang
surveying: cehui vermessung topografie
hydrology: hydrologie hydrographie hydrographic
supply: versorgung snabzheniya tedarik
"""
)

PLACES: Final = (
    place_words.PLACES
    + """
china: cina cinese chinos kitaya kitayskaya kitayskogo cin chinesischen chungguk chinesischer zhongguode
russia: russa ruso rossiiskoy rossiyskikh rusya rus russischen russes rossiyskogo rossiyskiye
iran: iranische iranischer iranienne iraniens iranskiy iranskaya irana iranli irani iraanse iranischen iraniana
korea: koreya joseon choson chosun chosonminju hankuk coreano coreana
northkorea: *
turkey: turkiyenin turkei turquia turkije
northwest: nw nordwest nordwestliche nordwestliches nordwestlicher nordwestlich noordwest noordwestelijk
    noordwestelijke noroeste nordovest
    kuzeybati noordwesten nordwesten nordouest
northeast: nordost nordostlich nordostliche nordostliches nordostlicher noordoost noordoostelijk noordoostelijke
    noreste nordeste nordest
    kuzeydogu noordoosten nordosten
southwest: sw sudwest suedwest sudwestlich sudwestliche sudwestliches sudwestlicher zuidwest zuidwestelijk
    zuidwestelijke suroeste sudoeste
    sudovest guneybati zuidwesten sudwesten sudouest
southeast: sudost suedost sudostlich sudostliche sudostliches sudostlicher zuidoost zuidoostelijk zuidoostelijke
    sureste sudeste sudest
    guneydogu zuidoosten sudosten
north: norden nordens noorden noordelijk noordelijke nordliche nordlich norte kuzey septentrional severnaya severo
south: suden sudens zuiden zuidelijk zuidelijke sudliche sudlich meridional guney yuzhnaya yugo
east: osten ostens oosten oostelijk oostelijke ostliche ostlich dogu vostochnaya vostok orientale
west: westen westens westelijk westelijke westliche westlich oeste bati zapadnaya zapad occidentale
beijing: pechino pekinskaya pekina pekiner
nanjing: nanchino nankinskiy nankina nanquin
shanghai: shankhayskiy shanghaier schanghai changhai xangai
guangzhou: cantonese
harbin: kharbinskiy harbiner charbin haierbin
xian: sian xianyang siane
dalian: dalyanskiy dalyan dairen dalyanskaya
tianjin: tyantszin
chengdu: chengduer chendu
wuhan: ukhan ukhanskiy
moscow: moskovskaya moskovskoe mosca moscu moskova moskauer
petersburg: peterburgskaya petersburgo pietroburgo
tehran: tegeran tegeranskiy tahran teheraner
isfahan: isfakhan
voronezh: *
izhevsk: *
perm: *
ufa: *
saratov: *
rostov: *
krasnoyarsk: *
irkutsk: *
chelyabinsk: *
volgograd: *
tula: *
kaluga: *
ryazan: *
penza: *
ulyanovsk: *
yaroslavl: *
vladivostok: *
khabarovsk: *
barnaul: *
tver: *
smolensk: *
bryansk: *
orel: *
kursk: *
murmansk: *
arkhangelsk: *
kaliningrad: *
sevastopol: *
simferopol: *
zelenograd: *
dubna: *
obninsk: *
sarov: *
snezhinsk: *
zhukovsky: *
korolev: *
taganrog: *
ahvaz: *
kerman: *
yazd: *
qom: *
hamadan: *
urmia: *
rasht: *
zanjan: *
karaj: *
semnan: *
arak: *
bushehr: *
bandarabbas: *
kermanshah: *
qazvin: *
birjand: *
noshahr: *
weihai: *
taicang: *
zhuhai: *
dongguan: *
foshan: *
huizhou: *
shantou: *
zhongshan: *
langfang: *
baoding: *
tangshan: *
qinhuangdao: *
handan: *
changzhou: *
zhenjiang: *
yangzhou: *
nantong: *
xuzhou: *
lianyungang: *
yancheng: *
huaian: *
taizhou: *
wenzhou: *
shaoxing: *
jiaxing: *
huzhou: *
jinhua: *
zhoushan: *
wuhu: *
bengbu: *
maanshan: *
anqing: *
quanzhou: *
zhangzhou: *
jiujiang: *
ganzhou: *
jingdezhen: *
zibo: *
weifang: *
linyi: *
jining: *
dongying: *
kaifeng: *
xinxiang: *
nanyang: *
xinyang: *
anyang: *
yichang: *
xiangyang: *
jingzhou: *
huangshi: *
zhuzhou: *
xiangtan: *
hengyang: *
yueyang: *
zhanjiang: *
maoming: *
jiangmen: *
liuzhou: *
beihai: *
haikou: *
sanya: *
deyang: *
leshan: *
yibin: *
luzhou: *
zigong: *
zunyi: *
baoji: *
hanzhong: *
weinan: *
datong: *
jinzhong: *
baotou: *
anshan: *
fushun: *
jinzhou: *
yingkou: *
dandong: *
daqing: *
qiqihar: *
mudanjiang: *
jiamusi: *
jiuquan: *
xining: *
yinchuan: *
lhasa: *
jiangning: *
xianlin: *
fangshan: *
haidian: *
pudong: *
changping: *
liangxiang: *
changan: *
shahe: *
xueyuanlu: *
zhongguancun: *
"""
)
