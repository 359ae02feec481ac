"""Words of organisations in Chinese characters and Hangul."""

from typing import Final

from kvcase.screening import han_places

HAN: Final = (
    han_places.PLACES
    + """
university: 大学 대학교 대학
institute: 学院 研究所 研究院 학원 연구원
research institute: 연구소
college: 专科学校
science academy: 科学院 科学研究院 과학원 자연과학원
academy: 军事学院
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
ligong: 理工 이공
engineering: 工程 공업 공정
industry: 工业 산업
aeronautics: 航空
astronautics: 宇航
aerospace: 航天
aerospace: 航空航天 空天
aeronautics astronautics university: 航空航天大学
civil aeronautics: 民航 民用航空
flight: 飞行
military medical: 军医
medical: 医学 医科 医疗 医药 의과
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
people armed police: 武警 武装警察 武装警察部队 武警部队 人民武装警察部队 人民武装警察 中国人民武装警察部队
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
transport: 交通 运输
logistical: 物流 물류
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
security: 安全 保安
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
engine: 发动机 动力 内燃机 엔진
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
central china: 华中
coast guard: 海警
naval petty officer: 海军士官
nco: 士官
officers: 军官 士兵
nbc defence: 防化
chemistry: 化学防御
air defence: 防空
border defence: 边防
border coast defence: 边海防
early warning: 预警
radar: 雷达 레이다
signal communication: 通信兵
infantry: 步兵
engineering troops: 工兵 工程兵
armoured forces: 装甲兵
special operations: 特种作战
operations: 作战
strategic support force: 战略支援部队
information support force: 信息支援部队
logistical support force: 联勤保障部队
logistical: 军需
military transport: 军交 军事交通 军交运输
ordnance: 军械 武器 兵工 弹药 火炮 무기
headquarters: 司令部
staff: 参谋
general staff: 总参谋部 总参
international relations: 国际关系
foreign relations: 外交
naval engineering: 海军工程
reconnaissance: 侦察
meteorology: 气象
hydrology: 水文
surveying: 测绘
electronic countermeasures: 电子对抗
underwater: 水下
vessel: 舰艇 舰船
torpedo: 鱼雷
naval aeronautics: 海航
shipping: 船
shipbuilding industry: 船舶工业 船舶重工
shipping equipment: 船舶设备
shipping: 船务 远洋
propulsion: 推进
satellite: 卫星 위성
astronautics: 空间 太空 우주
astronautics: 航天员 宇航员
aircraft: 航空器
unmanned aircraft: 无人机 무인기
unmanned: 无人
unmanned system: 无人系统
general aeronautics: 通用航空
aeronautics group: 航空集团
aeronautics industry: 航空工业
aeronautics engine: 航空发动机 航发
remote sensing: 遥感
navigation: 导航
guidance: 制导
inertial: 惯性
optics: 光电子 光学精密 광학
laser: 激光 레이저
infrared: 红外
microwave: 微波
antenna: 天线
radio: 无线电
radiowave: 电波
propagation: 传播
microsystem: 微系统
integrated circuit: 集成电路
device: 器件
component: 元器件 元件 零部件 部件 부품
vacuum: 真空
cryogenic: 低温
plasma: 等离子体 等离子
nuclear physics: 核物理
nuclear industry: 核工业
nuclear technology: 核技术
nuclear engine: 核动力
nuclear electric: 核电
radiation: 辐射
protection: 防护
high energy: 高能
high energy physics: 高能物理
advanced physics: 近代物理
applied physics: 应用物理
chemistry physics: 化学物理
engineering physics: 工程物理
technical physics: 技术物理
thermophysics: 热物理
fluid physics: 流体物理
fluid: 流体
structural mechanics: 结构力学
structural: 结构
strength: 强度
ballistics: 弹道
explosives: 火炸药 炸药 爆炸
blasting: 爆破
nonmetallic: 非金属
new materials: 新材料 신소재
composite materials: 复合材料
composite: 复合
ceramics: 陶瓷 硅酸盐 세라믹
rareearth: 稀土
nonferrous metal: 有色金属
carbon fibre: 碳纤维
fibre: 纤维
titanium: 钛业
tungsten: 钨
magnesium: 镁
mining: 矿山
machinetool: 机床
tool: 工具 공구
bearing: 轴承 베어링
hydraulic: 液压 유압
valve: 阀门 밸브
pump: 泵业
mould: 模具 금형
instrument: 仪表 仪器仪表
metrology: 计量
measurement: 测量
testing: 测试 检测 시험
experimental: 试验 实验
automation control: 自控
automation: 自动 자동화
general design: 总体
design institute: 设计院 设计所
research institute: 科研所
system engineering: 系统工程
machinery equipment: 机械设备
electric: 电器
electromechanical equipment: 机电设备
cable: 电缆 线缆
fibre optics: 光纤
battery: 电池
new energy: 新能源 신에너지
solar: 太阳能 태양광
photovoltaic: 光伏
wind electric: 风电
oil equipment: 石油设备
fine chemistry engineering: 精细化工
rubber: 橡胶 고무
plastic: 塑料 塑胶 플라스틱
glass: 玻璃 유리
cement: 水泥 시멘트
paper: 造纸 纸业
metal production: 金属制品
medical instrument: 医疗器械
biology technology: 生物技术
information technology: 信息技术
electronic technology: 电子技术
robot: 机器人 로봇
chip: 芯片
electronic information: 电子信息
communication: 通讯
communication technology: 通信技术
communication equipment: 通信设备
general: 通用 综合
heavy industry: 重工 重型工业 중공업
heavy: 重型
enterprise: 实业 企业 기업
co general: 总公司
branch co: 分公司
trading: 商社 商行 外贸 商业 贸易商行
international trading: 国际贸易
foreign trading: 对外贸易 대외무역
import export trading: 进出口贸易
industry trading: 工贸
technology trading: 科贸
trading development: 贸易发展
science industry: 科工
materials: 物资
equipment: 器材 器械 装置 설비
supply chain: 供应链
supply: 供应 공급
shipping service: 货运
transport: 货代 货运代理
port: 港口 港务
airport: 机场
consulting: 咨询
advertising: 广告
film: 影视
garment: 服装 服饰
furniture: 家具
home appliances: 家电
packaging: 包装
printing: 印刷
logistical: 仓储
venture investment: 风险投资 创业投资
assets management: 资产管理
foundation: 基金
securities: 证券 증권
high technology: 高新技术 高新 高科技 高技术 첨단기술
industry park: 工业园 产业园
industry: 产业 제조업
new technology: 新技术
energysaving environment: 节能环保
aerospace science technology: 航天科技
aerospace science industry: 航天科工
general bureau: 总局 총국
co general: 총회사
group: 그룹 그룹회사
central bank: 中央银行
korea trading: 조선무역
college: 高等专科学校 전문대학 대학원
vocational technical college: 职业技术学院
polytechnic: 폴리텍
security: 보안
solutions: 솔루션
energy development: 能源开发
chemistry: 화공
precision machinery: 精密机械 정밀기계
precision instrument: 精密仪器
precision industry: 정밀공업
semiconductor equipment: 半导体设备
display: 显示 디스플레이
optics instrument: 光学仪器
ocean engineering: 海洋工程
advanced: 现代
new: 新型
aeronautics: 航空兵
air defence: 防空兵
service: 勤务
tank: 坦克
social: 社会
force: 部队
aerodynamics: 空气动力学
high pressure: 高压
multiscale: 多尺度
engineering institute: 工学院
graduate school: 研究生院
radio: 雷达兵
busan: 부산
daejeon: 대전
incheon: 인천
pyongyang: 平壤 평양
"""
)
"""Words in Chinese characters and Hangul, longest first when they are read; a line is `words: characters ...`."""


TRADITIONAL: Final = (
    "學学國国業业農农電电機机術术醫医藥药財财經经貿贸濟济師师範范門门東东華华廣广雲云貴贵陝陕漢汉長长聯联訊讯網网絡络軍军鐵铁衛卫雙双際际開开發发應应團团總总產产實实驗验數数環环計计動动劃划築筑設设備备儀仪"
    "質质鋼钢鐘钟壓压氣气節节車车輛辆飛飞導导彈弹戰战爭争報报員员幹干訓训練练統统萬万龍龙馬马鳥鸟魚鱼風风島岛灣湾縣县區区鄉乡鎮镇聖圣陽阳陰阴陳陈張张劉刘楊杨趙赵吳吴許许鄭郑謝谢馮冯鄧邓蕭萧羅罗葉叶蘇苏盧卢"
    "韓韩顧顾賈贾鄒邹蘭兰藍蓝鳳凤麗丽榮荣豐丰興兴慶庆寧宁齊齐濱滨爾尔遼辽瀋沈錦锦撫抚營营盤盘鞍鞍連连煙烟威威濰潍蕪芜銅铜滁滁蚌蚌維维護护檢检測测紅红綠绿綜综資资銀银號号創创礦矿煤煤勝胜輪轮船船艦舰潛潜艇艇"
    "務务處处問问題题觀观點点線线級级約约紙纸組组織织終终絕绝縱纵縮缩繼继續续買买賣卖費费賽赛贊赞趕赶跡迹軟软載载輕轻輸输轉转辦办邊边遠远適适選选鄰邻醬酱釋释錄录閱阅隊队階阶險险隨随難难靜静響响頁页項项順顺"
    "須须領领頭头類类顯显顆颗餘余養养館馆駐驻騎骑骨骨體体鬥斗魯鲁鮮鲜鹽盐齡龄專专嚴严並并個个們们傳传傷伤價价億亿優优內内兩两刪删別别劑剂勞劳勢势勵励勸劝匯汇協协單单參参園园圍围圖图執执堅坚塊块塗涂塵尘壞坏"
    "壯壮壽寿夢梦夾夹奧奥婦妇孫孙宮宫寬宽審审寫写寶宝將将對对屆届屬属岡冈峽峡崗岗嶺岭幣币幫帮庫库廠厂廢废廳厅彙汇後后徑径從从復复恆恒惡恶愛爱態态慮虑憑凭憲宪戶户擁拥擇择擔担據据擴扩攝摄敗败敘叙敵敌斷断於于"
    "時时晉晋暫暂曆历樓楼標标樣样樹树橋桥極极構构槍枪權权歐欧歲岁歷历歸归殘残毀毁氫氢決决況况準准溝沟溫温滅灭滬沪漁渔漸渐潔洁澤泽濃浓濕湿瀏浏灘滩焊焊燈灯燒烧獎奖獨独獲获現现臨临義义烏乌樂乐書书倉仓會会偵侦"
    "儲储關关廈厦場场莊庄揚扬揮挥無无熱热療疗離离種种纖纤紡纺細细紹绍結结繪绘綿绵纜缆職职肅肃膠胶藝艺裝装視视證证試试語语謀谋責责貨货贛赣軸轴輻辐達达運运進进郵邮鈦钛鎢钨錫锡鎂镁閥阀間间陸陆預预飾饰雞鸡亞亚"
    "黨党衝冲淨净凱凯則则剛刚劍剑變变臺台啟启壩坝墾垦奮奋賓宾尋寻層层帶带異异強强憶忆懷怀慣惯願愿戲戏掃扫擬拟掛挂撈捞換换曠旷曉晓雜杂條条來来樞枢櫃柜棟栋槳桨歡欢畢毕湯汤濤涛渦涡潤润滾滚滿满濾滤靈灵災灾爐炉"
    "煉炼燭烛牽牵狀状獵猎獻献畫画暢畅監监碼码磚砖礎础確确碩硕禮礼積积稱称穩稳競竞筆笔簽签簡简糧粮緊紧紀纪緯纬純纯綱纲納纳紐纽績绩編编聰聪腦脑騰腾艙舱萊莱蓮莲補补見见規规覽览觸触訂订認认議议記记論论評评識识"
    "診诊譯译誠诚話话說说諸诸諾诺調调誼谊譜谱貝贝負负貢贡賢贤貫贯貸贷賀贺賴赖贏赢躍跃踐践軌轨軒轩輔辅輝辉輯辑遷迁過过邁迈還还遞递邏逻遺遗針针鈉钠鈞钧鋁铝鑄铸鏈链銷销鍋锅鋒锋銳锐鍵键鍛锻鎳镍鏡镜閃闪閉闭聞闻"
    "陣阵霧雾頂顶頓顿頻频飲饮驅驱馳驰駕驾駿骏鴻鸿鵬鹏鶴鹤麥麦齒齿擊击絲丝虧亏親亲偉伟眾众倫伦俠侠倆俩獸兽涼凉噸吨圓圆"
)
"""Traditional characters of common words, each with the simplified one behind it."""
