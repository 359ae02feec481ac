"""What each finding of `kvcase doctor` means, and what to do about it, in English and Dutch."""

from typing import Final, NamedTuple

from domain.collaboration.spine import Language
from kvcase.doctor import Finding, State


class Words(NamedTuple):
    """What a finding means and what to do, in both languages; nothing is to do where nothing is wrong."""

    means: str
    means_nl: str
    do: str = ""
    do_nl: str = ""


CHECKS: Final = {
    "settings": ("settings", "instellingen"),
    "program": ("program", "programma"),
    "encoding": ("encoding", "codering"),
    "schema": ("schema", "schema"),
    "privileges": ("privileges", "rechten"),
    "clock": ("clock", "klok"),
    "lag": ("lag", "achterstand"),
    "parked": ("parked events", "geparkeerde gebeurtenissen"),
    "lists": ("list", "lijst"),
    "checkpoint": ("checkpoint", "controlepunt"),
    "witness": ("witness", "getuige"),
    "disk": ("disk", "schijf"),
    "durability": ("durability", "duurzaamheid"),
    "master-key": ("wrapping key", "hoofdsleutel"),
    "leases": ("worker", "worker"),
    "backup": ("backup", "back-up"),
    "register": ("register of erasures", "register van wissingen"),
    "documents": ("documents", "documenten"),
    "telling": ("telling others", "anderen inlichten"),
}
"""The name of each check in English and Dutch, in the order in which they are shown."""

STATES: Final = {State.OK: ("ok", "goed"), State.WARN: ("warn", "let op"), State.BAD: ("bad", "fout")}

_MIGRATE = ("stop the processes and run `kvcase migrate`", "stop de processen en draai `kvcase migrate`")
_REBUILD = ("run `kvcase projections rebuild --model {model}`", "draai `kvcase projections rebuild --model {model}`")

WORDS: Final[dict[tuple[str, str], Words]] = {
    ("settings", "unusable"): Words(
        "{error}",
        "{error}",
        "put the settings right; docs/settings.md tells them",
        "zet de instellingen recht; docs/settings.md beschrijft ze",
    ),
    ("program", "unusable"): Words(
        "the installation cannot be opened: {error}",
        "de installatie kan niet geopend worden: {error}",
        "see to what else is bad here; then run `kvcase doctor` again",
        "verhelp eerst wat hier verder fout is; draai dan `kvcase doctor` opnieuw",
    ),
    ("encoding", "good"): Words("{found}: every script can be stored", "{found}: elk schrift kan bewaard worden"),
    ("encoding", "other"): Words(
        "{found}: names in other scripts cannot be stored",
        "{found}: namen in andere schriften kunnen niet bewaard worden",
        "make a database with ENCODING 'UTF8' and restore a backup into it",
        "maak een databank met ENCODING 'UTF8' en zet daarin een back-up terug",
    ),
    ("schema", "good"): Words("version {found}", "versie {found}"),
    ("schema", "none"): Words(
        "there is no store here",
        "hier staat geen opslag",
        "if it is new, run `kvcase migrate`; if it was here before, restore it: `migrate` would make an empty one",
        "is het nieuw, draai `kvcase migrate`; stond het hier al, zet het terug: `migrate` zou een leeg maken",
    ),
    ("schema", "unnamed"): Words(
        "there is a log here that KVCASE_INSTITUTIONS does not name: nobody sees to it, and no backup is made",
        "hier staat een log dat KVCASE_INSTITUTIONS niet noemt: niemand volgt het, en er wordt geen back-up gemaakt",
        "name it in KVCASE_INSTITUTIONS of every process, or move it out of the installation",
        "noem het in KVCASE_INSTITUTIONS van elk proces, of verplaats het uit de installatie",
    ),
    ("schema", "older"): Words(
        "version {found}, made by an older kvcase; this one knows {expected}",
        "versie {found}, gemaakt door een oudere kvcase; deze kent {expected}",
        *_MIGRATE,
    ),
    ("schema", "newer"): Words(
        "version {found}, made by a newer kvcase; this one knows {expected}",
        "versie {found}, gemaakt door een nieuwere kvcase; deze kent {expected}",
        "install the kvcase that made it, or a newer one",
        "installeer de kvcase die het maakte, of een nieuwere",
    ),
    ("schema", "unusable"): Words(
        "cannot be asked: {error}",
        "kan niet bevraagd worden: {error}",
        "see that the database runs or the file is readable and writable, and that KVCASE_DATABASE names it",
        "kijk of de databank draait of het bestand lees- en schrijfbaar is, en of KVCASE_DATABASE ze noemt",
    ),
    ("privileges", "good"): Words(
        "our login may read and append, and change nothing", "onze login mag lezen en toevoegen, en niets wijzigen"
    ),
    ("privileges", "own"): Words(
        "its owner alone may read and write it", "alleen de eigenaar mag het lezen en schrijven"
    ),
    ("privileges", "lacking"): Words(
        "requests fail: {told}",
        "verzoeken mislukken: {told}",
        "run `kvcase grants` as the owner (docs/operations.md)",
        "draai `kvcase grants` als eigenaar (docs/operations.md)",
    ),
    ("privileges", "excess"): Words(
        "{told}: whoever takes the program over could change the past, and only the ledger would show it",
        "{told}: wie het programma overneemt, kan het verleden wijzigen, en alleen het grootboek zou het tonen",
        "give the program a login of its own: `kvcase grants` (docs/operations.md)",
        "geef het programma een eigen login: `kvcase grants` (docs/operations.md)",
    ),
    ("privileges", "unwritable"): Words(
        "cannot be written by this user: requests fail",
        "kan door deze gebruiker niet beschreven worden: verzoeken mislukken",
        "give the file and its folder to the user that runs kvcase",
        "geef het bestand en zijn map aan de gebruiker die kvcase draait",
    ),
    ("privileges", "open"): Words(
        "mode {mode}: other users of this machine may read the cases",
        "modus {mode}: andere gebruikers van deze machine mogen de dossiers lezen",
        "`chmod go= {where}`",
        "`chmod go= {where}`",
    ),
    ("clock", "good"): Words("{seconds} s beside that of the database", "{seconds} s naast die van de databank"),
    ("clock", "skew"): Words(
        "{seconds} s beside that of the database: events are dated wrongly",
        "{seconds} s naast die van de databank: gebeurtenissen worden fout gedateerd",
        "let both machines follow a time server",
        "laat beide machines een tijdserver volgen",
    ),
    ("clock", "past"): Words("no event lies in the future", "geen gebeurtenis ligt in de toekomst"),
    ("clock", "future"): Words(
        "the newest event lies {seconds} s in the future",
        "de nieuwste gebeurtenis ligt {seconds} s in de toekomst",
        "let all machines follow a time server; the order of the log does not depend on it, deadlines do",
        "laat alle machines een tijdserver volgen; de volgorde van het log hangt er niet van af, termijnen wel",
    ),
    ("lag", "good"): Words("up to date", "bij"),
    ("lag", "behind"): Words(
        "{events} events, {seconds} s behind",
        "{events} gebeurtenissen, {seconds} s achter",
        "see that `kvcase worker` or `kvcase scheduler` runs, and what it logs",
        "kijk of `kvcase worker` of `kvcase scheduler` draait, en wat die meldt",
    ),
    ("lag", "ahead"): Words(
        "ahead of its log: the log is an older copy",
        "verder dan zijn log: het log is een oudere kopie",
        "restore the newer log, or {rebuild}".replace("{rebuild}", _REBUILD[0]),
        "zet het nieuwere log terug, of {rebuild}".replace("{rebuild}", _REBUILD[1]),
    ),
    ("lag", "outdated"): Words(
        "its rows were made by another version of kvcase",
        "zijn rijen zijn door een andere versie van kvcase gemaakt",
        *_REBUILD,
    ),
    ("parked", "good"): Words("none", "geen"),
    ("parked", "some"): Words(
        "{count} event(s) wait, their cases are shown as they were: {models}",
        "{count} gebeurtenis(sen) wachten, hun dossiers staan er zoals ze waren: {models}",
        "`kvcase projections parked` tells why; after a repair, `kvcase projections retry`",
        "`kvcase projections parked` zegt waarom; na herstel `kvcase projections retry`",
    ),
    ("lists", "good"): Words("{days} of at most {most} days old", "{days} van ten hoogste {most} dagen oud"),
    ("lists", "none"): Words(
        "there is no watch list: screenings find nothing",
        "er is geen lijst: screenings vinden niets",
        "import one: `kvcase lists import`",
        "importeer er een: `kvcase lists import`",
    ),
    ("lists", "empty"): Words(
        "no version is in force: nothing is held against it",
        "geen versie is van kracht: er wordt niets tegen gehouden",
        "import one: `kvcase lists import`, or release the one that is held",
        "importeer er een: `kvcase lists import`, of geef de vastgehouden versie vrij",
    ),
    ("lists", "old"): Words(
        "{days} days old, at most {most} are allowed: no screening can be completed",
        "{days} dagen oud, ten hoogste {most} mag: geen screening kan afgerond worden",
        "import the newest version, and see why it did not come by itself: `kvcase lists status`",
        "importeer de nieuwste versie, en kijk waarom ze niet vanzelf kwam: `kvcase lists status`",
    ),
    ("lists", "ageing"): Words(
        "{days} of at most {most} days old: soon no screening can be completed",
        "{days} van ten hoogste {most} dagen oud: binnenkort kan geen screening afgerond worden",
        "import the newest version",
        "importeer de nieuwste versie",
    ),
    ("lists", "held"): Words(
        "a new version looks wrong and is held; the old one stays in force",
        "een nieuwe versie lijkt fout en wordt vastgehouden; de oude blijft van kracht",
        "let two people look at it: `kvcase lists status`",
        "laat twee mensen ernaar kijken: `kvcase lists status`",
    ),
    ("lists", "stale"): Words(
        "its publisher keeps it up no more",
        "de uitgever houdt ze niet meer bij",
        "decide what takes its place",
        "beslis wat in de plaats komt",
    ),
    ("lists", "withdrawn"): Words(
        "its publisher withdrew it",
        "de uitgever heeft ze ingetrokken",
        "decide what takes its place",
        "beslis wat in de plaats komt",
    ),
    ("checkpoint", "good"): Words("all events are signed", "alle gebeurtenissen zijn ondertekend"),
    ("checkpoint", "waits"): Words(
        "{count} event(s) wait for their checkpoint, {minutes} min",
        "{count} gebeurtenis(sen) wachten op hun controlepunt, {minutes} min",
    ),
    ("checkpoint", "late"): Words(
        "{count} event(s) are not signed, the oldest for {minutes} min: a change in them could not be proven",
        "{count} gebeurtenis(sen) zijn niet ondertekend, de oudste al {minutes} min: een wijziging is niet te bewijzen",
        "see that `kvcase scheduler` runs; `kvcase ledger checkpoint` signs at once",
        "kijk of `kvcase scheduler` draait; `kvcase ledger checkpoint` ondertekent meteen",
    ),
    ("checkpoint", "no_key"): Words(
        "this process has no signing key; if none has, nothing is signed",
        "dit proces heeft geen ondertekeningssleutel; heeft geen enkel er een, dan wordt niets ondertekend",
        "`kvcase ledger key` makes one; run the doctor where the scheduler runs",
        "`kvcase ledger key` maakt er een; draai de doctor waar de scheduler draait",
    ),
    ("checkpoint", "cut"): Words(
        "{count} signed event(s) are not there any more",
        "{count} ondertekende gebeurtenis(sen) zijn er niet meer",
        "run `kvcase audit verify {where}`, and restore a backup",
        "draai `kvcase audit verify {where}`, en zet een back-up terug",
    ),
    ("witness", "none"): Words(
        "nobody else keeps the checkpoints: who holds the database can rewrite all unseen",
        "niemand anders bewaart de controlepunten: wie de databank heeft, kan alles ongezien herschrijven",
        "name one in KVCASE_LEDGER_WITNESSES (docs/ledger.md)",
        "noem er een in KVCASE_LEDGER_WITNESSES (docs/ledger.md)",
    ),
    ("witness", "ahead"): Words(
        "was given {count} event(s) more than are signed here: checkpoints were taken away, or events",
        "kreeg {count} gebeurtenis(sen) meer dan hier ondertekend zijn: er zijn controlepunten weg, of gebeurtenissen",
        "run `kvcase audit verify {log}`, and compare with what the witness kept (--checkpoint)",
        "draai `kvcase audit verify {log}`, en vergelijk met wat de getuige bewaarde (--checkpoint)",
    ),
    ("witness", "good"): Words("has the newest checkpoint", "heeft het nieuwste controlepunt"),
    ("witness", "waits"): Words(
        "is given {count} event(s) more with the next round", "krijgt {count} gebeurtenis(sen) bij de volgende ronde"
    ),
    ("witness", "failing"): Words(
        "did not take the last checkpoint, {tries} time(s): {error}",
        "nam het laatste controlepunt niet aan, {tries} keer: {error}",
        "see that it can be reached; `kvcase ledger checkpoint` tries at once",
        "kijk of hij bereikbaar is; `kvcase ledger checkpoint` probeert meteen opnieuw",
    ),
    ("disk", "good"): Words("{free} GB free, {share} %", "{free} GB vrij, {share} %"),
    ("disk", "unusable"): Words(
        "cannot be looked at: {error}",
        "kan niet bekeken worden: {error}",
        "give the folder, and those around it, to the user that runs kvcase",
        "geef de map, en die eromheen, aan de gebruiker die kvcase draait",
    ),
    ("disk", "little"): Words(
        "{free} GB free, {share} %: a full disk stops all writing",
        "{free} GB vrij, {share} %: een volle schijf stopt alle schrijven",
        "make room; the folder of KVCASE_INDEXES may be emptied at any time, old backups may go",
        "maak plaats; de map van KVCASE_INDEXES mag altijd leeg, oude back-ups mogen weg",
    ),
    ("documents", "good"): Words("every content is there", "elke inhoud is er"),
    ("documents", "no_folder"): Words(
        "no folder is named, so nobody can attach a file",
        "er is geen map genoemd, dus niemand kan een bestand bijvoegen",
        "name a folder in KVCASE_BLOBS",
        "noem een map in KVCASE_BLOBS",
    ),
    ("documents", "missing"): Words(
        "{count} document(s) have no file in {folder}",
        "{count} document(en) hebben geen bestand in {folder}",
        "name the right folder in KVCASE_BLOBS, or take the files from a backup: they lie in its folder documents",
        "noem de juiste map in KVCASE_BLOBS, of neem de bestanden uit een back-up: ze liggen in haar map documents",
    ),
    ("durability", "good"): Words(
        "what was answered survives a power cut: {settings}",
        "wat beantwoord is, overleeft een stroomuitval: {settings}",
    ),
    ("durability", "weak"): Words(
        "what was answered may be lost in a power cut: {settings}",
        "wat beantwoord is, kan bij stroomuitval verloren gaan: {settings}",
        "`ALTER SYSTEM SET` each of them to `on`, and reload",
        "zet elk ervan met `ALTER SYSTEM SET` op `on`, en herlaad",
    ),
    ("durability", "unusable"): Words(
        "cannot be used: {error}",
        "kan niet gebruikt worden: {error}",
        "see to the file and its disk; no network file system",
        "kijk naar het bestand en zijn schijf; geen netwerkbestandssysteem",
    ),
    ("master-key", "good"): Words(
        "opens the vault, and lies outside the data", "opent de kluis, en ligt buiten de data"
    ),
    ("master-key", "wrong"): Words(
        "does not open the vault: {error}",
        "opent de kluis niet: {error}",
        "put the key of this vault back (KVCASE_MASTER_KEY_FILE); write nothing before",
        "zet de sleutel van deze kluis terug (KVCASE_MASTER_KEY_FILE); schrijf eerst niets",
    ),
    ("telling", "good"): Words("nothing waits for long", "niets wacht lang"),
    ("telling", "dead"): Words(
        "{count} message(s) nobody took",
        "{count} bericht(en) die niemand aannam",
        "see why: `kvcase outbox list --state dead`; then `kvcase outbox replay`",
        "kijk waarom: `kvcase outbox list --state dead`; daarna `kvcase outbox replay`",
    ),
    ("telling", "waits"): Words(
        "the oldest message waits for {hours} h",
        "het oudste bericht wacht al {hours} u",
        "see whether the receiver is up and the scheduler runs: `kvcase outbox list --state waiting`",
        "kijk of de ontvanger werkt en de scheduler draait: `kvcase outbox list --state waiting`",
    ),
    ("telling", "no_mail"): Words(
        "mail is on and no mail server is named",
        "mail staat aan en er is geen mailserver genoemd",
        "name one in KVCASE_MAIL, or `kvcase mail off`",
        "noem er een in KVCASE_MAIL, of `kvcase mail off`",
    ),
    ("telling", "gone"): Words(
        "the receiver said that it is gone (410), and is told nothing any more",
        "de ontvanger zei dat hij weg is (410), en wordt niets meer verteld",
        "`kvcase webhooks remove`, or `kvcase webhooks switch SUBSCRIBER on` when it is back",
        "`kvcase webhooks remove`, of `kvcase webhooks switch SUBSCRIBER on` als hij terug is",
    ),
    ("leases", "held"): Words("a worker follows this log", "een worker volgt dit log"),
    ("leases", "inline"): Words(
        "no worker; each process makes the rows itself", "geen worker; elk proces maakt de rijen zelf"
    ),
    ("leases", "away"): Words(
        "no worker follows this log, and requests wait for one",
        "geen worker volgt dit log, en verzoeken wachten erop",
        "start `kvcase worker`, or set KVCASE_CATCH_UP=inline",
        "start `kvcase worker`, of zet KVCASE_CATCH_UP=inline",
    ),
    ("backup", "good"): Words("the newest is {hours} h old", "de nieuwste is {hours} u oud"),
    ("backup", "old"): Words(
        "the newest is {hours} h old",
        "de nieuwste is {hours} u oud",
        "run `kvcase backup`, and see why the nightly one did not run",
        "draai `kvcase backup`, en kijk waarom de nachtelijke niet liep",
    ),
    ("backup", "unusable"): Words(
        "cannot be looked at: {error}",
        "kan niet bekeken worden: {error}",
        "run the doctor as the user that makes the backups, or give that folder to this one",
        "draai de doctor als de gebruiker die de back-ups maakt, of geef die map aan deze",
    ),
    ("backup", "none"): Words(
        "there is no whole backup here",
        "hier staat geen hele back-up",
        "run `kvcase backup`, every night from now on (docs/operations.md)",
        "draai `kvcase backup`, voortaan elke nacht (docs/operations.md)",
    ),
    ("backup", "no_keys"): Words(
        "the newest backup of the logs has no keys to it: nothing in it could be read",
        "bij de nieuwste back-up van de logs horen geen sleutels: niets erin zou leesbaar zijn",
        "run `kvcase backup --part vault`, after each backup of the logs",
        "draai `kvcase backup --part vault`, na elke back-up van de logs",
    ),
    ("backup", "inside"): Words(
        "lies with the data, and would be lost with it",
        "ligt bij de data, en zou er samen mee verloren gaan",
        "name a folder on another disk in KVCASE_BACKUPS",
        "noem een map op een andere schijf in KVCASE_BACKUPS",
    ),
    ("backup", "future"): Words(
        "the newest is of {hours} h from now: a clock was wrong, and that none is made since goes unseen",
        "de nieuwste is van over {hours} u: een klok liep fout, en dat er sindsdien geen gemaakt wordt blijft ongezien",
        "see to the clock of whoever makes them, make a new one and remove that one",
        "kijk naar de klok van wie ze maakt, maak een nieuwe en verwijder die ene",
    ),
    ("backup", "left"): Words(
        "a backup or restore that was killed left this: a copy of the data that no erasure reaches",
        "een back-up of restore die gedood werd, liet dit na: een kopie van de data waar geen wissing bij kan",
        "the next one in this place removes it; or remove it yourself (PostgreSQL: DROP SCHEMA {where} CASCADE)",
        "de volgende op deze plaats verwijdert het; of verwijder het zelf (PostgreSQL: DROP SCHEMA {where} CASCADE)",
    ),
    ("register", "good"): Words("is there, apart from the data", "is er, los van de data"),
    ("register", "no_file"): Words(
        "none is kept: a restore brings back what was erased after the backup",
        "er wordt geen bijgehouden: een restore brengt terug wat na de back-up gewist werd",
        "name a file in KVCASE_ERASURES_FILE",
        "noem een bestand in KVCASE_ERASURES_FILE",
    ),
    ("register", "missing"): Words(
        "is lost: a restore would bring back what was erased after the backup",
        "is verloren: een restore zou terugbrengen wat na de back-up gewist werd",
        "put it back from where it is copied to; `kvcase migrate` would make an empty one",
        "zet het terug van waar het gekopieerd wordt; `kvcase migrate` zou een leeg maken",
    ),
    ("register", "unusable"): Words(
        "cannot be read, so no backup can be restored by it: {error}",
        "kan niet gelezen worden, dus kan er geen back-up mee teruggezet worden: {error}",
        "put it back from where it is copied to",
        "zet het terug van waar het gekopieerd wordt",
    ),
    ("register", "inside"): Words(
        "lies with the data, and would be lost with it",
        "ligt bij de data, en zou er samen mee verloren gaan",
        "move it to another disk, and name it in KVCASE_ERASURES_FILE",
        "verplaats het naar een andere schijf, en noem het in KVCASE_ERASURES_FILE",
    ),
    ("backup", "no_folder"): Words(
        "no folder of backups is named, so nothing is known of them",
        "er is geen map voor back-ups genoemd, dus is er niets over bekend",
        "name one in KVCASE_BACKUPS",
        "noem er een in KVCASE_BACKUPS",
    ),
}


def means(finding: Finding, language: Language) -> str:
    """Return what a finding means."""
    words = WORDS[finding.check, finding.code]
    return _filled(words.means_nl if language is Language.NL else words.means, finding)


def to_do(finding: Finding, language: Language) -> str:
    """Return what to do about a finding; nothing if it is good."""
    if finding.state is State.OK:
        return ""
    words = WORDS[finding.check, finding.code]
    return _filled(words.do_nl if language is Language.NL else words.do, finding)


def check(finding: Finding, language: Language) -> str:
    """Return the name of the check."""
    return CHECKS[finding.check][language is Language.NL]


def state(finding: Finding, language: Language) -> str:
    """Return how good it is."""
    return STATES[finding.state][language is Language.NL]


def _filled(template: str, finding: Finding) -> str:
    return template.format_map({"where": finding.where, **finding.values})
