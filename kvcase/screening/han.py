"""Part names in Chinese characters (and Hangul) into words, which they do not do themselves.

The longest known word goes first; what stands between known words is a name and stays together, in the order in which
it is written. Traditional characters of these words are read as simplified ones.
"""

import re
from functools import cache
from typing import Final

from anyascii import anyascii

from kvcase.screening import native_words

RUN: Final = re.compile(r"[\u2e80-\u2fff\u3007\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_NUMERALS: Final = {numeral: str(at) for at, numeral in enumerate("一二三四五六七八九十", start=1)}
_BODY_ENDS: Final = re.compile("大学|科学院|研究院|工程物理研究院|有限公司|集团公司|集团|대학교")
_PART_ENDS: Final = re.compile("(?:学院|系|研究所|研究中心|实验室|医院|校区|分校|中心|学部|图书馆)$")
_HANGUL: Final = re.compile(r"[\uac00-\ud7af]")
_TWO_NAMES: Final = 4
"""So many characters are hardly one name: a place of two goes before the name itself."""
_LETTERS: Final = re.compile(r"[a-z]+|[0-9]+")


def simplified(text: str) -> str:
    """Return a text with the traditional characters of common words as simplified ones."""
    return text.translate(_SIMPLE)


def words(run: str) -> list[tuple[str, str]]:
    """Return the words of a run of characters: each in a-z, or as the tables know it, with its characters."""
    run = simplified(run)
    done: list[tuple[str, str]] = []
    name = ""
    at = 0
    while at < len(run):
        length = next((size for size in range(_longest(), 0, -1) if run[at : at + size] in _lexicon()), 0)
        if not length:
            name += run[at]
            at += 1
            continue
        done += _named(name)
        name = ""
        known = run[at : at + length]
        meaning = _lexicon()[known]
        done += [(word, known if len(meaning) == 1 else "") for word in meaning]
        at += length
    return done + _named(name)


def parts(run: str) -> tuple[str, ...]:
    """Return the institution in front of its own department, and the department: they are written as one."""
    run = simplified(run)
    for found in _BODY_ENDS.finditer(run):
        if 3 <= found.end() <= len(run) - 2:
            return (run[: found.end()], run[found.end() :])
    if len(run) >= 6 and _PART_ENDS.search(run) is not None:
        return tuple(run[:size] for size in (2, 3, 4) if run[:size] not in _lexicon())
    return ()


def _named(name: str) -> list[tuple[str, str]]:
    if not name:
        return []
    if len(name) >= _TWO_NAMES and RUN.fullmatch(name) is not None and not _HANGUL.search(name):
        return _named(name[:2]) + _named(name[2:])
    latin = "".join(_LETTERS.findall(anyascii(name).casefold()))
    return [(latin, name)] if latin else []


@cache
def _longest() -> int:
    return max(map(len, _lexicon()))


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {f"第{numeral}": (digit,) for numeral, digit in _NUMERALS.items()}
    for line in native_words.HAN.splitlines():
        if line.strip():
            meaning, characters = line.split(":", 1)
            table.update((each, tuple(meaning.split())) for each in characters.split())
    return table


_SIMPLE: Final = str.maketrans(
    "學國業農電機術醫藥財經貿濟師範門東華廣雲貴陝漢長聯訊網絡軍鐵衛雙際開發應團總產實驗數環計動劃築設備儀"
    "質鋼鐘壓氣節車輛飛導彈戰爭報員幹訓練統萬龍馬鳥魚風島灣縣區鄉鎮聖陽陰陳張劉楊趙吳許鄭謝馮鄧蕭羅葉蘇盧"
    "韓顧賈鄒蘭藍鳳麗榮豐興慶寧齊濱爾遼瀋錦撫營盤鞍連煙威濰蕪銅馬滁蚌維護檢測紅綠綜資訊銀號興創業團資礦煤"
    "勝輪船艦潛艇務處問題觀點線級約紙組織終絕縱縮繼續買賣質費賽贊趕跡軟載輕輸轉辦邊遠適選鄰醬釋錄閱隊階險"
    "隨難靜響頁項順須領頭類顯顆餘養館駐騎骨體鬥魯鮮鹽點齡專嚴並個們備傳傷價億優內兩刪別劑勞勢勵勸匯協單參園圍圖"
    "執堅塊塗塵壞壯壽夢夾奧婦孫宮寬審寫寶將對屆屬岡峽崗嶺幣幫庫廠廢廳彙後徑從復恆惡愛態慮憑憲戶擁擇擔據擴攝"
    "敗敘敵斷於時晉暫曆術樓標樣樹橋極構槍權歐歲歷歸殘毀氫決況準溝溫滅滬漁漸潔澤濃濕瀏灘焊燈燒營獎獨獲現環",
    "学国业农电机术医药财经贸济师范门东华广云贵陕汉长联讯网络军铁卫双际开发应团总产实验数环计动划筑设备仪"
    "质钢钟压气节车辆飞导弹战争报员干训练统万龙马鸟鱼风岛湾县区乡镇圣阳阴陈张刘杨赵吴许郑谢冯邓萧罗叶苏卢"
    "韩顾贾邹兰蓝凤丽荣丰兴庆宁齐滨尔辽沈锦抚营盘鞍连烟威潍芜铜马滁蚌维护检测红绿综资讯银号兴创业团资矿煤"
    "胜轮船舰潜艇务处问题观点线级约纸组织终绝纵缩继续买卖质费赛赞赶迹软载轻输转办边远适选邻酱释录阅队阶险"
    "随难静响页项顺须领头类显颗余养馆驻骑骨体斗鲁鲜盐点龄专严并个们备传伤价亿优内两删别剂劳势励劝汇协单参园围图"
    "执坚块涂尘坏壮寿梦夹奥妇孙宫宽审写宝将对届属冈峡岗岭币帮库厂废厅汇后径从复恒恶爱态虑凭宪户拥择担据扩摄"
    "败叙敌断于时晋暂历术楼标样树桥极构枪权欧岁历归残毁氢决况准沟温灭沪渔渐洁泽浓湿浏滩焊灯烧营奖独获现环",
)
