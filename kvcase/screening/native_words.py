"""Words of organisations in scripts that say more, or less, than their letters turned into a-z."""

from functools import cache
from typing import Final

from kvcase.screening import vowelless

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
    "هوایی": "aeronautics", "الطيران": "aeronautics", "دفاع": "defence", "دفاعی": "defence", "الدفاع": "defence",
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
    "حلب": "aleppo", "الصين": "china", "الصينية": "china", "چین": "china", "روسيا": "russia", "روسیه": "russia",
    "الروسية": "russia", "موسكو": "moscow", "مسکو": "moscow", "الإيراني": "iran", "الايراني": "iran",
    "الإيرانية": "iran", "الايرانية": "iran", "طهران": "tehran", "بكين": "beijing", "پکن": "beijing",
    "شنغهاي": "shanghai", "شانغهاي": "shanghai", "شانگهای": "shanghai", "تيانجين": "tianjin", "تیانجین": "tianjin",
    "نانجينغ": "nanjing", "نانجينج": "nanjing", "نانجینگ": "nanjing", "هاربين": "harbin", "هاربین": "harbin",
    "شيان": "xian", "شیآن": "xian", "سيتشوان": "sichuan", "سیچوان": "sichuan", "هونان": "hunan", "ووهان": "wuhan",
    "تشنغدو": "chengdu", "چنگدو": "chengdu", "تشانغشا": "changsha", "چانگشا": "changsha",
    "پلیتکنیک": "polytechnic", "البوليتكنيك": "polytechnic", "بوليتكنيك": "polytechnic", "شمال": "north",
    "الشمال": "north", "جنوب": "south", "الجنوب": "south", "غرب": "west", "الغرب": "west", "شرق": "east",
    "الشرق": "east", "الغربي": "west", "الغربية": "west", "الشمالية": "north", "الفيزياء": "physics",
    "الكيمياء": "chemistry", "الاتصالات": "telecommunications", "الزراعة": "agricultural", "الزراعية": "agricultural",
    "المعلومات": "information", "الرياضيات": "mathematics", "الهندسية": "engineering", "التقنية": "technology",
    "التطبيقية": "applied", "الإلكترونية": "electronic", "البريد": "post", "پست": "post", "علم": "science",
    "باستور": "pasteur",
    "пастера": "pasteur", "дом": "house", "торговый": "trading", "минобороны": "ministry defence",
    "нии": "research institute", "цнии": "central research institute", "мгу": "moscow state university",
    "университет": "university",
}  # fmt: skip
"""Words of organisations in scripts that transliterate badly, or whose short forms stand for several."""


def meaning(word: str) -> str | None:
    """Return what a word in such a script means, whichever keyboard or spelling wrote it: *إيران, ايران, ایران*."""
    return _meanings().get(vowelless.written(word.casefold()))


@cache
def _meanings() -> dict[str, str]:
    written = {vowelless.written(word): meant for word, meant in NATIVE.items()}
    return {word.removeprefix("ال"): meant for word, meant in written.items()} | written
