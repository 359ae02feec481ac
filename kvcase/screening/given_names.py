"""Tell given names apart that differ by a letter and are two, and know one that is spelled in quite another way.

Each line of a table is one name in its usual spellings in a-z: those of one line are the same name, and a word that is
on lines of its own is another, however near: *Saad* and *Asad*, *Maria* and *Marina*. A word may stand on more than one
line; a word on none may be a slip of any. Sources: everyday use, on passports and in the press, in the languages named.
"""

from functools import cache
from typing import Final

from kvcase.screening import words

_ARABIC: Final = """
abbas: abbass abas; abdi: cabdi; abdulle: cabdulle; adam: adem aden aadan; adel: adil adal caadil; adnan: cadnaan
ahmad: ahmed axmed hmed ahmet; ahlam; aisha: aicha aysha ayesha caasha ayse aischa; akram: ekrem; ala: alaa aala alae
ali: cali aly ally; alia: aliya aliyah; amal: amel; amin: ameen emin amine lamine; amina: aminah emine
amir: ameer emir; amira: ameera; amjad: amjed; ammar: amar; anas: anass enes; anis: anees anisse
anwar: anouar enver anwer; arif: aref; arafat; asad: assad esad asaad asadi; asif: asef; ashraf: achraf eshref
asma: esma asmaa; ata: atta; awad: awadh; ayman: aymen aiman eymen; ayoub: ayyub ayub eyup ayyoub; azam: aazam azzam
aziz: azeez; aziza: azizah; badr: bedr badar; bakr: baker bakir abubakr; bashar: bachar bechar
bashir: bachir basheer bechir bashiir; basim: bassem basem; basma; bilal: belal bellal; burhan: borhan
dawud: daoud dawood daud davud daood; dina; faisal: faysal feisal fayssal faical; fadi: fady
fadil: fadhil fazil fadel; fahad: fahd; fahim: faheem; faiz: fayez faez; faraj: farag faradj; farah: faarax
farid: fareed ferid; farida: faridah; faris: fares; faruq: farouk farooq farouq faruk; fathi: fethi fathy
fatima: fatma fatimah fatemeh fatiha; fawzi: fouzi fawzy faouzi fevzi; firas: feras firass; fuad: fouad foad
ghaffar: gaffar ghafar; ghafur: ghafoor gafur ghafour; ghassan: gassan rassan; habib: habeeb hebib; habiba: habibah
hadi: hady; hafiz: hafez hafeez; haidar: haydar haider heydar heidar; hakim: hakeem hekim; halim: haleem; halima
hamad; hamed: hamid; hamid: hameed xamiid; hamza: hamzah hamze xamse; hanan: hanane; hani: hany; haq: haqq hak
harun: haroon haroun; hashim: hashem hachem haashim; hassan: hasan xasan hacen hacene hassane; hatem: hatim
hesham: hisham hicham hichem; hind: hend; huda: houda hoda
hussein: husain husayn xuseen houcine hocine huseyin husein hossein; husni: hosni housni; ibrahim: brahim ibraahim
idris: idriss idrees; ihab: ehab; ihsan: ehsan; ikram: ekram; imad: emad; iman: eman; imran: emran omran
isa: issa eissa ciise eisa; ismail: smail ismaaciil; izzat: ezzat; jabbar: djabbar; jabir: jaber djaber gaber
jafar: jaafar jaffar djafar djaafar cafer gaafar jacfar; jalal: jalaal djalal galal celal jelal
jamal: jamaal gamal djamal djamel jamel cemal; jama: jaamac; jamil: jameel djamil gamil cemil; jamila: djamila jameela
jasim: jassem jasem; jawad: javad djawad cevad; kamal: kemal kamel kamaal; kamil: kamel; karim: kareem kerim
karima: kerima; kazim: kazem kadhim kadhem kadim; khaled: khalid halid halit khaalid; khalil: halil khaleel xaliil
khamis: hamisi khamisi hamis; khalfan: halfan; khadija: hadija khadijah hatice khadidja xadiija
laila: leila layla leyla; latif: lateef letif; lutfi: lotfi; mahdi: mehdi mahdy mehdy; mahir: maher
mahmoud: maxamuud mahmud mahmood; majid: majeed medjid majiid mejid; majda; majida: madjida; majed: majid
malik: malek maalik abdelmalek; mansur: mansour mansoor; marwan: merwan marouane merouane
maryam: mariam miriam meriem myriam meryem maryan; masud: massoud masoud masood mesut; mazin: mazen
mohammad: maxamed mohamud mohamed muhammad mehmed mohammed muhammed; mona: muna mouna; mourad: murad morad murat
moussa: musa mousa muse muuse; muhsin: mohsen mohsin; mukhtar: mokhtar muktar muqtar; munir: mounir muneer monir
mustafa: mustapha mostafa moustapha; muzaffar: mozaffar; nabil: nabeel nebil; nabila: nabilah; nader: nadir
nadia: nadya nadja; nadim: nadeem; nadira; naim: naeem nayim; najib: najeeb nadjib nagib neguib necip
nasir: naser nasser nacer naasir; nasim: nassim naseem; nasr: nasar; nawaf: nawwaf nouaf; nazim: nazem nadhim
nizar: nezar; noor: nur nour nuur; noora: nura noura; nuri: nouri noori; nuruddin: noureddine nooruddin
omar: cumar umar; osama: usama oussama usaama; othman: cismaan osman
qasim: kassem qassem kacem kasim gasim qasem kassim kasem; qais: qays kais kays; rabia: rabiah
rafiq: rafik rafeeq refik; rahim: raheem rehim; rahman: rahmane rehman raxmaan; raid: raed; rania: ranya
rashad: rashaad rachad reshad; rashid: rasheed rachid reshid rashiid raschid; rasul: rasool rasoul; rauf: raouf raoof
reem: rim rima; riyad: riad riadh ryad; rizwan: ridwan redouane redwan; saad: sad sacad; sabir: saber; sabri: sabry
saddam; sadiq: sadik sadegh sadek saadiq; safi; said: saeed sayid siciid sayeed; saif: seif sayf; salah: salaah
salih: saleh; salem: salim; salim: saleem selim saliim; salma: selma; salman: selman; samah; sami: samy; samir: sameer
samira: sameera; sanaa: sana; sara: sarah saara; sattar; seifuddin; shadi: chadi; shahid: shaheed chahid
shakir: shaker chaker sakir; shams: chams; sharif: cherif sherif shareef charif; shukri: choukri shoukry
soraya: thuraya; suad: souad; subhi: sobhi; sufyan: sofiane soufiane sufian; suhail: sohail souhail
sulayman: slimane sulaiman suleiman soliman saleebaan suleyman suleman soleiman; tahir: taher daahir; talal: tallal
talib: taleb; tamim: tameem; tariq: tarek tarik tareq taariq; tawfiq: taoufik toufik tawfik tevfik taufiq
turki: turky; umaima; wafa: ouafa; wael: wail ouail; wahid: waheed ouahid vahid; walid: waleed oualid weleed velid
wisam: wissam ouissam; yahya: yahia yehia yaxye; yasin: yassine yacine yassin yaseen; yasir: yasser yaser yacer
younes: yunus yunis younis yonis; yusuf: yuusuf youcef joussef; zahir: zaher; zahra: zohra zahrah zehra
zaid: zayd zeid zied; zain: zayn zein zine; zaki: zaky zeki; zakaria: zakariya zekeriya zakariyya
zainab: zaynab zeinab zineb zeynep zeynab; ziad: ziyad zyad; zubair: zoubir zubayr zoubeir
"""
"""Arabic names, with Persian, Turkish, Somali, Swahili, Urdu and French spellings."""

_OTHER: Final = """
adrian; adriana; agata; agnes; albert; alberta; albina; aleksei: alexei oleksii aliaksei
alena: olena yelena elena jelena alyona; alex; alexander: aleksandar aliaksandr oleksandr
alexandra: aleksandra oleksandra; alexis; alice; alina; alisa; alla; alan: allan allen; amelia; ana: anna hanna ganna
anne: ann; andre; andrea; andreas; andrei: andrii andrej; andrew; andres; angel; angela; angelo; anita; annika; anton
antonia; antonina; antonio; arkady: arkadi arkadii; arnold; arthur: artur; artem: artsiom artyom; barbara: varvara
beatriz: beatrice; bela; ben; benjamin: binyamin veniamin; bernard: bernhard; bernd; boris: barys borys; bruno
carl: karl; carla: karla; carlo; carlos; carmen; carol; carole; caroline; caterina
catherine: katherine kathryn catharine; cecilia; charles; charlotte; chris; christian: kristian
christina: kristina khrystyna; christine; clara: klara; claude; claudia: klaudia; claudio; cornelia; cornelis
cristian; dan; daniel: danil danylo danila; daniela; daniele; daria: darya dariya; david; davide; denis: denys dzianis
denise; diana; diego; dieter; dietmar; dirk; dmitri: dmytro dzmitry; dominic: dominik; donald; dora; edgar
eduard: edward edouard; eduardo; elisabeth: elizabeth elisabet yelizaveta; elsa; emil; emile; emilia; emilio; emma
eric: erik erich; erica: erika; ernest: ernst; esther; eugene: eugen yevgeny yauhen yevhen evgeny evgenii
eugenia: evgenia yevgenia; eva; evan; fabian; fabio; felix; fernanda; fernando; filip: philip philippe phillip; fiona
francesca; francesco; francis; francisca; francisco; franz; frank; fred; fritz; gabriel; gabriela
galina: halyna; gleb: hlib; george; georges
georg; georgi: georgy heorhii; gerald; gerard; gerd; gerda; gerhard; gianni; gloria; greg; gregory: grigory hryhorii
gustav; hans; hanna; hannah; harald; harold; harry; heidi; heinz; helen: helene; helga; helmut; henri
henrik: henryk hendrik; henry; herman: german; hugo; ida; igor: ihar ihor; ignacio; ilse; inga; inge; ingrid
irina: iryna irena iren; isabel: isabelle isabella; ivan: iwan; ivana; ivo; jack; jacob: jakob yakov yaakov; jacques
jake; james; jan; jana; jane; janet; janos; jason; javier: xavier; jean; jeanne; jens; jerome; jessica; joan; joana
joanna; joao; johan; johanna; johannes; john; jon; jonas; jonathan: yonatan; jorg; jorge; jose
josef: joseph iosif yosef; josefa; juan; juana; judith: yehudit; julia: yulia yuliia julija; julian: yulian; juliana
julie; julio; julius; karel; karen; karin; karina: karyna; kate; katarina; katerina; kirill: kyrylo; klaus; kurt; lara
larisa: larysa; laura; laurent; laurence; lea; leo; leon; leonard; leonid: leanid; lidia; liliana; lina; linda; lisa
louis; louise; luca; lucas: lukas; lucia; luis; luisa; luka; lydia; marc: mark marek; marcel; marcela; marcelo; marco
marcos; marcus: markus; margarita: marharyta; maria: mariya marija; marian; mariana; marianne; marie; marina: maryna
mario; marion; marta; martha; martin; martina; mary; matteo; matthew; matthias; max; maxim: maksym; maya; melanie
mercedes; michael; michaela; michel; michele; mikhail: mykhailo mikhailo michail; miguel; milan; mila; milena; mira
miro; monica: monika; natalia: natallia nataliia; natasha; nathan: natan; nicola; nicolas; nicole; nicholas
nikita: mykyta; nikolai: mykola mikalai; nina; noah; nora; norbert; oksana: aksana; oleg: aleh oleh; olga: olha volha
oliver; olivia; olivier; oscar; otto; pablo; paola; paolo; patricia; patrick; patrik; paul; paula; pauline
pavel: pavlo pavlos; pedro; peter: petro pyotr petr; petra; pierre; piotr; polina; rafael: raphael; raisa; ralf: ralph
ramon; raul; regina; renata; rene; renee; ricardo; richard; rita; robert; roberta; roberto; roger; roland; rolf; roman
romana; ronald; rosa; rose; roza; ruben; rudolf; ruslan; samuel: shmuel; sandra; sara; sergei: siarhei serhii sergio
sergio; silvia: sylvia; silvio; simon; simona; simone; sofia: sophia sofiya; sonia: sonja; stefan: stephan; stefania
stephane; stephen: steven; susan; susana; svetlana: sviatlana svitlana; tamara; tanya: tania; tatiana: tetiana
teresa: theresa; thomas; tom; tomas; tomasz; toni; tony; ulrich; ulrike; uri; ursula; vadim: vadym
valentin: valiantsin; valentina; valeria; valery: valerii; vera; veronica: veronika; victor: viktor
victoria: viktoria viktoriya viktoriia; vincent; viola; vladimir: volodymyr uladzimir; vladislav: uladzislau; walter
wanda; werner; wilhelm; william; wolf; wolfgang; yana; yaroslav: iaroslav jaroslav; yuri: yurii; avraham: abraham
chaim: haim hayim chayim; chana: hana; itzhak: yitzhak isaac itzchak yitzchak; menachem: menahem; moshe
nachman: nahman; nachum: nahum; shimon:; shlomo; zvi: tzvi tsvi; yehuda: jehuda; rachel: rahel; mordechai: mordehai
charalambos: haralambos charalampos haralampos; christos: hristos; dimitrios: dimitris; georgios: giorgos yorgos
ioannis: yannis giannis yiannis; konstantinos: kostas costas; nikolaos: nikos; panagiotis: panayiotis; spyros: spiros
michalis: mihalis; chaudhry: chaudhary choudhury chowdhury chaudhuri choudhary chowdhry chaudri choudhry
qureshi: quraishi koreshi qurashi qoreishi; sheikh: shaikh shaykh; mirza; siddiqui: siddiqi siddique; ansari
bukhari: boukhari bokhari
"""
"""Names of Europe, Israel and South Asia, with Ukrainian and Belarusian spellings."""


def are_one(one: str, other: str) -> bool | None:
    """Tell whether two words of persons' names are one given name or two; nothing where a word may be any other."""
    known_names = _names()
    left, right = known_names.get(one), known_names.get(other)
    if left is not None and right is not None:
        return not left.isdisjoint(right)
    # A letter at the end makes a man's name a woman's.
    short, long, known = (one, other, left) if len(one) < len(other) else (other, one, right)
    return False if known is not None and long == short + "a" else None


def meant(word: str) -> frozenset[str]:
    """Return the given names that a word stands for, each by its first spelling: none for what is no such name."""
    return _names().get(word, frozenset())


def share(one: str, other: str) -> bool:
    """Tell whether two words may stand for the same given name."""
    left = _names().get(one)
    return left is not None and not left.isdisjoint(meant(other))


def is_western(word: str) -> bool:
    """Tell whether a word is a given name of the Western world, whatever else it may be."""
    return word in _western()


def is_arabic(word: str) -> bool:
    """Tell whether a word is a given name of the Arabic, Persian and Turkish world."""
    return word in _arabic()


@cache
def _western() -> frozenset[str]:
    return frozenset(word for line in _lines(_OTHER) for word in line)


@cache
def _arabic() -> frozenset[str]:
    return frozenset(word for line in _lines(_ARABIC) for word in line)


@cache
def _names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for spelling, canonical in words.common_names().items():
        found.setdefault(spelling, set()).add(canonical)
    for line in (*_lines(_ARABIC), *_lines(_OTHER)):
        for word in line:
            found.setdefault(word, set()).add(line[0])
    return {word: frozenset(meanings) for word, meanings in found.items()}


def _lines(text: str) -> list[list[str]]:
    rows = text.replace("\n", ";").split(";")
    return [row.replace(":", " ").split() for row in rows if row.strip()]
