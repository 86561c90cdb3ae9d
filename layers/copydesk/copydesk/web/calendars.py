"""Reads months, years, digits and weekdays in many languages, and converts their calendars to ours.

Iran and Afghanistan count solar years from 622, and Thailand counts years from 543 BC. Japan counts from the beginning
of a reign, and Taiwan from 1912. Lunar Islamic dates and dates of Nepal are not read, as both need tables of months.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

#: Month names of CLDR (Babel 2.19.0): wide and abbreviated, within dates and alone. Further spellings are those without
#: accents, Austrian and American ones, and Basque with the ending of dates. Others are from newspapers of India, Sri
#: Lanka, Egypt and Iran. A name in two languages is the month of the more widely read one.
_NAMES = (
    "ean eanáir ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janar janeiro janner januar januari "
    "january január januára janv janvier janvāris janúar jän jänner led leden ledna oca ocak saus sausio sausis sty "
    "styczeń stycznia tammi tammikuu tammikuuta urt urtarrila xan xaneiro yan yanvar ιαν ιανουάριος ιανουαρίου сту "
    "студзень студзеня січ січень січня янв январь января яну януари јан јануар јануари հնվ հունվար հունվարի ינואר "
    "يناير ژانویه იან იანვარი जनवरी जन জানুয়ারি জানু جنوری มกราคม ม.ค جانفي जानेवारी जाने જાન્યુઆરી જાન્યુ ਜਨਵਰੀ "
    "ਜਨ ஜனவரி ஜன జనవరి జన ಜನವರಿ ಜನ ജനുവരി ജനു ဇန်နဝါရီ មករា қаңтар қаң январ ጃንዋሪ ጃን জানুৱাৰী ଜାନୁଆରୀ ມັງກອນ ມ.ກ "
    "ýanwar januarie ionawr jannar janaayo jannaayo জানুয়ারী ජනවාරි urtarrilaren",
    "feabh feabhra feb febbraio febr febreiro febrer febrero februar februari februarie february február februára "
    "februāris febrúar fev fevereiro fevral fevrier févr février helmi helmikuu helmikuuta lut lutego luty ots "
    "otsaila shk shkurt vas vasario vasaris veebr veebruar úno únor února şub şubat φεβ φεβρουάριος φεβρουαρίου лют "
    "лютага лютий лютого люты феб фебруар фев февр февраль февраля февруари փետրվար փետրվարի փտվ פברואר فبراير "
    "فوریه თებ თებერვალი फ़रवरी फ़र ফেব্রুয়ারি ফেব فروری กุมภาพันธ์ ก.พ شباط فيفري فبروري فېبروري फेब्रुवारी "
    "फेब्रु फेब्रुअरी ફેબ્રુઆરી ફેબ્રુ ਫ਼ਰਵਰੀ ਫ਼ਰ பிப்ரவரி பிப் ఫిబ్రవరి ఫిబ్ర ಫೆಬ್ರವರಿ ಫೆಬ್ರ ഫെബ്രുവരി ഫെബ്രു "
    "ဖေဖော်ဝါရီ កុម្ភៈ ақпан ақп феврал ፌብሩዋሪ ፌብ ফেব্ৰুৱাৰী ফেব্ৰু ଫେବୃଆରୀ ກຸມພາ ກ.ພ fewral pebrero chwefror frar "
    "febraayo ফেব্রুয়ারী පෙබරවාරි otsailaren",
    "bře březen března kov kovas kovo maalis maaliskuu maaliskuuta maart mac mar marca march marec maret mars mart "
    "martie marts martxoa marzec marzo març março mrt márc március márta mär märts märz μάρ μάρτιος μαρ μαρτίου бер "
    "березень березня мар март марта сак сакавік сакавіка մարտ մարտի մրտ מרץ مارس მარ მარტი मार्च মার্চ مارچ มีนาคม "
    "มี.ค آذار માર્ચ ਮਾਰਚ மார்ச் மார் మార్చి ಮಾರ್ಚ್ മാർച്ച് മാർ မတ် មីនា наурыз нау ማርች মাৰ্চ ମାର୍ଚ୍ଚ ມີນາ ມ.ນ "
    "marso machi mawrth marzu maarso මාර්තු martxoaren",
    "abr abril aib aibreán api apirila apr aprel april aprile aprilie aprill apríl apríla aprīlis avr avril bal "
    "balandis balandžio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan pri prill ápr "
    "április απρ απρίλιος απριλίου апр апрель апреля април квіт квітень квітня кра красавік красавіка ապր ապրիլ "
    "ապրիլի אפריל آوریل أبريل აპრ აპრილი अप्रैल এপ্রিল এপ্রি اپریل เมษายน เม.ย نيسان أفريل एप्रिल एप्रि अप्रिल "
    "એપ્રિલ ਅਪ੍ਰੈਲ ਅਪ੍ਰੈ ஏப்ரல் ஏப் ఏప్రిల్ ఏప్రి ಏಪ್ರಿಲ್ ಏಪ್ರಿ ഏപ്രിൽ ഏപ്രി ဧပြီ មេសា сәуір сәу апрел ኤፕሪል ኤፕሪ "
    "এপ্ৰিল ଅପ୍ରେଲ ເມສາ ມ.ສ aprili ebrill abriil අප්‍රේල් apirilaren",
    "beal bealtaine geg gegužė gegužės kvě květen května mag maggio mai maiatza maig maijs maio maj maja may mayo "
    "mayıs maí mei máj mája május touko toukokuu toukokuuta μάι μάιος μαΐ μαΐου май мая мај трав травень травня "
    "մայիս մայիսի մյս מאי مايو მაი მაისი मई মে مئی พฤษภาคม พ.ค أيار ماي مه مۍ मे મે ਮਈ மே మే ಮೇ മേയ് မေ ឧសភា мамыр "
    "мам ሜይ ମଇ ພຶດສະພາ ພ.ພ maý mejju maayo می මැයි maiatzaren",
    "birž birželio birželis cze czerwca czerwiec eka ekaina giu giugno haz haziran iun iunie iyn iyun juin jun june "
    "junho juni junij junio juny juuni jún júna június júní jūn jūnijs kesä kesäkuu kesäkuuta meith meitheamh qer "
    "qershor xuño červen června čvn ιουν ιουνίου ιούν ιούνιος июн июнь июня черв червень червня чэр чэрвень чэрвеня "
    "юни јун јуни հնս հունիս հունիսի יוני يونيو ژوئن ივნ ივნისი जून জুন جون มิถุนายน มิ.ย حزيران جوان जुन જૂન ਜੂਨ "
    "ஜூன் జూన్ ಜೂನ್ ജൂൺ ဇွန် មិថុនា маусым мау ጁን ଜୁନ ມິຖຸນາ ມິ.ຖ iýun hunyo junie mehefin ġunju juun يونيه ජූනි "
    "ekainaren",
    "heinä heinäkuu heinäkuuta iul iulie iyl iyul iúil juil juillet jul julai julho juli julij julio juliol july "
    "juuli júl júla július júlí jūl jūlijs korr korrik liep liepa liepos lip lipca lipiec lug luglio tem temmuz uzt "
    "uztaila xul xullo července červenec čvc ιουλ ιουλίου ιούλ ιούλιος июл июль июля лип липень липня ліп ліпень "
    "ліпеня юли јул јули հլս հուլիս հուլիսի יולי يوليو ژوئیه ივლ ივლისი जुलाई जुल জুলাই জুল جولائی กรกฎาคม ก.ค تموز "
    "جويلية يوليوز جولای जुलै જુલાઈ ਜੁਲਾਈ ਜੁਲਾ ஜூலை జులై ಜುಲೈ ജൂലൈ ဇူလိုင် កក្កដា шілде шіл ጁላይ ଜୁଲାଇ ກໍລະກົດ ກ.ລ "
    "iýul hulyo julie gorffennaf lulju luulyo يوليه ජූලි uztailaren",
    "abu abuztua ago agost agosto agu agustus aout août aug august augusta augusti augusts augustus augusztus avg "
    "avgust avq avqust ağu ağustos elo elokuu elokuuta gush gusht lún lúnasa ogo ogos rugp rugpjūtis rugpjūčio sie "
    "sierpień sierpnia srp srpen srpna ágú ágúst αυγ αυγούστου αύγ αύγουστος авг август августа жні жнівень жніўня "
    "серп серпень серпня օգոստոս օգոստոսի օգս אוגוסט أغسطس اوت აგვ აგვისტო अगस्त अग আগস্ট আগ اگست สิงหาคม ส.ค آب "
    "غشت ऑगस्ट ऑग अगस्ट ઑગસ્ટ ਅਗਸਤ ਅਗ ஆகஸ்ட் ஆக ఆగస్టు ఆగ ಆಗಸ್ಟ್ ಆಗ ഓഗസ്റ്റ് ഓഗ ဩဂုတ် សីហា тамыз там ኦገስት ኦገስ আগষ্ট "
    "ଅଗଷ୍ଟ ສິງຫາ ສ.ຫ awgust agosti awst awwissu ogosto آگوست අගෝස්තු abuztuaren",
    "eyl eylül ira iraila mfómh rugs rugsėjis rugsėjo sen sentyabr sep sept septembar september septembra septembre "
    "septembrie septembris septiembre set setembre setembro setiembre settembre sht shtator syys syyskuu syyskuuta "
    "szept szeptember wrz wrzesień września zář září σεπ σεπτέμβριος σεπτεμβρίου вер верасень верасня вересень "
    "вересня сент сентябрь сентября сеп септембар септември սեպ սեպտեմբեր սեպտեմբերի ספטמבר سبتمبر سپتامبر სექ "
    "სექტემბერი सितंबर सित সেপ্টেম্বর সেপ সেপ্ট ستمبر กันยายน ก.ย أيلول شتنبر سېپتمبر سپتمبر सप्टेंबर सप्टें "
    "सेप्टेम्बर સપ્ટેમ્બર સપ્ટે ਸਤੰਬਰ ਸਤੰ செப்டம்பர் செப் సెప్టెంబర్ సెప్టెం ಸೆಪ್ಟೆಂಬರ್ ಸೆಪ್ಟೆಂ സെപ്റ്റംബർ സെപ്റ്റം "
    "စက်တင်ဘာ កញ្ញា қыркүйек қыр сентябр сен ሴፕቴምበር ሴፕቴ ছেপ্তেম্বৰ ছেপ্তে ସେପ୍ଟେମ୍ବର ກັນຍາ ກ.ຍ sentabr sentýabr "
    "setyembre septemba medi settembru sebtembar sebteembar सितम्बर සැප්තැම්බර් irailaren",
    "dfómh eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktobar oktober oktobris "
    "oktoober oktyabr október októbra ott ottobre out outubro paź październik października spal spalio spalis tet "
    "tetor urr urria říj říjen října οκτ οκτωβρίου οκτώβριος жовт жовтень жовтня кас кастрычнік кастрычніка окт "
    "октобар октомври октябрь октября հոկ հոկտեմբեր հոկտեմբերի אוקטובר أكتوبر اکتبر ოქტ ოქტომბერი अक्टूबर अक्टू "
    "অক্টোবর অক্টো ตุลาคม ต.ค ऑक्टोबर ऑक्टो अक्टोबर ઑક્ટોબર ઑક્ટો ਅਕਤੂਬਰ ਅਕਤੂ அக்டோபர் அக் అక్టోబర్ అక్టో ಅಕ್ಟೋಬರ್ "
    "ಅಕ್ಟೋ ഒക്‌ടോബർ ഒക്ടോ အောက်တိုဘာ តុលា қазан қаз октябр ኦክቶበር ኦክቶ অক্টোবৰ ଅକ୍ଟୋବର ຕຸລາ ຕ.ລ oktabr oktýabr "
    "oktubre oktoba hydref ottubru oktoobar अक्तूबर ඔක්තෝබර් urriaren",
    "aza azaroa kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marraskuu marraskuuta "
    "noiembrie nov novembar november novembra novembre novembris novembro noviembre noy noyabr nën nëntor nóv "
    "nóvember samh samhain νοέ νοέμβριος νοε νοεμβρίου лист листопад листопада ліс лістапад лістапада нов новембар "
    "ное ноември нояб ноябрь ноября նոյ նոյեմբեր նոյեմբերի נובמבר نوامبر نوفمبر ნოე ნოემბერი नवंबर नव নভেম্বর নভে "
    "نومبر พฤศจิกายน พ.ย نونبر नोव्हेंबर नोव्हें नोभेम्बर નવેમ્બર નવે ਨਵੰਬਰ ਨਵੰ நவம்பர் நவ నవంబర్ నవం ನವೆಂಬರ್ ನವೆಂ "
    "നവംബർ നവം နိုဝင်ဘာ វិច្ឆិកា қараша қар ноябр ноя ኖቬምበር ኖቬም নৱেম্বৰ নৱে ନଭେମ୍ବର ພະຈິກ ພ.ຈ noýabr nobyembre "
    "novemba tachwedd novembru noofeembar नवम्बर නොවැම්බර් azaroaren",
    "abe abendua ara aralık dec decembar december decembra decembre decembrie decembris decembro dek dekabr des "
    "desember desembre dets detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis disember déc "
    "décembre gru grudnia grudzień gruod gruodis gruodžio joulu joulukuu joulukuuta noll nollaig pro prosince "
    "prosinec δεκ δεκέμβριος δεκεμβρίου груд грудень грудня дек декабрь декабря декември дец децембар сне снежань "
    "снежня դեկ դեկտեմբեր դեկտեմբերի דצמבר دسامبر ديسمبر დეკ დეკემბერი दिसंबर दिस ডিসেম্বর ডিসে دسمبر ธันวาคม ธ.ค "
    "دجنبر डिसेंबर डिसें डिसेम्बर ડિસેમ્બર ડિસે ਦਸੰਬਰ ਦਸੰ டிசம்பர் டிச డిసెంబర్ డిసెం ಡಿಸೆಂಬರ್ ಡಿಸೆಂ ഡിസംബർ ഡിസം "
    "ဒီဇင်ဘာ ធ្នូ желтоқсан жел декабр ዲሴምበር ዲሴም ডিচেম্বৰ ডিচে ଡିସେମ୍ବର ທັນວາ ທ.ວ disyembre desemba rhagfyr "
    "diċembru diseembar दिसम्बर දෙසැම්බර් abenduaren",
)
#: Names of two words from CLDR: those of the Levant, of Kurdistan, and of Vietnam.
_OF_TWO_WORDS = (
    ("كانون الثاني", "کانوونی دووەم", "tháng một"), ("tháng hai",), ("tháng ba",), ("tháng tư", "tháng bốn"),
    ("tháng năm",), ("tháng sáu",), ("tháng bảy",), ("tháng tám",), ("tháng chín",),
    ("تشرين الأول", "تشرینی یەکەم", "tháng mười"), ("تشرين الثاني", "تشرینی دووەم", "tháng mười một"),
    ("كانون الأول", "کانونی یەکەم", "tháng mười hai"),
)  # fmt: skip
#: The months of the solar Hijri year (CLDR, Persian calendar), as named in Iran, in English, in Dari and in Pashto.
_SOLAR_NAMES = (
    "فروردین farvardin حمل وری", "اردیبهشت ordibehesht ثور غویی", "خرداد khordad جوزا غبرګولی",
    "تیر tir سرطان چنګاښ", "مرداد امرداد mordad اسد زمری", "شهریور shahrivar سنبله وږی", "مهر mehr میزان تله",
    "آبان aban عقرب لړم", "آذر azar قوس لیندۍ", "دی dey جدی مرغومی", "بهمن bahman دلو سلواغه", "اسفند esfand حوت کب",
)  # fmt: skip
#: Letters that are written for each other, and marks and joiners that are often left out.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("یىې", "ي"),
        "ک": "ك",
        "ګ": "گ",
        "ı": "i",
        **dict.fromkeys("\u0307\u093c\u09bc\u0a3c\u0640\u200c\u200d", None),
    }
)
_NUMBER = re.compile(r"\d+")


def _key(name: str) -> str:
    """Returns a name in the form of the tables: in lower case, with one spelling of similar letters."""
    name = name.lower().rstrip(".॰")
    return name if name.isascii() else " ".join(unicodedata.normalize("NFC", name).translate(_ALIKE).split())


_MONTHS = {_key(name): month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTHS |= {_key(name): month for month, names in enumerate(_OF_TWO_WORDS, 1) for name in names}
_SOLAR_MONTHS = {_key(name): month for month, names in enumerate(_SOLAR_NAMES, 1) for name in names.split()}


def month_of(name: str) -> int | None:
    """Returns the number of a month of our calendar from its name or a numbered form ("tháng 3", "3월").

    >>> month_of("Sept."), month_of("كانون الثاني"), month_of("ابريل"), month_of("thg 3"), month_of("Octopus")
    (9, 1, 4, 3, None)
    """
    digits = _NUMBER.search(name)
    return int(digits[0]) if digits else _MONTHS.get(_key(name))


def solar_month_of(name: str) -> int | None:
    """Returns the number of a month of the solar Hijri year, with or without the word for month."""
    return _SOLAR_MONTHS.get(_key(name).removesuffix("ماه"))


#: The zeros of the rows of digits in which news is written: Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati,
#: Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Burmese, Khmer and full width.
_ZEROS = "٠۰०০੦૦୦௦౦೦൦๐໐၀០０"
#: Each foreign digit or mark with its ASCII character, one for one, so that positions stay the same. Direction marks,
#: which Arabic and Hebrew pages put between the parts of a date, become spaces.
_AS_ASCII = (
    {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
    | str.maketrans("／．，،：‑－（）", "/.,,:--()")
    | str.maketrans(dict.fromkeys("\u200b\u200e\u200f\u061c", " "))
)
_IDEOGRAPHIC = {sign: value for value, signs in enumerate(("〇零○", *"一二三四五六七八九")) for sign in signs}

#: The years in which a web page can be published. From 2047 on, a year is of Nepal's calendar, whose 2047 is our 1990.
EARLIEST_YEAR, LATEST_YEAR = 1990, 2046
_OURS = range(EARLIEST_YEAR, LATEST_YEAR + 1)
#: The year before the first year of each era (CLDR 47, Japanese and Minguo calendars). R and H are the letters of
#: Japanese forms.
_ERAS = {"令和": 2018, "㋿": 2018, "R": 2018, "平成": 1988, "㍻": 1988, "H": 1988, "民國": 1911, "民国": 1911}
_BUDDHIST = 543
#: The leap years in each cycle of 33 solar Hijri years, and a known day: 1 Farvardin 1400 is 21 March 2021.
#: The cycle is correct from 1244 to 1472 (Borkowski, "The Persian calendar for 3000 years", 1996).
_CYCLE, _LEAPS = 33, (1, 5, 9, 13, 17, 22, 26, 30)
_KNOWN_YEAR, _KNOWN_DAY = 1400, date(2021, 3, 21)
_THAI = re.compile("[ก-๙]")
_PERSIAN_DIGIT = re.compile("[۰-۹]")
_SOLAR_LANGUAGES = frozenset({"fa", "ps", "prs", "haz", "mzn"})
#: The weekdays as in dates, from Monday on, in languages whose dates may be ambiguous (CLDR 47).
_WEEKDAYS = {
    name: day
    for day, names in enumerate(
        (
            "monday mon lunes lun lundi montag segunda seg lunedì maandag",
            "tuesday tue tues martes mar mardi dienstag terça ter martedì dinsdag",
            "wednesday wed miércoles mié mercredi mer mittwoch quarta qua mercoledì woensdag",
            "thursday thu thur thurs jueves jue jeudi jeu donnerstag quinta qui giovedì gio donderdag",
            "friday fri viernes vie vendredi ven freitag sexta sex venerdì vrijdag",
            "saturday sat sábado sáb samedi sam samstag sabato sab zaterdag",
            "sunday sun domingo dom dimanche dim sonntag domenica zondag",
        )
    )
    for name in names.split()
}
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar. `years` are the years that web pages can have in it. `day` converts a day of it to our date."""

    years: range
    day: Callable[[int, int, int], date]

    def iso(self, year: int, month: int, day: int) -> str | None:
        """Returns the day in ISO 8601, or None if there is no such day or year."""
        try:
            found = self.day(year, month, day) if year in self.years else None
        except ValueError:
            return None
        return found.isoformat() if found else None


def _solar_day(year: int, month: int, day: int) -> date:
    """Converts a solar Hijri day. Six months have 31 days, five have 30, and the last has 29, or 30 in a leap year."""
    length = 31 if month <= 6 else 30 if month < 12 or year % _CYCLE in _LEAPS else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        raise ValueError((year, month, day))
    days = 365 * (year - _KNOWN_YEAR) + _leaps_before(year) - _leaps_before(_KNOWN_YEAR)
    return _KNOWN_DAY + timedelta(days=days + 30 * (month - 1) + min(month - 1, 6) + day - 1)


def _leaps_before(year: int) -> int:
    cycles, rest = divmod(year, _CYCLE)
    return cycles * len(_LEAPS) + sum(leap < rest for leap in _LEAPS)


def _counted_from(start: int) -> Calendar:
    return Calendar(range(EARLIEST_YEAR - start, LATEST_YEAR + 1 - start), lambda y, m, d: date(y + start, m, d))


GREGORIAN = Calendar(_OURS, date)
SOLAR_HIJRI = Calendar(range(1369, 1426), _solar_day)
BUDDHIST = _counted_from(-_BUDDHIST)
_OF_ERA = {era: _counted_from(start) for era, start in _ERAS.items()}


def calendars_of(text: str, language: str) -> list[Calendar]:
    """Returns the calendars that four-digit years in a text may follow: ours, and that of its readers."""
    calendars = [GREGORIAN]
    if _PERSIAN_DIGIT.search(text) or language.partition("-")[0] in _SOLAR_LANGUAGES:
        calendars.append(SOLAR_HIJRI)
    if language == "th" or _THAI.search(text):
        calendars.append(BUDDHIST)
    if language.startswith("zh") and language.endswith("TW"):
        calendars.append(_OF_ERA["民國"])
    return calendars


def calendar_of(era: str) -> Calendar:
    return _OF_ERA[era]


def in_ascii(text: str) -> str:
    """Returns a text of the same length with its digits and their marks in ASCII.

    >>> in_ascii("۱۴۰۲／۱۲"), in_ascii("২ মার্চ ২০২৪")
    ('1402/12', '2 মার্চ 2024')
    """
    return text if text.isascii() else text.translate(_AS_ASCII)


def number(written: str) -> int:
    """Returns a number below ten thousand from digits or Chinese numerals. The first year of an era is 1.

    >>> number("24"), number("二〇二四"), number("二十四"), number("十"), number("元")
    (24, 2024, 24, 10, 1)
    """
    if written.isdecimal():
        return int(written)
    if written == "元":
        return 1
    tens, ten, ones = written.rpartition("十")
    if ten:
        return 10 * (_IDEOGRAPHIC.get(tens, 1)) + _IDEOGRAPHIC.get(ones, 0)
    return int("".join(str(_IDEOGRAPHIC[sign]) for sign in written))


def weekdays_in(text: str) -> set[int]:
    """Returns the weekdays that a text names, Monday as 0.

    >>> sorted(weekdays_in("Sat, 03/09/2024 | Mon"))
    [0, 5]
    """
    return {_WEEKDAYS[word] for word in _WORD.findall(text.casefold()) if word in _WEEKDAYS}
