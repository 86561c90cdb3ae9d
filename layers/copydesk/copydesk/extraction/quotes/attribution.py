"""Who is said to have said it, in English: the cue and the speaker around a quoted span."""

import re
from dataclasses import dataclass

_VERBS = (
    "said says say saying told tells telling added adds adding warned warns warning declared declares declaring stated"
    " states stating announced announces announcing argued argues arguing asked asks asking replied replies explained"
    " explains explaining insisted insists insisting claimed claims claiming noted notes noting wrote writes writing"
    " tweeted posted admitted admits acknowledged acknowledges agreed agrees alleged alleges responded responds"
    " recalled"
    " recalls remarked remarks pointed suggested suggests urged urges vowed vows pledged pledges promised"
    " promises denied"
    " denies confirmed confirms concluded concludes continued continues commented comments complained complains called"
    " calls calling described describes describing dubbed branded labelled labeled accused accuses condemned condemns"
    " criticised criticized stressed stresses emphasised emphasized reiterated reiterates joked jokes quipped shouted"
    " whispered testified predicted predicts believes believed thinks mused lamented laments hailed praised slammed"
    " blasted repeated repeats read reads shared shares offered texted observed observes countered counters"
    " cautioned cautions"
).split()
_NOUNS = (
    "announcement statement comment comments remark remarks claim claims warning declaration words insistence".split()
)
_CUE = re.compile(rf"\b(?:{'|'.join(_VERBS)})\b", re.IGNORECASE)
_NOUN_BY = re.compile(rf"\b(?P<cue>{'|'.join(_NOUNS)})\s+(?:by|from|of)\s+(?P<speaker>.+)", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording to (?P<speaker>[^,.;:]+)", re.IGNORECASE)
#: Words that may stand between a subject and its verb.
_BETWEEN = frozenset(
    "has have had is was were are also later then previously recently reportedly already again simply just even once"
    " earlier has now still always never be been would will could did does do not who which repeatedly".split()
)
_CLAUSE_START = re.compile(
    r"[,;:—–(]|\b(?:that|which|who|when|while|after|before|as|because|but|and|if|where|whether|although)\b\s",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^(?:on|in|at|by|during|after|before|since|from|for|with|earlier|later|last|this|speaking|asked|when|while|"
    r"as|but|and|however|"
    r"meanwhile|instead|yesterday|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|to|about|of|if|"
    r"though|although)\b",
    re.IGNORECASE,
)
_SPEAKER_START = re.compile(
    r"^(?:the|a|an|one|another|his|her|their|its|our|my|he|she|they|it|we|i|some|many|both|two|three|[A-Z]|[^\W\d_a-z])"
)
_TAIL = re.compile(
    r"\s+(?:in|on|at|during|after|before|as|that|who|when|while|to|with|following|via|about|this|last)\s.*$"
)
#: What ends a noun phrase: a clause that was taken whole is cut before its verb.
_FINITE = re.compile(
    rf"\s+(?:{'|'.join(verb for verb in _VERBS if not verb.endswith('ing'))}|has|have|had|is|was|were|are|did|does|will"
    r"|would|could)\b|\s+(?:in|during|after)\s+(?:a|an|his|her|its|their)\s",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\s+$", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^)]*\)")
_LONGEST_SPEAKER = 14


@dataclass(frozen=True, slots=True)
class Attribution:
    speaker: str
    cue: str


def attribution(before: str, after: str) -> Attribution | None:
    """The source of a quotation from the words of its own sentence before and after it.

    >>> attribution("", ", a senior official told Axios.")
    Attribution(speaker='a senior official', cue='told')
    >>> attribution("Cairo has previously warned that any attack ", ".")
    Attribution(speaker='Cairo', cue='warned')
    """
    return _after(after) or _before(before) or _according(before, after)


def _after(text: str) -> Attribution | None:
    """`…,” said X` and `…,” X said`."""
    text = text.lstrip(" ,.?!—–-")
    cue = _CUE.search(text)
    if not cue or cue.start() > 120:
        return None
    if cue.start() == 0:
        inverted = re.split(r"[,.;:—–\n]", text[cue.end() :], maxsplit=1)[0]
        return _made(_TAIL.sub("", inverted), cue[0])
    subject = text[: cue.start()]
    parts = [part.strip() for part in subject.split(",") if part.strip()]
    return _made(_without_between(parts[0]), cue[0]) if parts else None


def _before(text: str) -> Attribution | None:
    """`X said: “…`, `X warned that any attack “…`, `an announcement by X that it was “…`."""
    noun = _NOUN_BY.search(text)
    if noun:
        return _made(re.split(r"[,;:]|\bthat\b", noun["speaker"], maxsplit=1)[0], noun["cue"])
    cues = list(_CUE.finditer(text))
    for cue in reversed(cues):
        if cue[0].lower() == "told" and _PASSIVE.search(text[: cue.start()]):
            continue
        finite = _finite_before(cues, cue) if cue[0].endswith("ing") else cue
        made = _made(_subject(text[: finite.start()]), cue[0])
        if made:
            return made
    return None


def _finite_before(cues: list[re.Match[str]], participle: re.Match[str]) -> re.Match[str]:
    """The verb whose subject a participle shares, as in `She vowed to fight it, saying: “…`; else the participle."""
    earlier = (cue for cue in reversed(cues) if cue.start() < participle.start() and not cue[0].endswith("ing"))
    return next(earlier, participle)


def _according(before: str, after: str) -> Attribution | None:
    match = _ACCORDING.search(after) or _ACCORDING.search(before)
    return _made(match["speaker"], "according to") if match else None


def _subject(text: str) -> str:
    """The noun phrase that ends at a verb; of `X, a minister, said` it is X."""
    text = _ASIDE.sub("", text).rstrip()
    if text.endswith(","):
        chunks = [chunk.strip() for chunk in text.rstrip(",").split(",")]
        named = [chunk for chunk in chunks if chunk and not _ADVERBIAL.match(chunk)]
        return named[0] if named else ""
    text = _without_between(text)
    starts = [match.end() for match in _CLAUSE_START.finditer(text)]
    return text[starts[-1] :] if starts else text


def _without_between(text: str) -> str:
    words = text.split()
    while words and (words[-1].lower() in _BETWEEN or words[-1].endswith("ly")):
        words.pop()
    return " ".join(words)


def _made(speaker: str, cue: str) -> Attribution | None:
    speaker = _FINITE.split(speaker, maxsplit=1)[0].strip(" ,.;:—–-()\n\"'“”")
    if not _SPEAKER_START.match(speaker) or _ADVERBIAL.match(speaker) or len(speaker.split()) > _LONGEST_SPEAKER:
        return None
    return Attribution(speaker, cue.lower())
