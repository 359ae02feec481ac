"""Words of organisations in scripts that say more, or less, than their letters turned into a-z."""

from typing import Final

HAN: Final = """
university: 大学 대학교 대학
institute: 学院 研究所 研究院 학원 연구원
research institute: 연구소
college: 专科学校
academy: 科学院 军事学院
school: 学校 중학교 학교
middle school: 中学
primary school: 小学
centre: 中心 센터
laboratory: 实验室 实验所 연구실
department: 系 学部 研究室
group: 集团
holding: 控股 홀딩스
co: 公司 회사
ltd co: 有限公司 有限责任公司 유한회사
plc co: 股份有限公司 주식회사
factory: 厂 工厂 공장
hospital: 医院 병원
museum: 博物馆
library: 图书馆
ministry: 部
bureau: 局
association: 协会 협회
society: 学会
foundation: 基金会 재단
bank: 银行 은행
science: 科学 과학
technology: 技术 科技 기술
science technology university: 科技大学
science technology institute: 科技学院
science technology: 科学技术 과학기술
ligong: 理工
engineering: 工程 공업
industry: 工业 산업
aeronautics: 航空
astronautics: 航天 宇航
aerospace: 航空航天 空天
aeronautics astronautics university: 航空航天大学
civil aviation: 民航 民用航空
aviation: 飞行
military medical: 军医
medical: 医学 医科 医药 의과
traditional chinesemedicine: 中医 中医药
agricultural: 农业 农林 농업
normal: 师范 사범
forestry: 林业
electronic: 电子 전자
electric: 电力 电气 전기 전력
machinery: 机械 기계
electromechanical: 机电
post telecommunications: 邮电
telecommunications: 电信
communication: 通信 传媒 통신
information: 信息 정보
computing: 计算 计算机 컴퓨터
physics: 物理
chemistry: 化学 화학
chemistry engineering: 化工
mathematics: 数学
mechanics: 力学
nuclear: 核 原子能 원자력
materials: 材料
research: 研究 연구
design: 设计
defence: 国防 국방
military: 军事 军 군사
naval: 海军 해군
maritime: 海事 海运
airforce: 空军 공군
army: 陆军 육군
police: 警察 警官 경찰
police armed: 武警 武装警察
rocket force: 火箭军
rocket: 导弹 火箭
national: 国家 国立 국립 국가
international: 国际 국제
trading: 贸易 商贸 무역 상사
import export: 进出口
shipping: 航运 船运 해운
shipbuilding: 船舶 造船 조선
ordnance: 兵器
investment: 投资 투자
finance: 金融 财经
economics: 经济 경제
economics trading: 经贸
law: 法学 政法
energy: 能源 에너지
oil: 石油
petrochemical: 石油化工 石化
transport: 交通 物流 运输 물류
railway: 铁道 铁路 철도
education: 教育 교육
textile: 纺织
applied: 应用 응용
central: 中央
system: 系统 시스템
service: 服务
development: 发展 开发 개발
management: 管理
production: 生产
manufacturing: 制造 제조
construction: 建设 建筑 건설
security: 安全
security public: 公安
precision: 精密 정밀
optics: 光学 光电 光机
semiconductor: 半导体 반도체
microelectronics: 微电子
instrument: 仪器
automation: 自动化
control: 控制
intelligence: 智能
aircraft: 飞机
engine: 发动机 动力
steel: 钢铁
metal: 金属
metallurgy: 冶金
mining: 矿业 煤炭 광업
underwater acoustics: 水声
acoustics: 声学
water: 水利
electric water: 水电
aerodynamics: 空气动力
equipment: 设备 装备 장비
special: 特种
foreign language: 外国语 外语 외국어
language: 语言
culture: 文化 문화
art: 艺术 美术
music: 音乐
sport: 体育 체육
tourism: 旅游 관광
pharmacy: 药业 药科 制药 제약
biology: 生物 바이오
environment: 环境 환경
geology: 地质 矿产
ocean: 海洋 해양
insurance: 保险
airlines: 航空公司
food: 食品 식품
automotive: 汽车 자동차
network: 网络
software: 软件
digital: 数字
people: 人民 인민
innovation: 创新
vocational: 职业
high: 高等
city: 市
province: 省
political: 政治
command: 指挥
logistical: 后勤
submarine: 潜艇
artillery: 炮兵
armoured: 装甲
strategic: 战略
criminal: 刑事
relations: 关系
campus: 校区
attached: 附属 附设
and: 与 和 及
china: 中国 中华 中华人民共和国 중국
pla: 中国人民解放军 解放军 人民解放军
korea: 韩国 한국 대한민국
northkorea: 朝鲜 조선민주주의인민공화국
japan: 日本 일본
russia: 俄罗斯
iran: 伊朗
taiwan: 台湾
hongkong: 香港
macau: 澳门
beijing: 北京
shanghai: 上海
tianjin: 天津
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
sichuan: 四川
guizhou: 贵州
yunnan: 云南
gansu: 甘肃
qinghai: 青海
ningxia: 宁夏
xinjiang: 新疆
tibet: 西藏
mongolia: 内蒙古
nanjing: 南京
harbin: 哈尔滨
xian: 西安
wuhan: 武汉
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
central china: 华中
northwest: 西北
northeast: 东北
southwest: 西南
southeast: 东南
seoul: 서울
"""
"""Words in Chinese characters and Hangul, longest first when they are read; a line is `words: characters ...`."""

NATIVE: Final = {
    "دانشگاه": "university", "جامعة": "university", "جامعه": "university", "معهد": "institute", "انستیتو": "institute",
    "پژوهشگاه": "research institute", "پژوهشکده": "research institute", "موسسه": "institute", "مؤسسه": "institute",
    "مؤسسة": "institute", "موسسة": "institute", "مركز": "centre", "مرکز": "centre", "سازمان": "organisation",
    "منظمة": "organisation", "دانشکده": "school", "كلية": "college", "كليه": "college", "آکادمی": "academy",
    "أكاديمية": "academy", "اكاديمية": "academy", "فرهنگستان": "academy", "شرکت": "co", "شركة": "co", "شركه": "co",
    "گروه": "group", "مجموعة": "group", "الجماعة": "group", "جماعة": "group", "بنیاد": "foundation",
    "وزارت": "ministry", "وزارة": "ministry", "مصنع": "factory", "کارخانه": "factory", "مكتب": "bureau",
    "بیمارستان": "hospital", "مستشفى": "hospital", "بانک": "bank", "بنك": "bank", "مصرف": "bank", "بیمه": "insurance",
    "صنعتی": "technology", "فناوری": "technology", "تکنولوژی": "technology", "التكنولوجيا": "technology",
    "تكنولوجيا": "technology", "علوم": "science", "العلوم": "science", "مهندسی": "engineering",
    "الهندسة": "engineering", "پزشکی": "medical", "الطب": "medical", "طبية": "medical", "هوافضا": "aerospace",
    "هوایی": "aviation", "الطيران": "aviation", "دفاع": "defence", "دفاعی": "defence", "الدفاع": "defence",
    "نظامی": "military", "العسكرية": "military", "دریایی": "maritime", "البحرية": "naval", "تحقیقات": "research",
    "تحقیقاتی": "research", "پژوهشی": "research", "پژوهش": "research", "علمی": "science", "العلمية": "science",
    "للعلوم": "science", "البحوث": "research", "للبحوث": "research", "الأبحاث": "research",
    "للأبحاث": "research", "والبحوث": "research", "صنایع": "industry", "صنعت": "industry", "الصناعات": "industry",
    "للصناعات": "industry", "الصناعية": "industry", "للتجارة": "trading", "التجارية": "trading", "التجارة": "trading",
    "بازرگانی": "trading", "تجارت": "trading", "والتجارة": "trading", "للصرافة": "exchange", "صرافة": "exchange",
    "صرافی": "exchange", "هسته": "nuclear", "هستهای": "nuclear", "اتمی": "nuclear", "الذرية": "nuclear",
    "النووية": "nuclear", "انرژی": "energy", "الطاقة": "energy", "فیزیک": "physics", "شیمی": "chemistry",
    "شیمیایی": "chemistry", "پتروشیمی": "petrochemical", "نفت": "oil", "النفط": "oil", "گاز": "gas", "الغاز": "gas",
    "کشتیرانی": "shipping", "للشحن": "shipping", "حمل": "transport", "نقل": "transport", "للنقل": "transport",
    "الکترونیک": "electronic", "الکترونیکی": "electronic", "ارتباطات": "communication", "مخابرات": "telecommunications",
    "فولاد": "steel", "فلزات": "metal", "معادن": "mining", "ساختمان": "construction", "للإنشاءات": "construction",
    "توسعه": "development", "التنمية": "development", "خدمات": "service", "للخدمات": "service", "بین": "inter",
    "المللی": "national", "ملی": "national", "الوطنية": "national", "الوطني": "national", "دولتی": "state",
    "الدولة": "state", "العامة": "general", "عمومی": "general", "جامع": "comprehensive", "اسلامی": "islamic",
    "الإسلامية": "islamic", "الاسلامية": "islamic", "الإسلامي": "islamic", "اسلامية": "islamic",
    "المقاتلة": "combatant", "المسلحة": "armed", "المسلح": "armed", "جبهة": "front", "حركة": "movement",
    "حزب": "party", "جمهوری": "republic", "الجمهورية": "republic", "انقلاب": "revolutionary", "شهید": "shahid",
    "الخيرية": "relief", "الإغاثة": "relief", "للإغاثة": "relief", "هيئة": "committee", "لجنة": "committee",
    "جمعية": "society", "في": "in", "من": "of", "و": "and", "های": "s", "ای": "s", "ايران": "iran", "ایران": "iran",
    "العراق": "iraq", "عراق": "iraq", "سوريا": "syria", "سوریه": "syria", "السورية": "syria", "لبنان": "lebanon",
    "ليبيا": "libya", "اليمن": "yemen", "مصر": "egypt", "الجزائر": "algeria", "تونس": "tunisia",
    "التونسية": "tunisia", "المغرب": "morocco", "المغربية": "morocco", "تهران": "tehran", "اصفهان": "isfahan",
    "شیراز": "shiraz", "تبریز": "tabriz", "مشهد": "mashhad", "بغداد": "baghdad", "دمشق": "damascus",
    "حلب": "aleppo", "дом": "house", "торговый": "trading", "минобороны": "ministry defence",
    "нии": "research institute", "цнии": "central research institute", "мгу": "moscow state university",
    "университет": "university",
}  # fmt: skip
"""Words of organisations in scripts that transliterate badly, or whose short forms stand for several."""
