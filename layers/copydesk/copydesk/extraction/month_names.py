"""Months by name in the languages whose news writes them as words."""

#: CLDR (Babel 2.19.0): the wide and the abbreviated names, as they stand in dates and alone; and spellings without
#: accents, Austrian and American ones. A name of two languages is the month of the more widely read.
_NAMES = (
    "ean eanáir ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janar janeiro janner januar januari "
    "january január januára janv janvier janvāris janúar jän jänner led leden ledna oca ocak saus sausio sausis "
    "sty styczeń stycznia tammi tammikuu tammikuuta urt urtarrila xan xaneiro yan yanvar ιαν ιανουάριος "
    "ιανουαρίου сту студзень студзеня січ січень січня янв январь января яну януари јан јануар јануари հնվ "
    "հունվար հունվարի ינואר يناير ژانویه იან იანვარი",
    "feabh feabhra feb febbraio febr febreiro febrer febrero februar februari februarie february február februára "
    "februāris febrúar fev fevereiro fevral fevrier févr février helmi helmikuu helmikuuta lut lutego luty ots "
    "otsaila shk shkurt vas vasario vasaris veebr veebruar úno únor února şub şubat φεβ φεβρουάριος φεβρουαρίου "
    "лют лютага лютий лютого люты феб фебруар фев февр февраль февраля февруари փետրվար փետրվարի փտվ פברואר "
    "فبراير فوریه თებ თებერვალი",
    "bře březen března kov kovas kovo maalis maaliskuu maaliskuuta maart mac mar marca march marec maret mars "
    "mart martie marts martxoa marzec marzo març março mrt márc március márta mär märts märz μάρ μάρτιος μαρ "
    "μαρτίου бер березень березня мар март марта сак сакавік сакавіка մարտ մարտի մրտ מרץ مارس მარ მარტი",
    "abr abril aib aibreán api apirila apr aprel april aprile aprilie aprill apríl apríla aprīlis avr avril bal "
    "balandis balandžio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan pri prill ápr "
    "április απρ απρίλιος απριλίου апр апрель апреля април квіт квітень квітня кра красавік красавіка ապր ապրիլ "
    "ապրիլի אפריל آوریل أبريل აპრ აპრილი",
    "beal bealtaine geg gegužė gegužės kvě květen května mag maggio mai maiatza maig maijs maio maj maja may mayo "
    "mayıs maí mei máj mája május touko toukokuu toukokuuta μάι μάιος μαΐ μαΐου май мая мај трав травень травня "
    "մայիս մայիսի մյս מאי مايو მაი მაისი",
    "birž birželio birželis cze czerwca czerwiec eka ekaina giu giugno haz haziran iun iunie iyn iyun juin jun "
    "june junho juni junij junio juny juuni jún júna június júní jūn jūnijs kesä kesäkuu kesäkuuta meith "
    "meitheamh qer qershor xuño červen června čvn ιουν ιουνίου ιούν ιούνιος июн июнь июня черв червень червня чэр "
    "чэрвень чэрвеня юни јун јуни հնս հունիս հունիսի יוני يونيو ژوئن ივნ ივნისი",
    "heinä heinäkuu heinäkuuta iul iulie iyl iyul iúil juil juillet jul julai julho juli julij julio juliol july "
    "juuli júl júla július júlí jūl jūlijs korr korrik liep liepa liepos lip lipca lipiec lug luglio tem temmuz "
    "uzt uztaila xul xullo července červenec čvc ιουλ ιουλίου ιούλ ιούλιος июл июль июля лип липень липня ліп "
    "ліпень ліпеня юли јул јули հլս հուլիս հուլիսի יולי يوليو ژوئیه ივლ ივლისი",
    "abu abuztua ago agost agosto agu agustus aout août aug august augusta augusti augusts augustus augusztus avg "
    "avgust avq avqust ağu ağustos elo elokuu elokuuta gush gusht lún lúnasa ogo ogos rugp rugpjūtis rugpjūčio "
    "sie sierpień sierpnia srp srpen srpna ágú ágúst αυγ αυγούστου αύγ αύγουστος авг август августа жні жнівень "
    "жніўня серп серпень серпня օգոստոս օգոստոսի օգս אוגוסט أغسطس اوت აგვ აგვისტო",
    "eyl eylül ira iraila mfómh rugs rugsėjis rugsėjo sen sentyabr sep sept septembar september septembra "
    "septembre septembrie septembris septiembre set setembre setembro setiembre settembre sht shtator syys "
    "syyskuu syyskuuta szept szeptember wrz wrzesień września zář září σεπ σεπτέμβριος σεπτεμβρίου вер верасень "
    "верасня вересень вересня сент сентябрь сентября сеп септембар септември սեպ սեպտեմբեր սեպտեմբերի ספטמבר "
    "سبتمبر سپتامبر სექ სექტემბერი",
    "dfómh eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktobar oktober oktobris "
    "oktoober oktyabr október októbra ott ottobre out outubro paź październik października spal spalio spalis tet "
    "tetor urr urria říj říjen října οκτ οκτωβρίου οκτώβριος жовт жовтень жовтня кас кастрычнік кастрычніка окт "
    "октобар октомври октябрь октября հոկ հոկտեմբեր հոկտեմբերի אוקטובר أكتوبر اکتبر ოქტ ოქტომბერი",
    "aza azaroa kas kasım lapkr lapkritis lapkričio lis listopad listopada listopadu marras marraskuu marraskuuta "
    "noiembrie nov novembar november novembra novembre novembris novembro noviembre noy noyabr nën nëntor nóv "
    "nóvember samh samhain νοέ νοέμβριος νοε νοεμβρίου лист листопад листопада ліс лістапад лістапада нов "
    "новембар ное ноември нояб ноябрь ноября նոյ նոյեմբեր նոյեմբերի נובמבר نوامبر نوفمبر ნოე ნოემბერი",
    "abe abendua ara aralık dec decembar december decembra decembre decembrie decembris decembro dek dekabr des "
    "desember desembre dets detsember dez dezember dezembro dhj dhjetor dic dicembre diciembre dis disember déc "
    "décembre gru grudnia grudzień gruod gruodis gruodžio joulu joulukuu joulukuuta noll nollaig pro prosince "
    "prosinec δεκ δεκέμβριος δεκεμβρίου груд грудень грудня дек декабрь декабря декември дец децембар сне снежань "
    "снежня դեկ դեկտեմբեր դեկտեմբերի דצמבר دسامبر ديسمبر დეკ დეკემბერი",
)
#: Name in small letters → number.
MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
