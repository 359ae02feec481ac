"""Legal forms written as several words, and the trade abbreviations of Turkey; a line is `phrase: meaning`.

Sources: the laws on companies of these countries and the registers that print the forms in full.
"""

from typing import Final

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
mit beschrankter haftung: ltd
gesellschaft mit beschrankter haftung: ltd
gesellschaft mbh: ltd
ges m b h: ltd
gesmbh: ltd
mbh: ltd
besloten vennootschap: ltd
naamloze vennootschap: plc
kommanditgesellschaft: co
offene handelsgesellschaft: co
gmbh und co kg: ltd
gmbh co kg: ltd
gmbh and co kg: ltd
societe a responsabilite limitee: ltd
societe responsabilite limitee: ltd
societe a responsabilite: ltd
societe par actions: plc
societe par actions simplifiee unipersonnelle: plc
entreprise unipersonnelle a responsabilite limitee: ltd
sociedad de responsabilidad limitada: ltd
sociedad limitada: ltd
sociedad anonima unipersonal: plc
sociedad por acciones simplificada: plc
sociedad por acciones: plc
s de r l de cv: ltd
s de rl de cv: ltd
s de rl: ltd
s r l: ltd
s a r l: ltd
societa a responsabilita limitata: ltd
societa per azioni: plc
spolka z ograniczona odpowiedzialnoscia: ltd
spolka akcyjna: plc
sp zoo: ltd
anonim sirket: plc
limited sirket: ltd
limited sti: ltd
ltd sirketi: ltd
ltd sti: ltd
sanayi ve ticaret: industry trading
san ve tic: industry trading
san tic: industry trading
san ve: industry
ve tic: trading
ic ve dis ticaret: trading
dis ticaret: foreign trading
dis tic: foreign trading
ic dis tic: trading
muh ins: engineering construction
ins muh: construction engineering
muh san: engineering industry
muh ve: engineering
muh mak: engineering machinery
muh tic: engineering trading
mak san: machinery industry
mak ve: machinery
mak tic: machinery trading
mak ins: machinery construction
ins san: construction industry
ins ve: construction
ins tic: construction trading
ins taah: construction
sav san: defence industry
sav ve: defence
sav tek: defence technology
elk san: electronic industry
elek san: electronic industry
hav ve: aeronautics
hav uz: aerospace
hav sav: aeronautics defence
oto san: automotive industry
tek san: technology industry
obshchestvo s ogranichennoy otvetstvennostyu: ltd
obshchestvo s ogranichennoi otvetstvennostiu: ltd
obshchestva s ogranichennoy otvetstvennostyu: ltd
aktsionernoe obshchestvo: plc
aktsionernogo obshchestva: plc
otkrytoe aktsionernoe obshchestvo: plc
zakrytoe aktsionernoe obshchestvo: plc
publichnoe aktsionernoe obshchestvo: plc
neftyanaya kompaniya: oil co
federalnoe kazennoe predpriyatie: enterprise
gosudarstvennoe unitarnoe predpriyatie: enterprise
gup: enterprise
fkp: enterprise
proizvodstvennoe obedinenie: production association
tovarishchestvo s ogranichennoy otvetstvennostyu: ltd
too: ltd
torgovyy dom: trading house
private limited: ltd
pvt limited: ltd
pvt ltd: ltd
pte ltd: ltd
pte limited: ltd
pty ltd: ltd
pty limited: ltd
proprietary limited: ltd
proprietary ltd: ltd
proprietary: ltd
limited liability partnership: ltd
limited liability company: ltd
limited liability co: ltd
company limited by shares: plc
limited by shares: plc
public limited company: plc
public joint stock company: plc
private joint stock company: plc
free zone establishment: ltd
free zone company: ltd
free zone co: ltd
free zone llc: ltd
fz llc: ltd
sherkat sahami khas: plc
sherkat sahami khass: plc
sherkate sahami khass: plc
sherkate sahami khas: plc
sahami khas: plc
sahami khass: plc
sherkat sahami am: plc
sherkat sahami aam: plc
sherkate sahami am: plc
sahami am: plc
sahami aam: plc
ba masouliat mahdoud: ltd
masouliat mahdoud: ltd
ba masuliyat mahdud: ltd
gu fen: plc
gufen: plc
gufen gongsi: plc
you xian gongsi: ltd co
you xian gong si: ltd co
gu fen you xian gong si: plc
youxiangongsi: ltd co
gufenyouxiangongsi: plc
zeren youxian gongsi: ltd co
jituan gongsi: group
jituan youxian gongsi: group ltd co
ji tuan: group
gong si: co
zong gongsi: general co
zonggongsi: general co
fen gongsi: branch co
fengongsi: branch co
chusik hoesa: ltd co
chusikhoesa: ltd co
joosik hoesa: ltd co
jushik hoesa: ltd co
jusik hoisa: ltd co
yuhan hoesa: ltd co
hapja hoesa: co
chong hoesa: general co
chonghoesa: general co
ch ong hoesa: general co
chongguk: general bureau
kabushiki kaisha: ltd
kabushiki gaisha: ltd
kabushikigaisha: ltd
yugen kaisha: ltd
godo kaisha: ltd
perseroan terbatas: ltd
pt: ltd
tbk: plc
sendirian berhad: ltd
sdn bhd: ltd
berhad: plc
bhd: plc
cong ty tnhh: ltd co
cong ty co phan: plc
"""
