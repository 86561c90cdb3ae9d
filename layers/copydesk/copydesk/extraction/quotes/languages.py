"""What tells of speech in other languages than English, a table for each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language that tell of speech, in lower case.

    - `cues` are verbs of saying, and `so` are words for `according to`.
    - `that` are words that begin a reported clause, and `no_subject` words that begin no noun phrase.
    - `endings` are those of verbs. Any verb right after a quotation tells who spoke where a language has some.
    - `reporting` are verbs in the mood of reported speech.
    - `naming` are verbs whose object is what was said: `sie nannte es „…“`.
    - `statements` are nouns for what was said. They name no speaker.
    - `people` are nouns for who speaks that stand without an article: `řekl ministr`, `säger polisen`.
    """

    cues: frozenset[str]
    so: frozenset[str]
    that: frozenset[str]
    determiners: frozenset[str]
    she: frozenset[str]
    he: frozenset[str]
    no_subject: frozenset[str]
    common: frozenset[str]
    endings: frozenset[str] = frozenset()
    reporting: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def _language(**words: str) -> Language:
    return Language(**{name: frozenset(each.split()) for name, each in words.items()})


_GERMAN = _language(
    cues="erläuterte erläutert erläutern mutmaßte mutmaßt prognostizierte prognostiziert konstatierte konstatiert"
    " resümiert bilanziert unterstreicht äußert kündigt erwiderte erwidert wandte rät riet ergänzen witzelt jubelte"
    " jubelt spottete spottet schreiben schrieben entgegnet bekräftigt schlussfolgerte schlussfolgert verkündete"
    " verkündet flüsterte flüstert murmelte murmelt brüllte brüllt stöhnte sinniert sinnierte stichelte"
    " twittert postet lästerte ließ urteilt versichert klagt schimpft wettert wetterte moniert"
    " monierte attestiert attestierte sagte sagt sagten sagen erklärte erklärt erklärten erklären erzählte erzählt erzählen betonte"
    " betont betonen warnte warnt warnten schrieb schreibt schrieben meinte meint meinen berichtete"
    " berichtet teilte ergänzte ergänzt kritisierte kritisiert forderte fordert fügte bestätigte"
    " bestätigt kündigte versicherte versichert behauptete behauptet entgegnete antwortete antwortet"
    " fragte fragt rief lobte lobt urteilte bekräftigte unterstrich bemerkte äußerte schilderte schildert"
    " bilanzierte resümierte stellte zitierte twitterte postete mahnte mahnt räumte nannte nennt findet"
    " fand glaubt bezeichnete bezeichnet gesagt verriet verrät gab scherzte beklagte klagte schwärmte"
    " schwärmt freut freute begründete begründet vermutet vermutete schlägt spricht sprach heißt hieß"
    " pochte appellierte scherzt ruft rufen stützt verurteilte rügte"
    " rügt kontert antworten rät riet verspricht versprach gibt"
    " erinnert weiß wusste lacht lachte beschreibt beschrieb sieht meldet meldete verlangte verlangt plädierte plädiert"
    " verteidigte rechtfertigte zweifelt bezweifelte bezweifelt witzelte ätzte schimpfte empörte empört bedauerte"
    " bedauert gesteht gestand gab zugab hofft hoffte nennen sprachen sprechen",
    so="so laut zufolge",
    that="dass daß",
    determiners="der die das ein eine einer mehrere zwei drei viele seine ihre sein ihr unser deren dessen",
    she="sie",
    he="er",
    no_subject="am im in an auf bei beim nach vor zu zum zur aus von vom mit gegenüber über unter durch für"
    " gegen ohne seit während wegen trotz anschließend zudem außerdem dann damals jetzt auch aber"
    " und doch dennoch gleichzeitig zugleich angesichts anlässlich später zuvor daraufhin dazu"
    " weiter heute gestern nun so als wie wenn dass weil da dort hier bislang bereits schon noch"
    " einmal laut ob oder denn sowohl weder sondern"
    " dabei darauf darin deshalb daher hingegen dagegen allerdings jedoch",
    endings="t te ten",
    naming="nannte nannten nennt nennen bezeichnete bezeichnet sprach sprachen spricht sprechen warnte warnten warnt"
    " kritisierte kritisierten kritisiert forderte forderten fordert fordern beklagte beklagt lobte lobt verlangte"
    " verlangt verurteilte betonte betont rügte rügt beschreibt beschrieb meldet meldete äußerte äußert",
    statements="hoffnung meinung kritik sorge überzeugung forderung frage antwort ansicht vermutung befürchtung these"
    " aussage jahr",
    reporting="sei seien habe werde könne müsse solle wolle dürfe"
    " möge gebe gehe komme stehe lasse bleibe brauche bringe"
    " sehe wisse liege handle handele halte führe zeige hätten würden"
    " mache nehme spreche verkenne bedeute fehle gelte drohe versuche verstehe finde herrsche riskiere gehöre diene",
    common="der die das und ist nicht mit von den für auf ein eine sich dem auch des im zu dass",
)
_FRENCH = _language(
    cues="confirme confirmé reprend repris murmure prétend promet promis interroge s’interroge s’indigne s’étonne"
    " s’agace s’enthousiasme s’emporte ironise ironisé sourit rit nuance analyse décrit ajoutait expliquait disait"
    " racontait affirmait fustige fustigé tacle taclé salué réclame souffle renchérit complète prévenu"
    " conclu dit a-t-il déclare déclaré explique expliqué affirme affirmé ajoute ajouté raconte raconté souligne"
    " souligné précise précisé estime estimé confie confié assure assuré indique indiqué poursuit conclut"
    " insiste regrette lance lancé écrit rappelle rappelé répond répondu note noté glisse soupire avance"
    " témoigne détaille résume prévient reconnaît dénonce dénoncé martèle plaide réagit commente juge"
    " jugé avoue avertit observe annonce annoncé tweeté admet constate salue déplore déploré s’inquiète"
    " s’exclame qualifie qualifié évoque évoqué",
    so="selon d’après d'après",
    naming="qualifie qualifié dénonce dénoncé évoque évoqué",
    that="que qu’",
    determiners="le la les l’ un une des plusieurs deux son sa ses leur leurs ce cette",
    she="elle",
    he="il",
    no_subject="à au aux dans en sur pour par avec sans sous chez lors après avant devant depuis vers entre"
    " et mais ou où qui que quand comme si puis hier aujourd’hui lundi mardi mercredi jeudi"
    " vendredi samedi dimanche ensuite pourtant alors ici enfin également toutefois ainsi auprès",
    common="le la les et est des une pour dans que qui sur pas au plus par avec ce du",
)
_SPANISH = _language(
    cues="confirmó confirma confesó confiesa mencionó menciona prometió promete exclamó exclama argumentó argumenta"
    " resaltó resalta expuso expone matizó matiza confió bromeó ironizó sentenció sentencia resumió"
    " resume reprochó exigió exige pidió pide reveló revela narró cuestionó cuestiona publicó tuiteó decía contaba"
    " explicaba rememora rememoró evoca dijeron dicen afirmaron señalaron explicaron aseguraron indicaron añadieron"
    " dijo dice dicho afirmó afirma señaló señala explicó explica aseguró asegura indicó indica añadió"
    " añade agregó agrega declaró declara manifestó manifiesta sostuvo sostiene expresó comentó comenta"
    " apuntó apunta destacó destaca subrayó subraya recordó recuerda advirtió advierte reconoció reconoce"
    " insistió insiste precisó contó cuenta escribió escribe respondió responde concluyó concluye reiteró"
    " lamentó lamenta criticó denunció denuncia informó preguntó corroboró anunció puntualizó enfatizó"
    " detalló opinó admitió zanjó recalca recalcó aclara aclaró pregunta plantea planteó remarca remarcó"
    " reclama reclamó calificó califica tildó celebra relata relató narra valora valoró",
    so="según",
    naming="calificó califica tildó denunció denuncia criticó lamentó",
    that="que",
    determiners="el la los las un una unos varios dos su sus este esta",
    she="ella",
    he="él",
    no_subject="a al en de del con por para sin sobre tras ante desde hasta entre durante según y pero o que"
    " quien como cuando si donde además también luego después ayer hoy así este lunes martes"
    " miércoles jueves viernes sábado domingo",
    common="el la los las y es que en un una por con para del se no al lo su",
)
_ITALIAN = _language(
    cues="rivela rivelato confessa confessato confida conferma confermato ribadisce ribadito insiste esclama evidenzia"
    " evidenziato chiede chiesto replica replicato attacca tuona rincara chiarisce chiarito riferisce riferito auspica"
    " rilancia ironizza aveva diceva raccontava spiegava sostengono dicono dichiarano ha detto dice disse spiega spiegano spiegato afferma affermato racconta raccontato aggiunge"
    " aggiunto sottolinea sottolineato dichiara dichiarato commenta commentato scrive scrivono scritto"
    " conclude concluso ricorda precisa osserva ammette avverte assicura sostiene risponde prosegue"
    " continua denuncia annuncia definisce definito",
    so="secondo",
    naming="definisce definito denuncia",
    that="che",
    determiners="il lo la i gli le l’ un uno una due suo sua alcuni",
    she="lei",
    he="lui",
    no_subject="a al alla ai in nel nella di del della con per su sul sulla da dal dalla tra fra durante dopo"
    " prima poi e ma o che quando come se dove ieri oggi anche ancora così infine",
    common="il la e di che è un una per non con sono del della nel si le gli dei",
)
_PORTUGUESE = _language(
    cues="confirmou confirma revelou revela confessou desabafou enfatizou enfatiza esclareceu esclarece detalhou"
    " prometeu pediu pede perguntou pergunta publicou indicou indica assegurou considerou considera sublinhou sublinha"
    " adiantou adianta referiu refere admitiu admite denunciou recordou recorda sustentou declararam disseram afirmaram"
    " dizia justificou ponderou opinou brincou elogiou disse diz afirmou afirma explicou explica declarou declara ressaltou ressalta destacou destaca"
    " acrescentou acrescenta contou conta informou informa escreveu escreve respondeu avaliou avalia"
    " completou completa concluiu comentou comenta lembrou lembra criticou reforçou frisou salientou"
    " garantiu apontou observou alertou alerta pontuou relatou relata argumentou defendeu anunciou chamou classificou",
    so="segundo conforme",
    naming="chamou classificou criticou",
    that="que",
    determiners="o a os as um uma dois seu sua",
    she="ela",
    he="ele",
    no_subject="em no na nos nas de do da dos das com por para sem sobre após ante desde até entre durante ao"
    " à aos e mas ou que quem como quando se onde ainda também depois ontem hoje assim segundo"
    " nesta neste sobre",
    common="o a os as e é que em um uma para com não do da no na se por mais",
)
_DUTCH = _language(
    cues="vraagt vroeg lacht besluit besloot herhaalt herhaalde concludeert concludeerde erkent erkende geeft hoopt"
    " hoopte denkt dacht weet meent meende beschrijft beschreef onderstreept onderstreepte oordeelt oordeelde stellen"
    " schrijven vertellen verklaren merkt klaagt klaagde grapt grapte roept riep verzekert zegt zei zeggen zeiden vertelt vertelde verklaarde verklaart schrijft schreef legt stelt stelde meldt meldde"
    " benadrukt benadrukte waarschuwt waarschuwde reageert reageerde vindt vond antwoordt antwoordde voegt bevestigt"
    " aldus klinkt noemt noemde",
    so="aldus volgens",
    naming="noemt noemde",
    that="dat",
    determiners="de het een twee drie zijn haar hun deze",
    she="ze zij",
    he="hij",
    no_subject="in op bij na voor tot uit van met tegen tegenover over onder door tijdens en maar of dat die"
    " wie als toen wanneer ook daarna verder dan nog al gisteren vandaag dinsdag maandag woensdag"
    " donderdag vrijdag zaterdag zondag hier daar nu",
    common="de het een en is van dat niet op te zijn met voor die er aan ook om",
)
_NORDIC = _language(
    people="statsministeren statsministern ministeren ministern politiet polisen skuespilleren skådespelaren sangeren"
    " sångaren artisten treneren træneren tränaren kapteinen kaptajnen kaptenen kommunen regeringen regjeringen selskapet"
    " selskabet bolaget företaget forfatteren författaren instruktøren regissøren regissören eksperten experten forskeren"
    " forskaren professoren professorn læreren läraren lægen legen läkaren advokaten åklagaren aktor politikeren"
    " politikern borgmesteren ordføreren direktøren direktören talsmannen talspersonen talskvinden presidenten mannen"
    " manden kvinden kvinnan myndigheten organisationen forsvareren forsvarsadvokaten åtalet domstolen tingsrätten",
    cues="står heter siger sagde säger sa sade sier fortæller fortalte berättar berättade forteller forklarer förklarar"
    " skriver skrev skrev mener menar tilføjer tillägger legger understreger understryker fastslår"
    " udtaler uttalade uttaler uttalte fortsætter fortsätter fortsetter lyder svarer svarar svarade"
    " udbryder kalder kaldte kallar kallade kaller kalte utbryter"
    " slutter avslutar konstaterar konstaterer kommenterar kommenterer påpeger påpekar"
    " påpeker meddelar advarer varnar",
    so="ifølge enligt",
    that="at att",
    determiners="en et ett den det de to två tre hans hendes hennes",
    she="hun hon",
    he="han",
    no_subject="i på til till med om efter etter før före under over över mod mot hos fra från av af och og"
    " men som der da när når hvor där også också så nu her här igen samtidig desuden dessutom"
    " videre vidare",
    endings="er ar",
    naming="kalder kaldte kallar kallade kaller kalte",
    common="og och i på er är en et ett det at att som til till med af av for för ikke inte han hun hon den",
)
_RUSSIAN = _language(
    people="мэр президент министр глава депутат директор премьер-министр премьер губернатор сенатор господин госпожа"
    " председатель эксперт аналитик экономист врач судья прокурор адвокат тренер капитан нападающий вратарь актер актёр"
    " актриса певец певица режиссер режиссёр автор писатель политик пресс-секретарь историк модель артист артистка"
    " художник спортсмен спортсменка блогер ведущий ведущая",
    cues="поблагодарил призвал призвала рассказывает отмечает поясняет объясняет подчеркивает подчёркивает добавляет уверен"
    " уверена вспоминает вспомнил вспомнила поинтересовался поинтересовалась воскликнул воскликнула пошутил пошутила"
    " прокомментировал прокомментировала сообщает полагает уточняет пообещал пообещала обещал обещала обратился"
    " констатировала заключила согласилась возразила сказал сказала сказали сообщил сообщила сообщили заявил заявила заявили отметил отметила отметили добавил"
    " добавила подчеркнул подчеркнула пояснил пояснила объяснил объяснила рассказал рассказала рассказали написал"
    " написала ответил ответила спросил спросила признался призналась считает говорит уточнил уточнила продолжил"
    " продолжила закончил попросил попросила напомнил напомнила указал указала заметил заметила объявил объявила"
    " предупредил предупредила пишет цитирует приводит передает передаёт поделился поделилась утверждает"
    " констатировал заключил резюмировал возразил согласился начал назвал назвала назвали",
    so="словам",
    naming="назвал назвала назвали",
    that="что",
    determiners="один одна два три этот эта эти его её ее их наш мой",
    she="она",
    he="он",
    no_subject="в во на на с со к по для от из о об при без у за до после перед и а но или что как когда если где"
    " также тогда потом затем сегодня вчера журналистам газете агентству",
    common="и в не на что с по как он это из за к от но для о его у же",
)
_POLISH = _language(
    people="prezydent premier minister ministra burmistrz rzecznik rzeczniczka poseł posłanka senator dyrektor dyrektorka"
    " prezes prezeska wójt starosta wojewoda policjant policja ekspert ekspertka analityk ekonomista lekarz lekarka sędzia"
    " prokurator adwokat mecenas trener kapitan napastnik bramkarz aktor aktorka piosenkarz piosenkarka reżyser"
    " reżyserka autor autorka pisarz pisarka polityk przewodniczący przewodnicząca szef szefowa naukowiec historyk",
    cues="zakończył zakończyła kończy podsumował podsumowała podsumowuje zapowiedział zapowiedziała ocenili żartował"
    " wspomina wspominał wspominała deklaruje zadeklarował zadeklarowała apeluje apelował apelowała pytał pytała pyta"
    " stwierdza przekazał przekazała dodali powiedział powiedziała powiedzieli mówi mówił mówiła dodał dodała dodaje podkreślił podkreśliła podkreśla"
    " zaznaczył zaznaczyła zaznacza stwierdził stwierdziła ocenił oceniła ocenia wyjaśnił wyjaśniła wyjaśnia przyznał"
    " przyznała przyznaje poinformował poinformowała informuje napisał napisała pisze tłumaczy tłumaczył twierdzi uważa"
    " zauważył zauważa przekonuje przekonywał odpowiedział odpowiedziała odpowiada oświadczył oświadczyła przypomniał"
    " przypomina komentuje opowiada relacjonuje wskazał wskazuje zapewnił zapewnia ostrzegł ostrzega czytamy",
    so="według zdaniem",
    that="że iż",
    determiners="jeden jedna dwa dwaj trzy ten ta jego jej ich",
    she="ona",
    he="on",
    no_subject="w we na z ze do dla od o po przy bez za u i a ale lub że jak gdy kiedy jeśli gdzie także również"
    " wtedy potem dziś wczoraj się nam",
    common="w i na z się do nie że to o jest jak za od po przez dla ale są oraz",
)
_CZECH = _language(
    people="soudce soudkyně analytik analytička ekonom ekonomka expert expertka odborník odbornice lékař lékařka ředitel"
    " ředitelka mluvčí starosta starostka primátor primátorka ministr ministryně premiér premiérka prezident prezidentka"
    " poslanec poslankyně senátor senátorka hejtman hejtmanka policista policistka policie trenér trenérka kapitán"
    " útočník obránce brankář herec herečka zpěvák zpěvačka režisér režisérka autor autorka spisovatel spisovatelka"
    " politik politička advokát advokátka právník právnička žalobce žalobkyně manažer manažerka majitel majitelka"
    " předseda předsedkyně šéf šéfka epidemiolog meteorolog historik",
    cues="uzavřel uzavřela myslí domnívá soudí shrnul shrnula shrnuje zhodnotil zhodnotila hodnotí oznámil oznámila oznamuje"
    " varoval varovala varuje vzkázal vzkázala ocenil ocenila reagoval reagovala reaguje citoval vzpomíná vzpomínal"
    " vyprávěl vypráví prozradil prozradila říkal říkala přiznává zdůrazňuje doplňuje popsali pokračoval pokračuje"
    " řekl řekla řekli říká uvedl uvedla uvedli uvádí dodal dodala dodává prohlásil prohlásila sdělil sdělila"
    " vysvětlil vysvětlila vysvětluje upozornil upozornila upozorňuje popsal popsala popisuje napsal napsala píše"
    " odpověděl odpověděla potvrdil potvrdila připomněl připomněla míní tvrdí doplnil doplnila poznamenal konstatoval"
    " zdůraznil zdůraznila informoval informovala okomentoval komentoval přiznal přiznala podotkl podotkla",
    so="podle",
    that="že",
    determiners="jeden jedna dva tři ten ta jeho její jejich",
    she="ona",
    he="on",
    no_subject="v ve na z ze do pro od o po při bez za u i a ale nebo že jak když kde také tehdy pak potom dnes včera"
    " se si novinářům serveru",
    common="a v se na je že s z o do i to za pro jako by ve jsou ale byl",
)
TABLES: Mapping[str, Language] = {
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "it": _ITALIAN,
    "pt": _PORTUGUESE,
    "nl": _DUTCH,
    "da": _NORDIC,
    "sv": _NORDIC,
    "no": _NORDIC,
    "nb": _NORDIC,
    "ru": _RUSSIAN,
    "pl": _POLISH,
    "cs": _CZECH,
}
