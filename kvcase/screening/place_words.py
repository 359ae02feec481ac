"""The places that names of organisations speak of: countries, directions, the provinces of China, cities.

Each line is `canonical: variants`; `*` stands for none. A country has its English name, so that its code can be found.
Sources: ISO 3166 and ISO 3166-2:CN, in English, Dutch, French, German, Russian and pinyin.
"""

from typing import Final

PLACES: Final = """
china: chinese prc zhongguo chine zhonghua sino kitay kitayskiy chinois chinoise chinees chinesisch chinesische chinas
russia: russian rossiya rossii rossiyskaya rossiyskiy rusland russie russische rossiyskoy russe russland rf
    vserossiyskiy rossiyskoi vserossiyskaya
iran: irana iranian iranien irans iranische iraanse persian
iraq: iraqi irak
syria: syrian syrie
korea: korean hanguk coree
northkorea: dprk
japan: japanese nippon nihon japon japans
india: indian indien
pakistan: pakistani
belarus: belarusian belorussian belorusskiy
ukraine: ukrainian
turkey: turkish turkiye turk turquie
taiwan: taiwanese
usa: american
america: amerika
britain: british
germany: german deutschland deutsche duitsland deutsches allemagne bundesrepublik deutscher
france: french francaise francais frankrijk
belgium: belgian belgie belgique
netherlands: dutch nederland nederlandse holland
europe: european europa europaische europese
asia: asian
africa: african
finland: finnish suomi
sweden: swedish sverige
norway: norwegian
denmark: danish
greece: hellenic greek
italy: italian italia italiana
spain: spanish espana espanola
portugal: portuguese
poland: polish polska
romania: romanian
bulgaria: bulgarian
hungary: hungarian magyar
austria: austrian osterreich osterreichische
switzerland: swiss suisse schweiz schweizer
ireland: irish
canada: canadian
australia: australian
brazil: brazilian brasil
mexico: mexican mexicana
israel: israeli
egypt: egyptian
lebanon: lebanese liban
jordan: jordanian
thailand: thai
vietnam: vietnamese
malaysia: malaysian
indonesia: indonesian
singapore: *
philippines: philippine filipino
bangladesh: *
kazakhstan: kazakh
uzbekistan: uzbek
azerbaijan: *
armenia: armenian
georgia: georgian
libya: libyan
algeria: algerian
morocco: moroccan maroc
tunisia: tunisian tunisie
yemen: yemeni
afghanistan: afghan
cuba: cuban cubana
venezuela: venezuelan
myanmar: myanma burma
nepal: *
hongkong: *
macau: macao
beijing: peking beyjing pekin pekinskiy
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
sichuan: szechuan setchouan
guizhou: *
yunnan: *
gansu: *
qinghai: *
ningxia: *
xinjiang: *
tibet: xizang
mongolia: neimenggu
nanjing: nanking nankin
harbin: haerbin kharbin
xian: *
wuhan: *
chengdu: *
changsha: *
hangzhou: *
guangzhou: canton kanton
shenzhen: *
shenyang: *
dalian: *
hefei: *
lanzhou: *
taiyuan: *
zhengzhou: *
changchun: *
kunming: *
guilin: *
guiyang: *
nanchang: *
nanning: *
fuzhou: *
xiamen: amoy
jinan: *
qingdao: tsingtao
yantai: *
suzhou: *
wuxi: *
ningbo: *
urumqi: *
hohhot: *
shijiazhuang: *
mianyang: *
luoyang: *
moscow: moskva moskou moscou moskovskiy moskau moskovskogo
petersburg: peterburg peterburgskiy sankt
novosibirsk: *
tomsk: *
omsk: *
kazan: *
samara: *
tehran: teheran
isfahan: esfahan ispahan
shiraz: *
tabriz: *
mashhad: *
damascus: *
aleppo: *
baghdad: *
paris: *
london: londen londres
brussels: brussel bruxelles
berlin: *
tokyo: *
seoul: *
delhi: *
north: northern bei noord nord severnyy
south: southern nan zuid sud yuzhnyy
east: eastern dong oost est ost huadong vostochnyy
west: western xi ouest zapadnyy
northwest: northwestern xibei
northeast: northeastern dongbei
southwest: southwestern xinan
southeast: southeastern dongnan
"""

_NORTH: Final = "north northern noord noorder nord norte septentrional severo kuzey shamale"
_SOUTH: Final = "south southern zuid zuider sud sur meridional yugo guney jonube"
_EAST: Final = (
    "east eastern oost ost est este oriental oriente vostok vostochnyy vostochnaya vostochnogo vostochnoy dogu"
)
_WEST: Final = (
    "west western ouest ovest oeste occidental zapad zapadnyy zapadnaya zapadnogo zapadnoy bati westelijk westlich"
)
COMPASS: Final = "".join(
    f"{first} {second}: {one}{other}\n"
    for one, firsts in (("north", _NORTH), ("south", _SOUTH))
    for other, seconds in (("east", _EAST), ("west", _WEST))
    for first in firsts.split()
    for second in seconds.split()
)
"""The quarters between, written as two words: *Nord-Ouest*, *Yugo-Zapadnyy*."""
