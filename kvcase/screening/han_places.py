"""Places in Chinese characters and Hangul; a line is `words: characters ...`. Source: GB/T 2260."""

from typing import Final

PLACES: Final = """
china: 中国 中华 中华人民共和国 중국
pla: 中国人民解放军 解放军 人民解放军
korea: 韩国 한국 대한민국
northkorea: 朝鲜 조선민주주의인민공화국
japan: 日本 일본
russia: 俄罗斯
iran: 伊朗 이란
taiwan: 台湾
hongkong: 香港
macau: 澳门
beijing: 北京 베이징 북경
shanghai: 上海 상하이
tianjin: 天津 톈진 천진
chongqing: 重庆
hebei: 河北
shanxi: 山西
shaanxi: 陕西
liaoning: 辽宁
jilin: 吉林
heilongjiang: 黑龙江
jiangsu: 江苏
zhejiang: 浙江
anhui: 安徽
fujian: 福建
jiangxi: 江西
shandong: 山东
henan: 河南
hubei: 湖北
hunan: 湖南
guangdong: 广东
guangxi: 广西
hainan: 海南
sichuan: 四川 쓰촨
guizhou: 贵州
yunnan: 云南
gansu: 甘肃
qinghai: 青海
ningxia: 宁夏
xinjiang: 新疆
tibet: 西藏
mongolia: 内蒙古
nanjing: 南京 난징
harbin: 哈尔滨 하얼빈
xian: 西安 시안
wuhan: 武汉 우한
chengdu: 成都
changsha: 长沙
hangzhou: 杭州
guangzhou: 广州
shenzhen: 深圳
shenyang: 沈阳
dalian: 大连
hefei: 合肥
lanzhou: 兰州
taiyuan: 太原
zhengzhou: 郑州
changchun: 长春
kunming: 昆明
guilin: 桂林
guiyang: 贵阳
nanchang: 南昌
nanning: 南宁
fuzhou: 福州
xiamen: 厦门
jinan: 济南
qingdao: 青岛
yantai: 烟台
suzhou: 苏州
wuxi: 无锡
ningbo: 宁波
urumqi: 乌鲁木齐
hohhot: 呼和浩特
shijiazhuang: 石家庄
mianyang: 绵阳
luoyang: 洛阳
north china: 华北
south china: 华南
east china: 华东
northwest: 西北
northeast: 东北
southwest: 西南
southeast: 东南
seoul: 서울
east: 东部
west: 西部
south: 南部
north: 北部
weihai: 威海
taicang: 太仓
zhuhai: 珠海
dongguan: 东莞
foshan: 佛山
huizhou: 惠州
shantou: 汕头
zhongshan: 中山市
langfang: 廊坊
baoding: 保定
tangshan: 唐山
qinhuangdao: 秦皇岛
changzhou: 常州
zhenjiang: 镇江
yangzhou: 扬州
nantong: 南通
xuzhou: 徐州
lianyungang: 连云港
yancheng: 盐城
taizhou: 台州 泰州
wenzhou: 温州
shaoxing: 绍兴
jiaxing: 嘉兴
huzhou: 湖州
zhoushan: 舟山
wuhu: 芜湖
bengbu: 蚌埠
maanshan: 马鞍山
quanzhou: 泉州
jiujiang: 九江
ganzhou: 赣州
jingdezhen: 景德镇
zibo: 淄博
weifang: 潍坊
linyi: 临沂
kaifeng: 开封
yichang: 宜昌
xiangyang: 襄阳
zhuzhou: 株洲
xiangtan: 湘潭
hengyang: 衡阳
zhanjiang: 湛江
liuzhou: 柳州
haikou: 海口
deyang: 德阳
leshan: 乐山
zunyi: 遵义
baoji: 宝鸡
hanzhong: 汉中
datong: 大同
baotou: 包头
anshan: 鞍山
fushun: 抚顺
jinzhou: 锦州
dandong: 丹东
daqing: 大庆
qiqihar: 齐齐哈尔
mudanjiang: 牡丹江
jiuquan: 酒泉
jiangning: 江宁
"""
