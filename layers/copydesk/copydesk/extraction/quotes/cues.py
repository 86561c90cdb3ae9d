"""This module lists the English words of speech: verbs, words around them, and nouns for what was said."""

_SAYING = (
    "say add warn declare state announce argue ask reply explain insist claim note write tweet post admit"
    " acknowledge agree allege respond recall remark suggest urge vow pledge promise deny confirm conclude"
    " continue comment complain stress emphasise emphasize reiterate joke quip shout whisper testify predict"
    " lament muse repeat observe counter caution report reveal assure rule indicate maintain contend assert"
    " concede recount reflect exclaim proclaim begin describe call label brand dub accuse condemn criticise"
    " criticize praise hail slam blast denounce dismiss blame characterise characterize decry deem thank"
    " deride reject defend liken point tout demand order tell offer text share read believe think wonder find feel"
    " email message boast brag chant yell scream murmur mutter cry sigh laugh chime interject advise instruct"
    " inform ponder speculate estimate clarify elaborate opine caption sing propose underscore highlight recommend"
    " retort sneer gush enthuse marvel snap rant vent summarise summarize assess confess cite quote propound"
    " disagree concur echo chuckle affirm signal admonish implore credit beg rave fume scoff theorize venture stipulate"
).split()
_IRREGULAR = {
    "say": "said says saying", "tell": "told tells telling", "write": "wrote writes writing", "begin": "began begins",
    "think": "thought thinks thinking", "read": "read reads", "find": "found finds", "feel": "felt feels",
    "sing": "sang sings", "admit": "admitted admits admitting", "deny": "denied denies denying",
    "reply": "replied replies replying", "testify": "testified testifies testifying", "cry": "cried cries",
    "decry": "decried decries decrying", "quip": "quipped quips quipping", "dub": "dubbed dubs dubbing",
    "slam": "slammed slams slamming", "snap": "snapped snaps", "clarify": "clarified clarifies clarifying",
    "label": "labelled labeled labels labelling labeling", "yell": "yelled yells yelling", "brag": "bragged brags",
    "chant": "chanted chanting", "point": "pointed points pointing", "offer": "offered offers offering",
    "order": "ordered orders ordering", "text": "texted texts", "post": "posted posting", "share": "shared sharing",
    "signal": "signalled signaled signals", "email": "emailed emails",  "blast": "blasted blasts blasting",
    "vent": "vented", "cite": "cited cites citing", "beg": "begged begs begging",
}  # fmt: skip


def _forms(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb].split()
    if verb.endswith("e"):
        return [f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"]
    return [f"{verb}ed", f"{verb}es" if verb.endswith(("s", "sh", "ch")) else f"{verb}s", f"{verb}ing"]


_GOING_ON = ("went on", "goes on")
#: Base forms, as in `critics say` and behind `would`: only verbs that are no nouns as well.
_BASE = (
    "say tell write argue insist believe think admit explain describe suggest contend recall acknowledge warn add agree"
    " conclude propose observe maintain assert predict emphasise emphasize declare announce reveal complain"
    " reiterate speculate confirm deny"
).split()
CUES = frozenset([*_BASE, *(form for verb in _SAYING for form in _forms(verb)), *_GOING_ON]) - {"thanks"}
#: The infinitives of cues.
VERBS = frozenset(_SAYING)
#: Cues of questions, whose quoted words are seldom another's.
ASKING = frozenset("asked asks asking".split())
#: Verbs that name a thing if the quotation follows directly: `a campaign called “…”`.
NAMING = frozenset("called dubbed named titled entitled labelled labeled branded known termed nicknamed".split())
#: Cues that are as often nouns: without a subject of their own they are no cue.
NOUNS = frozenset(
    "claims reports notes comments remarks calls asks shares reads posts texts orders points signals emails messages"
    " offers promises demands estimates echoes labels brands credits".split()
)
#: Nouns for what was said; `by` or `from` leads from them to the speaker.
STATEMENTS = frozenset(
    "announcement statement comment comments remark remarks claim claims warning declaration words insistence assertion"
    " message quote letter report tweet post".split()
)
#: Verbs before `to` and a cue: `went on to say`.
SEEMING = frozenset("seems seem seemed appears appeared went goes began continued had has".split())
#: Verbs of what someone does in order to speak: `took to the radio to call it “…”`.
OUTLETS = frozenset("took takes turned turns used uses went goes spoke wrote posted tweeted stopped paused".split())
#: Verbs that mark the end of a clause's subject.
FINITE = frozenset(
    "is was are were be has have had did does do will would could should can may might must made went took gave"
    " came got gets held sent put met left spoke stood sat ran led kept lost won set makes goes takes gives"
    " comes".split()
)
#: Words that may be between a subject and its verb.
BETWEEN = frozenset(
    "has have had is was were are also later then previously recently reportedly already again simply just even once"
    " earlier now still always never be been would will could did does do not repeatedly once further famously first"
    " last only often long since publicly both all immediately quickly himself herself themselves itself to".split()
)
#: Words at which a new clause, and so a new subject, begins.
CLAUSE = frozenset(
    "that which who whom whose when while after before because but if where whether although though since until unless"
    " how why what as so whereas yet".split()
)
#: Words with which no subject begins.
ADVERBIAL = frozenset(
    "on in at by during after before since from for with earlier later last speaking asked when while as but and"
    " however meanwhile instead yesterday today monday tuesday wednesday thursday friday saturday sunday to about"
    " of if though although following despite without under over through among amid upon within between because"
    " where then according via or not it’s there here also still once again additionally moreover furthermore"
    " responding referring citing writing adding noting until unlike like perhaps remarkably finally eventually"
    " ultimately first second".split()
)
#: Words that end a noun phrase behind an inverted verb: `said Jane Smith in a statement`.
TAIL = frozenset(
    "in on at during after before as that who which when while to with following via about this last and but"
    " where because yesterday today monday tuesday wednesday thursday friday saturday sunday earlier later"
    " recently if through upon when how why whether whose of signed obtained published released written seen"
    " posted".split()
)
#: After one of these, a verb has its subject behind it, or none: `was told`, `being asked`.
PASSIVE = frozenset("was were been being is are be get got gets".split())
DETERMINERS = frozenset(
    "the a an one another his her their its our my some many both two three four several most other these those this"
    " no each every all few".split()
)
PRONOUNS = frozenset("he she they it we i you who".split())
