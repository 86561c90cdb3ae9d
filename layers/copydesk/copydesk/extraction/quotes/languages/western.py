"""This module holds the words of speech in languages other than English, a table for each."""

from collections.abc import Mapping

from copydesk.extraction.quotes.languages import eastern
from copydesk.extraction.quotes.phrases import Language, language

_GERMAN = language(
    cues="erläuterte erläutert erläutern mutmaßte mutmaßt prognostizierte prognostiziert konstatierte konstatiert"
    " resümiert bilanziert unterstreicht äußert kündigt erwiderte erwidert wandte rät riet ergänzen witzelt jubelte"
    " jubelt spottete spottet schreiben schrieben entgegnet bekräftigt schlussfolgerte schlussfolgert verkündete"
    " verkündet flüsterte flüstert murmelte murmelt brüllte brüllt stöhnte sinniert sinnierte stichelte twittert"
    " postet lästerte ließ urteilt versichert klagt schimpft wettert wetterte moniert monierte attestiert attestierte"
    " sagte sagt sagten sagen erklärte erklärt erklärten erklären erzählte erzählt erzählen betonte betont betonen"
    " warnte warnt warnten schrieb schreibt meinte meint meinen berichtete berichtet teilte ergänzte ergänzt"
    " kritisierte kritisiert forderte fordert fügte bestätigte bestätigt kündigte versicherte behauptete behauptet"
    " entgegnete antwortete antwortet fragte fragt rief lobte lobt urteilte bekräftigte unterstrich bemerkte äußerte"
    " schilderte schildert bilanzierte resümierte stellte zitierte twitterte postete mahnte mahnt räumte nannte nennt"
    " findet fand glaubt bezeichnete bezeichnet gesagt verriet verrät gab scherzte beklagte klagte schwärmte schwärmt"
    " freut freute begründete begründet vermutet vermutete schlägt spricht sprach heißt hieß pochte appellierte"
    " scherzt ruft rufen stützt verurteilte rügte rügt kontert antworten verspricht versprach gibt erinnert weiß"
    " wusste lacht lachte beschreibt beschrieb sieht meldet meldete verlangte verlangt plädierte plädiert verteidigte"
    " rechtfertigte zweifelt bezweifelte bezweifelt witzelte ätzte schimpfte empörte empört bedauerte bedauert gesteht"
    " gestand zugab hofft hoffte nennen sprachen sprechen riefen warf wirft warfen werfen",
    so="so laut zufolge",
    that="dass daß",
    determiners="der die das ein eine einer mehrere zwei drei viele seine ihre sein ihr unser deren dessen",
    she="sie",
    he="er",
    no_subject="am im in an auf bei beim nach vor zu zum zur aus von vom mit gegenüber über unter durch für gegen ohne"
    " seit während wegen trotz anschließend zudem außerdem dann damals jetzt auch aber und doch dennoch gleichzeitig"
    " zugleich angesichts anlässlich später zuvor daraufhin dazu weiter heute gestern nun so als wie wenn dass weil da"
    " dort hier bislang bereits schon noch einmal laut ob oder denn sowohl weder sondern dabei darauf darin deshalb"
    " daher hingegen dagegen allerdings jedoch",
    endings="t te ten",
    naming="nannte nannten nennt nennen bezeichnete bezeichnet sprach sprachen spricht sprechen warnte warnten warnt"
    " kritisierte kritisierten kritisiert forderte forderten fordert fordern beklagte beklagt lobte lobt verlangte"
    " verlangt verurteilte betonte betont rügte rügt beschreibt beschrieb meldet meldete äußerte äußert",
    statements="hoffnung meinung kritik sorge überzeugung forderung frage antwort ansicht vermutung befürchtung these"
    " aussage jahr",
    reporting="sei seien habe werde könne müsse solle wolle dürfe möge gebe gehe komme stehe lasse bleibe brauche"
    " bringe sehe wisse liege handle handele halte führe zeige hätten würden mache nehme spreche verkenne bedeute"
    " fehle gelte drohe versuche verstehe finde herrsche riskiere gehöre diene",
    common="der die das und ist nicht mit von den für auf ein eine sich dem auch des im zu dass",
)
_FRENCH = language(
    cues="assène asséné confirme confirmé reprend repris murmure prétend promet promis interroge s’interroge s’indigne"
    " s’étonne s’agace s’enthousiasme s’emporte ironise ironisé sourit rit nuance analyse décrit ajoutait expliquait"
    " disait racontait affirmait fustige fustigé tacle taclé salué réclame souffle renchérit complète prévenu conclu"
    " dit a-t-il déclare déclaré explique expliqué affirme affirmé ajoute ajouté raconte raconté souligne souligné"
    " précise précisé estime estimé confie confié assure assuré indique indiqué poursuit conclut insiste regrette"
    " lance lancé écrit rappelle rappelé répond répondu note noté glisse soupire avance témoigne détaille résume"
    " prévient reconnaît dénonce dénoncé martèle plaide réagit commente juge jugé avoue avertit observe annonce"
    " annoncé tweeté admet constate salue déplore déploré s’inquiète s’exclame qualifie qualifié évoque évoqué",
    so="selon d’après d'après",
    opening="pour",
    naming="qualifie qualifié dénonce dénoncé évoque évoqué",
    that="que qu’",
    determiners="le la les l un une des plusieurs deux son sa ses leur leurs ce cette",
    she="elle",
    he="il",
    no_subject="à au aux dans en sur pour par avec sans sous chez lors après avant devant depuis vers entre et mais ou"
    " où qui que quand comme si puis hier aujourd’hui lundi mardi mercredi jeudi vendredi samedi dimanche ensuite"
    " pourtant alors ici enfin également toutefois ainsi auprès",
    common="le la les et est des une pour dans que qui sur pas au plus par avec ce du",
)
_SPANISH = language(
    cues="confirmó confirma confesó confiesa mencionó menciona prometió promete exclamó exclama argumentó argumenta"
    " resaltó resalta expuso expone matizó matiza confió bromeó ironizó sentenció sentencia resumió resume"
    " reprochó exigió exige pidió pide reveló revela narró cuestionó cuestiona publicó tuiteó decía contaba"
    " explicaba rememora rememoró evoca dijeron dicen afirmaron señalaron explicaron aseguraron indicaron"
    " añadieron dijo dice dicho afirmó afirma señaló señala explicó explica aseguró asegura indicó indica añadió"
    " añade agregó agrega declaró declara manifestó manifiesta sostuvo sostiene expresó comentó comenta apuntó"
    " apunta destacó destaca subrayó subraya recordó recuerda advirtió advierte reconoció reconoce insistió"
    " insiste precisó contó cuenta escribió escribe respondió responde concluyó concluye reiteró lamentó lamenta"
    " criticó denunció denuncia informó preguntó corroboró anunció puntualizó enfatizó detalló opinó admitió"
    " zanjó recalca recalcó aclara aclaró pregunta plantea planteó remarca remarcó reclama reclamó calificó"
    " califica tildó celebra relata relató narra valora valoró afirmado señalado explicado asegurado indicado"
    " añadido agregado declarado manifestado sostenido expresado comentado apuntado destacado subrayado recordado"
    " advertido reconocido insistido precisado contado escrito respondido concluido reiterado lamentado criticado"
    " denunciado informado preguntado anunciado puntualizado enfatizado detallado opinado admitido zanjado"
    " recalcado aclarado planteado remarcado reclamado calificado tildado confirmado confesado prometido"
    " argumentado resaltado pedido exigido revelado preguntaba preguntaban añadía aseguraba afirmaba señalaba"
    " apuntaba recordaba lamentaba insistía reconocía advertía comentaba reafirmó reafirma propone propuso"
    " defendió defiende pidieron denunciaron reclamaron exigieron señalan afirman aseguran explican denuncian"
    " indican advierten critican reclaman piden",
    so="según",
    opening="para",
    naming="calificó califica tildó denunció denuncia criticó lamentó",
    that="que",
    determiners="el la los las un una unos varios dos su sus este esta",
    she="ella",
    he="él",
    no_subject="a al en de del con por para sin sobre tras ante desde hasta entre durante según y pero o que quien"
    " como cuando si donde además también luego después ayer hoy así este lunes martes miércoles jueves viernes sábado"
    " domingo",
    common="el la los las y es que en un una por con para del se no al lo su",
)
_ITALIAN = language(
    cues="rivela rivelato confessa confessato confida conferma confermato ribadisce ribadito insiste esclama evidenzia"
    " evidenziato chiede chiesto replica replicato attacca tuona rincara chiarisce chiarito riferisce riferito auspica"
    " rilancia ironizza aveva diceva raccontava spiegava sostengono dicono dichiarano ha detto dice disse spiega"
    " spiegano spiegato afferma affermato racconta raccontato aggiunge aggiunto sottolinea sottolineato dichiara"
    " dichiarato commenta commentato scrive scrivono scritto conclude concluso ricorda precisa osserva ammette avverte"
    " assicura sostiene risponde prosegue continua denuncia annuncia definisce definito",
    so="secondo",
    opening="per",
    naming="definisce definito denuncia",
    that="che",
    determiners="il lo la i gli le l un uno una due suo sua alcuni",
    she="lei",
    he="lui",
    no_subject="a al alla ai in nel nella di del della con per su sul sulla da dal dalla tra fra durante dopo prima"
    " poi e ma o che quando come se dove ieri oggi anche ancora così infine",
    common="il la e di che è un una per non con sono del della nel si le gli dei",
)
_PORTUGUESE = language(
    cues="confirmou confirma revelou revela confessou desabafou enfatizou enfatiza esclareceu esclarece detalhou"
    " prometeu pediu pede perguntou pergunta publicou indicou indica assegurou considerou considera sublinhou sublinha"
    " adiantou adianta referiu refere admitiu admite denunciou recordou recorda sustentou declararam disseram"
    " afirmaram dizia justificou ponderou opinou brincou elogiou disse diz afirmou afirma explicou explica declarou"
    " declara ressaltou ressalta destacou destaca acrescentou acrescenta contou conta informou informa escreveu"
    " escreve respondeu avaliou avalia completou completa concluiu comentou comenta lembrou lembra criticou reforçou"
    " frisou salientou garantiu apontou observou alertou alerta pontuou relatou relata argumentou defendeu anunciou"
    " chamou classificou",
    so="segundo conforme",
    opening="para",
    naming="chamou classificou criticou",
    that="que",
    determiners="o a os as um uma dois seu sua",
    she="ela",
    he="ele",
    no_subject="em no na nos nas de do da dos das com por para sem sobre após ante desde até entre durante ao à aos e"
    " mas ou que quem como quando se onde ainda também depois ontem hoje assim segundo nesta neste",
    common="o a os as e é que em um uma para com não do da no na se por mais",
)
_DUTCH = language(
    cues="vraagt vroeg lacht besluit besloot herhaalt herhaalde concludeert concludeerde erkent erkende geeft hoopt"
    " hoopte denkt dacht weet meent meende beschrijft beschreef onderstreept onderstreepte oordeelt oordeelde stellen"
    " schrijven vertellen verklaren merkt klaagt klaagde grapt grapte roept riep verzekert zegt zei zeggen zeiden"
    " vertelt vertelde verklaarde verklaart schrijft schreef legt stelt stelde meldt meldde benadrukt benadrukte"
    " waarschuwt waarschuwde reageert reageerde vindt vond antwoordt antwoordde voegt bevestigt aldus klinkt noemt"
    " noemde",
    so="aldus volgens",
    naming="noemt noemde",
    that="dat",
    determiners="de het een twee drie zijn haar hun deze",
    she="ze zij",
    he="hij",
    no_subject="in op bij na voor tot uit van met tegen tegenover over onder door tijdens en maar of dat die wie als"
    " toen wanneer ook daarna verder dan nog al gisteren vandaag dinsdag maandag woensdag donderdag vrijdag zaterdag"
    " zondag hier daar nu",
    common="de het een en is van dat niet op te zijn met voor die er aan ook om",
)
_NORDIC = language(
    people="statsministeren statsministern ministeren ministern politiet polisen skuespilleren skådespelaren sangeren"
    " sångaren artisten treneren træneren tränaren kapteinen kaptajnen kaptenen kommunen regeringen regjeringen"
    " selskapet selskabet bolaget företaget forfatteren författaren instruktøren regissøren regissören eksperten"
    " experten forskeren forskaren professoren professorn læreren läraren lægen legen läkaren advokaten åklagaren"
    " aktor politikeren politikern borgmesteren ordføreren direktøren direktören talsmannen talspersonen talskvinden"
    " presidenten mannen manden kvinden kvinnan myndigheten organisationen forsvareren forsvarsadvokaten åtalet"
    " domstolen tingsrätten",
    cues="står heter siger sagde säger sa sade sier fortæller fortalte berättar berättade forteller forklarer"
    " förklarar skriver skrev mener menar tilføjer tillägger legger understreger understryker fastslår udtaler"
    " uttalade uttaler uttalte fortsætter fortsätter fortsetter lyder svarer svarar svarade udbryder kalder kaldte"
    " kallar kallade kaller kalte utbryter slutter avslutar konstaterar konstaterer kommenterar kommenterer påpeger"
    " påpekar påpeker meddelar advarer varnar",
    so="ifølge enligt",
    that="at att",
    determiners="en et ett den det de to två tre hans hendes hennes",
    she="hun hon",
    he="han",
    no_subject="i på til till med om efter etter før före under over över mod mot hos fra från av af och og men som"
    " der da när når hvor där også också så nu her här igen samtidig desuden dessutom videre vidare",
    endings="er ar",
    naming="kalder kaldte kallar kallade kaller kalte",
    common="og och i på er är en et ett det at att som til till med af av for för ikke inte han hun hon den",
)
_ICELANDIC = language(
    cues="segir segja sagði sögðu bætir skrifar skrifaði útskýrir svarar svaraði spyr heldur lýsir kveðst tekur",
    so="samkvæmt",
    that="að",
    determiners="einn ein eitt tveir tvær þrír hans hennar þeirra",
    she="hún",
    he="hann",
    no_subject="í á til með um eftir fyrir undir yfir við hjá frá úr af og en sem þá þegar hvar þar einnig líka svo nú"
    " hér aftur meðal að",
    common="og að í á er sem það til við með um var en ekki hann fyrir af þar",
)
_FINNISH = language(
    people="ministeri pääministeri presidentti johtaja toimitusjohtaja professori tutkija asiantuntija poliisi lääkäri"
    " valmentaja kapteeni kirjailija näyttelijä laulaja ohjaaja tiedottaja puheenjohtaja kansanedustaja",
    cues="sanoo sanoi sanovat kertoo kertoi kertovat toteaa totesi kommentoi kirjoittaa kirjoitti muistuttaa muistutti"
    " lisää lisäsi arvioi painottaa painotti korostaa korosti vastaa vastasi kysyy kysyi pohtii huomauttaa selittää"
    " naurahtaa myöntää uskoo linjaa",
    so="mukaan",
    that="että",
    determiners="yksi kaksi kolme tämä hänen",
    she="hän",
    he="hän",
    no_subject="ja mutta tai että kun jos kuin missä myös nyt sitten eilen tänään vielä jo",
    common="ja on ei että se oli hän mutta kun myös ovat joka mukaan sen niin",
)
_INDONESIAN = language(
    cues="kata katanya ujar ujarnya tutur tuturnya ungkap ungkapnya jelas jelasnya ucap ucapnya tegas tegasnya tambah"
    " tambahnya mengatakan berkata menjelaskan menegaskan menambahkan menyatakan mengungkapkan menuturkan memaklumkan"
    " menyifatkan menulis",
    so="menurut",
    that="bahwa bahawa",
    determiners="seorang para dua tiga",
    she="dia",
    he="dia beliau ia",
    no_subject="di ke dari pada dengan untuk dan tetapi atau yang ketika saat kepada dalam oleh setelah sebelum lagi"
    " juga kemudian",
    common="yang dan di untuk dengan ini itu dari pada tidak akan dalam ke juga oleh",
)
_SWAHILI = language(
    people="kamanda waziri rais mkurugenzi mwenyekiti msemaji katibu meneja mkuu mbunge balozi jaji wakili kocha"
    " nahodha mkazi daktari profesa meya diwani askofu sheikh",
    cues="amesema alisema anasema wamesema walisema wanasema ameeleza alieleza anaeleza amebainisha alibainisha"
    " anabainisha ameongeza aliongeza anaongeza amedai alidai ameandika aliandika amesisitiza alisisitiza anasisitiza"
    " amefafanua alifafanua amejibu alijibu amehoji alihoji amekiri alikiri amewaambia aliwaambia ametangaza alitangaza"
    " ameonya alionya amekumbusha amethibitisha alithibitisha amedokeza",
    so="",
    that="kuwa kwamba",
    determiners="huyo hawa hao wawili",
    she="yeye",
    he="yeye",
    no_subject="na katika kwenye kwa ya wa za la cha vya kama lakini au pia hata baada kabla wakati leo jana jumatatu"
    " jumanne jumatano alhamisi ijumaa jumamosi jumapili huku ili kuwa kwamba mbele akizungumza",
    common="na ya wa kwa katika ni za la kuwa hiyo hii huo kwenye pia cha baada alisema amesema kwamba",
)
_AFRIKAANS = language(
    cues="sê gesê vertel skryf geskryf voeg bygevoeg verduidelik beklemtoon bevestig verklaar waarsku antwoord vra"
    " meen erken onthou lag luidens",
    so="volgens aldus luidens",
    that="dat",
    determiners="die ’n 'n een twee drie sy haar hul hulle hierdie daardie",
    she="sy",
    he="hy",
    no_subject="in op by na voor tot uit van met teen oor onder deur tydens en maar of dat wat wie as toe wanneer ook"
    " daarna verder dan nog al gister vandag maandag dinsdag woensdag donderdag vrydag saterdag sondag hier"
    " daar nou aan",
    common="die en het van is nie in om te met op vir wat dat by ook was hy deur aan",
)
_CATALAN = language(
    cues="diu dit deia explica explicat afirma afirmat assegura assegurat afegeix afegit assenyala assenyalat destaca"
    " destacat recorda recordat subratlla subratllat lamenta lamentat adverteix advertit reconeix reconegut insisteix"
    " insistit conclou conclòs escriu escrit respon respost denuncia denunciat apunta apuntat considera considerat"
    " sosté sostingut detalla detallat reclama reclamat anuncia anunciat critica criticat comenta comentat",
    so="segons",
    that="que",
    determiners="el la els les un una uns dos seu seva aquest aquesta l",
    she="ella",
    he="ell",
    no_subject="a al als en del dels de amb per sense sobre davant des fins entre durant i però o que quan com si on"
    " també després ahir avui així dilluns dimarts dimecres dijous divendres dissabte diumenge",
    common="el la els les i és que en un una per amb de al del no als ha són també",
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
    "ru": eastern.RUSSIAN,
    "pl": eastern.POLISH,
    "cs": eastern.CZECH,
    "uk": eastern.UKRAINIAN,
    "ro": eastern.ROMANIAN,
    "hu": eastern.HUNGARIAN,
    "is": _ICELANDIC,
    "fi": _FINNISH,
    "id": _INDONESIAN,
    "ms": _INDONESIAN,
    "sw": _SWAHILI,
    "af": _AFRIKAANS,
    "ca": _CATALAN,
}
