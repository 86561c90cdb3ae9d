"""This module holds the words of speech in languages of eastern Europe, a table for each."""

from copydesk.extraction.quotes.phrases import language

#: Words for `according to` that put the name into another case.
GENITIVE = frozenset("словам словами podle dle według zdaniem".split())
RUSSIAN = language(
    people="мэр президент министр глава депутат директор премьер-министр премьер губернатор сенатор господин госпожа"
    " председатель эксперт аналитик экономист врач судья прокурор адвокат тренер капитан нападающий вратарь актер"
    " актёр актриса певец певица режиссер режиссёр автор писатель политик пресс-секретарь историк модель артист"
    " артистка художник спортсмен спортсменка блогер ведущий ведущая",
    cues="поблагодарил призвал призвала рассказывает отмечает поясняет объясняет подчеркивает подчёркивает добавляет"
    " уверен уверена вспоминает вспомнил вспомнила поинтересовался поинтересовалась воскликнул воскликнула пошутил"
    " пошутила прокомментировал прокомментировала сообщает полагает уточняет пообещал пообещала обещал обещала"
    " обратился констатировала заключила согласилась возразила сказал сказала сказали сообщил сообщила сообщили заявил"
    " заявила заявили отметил отметила отметили добавил добавила подчеркнул подчеркнула пояснил пояснила объяснил"
    " объяснила рассказал рассказала рассказали написал написала ответил ответила спросил спросила признался"
    " призналась считает говорит уточнил уточнила продолжил продолжила закончил попросил попросила напомнил напомнила"
    " указал указала заметил заметила объявил объявила предупредил предупредила пишет цитирует приводит передает"
    " передаёт поделился поделилась утверждает констатировал заключил резюмировал возразил согласился начал назвал"
    " назвала назвали",
    so="словам",
    naming="назвал назвала назвали",
    that="что",
    determiners="один одна два три этот эта эти его её ее их наш мой",
    she="она",
    he="он",
    no_subject="в во на с со к по для от из о об при без у за до после перед и а но или что как когда если где также"
    " тогда потом затем сегодня вчера журналистам газете агентству",
    common="и в не на что с по как он это из за к от но для о его у же",
)
POLISH = language(
    people="prezydent premier minister ministra burmistrz rzecznik rzeczniczka poseł posłanka senator dyrektor"
    " dyrektorka prezes prezeska wójt starosta wojewoda policjant policja ekspert ekspertka analityk ekonomista lekarz"
    " lekarka sędzia prokurator adwokat mecenas trener kapitan napastnik bramkarz aktor aktorka piosenkarz piosenkarka"
    " reżyser reżyserka autor autorka pisarz pisarka polityk przewodniczący przewodnicząca szef szefowa naukowiec"
    " historyk",
    cues="zakończył zakończyła kończy podsumował podsumowała podsumowuje zapowiedział zapowiedziała ocenili żartował"
    " wspomina wspominał wspominała deklaruje zadeklarował zadeklarowała apeluje apelował apelowała pytał pytała pyta"
    " stwierdza przekazał przekazała dodali powiedział powiedziała powiedzieli mówi mówił mówiła dodał dodała dodaje"
    " podkreślił podkreśliła podkreśla zaznaczył zaznaczyła zaznacza stwierdził stwierdziła ocenił oceniła ocenia"
    " wyjaśnił wyjaśniła wyjaśnia przyznał przyznała przyznaje poinformował poinformowała informuje napisał napisała"
    " pisze tłumaczy tłumaczył twierdzi uważa zauważył zauważa przekonuje przekonywał odpowiedział odpowiedziała"
    " odpowiada oświadczył oświadczyła przypomniał przypomina komentuje opowiada relacjonuje wskazał wskazuje zapewnił"
    " zapewnia ostrzegł ostrzega czytamy",
    so="według zdaniem",
    that="że iż",
    determiners="jeden jedna dwa dwaj trzy ten ta jego jej ich",
    she="ona",
    he="on",
    no_subject="w we na z ze do dla od o po przy bez za u i a ale lub że jak gdy kiedy jeśli gdzie także również wtedy"
    " potem dziś wczoraj się nam",
    common="w i na z się do nie że to o jest jak za od po przez dla ale są oraz",
)
CZECH = language(
    people="soudce soudkyně analytik analytička ekonom ekonomka expert expertka odborník odbornice lékař lékařka"
    " ředitel ředitelka mluvčí starosta starostka primátor primátorka ministr ministryně premiér premiérka prezident"
    " prezidentka poslanec poslankyně senátor senátorka hejtman hejtmanka policista policistka policie trenér trenérka"
    " kapitán útočník obránce brankář herec herečka zpěvák zpěvačka režisér režisérka autor autorka spisovatel"
    " spisovatelka politik politička advokát advokátka právník právnička žalobce žalobkyně manažer manažerka majitel"
    " majitelka předseda předsedkyně šéf šéfka epidemiolog meteorolog historik",
    cues="uzavřel uzavřela myslí domnívá soudí shrnul shrnula shrnuje zhodnotil zhodnotila hodnotí oznámil oznámila"
    " oznamuje varoval varovala varuje vzkázal vzkázala ocenil ocenila reagoval reagovala reaguje citoval vzpomíná"
    " vzpomínal vyprávěl vypráví prozradil prozradila říkal říkala přiznává zdůrazňuje doplňuje popsali pokračoval"
    " pokračuje řekl řekla řekli říká uvedl uvedla uvedli uvádí dodal dodala dodává prohlásil prohlásila sdělil"
    " sdělila vysvětlil vysvětlila vysvětluje upozornil upozornila upozorňuje popsal popsala popisuje napsal napsala"
    " píše odpověděl odpověděla potvrdil potvrdila připomněl připomněla míní tvrdí doplnil doplnila poznamenal"
    " konstatoval zdůraznil zdůraznila informoval informovala okomentoval komentoval přiznal přiznala podotkl podotkla",
    so="podle dle",
    that="že",
    determiners="jeden jedna dva tři ten ta jeho její jejich",
    she="ona",
    he="on",
    no_subject="v ve na z ze do pro od o po při bez za u i a ale nebo že jak když kde také tehdy pak potom dnes včera"
    " se si novinářům serveru",
    common="a v se na je že s z o do i to za pro jako by ve jsou ale byl",
)
UKRAINIAN = language(
    people="мер президент міністр міністерка глава депутат директор прем'єр-міністр губернатор речник речниця експерт"
    " аналітик економіст лікар суддя прокурор адвокат тренер капітан актор акторка співак співачка режисер автор"
    " політик",
    cues="сказав сказала сказали повідомив повідомила повідомили заявив заявила заявили зазначив зазначила зазначили"
    " додав додала додали наголосив наголосила підкреслив підкреслила пояснив пояснила розповів розповіла розповіли"
    " написав написала відповів відповіла вважає каже говорить запитав запитала зізнався зізналася уточнив уточнила"
    " нагадав нагадала стверджує назвав назвала закликав закликала попередив попередила",
    so="словами",
    naming="назвав назвала назвали",
    that="що",
    determiners="один одна два три цей ця його її їх їхній наш мій",
    she="вона",
    he="він",
    no_subject="в у на з зі до по для від із про при без за після перед і та а але що як коли якщо де також тоді потім"
    " сьогодні вчора журналістам",
    common="і в у не на що з та це як до від за для про його вони є",
)
ROMANIAN = language(
    cues="spune spus spunea declară declarat afirmă afirmat explică explicat adaugă adăugat precizează precizat arată"
    " susține susținut transmite transmis scrie scris subliniază subliniat povestește povestit mărturisește anunță"
    " anunțat consideră avertizează avertizat răspunde răspuns întreabă menționează menționat conchide",
    so="potrivit conform",
    that="că",
    determiners="un o doi două trei acest această",
    she="ea",
    he="el",
    no_subject="a la în pe cu de din pentru prin după fără despre spre și dar sau că care când cum dacă unde ieri azi"
    " apoi luni marți miercuri joi vineri sâmbătă duminică",
    common="și de la în cu pe care nu este din pentru că mai să o un au fost",
)
HUNGARIAN = language(
    cues="mondta mondja mondták közölte közölték írta írja tette nyilatkozta hangsúlyozta hozzátette kijelentette"
    " elmondta állítja válaszolta kérdezte magyarázta megjegyezte kiemelte fogalmazott szögezte jelentette"
    " emlékeztetett mesélte vallotta véli ismertette",
    so="szerint",
    that="hogy",
    determiners="a az egy két három ez",
    she="ő",
    he="ő",
    no_subject="és de vagy hogy ha mint amikor ahol még már csak is nem majd azt ezt hétfőn kedden szerdán csütörtökön"
    " pénteken szombaton vasárnap ma tegnap el meg a lapnak",
    common="az és hogy nem egy van meg de csak ez azt volt már",
)
