"""The syllables of Chinese names as Hong Kong spells them, each with the pinyin it may stand for.

Sources: the romanisation of the Hong Kong government (Eitel-Dyer Ball) as on identity cards, beside Jyutping and Hanyu
Pinyin; only syllables that are common in names.
"""

from functools import cache
from typing import Final

_SYLLABLES: Final = """
au: ou qu; bik: bi; bing: bing; bo: bao bo; bong: bang; chak: ze zhai; cham: cen; chan: chen; chau: zhou qiu
che: che xie; cheng: zheng; cheong: zhang xiang; cheuk: zhuo; cheung: zhang xiang chang; chi: zhi zi ci
chin: qian zhan; ching: qing cheng zheng jing; chiu: zhao qiu; cho: cao zu; choi: cai; chong: zhuang cang; chow: zhou
chu: zhu; chuen: quan chuan; chui: xu; chun: jun qin chun zhen; chung: zhong cong; fai: hui; fan: fan fen; fat: fa
fo: fo huo; fok: huo; fong: fang kuang; foo: fu; fook: fu; fu: fu hu; fuk: fu; fun: kuan; fung: feng hong; ha: xia
hang: heng xing; hau: hou xiao; hei: xi; heung: xiang; hin: xian; hing: xing qing; hiu: xiao; ho: he hao ke
hoi: hai kai; hok: xue he; hon: han; hong: kang hang; hop: he; hui: xu; hung: hong xiong kong; ip: ye; ka: jia
kai: qi ji jie; kam: jin gan; kan: jian gen; kau: qiu jiu; kei: ji qi; keung: qiang jiang; ki: qi ji; kim: jian jin
kin: jian; king: jing qing; kit: jie; kiu: qiao; ko: gao; koon: guan; kong: jiang guang gang; kuen: juan quan; kui: ju
kuk: gu ju; kung: gong; kwai: gui; kwan: guan jun kun; kwok: guo; kwong: guang kuang; lai: li lai; lam: lin lan
lan: lan
lap: li; lau: liu; lee: li; lei: li; leung: liang; li: li; lik: li; lim: lian; lin: lian; ling: ling; lo: lu luo
lok: le luo; long: lang; lui: lu lei; luk: lu; lun: lun; lung: long; ma: ma; mak: mai mo; man: wen min wan; mei: mei
ming: ming; miu: miao; mo: wu mu mao; mok: mo; mui: mei; mun: min men; nam: nan; ng: wu; ngai: yi wei ni; ngan: yan
ning: ning; oi: ai; on: an; pak: bai bo; pang: peng; pat: ba; pik: bi; ping: ping bing; po: bao bo; pong: bang
poon: pan; pui: pei bei; sai: shi; sang: sheng; sau: xiu shou; sek: shi; seung: shang; shan: shan; shek: shi
sheung: shuang shang; shing: cheng sheng; shiu: shao xiao; shu: shu; shuk: shu; shum: shen cen; shun: xun shun
shut: xue; si: si shi; sik: xi; sin: xian; sing: xing sheng cheng; siu: xiao shao; so: su; sui: rui sui; suk: shu
suen: sun xuan; sum: shen xin; sun: xin sun; sung: song; sze: si shi; ta: da; tai: dai da tai; tak: de; tam: tan
tang: deng; tat: da; tik: di; tim: tian; tin: tian; ting: ting ding; tit: tie; to: tao du; tong: tang; tsang: zeng
tse: xie; tso: cao; tsoi: cai; tsui: xu; tsun: zhen jun; tsz: zi; tuen: duan; tung: dong tong; wa: hua; wah: hua
wai: wei hui; wan: yun wen yin; wang: hong; wing: yong rong; wo: he; wong: wang huang; woo: hu; wu: hu wu; wun: huan
yan: ren en yin xin; yau: you qiu; yee: yi er; yeung: yang; yi: yi er; yik: yi; yim: yan; yin: yan xian ran
ying: ying; yip: ye; yiu: yao; yu: yu ru; yue: yu; yuen: yuan wan; yui: rui; yuet: yue; yuk: yu; yun: run
yung: rong yong weng
"""


@cache
def syllables() -> dict[str, tuple[str, ...]]:
    """Return the pinyin of each syllable."""
    rows = [row.split(":") for row in _SYLLABLES.replace("\n", ";").split(";") if row.strip()]
    return {syllable.strip(): tuple(meanings.split()) for syllable, meanings in rows}
