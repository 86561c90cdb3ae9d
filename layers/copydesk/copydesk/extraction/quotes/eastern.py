"""What tells of speech in the languages of eastern Europe, a table for each."""

from copydesk.extraction.quotes.vocabulary import language

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
    so="podle",
    that="že",
    determiners="jeden jedna dva tři ten ta jeho její jejich",
    she="ona",
    he="on",
    no_subject="v ve na z ze do pro od o po při bez za u i a ale nebo že jak když kde také tehdy pak potom dnes včera"
    " se si novinářům serveru",
    common="a v se na je že s z o do i to za pro jako by ve jsou ale byl",
)
